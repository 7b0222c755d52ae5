//! Tokens in XML come back as what they were, written as their place needs it.

use super::*;

const POLICY: &str = "schema = 1\ntitle = 'T'\nversion = '1'\naccept_unfindable = ['PERSON_NAME']\n\
    [[recipient]]\nid = 'r'\ntitle = 'R'\nunclassified = 'scan'\n\
    [[rule]]\nto = ['r']\ninfo_types = ['*']\norigin = 'house'\n\
    action = { name = 'reversible_token', restores = 'exact' }\n";

#[test]
fn tokens_come_back_in_every_place() {
    let place = directory("xml-tokens");
    let [policy, key, log] = ["policy.toml", "key", "audit.jsonl"].map(|name| place.join(name));
    fs::write(&policy, POLICY).unwrap();
    assert_eq!(run(obelus(["keys", "new", "-o", text(&key)]), b"").code, 0);
    let input = place.join("in.xml");
    let document = "<list note='by ann@example.com'><!-- ann@example.com --><?p ann@example.com?>\n\
        <row><full_name>Zor &amp; &lt;Vane&gt; \"x\"</full_name><full_name><![CDATA[a <b> & c]]></full_name></row>\n\
        <row full_name=\"Zor &quot;Vane&quot; &amp; &lt;'s\" mail='ann@example.com'/>\n\
        <row full_name='it&apos;s \"x\"'>ann@example.com<![CDATA[ bob@example.com]> ]]> carol@example.com]<b/></row>\n\
        <row>a<!-- bob@example.org -->nn@example.com</row>\n</list>\n";
    fs::write(&input, document).unwrap();
    let out = place.join("out");
    let flags = ["--policy", text(&policy), "--key-file", text(&key), text(&input), "-o", text(&out)];
    let done = run(obelus([&["redact", "--quiet"], &flags[..]].concat()), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    let tokens = out.join("r").join("in.xml");
    let made = fs::read_to_string(&tokens).unwrap();
    assert!(!made.contains("example") && !made.contains("Zor"), "{made}");
    assert!(same_shape("tokens", document.as_bytes(), made.as_bytes()), "{made}");
    let back = place.join("back");
    let restore = [
        "--key-file",
        text(&key),
        "--to",
        "r",
        "--allow",
        "email,name",
        "--actor",
        "ann",
        "--reason",
        "test",
    ];
    let files = ["--audit-log", text(&log), "-o", text(&back), text(&tokens)];
    let done = run(obelus([&["restore", "--quiet"], &restore[..], &files[..]].concat()), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    let restored = fs::read_to_string(back.join("in.xml")).unwrap();
    // A value that stood on both sides of a comment stands before it now.
    let expected = document
        .replace("a<!-- bob@example.org -->nn@example.com", "ann@example.com<!-- bob@example.org -->");
    assert_eq!(restored, expected);
    // What cannot be read is not restored either.
    fs::write(&tokens, made.replace("</list>", "</lost>")).unwrap();
    let more = place.join("more");
    let files = ["--audit-log", text(&log), "-o", text(&more), text(&tokens)];
    let done = run(obelus([&["restore", "--quiet"], &restore[..], &files[..]].concat()), b"");
    assert_eq!(done.code, 3, "{}", done.said());
    assert!(done.said().contains("line 6"), "{}", done.said());
}
