//! Places where nobody looks: rows 23 (cells), 27 (names), 33 (long tokens), 34 (placeholders), 35 (decoys), 36 (two readings).

use super::{ANY, Disguise, EMAIL, d};
use crate::carriers::Carrier::{CsvBare, CsvQuoted, Json, Text};

pub const ALL: &[Disguise] = &[
    d(23, "in doubled quotes", ANY, |v| format!("\"{}\"", v.text)),
    d(23, "behind a line end", ANY, |v| format!("a line\n{}", v.text)),
    d(23, "table in a cell", ANY, |v| format!("a,{},b", v.text)),
    d(23, "line end of a cell inside", ANY, |v| super::middle(&v.text, "\n")).only(&[CsvQuoted]),
    d(27, "name of a member", ANY, |v| format!("a\",\"{}\":\"b", v.text))
        .native(&[Json])
        .only(&[Json])
        .alone(),
    d(27, "name of a member, with an escape", EMAIL, |v| {
        format!("a\",\"{}\":\"b", v.text.replace('@', "\\u0040"))
    })
    .native(&[Json])
    .only(&[Json])
    .alone(),
    d(27, "name of a member, %40", EMAIL, |v| format!("a\",\"{}\":\"b", v.text.replace('@', "%40")))
        .native(&[Json])
        .only(&[Json])
        .alone(),
    d(27, "comment of SQL", ANY, |v| format!("SELECT a -- {}", v.text)),
    d(27, "comment of C", ANY, |v| format!("/* {} */", v.text)),
    d(27, "comment of HTML", ANY, |v| format!("<!-- {} -->", v.text)).only(&[Text]),
    d(27, "name of a tag", EMAIL, |v| format!("<{0}>a</{0}>", v.text)).only(&[Text]),
    d(33, "end of a long token", EMAIL, |v| format!("{}{}", "x".repeat(9000), v.text)),
    d(33, "end of a long token, %40", EMAIL, |v| {
        format!("{}{}", "x".repeat(9000), v.text.replace('@', "%40"))
    }),
    d(33, "behind a long token", ANY, |v| format!("{}={}", "x".repeat(9000), v.text)),
    d(34, "behind [REDACTED]", ANY, |v| format!("[REDACTED]{}", v.text)),
    d(34, "behind the marker of its type", ANY, |v| format!("[EMAIL_ADDRESS][CREDIT_CARD_NUMBER]{}", v.text)),
    d(34, "behind the start of a token", ANY, |v| format!("ob1h_em_k7q2_{}", v.text)),
    d(35, "behind %40 decoys", EMAIL, |v| "a%40b ".repeat(300) + &v.text.replace('@', "%40")),
    d(35, "behind base64 decoys", EMAIL, |v| {
        let decoy = data_encoding::BASE64.encode(b"nothing but words here ");
        (decoy + " ").repeat(100) + &v.text.replace('@', "&#64;")
    }),
    d(36, "second member of a name", ANY, |v| format!("a\",\"note\":\"{}", v.text))
        .native(&[Json])
        .only(&[Json]),
    d(36, "quote in a bare cell", ANY, |v| format!("a\"b {}", v.text)).native(&[CsvBare]).only(&[CsvBare]),
];
