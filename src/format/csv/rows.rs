//! Rows: fills a sheet with the cells of complete rows.
//!
//! Rows in which all quotes are as RFC 4180 has them are read by maps of 64 bytes (`regular.rs`); any other is read
//! here, cell by cell.

use crate::format::BOM;
use crate::format::csv::regular::Regular;
use crate::format::csv::{Mark, QUOTE, Table, mark, told_delimiter};
use crate::format::json::parse::Reader;
use crate::format::keyed::Keyed;
use crate::format::names::NameId;
use crate::format::php;
use crate::format::sheet::{Cell, Flaw, Kind, Layer, Layers, Member, Record, Sheet, TEXT_BYTES_MAX, Value};
use crate::span::Span;

/// What of an input begins in a part of it.
#[derive(Clone, Copy)]
pub struct Start {
    /// Its first byte.
    pub input: bool,
    /// Its first row.
    pub rows: bool,
}

/// What the rows of a table have in common.
pub struct Columns<'t> {
    /// How they are written.
    pub table: &'t Table,
    /// Their names in the sheet.
    pub names: Vec<NameId>,
    /// Which of them name others.
    keyed: Option<Keyed>,
}

impl<'t> Columns<'t> {
    /// The columns of `table`, whose names are added to `sheet`.
    pub fn new(table: &'t Table, sheet: &mut Sheet) -> Self {
        let names: Vec<_> = table.columns.iter().map(|name| sheet.names.id(NameId::ROOT, name)).collect();
        let keyed = Keyed::by_column(&table.keys, names.len())
            .or_else(|| Keyed::of(table.columns.iter().map(Vec::as_slice)));
        Columns { table, names, keyed }
    }

    /// Reads the rows of `part`, which begins and ends at row borders.
    pub fn read(&self, text: &[u8], part: Span, start: Start, sheet: &mut Sheet) {
        let text = &text[..part.end];
        if text.len() > TEXT_BYTES_MAX {
            return sheet.refuse(part);
        }
        let mut at = part.start;
        let mut header = start.rows && self.table.header;
        let mut reader = Reader::default();
        if start.input && part.of(text).starts_with(BOM) {
            at += BOM.len();
        }
        if start.input {
            // It is no row, and says nothing else: it stays, as the mark before it does.
            let told = told_delimiter(&text[at..]).filter(|(told, _)| *told == self.table.delimiter);
            at += told.map_or(0, |(_, length)| length);
        }
        loop {
            if !header {
                at = Regular::new(self, text, at).read(&mut reader, sheet);
            }
            while text.get(at).is_some_and(|b| matches!(b, b'\n' | b'\r')) {
                at += 1;
            }
            if at == text.len() {
                return;
            }
            at = self.row(text, at, header, &mut reader, sheet);
            header = false;
        }
    }

    pub(super) fn row(
        &self,
        text: &[u8],
        start: usize,
        header: bool,
        reader: &mut Reader,
        sheet: &mut Sheet,
    ) -> usize {
        let (cells, members) = (sheet.cells.len(), sheet.members.len());
        // Objects of JSON in cells have small numbers.
        let object = u32::MAX - sheet.records.len() as u32;
        let (mut at, mut comma, mut column, mut odd) = (start, None, 0, false);
        let content_end = loop {
            let name = self.names.get(column).copied().unwrap_or(NameId::ROOT);
            let (lexeme, is_odd) = self.cell(text, at, name, header, sheet);
            odd |= is_odd;
            sheet.members.push(Member::of_row(lexeme, comma, object, name));
            // A cell can hold JSON, whose values have names of their own.
            if !reader.expand_last(text, sheet) {
                php::expand_last(text, sheet);
            }
            column += 1;
            match text.get(lexeme.end) {
                Some(b) if *b == self.table.delimiter => {
                    comma = Some(lexeme.end);
                    at = lexeme.end + 1;
                }
                _ => break lexeme.end,
            }
        };
        let content = Span::new(start, content_end);
        let ragged = odd || self.is_ragged(column);
        if !header {
            self.call(text, (cells, members), sheet);
        }
        self.push_record(text, content, (cells, members), ragged, sheet)
    }

    /// Calls values of a row, whose first cell and member have these numbers, what others of it say.
    pub(super) fn call(&self, text: &[u8], first: (usize, usize), sheet: &mut Sheet) {
        if let Some(keyed) = &self.keyed {
            keyed.call(text, first, sheet);
        }
    }

    /// Whether a row may not have so many cells.
    pub(super) fn is_ragged(&self, cells: usize) -> bool {
        cells != self.names.len() && !self.names.is_empty()
    }

