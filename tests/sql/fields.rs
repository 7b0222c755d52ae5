//! Names of tables and columns, what columns take, and records that go.

use super::*;

const FIELDS: &[&str] = &["--policy", "tests/policies/fields.toml", "--ephemeral-key", "--input-format"];

fn strict(dialect: &str, sql: &str) -> String {
    filtered(&["--input-format", dialect], sql)
}

#[test]
fn columns_are_called_by_the_statement_or_the_table() {
    let table = "CREATE TABLE `t` (`n` int NOT NULL, `cust_name` varchar(99), KEY `k` (`n`), CONSTRAINT `c` CHECK (`n` > 0));\n";
    for (dialect, sql, wanted) in [
        (MYSQL, "INSERT INTO t VALUES (1,'Zorvane');\n", "INSERT INTO t VALUES (1,'[PERSON_NAME]');\n"),
        (
            MYSQL,
            "insert ignore into `d`.`t` values(1,'Zorvane'),\n (2 , 'X') ;\n",
            "insert ignore into `d`.`t` values(1,'[PERSON_NAME]'),\n (2 , '[PERSON_NAME]') ;\n",
        ),
        (
            MYSQL,
            "REPLACE t (cust_name, n) VALUES ('Zorvane', 1);",
            "REPLACE t (cust_name, n) VALUES ('[PERSON_NAME]', 1);",
        ),
        (SQLITE, "INSERT INTO \"t\" VALUES(1,'Zorvane');", "INSERT INTO \"t\" VALUES(1,'[PERSON_NAME]');"),
        (
            PG,
            "INSERT INTO public.t (\"cust_name\") VALUES (E'Zor\\'vane');",
            "INSERT INTO public.t (\"cust_name\") VALUES (E'[PERSON_NAME]');",
        ),
        (
            MYSQL,
            "INSERT INTO t SET n = 1, cust_name='Zorvane';",
            "INSERT INTO t SET n = 1, cust_name='[PERSON_NAME]';",
        ),
        (
            MYSQL,
            "UPDATE t SET cust_name='Zorvane', n=1 WHERE n=2;",
            "UPDATE t SET cust_name='[PERSON_NAME]', n=1 WHERE n=2;",
        ),
    ] {
        let table = if dialect == MYSQL { table.to_owned() } else { table.replace(" KEY `k` (`n`),", "") };
        let (sql, wanted) = (format!("{table}{sql}"), format!("{table}{wanted}"));
        assert_eq!(strict(dialect, &sql), wanted);
    }
    let copy = "COPY public.t (n, cust_name) FROM stdin;\n1\tZor\\tvane\n2\t\\N\n\\.\n\nSELECT 1;\n";
    assert_eq!(strict(PG, copy), copy.replace("Zor\\tvane", "[PERSON_NAME]"));
}

/// The name of a table is read with those of its columns, and covers nothing.
#[test]
fn the_name_of_a_table_covers_no_column() {
    let sql = "INSERT INTO emails (n, subject) VALUES (7, 'hello');\nINSERT INTO companies (n) VALUES (1);\n";
    assert_eq!(strict(MYSQL, sql), sql);
    let sql = "INSERT INTO customers (name) VALUES ('Zorvane');\n";
    assert_eq!(strict(MYSQL, sql), sql.replace("Zorvane", "[PERSON_NAME]"));
}

/// Names that can be those of other columns are none.
#[test]
fn a_table_that_changes_is_not_known_any_more() {
    let table = "CREATE TABLE t (a text, b text);\n";
    for change in [
        "ALTER TABLE t FROB c;",
        "ALTER TABLE t ADD a text;",
        "ALTER TABLE t DROP COLUMN c;",
        "ALTER TABLE t ADD c text AFTER d;",
        "ALTER TABLE t RENAME TO u;",
        "RENAME TABLE u TO t;",
        "RENAME TABLE t TO u;",
        "CREATE TABLE t (a text) SELECT 'x' AS b;",
        "CREATE TABLE t LIKE u;",
        "CREATE TABLE IF NOT EXISTS t (c text, d text);",
        "CREATE TEMPORARY TABLE t (c text, d text); DROP TEMPORARY TABLE t;",
    ] {
        let sql = format!("{table}{change}\nINSERT INTO t VALUES ('x','y');\n");
        let how = [
            "--policy",
            "builtin:anaconda-cloud",
            "--to",
            "ad-network",
            "--source",
            "customers",
            "--input-format",
            MYSQL,
        ];
        let done = filter(&how, sql.as_bytes());
        assert!(done.code == 3 && done.said().contains("names no columns"), "{change}: {}", done.said());
    }
    for harmless in [
        "ALTER TABLE t ADD PRIMARY KEY (a);",
        "ALTER TABLE t MODIFY b text NOT NULL;",
        "CREATE TABLE IF NOT EXISTS t (a text, b text);",
        "DROP TABLE u; CREATE TABLE t (cust_name text, b text);",
        "CREATE TABLE t (n int); DROP TABLE IF EXISTS u, `t` CASCADE; CREATE TABLE IF NOT EXISTS t (cust_name text, b text);",
        "CREATE TABLE t (n int); DROP SCHEMA s; CREATE TABLE IF NOT EXISTS t (cust_name text, b text);",
    ] {
        let sql = format!(
            "CREATE TABLE t (cust_name text, b text);\n{harmless}\nINSERT INTO t VALUES ('x','y');\n"
        );
        let sql = if harmless.contains("EXISTS") { sql.replace("(a text", "(cust_name text") } else { sql };
        assert_eq!(strict(MYSQL, &sql), sql.replace("('x'", "('[PERSON_NAME]'"), "{harmless}");
    }
}

