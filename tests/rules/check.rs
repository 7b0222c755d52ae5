//! What `rules check` says of rules: which are slow, and what of them a shape cannot say.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use common::{directory, obelus, run};
use serde_json::Value;

use crate::common;

/// Slow by the bound, and why that is accepted.
static SLOW: &[(&str, &str)] = &[
    ("credentials.discord-bot", "a run of 23 and a dot, reckoned as if its bytes stood together by chance"),
    ("credentials.issued-key", "a run of 24; the prefix is checked before the pattern"),
    ("credentials.private-key-line", "a run of 16 at the start of a word; lines of a body say nothing more"),
    ("payment.crypto-base58", "a run of 26; the version is checked before the pattern"),
    (
        "payment.iban",
        "two letters and two digits begin many identifiers; the country is checked before the pattern",
    ),
];

/// Noisy by the bound, and why that is accepted.
static NOISY: &[(&str, &str)] =
    &[("network.ipv4", "four numbers behind `name/` are a version in some logs, and an address in others")];

fn rows(arguments: &[&str]) -> Vec<Value> {
    let run = run(obelus([&["rules", "check", "--format", "jsonl"], arguments].concat()), b"");
    assert_eq!(run.code, 0, "{}", run.said());
    String::from_utf8(run.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The row of a rule with these keys of `match`.
fn row(matches: &str) -> Value {
    let file = directory("rules-check").join("rule.toml");
    let rule = format!(
        "id = 'a.rule'\ninfo_type = 'GOVERNMENT_ID'\ntitle = 't'\nmatch = {{ {matches} }}\nconfidence = {{ base = 60 }}\n"
    );
    fs::write(&file, rule).unwrap();
    let rows = rows(&[file.to_str().unwrap()]);
    assert_eq!(rows.len(), 1, "only what was asked for");
    rows[0].clone()
}

#[test]
fn the_shipped_rules_are_not_slow() {
    let rows = rows(&[]);
    let vocabulary = obelus::info_type::Vocabulary::builtin().unwrap();
    assert_eq!(rows.len(), obelus::detect::rule::builtin(&vocabulary).unwrap().len());
    let slow: Vec<&str> =
        rows.iter().filter(|r| r["slow"] == true).map(|r| r["rule"].as_str().unwrap()).collect();
    assert_eq!(slow, SLOW.iter().map(|(rule, _)| *rule).collect::<Vec<_>>());
    assert!(rows.iter().all(|r| r["everywhere"] == false));
    assert!(rows.iter().all(|r| (0.0..1.0).contains(&r["odds"].as_f64().unwrap())));
}

#[test]
fn a_rule_without_a_shape_is_marked_and_one_with_a_narrow_shape_is_not() {
    let wide = row(r"pattern = '[^\n]{3,9}'");
    assert_eq!((&wide["slow"], &wide["everywhere"]), (&Value::Bool(true), &Value::Bool(true)));
    let narrow = row("pattern = '[0-9]{3}-[0-9]{2}-[0-9]{4}', not_before = '[0-9]', not_after = '[0-9]'");
    assert_eq!(narrow["slow"], false);
    assert_eq!(narrow["coarse"], serde_json::json!([]));
    assert_eq!(narrow["late_boundaries"], serde_json::json!([]));
}

#[test]
fn what_a_shape_cannot_say_is_told_in_words_too() {
    let file = directory("rules-check-words").join("rule.toml");
    let rule = "id = 'a.rule'\ninfo_type = 'GOVERNMENT_ID'\ntitle = 't'\n\
                match = { pattern = '[Gg][Qq][~^][0-9]{2,9}', not_before = '[0-9][.]' }\nconfidence = { base = 60 }\n";
    fs::write(&file, rule).unwrap();
    let run = run(obelus(["rules", "check", file.to_str().unwrap()]), b"");
    let said = String::from_utf8(run.stdout).unwrap();
    assert_eq!(run.code, 0, "warnings do not change the exit code");
    assert!(said.starts_with("a.rule"), "{said}");
    assert!(said.contains(" is taken for "), "the shipped rules fill the palette: {said}");
    assert!(said.contains("not_before is looked at only where the pattern has matched"), "{said}");
}

#[test]
fn a_file_of_a_shipped_rule_stands_in_its_place() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/us/ssn.toml");
    let alone = rows(&[file]);
    let shipped = rows(&[]);
    let shipped = shipped.iter().find(|r| r["rule"] == "us.ssn").unwrap();
    assert_eq!(alone.len(), 1);
    let (alone, shipped) = (alone[0]["odds"].as_f64().unwrap(), shipped["odds"].as_f64().unwrap());
    assert!((alone / shipped - 1.0).abs() < 0.01, "{alone} and {shipped}");
}

#[test]
fn rules_that_find_values_where_there_are_none_are_noisy() {
    let shipped = rows(&[]);
    let noisy: Vec<&str> =
        shipped.iter().filter(|row| row["noisy"] == true).map(|row| row["rule"].as_str().unwrap()).collect();
    assert_eq!(noisy, NOISY.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    let all: f64 = shipped
        .iter()
        .filter(|row| row["noisy"] == false)
        .map(|row| row["noise"]["logs_per_mb"].as_f64().unwrap())
        .sum();
    // 3 false alarms per 1,000 lines of about 100 bytes.
    assert!(all < 30.0, "all others together: {all}");
    let wide = row("pattern = '[0-9]{10}', not_before = '[0-9]', not_after = '[0-9]'");
    assert!(wide["noise"]["logs_per_mb"].as_f64().unwrap() > 100.0 && wide["noisy"] == true, "{wide}");
    let narrow = row("pattern = 'QZ-[0-9]{6}'");
    assert_eq!((&narrow["noise"]["logs_per_mb"], &narrow["noisy"]), (&0.0.into(), &false.into()));
}
