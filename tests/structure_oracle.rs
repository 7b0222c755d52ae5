//! `independent/structure.py` accepts what keeps the structure of its input and rejects what does not, so that
//! its silence means something.
//!
//! A case is one text: `«old|new»` is an edit that the map knows, `‹old|new›` one that it does not.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod common;
// The test uses a part of it.
#[path = "structure_oracle/cases.rs"]
mod cases;
#[allow(dead_code)]
#[path = "../examples/fixtures/generate/mod.rs"]
mod generate;

use cases::Case;
use generate::ugly::Format;

/// Input, output and map.
#[derive(Default)]
struct Pair {
    input: String,
    output: String,
    map: String,
}

/// Reads the notation of a case.
fn pair(text: &str) -> Pair {
    let mut made = Pair::default();
    let mut rest = text;
    while let Some(at) = rest.find(['«', '‹']) {
        made.input += &rest[..at];
        made.output += &rest[..at];
        let known = rest[at..].starts_with('«');
        let edit = rest[at..].trim_start_matches(['«', '‹']);
        let (edit, left) = edit.split_once(if known { '»' } else { '›' }).unwrap();
        let (old, new) = edit.split_once('|').unwrap();
        let (in_start, out_start) = (made.input.len(), made.output.len());
        made.input += old;
        made.output += new;
        if known {
            let (in_end, out_end) = (made.input.len(), made.output.len());
            writeln!(
                made.map,
                "{{\"in_start\":{in_start},\"in_end\":{in_end},\"out_start\":{out_start},\"out_end\":{out_end}}}"
            )
            .unwrap();
        }
        rest = left;
    }
    made.input += rest;
    made.output += rest;
    made
}

fn check(files: &[PathBuf; 3], options: &[&str]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/structure.py");
    let mut python = Command::new("python3");
    python.env("PYTHONDONTWRITEBYTECODE", "1").arg(script);
    python.args(files).args(options).output().unwrap()
}

/// Writes the pair and checks it: the exit code and what was said.
fn judged(name: &str, pair: &Pair, options: &[&str]) -> (Option<i32>, String) {
    let directory = common::directory(name);
    let files = ["input", "output", "map"].map(|f| directory.join(f));
    for (file, text) in files.iter().zip([&pair.input, &pair.output, &pair.map]) {
        fs::write(file, text).unwrap();
    }
    let run = check(&files, options);
    (run.status.code(), String::from_utf8([run.stdout, run.stderr].concat()).unwrap())
}

fn run_all(name: &str, cases: &[Case]) {
    if !common::have("python3") {
        return;
    }
    let mut faults = Vec::new();
    for case in cases {
        let pair = pair(case.text);
        let options = [case.options, &["--without-readers"]].concat();
        let (code, said) = judged(name, &pair, &options);
        let as_wanted = match case.fault {
            None => code == Some(0),
            // A traceback is exit 1 too, and begins otherwise.
            Some(part) => code == Some(1) && said.starts_with("structure: ") && said.contains(part),
        };
        if !as_wanted || said.contains("Zorvane") {
            faults.push(format!("{}\n{code:?}: {said}wanted: {:?}\n", case.text, case.fault));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn tables() {
    run_all("structure-tables", cases::TABLES);
}

#[test]
fn documents() {
    run_all("structure-documents", cases::DOCUMENTS);
}

/// Replaces every string after `"name":` as DuckDB must accept it too, and then in a way that it must not.
#[test]
fn other_readers_are_asked_where_they_are_installed() {
    if !common::have("python3") {
        return;
    }
    let table = pair("id,cust_name\n1,«Zorvane|[X]»\n2,\"«Quillby, Zorvane|[X]»\"\n");
    let lines = pair("{\"id\":1,\"n\":«5|null»}\n{\"id\":2,\"n\":«6|\"[X]\"»}\n");
    for (pair, format, readers) in
        [(table, "csv", &["duckdb", "pyarrow"][..]), (lines, "jsonl", &["duckdb"][..])]
    {
        let (code, said) = judged("structure-readers", &pair, &["--format", format]);
        assert_eq!(code, Some(0), "{said}");
        for reader in readers {
            if said.contains(&format!("{reader} is not installed")) {
                common::skip(reader);
            } else {
                assert!(said.contains(&format!("{reader} agrees")), "{said}");
            }
        }
    }
}

#[test]
fn the_fixtures_have_the_structure_of_themselves() {
    if !common::have("python3") {
        return;
    }
    let directory = common::directory("structure-fixtures");
    let map = directory.join("map");
    fs::write(&map, "").unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut inputs: Vec<(PathBuf, Vec<String>, bool)> = Vec::new();
    for u in generate::ugly::files() {
        let mut options = options(u.format);
        if !u.header {
            options.push("--no-header".to_owned());
        }
        // As outputs these would be faults: nothing of them may stay.
        inputs.push((
            root.join("ugly").join(u.file),
            options,
            !u.file.starts_with("broken-") && u.file != "not-quite.jsonl",
        ));
    }
    for export in generate::exports(generate::SEED) {
        let format = match export.file {
            "billing.csv" => Format::Csv(b';'),
            "referrals.csv" => Format::Csv(b'\t'),
            file if file.ends_with(".csv") => Format::Csv(b','),
            _ => Format::JsonLines,
        };
        inputs.push((root.join(export.file), options(format), true));
    }
    for (input, mut options, sound) in inputs {
        options.push("--without-readers".to_owned());
        let options: Vec<_> = options.iter().map(String::as_str).collect();
        let run = check(&[input.clone(), input.clone(), map.clone()], &options);
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(i32::from(!sound)), "{}: {said}", input.display());
    }
}

/// How structure.py is told of a format.
fn options(format: Format) -> Vec<String> {
    let table = |delimiter: u8| {
        vec![
            "--format".to_owned(),
            "csv".to_owned(),
            "--delimiter".to_owned(),
            char::from(delimiter).to_string(),
        ]
    };
    match format {
        Format::Csv(delimiter) => table(delimiter),
        Format::Escaped(delimiter) => {
            let escape = ["--escapechar", "\\", "--no-doublequote"].map(str::to_owned);
            [table(delimiter), escape.to_vec()].concat()
        }
        Format::JsonLines => vec!["--format".to_owned(), "jsonl".to_owned()],
        Format::Json => vec!["--format".to_owned(), "json".to_owned()],
    }
}
