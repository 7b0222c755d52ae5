//! Statements of SQL in text of any kind: values are what the names before them say.

use crate::common;

use common::{obelus, run};

const NAME: &str = "Zorvane";
const SECRET: &str = "Zqx7hunter2";

fn redacted(format: &str, input: &str) -> String {
    let done = run(obelus(["redact", "--quiet", "--input-format", format, "-"]), input.as_bytes());
    assert_eq!(done.code, 0, "{input}: {}", done.said());
    String::from_utf8(done.stdout).unwrap()
}

fn marked(input: &str) -> String {
    input.replace(NAME, "[PERSON_NAME]").replace(SECRET, "[PASSWORD]")
}

#[test]
fn values_in_a_line_of_text_are_called_by_the_names_before_them() {
    for line in [
        "INSERT INTO users (id, password) VALUES (1, 'Zqx7hunter2');",
        "LOG:  statement: INSERT INTO t (first_name, n, password) VALUES ('Zorvane', 7, 'Zqx7hunter2')",
        "DEBUG sql=\"insert into `d`.`t` (`first_name`, `password`) values ('Zorvane', 'Zqx7hunter2'), ('Zorvane', NULL)\" ms=3",
        "mysql -e 'REPLACE INTO t (first_name,password) VALUES (\"Zorvane\",\"Zqx7hunter2\")'",
        r#"{"sql":"INSERT INTO t (\"first_name\",password)\nVALUES ('Zorvane', E'Zqx7hunter2')"}"#,
        r"$q = 'INSERT INTO t (first_name,password) VALUES (\'Zorvane\',\'Zqx7hunter2\')';",
        "EXECUTE 'INSERT INTO t (first_name,password) VALUES (''Zorvane'',''Zqx7hunter2'')';",
        "MERGE INTO t USING s ON x WHEN NOT MATCHED THEN INSERT (password) VALUES ('Zqx7hunter2');",
        "[query] INSERT INTO t (password, n) VALUES (MD5('Zqx7hunter2'), 1) ON DUPLICATE KEY UPDATE n = 2",
        "err: near INSERT INTO t (n, password) VALUES (1, 'Zqx7hunter2",
    ] {
        let made = redacted("text", &format!("a\n{line}\nb\n"));
        assert_eq!(made, format!("a\n{}\nb\n", marked(line)));
        assert_eq!(redacted("text", &made), made, "a second run changes nothing");
    }
}

#[test]
fn what_says_no_value_stays() {
    let text = "The values (a, b) are ALUES of VALUES ('x')\n\
                INSERT INTO t (first_name, password) VALUES (?, %s), ($1, :password)\n\
                INSERT INTO t (id, note) VALUES (1, 'Zorvane')\n\
                query(\"INSERT INTO t (id, password) VALUES ('\" + id + \"', '\" + password + \"')\")\n";
    assert_eq!(redacted("text", text), text);
}

/// A statement in a string goes on over its lines, since nothing is cut there.
#[test]
fn statements_in_strings_are_read() {
    let sql = "INSERT INTO t\n  (first_name, password)\nVALUES\n  ('Zorvane', 'Zqx7hunter2'),\n  ('Zorvane', 'Zqx7hunter2');\n";
    let json = format!("{}\n", serde_json::json!({ "n": 1, "sql": sql }));
    assert_eq!(redacted("json", &json), marked(&json));
    let csv = format!("n,q\n1,\"{sql}\"\n");
    assert_eq!(redacted("csv", &csv), marked(&csv));
    let xml = format!("<a><q n=\"1\">{sql}</q></a>\n");
    assert_eq!(redacted("xml", &xml), marked(&xml));
    let yaml = "a:\n  q: INSERT INTO t (first_name, password) VALUES ('Zorvane', 'Zqx7hunter2')\n";
    assert_eq!(redacted("yaml", yaml), marked(yaml));
}

