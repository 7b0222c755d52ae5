//! What `rules explain` says: of values their points, of everything else what refuses it, and never the text.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use common::{directory, have, obelus, run};
use serde_json::Value;

use crate::common;

fn explained(arguments: &[&str], input: &[u8]) -> Value {
    let done = run(obelus([&["rules", "explain", "--json"], arguments].concat()), input);
    assert_eq!(done.code, 0, "{}", done.said());
    serde_json::from_slice(&done.stdout).unwrap()
}

/// The row of a rule in a list.
fn row<'v>(report: &'v Value, list: &str, rule: &str) -> &'v Value {
    let rows = report[list].as_array().unwrap();
    rows.iter().find(|row| row["rule"] == rule).unwrap_or_else(|| panic!("no {rule} in {list}: {report}"))
}

fn why(text: &str, rule: &str) -> String {
    let report = explained(&[text], b"");
    row(&report, "refused", rule)["why"].as_str().unwrap().to_owned()
}

#[test]
fn points_of_a_value_add_up() {
    let report = explained(&["x ssn: 536-22-8726"], b"");
    let found = row(&report, "found", "us.ssn");
    assert_eq!((&found["at"]["start"], &found["at"]["end"]), (&7.into(), &18.into()));
    let points = &found["points"];
    let sum: i64 =
        ["base", "check", "context", "field"].iter().map(|key| points[key].as_i64().unwrap()).sum();
    assert_eq!(found["confidence"].as_i64().unwrap(), sum.clamp(0, 100));
    assert_eq!((&points["context"], &found["context_word"]), (&40.into(), &"ssn".into()));
    assert_eq!(
        (&found["validator"], &found["info_type"]),
        (&"us-ssn".into(), &"US_SOCIAL_SECURITY_NUMBER".into())
    );
    assert_eq!(found["likelihood"], "very_likely");
}

#[test]
fn what_refuses_a_match_is_named() {
    assert_eq!(why("ssn 900-22-8726", "us.ssn"), "validator");
    assert_eq!(why("ssn 1536-22-8726", "us.ssn"), "not_before");
    assert_eq!(why("ssn 536-22-87261", "us.ssn"), "not_after");
    assert_eq!(why("x 36805211232", "ee.personal-code"), "needs_context");
    assert_eq!(why("font_name=Ann", "keyed.person-name"), "key");
}

#[test]
fn of_matches_that_overlap_the_nearest_to_a_value_is_told() {
    let report = explained(&["x 36805211232"], b"");
    let rows = report["refused"].as_array().unwrap().iter();
    let of_rule: Vec<_> = rows.filter(|row| row["rule"] == "us.ssn").collect();
    assert_eq!(of_rule.len(), 1, "{of_rule:?}");
    assert_eq!((&of_rule[0]["why"], &of_rule[0]["at"]["start"]), (&"not_after".into(), &2.into()));
}

#[test]
fn the_name_of_a_field_gives_points() {
    let with = explained(&["--field", "ssn", "536-22-8726"], b"");
    let without = explained(&["536-22-8726"], b"");
    let points = |report: &Value| row(report, "found", "us.ssn")["confidence"].as_i64().unwrap();
    assert!(points(&with) > points(&without), "{with}");
    assert_eq!(with["field"]["info_type"], "US_SOCIAL_SECURITY_NUMBER");
    assert!(row(&with, "found", "us.ssn")["points"]["field"].as_i64().unwrap() > 0);
    assert_eq!(without["field"], Value::Null);
}

#[test]
fn texts_come_from_an_argument_a_file_or_standard_input() {
    let text = b"one\nmail ann@example.com\n";
    let file = directory("rules-explain").join("text");
    fs::write(&file, text).unwrap();
    let reports = [
        explained(&["--file", file.to_str().unwrap()], b""),
        explained(&["--file", "-"], text),
        explained(&["-"], text),
        explained(&[std::str::from_utf8(text).unwrap()], b""),
    ];
    let at = &row(&reports[0], "found", "global.email")["at"];
    assert_eq!((&at["start"], &at["line"], &at["column"]), (&9.into(), &2.into(), &6.into()));
    assert!(reports.iter().all(|report| report == &reports[0]));
    let done = run(obelus(["rules", "explain", "--file", "/no/such/file"]), b"");
    assert_eq!(done.code, 3);
    assert_eq!(run(obelus(["rules", "explain"]), b"").code, 2);
    let long = vec![b'a'; (64 << 10) + 1];
    let done = run(obelus(["rules", "explain", "-"]), &long);
    assert!(done.code == 2 && done.said().contains("64 KiB"), "{}", done.said());
    assert_eq!(run(obelus(["rules", "explain", "-"]), &long[1..]).code, 0);
}

#[test]
fn the_text_is_shown_on_a_terminal_only_and_only_when_it_was_typed() {
    let text = "to ann@example.com";
    for arguments in [["rules", "explain", text], ["rules", "explain", "-"]] {
        let done = run(obelus(arguments), text.as_bytes());
        let said = String::from_utf8(done.stdout).unwrap();
        assert!(said.contains("bytes 3..18") && said.contains("= base ") && !said.contains("ann@"), "{said}");
    }
    if !have("script") {
        return;
    }
    let typed = terminal(&["rules", "explain", "'to ann@example.com'"]);
    assert!(typed.contains("    to ann@example.com\r\n       ^^^^^^^^^^^^^^^\r\n"), "{typed}");
    let file = directory("rules-explain-shown").join("text");
    fs::write(&file, text).unwrap();
    let read = terminal(&["rules", "explain", "--file", file.to_str().unwrap()]);
    assert!(read.contains("bytes 3..18") && !read.contains("ann@"), "{read}");
}

/// What a command shows on a terminal.
fn terminal(arguments: &[&str]) -> String {
    let line = format!("{} {}", env!("CARGO_BIN_EXE_obelus"), arguments.join(" "));
    let mut command = std::process::Command::new("script");
    command.args(["-qec", &line, "/dev/null"]);
    let done = run(command, b"");
    String::from_utf8_lossy(&done.stdout).into_owned()
}

#[test]
fn values_below_what_counts_as_found_are_told_apart() {
    let done = run(obelus(["rules", "explain", "tracking 536228726"]), b"");
    let said = String::from_utf8(done.stdout).unwrap();
    let line = said.lines().find(|line| line.contains(" us.ssn ")).unwrap();
    assert!(line.contains("below what counts as found"), "{line}");
}
