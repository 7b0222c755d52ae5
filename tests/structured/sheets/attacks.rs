//! Values that would get past the reader of a format. Each row was one that left once, or is beside one.

use super::*;

/// What must not be in an output: a name that no detector knows.
const NAME: &str = "Zorvane";

/// Redacts for a recipient for whom `policy` was written.
fn by(policy: &str, case: &str, how: &[&str], bytes: &[u8]) -> Run {
    let file = directory(&format!("sheets-attacks-{case}")).join("policy.toml");
    fs::write(&file, policy).unwrap();
    filter(&[&["--policy", text(&file)], how].concat(), bytes)
}

/// The output must hold no part of the value, whatever the exit code.
fn withheld(case: &str, done: &Run) {
    let out = String::from_utf8_lossy(&done.stdout);
    assert!(!out.contains(NAME) && !out.contains("411111111"), "{case}: {out}");
}

#[test]
fn json_in_strings_that_is_not_read_is_withheld() {
    for (case, line, code) in [
        ("twice", r#"{"z":"\"{\\\"cust_name\\\":\\\"Zorvane\\\"}\""}"#, 0),
        ("twice, with white space", r#"{"z":" \"\\n [{\\\"cust_name\\\":\\\"Zorvane\\\"}]\" "}"#, 0),
        ("NaN", r#"{"z":"{\"score\":NaN,\"cust_name\":\"Zorvane\"}"}"#, 3),
        ("cut short", r#"{"z":"{\"cust_name\":\"Zorvane\",\"pa"}"#, 3),
        ("last comma", r#"{"z":"{\"cust_name\":\"Zorvane\",}"}"#, 3),
        ("text behind it", r#"{"z":"{\"cust_name\":\"Zorvane\"} ok"}"#, 3),
        ("Python", r#"{"z":"[{'cust_name': 'Zorvane', 'n': None}]"}"#, 3),
        ("Python twice", r#"{"z":"\"{'cust_name': 'Zorvane', 'n': None}\""}"#, 3),
        (
            "too deep",
            r#"{"a":"{\"a\":\"{\\\"a\\\":\\\"{\\\\\\\"a\\\\\\\":\\\\\\\"{\\\\\\\\\\\\\\\"cust_name\\\\\\\\\\\\\\\":\\\\\\\\\\\\\\\"Zorvane\\\\\\\\\\\\\\\"}\\\\\\\"}\\\"}\"}"}"#,
            3,
        ),
    ] {
        let done = filter(&["--input-format", "jsonl"], line.as_bytes());
        assert_eq!(done.code, code, "{case}: {}", done.said());
        withheld(case, &done);
        assert!(serde_json::from_slice::<serde_json::Value>(&done.stdout).is_ok(), "{case}");
    }
    let cell = "id,z\n1,\"{'cust_name': 'Zorvane'}\"\n";
    let done = filter(&["--input-format", "csv"], cell.as_bytes());
    assert_eq!(String::from_utf8_lossy(&done.stdout), "id,z\n1,\"[REDACTED]\"\n");
}

#[test]
fn text_in_brackets_is_text() {
    for line in [
        r#"{"z":"[INFO] started: ok"}"#,
        r#"{"z":"{name} said: \"hello\""}"#,
        r#"{"z":"\"hello\": {x}"}"#,
        r#"{"z":"{'a', 'b'}"}"#,
        r#"{"z":"['a: b']"}"#,
    ] {
        assert_eq!(filtered(&["--input-format", "jsonl"], line.as_bytes()), line);
    }
}

#[test]
fn numbers_with_an_exponent_are_what_they_are_without() {
    for (format, bytes, wanted) in [
        ("jsonl", "{\"z\":4.111111111111111e15}", "{\"z\":null}"),
        ("jsonl", "{\"z\":-4111111111111111E+0}", "{\"z\":null}"),
        ("jsonl", "{\"z\":4.1111111111111110e15}", "{\"z\":null}"),
        ("jsonl", "{\"z\":4.111111111111112e15}", "{\"z\":4.111111111111112e15}"),
        ("jsonl", "{\"z\":1.5e300,\"y\":1e-7,\"x\":0e0}", "{\"z\":1.5e300,\"y\":1e-7,\"x\":0e0}"),
        ("csv", "id,z\n1,4.111111111111111E15\n", "id,z\n1,[CREDIT_CARD_NUMBER]\n"),
        (
            "csv",
            "id,z\n1,1.2E3\n2,4.111111111111111E15\n3,4.111111111111112E15\n4,+5.555555555554444E15\n",
            "id,z\n1,1.2E3\n2,[CREDIT_CARD_NUMBER]\n3,4.111111111111112E15\n4,[CREDIT_CARD_NUMBER]\n",
        ),
        ("csv", "id,z\n1,\"4.111111111111111E15\"\n", "id,z\n1,\"[CREDIT_CARD_NUMBER]\"\n"),
    ] {
        assert_eq!(filtered(&["--input-format", format], bytes.as_bytes()), wanted, "{bytes}");
    }
}

#[test]
fn names_are_read_however_they_are_written() {
    let padding = " ".repeat(300);
    let long = format!("id,{padding}cust_name{padding}\n1,Zorvane\n");
    let words = format!("id,{}_cust_name\n1,Zorvane\n", "very_".repeat(100));
    for (case, bytes) in [
        ("Latin-1", &b"id,cust_name\xa0\n1,Zorvane\n"[..]),
        ("Latin-1 before", b"id,pr\xe9_cust_name\n1,Zorvane\n"),
        ("padded", long.as_bytes()),
        ("long", words.as_bytes()),
        ("BOM twice", "\u{feff}\u{feff}cust_name,id\nZorvane,1\n".as_bytes()),
        ("NBSP", "id,\u{a0}cust_name\u{a0}\n1,Zorvane\n".as_bytes()),
        ("NUL", b"id,cust\0_name\n1,Zorvane\n"),
        ("other delimiter, and as many commas", b"has_email;cust_name, x\n1;Zorvane, x\n"),
        ("a delimiter of its own", b"id:cust_name:email_count\n1:Zorvane:3\n"),
    ] {
        let done = filter(&["--header", "--input-format", "csv"], bytes);
        // A name that holds a key and its value, as a whole row may, is refused.
        assert!(done.code == 0 || is_refused(&done), "{case}: {}", done.said());
        withheld(case, &done);
    }
    let lone = filtered(&["--input-format", "jsonl"], b"{\"\\ud800cust_name\":\"Zorvane\"}");
    assert_eq!(lone, "{\"\\ud800cust_name\":\"[PERSON_NAME]\"}");
}

const DECLARED: &str = r#"
schema = 1
title = "T"
version = "1"
accept_unfindable = ["EMPLOYEE_ID"]
[[category]]
id = "c"
title = "C"
info_types = ["EMPLOYEE_ID"]
[[source]]
id = "s"
paths = ["*"]
otherwise = "c"
remove_fields = ["zeta"]
[source.fields]
"größe" = "EMPLOYEE_ID"
"user.id" = "EMPLOYEE_ID"
plain_field = "EMPLOYEE_ID"
[[recipient]]
id = "r"
title = "R"
unclassified = "scan"
[[rule]]
to = ["r"]
info_types = ["USER_ID"]
action = "keep"
origin = "house"
"#;

#[test]
fn declared_names_are_found_in_every_spelling() {
    for line in [
        r#"{"Zeta\u200b":"Zorvane"}"#,
        r#"{"\ufeffzeta":"Zorvane"}"#,
        r#"{"\u00a0ZETA":{"a":["Zorvane"]}}"#,
        r#"{"GR\u00d6\u00dfE":"Zorvane"}"#,
        r#"{"gro\u0308\u00dfe":"Zorvane"}"#,
        r#"{"Plain Field":"Zorvane"}"#,
        r#"{"plainField":"Zorvane"}"#,
        r#"{"event":{"user":{"id":"Zorvane"}}}"#,
        r#"{"rows":[{"User":{"ID":"Zorvane"}}]}"#,
        r#"{"user_id":"Zorvane"}"#,
    ] {
        let done = by(DECLARED, "declared", &["--input-format", "jsonl"], line.as_bytes());
        assert_eq!(done.code, 0, "{line}: {}", done.said());
        withheld(line, &done);
    }
}

#[test]
fn what_a_table_begins_with_is_not_taken_for_its_header() {
    for (case, bytes) in [
        ("sep and nothing", "sep=;"),
        ("sep of a sign that separates nothing", "sep=x\nidxcust_name\n1xZorvane\n"),
        ("delimiters only", ",\nid,cust_name\n1,Zorvane\n"),
        ("empty quotes", "\"\",\" \"\nid,cust_name\n1,Zorvane\n"),
    ] {
        for header in [&["--header"][..], &[]] {
            let done = filter(&[header, &["--input-format", "csv"]].concat(), bytes.as_bytes());
            assert_eq!((done.code, done.stdout.len()), (3, 0), "{case}: {}", done.said());
        }
    }
}

#[test]
fn json_is_read_as_json_where_nothing_says_so() {
    for (case, how, bytes) in [
        ("CSV that is JSON", &["--input-format", "csv"][..], "{\"cust_name\":\"Zorvane\"}\n"),
        ("CSV that is an array", &["--input-format", "csv"], "[{\"cust_name\":\"Zorvane\"}]\n"),
        ("an array over lines", &[], "[\n {\"cust_name\":\"Zorvane\"}\n]\n"),
        ("an object over lines", &[], "{\n \"cust_name\":\"Zorvane\"}\n"),
        ("begun in the first line", &[], "[{\"cust_name\":\n\"Zorvane\"}]\n"),
        ("one after the other", &[], "{\"cust_name\":\"Zorvane\"}{\"cust_name\":\"Zorvane\"}\n"),
    ] {
        let done = filter(how, bytes.as_bytes());
        let taken_for_header = how.contains(&"csv") && is_refused(&done);
        assert!(done.code == 0 || taken_for_header, "{case}: {}", done.said());
        withheld(case, &done);
    }
    for log in ["[INFO] started: x\n", "{x: 1} y\n", "[2026-01-01 10:00:00] up\n", "[\"a\"] b\n", "[a\n"] {
        assert_eq!(filtered(&[], log.as_bytes()), log);
    }
}

#[test]
fn a_source_that_only_removes_fields_has_fields() {
    let policy = DECLARED.replace("user.id", "other.id");
    let (head, tail) = policy.split_once("[source.fields]").unwrap();
    let policy = head.to_owned() + &tail[tail.find("[[recipient]]").unwrap()..];
    let done = by(&policy, "removed", &[], b"zeta,plan\nZorvane,x\nB,y\n");
    assert_eq!((done.code, done.stdout.len()), (3, 0), "{}", done.said());
}

/// The input was withheld as a whole because of a name.
fn is_refused(done: &Run) -> bool {
    done.code == 3 && done.stdout.is_empty() && done.said().contains("the name of a field")
}
