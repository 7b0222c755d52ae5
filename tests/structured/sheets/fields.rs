//! Field rules hold for a value that no detector knows, in every position.

use super::*;

const FIELDS: &[&str] = &["--policy", "tests/policies/fields.toml", "--ephemeral-key"];
const CLOUD: &str = "builtin:anaconda-cloud";

fn csv<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [more, &["--input-format", "csv"]].concat()
}

fn json<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [more, &["--input-format", "jsonl"]].concat()
}

#[test]
fn a_column_in_every_position() {
    for (table, wanted) in [
        ("cust_name,plan\nZorvane,x\n", "cust_name,plan\n[PERSON_NAME],x\n"),
        ("plan,cust_name\nx,Zorvane\n", "plan,cust_name\nx,[PERSON_NAME]\n"),
        ("plan,cust_name\nx,Zorvane", "plan,cust_name\nx,[PERSON_NAME]"),
        ("plan,cust_name\r\nx,\"Zor\"\"vane,\nQ\"\r\n", "plan,cust_name\r\nx,\"[PERSON_NAME]\"\r\n"),
        ("plan;cust_name;z\n;Zorvane;1\n", "plan;cust_name;z\n;[PERSON_NAME];1\n"),
        ("plan,cust_name,z\nx,,1\n", "plan,cust_name,z\nx,,1\n"),
        ("plan,cust_name,z\nx,\"\",1\n", "plan,cust_name,z\nx,\"\",1\n"),
        ("plan\tcust_name\nx\t\\N\n", "plan\tcust_name\nx\t\\N\n"),
        ("plan,cust_name\nx,12\n", "plan,cust_name\nx,[PERSON_NAME]\n"),
        ("plan,Cust Name\nx, Zorvane \n", "plan,Cust Name\nx,[PERSON_NAME]\n"),
        (
            "plan,payload\nx,\"{\"\"cust_name\"\":\"\"Zor\\\"\"vane\"\"}\"\n",
            "plan,payload\nx,\"{\"\"cust_name\"\":\"\"[PERSON_NAME]\"\"}\"\n",
        ),
        // A value of another kind in the field, and a value that a detector knows in a field that is called nothing.
        (
            "cust_name,z\nann@example.com,call 212-555-0142\n",
            "cust_name,z\n[EMAIL_ADDRESS],call [PHONE_NUMBER]\n",
        ),
    ] {
        assert_eq!(filtered(&csv(&["--header"]), table.as_bytes()), wanted, "{table}");
    }
}

