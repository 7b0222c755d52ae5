//! Tables against the csv crate, wherever the blocks of 64 bytes end that they are read by.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::time::Instant;

use obelus::format::csv::split::Splitter;
use obelus::format::sheet::Sheet;
use obelus::span::Span;

#[path = "../fuzz_targets/table.rs"]
mod compared;
use crate::common::random;

use compared::read;
use random::Random;

const CELLS: &[&[u8]] = &[
    b"",
    b"a",
    b"12.5",
    b"two words",
    b"say \"so\"",
    b"\"",
    b"a,b",
    b"x\ny",
    b"x\r\ny",
    b"\\",
    b"\xe9",
    b"\0",
];

#[test]
fn rows_are_those_of_the_csv_crate() {
    let mut random = Random::new(21);
    for _ in 0..3000 {
        let mut writer = csv::WriterBuilder::new();
        let end = if random.one_in(2) { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let style = if random.one_in(4) { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = writer.flexible(true).terminator(end).quote_style(style).from_writer(Vec::new());
        for _ in 0..random.below(30) {
            let row: Vec<Vec<u8>> =
                (0..1 + random.below(6)).map(|_| random.pick(CELLS).repeat(1 + random.below(9))).collect();
            writer.write_byte_record(&csv::ByteRecord::from(row)).unwrap();
        }
        let text = writer.into_inner().unwrap();
        compared::same_rows(&text);
    }
}

/// `cargo test --release --test structured tables -- --ignored --nocapture` says how fast tables are read.
#[test]
#[ignore = "a measurement"]
fn speed() {
    for name in ["customers", "billing", "referrals"] {
        let text = std::fs::read(format!("fixtures/{name}.csv")).unwrap();
        let text = text.repeat((16 << 20) / text.len());
        let (mut split, mut read_in) = (f64::MAX, f64::MAX);
        let mut sheet = Sheet::default();
        for _ in 0..15 {
            let start = Instant::now();
            let mut splitter = Splitter::new(b',');
            let (mut at, mut parts) = (0, Vec::new());
            while at < text.len() {
                let have = (at + (256 << 10)).min(text.len());
                let end = splitter.end(&text[at..have], have == text.len());
                splitter.forget(end);
                parts.push(Span::new(at, at + end));
                at += end;
            }
            split = split.min(start.elapsed().as_secs_f64());
            let start = Instant::now();
            for part in parts {
                sheet.clear();
                read(part.of(&text), &mut sheet);
            }
            read_in = read_in.min(start.elapsed().as_secs_f64());
        }
        let [split, read] = [split, read_in].map(|seconds| seconds * 1e9 / text.len() as f64);
        eprintln!("{name}: where rows end {split:.2} ns a byte, cells {read:.2} ns a byte");
    }
}