/// What a statement does to the columns is followed.
#[test]
fn columns_of_a_table_that_changes_are_known() {
    for (dialect, change, rows) in [
        (MYSQL, "ALTER TABLE t ADD COLUMN cust_name text FIRST", "'Zorvane','x','y'"),
        (
            MYSQL,
            "ALTER TABLE `t` ADD cust_name varchar(99) DEFAULT '' AFTER `a`, ADD d int",
            "'x','Zorvane','y',1",
        ),
        (MYSQL, "ALTER TABLE t ADD (cust_name text, d decimal(10,2)), ENGINE=InnoDB", "'x','y','Zorvane',1"),
        (MYSQL, "ALTER TABLE t CHANGE COLUMN a cust_name text", "'Zorvane','y'"),
        (
            MYSQL,
            "ALTER TABLE t ADD cust_name text; ALTER TABLE t MODIFY cust_name text FIRST",
            "'Zorvane','x','y'",
        ),
        (MYSQL, "ALTER TABLE t ADD cust_name text, DROP COLUMN a, DROP KEY `k`", "'x','Zorvane'"),
        (
            PG,
            "ALTER TABLE ONLY public.t ADD COLUMN IF NOT EXISTS cust_name text, DROP a CASCADE",
            "'x','Zorvane'",
        ),
        (PG, "ALTER TABLE t RENAME COLUMN b TO cust_name; ALTER TABLE t OWNER TO me", "'x','Zorvane'"),
        (SQLITE, "ALTER TABLE t RENAME b TO cust_name", "'x','Zorvane'"),
        (SQLITE, "ALTER TABLE t RENAME TO u; CREATE TABLE t (cust_name text)", "'Zorvane'"),
        (
            MYSQL,
            "ALTER TABLE t ADD cust_name text; CREATE TABLE u LIKE t; RENAME TABLE t TO old, u TO t",
            "'x','y','Zorvane'",
        ),
        (
            PG,
            "CREATE TABLE u (cust_name text); CREATE TABLE v (n int, LIKE u, m int); ALTER TABLE v RENAME TO t",
            "1,'Zorvane',1",
        ),
        (
            PG,
            "CREATE TABLE u (cust_name text); ALTER TABLE t RENAME TO w; CREATE TABLE t (n int) INHERITS (u)",
            "'Zorvane',1",
        ),
        (
            PG,
            "CREATE TABLE u (n int, cust_name text); DROP TABLE t; CREATE TABLE t PARTITION OF u DEFAULT",
            "1,'Zorvane'",
        ),
    ] {
        let sql = format!("CREATE TABLE t (a text, b text);\n{change};\nINSERT INTO t VALUES ({rows});\n");
        assert_eq!(strict(dialect, &sql), sql.replace("Zorvane", "[PERSON_NAME]"), "{change}");
    }
}

/// A table and a field that are called alike are two.
#[test]
fn a_table_is_no_field() {
    let sql = "UPDATE x SET email = 'a';\nINSERT INTO email (subject) VALUES ('b');\nDELETE FROM email WHERE email = 'c';\n";
    let wanted = sql.replace("'a'", "'[EMAIL_ADDRESS]'").replace("'c'", "'[EMAIL_ADDRESS]'");
    for frame in ["1", "9999"] {
        assert_eq!(filtered(&["--input-format", MYSQL, "--frame-size", frame], sql), wanted);
    }
}

