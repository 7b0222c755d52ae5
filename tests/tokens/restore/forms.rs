//! Every format: bytes come back, whatever they are written in.

use std::fs;

use super::*;
use common::{gunzip, gzip};

const LOG: &str = "from 192.0.2.17 mail Ann.Lee@Example.com, ann@example.com;bob@example.com call (212) 555-0142\n\
    card 4111 1111 1111 1111 ssn 536-22-8726 \u{e9}\n\nno value here\r\nlast 2001:db8::17";

const TABLE: &str = "id,email,name,address,notes\r\n\
    1,Ann@Example.com,\"Lee, Ann\",\"1 Main St\r\nApt \"\"B\"\"\",call 212-555-0142\r\n\
    2,\"bob@example.com\",Bob,,\"{\"\"email\"\":\"\"eve@example.com\"\",\"\"n\"\":1}\"\r\n\
    3,,\"O'Neil \"\"Jo\"\"\",=1+1,\r\n";

const JSON: &str = r#"{"email": "ann@example.com", "n": 5, "in": [{"name": "Ann \"A\" \\ Lee\nJr\t", "x": null}],
 "body": "{\"email\":\"bob@example.com\",\"name\":\"B\\\"ob\",\"deep\":\"{\\\"phone\\\":\\\"212-555-0142\\\"}\"}"}
"#;

/// Everything comes back as it was, and it was not there before.
fn comes_back(place: &Place, name: &str, input: &[u8]) {
    let tokens = place.tokens(name, input, "support");
    let plain = if name.ends_with(".gz") { gunzip(&tokens) } else { tokens.clone() };
    assert!(starts(&plain) > 0, "{name}");
    // Three letters can stand in a token by chance.
    for value in ["ann@", "Ann@", "Lee", "bob@", "555-0142"] {
        assert!(memchr::memmem::find(&plain, value.as_bytes()).is_none(), "{name}: {value}");
    }
    for more in [&["--threads", "1"][..], &["--threads", "3", "--frame-size", "64", "--read-size", "7"]] {
        let done = place.restore(name, &tokens, &[ALL, more].concat());
        assert_eq!(done.code, 0, "{name}: {}", done.said());
        let back = if name.ends_with(".gz") { gunzip(&done.stdout) } else { done.stdout };
        let input = if name.ends_with(".gz") { gunzip(input) } else { input.to_vec() };
        assert_eq!(String::from_utf8_lossy(&back), String::from_utf8_lossy(&input), "{name}");
    }
}

#[test]
fn what_was_made_a_token_comes_back_as_it_was() {
    let place = Place::new("forms");
    comes_back(&place, "a.log", LOG.as_bytes());
    comes_back(&place, "a.csv", TABLE.as_bytes());
    let tabs = TABLE.replace(',', "\t").replace("\t\"\"n\"\"", ",\"\"n\"\"");
    comes_back(&place, "a.tsv", tabs.as_bytes());
    comes_back(&place, "a.json", JSON.as_bytes());
    comes_back(&place, "b.json", format!("[{JSON},{JSON}]").as_bytes());
    comes_back(
        &place,
        "a.jsonl",
        (JSON.replace("}],\n", "}],") + "\n\n" + "{\"email\":\"ann@example.com\"}").as_bytes(),
    );
    comes_back(&place, "a.log.gz", &gzip(LOG.as_bytes()));
    comes_back(&place, "a.csv.gz", &gzip(TABLE.as_bytes()));
    assert_eq!(place.verified().code, 0);
}

/// A string can be written in many ways. The value comes back, in the plainest of them.
#[test]
fn a_string_comes_back_with_the_same_value() {
    let place = Place::new("escapes");
    let input = r#"{"name":"Jos\u00e9 \u0022X\u0022 \/ \ud83d\ude00","email":"ann\u0040example.com"}"#;
    let tokens = place.tokens("a.json", input.as_bytes(), "support");
    let done = place.restore("a.json", &tokens, ALL);
    let value = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
    assert_eq!((done.code, value(&done.stdout)), (0, value(input.as_bytes())), "{}", done.said());
}

