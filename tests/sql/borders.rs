//! Values are found across every border that SQL has, and what is written there is escaped as its place needs.

use super::*;

#[test]
fn a_value_in_every_way_of_writing() {
    let rest = "@example.com";
    for (dialect, written, wanted) in [
        (MYSQL, format!("'x ann\\{rest} y'"), "'x [EMAIL_ADDRESS] y'"),
        (MYSQL, format!("'x\\nann{rest}\\\\ y'"), "'x\\n[EMAIL_ADDRESS]\\\\ y'"),
        (MYSQL, format!("\"x \"\"ann{rest}\"\"\""), "\"x \"\"[EMAIL_ADDRESS]\"\"\""),
        (MYSQL, format!("'say \"\"ann{rest}'"), "'say \"\"[EMAIL_ADDRESS]'"),
        (
            MYSQL,
            format!("_utf8mb4'x ann{rest}' COLLATE utf8mb4_bin"),
            "_utf8mb4'x [EMAIL_ADDRESS]' COLLATE utf8mb4_bin",
        ),
        (MYSQL, format!("N'x ann{rest}'"), "N'x [EMAIL_ADDRESS]'"),
        (MYSQL, format!("'x ann' '{rest} y'"), "'x [EMAIL_ADDRESS] y'"),
        (MYSQL, format!("'x ann'\n'{rest}' ' y'"), "'x [EMAIL_ADDRESS] y'"),
        (MYSQL, "0x616e6e406578616d706c652e636f6d21".to_owned(), "0x5b454d41494c5f414444524553535d21"),
        (MYSQL, "X'616e6e406578616d706c652e636f6d'".to_owned(), "X'5b454d41494c5f414444524553535d'"),
        (MYSQL, "CAST('x ann@example.com' AS CHAR(99))".to_owned(), "CAST('x [EMAIL_ADDRESS]' AS CHAR(99))"),
        (PG, "E'x ann\\x40example.com'".to_owned(), "E'x [EMAIL_ADDRESS]'"),
        (PG, "E'x ann\\100example.com \\\\'".to_owned(), "E'x [EMAIL_ADDRESS] \\\\'"),
        (PG, "E'x ann\\u0040example.com'".to_owned(), "E'x [EMAIL_ADDRESS]'"),
        (PG, format!("'x\\nann{rest}'"), "'x\\n[EMAIL_ADDRESS]'"),
        (PG, format!("'it''s ann{rest}'"), "'it''s [EMAIL_ADDRESS]'"),
        (PG, format!("'x ann{rest}'::character varying(99)"), "'x [EMAIL_ADDRESS]'::character varying(99)"),
        (PG, format!("'x ann' || '{rest}'"), "'x [EMAIL_ADDRESS]'"),
        (PG, "'\\x616e6e406578616d706c652e636f6d'".to_owned(), "'\\x5b454d41494c5f414444524553535d'"),
        (
            SQLITE,
            format!("replace('x\\nann{rest}\\ny','\\n',char(10))"),
            "replace('x\\n[EMAIL_ADDRESS]\\ny','\\n',char(10))",
        ),
        (
            SQLITE,
            format!("replace(replace('x\\r\\nann{rest} it''s','\\r',char(13)),'\\n',char(10))"),
            "replace(replace('x\\r\\n[EMAIL_ADDRESS] it''s','\\r',char(13)),'\\n',char(10))",
        ),
        (SQLITE, format!("unistr('x\\u000aann{rest}')"), "unistr('x\\u000a[EMAIL_ADDRESS]')"),
        (SQLITE, "X'616e6e406578616d706c652e636f6d'".to_owned(), "X'5b454d41494c5f414444524553535d'"),
        (SQLITE, format!("'x\\''ann{rest}'"), "'[EMAIL_ADDRESS]'"),
    ] {
        let sql = |value: &str| format!("INSERT INTO t (a,b) VALUES ( {value} ,'z');\n");
        let made = filtered(&["--input-format", dialect], &sql(&written));
        assert_eq!(made, sql(wanted), "{written}");
        // All of it is a name that no detector knows.
        let sql = |value: &str| format!("INSERT INTO t (cust_name,b) VALUES ( {value} ,'z');\n");
        let made = filtered(&["--input-format", dialect], &sql(&written));
        assert!(!made.contains("ann") && !made.contains("616e6e"), "{made}");
    }
}

