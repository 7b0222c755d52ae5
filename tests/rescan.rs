//! Scanning an output finds nothing but what was written there or what the policy keeps.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use common::packed::PACKERS;
use common::random::Random;
use common::{directory, obelus, run, text};
use obelus::info_type::Vocabulary;
use obelus::policy::plan::Action;
use obelus::policy::{Policy, table};
use serde_json::Value;

mod common;
// The test uses a part of it.
#[allow(dead_code)]
#[path = "reference/generate.rs"]
mod generate;

/// Logs and exports.
static FIXTURES: &[&str] = &[
    "access.log",
    "app.log",
    "auth.log",
    "forum.txt",
    "customers.csv",
    "billing.csv",
    "hr/employees.csv",
    "referrals.csv",
    "events.jsonl",
    "testimonials.jsonl",
    "shop.sql",
    "../tests/sql/mariadb.sql",
    "../tests/sql/copy.sql",
    "../tests/sql/inserts.sql",
    "../tests/sql/sqlite.sql",
    "forum/Users.xml",
    "forum/Posts.xml",
    "forum/wiki.xml",
    "../tests/mail/list.mbox",
];

/// A log and an export in every codec: what a scan says of places holds for what is in there.
#[test]
fn of_every_codec() {
    let place = directory("rescan-codecs");
    let mut found = 0;
    for packer in PACKERS {
        for name in ["app.log", "customers.csv"] {
            let plain = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap();
            let input = place.join(format!("{name}.{}", packer.extension));
            fs::write(&input, (packer.pack)(&plain)).unwrap();
            found += check(packer.name, &input, "tests/policies/every-action.toml", "r");
        }
    }
    assert!(found > 100, "{found}: the test looks at nothing");
}

/// Policy and recipient.
static EVERYBODY: &[(&str, &str)] = &[
    ("builtin:strict", "anyone"),
    ("builtin:anaconda-cloud", "internal"),
    ("builtin:anaconda-cloud", "service-provider"),
    ("builtin:anaconda-cloud", "analytics"),
    ("builtin:anaconda-cloud", "ad-network"),
    ("builtin:anaconda-cloud", "card-processor"),
    ("builtin:anaconda-cloud", "public"),
    ("builtin:anaconda-cloud", "employee-processor"),
    ("tests/policies/every-action.toml", "r"),
    ("tests/policies/kept-containers.toml", "r"),
    ("tests/policies/kept-forms.toml", "r"),
];

/// The info types that the policy lets this recipient have as they are.
fn kept(policy: &str, recipient: &str, name: &Path) -> Vec<String> {
    let vocabulary = Vocabulary::builtin().unwrap();
    let policy = Policy::load(policy, policy, &vocabulary).unwrap();
    let who = policy.recipient(recipient).unwrap();
    let sources = policy.sources_of(name);
    let is_kept = |id: &_| {
        // What holds of a person is asked of every record; what stays for somebody may be there.
        table::states(&policy, who, None).subsets().any(|states| {
            let cell = table::cell_in(&policy, (who, None), &sources, *id, &[states]).unwrap();
            matches!(cell.action, Action::Keep)
        })
    };
    vocabulary.ids().filter(is_kept).map(|id| vocabulary.get(id).name.clone()).collect()
}

fn rows(bytes: &[u8]) -> Vec<Value> {
    let lines = bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty());
    lines.map(|l| serde_json::from_slice(l).unwrap()).collect()
}

fn span(row: &Value, start: &str, end: &str) -> (u64, u64) {
    (row[start].as_u64().unwrap(), row[end].as_u64().unwrap())
}

/// Redacts `input` and holds a scan of the output against the edit map. Returns how many findings it saw.
fn check(case: &str, input: &Path, policy: &str, recipient: &str) -> usize {
    let directory = directory(&format!("rescan-{case}-{recipient}"));
    let (out, map) = (directory.join("out"), directory.join("map.jsonl"));
    let how = ["--policy", policy, "--to", recipient, "--ephemeral-key", "--edit-map", text(&map)];
    let done = run(obelus([&["redact", "--quiet", text(input), "-o", text(&out)], &how[..]].concat()), b"");
    assert!(matches!(done.code, 0 | 3), "{case}: {}", done.said());
    let name = input.file_name().unwrap();
    let written: Vec<_> =
        rows(&fs::read(&map).unwrap()).iter().map(|r| span(r, "out_start", "out_end")).collect();
    let kept = kept(policy, recipient, Path::new(name));
    let output = out.join(recipient).join(name);
    let scan = run(obelus(["scan", "--quiet", "--format", "jsonl", text(&output)]), b"");
    let found = rows(&scan.stdout);
    for row in &found {
        let (start, end) = span(row, "start", "end");
        let inside = written.iter().any(|w| w.0 <= start && end <= w.1);
        let allowed = kept.iter().any(|k| row["info_type"] == k.as_str());
        assert!(inside || allowed, "{case} for {recipient} of {policy}: {row}");
    }
    found.len()
}

#[test]
fn of_every_fixture_for_everybody() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = 0;
    for name in FIXTURES {
        for (policy, recipient) in EVERYBODY {
            found += check(&name.replace(['.', '/'], "-"), &directory.join(name), policy, recipient);
        }
    }
    assert!(found > 1000, "{found}: the test looks at nothing");
}

fn adversarial(seed: u64) -> PathBuf {
    let mut random = Random::new(seed);
    let text = [generate::all_borders(), b"\n".to_vec(), generate::lines(&mut random, 60_000)].concat();
    // The name decides the source, and so what the policy keeps.
    let name = ["access.log", "app.log", "posts.txt", "other.txt"][seed as usize % 4];
    let directory = directory(&format!("rescan-adversarial-{seed}"));
    fs::write(directory.join(name), text).unwrap();
    directory.join(name)
}

fn adversarial_for_everybody(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let input = adversarial(seed);
        for (policy, recipient) in EVERYBODY {
            check(&format!("adversarial-{seed}"), &input, policy, recipient);
        }
    }
}

#[test]
fn of_adversarial_text_for_everybody() {
    adversarial_for_everybody(0..4);
}

#[test]
#[ignore = "full tier"]
fn of_much_adversarial_text_for_everybody() {
    adversarial_for_everybody(4..60);
}
