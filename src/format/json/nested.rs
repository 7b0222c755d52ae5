//! JSON inside a value: a string of JSON, a cell of a table.

use super::parse::{Ground, Mark, Reader};
use super::text::{InFrame, Mapped};
use super::{is_white, skip_white};
use crate::format::sheet::{Cell, Kind, Layers, Sheet, Value};
use crate::limits::JSON_INSIDE_JSON_MAX;
use crate::span::Span;

impl Reader {
    /// When the last cell of the sheet is a text that is an object or array, puts the cells and members of
    /// that in its place, below its name, and does the same with their strings. `text` is the frame.
    ///
    /// A string of JSON that holds such a text is one, too: programs that encode twice write it.
    ///
    /// False when the cell stayed: it is no JSON, or stands in [`JSON_INSIDE_JSON_MAX`] strings of it already.
    /// One that has keys nevertheless is marked as not read.
    pub fn expand_last(&mut self, text: &[u8], sheet: &mut Sheet) -> bool {
        let Some(cell) = sheet.cells.last().copied() else { return false };
        if cell.kind != Kind::Text || !begins_like_json(sheet.value(&cell, text)) {
            return false;
        }
        sheet.cells.pop();
        let is_read =
            layers_inside(cell.layers).is_some_and(|layers| self.expand(text, &cell, layers, sheet));
        if !is_read {
            let unread = has_keys(sheet.value(&cell, text));
            let mut cell = cell;
            cell.unread = unread;
            sheet.cells.push(cell);
        }
        is_read
    }

    /// Puts the cells and members of what is written in `cell` into the sheet; false when that is no JSON.
    fn expand(&mut self, text: &[u8], cell: &Cell, layers: Layers, sheet: &mut Sheet) -> bool {
        let ground = Ground { name: cell.name, member: cell.member(), layers };
        match cell.value() {
            Value::Plain => {
                let mark = Mark::of(sheet);
                let value = &text[..cell.span().end];
                let end = self.read(text, value, InFrame, cell.span().start, ground, sheet);
                let is_whole = end.is_ok_and(|end| skip_white(value, end) == value.len());
                if !is_whole {
                    mark.roll_back(sheet);
                }
                is_whole
            }
            Value::Decoded(_) => self.expand_decoded(text, cell, ground, sheet),
        }
    }

    /// The value's bytes leave the sheet while they are parsed, and come back when they are no JSON.
    fn expand_decoded(&mut self, text: &[u8], cell: &Cell, ground: Ground, sheet: &mut Sheet) -> bool {
        let Value::Decoded(span) = cell.value() else { return false };
        let (mut value, mut places) = self.spare.pop().unwrap_or_default();
        value.clear();
        places.clear();
        value.extend_from_slice(span.of(&sheet.decoded));
        places.extend_from_slice(&sheet.places[span.start..=span.end]);
        let is_last = span.end + 1 == sheet.decoded.len();
        if is_last {
            sheet.decoded.truncate(span.start);
            sheet.places.truncate(span.start);
        }
        let mark = Mark::of(sheet);
        let end = self.read(text, &value, Mapped(&places), 0, ground, sheet);
        let is_whole = end.is_ok_and(|end| skip_white(&value, end) == value.len());
        if !is_whole {
            mark.roll_back(sheet);
            if is_last {
                sheet.decoded.extend_from_slice(&value);
                sheet.decoded.push(b'\n');
                sheet.places.extend_from_slice(&places);
            }
        }
        self.spare.push((value, places));
        is_whole
    }
}

/// Whether a value that is written at `span` can be JSON in a value, by its first byte: cheap, and seldom wrong.
#[inline]
pub(in crate::format) fn may_be_json(text: &[u8], span: Span) -> bool {
    let first = if span.is_empty() { b'a' } else { text[span.start] };
    first <= b' ' || matches!(first, b'{' | b'[' | b'"' | b'\\')
}

/// True for a value that has fields which nobody can name.
pub(in crate::format) fn is_unread(value: &[u8]) -> bool {
    begins_like_json(value) && has_keys(value)
}

fn begins_like_json(value: &[u8]) -> bool {
    let text = inside_quote(value).unwrap_or(value);
    matches!(text.iter().find(|byte| !is_white(**byte)), Some(b'{' | b'['))
}

/// What stands behind the quote that opens a string, and behind white space there, however it is written.
fn inside_quote(value: &[u8]) -> Option<&[u8]> {
    let mut rest = value[skip_white(value, 0)..].strip_prefix(b"\"")?;
    loop {
        rest = match rest {
            [b'\\', b'n' | b'r' | b't', after @ ..] => after,
            [byte, after @ ..] if is_white(*byte) => after,
            _ => return Some(rest),
        }
    }
}

/// True for a text that begins as an object with keys does, or an array of such, whatever follows: cut short,
/// nested too deep, or as a program prints it that knows another grammar (`{'key': …`).
fn has_keys(value: &[u8]) -> bool {
    let marks = value.iter().filter(|b| !is_white(**b) && **b != b'\\');
    let quote = |b: &&u8| matches!(**b, b'"' | b'\'');
    let mut marks = marks.skip_while(|b| quote(b) || **b == b'[');
    marks.next() == Some(&b'{') && marks.next().is_some_and(|b| quote(&b)) && value.contains(&b':')
}

/// The layers of strings in JSON that stands in `layers`.
fn layers_inside(layers: Layers) -> Option<Layers> {
    if layers.strings() > JSON_INSIDE_JSON_MAX { None } else { layers.around_string() }
}