/// A value that is changed loads: text as a marker where there is room for one, and else `NULL`, or what says nothing.
#[test]
fn what_is_written_fits_its_column() {
    let pg = |kind: &str, value: &str| {
        let sql = format!(
            "CREATE TABLE public.t (\n    email {kind},\n    n integer\n);\nINSERT INTO public.t VALUES ({value}, 1);\n"
        );
        let made = strict(PG, &sql);
        let row = made.lines().last().unwrap();
        row.strip_prefix("INSERT INTO public.t VALUES (").unwrap().strip_suffix(", 1);").unwrap().to_owned()
    };
    for (kind, value, wanted) in [
        ("text", "'a'", "'[EMAIL_ADDRESS]'"),
        ("character varying(15)", "'a'", "'[EMAIL_ADDRESS]'"),
        ("character varying(14)", "'a'", "'[REDACTED]'"),
        ("character varying(9)", "'a'", "NULL"),
        ("character varying(9) NOT NULL", "'a'", "''"),
        ("character(3)[]", "'{a}'", "NULL"),
        ("integer", "42", "NULL"),
        ("integer NOT NULL", "42", "0"),
        ("integer DEFAULT 1 NOT NULL", "-42", "0"),
        ("boolean NOT NULL", "true", "false"),
        ("date NOT NULL", "'2001-02-03'", "'1970-01-02'"),
        ("timestamp without time zone", "'2001-02-03 04:05:06'", "NULL"),
        ("uuid NOT NULL", "'6f1e1c1e-0000-4000-8000-000000000001'", "'00000000-0000-0000-0000-000000000000'"),
        ("inet NOT NULL", "'192.0.2.1'", "'0.0.0.0'"),
        ("jsonb NOT NULL", "'\"x\"'", "'null'"),
        ("public.mood", "'ok'", "NULL"),
        ("numeric(10,2) NOT NULL", "10.25", "0"),
    ] {
        assert_eq!(pg(kind, value), wanted, "{kind}");
    }
    let mysql = "CREATE TABLE `t` (`email` enum('a','b') NOT NULL, `email2` set('x') NOT NULL, `email3` datetime NOT NULL,\n \
                 `id` int NOT NULL AUTO_INCREMENT, `email4` tinyint(1) NOT NULL, `email5` binary(3) NOT NULL);\n\
                 INSERT INTO t VALUES ('a','x','2001-02-03 04:05:06',7,1,0x616263);\n";
    let made = strict(MYSQL, mysql);
    assert_eq!(made.lines().last().unwrap(), "INSERT INTO t VALUES (1,'','1970-01-02 00:00:00',7,0,'');");
}

#[test]
fn fields_are_dropped_and_removed() {
    let head = "CREATE TABLE t (email text, phone text NOT NULL, z int, n int NOT NULL);\n";
    for (row, wanted) in [
        ("('ann@example.com','2',1,0)", "(NULL,'',1,0)"),
        ("(E'ann\\x40example.com',E'2',4111111111111111,0)", "(NULL,'',NULL,0)"),
        ("('{\"email\":1,\"z\":2}','2',1,0)", "('{}','',1,0)"),
    ] {
        let sql = format!("{head}INSERT INTO t VALUES {row};\n");
        assert_eq!(
            filtered(&[FIELDS, &[PG]].concat(), &sql),
            format!("{head}INSERT INTO t VALUES {wanted};\n")
        );
    }
    let sql = format!("{head}COPY t (email, phone, z, n) FROM stdin;\nann@example.com\t2\t\\N\t1\n\\.\n");
    assert_eq!(filtered(&[FIELDS, &[PG]].concat(), &sql), sql.replace("ann@example.com\t2", "\\N\t"));
    // JSON in a value loses its members.
    let sql = "INSERT INTO t (doc, card) VALUES ('{\\\"email\\\":1,\\\"z\\\":2}', 4111111111111111);\n";
    let wanted = "INSERT INTO t (doc, card) VALUES ('{\\\"z\\\":2}', '************1111');\n";
    assert_eq!(filtered(&[FIELDS, &[MYSQL]].concat(), sql), wanted);
}

