//! Values in names: the header of a table and the names of files, which no carrier has.

use std::fs;

use crate::common::{directory, files, obelus, run, text};
use crate::page::escaped;

/// An address, as it is and disguised as far as a name allows.
const WRITTEN: &[(&str, &str)] = &[
    ("plain", "clara.qzkbdx@example.com"),
    ("%40", "clara.qzkbdx%40example.com"),
    ("%40 and %2E", "clara.qzkbdx%40example%2Ecom"),
    ("zero-width space", "clara.qzkbdx@\u{200b}example.com"),
    ("full width", "clara.qzkbdx＠example．com"),
    ("&#64;", "clara.qzkbdx&#64;example.com"),
];

/// What no output and no message may hold.
const LOCAL: &[u8] = b"qzkbdx";

/// Where it stood, how it was written, and what came of it.
pub struct Outcome {
    place: &'static str,
    written: &'static str,
    code: i32,
    is_left: bool,
    pub is_said: bool,
}

/// Redacts a table with each in its header, and a file that is called so.
pub fn measured() -> Vec<Outcome> {
    let of = |(written, address): &(&'static str, &'static str)| {
        let below = directory("evasion-names");
        let (table, named) = (below.join("table"), below.join("named"));
        for place in [&table, &named] {
            fs::create_dir(place).unwrap();
        }
        fs::write(table.join("a.csv"), format!("record,{address},state\nqab,note,open\n")).unwrap();
        fs::write(named.join(format!("{address}.txt")), "nothing here\n").unwrap();
        [("header of a table", table), ("name of a file", named)].map(|(place, input)| {
            let out = below.join(format!("{}-out", text(&input).rsplit('/').next().unwrap()));
            let done = run(obelus(["redact", "--header", "-o", text(&out), text(&input)]), b"");
            assert!(matches!(done.code, 0 | 3), "exit {}: {}", done.code, done.said());
            let holds = |bytes: &[u8]| memchr::memmem::find(bytes, LOCAL).is_some();
            let written_out = files(&out);
            let is_left = written_out
                .iter()
                .any(|file| holds(text(file).as_bytes()) || holds(&fs::read(file).unwrap()));
            Outcome { place, written, code: done.code, is_left, is_said: holds(&done.stderr) }
        })
    };
    WRITTEN.iter().flat_map(of).collect()
}

/// The table of the page.
pub fn table(all: &[Outcome]) -> String {
    let mut rows =
        "## Values in names\n\n| where | written | left | in messages | exit |\n|---|---|---|---|---:|\n"
            .to_owned();
    let yes = |is: bool| if is { "yes" } else { "no" };
    for o in all {
        let (left, said) = (yes(o.is_left), yes(o.is_said));
        rows += &format!("| {} | {} | {left} | {said} | {} |\n", o.place, escaped(o.written), o.code);
    }
    rows
}