/// A token needs no quotes, so a program that writes the table again leaves them away.
#[test]
fn quotes_come_back_where_a_value_needs_them() {
    let place = Place::new("quotes");
    let tokens = place.tokens("a.csv", TABLE.as_bytes(), "support");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(tokens.as_slice());
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    reader.byte_records().for_each(|row| writer.write_byte_record(&row.unwrap()).unwrap());
    let again = writer.into_inner().unwrap();
    let done = place.restore("a.csv", &again, ALL);
    assert_eq!(done.code, 0, "{}", done.said());
    let rows = |bytes: &[u8]| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        reader.byte_records().map(|row| row.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(rows(&done.stdout), rows(TABLE.as_bytes()));
}

/// Tokens are found wherever they stand: in names, beside each other and beside anything else.
#[test]
fn tokens_are_found_wherever_they_stand() {
    let place = Place::new("anywhere");
    let one = String::from_utf8(place.tokens("a.log", b"ann@example.com", "support")).unwrap();
    let two = String::from_utf8(place.tokens("a.log", b"212-555-0142", "support")).unwrap();
    let input = format!("x{one}{two}{one}abcdefghijklmnopqrstuvwxyz234567abc7/{two}_\\n{one}\r\n{two}");
    let done = place.restore("a.log", input.as_bytes(), ALL);
    let want = input.replace(&one, "ann@example.com").replace(&two, "212-555-0142");
    assert_eq!((done.code, String::from_utf8(done.stdout).unwrap()), (0, want));
    let input = format!("{{\"{one}\":[\"{two}\",{{\"{two}\":\"{one} and {one}\"}}]}}");
    let done = place.restore("a.json", input.as_bytes(), ALL);
    let want = input.replace(&one, "ann@example.com").replace(&two, "212-555-0142");
    assert_eq!((done.code, String::from_utf8(done.stdout).unwrap()), (0, want));
    let input = format!("{one},{two}\n{two},{one}\n");
    let done = place.restore("a.csv", input.as_bytes(), ALL);
    let want = input.replace(&one, "ann@example.com").replace(&two, "212-555-0142");
    assert_eq!((done.code, String::from_utf8(done.stdout).unwrap()), (0, want));
}

/// A line that is worked on in pieces, with a token across every place where it could be cut.
#[test]
fn a_long_line_is_restored_whole() {
    let place = Place::new("long");
    let token = String::from_utf8(place.tokens("a.log", b"ann@example.com", "support")).unwrap();
    let line = format!("{token}-").repeat((3 << 20) / token.len());
    let done = place.restore("a.log", line.as_bytes(), ALL);
    assert_eq!(done.code, 0, "{}", done.said());
    assert!(done.stdout == line.replace(&token, "ann@example.com").as_bytes());
}

#[test]
fn several_inputs_come_back_below_a_directory() {
    let place = Place::new("several");
    fs::create_dir_all(place.path("in/b")).unwrap();
    let log = place.tokens("x.log", LOG.as_bytes(), "support");
    let table = place.tokens("x.csv", TABLE.as_bytes(), "support");
    fs::write(place.path("in/a.log"), &log).unwrap();
    fs::write(place.path("in/b/a.csv"), &table).unwrap();
    let out = place.path("new/out");
    let done = run(obelus(place.arguments("in", &[ALL, &["-o", text(&out)]].concat())), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    assert_eq!(fs::read(out.join("in/a.log")).unwrap(), LOG.as_bytes());
    assert_eq!(fs::read(out.join("in/b/a.csv")).unwrap(), TABLE.as_bytes());
    assert_eq!((mode(&out), mode(&out.join("in/a.log"))), (0o700, 0o600));
    let records = place.records();
    assert_eq!(records[0]["inputs"].as_array().unwrap().len(), 2);
    assert_eq!(records[0]["to_reveal"], records[1]["revealed"]);
}
