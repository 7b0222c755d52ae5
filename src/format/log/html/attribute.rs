//! Attributes of tags, as far as a line shows them.

use crate::format::log::Place;
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

fn spaces(line: &[u8], from: usize) -> usize {
    line.get(from..).unwrap_or_default().iter().take_while(|b| matches!(**b, b' ' | b'\t')).count()
}
