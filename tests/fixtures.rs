//! The fixtures are what the generator makes, and `scan` finds what was planted in them and nothing else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use regex::bytes::Regex;

// The test uses a part of it.
#[allow(dead_code)]
#[path = "../examples/fixtures/generate/mod.rs"]
mod generate;

/// A span and its info type.
type Value = (usize, usize, String);

/// What is known to be found wrongly. One that no longer happens fails the test, so that the list stays true.
struct Exception {
    fixture: &'static str,
    info_type: &'static str,
    /// Matches the surroundings of the value, with the value between `«` and `»`.
    pattern: &'static str,
    why: &'static str,
}

const fn exception(
    fixture: &'static str,
    info_type: &'static str,
    pattern: &'static str,
    why: &'static str,
) -> Exception {
    Exception { fixture, info_type, pattern, why }
}

/// Planted values that are not found.
const MISSED: &[Exception] = &[exception(
    "access.log",
    "HTTP_COOKIE",
    "#SharedObjects/.*[.]sol»",
    "labelled with the folders before it, of which everybody has the same",
)];

/// Findings where nothing was planted.
const EXTRA: &[Exception] = &[
    exception("access.log", "HTTP_COOKIE", "#SharedObjects/«", "labelled with the folders before it"),
    exception("access.log", "IPV4_ADDRESS", "&v=«2.14.0.7»", "a version named `v`"),
    exception("app.log", "IPV4_ADDRESS", "(agent|runtime) «", "a version after a word that is not `version`"),
    exception("app.log", "EMAIL_ADDRESS", "://[a-z]+:«", "a password and a host"),
    exception("auth.log", "EMAIL_ADDRESS", "://[a-z]+:«", "a password and a host"),
    exception(
        "forum.txt",
        "EMAIL_ADDRESS",
        "«sunny dot",
        "a hidden address, which nothing was expected to find",
    ),
    exception("auth.log", "IPV4_ADDRESS", "kernel «", "a version after a word that is not `version`"),
];

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn rows(jsonl: &str, keep: impl Fn(&serde_json::Value) -> bool) -> BTreeSet<Value> {
    let rows = jsonl.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap());
    let number = |v: &serde_json::Value| v.as_u64().unwrap() as usize;
    rows.filter(keep)
        .map(|r| (number(&r["start"]), number(&r["end"]), r["info_type"].as_str().unwrap().to_owned()))
        .collect()
}

fn scan(name: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_obelus"))
        .args(["scan", "--quiet", "--format", "jsonl"])
        .arg(fixture(name))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The value between `«` and `»` with some bytes of its line around it. Fixtures may be shown: nobody's data
/// is in them.
fn surroundings(text: &[u8], value: &Value) -> Vec<u8> {
    let line = text[..value.0].iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
    let before = &text[line.max(value.0.saturating_sub(40))..value.0];
    let after = &text[value.1..text.len().min(value.1 + 20)];
    let after = after.split(|b| *b == b'\n').next().unwrap();
    [before, "«".as_bytes(), &text[value.0..value.1], "»".as_bytes(), after].concat()
}

/// Takes what an exception explains out of `values`; says which exceptions explain nothing.
fn explain(
    name: &str,
    text: &[u8],
    values: &BTreeSet<Value>,
    exceptions: &[Exception],
) -> (Vec<String>, Vec<String>) {
    let exceptions: Vec<(&Exception, Regex)> = exceptions
        .iter()
        .filter(|e| e.fixture == name)
        .map(|e| (e, Regex::new(&format!("(?s-u:{})", e.pattern)).unwrap()))
        .collect();
    let mut used = vec![false; exceptions.len()];
    let mut left = Vec::new();
    for value in values {
        let shown = surroundings(text, value);
        let at = exceptions.iter().position(|(e, p)| e.info_type == value.2 && p.is_match(&shown));
        match at {
            Some(i) => used[i] = true,
            None => left.push(format!("{} {}", value.2, String::from_utf8_lossy(&shown))),
        }
    }
    let idle = exceptions.iter().zip(&used).filter(|(_, used)| !**used);
    (left, idle.map(|((e, _), _)| format!("{} {} ({})", e.info_type, e.pattern, e.why)).collect())
}

#[test]
fn the_committed_fixtures_are_what_the_generator_makes() {
    for (name, bytes) in generate::files() {
        let committed = std::fs::read(fixture(&name)).unwrap();
        assert!(committed == bytes, "{name} differs; run: cargo run --example fixtures");
    }
}

#[test]
fn labels_lie_in_their_line_and_name_known_info_types() {
    let vocabulary =
        concat!(include_str!("../rules/info-types.toml"), include_str!("../rules/national-types.toml"));
    for kind in generate::Kind::ALL {
        let text = generate::generate(kind, generate::SEED, kind.lines());
        for label in text.labels() {
            assert!(label.start < label.end && !text.bytes()[label.start..label.end].contains(&b'\n'));
            assert!(vocabulary.contains(&format!("name = \"{}\"", label.info_type)), "{}", label.info_type);
        }
    }
}

#[test]
fn gzip_members_hold_the_text() {
    let text = generate::generate(generate::Kind::Access, 7, 50).into_bytes();
    for members in [1, 3, text.len()] {
        let gzip = generate::gzip::members(&text, members).unwrap();
        let mut plain = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&gzip[..]), &mut plain).unwrap();
        assert_eq!(plain, text, "{members} members");
    }
}

#[test]
fn what_was_planted_is_found_exactly_and_nothing_else_is_likely() {
    let mut faults = Vec::new();
    let mut planted_in_all: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for kind in generate::Kind::ALL {
        let name = kind.file();
        let text = std::fs::read(fixture(name)).unwrap();
        let labels = std::fs::read_to_string(fixture(&format!("{name}.labels.jsonl"))).unwrap();
        let (labels, found) = (rows(&labels, |_| true), scan(name));
        let all = rows(&found, |_| true);
        let likely = rows(&found, |r| matches!(r["likelihood"].as_str().unwrap(), "likely" | "very_likely"));
        for label in &labels {
            let count = planted_in_all.entry(label.2.clone()).or_default();
            count.0 += 1;
            count.1 += usize::from(all.contains(label));
        }
        let missed = labels.difference(&all).cloned().collect();
        let extra = likely.difference(&labels).cloned().collect();
        for (what, values, exceptions) in [("missed", missed, MISSED), ("extra", extra, EXTRA)] {
            let (left, idle) = explain(name, &text, &values, exceptions);
            faults.extend(left.into_iter().map(|l| format!("{name}: {what} {l}")));
            faults.extend(idle.into_iter().map(|l| format!("{name}: no longer {what}: {l}; take it out")));
        }
    }
    for (info_type, (planted, found)) in planted_in_all {
        println!("{info_type:<28} planted {planted:>5} found {found:>5}");
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
