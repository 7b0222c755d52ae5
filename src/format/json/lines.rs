//! JSON Lines: one value a line.

use memchr::memchr;

use super::parse::{Ground, Mark, Reader};
use super::{BYTE_ORDER_MARK, skip_white};
use crate::format::sheet::{Flaw, Record, Sheet};
use crate::span::Span;

/// Reads the lines in `part` of the frame `text`. `is_first` when the input begins with this part: a byte
/// order mark is skipped then. The last line may lack its line end. White space alone is no record.
pub fn read_lines(text: &[u8], part: Span, is_first: bool, sheet: &mut Sheet) {
    let mut reader = Reader::default();
    let mut at = part.start;
    if is_first && part.of(text).starts_with(BYTE_ORDER_MARK) {
        at += BYTE_ORDER_MARK.len();
    }
    while at < part.end {
        let rest = &text[at..part.end];
        let length = memchr(b'\n', rest).map_or(rest.len(), |n| n + 1);
        let span = Span::new(at, at + length);
        if let Some(record) = read_line(text, span, &mut reader, sheet) {
            sheet.records.push(record);
        }
        at = span.end;
    }
}

fn read_line(text: &[u8], span: Span, reader: &mut Reader, sheet: &mut Sheet) -> Option<Record> {
    let line = span.of(text);
    let line = line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
    let content = Span::new(span.start, span.start + line.len());
    let text = &text[..content.end];
    let start = skip_white(text, content.start);
    if start == content.end {
        return None;
    }
    let mark = Mark::of(sheet);
    let end = reader.read_value(text, start, Ground::root(), sheet);
    let is_whole = end.is_ok_and(|end| skip_white(text, end) == content.end);
    if !is_whole {
        mark.roll_back(sheet);
    }
    Some(Record {
        span,
        content,
        cells: (mark.cells, sheet.cells.len()),
        members: (mark.members, sheet.members.len()),
        element: false,
        flaw: (!is_whole).then_some(Flaw::Malformed),
    })
}
