//! Asks `tests/independent/structure.py`.

use std::path::Path;
use std::process::Command;

/// The arguments of structure.py.
pub type Arguments = Vec<String>;

/// What it says to each: the exit code and the message. One process, because starting Python takes longer than
/// a check.
pub fn judged(all: &[Arguments]) -> Vec<(i32, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/structure.py");
    let mut python = Command::new("python3");
    python.env("PYTHONDONTWRITEBYTECODE", "1").arg(script).arg("--batch");
    let lines: String = all.iter().map(|a| serde_json::to_string(a).unwrap() + "\n").collect();
    let run = super::run(python, lines.as_bytes());
    let said = String::from_utf8(run.stdout.clone()).unwrap();
    let answers = said.lines().map(|l| l.split_once(' ').unwrap());
    let answers: Vec<_> = answers.map(|(code, said)| (code.parse().unwrap(), said.to_owned())).collect();
    assert_eq!(answers.len(), all.len(), "{}", run.said());
    answers
}
