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
