//! Fields and records of mail: what a policy names goes or stays as a whole, and tokens come back.

use super::*;

const POLICY: &str = r#"
schema = 1
title = "T"
version = "1"
accept_unfindable = ["PERSON_NAME"]
[[category]]
id = "personal"
title = "P"
info_types = ["PERSON_NAME", "EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD_NUMBER"]
[[source]]
id = "s"
paths = ["*"]
otherwise = "personal"
remove_fields = ["received", "to"]
[source.fields]
subject = "none"
date = "none"
[[recipient]]
id = "r"
title = "R"
unclassified = "drop"
[[rule]]
to = ["r"]
info_types = ["PHONE_NUMBER"]
action = "drop_field"
origin = "house"
[[rule]]
to = ["r"]
info_types = ["CREDIT_CARD_NUMBER"]
action = "drop_record"
origin = "house"
"#;

fn policy(name: &str, text: &str) -> String {
    let file = directory(&format!("mail-policy-{name}")).join("policy.toml");
    fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn fields_and_records_go_as_a_whole() {
    let file = policy("fields", POLICY);
    let flags = ["--policy", file.as_str()];
    let from = "From a@example.com Mon Jan  5 10:00:00 2026\n";
    let marked = "From [EMAIL_ADDRESS] Mon Jan  5 10:00:00 2026\n";
    let input = format!(
        "{from}Received: from a\n\tby b\nFrom: Ann Lee <ann@example.com>\nTo: Bob\n <bob@example.org>\nSubject: hi\nX-Other: q\n\ntext\n\n\
         {from}Subject: card 4111111111111111\n\nx\n\n\
         {from}Subject: call 212-555-0142\nDate: d\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nY2FsbCAyMTItNTU1LTAxNDI=\n"
    );
    let expected = format!(
        "{marked}From: \"[PERSON_NAME]\" <\"[EMAIL_ADDRESS]\">\nSubject: hi\n\ntext\n\n\
         {marked}Date: d\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n\n"
    );
    assert_eq!(String::from_utf8(filtered(&flags, input.as_bytes())).unwrap(), expected);
}

#[test]
fn what_leaves_for_nobody_goes_wherever_it_stands() {
    let file = policy(
        "removed",
        &POLICY.replace("\"to\"", "\"to\", \"email\", \"header\", \"envelope\", \"filename\""),
    );
    let input = "From a@example.com Mon Jan  5 10:00:00 2026\nFrom: Zoe <z@example.com>, bob (Bob)\nDate: d\n>From q\n\
        Content-Disposition: attachment; filename=zoe.txt; size=5\nSubject: s\n\nx\n";
    let expected = "From  Mon Jan  5 10:00:00 2026\nFrom: \"[PERSON_NAME]\" <>,  ([PERSON_NAME])\nDate: d\n\n\
        Content-Disposition: attachment; filename=\"\"\nSubject: s\n\nx\n";
    let output = String::from_utf8(filtered(&["--policy", &file], input.as_bytes())).unwrap();
    for value in ["@example", "Zoe", "bob", ">From q", "zoe.txt"] {
        assert!(!output.contains(value), "{value} in {output} ({expected})");
    }
    // Under a policy that lets everything else out, too.
    let keep = fs::read_to_string("tests/policies/keep-everything.toml").unwrap();
    let keep = format!(
        "{keep}\n[[category]]\nid = \"c\"\ntitle = \"C\"\ninfo_types = [\"PERSON_NAME\"]\n\
         [[source]]\nid = \"gone\"\npaths = [\"*\"]\notherwise = \"c\"\nremove_fields = [\"email\", \"header\", \"filename\"]\n"
    );
    let file = policy("kept-removed", &keep);
    let done = filter(&["--policy", &file], input.as_bytes());
    let output = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(output.contains("Subject: s"), "{}", done.said());
    for value in ["@example", ">From q", "zoe.txt"] {
        assert!(!output.contains(value), "{value} in {output}: {}", done.said());
    }
}

#[test]
fn what_a_policy_says_of_free_text_holds_for_bodies() {
    let mail = b"Subject: hi\n\nquiet words\n";
    for (says, code, expected) in [
        ("free_text = \"scan\"", 0, &mail[..]),
        ("free_text = \"redact\"", 0, b"Subject: hi\n\n[REDACTED]"),
        ("free_text = \"drop\"", 0, b"Subject: hi\n\n"),
        ("free_text = \"refuse\"", 3, b""),
    ] {
        let file = policy("text", &POLICY.replace("unclassified =", &format!("{says}\nunclassified =")));
        let done = filter(&["--policy", &file], mail);
        assert_eq!((done.code == 0, &done.stdout[..]), (code == 0, expected), "{says}: {}", done.said());
        // A body that is described is a field.
        let described = fs::read_to_string(&file).unwrap().replace("date =", "body = \"none\"\ndate =");
        fs::write(&file, described).unwrap();
        assert_eq!(filtered(&["--policy", &file], mail), mail, "{says}");
    }
    // What says how a body is to be read cannot go.
    let file = policy("kept", &POLICY.replace("\"received\"", "\"content-type\""));
    let done = filter(&["--policy", &file], b"Subject: hi\nContent-Type: text/plain\n\nx\n");
    assert_eq!((done.code, done.stdout.len()), (3, 0), "{}", done.said());
}

const TOKENS: &str = "schema = 1\ntitle = 'T'\nversion = '1'\naccept_unfindable = ['PERSON_NAME']\n\
    [[recipient]]\nid = 'r'\ntitle = 'R'\nunclassified = 'scan'\n\
    [[rule]]\nto = ['r']\ninfo_types = ['*']\norigin = 'house'\n\
    action = { name = 'reversible_token', restores = 'exact' }\n";

#[test]
fn tokens_come_back_in_every_coding() {
    let place = directory("mail-tokens");
    let [policy, key, log] = ["policy.toml", "key", "audit.jsonl"].map(|name| place.join(name));
    fs::write(&policy, TOKENS).unwrap();
    assert_eq!(run(obelus(["keys", "new", "-o", text(&key)]), b"").code, 0);
    let input = place.join("in.eml");
    let mail = "From: \"Lee, Ann\" <ann@example.com>\nSubject: to bob@example.org\nContent-Type: multipart/mixed; boundary=b\n\n\
        --b\n\nmail ann@example.com\n--b\nContent-Transfer-Encoding: quoted-printable\n\nmail bob@example.org =3D\n\
        --b\nContent-Transfer-Encoding: base64\n\nbWFpbCBhbm5AZXhhbXBsZS5jb20K\n--b--\n";
    fs::write(&input, mail).unwrap();
    let out = place.join("out");
    let flags = ["--policy", text(&policy), "--key-file", text(&key), text(&input), "-o", text(&out)];
    let done = run(obelus([&["redact", "--quiet"], &flags[..]].concat()), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    let tokens = out.join("r").join("in.eml");
    let made = fs::read(&tokens).unwrap();
    assert!(!String::from_utf8_lossy(&made).contains("example"), "{}", String::from_utf8_lossy(&made));
    assert!(same_shape("tokens", mail.as_bytes(), &made), "{}", String::from_utf8_lossy(&made));
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
    let restored = fs::read_to_string(back.join("in.eml")).unwrap();
    assert_eq!(restored.replace("=\n", ""), mail);
}

/// A program that shares nothing with obelus says that nothing was changed but what the edit map has.
#[test]
fn nothing_changes_outside_of_the_edit_map() {
    let place = directory("mail-map");
    for (case, mail) in [("lf", LIST.to_vec()), ("crlf", with_crlf(LIST))] {
        let [input, out, map] =
            ["in.mbox", "out", "map.jsonl"].map(|name| place.join(format!("{case}-{name}")));
        fs::write(&input, mail).unwrap();
        let flags = ["redact", "--quiet", text(&input), "-o", text(&out), "--edit-map", text(&map)];
        let done = run(obelus(flags), b"");
        assert_eq!(done.code, 0, "{}", done.said());
        if !have("python3") {
            return println!("skipped: python3 is not installed");
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/edit_map.py");
        let output = out.join("anyone").join(input.file_name().unwrap());
        let done = Command::new("python3").arg(script).args([&input, &output, &map]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(fs::read_to_string(&map).unwrap().lines().count() > 20);
    }
}