#[test]
fn a_member_in_every_position() {
    for (line, wanted) in [
        (r#"{"cust_name":"Zorvane","plan":1}"#, r#"{"cust_name":"[PERSON_NAME]","plan":1}"#),
        (r#"{"plan":1, "cust_name" : "Zo\u0072vane"}"#, r#"{"plan":1, "cust_name" : "[PERSON_NAME]"}"#),
        (
            r#"{"cust_name":["a",["b",{"c":"d"}]],"x":"y"}"#,
            r#"{"cust_name":["[PERSON_NAME]",["[PERSON_NAME]",{"c":"[PERSON_NAME]"}]],"x":"y"}"#,
        ),
        (
            r#"{"cust_name":{"a":5,"b":true,"c":null,"d":""}}"#,
            r#"{"cust_name":{"a":null,"b":null,"c":null,"d":""}}"#,
        ),
        (r#"{"cust\u005fname":"Zorvane"}"#, r#"{"cust\u005fname":"[PERSON_NAME]"}"#),
        (
            r#"{"a":"{\"cust_name\":\"Zorvane\",\"n\":1}"}"#,
            r#"{"a":"{\"cust_name\":\"[PERSON_NAME]\",\"n\":1}"}"#,
        ),
        (r#"{"cust_name":"{\"n\":\"Zorvane\"}"}"#, r#"{"cust_name":"{\"n\":\"[PERSON_NAME]\"}"}"#),
        (
            r#"{"cust_name":"a","cust_name":"b"}"#,
            r#"{"cust_name":"[PERSON_NAME]","cust_name":"[PERSON_NAME]"}"#,
        ),
        (
            r#"{"id":12345678901234567890123,"f":-1.50e+10}"#,
            r#"{"id":12345678901234567890123,"f":-1.50e+10}"#,
        ),
        (r#"{"z":4111111111111111}"#, r#"{"z":null}"#),
        (r#"["ann@example.com",1]"#, r#"["[EMAIL_ADDRESS]",1]"#),
        (r#""ann@example.com""#, r#""[EMAIL_ADDRESS]""#),
    ] {
        assert_eq!(filtered(&json(&[]), line.as_bytes()), wanted, "{line}");
    }
}

#[test]
fn fields_are_dropped_and_removed() {
    for (table, wanted) in [
        ("email,z\nann@example.com,1\n", "email,z\n,1\n"),
        ("z,email\n1,\"ann@example.com\"\n", "z,email\n1,\"\"\n"),
        ("phone,z\n1,2\n", "z\n2\n"),
        ("z,phone\n1,2\n", "z\n1\n"),
        ("z,phone,q\r\n1,\"2\n\",3\r\n", "z,q\r\n1,3\r\n"),
        ("notes,z\nx ann@example.com y,1\n", "notes,z\n,1\n"),
        ("notes,z\nssn 536-22-8726,1\nok,2\n", "notes,z\nok,2\n"),
        ("email\nann@example.com\n", "email\n\"\"\n"),
    ] {
        assert_eq!(filtered(&csv(&[FIELDS, &["--header"]].concat()), table.as_bytes()), wanted, "{table}");
    }
    for (lines, wanted) in [
        (r#"{"email":"a@example.com","z":1}"#, r#"{"z":1}"#),
        (r#"{"z":1, "email":"a@example.com"}"#, r#"{"z":1}"#),
        (r#"{"z":1,"email":"a@example.com","q":2}"#, r#"{"z":1,"q":2}"#),
        (r#"{"email":"a@example.com","phone":"x"}"#, r#"{}"#),
        (r#"{"email":{"x":{"y":"z"},"q":[1]},"z":1}"#, r#"{"z":1}"#),
        (r#"{"email":"a@example.com","z":1,"phone":[],"q":2}"#, r#"{"z":1,"q":2}"#),
        (r#"{"phone":{},"z":{"phone":1}}"#, r#"{"z":{}}"#),
        (r#"{"z":["a@example.com","b"]}"#, r#"{}"#),
        (r#"["a@example.com","b",{"email":1}]"#, r#"["","b",{}]"#),
        (r#"{"p":"{\"email\":\"a@example.com\",\"z\":1}"}"#, r#"{"p":"{\"z\":1}"}"#),
        (r#"{"card":4111111111111111}"#, r#"{"card":"************1111"}"#),
        (r#"{"p":"{\"card\":4111111111111111}"}"#, r#"{"p":"{\"card\":\"************1111\"}"}"#),
        ("{\"n\":\"ssn 536-22-8726\"}\n{\"z\":1}\n", "{\"z\":1}\n"),
    ] {
        assert_eq!(filtered(&json(FIELDS), lines.as_bytes()), wanted, "{lines}");
    }
}

#[test]
fn dropped_elements_of_a_document_leave_their_place() {
    let document = "[\n {\"n\":\"ssn 536-22-8726\"},\n {\"z\":1},\n {\"n\":\"ssn 536-22-8726\"}\n]\n";
    let how = [FIELDS, &["--input-format", "json"]].concat();
    assert_eq!(filtered(&how, document.as_bytes()), "[\n null,\n {\"z\":1},\n null\n]\n");
}

#[test]
fn fields_that_the_source_describes() {
    let first = filtered(&csv(&[FIELDS, &["--header"]].concat()), b"secret_field,z\nZorvane,1\n");
    assert!(first.starts_with("secret_field,z\nob1h_nm_") && first.ends_with(",1\n"), "{first}");
    let id = filtered(&json(FIELDS), br#"{"user":{"id":7},"id":7}"#);
    assert_eq!(id, r#"{"user":{"id":null},"id":7}"#);
}

#[test]
fn one_person_has_one_token_in_every_format() {
    let directory = directory("sheets-token");
    let key = directory.join("key");
    assert_eq!(run(obelus(["keys", "new", "--output", text(&key)]), b"").code, 0);
    let how = ["--policy", CLOUD, "--to", "internal", "--source", "events", "--key-file", text(&key)];
    let token = |format: &str, bytes: &str| {
        let out = filtered(&[&how[..], &["--input-format", format]].concat(), bytes.as_bytes());
        let at = out.find("ob1h_").unwrap_or_else(|| panic!("{out}"));
        out[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
    };
    let wanted = token("text", "hw 00:00:5e:00:53:af up\n");
    assert_eq!(token("csv", "mac_address,cust_name\n00:00:5E:00:53:AF,x\n"), wanted);
    assert_eq!(token("jsonl", "{\"mac_address\":\"00-00-5e-00-53-af\"}\n"), wanted);
}

#[test]
fn unclassified_fields_follow_the_recipient() {
    let policy = |treatment: &str| {
        format!(
            "schema = 1\ntitle = 'T'\nversion = '1'\n[[recipient]]\nid = 'r'\ntitle = 'R'\n\
             unclassified = '{treatment}'\n"
        )
    };
    let directory = directory("sheets-unclassified");
    let table = "cust_name,zzz\nZorvane,hello\nZ,\n";
    let line = "{\"zzz\":{\"a\":[true,2,\"x\",null]},\"cust_name\":\"Z\"}\n";
    for (treatment, rows, object) in [
        ("scan", "[PERSON_NAME],hello\n[PERSON_NAME],\n", "{\"zzz\":{\"a\":[true,2,\"x\",null]},"),
        (
            "redact",
            "[PERSON_NAME],[REDACTED]\n[PERSON_NAME],\n",
            "{\"zzz\":{\"a\":[null,null,\"[REDACTED]\",null]},",
        ),
        ("drop", "[PERSON_NAME],\n[PERSON_NAME],\n", "{\"zzz\":{},"),
    ] {
        let file = directory.join(format!("{treatment}.toml"));
        fs::write(&file, policy(treatment)).unwrap();
        let how = ["--policy", text(&file)];
        let wanted = format!("cust_name,zzz\n{rows}");
        assert_eq!(filtered(&csv(&[&how[..], &["--header"]].concat()), table.as_bytes()), wanted);
        assert_eq!(
            filtered(&json(&how), line.as_bytes()),
            format!("{object}\"cust_name\":\"[PERSON_NAME]\"}}\n")
        );
    }
    let file = directory.join("refuse.toml");
    fs::write(&file, policy("refuse")).unwrap();
    // What stands before the record that may not be had goes out: the names of columns, and of JSON nothing.
    for (format, bytes, before) in [("csv", table, "cust_name,zzz\n"), ("jsonl", line, "")] {
        let done = filter(&["--policy", text(&file), "--header", "--input-format", format], bytes.as_bytes());
        assert_eq!((done.code, &done.stdout[..]), (6, before.as_bytes()), "{}", done.said());
        assert!(done.said().contains("field") && !done.said().contains("zzz"), "{}", done.said());
    }
}

#[test]
fn names_are_data() {
    for (format, bytes, ordinal) in [
        ("csv", "id,ann@example.com\n1,2\n", "column 2"),
        ("jsonl", "{\"a\":1}\n{\"b\":{\"ann@example.com\":1}}\n", "record 2: name 2"),
        ("jsonl", "{\"p\":\"{\\\"ann@example.com\\\":1}\"}\n", "record 1: name 2"),
        ("json", "[{\"a\":{\"ann\\u0040example.com\":1}}]", "record 1: name 2"),
    ] {
        let done = filter(&["--header", "--input-format", format], bytes.as_bytes());
        assert_eq!(done.code, 3, "{bytes}");
        assert!(done.said().contains(ordinal) && !done.said().contains("ann"), "{}", done.said());
        assert!(!String::from_utf8(done.stdout).unwrap().contains("ann"));
    }
}

#[test]
fn rows_that_do_not_fit_are_redacted_whole() {
    let done = filter(&csv(&["--header"]), b"id,cust_name\n1,Zorvane,Quillby\n2\n3,Z\n4,\"a\"b\n");
    let wanted = "id,cust_name\n[REDACTED],[REDACTED],[REDACTED]\n[REDACTED]\n3,[PERSON_NAME]\n";
    assert_eq!(done.code, 3);
    let out = String::from_utf8(done.stdout).unwrap();
    assert!(out.starts_with(wanted) && !out.contains('b'), "{out}");
}

#[test]
fn what_cannot_be_read_to_its_end_is_withheld() {
    let open = "id,cust_name\n1,\"Zorvane\n2,x\n";
    let long = format!("id,cust_name\n1,\"{}\"\n", "Zorvane".repeat(3 << 20));
    let document = format!("{{\"a\":\"{}\"}}", "Zorvane".repeat(3 << 20));
    for (format, bytes) in [
        ("csv", open),
        ("csv", &long),
        ("jsonl", &document),
        ("json", &document),
        ("json", "[{\"a\":1},{\"b\":"),
    ] {
        let directory = directory("sheets-withheld");
        let file = directory.join("x");
        fs::write(&file, bytes).unwrap();
        let out = directory.join("out");
        let how = ["redact", "--quiet", "--header", "--input-format", format, text(&file), "-o", text(&out)];
        let done = run(obelus(how), b"");
        assert_eq!(done.code, 3, "{format}: {}", done.said());
        assert!(!out.join("anyone/x").exists() && !done.said().contains("Zorvane"));
    }
}

#[test]
fn a_first_row_in_doubt_is_refused() {
    let source = ["--source", "customers", "--purpose", "operations"];
    let how = [&["--policy", CLOUD, "--to", "internal", "--ephemeral-key"], &source[..]].concat();
    for table in ["Zorvane,Quillby,Berlin\nA,B,C\n", "1,Zorvane\n2,B\n", "Zorvane,z@example.com\n"] {
        let done = filter(&csv(&how), table.as_bytes());
        assert_eq!(done.code, 3, "{table}");
        assert!(done.said().contains("--columns") && done.stdout.is_empty(), "{}", done.said());
    }
    let named = filtered(&csv(&[&how[..], &["--columns", "cust_name,zzz"]].concat()), b"Zorvane,x\nB,y\n");
    assert_eq!(named, "Zorvane,x\nB,y\n", "internal keeps names");
    let strict = filtered(&csv(&["--columns", "cust_name,zzz"]), b"Zorvane,x\nB,ann@example.com\n");
    assert_eq!(strict, "[PERSON_NAME],x\n[PERSON_NAME],[EMAIL_ADDRESS]\n");
    assert_eq!(filter(&csv(&["--columns", "a,b,c"]), b"Zorvane,x\n").code, 3);
}

#[test]
fn recipients_do_not_change_each_other() {
    let directory = directory("sheets-recipients");
    let key = directory.join("key");
    assert_eq!(run(obelus(["keys", "new", "--output", text(&key)]), b"").code, 0);
    let everybody = ["ad-network", "card-processor", "employee-processor", "internal", "service-provider"];
    let how = ["--policy", CLOUD, "--key-file", text(&key), "--to"];
    for input in exports() {
        let all = redact("together", &input, &[&how[..], &[&everybody.join(",")]].concat());
        assert_eq!(all.run.code, 0, "{}: {}", input.name, all.run.said());
        for recipient in everybody {
            let alone = redact("alone", &input, &[&how[..], &[recipient]].concat());
            assert_eq!(alone.run.code, 0, "{}", alone.run.said());
            let name = Path::new(recipient).join(all.input.file_name().unwrap());
            let (one, other) = (fs::read(all.out.join(&name)), fs::read(alone.out.join(&name)));
            assert!(one.unwrap() == other.unwrap(), "{} for {recipient}", input.name);
        }
    }
}

#[test]
fn dropping_fields_of_text_is_a_mistake_of_the_policy() {
    let done = filter(&[FIELDS, &["--input-format", "text"]].concat(), b"hello\n");
    assert_eq!((done.code, done.stdout.len()), (2, 0), "{}", done.said());
}

#[test]
fn a_log_may_have_text_among_its_json() {
    let log = "{\"cust_name\":\"Zorvane\"}\nINFO mail ann@example.com, please\n\tat com.example.X(Y.java:3)\n\n\
               10:00 INFO sent {\"mail\":\"ann@example.com\"}\n{\"z\":1}\n";
    let wanted = "{\"cust_name\":\"[PERSON_NAME]\"}\nINFO mail [EMAIL_ADDRESS], please\n\tat com.example.X(Y.java:3)\n\n\
                  10:00 INFO sent {\"mail\":\"[EMAIL_ADDRESS]\"}\n{\"z\":1}\n";
    assert_eq!(filtered(&[], log.as_bytes()), wanted);
    // A line that was cut off is a piece of JSON, and so is one that does not end.
    for piece in [
        "name\":\"Zorvane\",\"z\":1}",
        "{\"cust_name\":\"Zorvane",
        "\"cust_name\" : \"Zorvane\"",
        "Zorvane\"}, \"a\":{",
    ] {
        let done = filter(&[], format!("{{\"z\":1}}\n{piece}\n{{\"z\":2}}\n").as_bytes());
        assert_eq!((done.code, done.stdout), (3, b"{\"z\":1}\nnull\n{\"z\":2}\n".to_vec()), "{piece}");
    }
    let declared = filter(&json(&[]), log.as_bytes());
    assert_eq!(declared.code, 3, "where the run says that it is JSON, text is none");
    // The text follows the policy's word on free text, and the lines of JSON do not.
    let policy = |treatment: &str| {
        let file = directory("sheets-mixed").join("p.toml");
        let head = "schema = 1\ntitle = 'T'\nversion = '1'\n[[recipient]]\nid = 'r'\ntitle = 'R'\nunclassified = 'scan'\n";
        fs::write(&file, format!("{head}free_text = '{treatment}'\n")).unwrap();
        file
    };
    for (treatment, code, wanted) in [
        ("redact", 0, "{\"z\":1}\n[REDACTED]\n\n{\"z\":2}\n"),
        ("drop", 0, "{\"z\":1}\n\n{\"z\":2}\n"),
        // What stands before the text goes out.
        ("refuse", 6, "{\"z\":1}\n"),
    ] {
        let done = filter(&["--policy", text(&policy(treatment))], b"{\"z\":1}\nhello\n\n{\"z\":2}\n");
        assert_eq!(
            (done.code, String::from_utf8(done.stdout).unwrap().as_str()),
            (code, wanted),
            "{treatment}"
        );
    }
    let table =
        filter(&["--policy", text(&policy("refuse")), "--input-format", "csv", "--header"], b"z\n1\n");
    assert_eq!(table.code, 0, "a table is no free text: {}", table.said());
}

#[test]
fn a_credential_below_a_thing_is_one_and_a_result_or_count_is_none() {
    for (line, wanted) in [
        (r#"{"database":{"user":"a","pass":"Zqx7h"}}"#, r#"{"database":{"user":"a","pass":"[PASSWORD]"}}"#),
        (r#"{"servers":[{"pass":"Zqx7h"}]}"#, r#"{"servers":[{"pass":"[PASSWORD]"}]}"#),
        (
            r#"{"app":{"token":"Zqx7h","secret":"Quux"}}"#,
            r#"{"app":{"token":"[AUTH_TOKEN]","secret":"[AUTH_TOKEN]"}}"#,
        ),
        (r#"{"db_pass":"123456","tokens":["Zqx"]}"#, r#"{"db_pass":"[PASSWORD]","tokens":["[AUTH_TOKEN]"]}"#),
        (
            r#"{"Password (required)":"Zqx7h","enable_secret":"Zqx7h"}"#,
            r#"{"Password (required)":"[PASSWORD]","enable_secret":"[AUTH_TOKEN]"}"#,
        ),
    ] {
        assert_eq!(filtered(&json(&[]), format!("{line}\n").as_bytes()), format!("{wanted}\n"));
    }
    for line in [
        r#"{"report":{"pass":12,"fail":3},"stage":{"pass":true}}"#,
        r#"{"usage":{"tokens":1234567,"input_tokens":55}}"#,
        r#"{"password_required":true,"enable_password":"no"}"#,
        r#"{"testsuite":{"name":"adds","tests":3,"testcase":[{"name":"adds one"}]}}"#,
        r#"{"position_x":12,"job_name":"build","user_agent_family":"Firefox"}"#,
    ] {
        assert_eq!(filtered(&json(&[]), format!("{line}\n").as_bytes()), format!("{line}\n"));
    }
}
