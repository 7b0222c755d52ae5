//! Values of YAML in the lines behind their key, in text that nobody said is YAML.

use super::{redact, redacted};
use crate::common::{directory, obelus, run, text};

/// Texts, and what they become.
const TEXTS: &[(&str, &str)] = &[
    (
        "x\npassword: |\n  Qq5abcd\n  and more\n\n  last\nuser: anna\n",
        "x\npassword: |\n  [PASSWORD]\n  [PASSWORD]\n\n  [PASSWORD]\nuser: anna\n",
    ),
    (
        "x\n- db_password: >2+ # c\r\n    Qq5abcd\r\n- a: b\r\n",
        "x\n- db_password: >2+ # c\r\n    [PASSWORD]\r\n- a: b\r\n",
    ),
    (
        "x\n  \"password\": !!str &a |-\n   Qq5abcd\n  b: c\n",
        "x\n  \"password\": !!str &a |-\n   [PASSWORD]\n  b: c\n",
    ),
    ("x\napi_key:\t>\n\tQq5 abcd", "x\napi_key:\t>\n\t[AUTH_TOKEN]"),
    // A part of a diff, a remark, a quotation.
    (
        "@@ -1 +1 @@\n   password: |\n-    old one\n+    new one\n   b: c\n",
        "@@ -1 +1 @@\n   password: |\n-    [PASSWORD]\n+    [PASSWORD]\n   b: c\n",
    ),
    (
        "x\n# password: |\n#   Qq5abcd\n#\n#   more\n# b: c\n",
        "x\n# password: |\n#   [PASSWORD]\n#\n#   [PASSWORD]\n# b: c\n",
    ),
    ("x\n> > password: |\n> >   Qq5abcd\n> b\n", "x\n> > password: |\n> >   [PASSWORD]\n> b\n"),
    (
        "a:\n  # password: |\n  #   Qq5abcd\n  # c: d\n  b: 1\n",
        "a:\n  # password: |\n  #   [PASSWORD]\n  # c: d\n  b: 1\n",
    ),
    ("/**\n * password: |\n *   Qq5abcd\n */\n", "/**\n * password: |\n *   [PASSWORD]\n */\n"),
    ("x\n; password: |\n;   Qq5abcd\n; b\n", "x\n; password: |\n;   [PASSWORD]\n; b\n"),
    ("x\n-- password: |\n--   Qq5abcd\n-- b\n", "x\n-- password: |\n--   [PASSWORD]\n-- b\n"),
    ("x\n//! password: |\n//!   Qq5abcd\n//! b\n", "x\n//! password: |\n//!   [PASSWORD]\n//! b\n"),
    (
        "x\n    + password: |\n    +   Qq5abcd\n    + b\n",
        "x\n    + password: |\n    +   [PASSWORD]\n    + b\n",
    ),
    ("x\npasswords: |\n  Qq5abcd\n  Qq6abcd\nb\n", "x\npasswords: |\n  [PASSWORD]\n  [PASSWORD]\nb\n"),
    // What is told to people.
    ("x\nforgot_password: |\n  Forgot it?\nb\n", "x\nforgot_password: |\n  Forgot it?\nb\n"),
    ("x\ninvalidPassword: |\n  It is wrong.\nb\n", "x\ninvalidPassword: |\n  It is wrong.\nb\n"),
    ("x\n  no_password: |\n    None.\nb\n", "x\n  no_password: |\n    None.\nb\n"),
    ("x\npassword_reset_email: |\n  Dear all\nb\n", "x\npassword_reset_email: |\n  Dear all\nb\n"),
    ("x\ngrep password: |\n  sort\nb\n", "x\ngrep password: |\n  sort\nb\n"),
    ("x\nemail_password: |\n  Qq5abcd\nb\n", "x\nemail_password: |\n  [PASSWORD]\nb\n"),
    // In what is the value of another key.
    (
        "x\na.yaml: |\n  password: |\n    Qq5abcd\n  b: c\n",
        "x\na.yaml: |\n  password: |\n    [PASSWORD]\n  b: c\n",
    ),
    // A line of the value is no key.
    (
        "x\npassword: |\n  password: |\n  token: >\n b: c\nd\n",
        "x\npassword: |\n  [PASSWORD]\n  [PASSWORD]\n [PASSWORD]\nd\n",
    ),
    // What is no value of such a key.
    ("x\nscript: |\n  make it so\npassword: |\nb: c\n", "x\nscript: |\n  make it so\npassword: |\nb: c\n"),
    ("x\npassword: |x\n  b\n", "x\npassword: [PASSWORD]\n  b\n"),
];