#[test]
fn what_a_function_gets_is_the_value() {
    for line in [
        "UPDATE t SET password = MD5('Zqx7hunter2') WHERE n = 1",
        "password=PASSWORD(\"Zqx7hunter2\")",
        "password = crypt('Zqx7hunter2', gen_salt('bf'))",
        "UPDATE u SET password = SHA2('Zqx7hunter2', 256), first_name = UPPER('Zorvane') WHERE n = 1",
        "UPDATE u SET password = encode(digest('Zqx7hunter2','sha256'),'hex')",
        "WHERE [password] = HASHBYTES('SHA2_256', N'Zqx7hunter2') AND first_name <> LOWER('Zorvane')",
        "password = MD5(CONCAT('Zqx7hunter2', salt)), password=SHA2(N'Zqx7hunter2', 256)",
        "password=IF(n=1,'Zqx7hunter2',password), password = COALESCE(password,'Zqx7hunter2')",
        "WHERE COALESCE(password,'') = 'Zqx7hunter2' AND CAST(first_name AS CHAR(20)) = 'Zorvane'",
        "WHERE JSON_EXTRACT(data,'$.first_name') = 'Zorvane'",
    ] {
        let made = redacted("text", line);
        assert_eq!(made, marked(line));
        assert_eq!(redacted("text", &made), made, "a second run changes nothing");
    }
    let text = "password = encode(digest(pw, 'sha256'), 'hex')\npassword = COALESCE(password, '')\n\
                if password != 'password' then\npassword = hash_password(raw)\n";
    assert_eq!(redacted("text", text), text);
}

#[test]
fn dollars_are_quotes() {
    for line in [
        "UPDATE u SET first_name = $$Zorvane$$, password = $a$Zqx7hunter2$a$ WHERE n = 1",
        "WHERE password IN ($$Zqx7hunter2$$) OR first_name = ANY(ARRAY[$$Zorvane$$])",
        "password=$$Zqx7hunter2$$",
    ] {
        let made = redacted("text", line);
        assert_eq!(made, marked(line));
        assert_eq!(redacted("text", &made), made, "a second run changes nothing");
    }
    let spaced = "SET password = $$a b&c$$ WHERE 1";
    assert_eq!(redacted("text", spaced), "SET password = $$[PASSWORD]$$ WHERE 1");
}

/// What PHP serialized, in text around it: the text behind a key is what the key says.
#[test]
fn serialized_values_in_text_are_called_by_their_keys() {
    let value = r#"a:2:{s:10:"first_name";s:7:"Zorvane";s:8:"password";s:11:"Zqx7hunter2";}"#;
    let session = r#"first_name|s:7:"Zorvane";password|s:11:"Zqx7hunter2";"#;
    for value in [value, session] {
        for text in [
            format!("data: {value} end\n"),
            format!("{}\n", serde_json::json!({ "n": format!("got {value}") })),
            format!("x=\"{}\"\n", value.replace('"', "&quot;")),
        ] {
            assert_eq!(redacted("text", &text), marked(&text));
        }
        let json = format!("{}\n", serde_json::json!({ "n": 1, "d": value }));
        assert_eq!(redacted("json", &json), marked(&json));
        let xml = format!("<a><b c=\"{}\">x</b></a>\n", value.replace('"', "&quot;"));
        assert_eq!(redacted("xml", &xml), marked(&xml));
        let yaml = format!("a:\n  b: '{value}'\n");
        assert_eq!(redacted("yaml", &yaml), marked(&yaml));
    }
    let text = "s:4:\"note\";s:7:\"Zorvane\"; a|s:3:\"x\";\n";
    assert_eq!(redacted("text", text), text);
}

