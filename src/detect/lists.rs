//! Detectors over texts of which every value of a list is a part: bytes as numbers, as programs write buffers (`{"type":"Buffer","data":[97,110]}`,
//! `{"0":97,"1":110}`), and lines of base64 as strings.

use crate::detect::cells::{self, CellFinding, Joined};
use crate::detect::engine::Engine;
use crate::format::names::NameId;
use crate::format::sheet::{Cell, Kind, Sheet};
use crate::info_type::Vocabulary;
use crate::limits::VIEW_READ_BYTES_MIN;
use crate::span::Span;
use crate::view::{is_wrapped, texts_in};

/// What stands between two values of a list, spaces and the number before it included. More is no list that goes on.
const GAP_MAX: usize = 128;

/// What the values of a list are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// One byte each.
    Byte,
    /// Digits of base64, as many as a line has.
    Line,
}

/// Adds what detectors find in what values in a row say together.
pub fn find(
    engine: &Engine,
    vocabulary: &Vocabulary,
    text: &[u8],
    sheet: &Sheet,
    found: &mut Vec<CellFinding>,
) {
    let (mut joined, mut row) = (Joined::default(), Row::default());
    for (number, cell) in sheet.cells.iter().enumerate().filter(|(_, cell)| cell.kind != Kind::Key) {
        let part = part(cell, sheet.value(cell, text));
        if row.goes_on(text, cell) {
            // The last line is shorter, or filled up.
            let is_last = row.part == Some(Part::Line) && is_digits(sheet.value(cell, text));
            if part == row.part || is_last {
                row.push(number, cell);
                continue;
            }
        }
        row.end(text, sheet, &mut joined);
        if part.is_some() {
            row.part = part;
            row.push(number, cell);
        }
    }
    row.end(text, sheet, &mut joined);
    if joined.is_empty() {
        return;
    }
    let first = found.len();
    joined.look(engine, vocabulary, found);
    for (number, f) in &mut found[first..] {
        let cell = &sheet.cells[*number as usize];
        if part(cell, sheet.value(cell, text)) == Some(Part::Byte) {
            (f.span, f.from) = (Span::new(0, sheet.value(cell, text).len()), 0);
        }
    }
    cells::unite(found);
}

/// What a value is a part of, by itself.
fn part(cell: &Cell, value: &[u8]) -> Option<Part> {
    match cell.kind {
        Kind::Number => byte(value).map(|_| Part::Byte),
        Kind::Text if cell.layers.strings() > 0 && is_wrapped(without_feed(value)) => Some(Part::Line),
        _ => None,
    }
}

/// A line without its end, which notebooks keep in the strings of a list.
fn without_feed(value: &[u8]) -> &[u8] {
    let line = value.strip_suffix(b"\n").unwrap_or(value);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// True for digits of base64, filled up or not.
fn is_digits(value: &[u8]) -> bool {
    without_feed(value)
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'='))
}

/// The byte that a number says.
fn byte(number: &[u8]) -> Option<u8> {
    let is_short = matches!(number.len(), 1..=3) && number.iter().all(u8::is_ascii_digit);
    let value = is_short.then(|| number.iter().fold(0_u16, |n, digit| n * 10 + u16::from(digit - b'0')))?;
    u8::try_from(value).ok()
}

/// Texts of a list that are lines of one, as notebooks keep what a program printed; where they stand in all the values that are looked at.
#[derive(Default)]
pub(super) struct Texts {
    /// Where each list stands.
    pub(super) places: Vec<Span>,
    /// The last value: in which member, where it ends, where its list begins, and whether that has others.
    last: Option<(u32, usize, usize, bool)>,
}

impl Texts {
    /// The value of `cell` stands at `place`; the cells come in their order.
    pub(super) fn push(&mut self, text: &[u8], cell: &Cell, place: Span) {
        let end = cell.span().end;
        let before = self.last.take();
        let Some(member) = cell.member().filter(|_| cell.kind != Kind::Key) else { return };
        let before = before.filter(|(of, at, ..)| *of == member && is_between(text, *at, cell));
        match (before, self.places.len().checked_sub(1)) {
            (Some((.., true)), Some(last)) => self.places[last].end = place.end,
            (Some((.., start, _)), _) => self.places.push(Span::new(start, place.end)),
            (None, _) => {}
        }
        let start = before.map_or(place.start, |(.., start, _)| start);
        self.last = Some((member, end, start, before.is_some()));
    }
}

/// True where nothing but what parts values stands between `end` and `cell`, or a number of its own.
fn is_between(text: &[u8], end: usize, cell: &Cell) -> bool {
    let of_gap =
        |b: &u8| b.is_ascii_whitespace() || b.is_ascii_digit() || matches!(b, b',' | b'"' | b':' | b'\\');
    text.get(end..cell.span().start)
        .is_some_and(|gap| gap.len() <= GAP_MAX && gap.contains(&b',') && gap.iter().all(of_gap))
}

/// Values that stand behind each other.
#[derive(Default)]
struct Row {
    part: Option<Part>,
    name: Option<NameId>,
    cells: Vec<u32>,
    end: usize,
}

impl Row {
    /// True for a value that stands behind the last one, with nothing but what parts values between them, or a number of its own.
    fn goes_on(&self, text: &[u8], cell: &Cell) -> bool {
        let is_list = self.part == Some(Part::Byte) || self.part.is_some() && self.name == Some(cell.name);
        is_list && is_between(text, self.end, cell)
    }

    fn push(&mut self, number: usize, cell: &Cell) {
        self.cells.push(number as u32);
        (self.name, self.end) = (Some(cell.name), cell.span().end);
    }

    /// Adds what the row says to `joined`, and empties it.
    fn end(&mut self, text: &[u8], sheet: &Sheet, joined: &mut Joined) {
        let value = |number: &u32| sheet.value(&sheet.cells[*number as usize], text);
        match self.part.take() {
            Some(Part::Byte) if self.cells.len() >= VIEW_READ_BYTES_MIN => {
                let bytes: Vec<u8> = self.cells.iter().filter_map(|number| byte(value(number))).collect();
                texts_in(&bytes, &mut |first, says| {
                    for (number, byte) in self.cells[first..].iter().zip(says) {
                        joined.push(*number, 0, &[*byte]);
                    }
                    joined.close();
                });
            }
            Some(Part::Line) if self.cells.len() > 1 => {
                self.cells.iter().for_each(|number| joined.push(*number, 0, without_feed(value(number))));
                joined.close();
            }
            _ => {}
        }
        self.cells.clear();
    }
}
