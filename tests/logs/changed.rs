//! Values that take the place of others, and values that a page or a chat sets off from the words before them.

use super::redacted;

const TEXTS: &[(&str, &str)] = &[
    ("  ~ password = \"Qq5abcd1\" -> \"Zqx7hunter2\"\n", "  ~ password = \"[PASSWORD]\" -> \"[PASSWORD]\"\n"),
    ("first_name: \"Quellan\" -> \"Zorvane\"\n", "first_name: \"[PERSON_NAME]\" -> \"[PERSON_NAME]\"\n"),
    ("password: Qq5abcd1 -> Zqx7hunter2\n", "password: [PASSWORD] -> [PASSWORD]\n"),
    (
        "{\"a\":\"password=\\\"Qq5abcd1\\\" -> \\\"Zqx7hunter2\\\"\"}\n",
        "{\"a\":\"password=\\\"[PASSWORD]\\\" -> \\\"[PASSWORD]\\\"\"}\n",
    ),
    ("  ~ password = \"Qq5abcd1\" -> null\n", "  ~ password = \"[PASSWORD]\" -> null\n"),
    // What goes on behind a value and is none.
    ("sent token=q7Zk2Rx9Bv4T => generated 12 bytes\n", "sent token=[AUTH_TOKEN] => generated 12 bytes\n"),
    ("Password\u{a0}for ann: Zqx7hunter2\n", "Password\u{a0}for ann: [PASSWORD]\n"),
    ("the passphrase\u{a0}is Zqx7hunter2\n", "the passphrase\u{a0}is [PASSWORD]\n"),
];

#[test]
fn a_value_in_the_place_of_another_is_the_same() {
    for (input, output) in TEXTS {
        assert_eq!(redacted(&["--input-format", "text"], input), *output);
        assert_eq!(redacted(&["--input-format", "text"], output), *output, "a second run");
    }
}
