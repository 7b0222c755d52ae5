//! Tables of the same name in several schemas and databases, and dumps of many tables.

use super::*;

const T: &str = "(id int, first_name text, password text)";
const U: &str = "(id int, kind text, amount text)";

fn marked(sql: &str) -> String {
    sql.replace("Zorvane", "[PERSON_NAME]").replace("Zqx7hunter2", "[PASSWORD]")
}

fn assert_marked(dialect: &str, sql: &str) {
    assert_eq!(filtered(&["--input-format", dialect], sql), marked(sql));
}

#[test]
fn rows_go_to_the_table_of_the_schema_that_is_used() {
    let row = "INSERT INTO t VALUES (1,'Zorvane','Zqx7hunter2');\n";
    for (a, b) in [
        ("SET search_path = a, pg_catalog;\n", "SET search_path TO b;\n"),
        ("SET SCHEMA 'a';\n", "SET SESSION search_path = \"b\", public;\n"),
        (
            "SELECT pg_catalog.set_config('search_path', 'a, pg_catalog', false);\n",
            "SELECT pg_catalog.set_config('search_path', '\"b\"', false);\n",
        ),
    ] {
        let sql = format!("{a}CREATE TABLE t {T};\n{b}CREATE TABLE t {U};\n{a}{row}");
        assert_marked(PG, &sql);
        // Nor does a row of the other one become something else.
        let sql = format!("{a}CREATE TABLE t {T};\n{b}CREATE TABLE t {U};\n{row}");
        assert_eq!(filtered(&["--input-format", PG], &sql), sql);
        let copy = "COPY t FROM stdin;\n1\tZorvane\tZqx7hunter2\n\\.\n";
        assert_marked(
            PG,
            &format!("{b}CREATE TABLE t {U};\n{a}CREATE TABLE t {T};\n{b}SELECT 1;\n{a}{copy}"),
        );
        let sql = format!("CREATE TABLE a.t {T};\nCREATE TABLE b.t {U};\n{a}{row}");
        assert_marked(PG, &sql);
    }
    let sql = format!("USE `a`;\nCREATE TABLE t {T};\nUSE b;\nCREATE TABLE t {U};\nUSE a;\n{row}");
    assert_marked(MYSQL, &sql);
    let sql = format!(
        "USE a;\nCREATE TABLE t {T};\nUSE b;\nCREATE TABLE t {U};\nINSERT INTO a.t VALUES (1,'Zorvane','Zqx7hunter2');\n"
    );
    assert_marked(MYSQL, &sql);
    let sql = format!(
        "CREATE TABLE a.t {T};\nCREATE TABLE b.t {U};\nALTER TABLE b.t SET SCHEMA c;\nALTER TABLE a.t SET SCHEMA b;\nINSERT INTO b.t VALUES (1,'Zorvane','Zqx7hunter2');\n"
    );
    assert_marked(PG, &sql);
}

/// Which of several tables is meant is not guessed: their rows are told.
#[test]
fn rows_of_a_table_that_is_not_known_are_told() {
    let row = "INSERT INTO t VALUES (1,'Zorvane','Zqx7hunter2');\n";
    for (dialect, before) in [
        (PG, format!("CREATE TABLE a.t {T};\nCREATE TABLE b.t {U};\n")),
        (
            PG,
            format!(
                "SET search_path = a;\nCREATE TABLE t {T};\nSET LOCAL search_path = b;\nCREATE TABLE t {U};\n"
            ),
        ),
        (PG, format!("CREATE TABLE a.t {T};\nSET search_path = a;\nALTER TABLE t FROB x;\n")),
        (PG, format!("CREATE TABLE t {T};\n\\connect other\n")),
        (PG, format!("SET search_path = a;\nCREATE TABLE t {T};\nALTER SCHEMA a RENAME TO b;\n")),
        (MYSQL, format!("USE a;\nCREATE TABLE t {T};\nUSE b;\n")),
    ] {
        let sql = format!("{before}{row}");
        let done = filter(&["--input-format", dialect], sql.as_bytes());
        assert_eq!(done.code, 0, "{sql}{}", done.said());
        assert!(done.said().contains("1 rows of SQL do not say"), "{sql}{}", done.said());
    }
}
