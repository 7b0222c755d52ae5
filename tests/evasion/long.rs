//! A line that is worked on in pieces: no disguise may end where a piece does.

use std::fs;

use crate::common::{directory, obelus, run, text};
use crate::decode::compiled;
use crate::disguises;
use crate::judge;
use crate::matrix::Count;
use crate::page::{escaped, share};
use crate::values::{self, Category, Value};

/// Several times what is worked on as a whole (`limits::LINE_WHOLE_BYTES`).
const LINE_BYTES: usize = 3 << 20;

/// Disguises that are as long as they get, and one of each decoder.
const NAMES: &[&str] = &[
    "plain",
    "zero-width space, everywhere",
    "full width, everything",
    "all bytes",
    r"\u, all characters",
    "decimal, all characters",
    "=, all characters",
    "base64 of a sentence",
    "hexadecimal of a sentence",
    "UTF-16, little end first",
];

/// How many of the addresses are gone that stand side by side in one line of each disguise.
pub fn measured() -> Vec<(&'static str, Count)> {
    let place = directory("evasion-long");
    let one = |name: &&'static str| {
        let disguise = disguises::all().into_iter().find(|disguise| disguise.name == *name).unwrap();
        let (mut line, mut units, mut values) = (String::new(), Vec::new(), Vec::new());
        while line.len() < LINE_BYTES {
            let address = format!("clara.{}@example.com", crate::matrix::id(units.len()));
            let value = values::of(Category::Email, address);
            let unit = (disguise.write)(&value);
            // Words of another length each time, so that pieces end at every place of a value.
            line += &format!("{} mail {unit} ", "x".repeat(units.len() % 61));
            units.push(unit);
            values.push(value);
        }
        let file = place.join("line.txt");
        fs::write(&file, line + "\n").unwrap();
        let done = run(obelus(["redact", "--quiet", "--policy", "builtin:strict", text(&file)]), b"");
        assert!(matches!(done.code, 0 | 3), "{name}: exit {}: {}", done.code, done.said());
        let left = left(&done.stdout, &values, &units);
        (*name, Count { all: units.len(), gone: units.len() - left })
    };
    NAMES.iter().map(one).collect()
}

/// How many are left behind the word that stands before each. Where such words are gone too, each is looked for everywhere.
fn left(written: &[u8], values: &[Value], units: &[String]) -> usize {
    let mark = b" mail ";
    let starts: Vec<usize> = memchr::memmem::find_iter(written, mark).map(|at| at + mark.len()).collect();
    let marker = compiled(r"^\[[A-Z0-9_]+\] x* ?\n?$");
    let is_left = |text: &[u8], at: usize| {
        if marker.is_match(text) {
            return false;
        }
        memchr::memmem::find(text, units[at].as_bytes()).is_some() || judge::is_left(&values[at], text)
    };
    if starts.len() != units.len() {
        return (0..units.len())
            .filter(|at| memchr::memmem::find(written, units[*at].as_bytes()).is_some())
            .count();
    }
    let ends = starts[1..].iter().copied().chain([written.len()]);
    starts
        .iter()
        .zip(ends)
        .enumerate()
        .filter(|(at, (start, end))| is_left(&written[**start..*end], *at))
        .count()
}

/// The table of the page.
pub fn table(all: &[(&str, Count)]) -> String {
    let mut rows =
        "## Addresses in a line of 3 MiB\n\n| disguise | addresses | gone |\n|---|---:|---:|\n".to_owned();
    for (name, count) in all {
        rows += &format!("| {} | {} | {} |\n", escaped(name), count.all, share(*count));
    }
    rows
}
