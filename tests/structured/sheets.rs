//! Tables and JSON: every field goes through the policy wherever it stands, what comes out is still a table or
//! JSON, and how the work is cut shows nowhere.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use common::{Run, directory, gunzip, gzip, obelus, run, text};
use generate::ugly::{Format, Outcome, Ugly};

mod attacks;
use crate::common;
// The test uses a part of it.
mod cut;
mod fields;
mod headers;
mod pairs;
mod schemas;
use crate::generate;
mod random;
mod structure;

/// An input with what a run has to be told of it.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Flags.
    pub(crate) how: Vec<&'static str>,
    /// Arguments of structure.py.
    pub(crate) format: Vec<&'static str>,
    pub(crate) outcome: Outcome,
}

fn input(u: Ugly) -> Input {
    let mut how: Vec<&'static str> = match u.format {
        Format::Csv(b'\t') => vec!["--input-format", "tsv"],
        Format::Csv(_) | Format::Escaped(_) => vec!["--input-format", "csv"],
        Format::JsonLines => vec!["--input-format", "jsonl"],
        Format::Json => vec!["--input-format", "json"],
    };
    let table = matches!(u.format, Format::Csv(_) | Format::Escaped(_));
    if table && u.header && u.outcome != Outcome::Refused {
        how.push("--header");
    }
    let mut format = match u.format {
        Format::Csv(_) | Format::Escaped(_) => vec!["--format", "csv"],
        Format::JsonLines => vec!["--format", "jsonl"],
        Format::Json => vec!["--format", "json"],
    };
    if let Format::Csv(delimiter) | Format::Escaped(delimiter) = u.format {
        format.extend(["--delimiter", delimiter_name(delimiter)]);
    }
    if matches!(u.format, Format::Escaped(_)) {
        format.extend(["--escapechar", "\\", "--no-doublequote"]);
    }
    if !u.header {
        format.push("--no-header");
    }
    Input { name: u.file.replace('/', "-"), bytes: u.bytes, how, format, outcome: u.outcome }
}

fn delimiter_name(delimiter: u8) -> &'static str {
    match delimiter {
        b';' => ";",
        b'\t' => "\\t",
        b'|' => "|",
        b'^' => "^",
        _ => ",",
    }
}

/// The ugly files, and two with very large values.
pub(crate) fn ugly() -> Vec<Input> {
    let mut all: Vec<Input> = generate::ugly::files().into_iter().map(input).collect();
    all.extend(generate::ugly::large(1 << 20).into_iter().map(input));
    all
}

/// The exports of the fixtures, by their names below `fixtures/`.
pub(crate) fn exports() -> Vec<Input> {
    let formats: &[(&str, &[&str])] = &[
        ("customers.csv", &["--format", "csv"]),
        ("billing.csv", &["--format", "csv", "--delimiter", ";"]),
        ("hr/employees.csv", &["--format", "csv"]),
        ("referrals.csv", &["--format", "csv", "--delimiter", "\\t"]),
        ("events.jsonl", &["--format", "jsonl"]),
        ("testimonials.jsonl", &["--format", "jsonl"]),
    ];
    let read = |(name, format): &(&str, &[&'static str])| Input {
        name: (*name).to_owned(),
        bytes: fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap(),
        how: Vec::new(),
        format: format.to_vec(),
        outcome: Outcome::Whole,
    };
    formats.iter().map(read).collect()
}

/// A run that writes below a directory, with its edit map.
pub(crate) struct Redacted {
    pub(crate) run: Run,
    pub(crate) input: PathBuf,
    pub(crate) out: PathBuf,
    pub(crate) map: PathBuf,
}

/// Redacts `input` in a directory of its own, for the recipients of `policy`.
pub(crate) fn redact(case: &str, input: &Input, policy: &[&str]) -> Redacted {
    let directory = directory(&format!("sheets-{case}-{}", input.name.replace('/', "-")));
    let file = directory.join("in").join(&input.name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, &input.bytes).unwrap();
    let (out, map) = (directory.join("out"), directory.join("map.jsonl"));
    let tail = [text(&file), "-o", text(&out), "--edit-map", text(&map)];
    let arguments = [&["redact", "--quiet"], policy, &input.how[..], &tail[..]].concat();
    Redacted { run: run(obelus(arguments), b""), input: file, out, map }
}

/// Redacts `bytes` as a filter.
pub(crate) fn filter(arguments: &[&str], bytes: &[u8]) -> Run {
    run(obelus([&["redact", "--quiet"], arguments, &["-"]].concat()), bytes)
}

/// The output of a run that must be complete.
pub(crate) fn filtered(arguments: &[&str], bytes: &[u8]) -> String {
    let done = filter(arguments, bytes);
    assert_eq!(done.code, 0, "{}", done.said());
    String::from_utf8(done.stdout).unwrap()
}

pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
    gzip(bytes)
}

pub(crate) fn unpacked(bytes: &[u8]) -> Vec<u8> {
    gunzip(bytes)
}