/// Values of one line stand beside those of several lines, in any order, whatever holds them: each is looked at once.
#[test]
fn serialized_values_stand_beside_values_of_several_lines() {
    let (value, lines) = (r#"log s:8:"password";s:11:"Zqx7hunter2";"#, "x\ny");
    let session = r#"password|s:11:"Zqx7hunter2"; VALUES ('a')"#;
    let orders = [vec![value, lines], vec![lines, value], vec![lines, session, lines, value, "", value]];
    for cells in orders {
        let json = |cell: &&str| serde_json::json!({ "a": cell }).to_string();
        let all: Vec<String> = cells.iter().map(json).collect();
        let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
        let row = |row: Vec<String>| format!("{}\n", row.join(","));
        let heads = (0..cells.len()).map(|n| format!("c{n}")).collect();
        let elements = |cell: &&str| format!("<a>{cell}</a>");
        let copied = |cell: &&str| format!("{}\n", cell.replace('\n', "\\n"));
        let copied = cells.iter().map(copied).collect::<String>();
        let sql = |cell: &&str| format!("('{}')", cell.replace('\n', "\\n").replace('\'', "\\'"));
        let sql = cells.iter().map(sql).collect::<Vec<_>>().join(",");
        for (format, text) in [
            ("json", format!("[{}]\n", all.join(","))),
            ("jsonl", all.iter().map(|json| format!("{json}\n")).collect()),
            ("csv", row(heads) + &row(cells.iter().map(quoted).collect())),
            ("xml", format!("<r>{}</r>\n", cells.iter().map(elements).collect::<String>())),
            (
                "sql",
                format!(
                    "-- PostgreSQL database dump\nCREATE TABLE l (d text);\nCOPY l (d) FROM stdin;\n{copied}\\.\n"
                ),
            ),
            (
                "sql",
                format!("-- MySQL dump 10.13\nCREATE TABLE `l` (`d` text);\nINSERT INTO `l` VALUES {sql};\n"),
            ),
        ] {
            assert_eq!(redacted(format, &text), marked(&text));
            let seen = run(obelus(["scan", "--input-format", format, "-"]), text.as_bytes());
            assert_eq!(seen.code, 0, "{text}: {}", seen.said());
        }
    }
}

/// One byte that is no zero is none of UTF-16.
#[test]
fn a_value_of_one_byte_behind_escapes_is_written_as_text() {
    for (text, made) in [
        (r#"x="INSERT INTO t (pass) VALUES (\''n')""#, r#"x="INSERT INTO t (pass) VALUES (\''[PASSWORD]')""#),
        (
            r#"x="INSERT INTO t (pass) VALUES (\'\'n\'\')""#,
            r#"x="INSERT INTO t (pass) VALUES (\'\'[PASSWORD]\'\')""#,
        ),
    ] {
        assert_eq!(redacted("text", text), made);
    }
}

/// Keys of an array are told from its values, and a value that names another one is no key of it.
#[test]
fn serialized_arrays_are_read_from_where_they_open() {
    let pair = r#"a:2:{s:4:"name";s:8:"password";s:5:"value";s:11:"Zqx7hunter2";}"#;
    let list = r#"a:1:{s:10:"first_name";a:2:{i:0;s:7:"Zorvane";i:1;s:7:"Zorvane";}}"#;
    let cut = r#"a:2:{s:1:"n";i:7;s:8:"password";s:11:"Zqx7hunter2""#;
    let session = r#"first_name|S:7:"Zorvane";n|i:1;first name|s:7:"Zorvane";"#;
    for value in [pair, list, cut, session] {
        let text = format!("data: {value}\n");
        assert_eq!(redacted("text", &text), marked(&text));
        for value in [value.to_owned(), format!("x\ny {value}"), format!("got {value} there")] {
            let json = format!("{}\n", serde_json::json!({ "n": 1, "d": value }));
            assert_eq!(redacted("json", &json), marked(&json));
            assert_eq!(redacted("text", &json), marked(&json));
            let xml = format!(
                "<a><b>x</b><b c=\"{}\">x</b></a>\n",
                value.replace('"', "&quot;").replace('\n', " ")
            );
            assert_eq!(redacted("xml", &xml), marked(&xml));
            let yaml = format!("a:\n  b: '{}'\n", value.replace('\n', " "));
            assert_eq!(redacted("yaml", &yaml), marked(&yaml));
        }
        let csv = format!("n,d\n1,\"x\ny {}\"\n", value.replace('"', "\"\""));
        assert_eq!(redacted("csv", &csv), marked(&csv));
    }
}

#[test]
fn values_that_are_compared_are_called_by_the_names_before() {
    for sql in [
        "UPDATE `users` SET `first_name` = 'Zorvane', `password` = 'Zqx7hunter2' WHERE `users`.`id` = 1",
        "SELECT 1 FROM u WHERE `u`.`password`='Zqx7hunter2' AND u.first_name <> 'Zorvane'",
        "WHERE password != 'Zqx7hunter2' OR first_name LIKE '%Zorvane%' OR first_name NOT ILIKE 'Zorvane%'",
        "WHERE first_name IN ('Zorvane', N'Zorvane') and `password` in (\"Zqx7hunter2\")",
        "WHERE LOWER(first_name) = LOWER('Zorvane') AND (first_name)::text = 'Zorvane'::text",
        "WHERE first_name = ANY (ARRAY['Zorvane'::text]) AND first_name COLLATE utf8_bin = 'Zorvane'",
        "WHERE `first_name` = BINARY 'Zorvane' AND first_name = _utf8mb4'Zorvane' AND first_name::text = 'Zorvane'",
        "UPDATE u SET (first_name, password) = ('Zorvane', 'Zqx7hunter2')",
        "INSERT INTO u (id, first_name, password) SELECT 1, 'Zorvane', 'Zqx7hunter2'",
        "INSERT INTO u (id, first_name, password) SELECT * FROM (SELECT 1, 'Zorvane', 'Zqx7hunter2') AS t WHERE 1",
        "INSERT INTO u (id, password) (SELECT 1, 'Zqx7hunter2')",
        "INSERT INTO u (id, password) WITH q AS (SELECT 1, 'Zqx7hunter2') SELECT * FROM q",
        "INSERT INTO u (n, password) SELECT 'y', 'Zqx7hunter2' UNION ALL SELECT 'x', 'Zqx7hunter2' FROM dual UNION SELECT 'z', 'Zqx7hunter2'",
        "INSERT INTO u (id, first_name, password) VALUE (1, $$Zorvane$$, $a$Zqx7hunter2$a$)",
        "MERGE INTO u USING (VALUES (1, 'Zorvane', 'Zqx7hunter2')) AS s (id, first_name, password) ON x",
    ] {
        for text in [
            format!("2026-11-30T06:00:00Z 12 Query {sql}\n"),
            format!("{}\n", serde_json::json!({ "m": sql, "n": 1 })),
            format!("{{\"m\":\"{}\"}}\n", sql.replace('"', "\\\"").replace('\'', "\\u0027")),
        ] {
            assert_eq!(redacted("text", &text), marked(&text));
        }
        let json = format!("{}\n", serde_json::json!({ "m": format!("x\n{sql}"), "n": 1 }));
        assert_eq!(redacted("json", &json), marked(&json));
    }
    let text = "x LIKE 'Zorvane' OR `note` = 'Zorvane' OR first_name = other AND 'Zorvane' IN (first_name)\n\
                the first name is like the last name in ('a') first_name = ANY(x) `password` = ?\n";
    assert_eq!(redacted("text", text), text);
}

#[test]
fn values_that_a_database_refuses_are_called_by_the_names_beside_them() {
    for line in [
        "DETAIL:  Key (first_name)=(Zorvane) already exists.",
        "DETAIL:  Key (lower(first_name), password)=(Zorvane, Zqx7hunter2) is not present in table \"u\".",
        "{\"detail\":\"Key (\\\"password\\\")=(Zqx7hunter2) already exists.\"}",
        "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry 'Zorvane' for key 'users.first_name'",
        "ERROR 1062 (23000): Duplicate entry 'Zqx7hunter2' for key 'users_password_unique'",
        "ERROR 1062 (23000): Duplicate entry 'Zqx7hunter2' for key 'users.db_password_key'",
        "DETAIL:  Key (a, password)=(4, Zqx7hunter2) conflicts with existing key (a, password)=(4, Zqx7hunter2).",
        "{\"m\":\"Incorrect integer value: \\'Zorvane\\' for column \\'first_name\\' at row 1\"}",
    ] {
        let text = format!("a\n{line}\nb\n");
        assert_eq!(redacted("text", &text), marked(&text));
    }
    let text = "DETAIL:  Key (id)=(Zorvane) already exists.\nDuplicate entry 'Zorvane' for key 'PRIMARY'\n";
    assert_eq!(redacted("text", text), text);
}
