//! Tables in running text as clients of databases print them: between rules of `+---+` (mysql), below one of `---+---` (psql), and records of
//! which each value stands in a line of its own (`-[ RECORD 1 ]-`).
//!
//! Each value is put behind the name of its column, as those of statements are ([`crate::detect::named`]).

use std::sync::Arc;

use memchr::{memchr, memmem, memrchr};

use crate::detect::engine::Engine;
use crate::detect::named::Lines;
use crate::finding::Finding;
use crate::info_type::Vocabulary;
use crate::limits::COMMAND_LINES_BYTES;
use crate::span::Span;

/// The longest line of names that is kept, and the longest name.
const HEADS_BYTES_MAX: usize = 4 << 10;
const NAME_BYTES_MAX: usize = 64;

/// So many bars may stand in the values of a row.
const BARS_MAX: usize = 8;

type Names = Arc<Vec<Vec<u8>>>;

/// What the lines so far say of those that come.
#[derive(Clone, Default)]
pub(crate) enum Open {
    /// Nothing.
    #[default]
    None,
    /// The last line has cells, which may be names.
    Cells(Names),
    /// The last line is a rule above names.
    Above,
    /// The last line is names between rules.
    Between(Names),
    /// Rows of values follow: in a frame, or without one.
    Rows(Names, bool),
    /// Lines with a name and its value.
    Record,
}

/// What a line is.
enum Line<'t> {
    /// `+----+----+`
    Frame,
    /// `----+----`, for so many columns.
    Rule(usize),
    /// `-[ RECORD 1 ]----`
    Record,
    /// Cells with bars between them; in a frame they stand around them as well.
    Cells(Vec<&'t [u8]>, bool),
    Other,
}

/// Adds to sorted `findings` what the columns of such tables say of the values in `part` of `text`, which begins in the middle of a line where
/// that `is_in_line`; `open` stands before it.
pub(crate) fn find(
    (engine, vocabulary): (&Engine, &Vocabulary),
    text: &[u8],
    (part, is_in_line): (Span, bool),
    open: &Open,
    findings: &mut Vec<Finding>,
) {
    let (mut lines, count) = (Lines::default(), findings.len());
    walk(text, (part, is_in_line), open.clone(), |name, value| {
        lines.push(name, text, value);
        if lines.len() > COMMAND_LINES_BYTES {
            lines.look(engine, vocabulary, &mut |f| findings.push(f));
        }
    });
    lines.look(engine, vocabulary, &mut |f| findings.push(f));
    if findings.len() > count {
        Finding::settle(findings);
    }
}

/// The same within each of the values `places` of `text`: which of them, and what is found there, with spans of `text`.
pub(super) fn within(
    (engine, vocabulary): (&Engine, &Vocabulary),
    text: &[u8],
    places: &[Span],
    mut found: impl FnMut(usize, Finding),
) {
    for (n, place) in places.iter().enumerate() {
        let mut findings = Vec::new();
        find((engine, vocabulary), text, (*place, false), &Open::None, &mut findings);
        findings.into_iter().for_each(|f| found(n, f));
    }
}

/// What is open behind `part` of `text`.
pub(crate) fn open_behind(text: &[u8], part: (Span, bool), open: Open) -> Open {
    walk(text, part, open, |_, _| {})
}

/// Passes on the values in `part` of `text` with their names.
fn walk(
    text: &[u8],
    (part, is_in_line): (Span, bool),
    mut open: Open,
    mut put: impl FnMut(&[u8], Span),
) -> Open {
    let mut at = part.start;
    if is_in_line {
        // A line that is cut is none of a table.
        at = memchr(b'\n', part.of(text)).map_or(part.end, |n| part.start + n + 1);
        open = Open::None;
    }
    while at < part.end {
        if matches!(open, Open::None | Open::Cells(_)) {
            let Some(line) = next(text, Span::new(at, part.end)) else {
                return last(text, Span::new(at, part.end), open);
            };
            if line > at {
                // What stands right above can be its names.
                let before = &text[at..line - 1];
                let start = at + memrchr(b'\n', before).map_or(0, |n| n + 1);
                open = read(Open::None, text, Span::new(start, line - 1), &mut put);
                at = line;
            }
        }
        let end = memchr(b'\n', &text[at..part.end]).map_or(part.end, |n| at + n);
        open = read(open, text, Span::new(at, end), &mut put);
        at = end + 1;
    }
    open
}

/// Where the next line begins that can be a rule of a table.
fn next(text: &[u8], part: Span) -> Option<usize> {
    let own = part.of(text);
    let found = [&b"+--"[..], b"-[ RECORD "].iter().filter_map(|sign| memmem::find(own, sign)).min()?;
    Some(part.start + memrchr(b'\n', &own[..found]).map_or(0, |n| n + 1))
}

/// What is open behind a part without such lines, of which the last one may have names.
fn last(text: &[u8], part: Span, open: Open) -> Open {
    let own = part.of(text);
    let whole = own.strip_suffix(b"\n").unwrap_or(own);
    let start = part.start + memrchr(b'\n', whole).map_or(0, |n| n + 1);
    let before = if start == part.start { open } else { Open::None };
    match own.ends_with(b"\n") {
        true => read(before, text, Span::new(start, part.start + whole.len()), &mut |_, _| {}),
        false => Open::None,
    }
}

