//! What the text of a body is beside text: a table, JSON, XML, a page, a known log, contacts. Its own reader says where values with
//! names stand in it.
//!
//! A reader gets the body as it reads once its encodings are undone, and what it says are parts of that. What it cannot read has none.

use super::{card, flowed};
use crate::decode::charset::Charset;
use crate::format::BOM;
use crate::format::csv::header::first_row;
use crate::format::csv::rows::{Columns, Start};
use crate::format::csv::{self, DELIMITERS, Table};
use crate::format::json::document::{self, Arrival};
use crate::format::json::lines::{self, read_mixed_lines};
use crate::format::log::{self, Log, Place};
use crate::format::parts::Part;
use crate::format::sheet::{Kind, Sheet};
use crate::format::xml;
use crate::limits::{FRAME_BYTES, HEADER_BYTES_MAX, LOG_COLUMNS_MAX, MAIL_PARTS_MAX, RECORD_BYTES_MAX};
use crate::span::Span;

/// What the header of a part says of its text.
#[derive(Clone, Copy, Default)]
pub(super) struct Says<'a> {
    /// Its type in small letters.
    pub(super) kind: &'a str,
    /// The end of the name that it has as a file, in small letters.
    pub(super) extension: &'a str,
    /// Its lines go on; whether spaces at their ends are none of the text.
    pub(super) flowed: Option<bool>,
}

/// Whose reader a text has.
enum Inner {
    Table(&'static [u8]),
    Json,
    Xml,
    Lines(Log),
}

/// The types that readers have, beside those that end with `+json` and `+xml`; ends of names say the same.
const TYPES: [(&str, &str); 19] = [
    ("application/csv", "csv"),
    ("application/json", "json"),
    ("application/jsonl", "json"),
    ("application/ld+json", "json"),
    ("application/x-ndjson", "json"),
    ("application/x-yaml", "yaml"),
    ("application/xhtml+xml", "html"),
    ("application/xml", "xml"),
    ("application/yaml", "yaml"),
    ("text/comma-separated-values", "csv"),
    ("text/csv", "csv"),
    ("text/html", "html"),
    ("text/json", "json"),
    ("text/tab-separated-values", "tsv"),
    ("text/x-csv", "csv"),
    ("text/x-java-properties", "properties"),
    ("text/x-yaml", "yaml"),
    ("text/xml", "xml"),
    ("text/yaml", "yaml"),
];

/// Names what `value`, that of the cell `cell`, holds. False where that is more than is kept.
pub(super) fn read(
    value: &[u8],
    cell: u32,
    says: Says<'_>,
    sheet: &mut Sheet,
    parts: &mut Vec<Part>,
) -> bool {
    if says.kind == "text/plain"
        && let Some(deletes) = says.flowed
        && !flowed::join(value, cell, deletes, sheet)
    {
        return false;
    }
    if card::is_card(says.kind, value) || matches!(says.extension, "ics" | "vcf") {
        return card::read(value, cell, sheet, parts);
    }
    let Some(inner) = inner(value, says) else { return true };
    // It gives its names to the sheet that it is a part of.
    let own = Sheet { names: std::mem::take(&mut sheet.names), ..Sheet::default() };
    let mut taking = Taking { value, own, cell, is_lines: matches!(inner, Inner::Lines(_)), parts };
    let is_read = match inner {
        Inner::Table(delimiters) => taking.table(delimiters),
        Inner::Json => taking.json(),
        Inner::Xml => taking.markup(),
        Inner::Lines(log) => taking.lines(log),
    };
    sheet.names = taking.own.names;
    is_read.is_some()
}

/// The same for a text of which it is known that its lines are those of `log`; its parts are those of cell 0.
pub(in crate::format) fn lines(value: &[u8], log: Log, sheet: &mut Sheet, parts: &mut Vec<Part>) -> bool {
    let own = Sheet { names: std::mem::take(&mut sheet.names), ..Sheet::default() };
    let mut taking = Taking { value, own, cell: 0, is_lines: true, parts };
    let is_read = taking.lines(log);
    sheet.names = taking.own.names;
    is_read.is_some()
}

/// Whose reader `value` has, by its type, by its name as a file, or by how it begins.
fn inner(value: &[u8], says: Says<'_>) -> Option<Inner> {
    let by_type = TYPES.binary_search_by_key(&says.kind, |(kind, _)| kind).ok().map(|n| TYPES[n].1);
    let by_end = || match says.kind {
        kind if kind.ends_with("+json") => Some("json"),
        kind if kind.ends_with("+xml") => Some("xml"),
        _ => None,
    };
    match by_type.or_else(by_end).unwrap_or(says.extension) {
        "csv" => return Some(Inner::Table(&DELIMITERS)),
        "tsv" | "tab" => return Some(Inner::Table(b"\t")),
        "json" | "jsonl" | "ndjson" => return Some(Inner::Json),
        "xml" => return Some(Inner::Xml),
        "htm" => return Log::named("html").map(Inner::Lines),
        "yml" => return Log::named("yaml").map(Inner::Lines),
        own => {
            if let Some(log) = Log::named(own) {
                return Some(Inner::Lines(log));
            }
        }
    }
    let head = &value[..value.len().min(HEADER_BYTES_MAX)];
    let text = head.strip_prefix(BOM).unwrap_or(head).trim_ascii_start();
    let front = text.split(|b| *b == b'\n').next().unwrap_or(text);
    match text.first() {
        Some(b'{') => Some(Inner::Json),
        Some(b'[') if front.trim_ascii().len() == 1 || front.contains(&b'{') => Some(Inner::Json),
        Some(b'<') if text.starts_with(b"<?xml") => Some(Inner::Xml),
        _ => log::sniff::log(head).map(Inner::Lines),
    }
}

/// Takes the values of a text from its own reader, block by block, so that its cells are never there all at once.
struct Taking<'a> {
    value: &'a [u8],
    own: Sheet,
    cell: u32,
    is_lines: bool,
    parts: &'a mut Vec<Part>,
}

