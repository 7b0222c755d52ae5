//! Strings and keys wherever the blocks of 64 bytes end that they are read by.

use obelus::format::json::lines::{Start, read_lines};
use obelus::format::sheet::{Kind, Sheet};
use obelus::span::Span;

use crate::{Json, check_places, path, read};

#[test]
fn strings_end_where_serde_json_ends_them() {
    for padding in 0..140 {
        for backslashes in 0..7 {
            let padding = "x".repeat(padding);
            let run = "\\".repeat(backslashes);
            for tail in ["\",\"t\"]", "\"\",\"t\"]", "n\",\"t\\\"\"]", "\\\\\\\\\\\"\"]"] {
                let text = format!("[\"{padding}{run}{tail}");
                let wanted: Option<Vec<String>> = serde_json::from_str(&text).ok();
                let sheet = read(text.as_bytes());
                let values = |sheet: &Sheet| -> Vec<String> {
                    let value =
                        |cell| String::from_utf8(sheet.value(cell, text.as_bytes()).to_vec()).unwrap();
                    sheet.cells.iter().map(value).collect()
                };
                assert_eq!(sheet.as_ref().map(values), wanted, "{text}");
                if let Some(sheet) = sheet {
                    check_places(&sheet, text.as_bytes());
                }
            }
        }
    }
}

/// Names that begin alike, end alike, or are written with escapes.
const NAMES: &[&str] = &[
    "",
    "a",
    "ab",
    "\u{0}",
    "a\u{0}",
    "a\"",
    "a\\",
    "a\\\"",
    "seven77",
    "eight888",
    "eight88",
    "eight8889",
    "eight888a",
    "a name of sixteen",
    "a name of sixteem",
    "a longer name than that, and one more",
    "a longer name than that, and one mors",
    "a\"b\"c",
    "\u{e9}",
];

/// Whatever name came after a name before, it is the one that stands there.
#[test]
fn names_are_those_that_stand_there() {
    let mut text = String::new();
    let mut wanted = Vec::new();
    for first in NAMES {
        for second in NAMES {
            for third in [first, second, &"a", &"b\\n"] {
                let key = |name: &str| serde_json::to_string(name).unwrap();
                text += &format!("{{{}:{{{}:1}},{}:2}}\n", key(first), key(second), key(third));
                wanted.push(vec![first.to_string()]);
                wanted.push(vec![first.to_string(), second.to_string()]);
                wanted.push(vec![third.to_string()]);
            }
        }
    }
    let text = text.as_bytes();
    let mut sheet = Sheet::default();
    read_lines(text, Span::new(0, text.len()), &Start::first(), &mut sheet);
    assert!(sheet.records.iter().all(|record| record.flaw.is_none()));
    let keys = sheet.cells.iter().filter(|cell| cell.kind == Kind::Key);
    let found: Vec<Vec<Vec<u8>>> = keys.map(|cell| path(&sheet, cell.name)).collect();
    let wanted: Vec<Vec<Vec<u8>>> =
        wanted.into_iter().map(|path| path.into_iter().map(String::into_bytes).collect()).collect();
    assert_eq!(found, wanted);
    // A key that is cut short, or runs on, is none of those before it.
    for line in ["{\"a", "{\"a:1}", "{\"ab\":1}x", "{\"eight888:1}", "{\"\\a\":1}"] {
        let line = format!("{{\"a\":1}}\n{{\"eight888\":1}}\n{line}");
        let mut sheet = Sheet::default();
        read_lines(line.as_bytes(), Span::new(0, line.len()), &Start::first(), &mut sheet);
        let last = line.lines().last().unwrap();
        let is_json = serde_json::from_str::<Json>(last).is_ok();
        assert_eq!(sheet.records[2].flaw.is_none(), is_json, "{last}");
    }
}
