//! Lines of logs that are not quite what their format says: who they are about is known all the same.

use crate::redacted;

const LINES: &[(&str, &str, &str)] = &[
    // No number of bytes, and none but headers behind.
    (
        "access-log",
        "192.0.2.1 - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200\n",
        "[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200\n",
    ),
    (
        "access-log",
        "h - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 \"-\" \"agent\" user=bertaxyz\n",
        "[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 \"-\" \"[HTTP_USER_AGENT]\" user=[USERNAME]\n",
    ),
    // Quotes in a request, or too few.
    (
        "access-log",
        "h - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a\" b HTTP/1.0\" 200 5 \"-\" \"x\"\n",
        "[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] \"GET /a\" b HTTP/1.0\" 200 5 \"-\" \"[HTTP_USER_AGENT]\"\n",
    ),
    (
        "access-log",
        "h - annaxyz [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0 200 5\n",
        "[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0 200 5\n",
    ),
    (
        "access-log",
        "h - anna [10/Oct/2000:13:55:36 -0700] xyz [10/Oct/2000:13:55:36 -0700] GET /a\n",
        "[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] GET /a\n",
    ),
    // Columns filled with spaces.
    (
        "w3c-log",
        "#Fields: time cs-username sc-status\n10:00:00  annaxyz   200\n10:00:00 bertaxyz 200\n10:00:00 a b 200\n",
        "#Fields: time cs-username sc-status\n10:00:00  [USERNAME]   200\n10:00:00 [USERNAME] 200\n10:00:00 [USERNAME] [USERNAME] [USERNAME]\n",
    ),
];

#[test]
fn odd_lines_keep_their_names() {
    for (format, input, output) in LINES {
        assert_eq!(redacted(&["--input-format", format], input), *output, "{input}");
        assert_eq!(redacted(&["--input-format", format], output), *output, "a second run of {input}");
    }
}