/// Nothing where there is more than is kept.
type Taken = Option<()>;

impl Taking<'_> {
    /// A table. Its first row gives the names: where it is none, they say nothing.
    fn table(&mut self, delimiters: &[u8]) -> Taken {
        let value = self.value;
        let head = &value[..value.len().min(HEADER_BYTES_MAX)];
        let Some(row) = first_row(head, delimiters, true).filter(|row| row.cells.len() <= LOG_COLUMNS_MAX)
        else {
            return Some(());
        };
        let table = Table::new(row.delimiter, row.cells, true);
        let (mut at, mut step) = (0, FRAME_BYTES);
        while at < value.len() {
            let end = value.len().min(at + step);
            let rows = csv::split::Splitter::new(table.delimiter).end(&value[at..end], end == value.len());
            let length = if end == value.len() { end - at } else { rows };
            if length == 0 {
                step *= 2;
                continue;
            }
            let start = Start { input: at == 0, rows: at == 0 };
            Columns::new(&table, &mut self.own).read(value, Span::new(at, at + length), start, &mut self.own);
            self.take()?;
            (at, step) = (at + length, FRAME_BYTES);
        }
        Some(())
    }

    /// Lines of JSON, or documents.
    fn json(&mut self) -> Taken {
        let value = self.value;
        let text = value.strip_prefix(BOM).unwrap_or(value).trim_ascii_start();
        let front = text.split(|b| *b == b'\n').next().unwrap_or(text).trim_ascii();
        if text.len() > front.len() && matches!(front, [b'{', .., b'}'] | [b'[', .., b']']) {
            let mut start = lines::Start::first();
            return self.blocks(|value, part, own| {
                read_mixed_lines(value, part, &start, own);
                start.pass_all(part.of(value));
            });
        }
        let (mut splitter, mut at) = (document::Splitter::new(FRAME_BYTES, RECORD_BYTES_MAX), 0);
        while let Ok(Some(block)) = splitter.cut(&value[at..], Arrival::End) {
            let part = Span::new(at, at + block.length);
            document::read_block(value, part, block.context, &mut self.own);
            self.take()?;
            at = part.end;
        }
        Some(())
    }

    fn markup(&mut self) -> Taken {
        let value = self.value;
        let (mut splitter, mut at) = (xml::split::Splitter::new(FRAME_BYTES, RECORD_BYTES_MAX), 0);
        while let Ok(Some(block)) = splitter.cut(&value[at..], Arrival::End) {
            let part = Span::new(at, at + block.length);
            xml::read::read_block(value, part, &block.context, Charset::UTF_8, &mut self.own);
            self.take()?;
            at = part.end;
        }
        Some(())
    }

    fn lines(&mut self, log: Log) -> Taken {
        let mut state = log::State::default();
        self.blocks(|value, part, own| {
            log.read(&state, value, part, false, own);
            if log.has_state() {
                log.pass(&mut state, value, part, false);
            }
        })
    }

    /// Reads whole lines, some at a time.
    fn blocks(&mut self, mut read: impl FnMut(&[u8], Span, &mut Sheet)) -> Taken {
        let (value, mut at) = (self.value, 0);
        while at < value.len() {
            let enough = value.len().min(at + FRAME_BYTES);
            let end = memchr::memchr(b'\n', &value[enough..]).map_or(value.len(), |n| enough + n + 1);
            read(value, Span::new(at, end), &mut self.own);
            self.take()?;
            at = end;
        }
        Some(())
    }

    /// Makes parts of what was read. Words of JSON are `true`, `false` and `null`; in lines of text they are places that have a name.
    fn take(&mut self) -> Taken {
        let own = &self.own;
        let cells = if own.fault.is_some() { &[][..] } else { &own.cells[..] };
        // What stands before a value and is none names nothing in a mail either.
        for inner in cells.iter().filter(|cell| !cell.layers.line().is_some_and(Place::is_sign)) {
            let kind = match inner.kind {
                Kind::Key => continue,
                kind if self.is_lines => kind,
                Kind::Word => continue,
                Kind::Number => Kind::Number,
                Kind::Text | Kind::Note | Kind::Prose => Kind::Text,
            };
            let runs = own.runs(inner, inner.span());
            let is_piece = runs.len() > 1;
            let part = |(span, _)| Part { cell: self.cell, span, name: inner.name, kind, is_piece };
            self.parts.extend(runs.into_iter().map(part));
        }
        self.own.clear();
        (self.parts.len() <= MAIL_PARTS_MAX).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: &str, text: &str) -> Vec<String> {
        let (mut sheet, mut parts) = (Sheet::default(), Vec::new());
        let says = Says { kind, ..Says::default() };
        assert!(read(text.as_bytes(), 0, says, &mut sheet, &mut parts));
        let of = |part: &Part| {
            let path = sheet.names.path(part.name).join(&b'>');
            let value = String::from_utf8_lossy(part.span.of(text.as_bytes())).into_owned();
            format!("{}={value}", String::from_utf8_lossy(&path))
        };
        parts.iter().map(of).collect()
    }

    #[test]
    fn what_a_text_is_says_what_its_values_are_called() {
        assert!(TYPES.is_sorted_by_key(|(name, _)| *name));
        for (kind, text, wanted) in [
            ("text/csv", "name;pin\r\n\"Lee; A\";12\r\n", vec!["name=Lee; A", "pin=12"]),
            ("text/csv", "one cell", vec![]),
            ("text/tab-separated-values", "a,b\tc\n1\t2\n", vec!["a,b=1", "c=2"]),
            ("application/json", "{\"a\": {\"pin\": 12, \"b\": true}}", vec!["a>pin=12"]),
            ("application/vnd.x+json", "[\n{\"a\": \"x\"},\n{\"a\": \"y\"}]\n", vec!["a=x", "a=y"]),
            ("application/json", "{\"a\": \"x\"}\n{\"a\": \"y\"}\n", vec!["a=x", "a=y"]),
            ("application/json", "{\"a\": ", vec![]),
            ("text/plain", "{\"a\": \"x\"}\n", vec!["a=x"]),
            ("text/xml", "<a><b>x</b><b>y<!-- z -->w</b></a>", vec!["a>b=x", "a>b=y", " z ", "a>b=w"]),
            ("text/xml", "<a><b>x</a>", vec![]),
            ("text/plain", "a sentence, and: more\n", vec![]),
            ("text/plain", "", vec![]),
        ] {
            let mut found = said(kind, text);
            found.retain(|one| !one.starts_with('='));
            let wanted: Vec<_> = wanted.into_iter().filter(|one| one.contains('=')).collect();
            assert_eq!(found, wanted, "{kind} {text:?}");
        }
    }
}
