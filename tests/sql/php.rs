//! Values that PHP serialized: read by their fields, and written with the lengths that they have then.

use super::*;

/// What `value` has to say, with its lengths: `{first_name}` is the text `[PERSON_NAME]`.
fn text_of(value: &str) -> String {
    format!("s:{}:\"{value}\";", value.len())
}

fn options(name: &str, mail: &str) -> String {
    format!("a:2:{{s:5:\"email\";{}s:10:\"first_name\";{}}}", text_of(mail), text_of(name))
}

#[test]
fn fields_of_a_serialized_value_are_known_and_lengths_fit() {
    let (was, now) = (options("Zorvane", "ann.lee@example.com"), options("[PERSON_NAME]", "[EMAIL_ADDRESS]"));
    let nested = |inner: &str| format!("a:1:{{s:1:\"x\";{}}}", text_of(inner));
    let object =
        |inner: &str| format!("O:8:\"stdClass\":1:{{s:7:\"\\0*\\0list\";a:2:{{i:0;b:1;i:1;{inner}}}}}");
    for (was, now) in [
        (was.clone(), now.clone()),
        // Serialized twice: the length around both is another one too.
        (nested(&was), nested(&now)),
        (nested(&nested(&was)), nested(&nested(&now))),
        (object(&was).replace("\\0", "\0"), object(&now).replace("\\0", "\0")),
        (text_of("ann.lee@example.com"), text_of("[EMAIL_ADDRESS]")),
        ("a:1:{s:5:\"phone\";i:2025550142;}".to_owned(), "a:1:{s:5:\"phone\";i:0;}".to_owned()),
        // Bytes are counted, not characters.
        (options("Zoë", ""), options("[PERSON_NAME]", "")),
    ] {
        let escaped = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace('\0', "\\0");
        let sql = |value: &str| format!("INSERT INTO o (option_value) VALUES ('{}');\n", escaped(value));
        assert_eq!(filtered(&["--input-format", MYSQL], &sql(&was)), sql(&now));
        let sql = |value: &str| format!("UPDATE o SET option_value = \"{}\" WHERE n = 1;\n", escaped(value));
        assert_eq!(filtered(&["--input-format", MYSQL], &sql(&was)), sql(&now));
        if !was.contains('\0') {
            let sql = |value: &str| format!("INSERT INTO o (option_value) VALUES ('{value}');\n");
            assert_eq!(filtered(&["--input-format", SQLITE], &sql(&was)), sql(&now));
            let copy = |value: &str| format!("COPY o (option_value) FROM stdin;\n{value}\n\\.\n");
            assert_eq!(filtered(&["--input-format", PG], &copy(&was)), copy(&now));
        }
        let csv = |value: &str| format!("id,option_value\n1,\"{}\"\n", value.replace('"', "\"\""));
        assert_eq!(filtered(&["--input-format", "csv"], &csv(&was)), csv(&now));
        let tsv = |value: &str| format!("id\toption_value\n1\t{value}\n");
        assert_eq!(filtered(&["--input-format", "tsv"], &tsv(&was)), tsv(&now));
    }
}

#[test]
fn what_cannot_be_read_is_withheld() {
    let sql = |value: &str| format!("INSERT INTO o (option_value) VALUES ('{value}');\n");
    for odd in [
        // A wrong length, one that is cut off, a number of pairs that is wrong, a class that serializes by itself.
        "a:1:{s:10:\"first_name\";s:9:\"Zorvane\";}",
        "a:2:{s:10:\"first_name\";s:7:\"Zorvane\";",
        "a:2:{s:10:\"first_name\";s:7:\"Zorvane\";}",
        "C:1:\"X\":7:{Zorvane}",
    ] {
        let done = filter(&["--input-format", SQLITE], sql(odd).as_bytes());
        assert_eq!(done.code, 3, "{odd}: {}", done.said());
        assert_eq!(String::from_utf8_lossy(&done.stdout), sql("[REDACTED]"));
    }
    // What only begins like it is a text.
    for text in ["s:5 apples", "a:1", "a:3:Anna was here"] {
        assert_eq!(filtered(&["--input-format", SQLITE], &sql(text)), sql(text));
    }
}

