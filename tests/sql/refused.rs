//! What cannot be read is withheld, and the message says where and what next.

use super::*;

fn refused(dialect: &str, sql: &str, line: u32, part: &str) {
    let done = filter(&["--input-format", dialect], sql.as_bytes());
    let said = done.said();
    assert_eq!(done.code, 3, "{sql}: {said}");
    assert!(said.contains(part), "{sql}: {said}");
    assert!(said.contains(&format!("line {line}")), "{sql}: {said}");
    assert!(!String::from_utf8_lossy(&done.stdout).contains("Zorvane"), "{sql}");
    assert!(!said.contains("Zorvane"), "{said}");
}

#[test]
fn what_is_not_understood() {
    let copy = "\nCOPY t (cust_name) FROM stdin";
    for (dialect, sql, line, part) in [
        (MYSQL, "INSERT INTO t (a) VALUES ('Zorvane", 1, "ends inside"),
        (MYSQL, "\n\nINSERT INTO t (a) VALUES ('Zorvane')", 3, "ends inside"),
        (MYSQL, "INSERT INTO t (a) VALUES ('x'),\n", 2, "ends inside"),
        (MYSQL, "-- x\n/* Zorvane", 2, "ends inside"),
        (PG, &format!("{copy};\nZorvane\n"), 4, "ends inside"),
        (PG, &format!("{copy};\nZorvane"), 3, "ends inside"),
        (PG, &format!("{copy} WITH (FORMAT csv);\nZorvane\n\\.\n"), 2, "text form"),
        (PG, &format!("{copy} CSV;\nZorvane\n\\.\n"), 2, "text form"),
        (PG, &format!("{copy}; Zorvane\n\\.\n"), 2, "text form"),
        (PG, "CREATE FUNCTION f() AS $a$ Zorvane $b$;", 1, "ends inside"),
        (MYSQL, "INSERT INTO t (a) SELECT 'Zorvane';", 1, "no plain VALUES"),
        (MYSQL, "INSERT INTO t (a) VALUES ROW('Zorvane');", 1, "no plain VALUES"),
        (PG, "INSERT INTO t (a) TABLE x;", 1, "no plain VALUES"),
        (MYSQL, "INSERT INTO t (a) VALUES ('x'), Zorvane;", 1, "cannot stand"),
        (MYSQL, "\n/*!40101 SET NAMES latin1 */;", 2, "charset"),
        (MYSQL, "SET NAMES gbk;", 1, "--charset"),
        (MYSQL, "SET CHARACTER SET sjis;", 1, "charset"),
        (MYSQL, "SET character_set_client = big5;", 1, "charset"),
        (PG, "SET client_encoding = 'LATIN1';", 1, "charset"),
        (PG, "SELECT pg_catalog.set_config('client_encoding', 'SJIS', false);", 1, "charset"),
        (PG, "SET standard_conforming_strings = x;", 1, "a setting"),
        (PG, "\\i Zorvane.sql\n", 1, "a setting"),
        (PG, "\\set a 'Zorvane'\n", 1, "a setting"),
        (MYSQL, "SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES');", 1, "a setting"),
        (MYSQL, "DELIMITER 'x\n", 1, "a setting"),
        (MYSQL, "SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES';", 1, "a setting"),
        (PG, "SET LOCAL standard_conforming_strings = off;", 1, "a setting"),
        (PG, "ALTER ROLE r SET standard_conforming_strings = off;", 1, "a setting"),
        (PG, "SET standard_conforming_strings = off; ROLLBACK;", 1, "a setting"),
        // A statement whose end is missing, or said in another way, with rows behind it.
        (MYSQL, "use shop\nINSERT INTO t (cust_name) VALUES ('Zorvane');", 1, "no plain VALUES"),
        (MYSQL, "SELECT 1\nREPLACE INTO t (cust_name) VALUES ('Zorvane');", 1, "no plain VALUES"),
        (
            MYSQL,
            "INSERT INTO t (a) VALUES (1)\nINSERT INTO t (cust_name) VALUES ('Zorvane');",
            1,
            "cannot stand",
        ),
        (
            MYSQL,
            "INSERT INTO t (a) VALUES (1) AS x INSERT IGNORE t (cust_name) VALUES ('Zorvane');",
            1,
            "cannot stand",
        ),
        (
            PG,
            "INSERT INTO t (a) VALUES (1) \\g\nINSERT INTO t (cust_name) VALUES ('Zorvane');",
            1,
            "a setting",
        ),
        (PG, "WITH x AS (SELECT 1) INSERT INTO t (cust_name) VALUES ('Zorvane');", 1, "no plain VALUES"),
        (PG, "MERGE INTO t USING (VALUES ('Zorvane')) x ON true;", 1, "no plain VALUES"),
        (MYSQL, "/*!990000 ' */ INSERT INTO t (a) VALUES ('Zorvane');", 1, "does not exist yet"),
    ] {
        refused(dialect, sql, line, part);
    }
}