#[test]
fn lines_behind_a_key_of_a_credential_are_its_value() {
    for (input, output) in TEXTS {
        for flags in [&[][..], &["--frame-size", "1"], &["--frame-size", "17"]] {
            assert_eq!(redacted(flags, input), *output, "{flags:?} {input}");
        }
        assert_eq!(redacted(&[], output), *output, "a second run of {input}");
    }
}

/// A value that is longer than a frame, in lines and in one line that is cut.
#[test]
fn a_value_over_many_frames_goes_as_a_whole() {
    let line = "  some words of it\n";
    let input = format!("x\npassword: |\n{}end\n", line.repeat(20_000));
    let output = format!("x\npassword: |\n{}end\n", "  [PASSWORD]\n".repeat(20_000));
    for size in ["1000", "4096", "1000000"] {
        assert!(redacted(&["--frame-size", size], &input) == output, "{size}");
    }
    let long = format!("x\npassword: |\n  {}\nend\n", "some words of it ".repeat(200_000));
    // A line of which only parts are seen goes by a limit.
    let done = redact(&[], long.as_bytes());
    let made = String::from_utf8(done.stdout).unwrap();
    assert!(done.code == 3 && !made.contains("words") && made.ends_with("\nend\n"), "{}", made.len());
}

#[test]
fn values_with_lines_in_them_are_read_so_too() {
    for (format, input, output) in [
        (
            "jsonl",
            "{\"a\":\"x\\n  password: |\\n    Qq5abcd\\n    more\\n  b: c\"}\n{\"a\":\"password: |\",\"b\":\"  c\"}\n",
            "{\"a\":\"x\\n  password: |\\n    [PASSWORD]\\n    [PASSWORD]\\n  b: c\"}\n{\"a\":\"password: |\",\"b\":\"  c\"}\n",
        ),
        ("csv", "note,b\n\"password: |\n  Qq5abcd\n\",c\n", "note,b\n\"password: |\n  [PASSWORD]\n\",c\n"),
        (
            "yaml",
            "data:\n  a.yaml: |\n    db:\n      password: |\n        Qq5abcd\n      b: c\n",
            "data:\n  a.yaml: |\n    db:\n      password: |\n        [PASSWORD]\n      b: c\n",
        ),
    ] {
        assert_eq!(redacted(&["--input-format", format], input), output, "{input}");
    }
}

/// Remarks, directives and a byte order mark can stand before the line that says so, and a file may have no suffix.
#[test]
fn yaml_is_told_behind_remarks() {
    let (value, made) = ("first_name: Zorvane\n", "first_name: \"[PERSON_NAME]\"\n");
    let place = directory("logs-behind");
    for head in [
        "\u{feff}---\n",
        "# c\n---\n",
        "\n\n# c\n  # d\n\n---\n",
        "\u{feff}# c\r\n---\r\n",
        "%YAML 1.2\n%TAG ! tag:example.com,2024:\n--- # c\n",
    ] {
        assert_eq!(redacted(&[], &format!("{head}{value}")), format!("{head}{made}"));
        let file = place.join("settings");
        std::fs::write(&file, format!("{head}{value}")).unwrap();
        let done = run(obelus(["redact", "--quiet", text(&file)]), b"");
        assert_eq!(String::from_utf8(done.stdout).unwrap(), format!("{head}{made}"));
    }
    // A page that begins so, and a text that has such a line.
    for head in ["# c\n---\nA page.\n", "# c\nx\n---\n"] {
        let done = redact(&[], format!("{head}{value}").as_bytes());
        assert!(String::from_utf8(done.stdout).unwrap().ends_with("first_name: [PERSON_NAME]\n"), "{head}");
    }
}