/// A column takes what it has room for.
#[test]
fn a_value_that_gets_too_long_for_its_column_goes() {
    let table = |most: usize| format!("CREATE TABLE o (v varchar({most}));\n");
    let sql = |most: usize, value: &str| format!("{}INSERT INTO o VALUES ({value});\n", table(most));
    let (was, now) = (options("Zorvane", ""), options("[PERSON_NAME]", ""));
    let was = format!("'{}'", was.replace('"', "\\\""));
    assert_eq!(filtered(&["--input-format", MYSQL], &sql(64, &was)), sql(64, "NULL"));
    assert_eq!(
        filtered(&["--input-format", MYSQL], &sql(255, &was)),
        sql(255, &format!("'{}'", now.replace('"', "\\\"")))
    );
}

/// What was written as a token is had back, with its length.
#[test]
fn restoring_writes_lengths_as_well() {
    let value = format!("a:1:{{s:1:\"x\";{}}}", text_of(&options("", "ann.lee@example.com")));
    let sql = format!("INSERT INTO o (option_value) VALUES ('{value}');\n");
    let restored = restored("sql-php", SQLITE, &sql, "ann.lee");
    // Names that nobody classified stay markers.
    let marked = |value: &str| {
        value.replace("s:5:\"email\"", "s:10:\"[REDACTED]\"").replace("first_name", "[REDACTED]")
    };
    let value =
        format!("a:1:{{s:10:\"[REDACTED]\";{}}}", text_of(&marked(&options("", "ann.lee@example.com"))));
    let wanted = format!("INSERT INTO o (option_value) VALUES ('{value}');\n");
    assert_eq!(restored, wanted);
}

/// A session has names before its values; white space may stand around a value.
#[test]
fn sessions_are_read_in_any_column() {
    let session = |name: &str, mail: &str| {
        format!("first_name|{}user|a:1:{{s:5:\"email\";{}}}n|i:1;", text_of(name), text_of(mail))
    };
    let (was, now) = (session("Zorvane", "ann.lee@example.com"), session("[PERSON_NAME]", "[EMAIL_ADDRESS]"));
    let white = |value: &str| format!(" {value}\n");
    for (was, now) in [
        (was.clone(), now.clone()),
        (white(&was), white(&now)),
        (white(&options("Zorvane", "")), white(&options("[PERSON_NAME]", ""))),
    ] {
        let sql = |value: &str| format!("INSERT INTO o (data) VALUES ('{value}');\n");
        assert_eq!(filtered(&["--input-format", SQLITE], &sql(&was)), sql(&now));
        let csv = |value: &str| format!("id,data\n1,\"{}\"\n", value.replace('"', "\"\""));
        assert_eq!(filtered(&["--input-format", "csv"], &csv(&was)), csv(&now));
    }
    // What only looks like one is a text.
    for text in ["a|b", "a|s:5 apples;", "x | y;"] {
        let csv = format!("id,data\n1,{text}\n");
        assert_eq!(filtered(&["--input-format", "csv"], &csv), csv);
    }
}

#[test]
fn fields_of_an_array_name_others() {
    let pair = |key: &str, value: &str| {
        format!("a:3:{{s:5:\"value\";{}s:8:\"meta_key\";{}s:1:\"n\";i:1;}}", text_of(value), text_of(key))
    };
    let csv = |value: &str| format!("id,data\n1,\"{}\"\n", value.replace('"', "\"\""));
    let was = csv(&pair("password", "Zqx7hunter2"));
    assert_eq!(filtered(&["--input-format", "csv"], &was), csv(&pair("password", "[PASSWORD]")));
    let sql = |value: &str| format!("INSERT INTO o (data) VALUES ('{value}');\n");
    let was = sql(&pair("first_name", "Zorvane"));
    assert_eq!(filtered(&["--input-format", SQLITE], &was), sql(&pair("first_name", "[PERSON_NAME]")));
}

/// The marker of a value that was a key is no name of what it holds.
#[test]
fn a_second_run_changes_nothing() {
    let csv =
        "id,d\n1,\"a:2:{s:11:\"\"192.0.2.177\"\";s:1:\"\"x\"\";s:19:\"\"ann.lee@example.com\"\";i:7;}\"\n";
    let once = filtered(&["--input-format", "csv"], csv);
    assert!(!once.contains("192.0.2.177") && once.contains("\"\"x\"\"") && once.contains("i:7;"), "{once}");
    assert_eq!(filtered(&["--input-format", "csv"], &once), once);
}
