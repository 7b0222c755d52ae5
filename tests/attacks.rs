//! Values in places where they are easily overlooked: none may get through with exit 0.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use common::{holds_none, obelus, run};

mod common;

/// Name, line, and what of it must not be in the output.
static CASES: &[(&str, &str, &str)] = &[
    ("an escaped @", r"mail ann.private\@example.com now", "ann.private"),
    ("a quoted local part in a string", r#"\"ann.private\"@example.com"#, "ann.private"),
    ("an escaped letter", r#"{"mail":"annpriv\u00e9e@example.com"}"#, "annpriv"),
    ("an escaped last letter", r#"{"mail":"annprivat\u00e9@example.com"}"#, "annprivat"),
    ("an escaped apostrophe", r#"{"mail":"annpriv\u0027brien@example.com"}"#, "annpriv"),
    ("a domain of numbers", "mail ann.private@126.163.example.com x", "ann.private"),
    ("an address no version can be", "version 198.51.100.77 ok", "198.51.100.77"),
    ("an address behind a v", "srv198.51.100.77 ok", "198.51.100.77"),
    ("an address behind a label", "client.198.51.100.77 ok", "198.51.100.77"),
    ("a client identifier", "uid 01:00:00:5e:00:53:c4 x", "00:00:5e:00:53:c4"),
    ("a word like bytes behind it", "00:00:5e:00:53:c4:failed", "00:00:5e:00:53:c4"),
    ("another separator behind it", "mac-00:00:5e:00:53:c4-added", "00:00:5e:00:53:c4"),
    ("a date before it", "2026-11-24-00:00:5e:00:53:c4 x", "00:00:5e:00:53:c4"),
    ("an escaped line end", r#""peers\n2001:db8::c4a7""#, "2001:db8::c4a7"),
    ("an escaped bracket", r#""\u003c2001:db8::c4a7\u003e""#, "2001:db8::c4a7"),
    ("a word like a group", "2001:db8:1:2:3:4:5:c4a7:failed", "c4a7"),
    ("a number in a file name", "ssn 536-22-8726_2.pdf", "536-22-8726"),
    ("a date before a number", "ssn 2026-11-24_536-22-8726", "536-22-8726"),
    ("a country in brackets", "call (+1) 212-555-0177 now", "555-0177"),
    ("another in brackets", "call (+44) 20 7946 0977 now", "7946 0977"),
    ("a time stamp before it", "2026-11-24 10:00:00 +0000 212-555-0177 now", "555-0177"),
    ("a card in a list", "paid 1.4111-1111-1111-1111 ok", "4111-1111"),
    ("a card of 15 digits in fours", "card 3782 8224 6310 005 x", "8224 6310"),
    ("wide separators", "card 4111 - 1111 - 1111 - 1111", "1111 - 1111"),
    ("a password behind a tab", "password:\tq7x6hunter", "q7x6hunter"),
    ("a password in a column", "password     = q7x6hunter", "q7x6hunter"),
    ("a password in an array", r#"{"password":["q7x6hunter"]}"#, "q7x6hunter"),
    ("a dumped array", "[password] => q7x6hunter", "q7x6hunter"),
    ("a form field", "user[password]=q7x6hunter", "q7x6hunter"),
    ("a repeated password", r#""password_confirmation"=>"q7x6hunter""#, "q7x6hunter"),
    ("a string in a string", r#"{\\\"password\\\":\\\"q7x6hunter\\\"}"#, "q7x6hunter"),
    ("doubled quotes", r#""{""password"":""q7x6hunter""}""#, "q7x6hunter"),
    ("an escape first", r#""password":"\u0026q7x6hunter""#, "q7x6hunter"),
    ("punctuation first", r#""password":",q7x6hunter""#, "q7x6hunter"),
    ("a kind of string", "{u'password': u'!q7x6hunter'}", "q7x6hunter"),
    ("a doubled quote in it", "password='ab''q7x6hunter'", "q7x6hunter"),
    ("an element", "<password>q7x6hunter</password>", "q7x6hunter"),
    ("a field behind it", "password: correcthorse user=x", "correcthorse"),
    ("a marker before it", "password=[PASSWORD]SECRETSECRET", "SECRETSECRET"),
    ("a variable before it", "password=${q7x6hunter}x", "q7x6hunter"),
    ("a token in an array", r#"{"token":["q7x8AbCdEf1234567890"]}"#, "q7x8AbCdEf"),
    ("a header in an array", r#""Authorization":["Basic q7x8AbCdEf1234567890"]"#, "q7x8AbCdEf"),
    ("a header in a string", r#""x\r\nAuthorization: Basic q7x8AbCdEf1234567890""#, "q7x8AbCdEf"),
    ("a session in a string", r#""a=1\u0026sid=q7x8AbCdEf1234567890""#, "q7x8AbCdEf"),
    ("a cookie in an array", r#""Cookie":["uid=q7x2canary"]"#, "q7x2canary"),
    ("a cookie in a hash", r#""HTTP_COOKIE"=>"uid=q7x2canary""#, "q7x2canary"),
    ("a cookie in a string", r#""Host: x\r\nCookie: uid=q7x2canary\r\n""#, "q7x2canary"),
    ("a cookie behind a tab", "Cookie:\tuid=q7x2canary", "q7x2canary"),
    ("many cookies", "Cookies: uid=q7x2canary", "q7x2canary"),
    ("an agent in an array", r#""User-Agent":["CanaryQ7x5/1.0"]"#, "CanaryQ7x5"),
    ("an agent in quotes", r#""GET / HTTP/1.1" 200 1 "-" "\"CanaryQ7x5/1.0\"""#, "CanaryQ7x5"),
    ("an agent behind a dash", r#""GET / HTTP/1.1" 200 1 "-" "-CanaryQ7x5/1.0""#, "CanaryQ7x5"),
    ("another scheme", "wss://example.com/s?uid=q7x4canary", "q7x4canary"),
    ("a quote in a path", "GET /it's?uid=q7x4canary HTTP/1.1", "q7x4canary"),
    ("a doubled question mark", "http://example.com/a??uid=q7x4canary", "q7x4canary"),
    ("a quote in a query", "GET /a?q=o'brien&uid=q7x4canary HTTP/1.1", "q7x4canary"),
    ("escaped quotes in a query", r#""GET /a?q=\"x\"&uid=q7x4canary HTTP/1.1""#, "q7x4canary"),
    ("escaped slashes", r#""http:\/\/example.com\/a?uid=q7x4canary""#, "q7x4canary"),
    ("an address as a user", "mysql://ann@corp:q7x3secret@localhost/db", "q7x3secret"),
    ("escaped slashes and a user", r"https:\/\/ann:q7x3secret@localhost\/", "q7x3secret"),
];

fn gets_nothing(name: &str, input: &[u8], value: &[u8]) {
    let run = run(obelus(["redact", "--quiet", "-"]), input);
    if run.code == 0 {
        holds_none(name, &run.stdout, &[value]);
    }
}

#[test]
fn no_value_gets_through() {
    for (name, line, value) in CASES {
        gets_nothing(name, format!("{line}\n").as_bytes(), value.as_bytes());
    }
}

#[test]
fn what_is_too_long_is_no_success() {
    let long = "x".repeat(2500);
    let mail = format!("mail annprivate.{long}@example.com\n");
    gets_nothing("a long local part", mail.as_bytes(), b"annprivate");
    let path = format!("GET /{long}?uid=q7x4canary HTTP/1.1\n");
    gets_nothing("a long path", path.as_bytes(), b"q7x4canary");
    let user = format!("https://ann:q7x3secret{}@localhost/\n", &long[..1000]);
    gets_nothing("a long password", user.as_bytes(), b"q7x3secret");
    let masked = format!("password={}q7x6hunter\n", &long[..64]);
    gets_nothing("a mask and more", masked.as_bytes(), b"q7x6hunter");
}

#[test]
fn utf_32_is_read_as_what_it_is() {
    let text = "mail ann.private@example.com and more of the same\n";
    let little: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let big: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    let marked = [&[0, 0, 0xfe, 0xff][..], &big].concat();
    for input in [little, big, marked] {
        let done = run(obelus(["redact", "--quiet", "-"]), &input);
        let narrow: Vec<u8> = done.stdout.iter().copied().filter(|b| b.is_ascii() && *b != 0).collect();
        assert_eq!(done.code, 0, "{}", done.said());
        assert_eq!(String::from_utf8_lossy(&narrow), "mail [EMAIL_ADDRESS] and more of the same\n");
        assert_eq!(done.stdout.len() % 4, 0, "it is still UTF-32");
    }
}
