//! The first row: what separates the cells, and what they say.

use crate::format::BOM;
use crate::format::csv::rows::{Columns, Start};
use crate::format::csv::split::Splitter;
use crate::format::csv::{DELIMITERS, Table, told_delimiter};
use crate::format::keyed::Keyed;
use crate::format::sheet::Sheet;
use crate::span::Span;

/// The first row of a table as one delimiter splits it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstRow {
    /// The delimiter.
    pub delimiter: u8,
    /// Its cells, decoded.
    pub cells: Vec<Vec<u8>>,
    /// As it stands, without its line end.
    pub written: Vec<u8>,
    /// Where it ends.
    pub end: usize,
}

impl FirstRow {
    /// One of its columns names others (`key`, `value`): no row of values says that.
    pub fn names_others(&self) -> bool {
        Keyed::of(self.cells.iter().map(Vec::as_slice)).is_some()
    }

    /// It says nothing of columns, but something else stands where their names should: `sep=;` as spreadsheets
    /// write it and nobody can follow, or empty cells only.
    pub fn is_preamble(&self) -> bool {
        let is_empty = |cell: &Vec<u8>| cell.trim_ascii().is_empty();
        let (first, rest) = self.cells.split_first().map_or((&[][..], &[][..]), |(f, r)| (f.as_slice(), r));
        let begins = first.get(..4).is_some_and(|b| b.eq_ignore_ascii_case(b"sep="));
        let says_delimiter = begins && first.len() <= 5 && rest.iter().all(is_empty);
        says_delimiter || (!self.cells.is_empty() && self.cells.iter().all(is_empty))
    }
}

/// Which of `delimiters` splits the first row of `head` into most cells, if `head` holds a whole row for all
/// of them (or `at_end`). `None` = more bytes are needed.
///
/// A line that says what separates the cells is obeyed, and the first row is the one below it.
pub fn first_row(head: &[u8], delimiters: &[u8], at_end: bool) -> Option<FirstRow> {
    let mut best: Option<FirstRow> = None;
    let told = told_delimiter(head.strip_prefix(BOM).unwrap_or(head)).map(|(told, _)| [told]);
    let delimiters = told.as_ref().map_or(delimiters, |told| &told[..]);
    for delimiter in delimiters {
        let Some(row) = split(head, *delimiter, at_end)? else { continue };
        if best.as_ref().is_none_or(|b| row.cells.len() > b.cells.len()) {
            best = Some(row);
        }
    }
    Some(best.unwrap_or(FirstRow {
        delimiter: DELIMITERS[0],
        cells: Vec::new(),
        written: Vec::new(),
        end: 0,
    }))
}

/// The first row, `Some(None)` when its quotes do not fit this delimiter, `None` when more bytes are needed.
fn split(head: &[u8], delimiter: u8, at_end: bool) -> Option<Option<FirstRow>> {
    let mut start = if head.starts_with(BOM) { BOM.len() } else { 0 };
    start += told_delimiter(&head[start..]).map_or(0, |(_, length)| length);
    start += head[start..].iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
    // Bytes are given one row at a time: the splitter tells the end of the last row it has seen.
    let mut end = start;
    loop {
        let Some(n) = head[end..].iter().position(|b| matches!(b, b'\n' | b'\r')) else {
            if !at_end {
                return None;
            }
            end = head.len();
            break;
        };
        end += n + 1;
        if head[end - 1] == b'\r' && head.get(end) == Some(&b'\n') {
            end += 1;
        }
        let mut splitter = Splitter::new(delimiter);
        if splitter.end(&head[start..end], true) > 0 && !splitter.is_open() {
            break;
        }
    }
    let mut splitter = Splitter::new(delimiter);
    splitter.end(&head[start..end], true);
    if splitter.is_open() {
        return Some(None);
    }
    let table = Table::new(delimiter, Vec::new(), false);
    let mut sheet = Sheet::default();
    Columns::new(&table, &mut sheet).read(
        head,
        Span::new(start, end),
        Start { input: false, rows: false },
        &mut sheet,
    );
    if sheet.records.iter().any(|r| r.flaw.is_some()) {
        return Some(None);
    }
    let cells = sheet.cells.iter().map(|c| sheet.value(c, head).to_vec()).collect();
    let written = sheet.records.first().map_or(Vec::new(), |r| r.content.of(head).to_vec());
    Some(Some(FirstRow { delimiter, cells, written, end }))
}

/// The rows of `text` that are whole, up to one whose quotes do not fit the delimiter.
pub fn rows_below(mut text: &[u8], delimiter: u8, at_end: bool) -> Vec<FirstRow> {
    let mut rows = Vec::new();
    while let Some(Some(row)) = split(text, delimiter, at_end).filter(|_| !text.trim_ascii().is_empty()) {
        text = &text[row.end..];
        rows.push(row);
    }
    rows
}
