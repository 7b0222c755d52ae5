//! Random tables and JSON with values everywhere, read back by the csv and serde_json crates.

use serde_json::{Map, Value};

use super::*;
use crate::common::random::Random;

/// What cells are made of. `Zorvane` is a name that only its field gives away.
static PIECES: &[&str] = &[
    "Zorvane",
    " ",
    "\"",
    "\"\"",
    ",",
    ";",
    "\n",
    "\r\n",
    "\r",
    "\\",
    "\\\"",
    "ann@example.com",
    "4111111111111111",
    "é",
    "\u{0}",
    "{",
    "}",
    "[",
    "]",
    "{\"a\":1}",
    "{\"cust_name\":\"Zorvane\"}",
    "'",
    "212-555-0142",
    "\t",
    "x",
    "\\N",
    "null",
];

fn value(random: &mut Random) -> String {
    (0..random.below(6)).map(|_| *random.pick(PIECES)).collect()
}

/// A table with the columns id, cust_name and notes, as its rows, and written with quotes where they are needed or
/// at random.
fn table(random: &mut Random) -> (Vec<[String; 3]>, Vec<u8>) {
    let rows: Vec<[String; 3]> =
        (0..1 + random.below(20)).map(|n| [n.to_string(), value(random), value(random)]).collect();
    let line_end = *random.pick(&["\n", "\r\n"]);
    let mut bytes = format!("id,cust_name,notes{line_end}");
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| {
                let needs = cell.contains([',', '"', '\n', '\r']) || random.one_in(3);
                if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
            })
            .collect();
        bytes += &(cells.join(",") + line_end);
    }
    (rows, bytes.into_bytes())
}

fn parsed(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Nothing of what only a field or a detector gives away is left.
fn holds_nothing(case: &str, text: &str) {
    for value in ["Zorvane", "ann@example.com", "4111111111111111", "212-555-0142"] {
        assert!(!text.contains(value), "{case}: {value} in {text:?}");
    }
}

/// Values that stand alone, so that a detector must find them whatever stands beside them.
fn without_values(text: &str) -> bool {
    !text.contains("ann@") && !text.contains("4111") && !text.contains("555") && !text.contains("Zorvane")
}

/// Text that begins like JSON with keys and goes on as something else is withheld, with exit 3.
fn may_be_unread(text: &str) -> bool {
    text.contains('{') && text.contains("\":")
}

fn tables(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let mut random = Random::new(seed);
        let (rows, bytes) = table(&mut random);
        // The csv crate reads what was meant; where a backslash makes the meaning doubtful, nothing is compared.
        let case = format!("table {seed}");
        let done = filter(&["--input-format", "csv", "--header", "--frame-size", "64"], &bytes);
        if rows.iter().flatten().any(|cell| cell.contains("\\\"")) {
            assert!(matches!(done.code, 0 | 3), "{case}: {}", done.said());
            continue;
        }
        let unread = rows.iter().flatten().any(|cell| may_be_unread(cell));
        assert!(done.code == 0 || (unread && done.code == 3), "{case}: {}", done.said());
        let (before, after) = (parsed(&bytes), parsed(&done.stdout));
        assert_eq!(before.len(), after.len(), "{case}");
        assert_eq!(before[0], after[0], "{case}");
        for (row, (was, is)) in rows.iter().zip(before[1..].iter().zip(&after[1..])) {
            assert_eq!(was.as_slice(), row, "{case}: the test writes what it means");
            assert_eq!(is.len(), 3, "{case}");
            assert_eq!(is[0], was[0], "{case}");
            let nothing = was[1].is_empty() || was[1] == "\\N";
            assert!(nothing == (is[1] == was[1]) || without_values(&is[1]), "{case}: {is:?}");
            holds_nothing(&case, &is[1]);
            let is_gone = may_be_unread(&was[2]) && is[2] == "[REDACTED]";
            if without_values(&was[2]) && !was[2].contains('@') && !is_gone {
                assert_eq!(is[2], was[2], "{case}");
            }
        }
    }
}

