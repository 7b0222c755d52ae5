//! Lines of access logs with a part too many or too few: who asked is known all the same.

use crate::redacted;

/// What has to go in each, and what has to stay.
const LINES: &[(&str, &str)] = &[
    ("192.0.2.1  -  annaxyz  [10/Oct/2000:13:55:36 -0700]  \"GET /a HTTP/1.0\"  200  5", " 200 "),
    ("hostxyz\t-\tannaxyz\t[10/Oct/2000:13:55:36 -0700]\t\"GET /a HTTP/1.0\"\t200\t5", "GET /a HTTP/1.0"),
    (" hostxyz - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5", "GET /a HTTP/1.0"),
    ("hostxyz - annaxyz[10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5", "GET /a HTTP/1.0"),
    ("hostxyz - annaxyz [10/Oct/2000:13:55:36 -0700]\"GET /a HTTP/1.0\" 200 5", "GET /a HTTP/1.0"),
    ("hostxyz annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5", "GET /a HTTP/1.0"),
    ("annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5", "GET /a HTTP/1.0"),
    ("hostxyz - anna\tb annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5", "GET /a HTTP/1.0"),
    ("2001:db8::1 - annaxyz dora [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5", "GET /a HTTP/1.0"),
    // No date, or half of one.
    ("hostxyz - annaxyz \"GET /a HTTP/1.0\" 200 5", "\"GET /a HTTP/1.0\" 200 5"),
    ("hostxyz - annaxyz 10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5", "\"GET /a HTTP/1.0\" 200 5"),
    ("hostxyz - annaxyz [10/Oct/2000:13:55:36 -0700 \"GET /a HTTP/1.0\" 200 5", "\"GET /a HTTP/1.0\" 200 5"),
    ("hostxyz - annaxyz GET /a HTTP/1.0 200 5", ""),
    ("hostxyz annaxyz \"GET /a HTTP/1.0\" 200 5", "\"GET /a HTTP/1.0\" 200 5"),
    // Which of the headers is the program?
    (
        "h - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0 200 5 \"-\" \"Acmexyz 1\"",
        "GET /a HTTP/1.0 200 5",
    ),
    (
        "h - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5 \"Acmexyz 1\"",
        "GET /a HTTP/1.0\" 200 5",
    ),
    (
        "h - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5 -\" \"Acmexyz 1\"",
        "GET /a HTTP/1.0\" 200 5",
    ),
    (
        "h - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5 \"-\" Acmexyz 1\"",
        "GET /a HTTP/1.0\" 200 5",
    ),
    (
        "h - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5 \"-\" \"Acmexyz 1",
        "GET /a HTTP/1.0\" 200 5",
    ),
    (
        "h - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 5 7 \"-\" \"Acmexyz 1\"",
        "GET /a HTTP/1.0\" 200 5 7",
    ),
    (
        "h - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\"200 5 \"-\" \"Acmexyz 1\"",
        "GET /a HTTP/1.0\"200 5",
    ),
];

#[test]
fn who_asked_goes_from_lines_with_a_part_too_many_or_too_few() {
    for (line, kept) in LINES {
        let input = format!("{line}\n");
        let output = redacted(&["--input-format", "access-log"], &input);
        assert!(!output.contains("xyz") && !output.contains("192.0.2.1"), "{line}\n{output}");
        assert!(output.contains(kept) && output.ends_with('\n'), "{line}\n{output}");
        assert_eq!(redacted(&["--input-format", "access-log"], &output), output, "a second run of {line}");
    }
}

/// What is no such line is text, and what looks like a value is found in it.
#[test]
fn text_between_the_lines_stays_text() {
    let input = "# rotated by logrotate\nServer started at noon\n";
    assert_eq!(redacted(&["--input-format", "access-log"], input), input);
}
