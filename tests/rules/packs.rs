//! `scan --info-types` reports what a scan with all rules reports of these types.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use common::parallel::side_by_side;
use common::{directory, obelus, run};
use obelus::info_type::Vocabulary;
use serde_json::Value;

use crate::common;

/// Exit code, and the rows.
fn scanned(flags: &[&str], files: &[PathBuf]) -> (i32, Vec<Value>) {
    let mut command = obelus(["scan", "--quiet", "--format", "jsonl", "--min-likelihood", "very_unlikely"]);
    command.args(flags).args(files);
    let run = run(command, b"");
    let rows = String::from_utf8(run.stdout).unwrap();
    (run.code, rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn inputs() -> Vec<PathBuf> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut files: Vec<PathBuf> =
        ["app.log", "access.log", "auth.log", "forum.txt", "customers.csv", "billing.csv", "events.jsonl"]
            .map(|name| fixtures.join(name))
            .into();
    files.extend(
        ["hr/employees.csv", "ugly/header-with-email.csv", "ugly/headerless.csv"].map(|f| fixtures.join(f)),
    );
    let below = directory("packs").join("192.0.2.17");
    fs::create_dir(&below).unwrap();
    for (name, text) in [
        ("akin.csv", "id,ip,phone\n1,2001:db8::17,(212) 555-0142\n2,192.0.2.17,+44 20 7946 0958\n"),
        ("akin.jsonl", "{\"ip\":\"2001:db8::17\",\"ann@example.com\":\"536-22-8726\"}\n"),
        ("first-row.csv", "id,name,2001:db8::17\n1,Ann Lee,2001:db8::18\n"),
    ] {
        fs::write(below.join(name), text).unwrap();
        files.push(below.join(name));
    }
    files
}

#[test]
fn what_is_asked_for_is_reported_as_when_all_rules_are_loaded() {
    let inputs = inputs();
    let (code, everything) = scanned(&[], &inputs);
    assert_eq!(code, 0);
    let vocabulary = Vocabulary::builtin().unwrap();
    let names: Vec<String> = vocabulary.ids().map(|id| vocabulary.get(id).name.clone()).collect();
    let pairs = names.windows(2).step_by(7).map(|pair| pair.join(","));
    let seen = AtomicUsize::new(0);
    let asked: Vec<String> = names.iter().cloned().chain(pairs).collect();
    side_by_side(&asked, |wanted| {
        let id = |name: &str| vocabulary.find(name).unwrap();
        let of_wanted = |row: &&Value| {
            let found = id(row["info_type"].as_str().unwrap());
            wanted.split(',').any(|name| vocabulary.is(found, id(name)))
        };
        let expected: Vec<&Value> = everything.iter().filter(of_wanted).collect();
        let (code, rows) = scanned(&["--info-types", wanted], &inputs);
        assert_eq!(code, 0, "{wanted}");
        assert!(rows.iter().eq(expected.iter().copied()), "{wanted}: not the same rows");
        seen.fetch_add(usize::from(!rows.is_empty()), Ordering::Relaxed);
    });
    assert!(seen.into_inner() > 20, "the inputs hold most types");
}

#[test]
fn a_value_that_runs_on_too_long_counts_where_it_is_asked_for() {
    let file = directory("packs-overlong").join("in.log");
    fs::write(&file, format!("Cookie: a={}\nann@example.com\n", "x".repeat(9000))).unwrap();
    let files = [file];
    assert_eq!(scanned(&[], &files).0, 3);
    assert_eq!(scanned(&["--info-types", "HTTP_COOKIE"], &files).0, 3);
    let (code, rows) = scanned(&["--info-types", "EMAIL_ADDRESS"], &files);
    assert_eq!((code, rows.len()), (0, 1));
}

#[test]
fn a_detector_makes_a_name_special_when_it_is_sure_and_when_it_means_the_same() {
    let file = directory("packs-special").join("in.csv");
    let rows = "national_id,user_id,pesel\n44051401458,44051401458,44051401458\n85.07.30-033.28,17,18\n";
    fs::write(&file, rows).unwrap();
    let (code, rows) = scanned(&[], &[file]);
    let found: Vec<(&str, &str, u64)> = rows
        .iter()
        .filter(|row| row["confidence"].as_u64().unwrap() >= 40)
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap_or_default();
            (
                row["field"][0].as_str().unwrap_or_else(|| text("field")),
                text("info_type"),
                row["record"].as_u64().unwrap(),
            )
        })
        .collect();
    let wanted = [
        ("national_id", "GOVERNMENT_ID", 1),
        ("user_id", "USER_ID", 1),
        ("pesel", "POLAND_PESEL_NUMBER", 1),
        ("national_id", "BELGIUM_NATIONAL_ID_CARD_NUMBER", 2),
        ("user_id", "USER_ID", 2),
        ("pesel", "POLAND_PESEL_NUMBER", 2),
    ];
    assert_eq!((code, found), (0, wanted.to_vec()), "a check digit alone says nothing of eleven digits");
}
