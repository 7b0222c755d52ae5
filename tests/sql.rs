//! Dumps of SQL: every value goes through the policy wherever it stands and however it is written, and what comes out loads.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use common::{Run, directory, obelus, run, text};

#[path = "sql/borders.rs"]
mod borders;
mod common;
#[path = "sql/cut.rs"]
mod cut;
#[path = "sql/fields.rs"]
mod fields;
#[path = "sql/load.rs"]
mod load;
#[path = "sql/pairs.rs"]
mod pairs;
#[path = "sql/php.rs"]
mod php;
#[path = "sql/refused.rs"]
mod refused;
#[path = "sql/schemas.rs"]
mod schemas;
#[path = "sql/statements.rs"]
mod statements;

const MYSQL: &str = "mysql-dump";
const PG: &str = "pg-dump";
const SQLITE: &str = "sqlite-dump";

/// The dumps of the tests, which their first lines tell apart.
const DUMPS: [&str; 6] =
    ["mariadb.sql", "mariadb-dump.sql", "copy.sql", "inserts.sql", "column-inserts.sql", "sqlite.sql"];

fn dump(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql").join(name)
}

fn filter(arguments: &[&str], bytes: &[u8]) -> Run {
    run(obelus([&["redact", "--quiet"], arguments, &["-"]].concat()), bytes)
}

/// The output of a run that must be complete.
fn filtered(arguments: &[&str], bytes: &str) -> String {
    let done = filter(arguments, bytes.as_bytes());
    assert_eq!(done.code, 0, "{bytes}: {}", done.said());
    String::from_utf8(done.stdout).unwrap()
}

/// What is had back of `sql` when its values leave as tokens, without `gone`, and somebody may read them.
fn restored(name: &str, dialect: &str, sql: &str, gone: &str) -> String {
    let place = directory(name);
    let (key, out, back) = (place.join("key"), place.join("out"), place.join("back"));
    assert_eq!(run(obelus(["keys", "new", "--output", text(&key)]), b"").code, 0);
    let input = place.join("t.sql");
    fs::write(&input, sql).unwrap();
    let how = ["--input-format", dialect, "--key-file", text(&key)];
    let policy = ["--policy", "fixtures/support.toml", "--to", "support"];
    let done = run(
        obelus([&["redact", "--quiet", text(&input), "-o", text(&out)], &how[..], &policy].concat()),
        b"",
    );
    assert_eq!(done.code, 0, "{}", done.said());
    let made = out.join("support/t.sql");
    assert!(!fs::read_to_string(&made).unwrap().contains(gone));
    let audit = place.join("audit.jsonl");
    let flags = ["--to", "support", "--allow", "email", "--actor", "a", "--reason", "r", "--audit-log"];
    let restore = ["restore", "--quiet", text(&made), "-o", text(&back)];
    let done = run(obelus([&restore, &how[..], &flags, &[text(&audit)]].concat()), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    fs::read_to_string(back.join("t.sql")).unwrap()
}

/// Every value that was put into the dumps.
const VALUES: [&str; 12] = [
    "ann@example.com",
    "bob@example.com",
    "carl@example.com",
    "dan@example.com",
    "eve@example.com",
    "frank@example.com",
    "gus@example.com",
    "555-0142",
    "4111111111111111",
    "192.0.2.7",
    "O'Hara",
    "Frank Miller",
];

#[test]
fn dumps_of_every_program_are_told_by_content_and_redacted() {
    for name in DUMPS {
        let bytes = fs::read(dump(name)).unwrap();
        // As a stream without a name, and as a file.
        let done = filter(&[], &bytes);
        assert_eq!(done.code, 0, "{name}: {}", done.said());
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        for value in VALUES {
            assert!(!said.contains(value), "{name}: {value}");
            assert!(
                !said.contains(&value.replace('\'', "''")) && !said.contains(&value.replace('\'', "\\'")),
                "{name}"
            );
        }
        assert!(said.matches("[EMAIL_ADDRESS]").count() >= 5, "{name}: {said}");
        assert_eq!(said.lines().count(), String::from_utf8_lossy(&bytes).lines().count(), "{name}");
        let file = run(obelus(["redact", "--quiet", text(&dump(name))]), b"");
        assert_eq!(file.stdout, done.stdout, "{name}");
    }
}

#[test]
fn findings_say_table_and_column() {
    let done = run(obelus(["scan", "--quiet", "--format", "jsonl", text(&dump("copy.sql"))]), b"");
    let rows: Vec<serde_json::Value> = done
        .stdout
        .split(|b| *b == b'\n')
        .filter(|l| !l.is_empty())
        .map(|l| serde_json::from_slice(l).unwrap())
        .collect();
    let has = |field: &str, record: u64| rows.iter().any(|r| r["field"] == field && r["record"] == record);
    assert!(has("users.email", 1) && has("users.email", 2) && has("users.meta.email", 1), "{rows:?}");
    // What stands between rows is in none, and has the number of its line, as text has.
    assert!(rows.iter().any(|r| r["field"] == "" && r["record"] == r["line"]));
}
