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
    ("password: \"Qq5abcd1\" --> \"zorvanquil\"\n", "password: \"[PASSWORD]\" --> \"[PASSWORD]\"\n"),
    ("password: \"Qq5abcd1\" ==> \"zorvanquil\"\n", "password: \"[PASSWORD]\" ==> \"[PASSWORD]\"\n"),
    ("password: 'Qq5abcd1' ~> 'zorvanquil'\n", "password: '[PASSWORD]' ~> '[PASSWORD]'\n"),
    ("password: 'Qq5abcd1' \u{21d2} 'zorvanquil'\n", "password: '[PASSWORD]' \u{21d2} '[PASSWORD]'\n"),
    ("password: Qq5abcd1 \u{27f6} zorvanquil\n", "password: [PASSWORD] \u{27f6} [PASSWORD]\n"),
    (
        "Notice: /Main/User[ann]/password: changed 'qorvanold' to 'zorvanquil'\n",
        "Notice: /Main/User[ann]/password: changed '[PASSWORD]' to '[PASSWORD]'\n",
    ),
    (
        "User[ann]/password: defined 'password' as 'zorvanquil'\n",
        "User[ann]/password: defined 'password' as '[PASSWORD]'\n",
    ),
    (
        "Value of root['password'] changed from \"Qq5abcd1\" to \"zorvanquil\".\n",
        "Value of root['password'] changed from \"[PASSWORD]\" to \"[PASSWORD]\".\n",
    ),
    (
        "  - set password to \"Zqx7hunter2\" (was \"qorvanold\")\n",
        "  - set password to \"[PASSWORD]\" (was \"[PASSWORD]\")\n",
    ),
    // What goes on behind a value and is none.
    ("User[ann]/password: changed password\n", "User[ann]/password: changed password\n"),
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