#[test]
fn a_row_that_is_all_of_its_statement_is_dropped() {
    let ssn = "ssn 536-22-8726";
    for (dialect, sql, wanted) in [
        (MYSQL, format!("INSERT INTO t (a) VALUES ('{ssn}');\nSELECT 1;\n"), "\nSELECT 1;\n"),
        (
            SQLITE,
            format!("INSERT INTO t (a) VALUES('x');\nINSERT INTO t (a) VALUES('{ssn}');\n"),
            "INSERT INTO t (a) VALUES('x');\n\n",
        ),
        (PG, format!("COPY t (a) FROM stdin;\nx\n{ssn}\ny\n\\.\n"), "COPY t (a) FROM stdin;\nx\ny\n\\.\n"),
        (MYSQL, format!("UPDATE t SET a='{ssn}' WHERE b=1;\n"), "\n"),
        // What is no record stays.
        (
            MYSQL,
            format!("CREATE TABLE t (a int COMMENT '{ssn}'); -- {ssn}\n"),
            "CREATE TABLE t (a int COMMENT ''); --\n",
        ),
    ] {
        assert_eq!(filtered(&[FIELDS, &[dialect]].concat(), &sql).replace("-- \n", "--\n"), wanted, "{sql}");
    }
    // In a list of rows a comma would stay: nothing leaves.
    for sql in [
        format!("INSERT INTO t (a) VALUES ('{ssn}'),('x');\n"),
        format!("INSERT INTO t (a) VALUES ('x'),('{ssn}');\n"),
    ] {
        let done = filter(&[FIELDS, &[MYSQL]].concat(), sql.as_bytes());
        assert_eq!(done.code, 3, "{sql}");
        assert!(!String::from_utf8_lossy(&done.stdout).contains("536"), "{sql}");
        assert!(
            done.said().contains("--skip-extended-insert") && !done.said().contains("536"),
            "{}",
            done.said()
        );
    }
}

/// Comments and texts for people follow what the policy says of free text; how tables are made does not.
#[test]
fn free_text_is_what_people_wrote() {
    let policy = |free: &str| {
        format!(
            "schema = 1\ntitle = 'T'\nversion = '1'\n[[recipient]]\nid = 'r'\ntitle = 'R'\nunclassified = 'scan'\nfree_text = '{free}'\n\
             accept_unfindable = []\n"
        )
    };
    let place = directory("sql-free-text");
    let sql = "-- hello\nCREATE TABLE t (a varchar(9) DEFAULT 'x' COMMENT 'hello');\nINSERT INTO t VALUES ('hello');\n/* hello */\n";
    for (free, comment, said) in
        [("scan", " hello", "hello"), ("redact", "[REDACTED]", "[REDACTED]"), ("drop", "", "")]
    {
        let file = place.join(format!("{free}.toml"));
        fs::write(&file, policy(free).replace("accept_unfindable = []\n", "")).unwrap();
        let made = filtered(&["--policy", text(&file), "--input-format", MYSQL], sql);
        let wanted = sql.replacen("-- hello", &format!("--{comment}"), 1);
        let wanted = wanted.replace("COMMENT 'hello'", &format!("COMMENT '{said}'"));
        let block = if free == "scan" { " hello " } else { comment };
        assert_eq!(made, wanted.replace("/* hello */", &format!("/*{block}*/")), "{free}");
    }
}

#[test]
fn unclassified_columns_are_redacted_where_the_policy_says_so() {
    let sql = "CREATE TABLE t (a text, b int NOT NULL);\nINSERT INTO t VALUES ('Zorvane',7);\n";
    let made = filtered(
        &[
            "--policy",
            "builtin:anaconda-cloud",
            "--to",
            "ad-network",
            "--source",
            "customers",
            "--input-format",
            PG,
        ],
        sql,
    );
    assert_eq!(made, sql.replace("'Zorvane',7", "'[REDACTED]',0"));
    // A value that nobody can name is not let through.
    let sql = "INSERT INTO t VALUES ('Zorvane');\n";
    let how = [
        "--policy",
        "builtin:anaconda-cloud",
        "--to",
        "ad-network",
        "--source",
        "customers",
        "--input-format",
        PG,
    ];
    let done = filter(&how, sql.as_bytes());
    assert!(
        done.code == 3 && done.stdout.is_empty() && done.said().contains("--column-inserts"),
        "{}",
        done.said()
    );
}

#[test]
fn rows_that_do_not_fit_their_table_are_redacted() {
    let sql = "CREATE TABLE t (a text, b int);\nINSERT INTO t VALUES ('x',7),('y'),('z',8,'w');\n";
    let done = filter(&["--input-format", PG], sql.as_bytes());
    assert_eq!(done.code, 3);
    let wanted = sql.replace("('y'),('z',8,'w')", "('[REDACTED]'),('[REDACTED]',NULL,'[REDACTED]')");
    assert_eq!(String::from_utf8(done.stdout).unwrap(), wanted);
}

#[test]
fn tokens_come_back() {
    let sql = "INSERT INTO t (email, z) VALUES ('o\\'hara@example.com', 1),('x', '{\\\"email\\\":\\\"bob@example.com\\\"}');\n";
    let restored = restored("sql-restore", MYSQL, sql, "hara");
    assert!(
        restored.contains("'o\\'hara@example.com'") && restored.contains("\\\"bob@example.com\\\""),
        "{restored}"
    );
}
