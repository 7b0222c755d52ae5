//! Tables and labels of HTML in values: a string of JSON, a list of lines of a notebook, a section of XML, a cell of a table. The reader of pages says which
//! parts of the value have names; it stays one value, in which all is found that text shows.

use memchr::memmem;

use crate::format::log::Log;
use crate::format::mail::inside;
use crate::format::names::NameId;
use crate::format::parts::Part;
use crate::format::plain;
use crate::format::sheet::{Kind, Sheet};
use crate::limits::MAIL_PARTS_MAX;
use crate::span::Span;

/// Adds to `sheet` what tables and labels in its values call their parts; the cells stand in `text`.
pub(crate) fn read(text: &[u8], sheet: &mut Sheet) {
    let has_plain = memmem::find(text, plain::MEMBER).is_some();
    if !has_plain && !has_names(text) && !has_names(&sheet.decoded) {
        return;
    }
    let Some(page) = Log::named("html") else { return };
    let (mut at, mut parts) = (0, Vec::new());
    while at < sheet.cells.len() {
        let end = end_of_run(at, sheet);
        let is_plain = has_plain && sheet.names.own(sheet.cells[at].name) == plain::MEMBER;
        if is_plain || (at..end).any(|n| has_names(sheet.value(&sheet.cells[n], text))) {
            let run = Run::of(text, at..end, sheet);
            let mut own = Vec::new();
            let is_read = match is_plain {
                true => table_of_text(&run.text, sheet, &mut own),
                false => inside::lines(&run.text, page, sheet, &mut own),
            };
            if is_read && parts.len() < MAIL_PARTS_MAX {
                own.iter().for_each(|part| run.put(part, &mut parts));
            } else {
                // What its fields are called is not known.
                sheet.cells[at..end].iter_mut().for_each(|cell| cell.unread = true);
            }
        }
        at = end;
    }
    parts.sort_by_key(|part: &Part| (part.cell, part.span.start));
    sheet.parts.extend(parts);
}

/// What a table that is written as text calls its values; false where they are too many.
fn table_of_text(text: &[u8], sheet: &mut Sheet, parts: &mut Vec<Part>) -> bool {
    let mut count = 0_usize;
    plain::read(text, |name, span| {
        count += 1;
        if count <= MAIL_PARTS_MAX {
            let name = sheet.names.said(NameId::ROOT, name);
            parts.push(Part { cell: 0, span, name, kind: Kind::Note, is_piece: false });
        }
    });
    count <= MAIL_PARTS_MAX
}

/// True where a tag may stand that says what others hold: one of a table, of a list of terms, of a label, or the end of an element behind
/// or before a colon.
fn has_names(text: &[u8]) -> bool {
    let is_tag = |at: usize| {
        let next = text.get(at + 1..at + 3).unwrap_or_default();
        let ends_label = || {
            let near = &text[at..text.len().min(at + END_BYTES_MAX)];
            let behind = memchr::memchr(b'>', near).and_then(|end| near.get(end + 1));
            next.starts_with(b"/") && (text[..at].trim_ascii_end().ends_with(b":") || behind == Some(&b':'))
        };
        [b"ta", b"th", b"td", b"tr", b"dt", b"la"].iter().any(|tag| next.eq_ignore_ascii_case(&tag[..]))
            || ends_label()
    };
    memchr::memchr_iter(b'<', text).any(is_tag)
}

/// The longest end tag of an element that is a label, and a byte.
const END_BYTES_MAX: usize = 12;

/// Where the texts of one list end of which the cell `first` is one; a text of its own is one.
fn end_of_run(first: usize, sheet: &Sheet) -> usize {
    let own = &sheet.cells[first];
    let is_of_run = |n: &usize| {
        let cell = &sheet.cells[*n];
        cell.kind == Kind::Text
            && cell.name == own.name
            && cell.member().is_some()
            && cell.member() == own.member()
    };
    let count =
        if own.kind == Kind::Text { (first + 1..sheet.cells.len()).take_while(is_of_run).count() } else { 0 };
    first + 1 + count
}

/// Texts that stand behind each other, as lines.
struct Run {
    text: Vec<u8>,
    /// Each with its cell.
    places: Vec<(Span, u32)>,
}

impl Run {
    fn of(text: &[u8], cells: std::ops::Range<usize>, sheet: &Sheet) -> Run {
        let mut run = Run { text: Vec::new(), places: Vec::new() };
        for n in cells {
            let start = run.text.len();
            run.text.extend_from_slice(sheet.value(&sheet.cells[n], text));
            run.places.push((Span::new(start, run.text.len()), n as u32));
            if !run.text.ends_with(b"\n") {
                run.text.push(b'\n');
            }
        }
        run
    }

    /// Adds a part of the lines as parts of their cells.
    fn put(&self, part: &Part, parts: &mut Vec<Part>) {
        let first = self.places.partition_point(|(place, _)| place.end <= part.span.start);
        let within = self.places[first..].iter().take_while(|(place, _)| place.start < part.span.end);
        for (place, cell) in within {
            let (start, end) = (part.span.start.max(place.start), part.span.end.min(place.end));
            let span = Span::new(start - place.start, end - place.start);
            let is_piece = part.is_piece || (start, end) != (part.span.start, part.span.end);
            parts.push(Part { cell: *cell, span, is_piece, ..*part });
        }
    }
}