fn document(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth > 3 { 4 } else { 7 }) {
        0 => Value::Null,
        1 => Value::Bool(random.one_in(2)),
        2 => Value::from(random.below(1 << 30)),
        3 => Value::String(value(random)),
        4 => (0..random.below(4)).map(|_| document(random, depth + 1)).collect(),
        _ => {
            let mut map = Map::new();
            for _ in 0..random.below(4) {
                let name = *random.pick(&["cust_name", "notes", "a", "b\"c", "ключ", ""]);
                map.insert(name.to_owned(), document(random, depth + 1));
            }
            Value::Object(map)
        }
    }
}

/// The same shape; what stands below `cust_name` is gone, and the rest is as it was unless it held a value.
fn compare(case: &str, was: &Value, is: &Value, named: bool) {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            assert_eq!(was.keys().collect::<Vec<_>>(), is.keys().collect::<Vec<_>>(), "{case}");
            for (key, was) in was {
                compare(case, was, &is[key], named || key == "cust_name");
            }
        }
        (Value::Array(was), Value::Array(is)) => {
            assert_eq!(was.len(), is.len(), "{case}");
            was.iter().zip(is).for_each(|(was, is)| compare(case, was, is, named));
        }
        (Value::String(was), Value::String(is)) => {
            if named {
                holds_nothing(case, is);
            } else if without_values(was) {
                assert!(was == is || (may_be_unread(was) && is == "[REDACTED]"), "{case}: {was} became {is}");
            }
        }
        (Value::Number(_) | Value::Bool(_), Value::Null) if named => {}
        _ => assert!(was == is && (!named || was.is_null()), "{case}: {was} became {is}"),
    }
}

fn documents(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let mut random = Random::new(seed);
        let all: Vec<Value> = (0..1 + random.below(8)).map(|_| document(&mut random, 0)).collect();
        let lines: String = all.iter().map(|v| format!("{v}\n")).collect();
        let pretty: String = all.iter().map(|v| serde_json::to_string_pretty(v).unwrap() + "\n").collect();
        let array = serde_json::to_string_pretty(&all).unwrap();
        for (format, text) in [("jsonl", &lines), ("json", &lines), ("json", &pretty), ("json", &array)] {
            let case = format!("document {seed} as {format}");
            let done = filter(&["--input-format", format, "--frame-size", "16"], text.as_bytes());
            let unread = done.code == 3 && may_be_unread(&text.replace("\\\"", "\""));
            assert!(done.code == 0 || unread, "{case}: {}", done.said());
            let read = serde_json::Deserializer::from_slice(&done.stdout).into_iter::<Value>();
            let read: Vec<Value> = read.map(|v| v.unwrap()).collect();
            let read = if text == &array { read[0].as_array().unwrap().clone() } else { read };
            assert_eq!(all.len(), read.len(), "{case}");
            all.iter().zip(&read).for_each(|(was, is)| compare(&case, was, is, false));
        }
    }
}

#[test]
fn random_tables_are_read_as_they_are_meant() {
    tables(0..150);
}

#[test]
fn random_documents_are_read_as_they_are_meant() {
    documents(0..60);
}

#[test]
#[ignore = "full tier"]
fn many_random_tables_and_documents() {
    tables(150..4000);
    documents(60..1500);
}

/// Deeper than any stack.
#[test]
fn nesting_without_end_is_no_crash() {
    let deep = format!("{}1{}", "[{\"a\":".repeat(500_000), "}]".repeat(500_000));
    for format in ["json", "jsonl"] {
        let done = filter(&["--input-format", format], deep.as_bytes());
        assert_eq!(done.code, 3, "{format}: {}", done.said());
        assert!(done.stdout.len() < 16, "{format}");
    }
}
