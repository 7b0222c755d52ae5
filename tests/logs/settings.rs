//! Files of settings, events and access logs that say things in odd ways: names are not lost.

use std::fs;

use crate::common::{directory, obelus, run, text};
use crate::{redact, redacted};

/// What it is read as, the lines, and what becomes of them.
const CASES: &[(&str, &str, &str)] = &[
    // INI: a value begins on the next line, goes on behind blank lines and remarks, and may look like a pair.
    ("ini", "password =\n  Qq5abcd\n", "password =\n  [PASSWORD]\n"),
    ("ini", "password =\n  Qq5=abcd\nport = 80\n", "password =\n  [PASSWORD]\nport = 80\n"),
    (
        "ini",
        "[a]\nfirst_name = Anna\n\n  ; more\n  Maria: Lee\nb = c\n",
        "[a]\nfirst_name = [PERSON_NAME]\n\n  ; more\n  [PERSON_NAME]\nb = c\n",
    ),
    ("ini", "[core]\n\tname = Anna\n\tcolor = red\n", "[core]\n\tname = [PERSON_NAME]\n\tcolor = red\n"),
    ("ini", "name = Anna\\\n; Maria\nb = c\n", "name = [PERSON_NAME]\\\n[PERSON_NAME]\nb = c\n"),
    // Properties: keys with escapes, keys with a space, and a backslash that ends a path.
    (
        "properties",
        "p\\u0061ssword=Qq5abcd\nfirst\\ name Anna\n",
        "p\\u0061ssword=[PASSWORD]\nfirst\\ name [PERSON_NAME]\n",
    ),
    (
        "properties",
        "first_name An=na\nlast name = Miller\n",
        "first_name [PERSON_NAME]\nlast name = [PERSON_NAME]\n",
    ),
    ("properties", "folder=C:\\\nfirst_name=Anna\n", "folder=C:\\\nfirst_name=[PERSON_NAME]\n"),
    (
        "properties",
        "name=Anna\\\n  last=x\\\n  Maria\nport=1\n",
        "name=[PERSON_NAME]\\\n  [PERSON_NAME]\\\n  [PERSON_NAME]\nport=1\n",
    ),
    // What stands behind a quote, or in quotes over lines.
    ("ini", "first_name = \"Anna\" Lee\n", "first_name = [PERSON_NAME]\n"),
    ("ini", "first_name = \"Anna\" ; c\n", "first_name = \"[PERSON_NAME]\" ; c\n"),
    (
        "ini",
        "first_name = \"Anna\nLee\"\nb = c\n[s]\nd = e\n",
        "first_name = \"[PERSON_NAME]\n[PERSON_NAME]\"\nb = c\n[s]\nd = e\n",
    ),
    ("ini", "a = \"b\"\nfirst_name = Anna\n", "a = \"b\"\nfirst_name = [PERSON_NAME]\n"),
    ("env", "first_name=a\\\nAnna\nb=c\n", "first_name=[PERSON_NAME]\nb=c\n"),
    ("env", "a=b\\\nfirst_name=Anna\n", "a=b\\\nfirst_name=[PERSON_NAME]\n"),
    ("env", "export A=b first_name=Anna\n", "export A=b first_name=[PERSON_NAME]\n"),
    ("env", "A=\"b c\" first_name='Anna Lee' # d\n", "A=\"b c\" first_name='[PERSON_NAME]' # d\n"),
    // Several pairs in one line: hosts of Ansible, the environment of supervisord.
    (
        "ini",
        "[web]\nhost1 ansible_user=anna first_name=Anna a=b\nhost2 last_name='Lee X' # c\n",
        "[web]\nhost1 ansible_user=[USERNAME] first_name=[PERSON_NAME] a=b\nhost2 last_name='[PERSON_NAME]' # c\n",
    ),
    (
        "ini",
        "environment=A=\"x\",first_name=\"Anna, Lee\",last_name=Lee,B=c\n",
        "environment=A=\"x\",first_name=\"[PERSON_NAME]\",last_name=[PERSON_NAME],B=c\n",
    ),
    (
        "ini",
        "[user]\nname = anna\n[app]\nname = my-app\n",
        "[user]\nname = [PERSON_NAME]\n[app]\nname = my-app\n",
    ),
    // Backslashes before the quote that ends a value.
    ("env", "PASSWORD=\"ab\\\\\"\nB=\"c\"\n", "PASSWORD=\"[PASSWORD]\"\nB=\"c\"\n"),
    ("ini", "PASSWORD=\"ab\\\\\"\nB=\"c\"\n", "PASSWORD=\"[PASSWORD]\"\nB=\"c\"\n"),
    ("logfmt", "a=1 first_name=\"hun\\\\\" b=c\n", "a=1 first_name=\"[PERSON_NAME]\" b=c\n"),
    // Carriage returns end lines, as long as they are not parts of values.
    (
        "access-log",
        "192.0.2.1 - anna [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 1\rhost - berta [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 1\r",
        "[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 1\r[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 1\r",
    ),
    (
        "logfmt",
        "a=1 b=2 user=anna c=4\ra=1 b=2 user=berta c=5\n",
        "a=1 b=2 user=[USERNAME] c=4\ra=1 b=2 user=[USERNAME] c=5\n",
    ),
    (
        "access-log",
        "192.0.2.1 - an\rna [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 1\n",
        "[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 1\n",
    ),
    // Users with dates, brackets and quotes.
    (
        "access-log",
        "192.0.2.1 - [10/Oct/2000:13:55:36 Anna [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 1\n",
        "[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 1\n",
    ),
    (
        "access-log",
        "192.0.2.1 - Anna [x] \"b\" [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 1\n",
        "[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 1\n",
    ),
    (
        "access-log",
        "192.0.2.1 - a [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 1 Anna [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 1\n",
        "[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 1\n",
    ),
    // LEEF with separators of its own.
    ("cef", "LEEF:2.0|a|b|1|2|^|usrName=Anna Lee^sev=5\n", "LEEF:2.0|a|b|1|2|^|usrName=[USERNAME]^sev=5\n"),
    (
        "cef",
        "LEEF:2.0|a|b|1|2|0x5e|usrName=Anna Lee^sev=5\n",
        "LEEF:2.0|a|b|1|2|0x5e|usrName=[USERNAME]^sev=5\n",
    ),
    (
        "cef",
        "LEEF:2.0|a|b|1|2|x09|usrName=Anna Lee\tsev=5\n",
        "LEEF:2.0|a|b|1|2|x09|usrName=[USERNAME]\tsev=5\n",
    ),
    ("cef", "LEEF:2.0|a|b|1|2|||usrName=Anna Lee|sev=5\n", "LEEF:2.0|a|b|1|2|||usrName=[USERNAME]|sev=5\n"),
    ("cef", "LEEF:2.0|a|b|1|2||usrName=Anna Lee\tsev=5\n", "LEEF:2.0|a|b|1|2||usrName=[USERNAME]\tsev=5\n"),
    // It has none, or another one than it says.
    (
        "cef",
        "LEEF:2.0|a|b|1|2|usr=A|b\tusrName=Anna Lee\tsev=5\n",
        "LEEF:2.0|a|b|1|2|usr=[USERNAME]\tusrName=[USERNAME]\tsev=5\n",
    ),
    ("cef", "LEEF:2.0|a|b|1|2|^|usrName=Anna Lee\tsev=5\n", "LEEF:2.0|a|b|1|2|^|usrName=[USERNAME]\tsev=5\n"),
    ("cef", "LEEF:1.0|a|b|1|2|x|usrName=Anna Lee\tsev=5\n", "LEEF:1.0|a|b|1|2|x|usrName=[USERNAME]\tsev=5\n"),
    // CEF with odd headers and keys.
    ("cef", "CEF:0|a\\|b|b\\\\|1|2|n|3|suser=Anna Lee\n", "CEF:0|a\\|b|b\\\\|1|2|n|3|suser=[USERNAME]\n"),
    ("cef", "CEF:0|a|b|1|2|n|3|x|suser=Anna Lee act=x\n", "CEF:0|a|b|1|2|n|3|x|suser=[USERNAME] act=x\n"),
    ("cef", "CEF:0|a|b|1|2|suser=Anna Lee act=x\n", "CEF:0|a|b|1|2|suser=[USERNAME] act=x\n"),
    (
        "cef",
        "<134>CEF: 0|a|b|1|2|n|3|suser=Anna Lee act=x\n",
        "<134>CEF: 0|a|b|1|2|n|3|suser=[USERNAME] act=x\n",
    ),
    ("cef", "CEF:0|a|b|1|2|n|3|suser = Anna Lee act = x\n", "CEF:0|a|b|1|2|n|3|suser = [USERNAME] act = x\n"),
    ("cef", "CEF:0|a|b|1|2|n|3|suser=Anna x = Lee act=x\n", "CEF:0|a|b|1|2|n|3|suser=[USERNAME] act=x\n"),
];

