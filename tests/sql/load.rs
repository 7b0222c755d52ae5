//! Databases load what comes out, and find the same shape in it.

use super::*;
use std::process::Command;

/// Loads dumps of SQLite into databases in memory, and compares their shape.
const PYTHON: &str = r#"
import sqlite3, sys
def shape(path):
    base = sqlite3.connect(":memory:")
    with open(path, encoding="utf-8") as f:
        base.executescript(f.read())
    made = {}
    for kind, name, sql in base.execute("select type, name, sql from sqlite_schema order by 1, 2").fetchall():
        made[kind, name] = None
        if kind == "table":
            quoted = '"' + name.replace('"', '""') + '"'
            columns = [c[1:4] for c in base.execute(f"pragma table_info({quoted})")]
            made[kind, name] = (columns, base.execute(f"select count(*) from {quoted}").fetchone())
    values = [row for (kind, name), _ in sorted(made.items()) if kind == "table"
              for row in base.execute('select * from "' + name.replace('"', '""') + '"')]
    return made, values
before, was = shape(sys.argv[1])
after, now = shape(sys.argv[2])
assert before == after, "another shape"
assert was != now and len(was) == len(now), "nothing was changed"
kept = sum(a == b for one, two in zip(was, now) for a, b in zip(one, two))
print(len(before), len(was), kept)
"#;

#[test]
fn sqlite_loads_a_redacted_dump() {
    let place = directory("sql-load");
    for policy in
        [&[][..], &["--policy", "builtin:anaconda-cloud", "--to", "ad-network", "--source", "customers"]]
    {
        let out = place.join("made.sql");
        let done = run(obelus([&["redact", "--quiet", text(&dump("sqlite.sql"))], policy].concat()), b"");
        assert_eq!(done.code, 0, "{}", done.said());
        fs::write(&out, done.stdout).unwrap();
        let done =
            Command::new("python3").args(["-c", PYTHON, text(&dump("sqlite.sql")), text(&out)]).output();
        let Ok(done) = done else {
            assert!(std::env::var_os("CI").is_none(), "python3 is needed; install it");
            return;
        };
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(!done.stdout.is_empty());
    }
}

/// Loads a dump into a new database of a server (`tests/with-postgres`), and says how many rows each table has.
fn loaded(server: &str, name: &str, file: &Path) -> String {
    let psql = |database: &str, arguments: &[&str]| {
        let url = server.replace("DATABASE", database);
        let done = Command::new("psql")
            .env("PGPASSFILE", std::env::var_os("OBELUS_TEST_POSTGRES_PASSFILE").unwrap())
            .args(["-qAt", "-v", "ON_ERROR_STOP=1", &url])
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    psql(
        "postgres",
        &["-c", &format!("DROP DATABASE IF EXISTS {name}"), "-c", &format!("CREATE DATABASE {name}")],
    );
    psql(name, &["-f", text(file)]);
    psql(name, &["-c", "select count(*) from public.users", "-c", "select count(*) from public.v"])
}

/// Under a policy that keeps apart what a key holds, since a marker in every row is no key.
#[test]
#[ignore = "full tier: tests/with-postgres"]
fn postgres_loads_a_redacted_dump() {
    let Some(server) = std::env::var("OBELUS_TEST_POSTGRES").ok() else {
        assert!(
            std::env::var_os("OBELUS_TEST_POSTGRES_NEEDED").is_none(),
            "run it below tests/with-postgres"
        );
        return;
    };
    let place = directory("sql-postgres");
    for name in ["copy", "inserts", "column-inserts"] {
        let input = dump(&format!("{name}.sql"));
        let done = run(
            obelus([
                "redact",
                "--quiet",
                "--policy",
                "tests/policies/sql.toml",
                "--ephemeral-key",
                text(&input),
            ]),
            b"",
        );
        assert_eq!(done.code, 0, "{}", done.said());
        assert!(!String::from_utf8_lossy(&done.stdout).contains("example.com"));
        let out = place.join(format!("{name}.sql"));
        fs::write(&out, done.stdout).unwrap();
        let base = name.replace('-', "_");
        assert_eq!(loaded(&server, &base, &out), loaded(&server, &format!("{base}_before"), &input));
    }
}

/// What a server that was started for the test (`tests/with-mariadb`) says to `sql`.
fn mariadb(socket: &str, database: &str, sql: &[u8]) -> String {
    let mut command = Command::new("mariadb");
    command.args(["--no-defaults", "-u", "root", "-S", socket, "--batch", "--skip-column-names", database]);
    command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let done = run(command, sql);
    assert_eq!(done.code, 0, "{}", done.said());
    String::from_utf8(done.stdout).unwrap()
}

#[test]
#[ignore = "full tier: tests/with-mariadb"]
fn mariadb_loads_a_redacted_dump() {
    let Some(socket) = std::env::var("OBELUS_TEST_MARIADB").ok() else {
        assert!(std::env::var_os("OBELUS_TEST_MARIADB_NEEDED").is_none(), "run it below tests/with-mariadb");
        return;
    };
    for name in ["mariadb-dump", "mariadb-single"] {
        let input = fs::read(dump(&format!("{name}.sql"))).unwrap();
        let done = filter(&["--input-format", MYSQL], &input);
        assert_eq!(done.code, 0, "{}", done.said());
        let shape = |dump: &[u8]| {
            mariadb(&socket, "mysql", b"drop database if exists x; create database x character set utf8mb4;");
            mariadb(&socket, "x", dump);
            let columns = mariadb(
                &socket,
                "x",
                b"select column_name, column_type, is_nullable from information_schema.columns \
                where table_schema = 'x' order by 1, 2;",
            );
            let rows = mariadb(
                &socket,
                "x",
                b"select count(*), count(name), count(notes), max(flags), max(money) from users;",
            );
            let valid = mariadb(
                &socket,
                "x",
                b"select sum(json_valid(meta)), count(*) from users where st_x(g) = 1 or g is null;",
            );
            (columns, rows, valid)
        };
        assert_eq!(shape(&done.stdout), shape(&input), "{name}");
    }
}
