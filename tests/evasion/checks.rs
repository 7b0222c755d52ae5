//! Are the checks of containers checks? Each says of one text that it is whole and of another that it is not.

use crate::carriers::Carrier::{self, *};
use crate::containers::{broken, is_whole};
use crate::disguises::Container;

/// What is whole, and what is broken.
const CONTAINERS: &[(Container, &str, &str)] = &[
    (Container::Percent, "a%40b%2e %u0040", "a%4"),
    (Container::Percent, "[X]%41", "100%"),
    (Container::Entities, "&#64; &#x2e; &amp; a & b", "&#64"),
    (Container::Entities, "&lt;", "&lt[X]"),
    (Container::Backslashes, r"\u0040 \x40 \n \\", r"\u00[X]"),
    (Container::Backslashes, r"\u{40}", r"a\"),
    (Container::NestedJson, r#"the {"a":"[X]"} was"#, r#"the {"a":[X]} was"#),
    (Container::NestedJson, "the [X] was", r#"the {"a":"b" was"#),
    (Container::QuotedPrintable, "a=40b=\nc", "a=4[X]"),
    (Container::EncodedWords, "=?utf-8?B?YW5u?= =?utf-8?Q?a=2Eb?=", "=?utf-8?B?YW5u[X]"),
    (Container::Base64, "run aGVsbG8gd29ybGQhIQ== end", "run aGVsbG8gd29ybGQhIQ= end"),
    (Container::Base64, "run [ENCRYPTION_KEY] end", "run aGVsbG8gd29ybGQhI end"),
    (Container::Base64Body, "a: b\n\naGVsbG8g\nd29ybGQh", "a: b\n\n[X]\nIA=="),
    (Container::Hex, "run 616263646566 end", "run 61626364656 end"),
    (Container::Utf16, "a b\0c\0d\0 e", "a b\0\0c\0 e"),
    (Container::Utf7, "a+AEA-b", "a+AEA b"),
    (Container::Terminal, "\x1b[1;31m[X]\x1b[0m", "\x1b[1;[X]\x1b[0m"),
];

#[test]
fn every_check_of_an_encoding_says_what_is_broken() {
    for (container, whole, not) in CONTAINERS {
        assert_eq!(broken(*container, whole.as_bytes()), 0, "{container:?} {whole}");
        assert!(broken(*container, not.as_bytes()) > 0, "{container:?} {not}");
    }
}

/// A record that is whole, and one that is not.
const CARRIERS: &[(Carrier, &str, &str)] = &[
    (CsvBare, "q,the [X] was,open\n", "q,the [X],was,open\n"),
    (CsvQuoted, "q,\"the \"\"[X]\"\" was\",open\n", "q,\"the \"[X], was\",open\n"),
    (
        Json,
        r#"{"record":"q","note":"the [X] was","state":"open"}"#,
        r#"{"record":"q","note":"the \[X] was","state":"open"}"#,
    ),
    (Json, r#"{"record":"q","note":"","state":"open"}"#, r#"{"record":"q","note":"[X]","state":"[X]"}"#),
    (
        Url,
        "client \"GET https://shop.example.com/a/[X]?b=%20 HTTP\" ok\n",
        "client \"GET https://shop.example.com/a/%4[X] HTTP\" ok\n",
    ),
    (
        Url,
        "client \"GET https://shop.example.com/ HTTP\" ok\n",
        "client \"GET https://shop.example.com/a b HTTP\" ok\n",
    ),
    (Html, "<p class=\"note\">[X]</p>\n", "<p class=\"note\">[X]</p\n"),
    (
        Attribute,
        "<input name=\"note\" title=\"[X]\" disabled>\n",
        "<input name=\"note\" title=\"[X\"]\" disabled>\n",
    ),
    (
        Xml,
        "<entry><note>[X] &amp;</note><state>open</state></entry>\n",
        "<entry><note>[X]&am</note><state>open</state></entry>\n",
    ),
    (
        XmlDocument,
        "<entry id=\"q\"><note>[X] &amp;</note><state>open</state></entry>\n</notes>\n",
        "<entry id=\"q\"><note>[X]</note><state>open</state></entry></notes>\n",
    ),
    (
        Sql,
        "INSERT INTO `notes` VALUES ('q','it\\'s [X]','open');\n",
        "INSERT INTO `notes` VALUES ('q','it's [X]','open');\n",
    ),
    (
        MailHeader,
        "From - Sat Jan  3 01:05:34 2026\nX-Id: q\nMIME-Version: 1.0\nSubject: [X]\nPrecedence: list\n\nas above\n\n",
        "From - Sat Jan  3 01:05:34 2026\nX-Id: q\nMIME-Version: 1.0\nSubject: =?utf-8?Q?[X]\nPrecedence: list\n\nas above\n\n",
    ),
];

#[test]
fn every_check_of_a_carrier_says_what_is_broken() {
    for (carrier, whole, not) in CARRIERS {
        assert!(is_whole(*carrier, "q", whole.as_bytes()), "{carrier:?} {whole}");
        assert!(!is_whole(*carrier, "q", not.as_bytes()), "{carrier:?} {not}");
    }
}