#[test]
fn a_line_of_copy() {
    for (line, wanted) in [
        ("x\\nann@example.com\\tb\ty", "x\\n[EMAIL_ADDRESS]\\tb\ty"),
        ("ann\\@example.com\t\\N", "[EMAIL_ADDRESS]\t\\N"),
        ("ann\\100example.com\t", "[EMAIL_ADDRESS]\t"),
        ("ann\\x40example.com\t", "[EMAIL_ADDRESS]\t"),
        ("a\\\\\tann@example.com", "a\\\\\t[EMAIL_ADDRESS]"),
        ("a\\\tann@example.com\tb", "a\\\t[EMAIL_ADDRESS]\tb"),
        ("a\\\nann@example.com\tb", "a\\\n[EMAIL_ADDRESS]\tb"),
        ("x\tann@example.com\r", "x\t[EMAIL_ADDRESS]\r"),
        ("\\\\x616e6e406578616d706c652e636f6d\t", "\\\\x5b454d41494c5f414444524553535d\t"),
    ] {
        let sql = |line: &str| {
            format!("COPY t (a, b) FROM stdin;\n{line}\nq\tann@example.com\n\\.\n-- ann@example.com\n")
        };
        let made = filtered(&["--input-format", PG], &sql(line));
        assert_eq!(made, sql(wanted).replace("ann@example.com", "[EMAIL_ADDRESS]"), "{line}");
    }
}

/// Text that stands beside values, in statements of every kind.
#[test]
fn everything_else_is_looked_at() {
    for (dialect, sql) in [
        (MYSQL, "INSERT /* ann@example.com */ INTO t (a) VALUES (1);"),
        (MYSQL, "INSERT INTO t (a) VALUES (1) -- ann@example.com\n, (2) # ann@example.com\n;"),
        (MYSQL, "INSERT INTO t (a) VALUES (1), -- ann@example.com\n (2);"),
        (MYSQL, "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a='ann@example.com';"),
        (PG, "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 'ann@example.com';"),
        (
            MYSQL,
            "CREATE TABLE t (a text DEFAULT 'ann@example.com' COMMENT 'ann@example.com') COMMENT='ann@example.com';",
        ),
        (MYSQL, "CREATE DEFINER=`ann`@`192.0.2.9` VIEW v AS SELECT 'ann@example.com' AS a;"),
        (
            MYSQL,
            "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 'a;b'; SELECT 'ann@example.com'; END//\nDELIMITER ;\nSELECT 1;",
        ),
        (
            PG,
            "CREATE FUNCTION f() RETURNS text AS $_$ BEGIN RETURN 'ann@example.com;'; END $_$ LANGUAGE plpgsql;",
        ),
        (PG, "COMMENT ON COLUMN t.a IS 'ann@example.com';"),
        (PG, "/* a /* nested */ ann@example.com */ SELECT 1;"),
        (
            PG,
            "CREATE RULE r AS ON INSERT TO t DO ALSO (UPDATE u SET a='x'; DELETE FROM u WHERE a='ann@example.com');",
        ),
        (
            PG,
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2 WHERE 'a'='ann@example.com'; END;",
        ),
        (
            SQLITE,
            "CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a='x'; UPDATE t SET a='ann@example.com'; END;",
        ),
        (PG, "SELECT lo_put(1, 0, '\\x616e6e406578616d706c652e636f6d');"),
        (
            PG,
            "CREATE USER MAPPING FOR x SERVER y OPTIONS (\"user\" 'ann@example.com', password 'Zorvane77');",
        ),
        (MYSQL, "CREATE USER 'ann'@'192.0.2.9' IDENTIFIED BY 'Zorvane77';"),
        (PG, "ALTER ROLE ann WITH LOGIN PASSWORD 'Zorvane77';"),
        (MYSQL, "DELETE FROM t WHERE email = 'ann' '@example.com';"),
    ] {
        let made = filtered(&["--input-format", dialect], &format!("{sql}\n"));
        for value in ["ann@example", "'@example", "616e6e", "192.0.2.9", "Zorvane77"] {
            assert!(!made.contains(value), "{sql}: {made}");
        }
        // Nothing but values is changed, so that quotes and brackets are those of before.
        let signs = |text: &str| text.bytes().filter(|b| b"'\"`();$\n".contains(b)).count();
        let joined = usize::from(sql.contains("' '")) * 2;
        assert_eq!(signs(&made), signs(sql) + 1 - joined, "{made}");
    }
}

