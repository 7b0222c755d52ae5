//! Attributes of tags, as far as a line shows them.

use crate::format::log::{Fields, Place};
use crate::limits::FIELD_NAME_BYTES_MAX;
use crate::span::Span;

/// An attribute: its name in small letters, and its value.
pub(super) struct Attribute {
    pub(super) name: Vec<u8>,
    pub(super) value: Span,
    pub(super) place: Place,
}

/// An attribute whose value goes on in the next line.
#[derive(Clone)]
pub(super) struct Open {
    name: Vec<u8>,
    /// The quote that ends it; none where it has not begun.
    quote: Option<u8>,
}

/// Reads the attribute at `at`, where no white space stands, and returns where it ends. Of one that the line does not end, the rest
/// is `open`.
pub(super) fn read(line: &[u8], at: usize, open: &mut Option<Open>, all: &mut Vec<Attribute>) -> usize {
    let rest = &line[at..];
    let ends = |b: &u8| matches!(*b, b' ' | b'\t' | b'=' | b'>' | b'/');
    // A name has one byte at least, whatever that is.
    let end = at + 1 + rest[1..].iter().position(ends).unwrap_or(rest.len() - 1);
    let sign = end + spaces(line, end);
    let name = line[at..end].to_ascii_lowercase();
    if line.get(sign) != Some(&b'=') {
        all.push(Attribute { name, value: Span::new(end, end), place: Place::Bare });
        return end;
    }
    go_on(Open { name, quote: None }, line, sign + 1, open, all)
}

/// Reads the value of `open` from `at` on.
pub(super) fn go_on(
    open: Open,
    line: &[u8],
    at: usize,
    rest: &mut Option<Open>,
    all: &mut Vec<Attribute>,
) -> usize {
    let Open { name, quote } = open;
    let (start, quote) = match quote {
        Some(quote) => (at, Some(quote)),
        None => {
            let start = at + spaces(line, at);
            let quote = line.get(start).copied().filter(|b| matches!(b, b'"' | b'\''));
            (start + usize::from(quote.is_some()), quote)
        }
    };
    let text = line.get(start..).unwrap_or_default();
    let end = match quote {
        Some(quote) => memchr::memchr(quote, text),
        None => text.iter().position(|b| matches!(*b, b' ' | b'\t' | b'>')).or(Some(text.len())),
    };
    let value = Span::new(start.min(line.len()), end.map_or(line.len(), |n| start + n));
    // What has not begun, or not ended, goes on.
    let goes_on = end.is_none() || quote.is_none() && text.is_empty();
    if goes_on && name.len() <= FIELD_NAME_BYTES_MAX {
        *rest = Some(Open { name: name.clone(), quote });
    }
    all.push(Attribute { name, value, place: quote.map_or(Place::Bare, Place::Until) });
    value.end + usize::from(quote.is_some() && end.is_some())
}

/// Attributes that need no value.
const BOOLEAN: [&[u8]; 14] = [
    b"async",
    b"autofocus",
    b"checked",
    b"controls",
    b"defer",
    b"disabled",
    b"hidden",
    b"multiple",
    b"novalidate",
    b"nowrap",
    b"open",
    b"readonly",
    b"required",
    b"selected",
];

/// The borders of a tag between the values of `all` of its attributes in `span`: names, signs and quotes. A name that can be more than
/// one, or that has no value, is none of them.
pub(super) fn borders(line: &[u8], span: Span, all: &[Attribute], fields: &mut Fields<'_>) {
    let mut at = span.start;
    for Attribute { name, value, place } in all {
        if let Place::Until(quote) = place
            && line.get(value.end) == Some(quote)
        {
            border(line, Span::new(at, value.start), name, fields);
            fields.border(Span::new(value.end, value.end + 1));
            at = value.end + 1;
        } else {
            border(line, Span::new(at, value.start), name, fields);
            at = value.end;
        }
    }
    // The line ends between attributes, or before it was said what the last is.
    let is_open =
        all.last().is_some_and(|last| last.value.end == line.len() && matches!(last.place, Place::Until(_)));
    let ending = if span.end == line.len() && !is_open { fields.ending } else { 0 };
    fields.border(Span::new(at.min(span.end), span.end + ending));
}

/// What stands before the value of the attribute `name`.
fn border(line: &[u8], span: Span, name: &[u8], fields: &mut Fields<'_>) {
    let is_name = || name.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_' | b':'));
    if BOOLEAN.contains(&name) || memchr::memchr(b'=', span.of(line)).is_some() && is_name() {
        fields.border(span);
    }
}

fn spaces(line: &[u8], from: usize) -> usize {
    line.get(from..).unwrap_or_default().iter().take_while(|b| matches!(**b, b' ' | b'\t')).count()
}
