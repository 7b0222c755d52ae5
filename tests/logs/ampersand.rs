//! Passwords without quotes that have an ampersand in them, and parameters of addresses, which one parts.

use super::redacted;

/// Values stand between angle quotes.
const LINES: &[&str] = &[
    "password: «Kx9&vTq2Lm» next",
    "password: «Kx9&vTq2Lm»",
    "password: «Kx9&vTq&2Lm».",
    "export PGPASSWORD=«Kx9&vTq2Lm»",
    "Server=x;Uid=a;Pwd=«Kx9&amp;vTq2Lm»;Database=y",
    "<p>password: «Kx9&amp;vTq2Lm»</p>",
    "POST user=ann&password=«Zqx7hunter2»&remember=1",
    "POST user=ann&password=«Zqx7hunter2»&remember",
    "PGPASSWORD=«Zqx7hunter2»&& psql",
    "password: «Zqx7hunter2»&nbsp;next",
];

#[test]
fn values_go_on_behind_an_ampersand() {
    for line in LINES {
        let (before, rest) = line.split_once('«').unwrap();
        let (value, behind) = rest.split_once('»').unwrap();
        let (input, output) = (format!("{before}{value}{behind}\n"), format!("{before}[PASSWORD]{behind}\n"));
        assert_eq!(redacted(&["--input-format", "text"], &input), output);
        assert_eq!(redacted(&["--input-format", "text"], &output), output, "a second run");
    }
}