/// Texts that may be one, and are not read together, go as a whole.
#[test]
fn texts_that_are_written_in_two_ways() {
    for (dialect, sql) in [
        (MYSQL, "CREATE TABLE t (a text DEFAULT 'ann' /* x */ '@example.com');"),
        (MYSQL, "CREATE TABLE t (a text DEFAULT 'ann' \"@example.com\");"),
        (PG, "CREATE TABLE t (a text DEFAULT E'ann'\n'\\x40example.com');"),
    ] {
        let done = filter(&["--input-format", dialect], format!("{sql}\n").as_bytes());
        let made = String::from_utf8(done.stdout).unwrap();
        assert!(done.code == 3 && made.contains("DEFAULT '')") && !made.contains("example"), "{made}");
    }
    let sql = "CREATE VIEW v AS SELECT 'ann' || '@example.com' AS a;\n";
    assert_eq!(
        filtered(&["--input-format", PG], sql),
        sql.replace("ann' || '@example.com", "[EMAIL_ADDRESS]")
    );
}

/// An expression that is not read is no value: nothing stands there, and the run says so.
#[test]
fn expressions_that_are_not_read() {
    for (dialect, value) in [
        (MYSQL, "CONCAT('ann','@example.com')"),
        (MYSQL, "REVERSE('moc.elpmaxe@nna')"),
        (MYSQL, "_ucs2 0x0061006e006e"),
        (MYSQL, "CONVERT(0x616e6e USING utf16)"),
        (MYSQL, "CHAR(97,110,110)"),
        (MYSQL, "'ann' /* @example.com */"),
        (PG, "U&'\\0061nn'"),
        (PG, "ARRAY['ann','x']"),
        (PG, "(SELECT 'ann')"),
        (SQLITE, "char(97,110,110)||'@example.com'"),
    ] {
        let sql = |value: &str| format!("INSERT INTO t (a,b) VALUES ({value},1);\n");
        let done = filter(&["--input-format", dialect], sql(value).as_bytes());
        assert_eq!(done.code, 3, "{value}: {}", done.said());
        assert_eq!(String::from_utf8(done.stdout).unwrap(), sql("NULL"));
    }
}

#[test]
fn settings_change_what_a_backslash_is() {
    for (dialect, sql, wanted) in [
        (
            MYSQL,
            "SET sql_mode='NO_BACKSLASH_ESCAPES';\nINSERT INTO t (cust_name,a) VALUES ('x\\','ann@example.com');\n",
            "SET sql_mode='NO_BACKSLASH_ESCAPES';\nINSERT INTO t (cust_name,a) VALUES ('[PERSON_NAME]','[EMAIL_ADDRESS]');\n",
        ),
        (
            MYSQL,
            "/*!50003 SET sql_mode = 'ANSI_QUOTES' */;\nINSERT INTO \"t\" (\"cust_name\") VALUES ('x\\'y');\nSET SQL_MODE=@OLD;\n",
            "/*!50003 SET sql_mode = 'ANSI_QUOTES' */;\nINSERT INTO \"t\" (\"cust_name\") VALUES ('[PERSON_NAME]');\nSET SQL_MODE=@OLD;\n",
        ),
        (
            PG,
            "SET standard_conforming_strings = off;\nINSERT INTO t (cust_name,a) VALUES ('x\\'y','ann@example.com');\n",
            "SET standard_conforming_strings = off;\nINSERT INTO t (cust_name,a) VALUES ('[PERSON_NAME]','[EMAIL_ADDRESS]');\n",
        ),
        (
            PG,
            "INSERT INTO t (cust_name,a) VALUES ('x\\','ann@example.com');\n",
            "INSERT INTO t (cust_name,a) VALUES ('[PERSON_NAME]','[EMAIL_ADDRESS]');\n",
        ),
    ] {
        assert_eq!(filtered(&["--input-format", dialect], sql), wanted);
    }
}