#[test]
fn odd_lines_lose_no_names() {
    for (format, input, output) in CASES {
        assert_eq!(redacted(&["--input-format", format], input), *output, "{format}: {input}");
        assert_eq!(
            redacted(&["--input-format", format, "--frame-size", "1"], input),
            *output,
            "{format}: {input}"
        );
        assert_eq!(
            redacted(&["--input-format", format], output),
            *output,
            "a second run of {format}: {input}"
        );
    }
}

/// Who reads settings takes a carriage return for a line end or for none; what is found in text goes over it.
#[test]
fn settings_with_lone_carriage_returns_are_withheld() {
    let long = format!("{}\r", "a=b\n".repeat(40_000));
    for format in ["yaml", "ini", "properties", "env"] {
        for input in ["password=x\rport=80\r", "a: b\r", "a=b\r\nc=d\r\r\n", "a=b\nc=d\re=f\n", &long] {
            for more in [&[][..], &["--frame-size", "1"]] {
                let done = redact(&[&["--input-format", format], more].concat(), input.as_bytes());
                let out = String::from_utf8(done.stdout.clone()).unwrap();
                let before = &input[..input.find('\r').unwrap()];
                assert_eq!(done.code, 3, "{format}: {input:?}");
                assert!(
                    before.starts_with(&out) || input.starts_with("a=b\r\n"),
                    "{format}: {input:?} {out:?}"
                );
                assert!(!out.replace("\r\n", "").contains('\r'), "{format}: {input:?} {out:?}");
                assert!(done.said().contains("--input-format text"), "{}", done.said());
            }
        }
        let lines = "a=b\r\nc=d\r\n";
        assert_eq!(redacted(&["--input-format", format], lines), lines);
    }
    // What only a name calls settings is text where its first line shows that it is none.
    let place = directory("logs-returns");
    for (name, input, code) in [
        ("a.ini", "password=Qq5abcd\rport=80\r", 0),
        (".env", "a=b\rc=d\ne=f", 0),
        ("a.yaml", "a: b\nc: d\re: f\n", 3),
        ("a.properties", "a=b\r\nc=d\r\n", 0),
    ] {
        let path = place.join(name);
        fs::write(&path, input).unwrap();
        let done = run(obelus(["redact", "--quiet", text(&path)]), b"");
        let as_text = run(obelus(["redact", "--quiet", "--input-format", "text", text(&path)]), b"");
        assert_eq!(done.code, code, "{name}: {}", done.said());
        assert!(code == 3 || done.stdout == as_text.stdout, "{name}");
    }
}

/// YAML 1.1 ends a line at them, YAML 1.2 does not.
#[test]
fn yaml_with_line_separators_of_unicode_is_withheld() {
    let long = "a: \u{e9}\u{2014}b\n".repeat(40_000);
    for sign in ['\u{85}', '\u{2028}', '\u{2029}'] {
        for input in
            [format!("a: x{sign}first_name: Anna\n"), format!("{long}b{sign}"), format!("{sign}a: b\n")]
        {
            for more in [&[][..], &["--frame-size", "1"]] {
                let done = redact(&[&["--input-format", "yaml"], more].concat(), input.as_bytes());
                let out = String::from_utf8(done.stdout.clone()).unwrap();
                assert_eq!(done.code, 3, "{sign:?}");
                assert!(
                    !out.contains(sign)
                        && input.starts_with(&out)
                        && done.said().contains("--input-format text")
                );
            }
        }
    }
    assert_eq!(redacted(&["--input-format", "yaml"], &long), long);
}
