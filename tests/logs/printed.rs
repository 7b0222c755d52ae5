//! Tables in text as clients of databases print them.

use super::redacted;

/// Rows are called what stands above them, also where they go on over frames.
#[test]
fn tables_of_clients_name_their_values() {
    let rows = "|  1 | Zorvane    | Zqx7hunter2 |\n";
    let hidden = "|  1 | [PERSON_NAME]    | [PASSWORD] |\n";
    let head = "+----+------------+-------------+\n| id | first_name | password    |\n+----+------------+-------------+\n";
    let end = "+----+------------+-------------+\n1 row in set (0.00 sec)\n";
    let psql = " id | first_name |  password   \n----+------------+-------------\n";
    let row = "  1 | Zorvane    | Zqx7hunter2\n";
    let hidden_row = "  1 | [PERSON_NAME]    | [PASSWORD]\n";
    for (input, output) in [
        (format!("{head}{}{end}", rows.repeat(30)), format!("{head}{}{end}", hidden.repeat(30))),
        (format!("{psql}{}(2 rows)\n", row.repeat(30)), format!("{psql}{}(2 rows)\n", hidden_row.repeat(30))),
        (
            "-[ RECORD 1 ]-----\nid         | 1\nfirst_name | Zorvane\n\nfirst_name | x\n".to_owned(),
            "-[ RECORD 1 ]-----\nid         | 1\nfirst_name | [PERSON_NAME]\n\nfirst_name | x\n".to_owned(),
        ),
    ] {
        for frame in ["1", "64", "1000000"] {
            let how = ["--input-format", "text", "--frame-size", frame];
            assert_eq!(redacted(&how, &input), output);
            assert_eq!(redacted(&how, &output), output, "a second run");
        }
        let lines = |text: &str| format!("{{\"log\":\"{}\"}}", text.replace('\n', "\\n"));
        assert_eq!(redacted(&["--input-format", "json"], &lines(&input)), lines(&output));
    }
}

/// What stands before each line of a table, or around all of it, makes it no other table.
#[test]
fn tables_are_found_in_what_they_are_pasted_into() {
    let framed = [
        "+----+----------+",
        "| id | password |",
        "+----+----------+",
        "|  1 | zorvanq  |",
        "+----+----------+",
    ];
    let bare = [" id | password ", "----+----------", "  1 | zorvanq"];
    let apart = ["id   password", "---- ----------", "   1 zorvanq"];
    let record = ["-[ RECORD 1 ]------", "id       | 1", "password | zorvanq"];
    let single = [" password ", "----------", " zorvanq"];
    let drawn = [
        "\u{250c}\u{2500}id\u{2500}\u{252c}\u{2500}password\u{2500}\u{2510}",
        "\u{2502}  1 \u{2502} zorvanq  \u{2502}",
    ];
    for table in [&framed[..], &bare, &apart, &record, &single, &drawn] {
        for lead in ["", "    ", "\t", "> ", "+", "-- ", "# ", "db-1  | ", "2026-01-05T10:00:00Z "] {
            let input: String = table.iter().map(|line| format!("{lead}{line}\n")).collect();
            let expected = input.replace("zorvanq", "[PASSWORD]");
            for frame in ["1", "1000000"] {
                let how = ["--input-format", "text", "--frame-size", frame];
                assert_eq!(redacted(&how, &input), expected, "{input}");
                assert_eq!(redacted(&how, &expected), expected, "a second run");
            }
        }
        let lines = |by: &str| table.join(by);
        for (input, format) in [
            (format!("a: 1\nnote: |\n  {}\n", lines("\n  ")), "yaml"),
            (format!("<html><body><pre>{}</pre></body></html>\n", lines("\n")), "html"),
            (format!("\u{feff}{}\n", lines("\n")), "text"),
            (format!("2026-01-05 INFO out=\"{}\"\n", lines("\\n")), "text"),
            (format!("{{\"cells\":[{{\"text\":[\"{}\"]}}]}}\n", lines("\\n\",\"")), "json"),
        ] {
            let expected = input.replace("zorvanq", "[PASSWORD]");
            assert_eq!(redacted(&["--input-format", format], &input), expected, "{input}");
        }
    }
}

