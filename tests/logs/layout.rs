//! Names and values with many blanks beside the sign between them, as columns of plans, settings and code have them, and lines that a byte order
//! mark begins or a carriage return ends.

use super::redacted;

/// Names and signs, and what follows them.
const LINES: &[(&str, &str, &str)] = &[
    ("  ~ password", "= \"Qq5abcd1\" -> \"Zqx7hunter2\"", "= \"[PASSWORD]\" -> \"[PASSWORD]\""),
    ("DB_PASSWORD:", "Zqx7hunter2", "[PASSWORD]"),
    ("\"password\"", ": \"zorvanquil\",", ": \"[PASSWORD]\","),
    ("{\\\"password\\\"", ": \\\"zorvanquil\\\"}", ": \\\"[PASSWORD]\\\"}"),
    ("$password", "= 'zorvanquil';", "= '[PASSWORD]';"),
    ("'password'", "=> 'zorvanquil',", "=> '[PASSWORD]',"),
    ("password=", "zorvanquil", "[PASSWORD]"),
    ("password :=", "\"zorvanquil\"", "\"[PASSWORD]\""),
    ("spring.datasource.password", "= zorvanquil", "= [PASSWORD]"),
    ("api_key", "= \"q7Zk2Rx9Bv4Tq7Zk2Rx9Bv4T\"", "= \"[AUTH_TOKEN]\""),
    ("first_name", "= \"Zorvane\"", "= \"[PERSON_NAME]\""),
    ("birth_date", ": 1984-03-07", ": [DATE_OF_BIRTH]"),
    // Nothing that is none beside one blank is one beside many.
    ("password", "= var.password", "= var.password"),
    ("password", ": null", ": null"),
    ("description", "= \"first\"", "= \"first\""),
];

#[test]
fn blanks_of_a_column_part_no_value_from_its_name() {
    for (name, rest, wanted) in LINES {
        for blanks in
            [" ", "     ", "         ", "                                ", "\t\t\t\t\t\t\t\t\t\t\t\t"]
        {
            let (input, output) = (format!("{name}{blanks}{rest}\n"), format!("{name}{blanks}{wanted}\n"));
            assert_eq!(redacted(&["--input-format", "text"], &input), output);
            assert_eq!(redacted(&["--input-format", "text"], &output), output, "a second run");
        }
    }
}

/// Several in a line, blanks on both sides of a sign, and other lines around.
#[test]
fn every_name_of_a_line_has_its_value() {
    let input = "x\nuser           = ann  password           =          \"a   b\"  pin = 1\r\npassword            : Zqx7hunter2\r\n";
    let output = "x\nuser           = ann  password           =          \"[PASSWORD]\"  pin = 1\r\npassword            : [PASSWORD]\r\n";
    assert_eq!(redacted(&["--input-format", "text"], input), output);
}

/// What is too far away stands in another column.
#[test]
fn a_sign_far_away_says_nothing() {
    let far = " ".repeat(300);
    let input = format!("password{far}= Zqx7hunter2\npassword:{far}Zqx7hunter2\n");
    assert_eq!(redacted(&["--input-format", "text"], &input), input);
}

/// What rules know by the beginning or the end of its line.
const WHOLE: &[(&str, &str)] = &[
    ("requirepass Zqx7hunter2", "requirepass [PASSWORD]"),
    ("password Zqx7hunter2", "password [PASSWORD]"),
    ("ENV DB_PASSWORD Zqx7hunter2", "ENV DB_PASSWORD [PASSWORD]"),
    ("enable secret 0 Zqx7hunter2", "enable secret 0 [PASSWORD]"),
    (".password(\"hunter\")", ".password(\"[PASSWORD]\")"),
    ("echo \"ann:Zqx7hunter2\" | chpasswd", "echo \"ann:[PASSWORD]\" | chpasswd"),
    (
        "echo \"Zqx7hunter2\" | docker login -u ann --password-stdin",
        "echo \"[PASSWORD]\" | docker login -u ann --password-stdin",
    ),
];

#[test]
fn marks_and_returns_are_no_part_of_a_line() {
    for (line, wanted) in WHOLE {
        for mark in ["", "\u{feff}", "x\n\u{feff}"] {
            for end in ["\n", "\r\n", "\r\nx\r\n"] {
                let (input, output) = (format!("{mark}{line}{end}"), format!("{mark}{wanted}{end}"));
                assert_eq!(redacted(&["--input-format", "text"], &input), output, "{mark:?} {end:?}");
            }
        }
    }
}
