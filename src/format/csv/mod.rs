//! Delimited tables: CSV (RFC 4180) as spreadsheets and databases write it, TSV, other delimiters.
//!
//! A cell that begins with `"` is quoted, and a quote inside is written twice or behind a backslash (MySQL).
//! Anything else is bare. Rows end at LF, CRLF or CR outside quotes.

pub mod header;
pub mod rows;
pub mod split;

mod regular;
mod scan;
#[cfg(test)]
mod tests;

/// What separates cells, most usual first.
pub const DELIMITERS: [u8; 6] = [b',', b';', b'\t', b'|', b'^', b'~'];

/// The quote.
pub const QUOTE: u8 = b'"';

/// How a table is written and what its columns are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What separates cells.
    pub delimiter: u8,
    /// The names of the columns, decoded; those of a table without a header can be empty.
    pub columns: Vec<Vec<u8>>,
    /// The first row is the header.
    pub header: bool,
    /// A row that gives the columns their names and is no sure header, as it stands and without its line end; empty where there is none.
    /// Its names stay wherever it stands; its other cells are values.
    pub heads: Vec<u8>,
    /// Of which columns that row has the name.
    pub kept: Vec<bool>,
    /// Columns that have the names of what stands to their right, in order: such a table has no header.
    pub keys: Vec<usize>,
}

impl Table {
    /// A table whose first row is all that says what its columns are called, or nothing.
    pub fn new(delimiter: u8, columns: Vec<Vec<u8>>, header: bool) -> Self {
        Table { delimiter, columns, header, heads: Vec::new(), kept: Vec::new(), keys: Vec::new() }
    }
}

/// The line that tells spreadsheets what separates the cells (`sep=;`), at the start of `text`: what it says, and how long it is with its line
/// end.
pub(crate) fn told_delimiter(text: &[u8]) -> Option<(u8, usize)> {
    let is_quoted = text.first() == Some(&QUOTE);
    let rest = &text[usize::from(is_quoted)..];
    let (begin, rest) = rest.split_at_checked(TELLS.len())?;
    let (delimiter, rest) = rest.split_first()?;
    let rest = if is_quoted { rest.strip_prefix(&[QUOTE])? } else { rest };
    let line_end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    let is_it = begin.eq_ignore_ascii_case(TELLS) && DELIMITERS.contains(delimiter);
    is_it.then_some((*delimiter, text.len() - rest.len() + line_end))
}

/// What such a line begins with.
const TELLS: &[u8] = b"sep=";

/// True where the byte after a closing quote ends the cell.
fn ends_cell(byte: Option<&u8>, delimiter: u8) -> bool {
    byte.is_none_or(|b| *b == delimiter || matches!(b, b'\n' | b'\r'))
}

/// What a quote inside a quoted cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// Half of a quote that is written twice.
    Doubled,
    /// A quote behind a backslash, which must be one: no cell can end here.
    Escaped,
    /// The end of the cell.
    Closing,
}

/// What the quote at `at` is, in a cell whose content begins at `from`. A doubled one wins, then one that can
/// end the cell, then the backslash.
fn mark(text: &[u8], from: usize, at: usize, delimiter: u8) -> Mark {
    let next = text.get(at + 1);
    if next == Some(&QUOTE) {
        return Mark::Doubled;
    }
    let backslashes = text[from..at].iter().rev().take_while(|b| **b == b'\\').count();
    if backslashes % 2 == 1 && !ends_cell(next, delimiter) {
        return Mark::Escaped;
    }
    Mark::Closing
}