#[test]
fn names_that_hold_somebody() {
    for (dialect, sql) in [
        (MYSQL, "CREATE TABLE `ann@example.com` (a int);"),
        (PG, "CREATE TABLE t (\"ann@example.com\" int);"),
        (SQLITE, "INSERT INTO \"ann@example.com\" (a) VALUES(1);"),
        (PG, "COPY t (\"ann@example.com\") FROM stdin;\n1\n\\.\n"),
        (PG, "ALTER TABLE t OWNER TO \"ann@example.com\";"),
        (PG, "\\connect ann@example.com\n"),
    ] {
        let done = filter(&["--input-format", dialect], sql.as_bytes());
        assert!(
            done.code == 3 && !String::from_utf8_lossy(&done.stdout).contains("ann@"),
            "{sql}: {}",
            done.said()
        );
        assert!(
            done.said().contains("where it is no value") && !done.said().contains("ann@"),
            "{}",
            done.said()
        );
    }
}

#[test]
fn nobody_guesses_whose_it_is() {
    let place = directory("sql-whose");
    let file = place.join("a.sql");
    for sql in
        ["INSERT INTO t (a) VALUES ('ann@example.com\\'');\n", "-- my dump\nCREATE TABLE t (a int);\n", ""]
    {
        fs::write(&file, sql).unwrap();
        let done = run(obelus(["redact", "--quiet", text(&file)]), b"");
        assert!(done.code == 3 && done.stdout.is_empty(), "{sql}");
        assert!(done.said().contains("mysql-dump") && done.said().contains("sqlite-dump"), "{}", done.said());
    }
    // Two programs that say two things.
    fs::write(&file, "-- MySQL dump 10.13\nPRAGMA foreign_keys=OFF;\n").unwrap();
    assert_eq!(run(obelus(["redact", "--quiet", text(&file)]), b"").code, 3);
    // Where a policy has rules for fields, what looks like SQL is not read as text under any name.
    let file = place.join("a.txt");
    fs::write(&file, "INSERT INTO t (cust_name) VALUES ('Zorvane');\n").unwrap();
    let how = ["--policy", "tests/policies/fields.toml", "--ephemeral-key", "--quiet"];
    let done = run(obelus([&["redact", text(&file)], &how[..]].concat()), b"");
    assert!(done.code == 3 && done.stdout.is_empty(), "{}", done.said());
}

#[test]
fn a_record_may_be_so_long() {
    for (sql, code) in [
        (format!("INSERT INTO t (a) VALUES ('{}');\n", "x".repeat((16 << 20) - 30)), 0),
        (format!("INSERT INTO t (a) VALUES ('{}');\n", "x".repeat(16 << 20)), 3),
        (format!("-- {}\n", "x".repeat(16 << 20)), 3),
    ] {
        let done = filter(&["--input-format", MYSQL], sql.as_bytes());
        assert_eq!(done.code, code, "{}", done.said());
    }
}

#[test]
fn charsets_that_are_declared_and_said() {
    let sql = "SET NAMES latin1;\nINSERT INTO t (email, a) VALUES ('ann@example.com','caf\u{e9}');\n";
    let latin: Vec<u8> = sql.chars().map(|c| u32::from(c) as u8).collect();
    let done = filter(&["--input-format", MYSQL, "--charset", "latin1"], &latin);
    assert_eq!(done.code, 0, "{}", done.said());
    let wanted: Vec<u8> =
        sql.replace("ann@example.com", "[EMAIL_ADDRESS]").chars().map(|c| u32::from(c) as u8).collect();
    assert_eq!(done.stdout, wanted);
    let wide: Vec<u8> = sql.replace("latin1", "utf8mb4").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(filter(&["--input-format", MYSQL, "--charset", "utf-16le"], &wide).code, 0);
    let done = filter(&["--input-format", MYSQL, "--charset", "shift_jis"], &latin);
    assert_eq!(done.code, 3, "{}", done.said());
}