/// The line `span` follows what is `open`.
fn read(open: Open, text: &[u8], span: Span, put: &mut impl FnMut(&[u8], Span)) -> Open {
    match (open, Line::of(span.of(text))) {
        (Open::Between(names), Line::Frame) => Open::Rows(names, true),
        (Open::Rows(_, true), Line::Frame) => Open::None,
        (_, Line::Frame) => Open::Above,
        (Open::Cells(names), Line::Rule(count)) if names.len() == count => Open::Rows(names, false),
        (_, Line::Record) => Open::Record,
        (Open::Above, Line::Cells(cells, true)) => names(&cells).map_or(Open::None, Open::Between),
        (Open::Rows(names, is_framed), Line::Cells(cells, has_frame))
            if is_framed == has_frame && cells.len() >= names.len() =>
        {
            let more = (cells.len() - names.len()).min(BARS_MAX);
            // A bar may stand in any value.
            for (n, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
                cells[n..=n + more].iter().for_each(|cell| put_cell(name, text, cell, put));
            }
            Open::Rows(names, is_framed)
        }
        (Open::Record, Line::Cells(cells, false)) => {
            let whole = span.of(text);
            let value = memchr(b'|', whole).map_or(&[][..], |bar| &whole[bar + 1..]);
            let name = cells[0].trim_ascii();
            if name.len() <= NAME_BYTES_MAX {
                put_cell(name, text, value, put);
            }
            Open::Record
        }
        (_, Line::Cells(cells, false)) => names(&cells).map_or(Open::None, Open::Cells),
        _ => Open::None,
    }
}

/// The value in `cell`, a part of `text`, is that of `name`.
fn put_cell(name: &[u8], text: &[u8], cell: &[u8], put: &mut impl FnMut(&[u8], Span)) {
    let value = cell.trim_ascii();
    if !value.is_empty() && value != b"NULL" {
        // Both are parts of one text.
        let start = value.as_ptr() as usize - text.as_ptr() as usize;
        put(name, Span::new(start, start + value.len()));
    }
}

/// What the columns are called; those empty that no name is of.
fn names(cells: &[&[u8]]) -> Option<Names> {
    let name = |cell: &&[u8]| {
        let name = cell.trim_ascii();
        let is_one = name.len() <= NAME_BYTES_MAX && !name.iter().any(|b| b"'\"`\\=:[]".contains(b));
        if is_one { name.to_vec() } else { Vec::new() }
    };
    let bytes: usize = cells.iter().map(|cell| cell.len() + 1).sum();
    (bytes <= HEADS_BYTES_MAX).then(|| Arc::new(cells.iter().map(name).collect()))
}

impl Line<'_> {
    fn of(line: &[u8]) -> Line<'_> {
        let line = line.trim_ascii_end();
        let is_of_rule = |b: &u8| matches!(b, b'-' | b'+');
        match line {
            [b'+', b'-', .., b'+'] if line.iter().all(is_of_rule) => Line::Frame,
            [b'-', b'[', b' ', b'R', ..] if line.starts_with(b"-[ RECORD ") => Line::Record,
            [b'-', .., b'-'] if line.iter().all(is_of_rule) => {
                Line::Rule(1 + memchr::memchr_iter(b'+', line).count())
            }
            [b'|', inside @ .., b'|'] => Line::Cells(inside.split(|b| *b == b'|').collect(), true),
            _ if memchr(b'|', line).is_some() => Line::Cells(line.split(|b| *b == b'|').collect(), false),
            _ => Line::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What has a name in `text`, wherever that is cut.
    fn named(text: &str) -> Vec<String> {
        let text = text.as_bytes();
        let of = |parts: &[Span]| {
            let (mut all, mut open) = (Vec::new(), Open::None);
            for part in parts {
                open = walk(text, (*part, false), open, |name, value| {
                    let shown = [name, b"=", value.of(text)].concat();
                    all.push(String::from_utf8_lossy(&shown).into_owned());
                });
            }
            all
        };
        let whole = of(&[Span::new(0, text.len())]);
        let ends = memchr::memchr_iter(b'\n', text).map(|at| at + 1);
        let mut parts = Vec::new();
        let mut at = 0;
        for end in ends {
            assert_eq!(of(&[Span::new(0, end), Span::new(end, text.len())]), whole, "{end}");
            parts.push(Span::new(at, end));
            at = end;
        }
        assert_eq!(of(&parts), whole);
        whole
    }

    #[test]
    fn values_are_called_what_stands_above_them() {
        let framed = "x\n+----+------------+\n| id | first_name |\n+----+------------+\n|  1 | Zorvane    |\n| 2 | a|b |\n+----+------------+\n| 3 | c |\n";
        let wanted = ["id=1", "first_name=Zorvane", "id=2", "id=a", "first_name=a", "first_name=b"];
        assert_eq!(named(framed), wanted);
        let bare = "a | b\n id | first_name \n----+------------\n  1 | Zorvane\n(1 row)\n\n 2 | x\n";
        assert_eq!(named(bare), ["id=1", "first_name=Zorvane"]);
        let record =
            "-[ RECORD 1 ]-----\nid         | 1\nfirst_name | Zor | vane\n-[ RECORD 2 ]\nid | 2\n\nid | 3\n";
        assert_eq!(named(record), ["id=1", "first_name=Zor | vane", "id=2"]);
        for other in [
            "| a | b |\n|---|---|\n| c | d |\n",
            "a | b\n----+----+---\nc | d\n",
            "+---+\n| a |\nx\n+---+\n| b |\n",
            "+---+\n+---+\n| b |\n",
        ] {
            assert_eq!(named(other), [""; 0], "{other}");
        }
    }
}