/// Tables of Markdown, with titles, with types below their names, and of one column.
#[test]
fn tables_that_people_write_name_their_values() {
    let marked = ["| id | password |", "|----|:--------:|", "| 1 | zorvanq |"];
    let inner = ["id | password", "---|---", "1 | zorvanq"];
    let org = ["| id | password |", "|----+----------|", "| 1 | zorvanq |"];
    let titled = [
        "+---------------+",
        "| Users         |",
        "+----+----------+",
        "| id | password |",
        "+----+----------+",
        "|  1 | zorvanq  |",
        "+----+----------+",
    ];
    let single = ["password", "----------", "zorvanq"];
    let apart = ["id   password", "---- ----------", "   1 zorvanq"];
    for table in [&marked[..], &inner, &org, &titled, &single, &apart] {
        for lead in ["", "    ", "> ", "+", "# ", "db-1  | ", "2026-01-05T10:00:00Z "] {
            let lines: String = table.iter().map(|line| format!("{lead}{line}\n")).collect();
            let input = format!("{lines}{}\n{lead}All done for today\n", lead.trim_end());
            let expected = input.replace("zorvanq", "[PASSWORD]");
            for frame in ["1", "1000000"] {
                let how = ["--input-format", "text", "--frame-size", frame];
                assert_eq!(redacted(&how, &input), expected, "{input}");
                assert_eq!(redacted(&how, &expected), expected, "a second run");
            }
        }
        let input = format!("{{\"body\":\"{}\"}}\n", table.join("\\n"));
        let expected = input.replace("zorvanq", "[PASSWORD]");
        assert_eq!(redacted(&["--input-format", "json"], &input), expected, "{input}");
    }
    let record = "msg=\"-[ RECORD 1 ]-----\\nid | 1\\npassword | Kx9!vTq2Lm\\nnote | na\" n=3\n";
    assert_eq!(redacted(&["--input-format", "logfmt"], record), record.replace("Kx9!vTq2Lm", "[PASSWORD]"));
}

/// A value is called what the other half of its pair says, in its line and in the line above.
#[test]
fn pairs_are_read_in_text() {
    for input in [
        r#"Loaded [{"name":"DB_PASSWORD","value":"zorvanq"}]"#,
        r#"Loaded {"Key": "DB_PASSWORD", "Value": "zorvanq"}"#,
        r#"Loaded {"name" : "DB_PASSWORD" , "value" : "zorvanq"}"#,
        "Loaded {name: DB_PASSWORD, value: zorvanq}",
        r#"Loaded ['name' => 'DB_PASSWORD', 'value' => 'zorvanq']"#,
        r#"Loaded [{:name=>"DB_PASSWORD", :value=>"zorvanq"}]"#,
        r#"Loaded [{"name"=>"DB_PASSWORD", "value"=>"zorvanq"}]"#,
        r#"x = { name = "DB_PASSWORD", value = "zorvanq" }"#,
        "set {\n  name  = \"auth.password\"\n  value = \"zorvanq\"\n}",
        r"env: [{'name': 'DB_PASSWORD', 'value': 'zorvanq'}]",
        r#"sent {"op":"replace","path":"/password","value":"zorvanq"}"#,
        r#"sent {"key":"db.password","value":{"stringValue":"zorvanq"}}"#,
        r#"body="{\"name\":\"DB_PASSWORD\",\"value\":\"zorvanq\"}""#,
        "sent <property><name>db.password</name><value>zorvanq</value></property>",
        r#"sent <entry key="password">zorvanq</entry>"#,
        "- name: DB_PASSWORD\n  value: zorvanq",
        "+    - name: \"DB_PASSWORD\"\n+      value: \"zorvanq\"",
        "{\n  \"name\": \"DB_PASSWORD\",\n  \"value\": \"zorvanq\"\n}",
        "<property>\n  <name>db.password</name>\n  <value>zorvanq</value>\n</property>",
    ] {
        let (input, expected) =
            (format!("{input}\n"), format!("{}\n", input.replace("zorvanq", "[PASSWORD]")));
        for frame in ["1", "1000000"] {
            let how = ["--input-format", "text", "--frame-size", frame];
            assert_eq!(redacted(&how, &input), expected, "{input}");
            assert_eq!(redacted(&how, &expected), expected, "a second run");
        }
    }
    for input in [
        "sent {\"name\":\"Colour\",\"value\":\"zorvanq\"}\n",
        "- name: Colour\n  value: zorvanq\n",
        "<h2 id=\"password\">Passwords</h2>\n",
    ] {
        assert_eq!(redacted(&["--input-format", "text"], input), input);
    }
}
