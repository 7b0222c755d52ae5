//! A program that shares nothing with obelus confirms the edit map of every fixture, and notices when an
//! output was tampered with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod common;
// The test uses a part of it.
#[allow(dead_code)]
#[path = "../examples/fixtures/generate/mod.rs"]
mod generate;

use common::packed::PACKERS;

/// The recipient of a policy, and how a run for it is asked for.
type Who = (&'static str, &'static [&'static str]);

const STRICT: Who = ("anyone", &[]);

/// Every recipient of every policy at hand.
static EVERYBODY: &[Who] = &[
    STRICT,
    ("internal", &["--policy", "builtin:anaconda-cloud", "--ephemeral-key", "--to", "internal"]),
    ("service-provider", &["--policy", "builtin:anaconda-cloud", "--to", "service-provider"]),
    ("analytics", &["--policy", "builtin:anaconda-cloud", "--to", "analytics"]),
    ("ad-network", &["--policy", "builtin:anaconda-cloud", "--to", "ad-network"]),
    ("card-processor", &["--policy", "builtin:anaconda-cloud", "--to", "card-processor"]),
    ("public", &["--policy", "builtin:anaconda-cloud", "--to", "public"]),
    ("r", &["--policy", "tests/policies/every-action.toml", "--ephemeral-key"]),
    ("r", &["--policy", "tests/policies/kept-containers.toml"]),
    ("r", &["--policy", "tests/policies/kept-forms.toml", "--ephemeral-key"]),
    ("all", &["--policy", "tests/policies/keep-everything.toml"]),
];

/// False when there is no Python 3; where `CI` is set, that is a failure.
fn python() -> bool {
    let found = Command::new("python3").arg("--version").output().is_ok_and(|o| o.status.success());
    assert!(found || std::env::var_os("CI").is_none(), "python3 is needed to check edit maps; install it");
    if !found {
        println!("skipped: python3 is not installed");
    }
    found
}

fn check(input: &Path, output: &Path, map: &Path) -> Output {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/independent/edit_map.py");
    Command::new("python3").arg(script).args([input, output, map]).output().unwrap()
}

/// Redacts `bytes` as a file of this name: the input, the output and the map.
fn redacted(case: &str, name: &str, bytes: &[u8], (recipient, how): Who) -> (PathBuf, PathBuf, PathBuf) {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("independent-{case}-{name}"));
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    let (input, out, map) = (directory.join(name), directory.join("out"), directory.join("map.jsonl"));
    fs::write(&input, bytes).unwrap();
    let flags = ["-o", common::text(&out), "--edit-map", common::text(&map)];
    let run = common::obelus([&["redact", "--quiet"], how, &[common::text(&input)], &flags].concat());
    let run = common::run(run, b"");
    assert_eq!(run.code, 0, "{name}: {}", run.said());
    (input, out.join(recipient).join(name), map)
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap()
}

#[test]
fn every_fixture_is_unchanged_outside_its_edit_map() {
    if !python() {
        return;
    }
    for kind in generate::Kind::ALL {
        let name = kind.file();
        let plain = fixture(name);
        let gzip = generate::gzip::members(&plain, 3).unwrap();
        for (name, bytes) in [(name.to_owned(), plain), (format!("{name}.gz"), gzip)] {
            for who in EVERYBODY {
                let (input, output, map) = redacted("same", &name, &bytes, *who);
                let checked = check(&input, &output, &map);
                assert!(
                    checked.status.success(),
                    "{name} for {}: {}",
                    who.0,
                    String::from_utf8_lossy(&checked.stderr)
                );
                let edits = fs::read_to_string(&map).unwrap().lines().count();
                assert_eq!(edits == 0, who.0 == "all", "{name} for {}: {edits} edits", who.0);
                assert!(*who != STRICT || edits > 100, "{name}: {edits} edits");
                let said = String::from_utf8(checked.stdout).unwrap();
                assert!(said.contains(&format!("{edits} edits")), "{name}: {said}");
            }
        }
    }
}

/// What the packers of the tests unpack is what the map is about.
#[test]
fn every_codec_is_unchanged_outside_its_edit_map() {
    if !python() {
        return;
    }
    for packer in PACKERS {
        let name = format!("app.log.{}", packer.extension);
        let (input, output, map) = redacted("codec", &name, &(packer.pack)(&fixture("app.log")), STRICT);
        for file in [&input, &output] {
            fs::write(file.with_extension("plain"), (packer.unpack)(&fs::read(file).unwrap())).unwrap();
        }
        let checked = check(&input.with_extension("plain"), &output.with_extension("plain"), &map);
        assert!(checked.status.success(), "{name}: {}", String::from_utf8_lossy(&checked.stderr));
        assert!(fs::read_to_string(&map).unwrap().lines().count() > 100, "{name}");
    }
}

#[test]
fn tampering_is_noticed_and_no_text_is_shown() {
    if !python() {
        return;
    }
    let (input, output, map) = redacted("tampered", "app.log", &fixture("app.log"), STRICT);
    let good = fs::read(&output).unwrap();
    let rows: Vec<String> = fs::read_to_string(&map).unwrap().lines().map(str::to_owned).collect();
    let mut changed = good.clone();
    changed[0] ^= 1;
    let longer = [&good[..], b"x"].concat();
    let mut changed_at_end = good.clone();
    *changed_at_end.last_mut().unwrap() ^= 1;
    let shorter = good[..good.len() - 1].to_vec();
    let mut swapped = rows.clone();
    swapped.swap(0, 1);
    let cases = [
        ("a byte", changed, rows.clone()),
        ("the last byte", changed_at_end, rows.clone()),
        ("one more byte", longer, rows.clone()),
        ("one byte less", shorter, rows.clone()),
        ("an edit is missing", good.clone(), rows[1..].to_vec()),
        ("an edit twice", good.clone(), [&rows[..1], &rows[..]].concat()),
        ("out of order", good.clone(), swapped),
        ("no JSON", good, vec!["rose@example.com".to_owned()]),
    ];
    for (case, bytes, rows) in cases {
        fs::write(&output, bytes).unwrap();
        fs::write(&map, rows.join("\n") + "\n").unwrap();
        let checked = check(&input, &output, &map);
        let said = String::from_utf8_lossy(&checked.stderr).into_owned();
        assert_eq!(checked.status.code(), Some(1), "{case}: {said}");
        assert!(said.starts_with("edit map: ") && said.lines().count() == 1, "{case}: {said}");
        assert!(!said.contains("example.com"), "{case}: {said}");
    }
}
