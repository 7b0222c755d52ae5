//! Text full of encodings that holds nobody's data: whatever is found in it is wrong.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::common::{directory, obelus, run, text};
use crate::random::Random;

#[path = "benign/bytes.rs"]
mod bytes;
#[path = "benign/languages.rs"]
mod languages;
#[path = "benign/pages.rs"]
mod pages;
#[path = "benign/traps.rs"]
mod traps;

const SEED: u64 = 20_261_130;

/// How many lines of each kind there are, or a few more.
const LINES: usize = 2000;

/// False alarms in 1,000 lines of what looks like a log, at most. The aim of the catalogue.
const LOGS_MAX: f64 = 3.0;

/// So many more in 1,000 lines than before anything was decoded, at most.
const MORE_MAX: f64 = 1.0;

/// What every query of a URL is, whatever stands in it.
const NOT_COUNTED: &[&str] = &["URL_QUERY_STRING"];

/// A kind of text.
pub struct Kind {
    pub name: &'static str,
    /// How its file is called.
    pub extension: &'static str,
    pub is_log: bool,
    /// False alarms in 1,000 lines before anything was decoded.
    pub before: f64,
    /// One line or several.
    pub make: fn(&mut Random) -> String,
}

const fn log(name: &'static str, before: f64, make: fn(&mut Random) -> String) -> Kind {
    Kind { name, extension: "log", is_log: true, before, make }
}

const fn other(
    name: &'static str,
    extension: &'static str,
    before: f64,
    make: fn(&mut Random) -> String,
) -> Kind {
    Kind { name, extension, is_log: false, before, make }
}

/// Every kind.
pub const KINDS: &[Kind] = &[
    log("hashes", 0.5, bytes::hashes),
    log("UUIDs", 0.0, bytes::uuids),
    log("identifiers in three parts", 0.0, bytes::dotted),
    log("hexadecimal dumps", 0.5, bytes::dumps),
    log("base64 in logs", 0.0, bytes::base64),
    log("paths and queries of other languages", 0.0, pages::requests),
    log("colours", 0.0, pages::colours),
    log("escapes in logs", 0.0, pages::escapes),
    log("packages", 0.0, traps::packages),
    log("times and versions, encoded", 0.0, traps::encoded),
    log("columns of numbers", 0.0, traps::columns),
    other("large numbers and ranges, typeset", "txt", 0.0, traps::typeset),
    other("styled letters", "txt", 0.0, traps::styled),
    other("images in pages", "html", 0.0, pages::images),
    other("minified code", "js", 0.0, pages::code),
    other("character references", "html", 0.0, pages::references),
    other("escapes in JSON", "jsonl", 0.0, languages::json),
    // Lines of base64 that are as long as keys are taken for keys.
    other("mails with attachments", "txt", 570.8, bytes::mails),
    other("quoted-printable", "txt", 0.0, languages::quoted),
    other("prose in Cyrillic", "txt", 0.0, |random| languages::prose(random, &languages::CYRILLIC)),
    other("prose in Greek", "txt", 0.0, |random| languages::prose(random, &languages::GREEK)),
    other("prose in Arabic", "txt", 0.0, |random| languages::prose(random, &languages::ARABIC)),
    other("prose in Hindi", "txt", 0.0, |random| languages::prose(random, &languages::HINDI)),
    other("prose in Chinese", "txt", 0.0, |random| languages::prose(random, &languages::CHINESE)),
    other("prose in Japanese, full width", "txt", 0.0, |random| {
        languages::prose(random, &languages::JAPANESE)
    }),
];

/// The text of a kind.
pub fn made(kind: &Kind) -> String {
    let seed = kind.name.bytes().fold(SEED, |seed, b| seed.wrapping_mul(31).wrapping_add(u64::from(b)));
    let mut random = Random::new(seed);
    let mut text = String::new();
    while text.lines().count() < LINES {
        // Counting lines each time would take the square of their number.
        for _ in 0..200 {
            text += &(kind.make)(&mut random);
            text.push('\n');
        }
    }
    text
}

/// At `possible` or above.
pub fn is_possible(row: &Value) -> bool {
    ["possible", "likely", "very_likely"].iter().any(|likelihood| row["likelihood"] == *likelihood)
}

/// What was found in a kind.
pub struct Found {
    pub kind: &'static Kind,
    pub lines: usize,
    pub types: BTreeMap<String, usize>,
}

impl Found {
    fn per_1000(&self) -> f64 {
        self.types.values().sum::<usize>() as f64 * 1000.0 / self.lines as f64
    }

    /// Whether there are more than there may be.
    pub fn is_too_many(&self) -> bool {
        let rate = self.per_1000();
        rate > self.kind.before + MORE_MAX || self.kind.is_log && rate > LOGS_MAX
    }
}

/// Scans all kinds.
pub fn found() -> Vec<Found> {
    let place = directory("evasion-benign");
    let one = |(nth, kind): (usize, &'static Kind)| {
        let file = place.join(format!("{nth:02}.{}", kind.extension));
        let made = made(kind);
        fs::write(&file, &made).unwrap();
        let done = run(obelus(["scan", "--quiet", "--format", "jsonl", text(&file)]), b"");
        assert_eq!(done.code, 0, "{}: {}", kind.name, done.said());
        let mut types = BTreeMap::new();
        for row in String::from_utf8(done.stdout).unwrap().lines() {
            let row: Value = serde_json::from_str(row).unwrap();
            let info_type = row["info_type"].as_str().unwrap().to_owned();
            if is_possible(&row) && !NOT_COUNTED.contains(&info_type.as_str()) {
                show(kind, &made, &row);
                *types.entry(info_type).or_default() += 1;
            }
        }
        Found { kind, lines: made.lines().count(), types }
    };
    KINDS.iter().enumerate().map(one).collect()
}

/// One finding, where `SHOW_BENIGN` names the kind. Nothing of it is anybody's.
#[allow(clippy::print_stderr)]
fn show(kind: &Kind, made: &str, row: &Value) {
    let asked =
        std::env::var_os("SHOW_BENIGN").is_some_and(|asked| kind.name.contains(&*asked.to_string_lossy()));
    let number = |name: &str| row[name].as_u64().map(|value| value as usize);
    if let (true, Some(line)) = (asked, number("line")) {
        eprintln!("{} {} {}", kind.name, row["detector"], made.lines().nth(line - 1).unwrap_or_default());
    }
}

/// The table of the page.
pub fn table(all: &[Found]) -> String {
    let mut text = "## False alarms in text full of encodings\n\n| kind | log | lines | found | in 1,000 lines | before | what |\n|---|---|---:|---:|---:|---:|---|\n".to_owned();
    for found in all {
        let types: Vec<String> =
            found.types.iter().map(|(name, count)| format!("`{name}` {count}")).collect();
        text += &format!(
            "| {} | {} | {} | {} | {:.1} | {:.1} | {} |\n",
            found.kind.name,
            if found.kind.is_log { "yes" } else { "" },
            found.lines,
            found.types.values().sum::<usize>(),
            found.per_1000(),
            found.kind.before,
            types.join(", ")
        );
    }
    text + &format!(
        "\nAt most {LOGS_MAX} in 1,000 lines of what looks like a log, and {MORE_MAX} more than before anything was decoded.\n"
    )
}
