//! Values in ways of writing that stand in each other, or in what says what they are.

#![allow(clippy::unwrap_used)]

use std::fs;

use data_encoding::{BASE64, HEXLOWER};

use crate::common::{directory, obelus, run, text};

fn redacted(input: &str) -> String {
    let file = directory("ways").join("ways.txt");
    fs::write(&file, input).unwrap();
    let done = run(obelus(["redact", "--quiet", text(&file)]), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    String::from_utf8(done.stdout).unwrap()
}

/// In UTF-16, the low byte first.
fn wide(says: &str) -> Vec<u8> {
    says.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_form_in_a_form_has_its_spaces() {
    for (text, wanted) in [
        (
            "q=%257B%2522password%2522%253A%2B%2522Qv7qLQT2XX%2522%257D\n",
            "q=%257B%2522password%2522%253A%5BPASSWORD%5D%2522[PASSWORD]%2522%257D\n",
        ),
        (
            "q=%257B%2522first_name%2522%253A%2B%2522Zorvane%2522%257D\n",
            "q=%257B%2522first_name%2522%253A%2B%2522[PERSON_NAME]%2522%257D\n",
        ),
    ] {
        assert_eq!(redacted(text), wanted);
    }
}

#[test]
fn wide_text_in_digits_has_letters_that_are_not_ascii() {
    for (says, wanted) in [
        ("$password = \"Żóß9vTq2\"; go", "$password = \"[PASSWORD]\"; go"),
        ("$password = \"пKx9!vTq2Lmж\"; go", "$password = \"[PASSWORD]\"; go"),
        ("first_name: Żaneta", "first_name: [PERSON_NAME]"),
        ("name=\"Łódź\"; send an\u{200b}n@example.com", "name=\"Łódź\"; send [EMAIL_ADDRESS]"),
        ("call für Łódź +1 202 555 0147 now", "call für Łódź [PHONE_NUMBER] now"),
    ] {
        let bytes = wide(says);
        let out = redacted(&format!("-enc {}\n", BASE64.encode(&bytes)));
        let digits = out.strip_prefix("-enc ").unwrap().trim_end();
        let read = BASE64.decode(digits.as_bytes()).unwrap();
        let units: Vec<u16> = read.chunks(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
        // Spaces fill groups up.
        assert_eq!(String::from_utf16(&units).unwrap().replace(' ', ""), wanted.replace(' ', ""), "{says}");
        let out = redacted(&format!("-enc {}\n", HEXLOWER.encode(&bytes)));
        assert_eq!(out, format!("-enc {}\n", HEXLOWER.encode(&wide(wanted))));
    }
}

#[test]
fn what_names_a_value_is_read_as_it_looks() {
    for (text, wanted) in [
        // Letters of another script.
        ("pаsswоrd=Kx9!vTq2Lm\n", "pаsswоrd=[PASSWORD]\n"),
        ("x {\"pаsswоrd\":\"Kx9!vTq2Lm\"} y\n", "x {\"pаsswоrd\":\"[PASSWORD]\"} y\n"),
        // What mail makes of an equals sign.
        ("x first_name=3DZorvane y\n", "x first_name=3D[PERSON=5FNAME] y\n"),
        (
            "<input name=3D\"password\" value=3D\"Kx9!vTq2Lm\">\n",
            "<input name=3D\"password\" value=3D\"[PASSWORD]\">\n",
        ),
        // No such thing.
        ("render mode=3D view=3D\n", "render mode=3D view=3D\n"),
    ] {
        assert_eq!(redacted(text), wanted);
    }
}

#[test]
fn many_blanks_stand_beside_a_sign() {
    for blanks in [65, 100, 256].map(|n| " ".repeat(n)) {
        for (before, behind) in [(blanks.as_str(), " "), ("", blanks.as_str()), (&blanks, &blanks)] {
            let out = redacted(&format!("password{before}={behind}Kx9!vTq2Lm\n"));
            assert_eq!(out, format!("password{before}={behind}[PASSWORD]\n"));
        }
    }
}

#[test]
fn what_ends_in_an_equals_sign_ends_its_line() {
    let digits = BASE64.encode(b"to ann@example.com, password: Kx9!vTq2");
    let hidden: Vec<String> = digits.chars().map(String::from).collect();
    let out = redacted(&format!("a {}\n2026-11-30 order 12 done\n", hidden.join("\u{200b}")));
    let (first, rest) = out.split_once('\n').unwrap();
    assert_eq!(rest, "2026-11-30 order 12 done\n");
    let shown: String = first[2..].chars().filter(char::is_ascii).collect();
    let read = BASE64.decode(shown.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(read).unwrap(), "to [EMAIL_ADDRESS], password: [PASSWORD]");
}

#[test]
fn bytes_in_digits_are_no_escape() {
    for says in ["+12025550147", "+442079460958", "+33 1 99 00 12 34"] {
        let out = redacted(&format!("value={}\n", HEXLOWER.encode(says.as_bytes())));
        assert_eq!(out, format!("value={}\n", HEXLOWER.encode(b"[PHONE_NUMBER]")));
    }
    let no_number = "value=2b31203230322c2061\n";
    assert_eq!(redacted(no_number), no_number);
}
