//! What programming languages do to values: rows 7 (escapes), 8 (JSON in JSON) and 26 (shells and SQL).

use super::{ANY, Container, Disguise, EMAIL, d, each, signs};
use crate::carriers::Carrier::Json;
use crate::values::{Category, Value};

pub const ALL: &[Disguise] = &[
    json(r"\u0040", EMAIL, |v| v.text.replace('@', r"\u0040")),
    json(r"\u, all signs", ANY, |v| signs(&v.text, |c| format!(r"\u{:04x}", u32::from(c)))),
    json(r"\u, all signs, capitals", ANY, |v| signs(&v.text, |c| format!(r"\u{:04X}", u32::from(c)))),
    json(r"\u, all characters", ANY, |v| each(&v.text, |c| format!(r"\u{:04x}", u32::from(c)))),
    json(r"\/ for /", ANY, |v| v.text.replace('/', r"\/")),
    json(r"\uff20 (full width)", EMAIL, |v| v.text.replace('@', r"\uff20")),
    json(r"\u200b inside", ANY, |v| super::middle(&v.text, r"\u200b")),
    escape(7, r"\\u0040 (escaped twice)", EMAIL, |v| v.text.replace('@', r"\\u0040")),
    escape(7, r"\x40", EMAIL, |v| v.text.replace('@', r"\x40")),
    escape(7, r"\x, all signs", ANY, |v| signs(&v.text, |c| format!(r"\x{:02x}", u32::from(c)))),
    escape(7, r"\u{40}", EMAIL, |v| v.text.replace('@', r"\u{40}")),
    escape(7, r"\U00000040", EMAIL, |v| v.text.replace('@', r"\U00000040")),
    nested("JSON in a string", |v| object(&v.text)),
    nested("JSON in JSON in a string", |v| object(&object(&v.text))),
    nested("JSON in a string, three deep", |v| object(&object(&object(&v.text)))),
    nested("JSON in a string, with its own escapes", |v| {
        format!(r#"{{"a":"b","value":"{}"}}"#, signs(&v.text, |c| format!(r"\u{:04x}", u32::from(c))))
    }),
    nested("JSON two deep, with its own escapes", |v| {
        object(&format!(r#"{{"value":"{}"}}"#, signs(&v.text, |c| format!(r"\u{:04x}", u32::from(c)))))
    }),
    escape(26, r"octal: \100", EMAIL, |v| v.text.replace('@', r"\100")),
    escape(26, "octal, all characters", ANY, |v| each(&v.text, |c| format!(r"\{:03o}", u32::from(c)))),
    escape(26, r"backslash before every sign", ANY, |v| signs(&v.text, |c| format!(r"\{c}"))),
    d(26, "beside doubled quotes", ANY, |v| format!("VALUES ('it''s {}')", v.text)),
    d(26, "doubled quote in the local part", EMAIL, |v| format!("'o''{}'", v.text)),
    d(26, "CHAR(64)", EMAIL, |v| format!("'{}'", v.text.replace('@', "'||CHAR(64)||'"))),
    d(26, "in an identifier", ANY, |v| format!("SELECT `{}` FROM a", v.text)),
];

type Write = fn(&Value) -> String;

const fn escape(row: u8, name: &'static str, of: &'static [Category], write: Write) -> Disguise {
    d(row, name, of, write).container(Container::Backslashes)
}

const fn json(name: &'static str, of: &'static [Category], write: Write) -> Disguise {
    escape(7, name, of, write).native(&[Json])
}

const fn nested(name: &'static str, write: Write) -> Disguise {
    d(8, name, ANY, write).container(Container::NestedJson)
}

fn object(text: &str) -> String {
    serde_json::json!({ "a": "b", "value": text }).to_string()
}
