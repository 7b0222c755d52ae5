//! JSON Lines: one value a line.

use memchr::memchr;

use super::heading::{Heading, Namer};
use super::parse::{Ground, Mark, Reader};
use super::{BYTE_ORDER_MARK, skip_white};
use crate::format::sheet::{Cell, Flaw, Kind, Layer, Layers, Record, Sheet, TEXT_BYTES_MAX, Value};
use crate::span::Span;

/// What has to be known of the lines before others.
#[derive(Clone, Debug)]
pub struct Start {
    /// There are none: a byte order mark is skipped.
    is_first: bool,
    /// What they say of those that come.
    heading: Heading,
}

impl Start {
    /// That of an input.
    pub fn first() -> Self {
        Start { is_first: true, heading: Heading::Start }
    }

    /// The next lines are those of `text`.
    pub fn pass_all(&mut self, text: &[u8]) {
        text.split_inclusive(|b| *b == b'\n').for_each(|line| self.pass(line));
    }

    /// The next line is `line`, with its end.
    pub fn pass(&mut self, line: &[u8]) {
        let mark = if self.is_first && line.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        self.is_first = false;
        let content = without_end(&line[mark..]);
        if skip_white(content, 0) < content.len() {
            self.heading.pass(content);
        }
    }
}

fn without_end(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Reads the lines in `part` of the frame `text`; `start` is what stands before. The last line may lack its line end. White space alone is no
/// record.
pub fn read_lines(text: &[u8], part: Span, start: &Start, sheet: &mut Sheet) {
    read(text, part, start, false, sheet);
}

/// Like [`read_lines`], for a log that has lines of plain text among those of JSON, as loggers and the programs
/// they belong to write into one stream.
pub fn read_mixed_lines(text: &[u8], part: Span, start: &Start, sheet: &mut Sheet) {
    read(text, part, start, true, sheet);
}

fn read(text: &[u8], part: Span, start: &Start, mixed: bool, sheet: &mut Sheet) {
    if text.len() > TEXT_BYTES_MAX {
        return sheet.refuse(part);
    }
    let mut reader = Reader::default();
    let mut namer = Namer::new(start.heading.clone());
    let mut at = part.start;
    if start.is_first && part.of(text).starts_with(BYTE_ORDER_MARK) {
        at += BYTE_ORDER_MARK.len();
    }
    while at < part.end {
        let rest = &text[at..part.end];
        let length = memchr(b'\n', rest).map_or(rest.len(), |n| n + 1);
        let span = Span::new(at, at + length);
        if let Some(record) = read_line(text, span, mixed, &mut reader, sheet) {
            let content = record.content;
            namer.record(&text[..content.end], (content.start, content.end), record.cells.0, sheet);
            sheet.records.push(record);
        }
        at = span.end;
    }
}

fn read_line(text: &[u8], span: Span, mixed: bool, reader: &mut Reader, sheet: &mut Sheet) -> Option<Record> {
    let line = without_end(span.of(text));
    let content = Span::new(span.start, span.start + line.len());
    let (frame, text) = (text, &text[..content.end]);
    let start = skip_white(text, content.start);
    if start == content.end {
        return None;
    }
    let mark = Mark::of(sheet);
    let end = reader.read_before(frame, (start, content.end), Ground::root(), sheet);
    let is_whole = end.is_ok_and(|end| skip_white(text, end) == content.end);
    let mut flaw = None;
    if !is_whole {
        mark.roll_back(sheet);
        flaw = Some(Flaw::Malformed);
        if mixed && is_plain_text(content.of(text)) {
            flaw = Some(Flaw::PlainText);
            let layers = Layers::one(Layer::Bare { delimiter: b'\n' });
            sheet.cells.push(Cell::new(content, Value::Plain, Kind::Text, layers));
        }
    }
    Some(Record {
        span,
        content,
        cells: (mark.cells, sheet.cells.len()),
        members: (mark.members, sheet.members.len()),
        element: false,
        frame: false,
        flaw,
    })
}

/// True for a line that is not a piece of JSON: it does not begin like a value, and has no key, unless all of
/// an object is in it, behind a time or a level.
fn is_plain_text(line: &[u8]) -> bool {
    let begins = line.trim_ascii_start().first();
    if begins.is_none_or(|b| matches!(b, b'{' | b'[' | b'"' | b'}' | b']' | b',' | b':')) {
        return false;
    }
    let quotes = memchr::memchr_iter(b'"', line);
    let is_key = |at: &usize| line[at + 1..].trim_ascii_start().starts_with(b":");
    match quotes.clone().find(is_key) {
        None => true,
        Some(key) => memchr(b'{', &line[..key]).is_some_and(|open| quotes.clone().all(|at| at > open)),
    }
}
