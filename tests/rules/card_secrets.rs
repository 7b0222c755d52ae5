//! PINs, verification values and tracks of cards: a policy that keeps everything else keeps none of them
//! (PCI DSS 4.0.1, requirement 3.3.1), and leaves alone what only looks like one.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use common::{directory, holds_none, obelus, run, text};

use crate::common;

/// Keeps everything but passwords; what is nobody's goes whatever a policy says.
const POLICY: &str = "schema = 1\ntitle = 'T'\nversion = '1'\n\
    [[recipient]]\nid = 'r'\ntitle = 'R'\nunclassified = 'scan'\nfree_text = 'scan'\n\
    [[rule]]\nto = ['r']\ninfo_types = ['*']\naction = 'keep'\norigin = 'house'\n\
    [[rule]]\nto = ['r']\ninfo_types = ['PASSWORD']\naction = 'redact'\norigin = 'house'\n";

/// What `input` becomes.
fn redacted(name: &str, format: &str, input: &str) -> String {
    let policy = directory(name).join("p.toml");
    fs::write(&policy, POLICY).unwrap();
    let arguments = ["redact", "--policy", text(&policy), "--input-format", format, "-"];
    let done = run(obelus(arguments), input.as_bytes());
    assert_eq!(done.code, 0, "{}", done.said());
    String::from_utf8(done.stdout).unwrap()
}

/// Each with the value; all in one text, so that the lines stand beside others as well.
static TEXT: &[(&str, &str)] = &[
    ("cvv\t739 x", "739"),
    ("cvv123 x", "123"),
    ("Visa, security code: 739", "739"),
    ("security code: 739, 12/27", "739"),
    ("4111111111111111 security code: 739", "739"),
    ("4111111111111111|12|2027|739", "739"),
    ("4111111111111111;12;27;739;x", "739"),
    ("4111111111111111,12,2027,739", "739"),
    ("4111111111111111:12:27:739", "739"),
    ("4111111111111111/12/27/739", "739"),
    ("4111111111111111 12/27 739", "739"),
    ("4111111111111111|739|12|27", "739"),
    ("4111111111111111|12/27|Zorvane Quillby|739", "739"),
    ("%B4111111111111111^QUILLBY/ZORVANE^30122011000000000 x", "30122011000000000"),
    (";4111111111111111=30122011000000000", "30122011000000000"),
    ("pin=4821 x", "4821"),
    ("PIN: 4821", "4821"),
    ("ATM PIN 4821", "4821"),
    ("pin code is 4821", "4821"),
    ("PIN-Code 4821", "4821"),
    ("{\\\"userPin\\\":\\\"4821\\\"}", "4821"),
    ("card_pin=482193", "482193"),
    ("pin_block=0412AC89ABCDEF67", "0412AC89ABCDEF67"),
    ("Kartenpr\u{fc}fnummer 739", "739"),
    ("Visa, Pr\u{fc}fziffer: 739", "739"),
    ("Geheimzahl 4821", "4821"),
    ("cryptogramme visuel : 739", "739"),
    ("code secret 4821", "4821"),
    ("tarjeta, c\u{f3}digo de seguridad 739", "739"),
    ("cart\u{e3}o, c\u{f3}digo de seguran\u{e7}a: 739", "739"),
    ("carta, codice di sicurezza: 739", "739"),
    ("pincode 4821", "4821"),
    ("kod PIN 4821", "4821"),
];

#[test]
fn none_is_kept_in_text() {
    let all: String = TEXT.iter().map(|(line, _)| format!("{line}\n")).collect();
    let out = redacted("card-secrets-text", "text", &all);
    assert_eq!(out.lines().count(), TEXT.len());
    for (line, (before, value)) in out.lines().zip(TEXT) {
        holds_none(before, line.as_bytes(), &[value]);
    }
}

#[test]
fn what_is_no_secret_of_a_card_stays() {
    let lines = [
        "PIN 560001",
        "Bengaluru, pincode: 560001",
        "connector pin 1204",
        "gpio pin: 1204",
        "KRA PIN A004587223K",
        "pin: true, pin_count=4096",
        "security code 1234 of the door",
        "cid=1234 csc 739",
        "cvc result 123, cvv attempts: 100",
        "4111111111111111|12|2017|739",
        "order 17|12|2027|739",
        "Pr\u{fc}fziffer: 739",
    ];
    let all = lines.join("\n");
    assert_eq!(redacted("card-secrets-stay", "text", &all), all);
}

#[test]
fn none_is_kept_in_tables_and_json() {
    let names = [
        ("pin", "4821"),
        ("card_pin", "4821"),
        ("atm_pin", "4821"),
        ("pin_block", "0412AC89ABCDEF67"),
        ("pinblock", "0412AC89ABCDEF67"),
        ("cvv2", "739"),
        ("csc", "739"),
        ("Kartenpr\u{fc}fnummer", "739"),
        ("cryptogramme", "739"),
        ("code_secret", "4821"),
    ];
    let beside =
        [("cid", "739"), ("security_code", "739"), ("c\u{f3}digo de seguridad", "739"), ("pin", "4821")];
    let head: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let row: Vec<&str> = names.iter().map(|(_, value)| *value).collect();
    let table = format!("name,{}\nx,{}\n", head.join(","), row.join(","));
    let lines: String =
        names.iter().map(|(name, value)| format!("{{\"name\":\"x\",\"{name}\":\"{value}\"}}\n")).collect();
    for (format, input) in [("csv", table), ("jsonl", lines)] {
        holds_none(format, redacted("card-secrets-fields", format, &input).as_bytes(), &row);
    }
    let head: Vec<&str> = beside.iter().map(|(name, _)| *name).collect();
    let row: Vec<&str> = beside.iter().map(|(_, value)| *value).collect();
    let table = format!("{},card_number\n{},4111111111111111\n", head.join(","), row.join(","));
    let line =
        |(name, value): &(&str, &str)| format!("{{\"{name}\":\"{value}\",\"paid\":\"4111111111111111\"}}\n");
    let element = |(name, value): &(&str, &str)| {
        format!("{{\"card\":{{\"number\":\"4111111111111111\"}},\"{name}\":{value}}}")
    };
    let document = format!("[{}]\n", beside.iter().map(element).collect::<Vec<_>>().join(","));
    for (format, input) in [("csv", table), ("jsonl", beside.iter().map(line).collect()), ("json", document)]
    {
        let out = redacted("card-secrets-beside", format, &input);
        holds_none(format, out.as_bytes(), &row);
        assert!(out.contains("4111111111111111"), "the rest is kept");
    }
}

#[test]
fn a_field_that_a_card_explains_stays_where_none_is() {
    for (format, input) in [
        ("csv", "name,cid,total\nx,739,1\n"),
        ("jsonl", "{\"cid\":\"739\",\"total\":1}\n{\"pan\":\"4111111111111111\"}\n"),
        ("json", "[{\"pan\":\"4111111111111111\"},{\"cid\":\"739\"}]\n"),
    ] {
        assert_eq!(redacted("card-secrets-alone", format, input), input);
    }
}