    /// Reads the cell at `at`. Gives the cell with its quotes, and whether its quotes are odd.
    fn cell(&self, text: &[u8], at: usize, name: NameId, header: bool, sheet: &mut Sheet) -> (Span, bool) {
        let delimiter = self.table.delimiter;
        let kind = if header { Kind::Key } else { Kind::Text };
        let member = Some(sheet.members.len() as u32);
        let cell = |span, value, layer| Cell::new(span, value, kind, Layers::one(layer)).of(name, member);
        if text.get(at) != Some(&QUOTE) {
            let end = bare_end(text, at, delimiter);
            let span = Span::new(at, end);
            sheet.cells.push(cell(span, Value::Plain, Layer::Bare { delimiter }));
            return (span, false);
        }
        let inner = at + 1;
        let (mut from, mut escape, mut escaped) = (inner, QUOTE, false);
        let close = loop {
            let Some(n) = memchr::memchr(QUOTE, &text[from..]) else { break text.len() };
            let quote = from + n;
            match mark(text, inner, quote, delimiter) {
                Mark::Doubled => from = quote + 2,
                Mark::Escaped => {
                    escape = b'\\';
                    from = quote + 1;
                }
                Mark::Closing => break quote,
            }
            escaped = true;
        };
        let after = (close + 1).min(text.len());
        let end = bare_end(text, after, delimiter);
        // Readers differ about text behind a closing quote. A quote that is never closed does not get here in a
        // whole input, and must not pass in any.
        if end > after || close == text.len() {
            let span = Span::new(at, end);
            sheet.cells.push(cell(span, Value::Plain, Layer::Bare { delimiter }));
            return (span, true);
        }
        let span = Span::new(inner, close);
        let value = if escaped { decode(text, span, escape, sheet) } else { Value::Plain };
        sheet.cells.push(cell(span, value, Layer::Quoted { quote: QUOTE, escape }));
        (Span::new(at, end), false)
    }

    /// Appends the record of a row whose first cell and member have these numbers. Gives the end of its line.
    pub(super) fn push_record(
        &self,
        text: &[u8],
        content: Span,
        (cells, members): (usize, usize),
        ragged: bool,
        sheet: &mut Sheet,
    ) -> usize {
        let mut end = content.end;
        if text.get(end) == Some(&b'\r') {
            end += 1;
        }
        if text.get(end) == Some(&b'\n') {
            end += 1;
        }
        if !self.table.heads.is_empty() && content.of(text) == self.table.heads {
            self.keep_names((cells, members), sheet);
        }
        sheet.records.push(Record {
            span: Span::new(content.start, end),
            content,
            cells: (cells, sheet.cells.len()),
            members: (members, sheet.members.len()),
            element: false,
            frame: false,
            flaw: ragged.then_some(Flaw::Ragged),
        });
        end
    }

    /// Makes the names of columns in a row of such, whose first cell and member have these numbers, what they are.
    fn keep_names(&self, (cells, members): (usize, usize), sheet: &mut Sheet) {
        let columns = (members..sheet.members.len()).filter(|member| sheet.members[*member].column);
        let is_kept = |n: usize| {
            let is_named = self.table.columns.get(n).is_some_and(|name| !name.is_empty());
            is_named && self.table.kept.get(n).copied().unwrap_or(true)
        };
        let kept: Vec<u32> =
            columns.enumerate().filter(|(n, _)| is_kept(*n)).map(|(_, member)| member as u32).collect();
        let is_name = |cell: &&mut Cell| cell.member().is_some_and(|own| kept.binary_search(&own).is_ok());
        sheet.cells[cells..].iter_mut().filter(is_name).for_each(|cell| cell.kind = Kind::Key);
    }
}

fn bare_end(text: &[u8], at: usize, delimiter: u8) -> usize {
    memchr::memchr3(delimiter, b'\n', b'\r', &text[at..]).map_or(text.len(), |n| at + n)
}

/// Appends the value of a quoted cell with escapes.
pub(super) fn decode(text: &[u8], inner: Span, escape: u8, sheet: &mut Sheet) -> Value {
    let start = sheet.decoded.len();
    let mut at = inner.start;
    while at < inner.end {
        let rest = &text[at..inner.end];
        let plain = memchr::memchr2(QUOTE, escape, rest).unwrap_or(rest.len());
        sheet.decoded.extend_from_slice(&rest[..plain]);
        sheet.places.extend(at as u32..(at + plain) as u32);
        at += plain;
        if at == inner.end {
            break;
        }
        let doubled = text[at] == QUOTE && text.get(at + 1) == Some(&QUOTE);
        let escaped = escape == b'\\' && text[at] == b'\\' && at + 1 < inner.end;
        let taken = usize::from(doubled || escaped);
        sheet.decoded.push(text[at + taken]);
        sheet.places.push(at as u32);
        at += 1 + taken;
    }
    let end = sheet.decoded.len();
    sheet.decoded.push(b'\n');
    sheet.places.push(inner.end as u32);
    Value::Decoded(Span::new(start, end))
}
