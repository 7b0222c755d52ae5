//! Random documents of settings with values of all kinds in them: another reader finds the same tree in what comes out.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::{directory, have, obelus, run, text};

/// How many documents there are of each seed.
const DOCUMENTS: &str = "400";

fn python(arguments: &[&str]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/settings.py");
    Command::new("python3").arg(script).args(arguments).output().unwrap()
}

#[test]
fn documents_keep_their_trees() {
    if !have("python3") {
        return println!("skipped: python3 is not installed");
    }
    let place = directory("logs-trees");
    let (before, after) = (place.join("before"), place.join("after"));
    for seed in ["1", "2", "3"] {
        let made = python(&["make", seed, DOCUMENTS]);
        if made.status.code() == Some(3) && std::env::var_os("CI").is_none() {
            return println!("skipped: PyYAML is not installed");
        }
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        fs::write(&before, &made.stdout).unwrap();
        for (policy, what) in [("builtin:strict", "markers"), ("tests/policies/every-action.toml", "")] {
            let how = ["--input-format", "yaml", "--policy", policy, "--ephemeral-key"];
            let done = run(obelus([&["redact", "--quiet"], &how[..], &[text(&before)]].concat()), b"");
            assert!(matches!(done.code, 0 | 3), "{policy} {seed}: {}", done.said());
            fs::write(&after, &done.stdout).unwrap();
            let checked = python(&["check", text(&before), text(&after), what]);
            assert!(
                checked.status.success(),
                "{policy} {seed}: {}",
                String::from_utf8_lossy(&checked.stderr)
            );
        }
    }
    // The reader sees what is wrong.
    let broken = fs::read_to_string(&after).unwrap().replacen(": ", ": [", 1);
    fs::write(&after, broken).unwrap();
    assert_eq!(python(&["check", text(&before), text(&after)]).status.code(), Some(1));
}
