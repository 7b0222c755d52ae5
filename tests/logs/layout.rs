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

/// Values that markup shows: what stands before them, and what follows.
const SHOWN: &[(&str, &str)] = &[
    ("<p>Your password is <strong style=\"color:red\">«Zqx7hunter2»</strong></p>", "PASSWORD"),
    ("<p>Your password is <span class='v'>«Zqx7hunter2»</span></p>", "PASSWORD"),
    ("<p>Your new password is: <strong style=\"font-size:14px\">«Zqx7hunter2»</strong></p>", "PASSWORD"),
    ("<p>password: <span class=\"x\">«Zqx7hunter2»</span></p>", "PASSWORD"),
    ("<li>password: <code>«Zqx7hunter2»</code></li>", "PASSWORD"),
    ("<p><b>Password:</b> «Zqx7hunter2»</p>", "PASSWORD"),
    ("<p><b class=\"x\">Password:</b> «Zqx7hunter2»<br/>", "PASSWORD"),
    ("<td>Password:</td><td class=\"v\">«Zqx7hunter2»</td>", "PASSWORD"),
    ("<tr><td>Password:</td> <td>«Zqx7hunter2»</td></tr>", "PASSWORD"),
    ("<dt>Password:</dt><dd>«Zqx7hunter2»</dd>", "PASSWORD"),
    ("Your temporary password is:<br><br><b>«Zqx7hunter2»</b>", "PASSWORD"),
    ("<b>First name:</b> «Zorvane»<br>", "PERSON_NAME"),
    ("<td>PIN:</td><td>«4711»</td>", "PASSWORD"),
    ("| Admin password: | «Zqx7hunter2» |", "PASSWORD"),
    ("│ Password: │ «zorvanquil» │", "PASSWORD"),
    ("Password: → «Zqx7hunter2»", "PASSWORD"),
    ("Password:\u{a0} «Zqx7hunter2»", "PASSWORD"),
    ("Password: \u{a0} «Zqx7hunter2»", "PASSWORD"),
    ("password =\u{a0}\"«zorvanquil»\"", "PASSWORD"),
    ("| Phone: | «555-0142» |", "PHONE_NUMBER"),
    ("| **Password:** | «Zqx7hunter2» |", "PASSWORD"),
    // What is none without the markup is none with it.
    ("<label>Password:</label> <input type=\"password\" name=\"p\">", ""),
    ("<th>Password:</th><th>Role:</th>", ""),
    ("<p>Password:</p></div><p>Zqx7hunter2</p>", ""),
    ("<p><b>Password:</b> required</p>", ""),
    ("<a href=\"/password\">Forgot your password?</a> <span class=\"x\">Sign in</span>", ""),
    ("<td>Name:</td><td></td>", ""),
];

#[test]
fn markup_parts_no_value_from_its_name() {
    for (line, info_type) in SHOWN {
        let (before, rest) = line.split_once('«').unwrap_or((line, ""));
        let (value, behind) = rest.split_once('»').unwrap_or(("", ""));
        let input = format!("Hello,\n{before}{value}{behind}\nbye\n");
        let marker = if info_type.is_empty() { String::new() } else { format!("[{info_type}]") };
        let output = format!("Hello,\n{before}{marker}{behind}\nbye\n");
        assert_eq!(redacted(&["--input-format", "text"], &input), output);
        assert_eq!(redacted(&["--input-format", "text"], &output), output, "a second run");
        // In a member the page is read as one, where labels say more.
        if !info_type.is_empty() {
            let json = |text: &str| format!("{{\"body\":{}}}\n", serde_json::to_string(text).unwrap());
            assert_eq!(redacted(&["--input-format", "json"], &json(&input)), json(&output));
        }
    }
}
