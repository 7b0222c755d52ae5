//! `independent/structure.py` accepts what keeps the structure of its input and rejects what does not, so that
//! its silence means something.
//!
//! A case is one text: `«old|new»` is an edit that the map knows, `‹old|new›` one that it does not.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

mod common;
// The test uses a part of it.
#[path = "structure_oracle/cases.rs"]
mod cases;
#[allow(dead_code)]
#[path = "../examples/fixtures/generate/mod.rs"]
mod generate;

use cases::Case;
use common::structure::{Arguments, judged};
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

/// Writes a pair below `directory`; the arguments that check it.
fn written(directory: &Path, pair: &Pair, options: &[&str]) -> Arguments {
    fs::create_dir_all(directory).unwrap();
    let mut arguments = Vec::new();
    for (name, bytes) in [("input", &pair.input), ("output", &pair.output), ("map", &pair.map)] {
        fs::write(directory.join(name), bytes).unwrap();
        arguments.push(common::text(&directory.join(name)).to_owned());
    }
    arguments.extend(options.iter().map(|o| (*o).to_owned()));
    arguments
}

fn run_all(name: &str, cases: &[Case]) {
    if !common::have("python3") {
        return;
    }
    let directory = common::directory(name);
    let arguments = cases.iter().enumerate().map(|(n, case)| {
        let options = [case.options, &["--without-readers"]].concat();
        written(&directory.join(n.to_string()), &pair(case.text), &options)
    });
    let arguments: Vec<_> = arguments.collect();
    let mut faults = Vec::new();
    for (case, (code, said)) in cases.iter().zip(judged(&arguments)) {
        let as_wanted = match case.fault {
            None => code == 0,
            Some(part) => code == 1 && said.contains(part),
        };
        if !as_wanted || said.contains("Zorvane") {
            faults.push(format!("{}\n{code}: {said}\nwanted: {:?}\n", case.text, case.fault));
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

#[test]
fn other_readers_are_asked_where_they_are_installed() {
    if !common::have("python3") {
        return;
    }
    let directory = common::directory("structure-readers");
    let table = pair("id,cust_name\n1,«Zorvane|[X]»\n2,\"«Quillby, Zorvane|[X]»\"\n");
    let lines = pair("{\"id\":1,\"n\":«5|null»}\n{\"id\":2,\"n\":«6|\"[X]\"»}\n");
    let arguments = [
        written(&directory.join("table"), &table, &["--format", "csv"]),
        written(&directory.join("lines"), &lines, &["--format", "jsonl"]),
    ];
    let readers = [&["duckdb", "pyarrow"][..], &["duckdb"]];
    for ((code, said), readers) in judged(&arguments).into_iter().zip(readers) {
        assert_eq!(code, 0, "{said}");
        for reader in readers {
            if said.contains(&format!("{reader} is not installed")) {
                common::skip(reader);
            } else {
                assert!(said.contains(&format!("{reader} agrees")), "{said}");
            }
        }
    }
}

/// The check of structure.py comes first, so that the readers have to be asked directly to see them object.
#[test]
fn other_readers_object_to_other_rows_and_columns() {
    if !common::have("python3") {
        return;
    }
    const ASK: &str = "import sys, edit_map, structure, readers
options = structure.arguments(sys.argv[1:])
structure.find_packages()
if not readers.available(): print('skipped'); sys.exit()
try: readers.check(options, True, 0, 0)
except edit_map.Wrong as wrong: print('wrong:', wrong)";
    let directory = common::directory("structure-objections");
    let cases = [
        ("csv", "id,cust_name\n1,a\n«|2,b\n»"),
        ("csv", "id,cust_name«|,z»\n1,a«|,z»\n"),
        ("csv", "id,cust_name\n1,«a|\"b»\n2,c\n"),
        ("jsonl", "{\"a\":1}\n«|{\"a\":2}\n»"),
        ("jsonl", "{\"a\":1«|,\"b\":2»}\n"),
        ("jsonl", "{\"a\":«1|]»}\n"),
    ];
    for (n, (format, text)) in cases.iter().enumerate() {
        let arguments = written(&directory.join(n.to_string()), &pair(text), &["--format", format]);
        let mut python = std::process::Command::new("python3");
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent");
        python.env("PYTHONDONTWRITEBYTECODE", "1").current_dir(scripts).args(["-c", ASK]).args(arguments);
        let run = common::run(python, b"");
        let said = String::from_utf8_lossy(&run.stdout).into_owned();
        if said.starts_with("skipped") {
            common::skip("duckdb and pyarrow");
            return;
        }
        assert!(said.starts_with("wrong: "), "{text}\n{said}{}", run.said());
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
    let mut inputs: Vec<(PathBuf, Arguments, bool)> = Vec::new();
    for u in generate::ugly::files() {
        let mut options = options(u.format);
        if !u.header {
            options.push("--no-header".to_owned());
        }
        // As outputs these are faults: nothing of them may stay.
        let broken = ["broken-line.jsonl", "broken-end.jsonl", "not-quite.jsonl"].contains(&u.file);
        inputs.push((root.join("ugly").join(u.file), options, !broken));
    }
    for u in generate::ugly::large(1 << 20) {
        fs::write(directory.join(u.file), &u.bytes).unwrap();
        inputs.push((directory.join(u.file), options(u.format), true));
    }
    for export in generate::exports(generate::SEED) {
        inputs.push((root.join(export.file), options(format_of(export.file)), true));
    }
    let arguments: Vec<Arguments> = inputs
        .iter()
        .map(|(input, options, _)| {
            let input = common::text(input);
            let files = [input, input, common::text(&map), "--without-readers"].map(str::to_owned);
            [files.to_vec(), options.clone()].concat()
        })
        .collect();
    for ((input, _, sound), (code, said)) in inputs.iter().zip(judged(&arguments)) {
        assert_eq!(code, i32::from(!sound), "{}: {said}", input.display());
    }
}

fn format_of(export: &str) -> Format {
    match export {
        "billing.csv" => Format::Csv(b';'),
        "referrals.csv" => Format::Csv(b'\t'),
        file if file.ends_with(".csv") => Format::Csv(b','),
        _ => Format::JsonLines,
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
