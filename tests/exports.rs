//! The exports among the fixtures are what their labels and lists of fields say. That they are what the
//! generator makes is asked in `fixtures.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

mod common;
// The test uses a part of it.
#[allow(dead_code)]
#[path = "../examples/fixtures/generate/mod.rs"]
mod generate;

use generate::export::Holds;

/// Field rules know it, and no detector does.
const WITHOUT_DETECTOR: &str = "DATE_OF_BIRTH";

fn independent(script: &str) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new("python3");
    command.env("PYTHONDONTWRITEBYTECODE", "1").arg(root.join("tests/independent").join(script));
    command
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

#[test]
fn labels_name_known_info_types() {
    let vocabulary =
        concat!(include_str!("../rules/info-types.toml"), include_str!("../rules/national-types.toml"));
    let known = |name: &str| name == WITHOUT_DETECTOR || vocabulary.contains(&format!("name = \"{name}\""));
    for export in generate::exports(generate::SEED) {
        for planted in export.planted() {
            let label = planted.label;
            assert!(label.start < label.end && label.end <= export.bytes().len(), "{}", export.file);
            assert!((1..=export.records()).contains(&planted.record), "{}", export.file);
            assert!(known(label.info_type), "{}: {}", export.file, label.info_type);
        }
        for field in export.fields {
            assert!(matches!(field.holds, Holds::FreeText | Holds::Other) || holds_known(field.holds, known));
        }
    }
}

fn holds_known(holds: Holds, known: impl Fn(&str) -> bool) -> bool {
    matches!(holds, Holds::Type(name) if known(name))
}

#[test]
fn every_cell_and_leaf_is_labelled_as_its_field_says() {
    if !common::have("python3") {
        return;
    }
    let delimiter = |file: &str| match file {
        "billing.csv" => Some(";"),
        "referrals.csv" => Some("tab"),
        _ => file.ends_with(".csv").then_some(","),
    };
    for export in generate::exports(generate::SEED) {
        let mut command = independent("labels.py");
        command.args([fixture(export.file), fixture("fields.jsonl")]).args(delimiter(export.file));
        let run = command.output().unwrap();
        assert!(run.status.success(), "{}: {}", export.file, String::from_utf8_lossy(&run.stderr));
    }
}

/// One customer can be followed through all exports of the shop.
#[test]
fn the_exports_are_about_the_same_people() {
    let exports = generate::exports(generate::SEED);
    let emails = |file: &str| -> BTreeSet<String> {
        let export = exports.iter().find(|e| e.file == file).unwrap();
        let planted = export.planted();
        let emails = planted.iter().filter(|p| p.label.info_type == "EMAIL_ADDRESS");
        emails.map(|p| p.value.clone()).collect()
    };
    let names = |file: &str| -> BTreeSet<String> {
        let export = exports.iter().find(|e| e.file == file).unwrap();
        let planted = export.planted();
        let names = planted.iter().filter(|p| p.label.info_type == "PERSON_NAME");
        names.map(|p| p.value.to_lowercase()).collect()
    };
    let customers = emails("customers.csv");
    assert!(customers.len() >= 200);
    for file in ["events.jsonl", "referrals.csv"] {
        let shared = emails(file).intersection(&customers).count();
        assert!(shared >= 30, "{file}: {shared}");
    }
    let customers = names("customers.csv");
    for file in ["billing.csv", "testimonials.jsonl"] {
        assert!(names(file).is_subset(&customers), "{file}");
    }
}

#[test]
fn ugly_files_are_listed_once_and_are_nobodys() {
    let files = generate::ugly::files();
    let names: BTreeSet<_> = files.iter().map(|u| u.file).collect();
    assert_eq!(names.len(), files.len());
    assert!(files.len() >= 20);
    let stored: BTreeSet<_> = common::files(&fixture("ugly")).into_iter().collect();
    let mut listed: BTreeSet<_> = names.iter().map(|n| fixture("ugly").join(n)).collect();
    listed.insert(fixture("ugly/README.md"));
    assert_eq!(stored, listed, "files that the generator does not make");
    for u in files {
        let cells = |text: &str| !text.is_empty() && !text.contains(['\n', '|']);
        assert!(cells(u.odd) && cells(u.must), "{}", u.file);
    }
}
