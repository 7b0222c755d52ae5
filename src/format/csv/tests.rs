//! What maps of 64 bytes say is what the slow way says, byte by byte.

use crate::format::BOM;
use crate::format::csv::rows::{Columns, Start};
use crate::format::csv::split::Splitter;
use crate::format::csv::{Mark, QUOTE, Table, mark};
use crate::format::json::parse::Reader;
use crate::format::sheet::Sheet;
use crate::span::Span;

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (self.0 >> 33) as usize % n
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// Cells as RFC 4180 has them, of every length around a block's.
const REGULAR: &[&str] = &[
    "",
    "a",
    "12.50",
    "two words",
    "\"\"",
    "\"q\"",
    "\"a \"\"b\"\" c\"",
    "\"\"\"\"",
    "\"line\nline\r\nline\"",
    "\" , ;\t\"",
    "\"\"\"line\"\"\nline\"\"\"\"\n,\"",
    "\\N",
    "\"\\\\\"",
    "\"{\"\"k\"\": \"\"v\"\", \"\"n\"\":[1]}\"",
    "[1]",
    "\0",
    "\u{e9}",
    "a text that is as long as a block of sixty-four bytes is, or so",
    "\"a text that is as long as a block of sixty-four bytes is, or so\"",
];

/// Cells of other dialects, and such that nobody meant.
const OTHER: &[&str] = &[
    "5\" disk",
    "\"a\\\"b\"",
    "\"a\\\\\\\"b, c\"",
    "\"\\\"\"",
    "\"a\\\"\"\"",
    "\"a\" b",
    "\"a\"b\"",
    "x\"\"y",
    "{\"k\":1}",
    "\"{\\\"k\\\":\\\"v\\\"}\"",
    "\"never closed",
    "\"",
];

/// A table in which one cell of `odd` is of another dialect.
fn table(random: &mut Random, odd: usize) -> Vec<u8> {
    let mut text = if random.below(8) == 0 { BOM.to_vec() } else { Vec::new() };
    for _ in 0..random.below(40) {
        for column in 0..1 + random.below(5) {
            if column > 0 {
                text.extend_from_slice(random.pick(&[",", ",", ",", ";"]).as_bytes());
            }
            let cells = if random.below(odd) == 0 { OTHER } else { REGULAR };
            text.extend_from_slice(random.pick(cells).as_bytes());
        }
        text.extend_from_slice(random.pick(&["\n", "\n", "\r\n", "\r", "\n\n", "\r\r\n"]).as_bytes());
    }
    if random.below(2) == 0 {
        text.pop();
    }
    text
}

fn tables() -> impl Iterator<Item = Vec<u8>> {
    let mut random = Random(7);
    (0..6000).map(move |n| table(&mut random, [1000, 60, 4][n % 3]))
}

fn say(sheet: &Sheet) -> String {
    let Sheet { cells, members, records, names, decoded, places, .. } = sheet;
    format!("{cells:?}\n{members:?}\n{records:?}\n{}\n{decoded:?}\n{places:?}", names.len())
}

/// The first line, as that of every second table.
fn heads(text: &[u8], n: usize) -> Vec<u8> {
    let line = text.split(|b| matches!(b, b'\n' | b'\r')).next().unwrap_or(&[]);
    if n % 4 < 2 { line.to_vec() } else { Vec::new() }
}

#[test]
fn rows_are_those_of_the_slow_way() {
    for (n, text) in tables().enumerate() {
        let names = [b"a", b"b", b"c"].map(|name| name.to_vec()).to_vec();
        let columns = if n % 2 == 0 { names } else { Vec::new() };
        for delimiter in [b',', b';', QUOTE, b'\n'] {
            let table =
                Table { heads: heads(&text, n), ..Table::new(delimiter, columns.clone(), n % 5 == 0) };
            let (mut sheet, mut slow) = (Sheet::default(), Sheet::default());
            let start = Start { input: true, rows: true };
            Columns::new(&table, &mut sheet).read(&text, Span::new(0, text.len()), start, &mut sheet);
            let columns = Columns::new(&table, &mut slow);
            let mut reader = Reader::default();
            let mut at = if text.starts_with(BOM) { BOM.len() } else { 0 };
            let mut header = table.header;
            while at < text.len() {
                if matches!(text[at], b'\n' | b'\r') {
                    at += 1;
                    continue;
                }
                at = columns.row(&text, at, header, &mut reader, &mut slow);
                header = false;
            }
            assert_eq!(say(&sheet), say(&slow), "{:?} {}", char::from(delimiter), text.escape_ascii());
        }
    }
}

/// Where rows end, blank lines among them, and whether a quote is open at the end.
fn borders(text: &[u8], delimiter: u8) -> (Vec<usize>, bool) {
    let mut borders = Vec::new();
    let mut at = if text.starts_with(BOM) { BOM.len() } else { 0 };
    while at < text.len() {
        if text[at] == QUOTE {
            let inner = at + 1;
            at = inner;
            loop {
                match text.get(at) {
                    None => return (borders, true),
                    Some(&QUOTE) => match mark(text, inner, at, delimiter) {
                        Mark::Doubled => at += 2,
                        Mark::Escaped => at += 1,
                        Mark::Closing => break,
                    },
                    Some(_) => at += 1,
                }
            }
        }
        while text.get(at).is_some_and(|b| *b != delimiter && !matches!(b, b'\n' | b'\r')) {
            at += 1;
        }
        at += usize::from(text[at..].starts_with(b"\r\n"));
        at += 1;
        if at <= text.len() && text[at - 1] != delimiter {
            borders.push(at);
        }
    }
    (borders, false)
}

#[test]
fn rows_end_where_they_do_however_bytes_arrive() {
    let mut random = Random(11);
    for text in tables() {
        let delimiter = [b',', b';'][random.below(2)];
        let (borders, is_open) = borders(&text, delimiter);
        let step = [1, 3, 40, 70, 200, 5000][random.below(6)];
        let most = [usize::MAX, 1 + random.below(40)][random.below(2)];
        let mut splitter = Splitter::with_most(delimiter, most);
        let (mut taken, mut have) = (0, 0);
        while have < text.len() {
            have = (have + 1 + random.below(step)).min(text.len());
            let at_end = have == text.len();
            let end = splitter.end(&text[taken..have], at_end);
            // A carriage return at the end of the bytes so far may be half of a line end.
            let known =
                borders.iter().filter(|b| **b < have || **b == have && (text[have - 1] == b'\n' || at_end));
            let rows: Vec<usize> = [0].into_iter().chain(known.copied()).collect();
            let too_long = rows.windows(2).find(|row| row[1] - row[0] > most).map(|row| row[0]);
            let whole = if at_end && !is_open { text.len() } else { rows[rows.len() - 1] };
            let last = too_long.unwrap_or(whole);
            assert_eq!(taken + end, last.max(taken), "{have} {}", text.escape_ascii());
            assert_eq!(splitter.is_too_long(), too_long.is_some(), "{have} {}", text.escape_ascii());
            if at_end {
                assert_eq!(splitter.is_open(), is_open, "{}", text.escape_ascii());
            } else if end > 0 && random.below(2) == 0 {
                splitter.forget(end);
                taken += end;
            }
        }
    }
}
