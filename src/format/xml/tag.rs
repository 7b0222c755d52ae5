//! Names, attributes and the ends of tags.

use std::collections::HashSet;

use super::{Fault, skip_white};
use crate::span::Span;

const NO_END: &str = "the XML ends inside a tag";

/// True for a byte that a name can begin with; beyond ASCII any can.
fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || byte >= 0x80
}

/// The name at `at`.
pub(super) fn name(text: &[u8], at: usize) -> Result<Span, Fault> {
    let Some(first) = text.get(at) else { return Err(Fault::new(at, NO_END)) };
    if !begins_name(*first) {
        return Err(Fault::new(at, "the XML has no name where one has to stand"));
    }
    let goes_on = |b: &u8| begins_name(*b) || b.is_ascii_digit() || matches!(b, b'-' | b'.');
    let length = text[at..].iter().position(|b| !goes_on(b)).unwrap_or(text.len() - at);
    Ok(Span::new(at, at + length))
}

/// What stands next in a start tag.
pub(super) enum Next {
    Attribute {
        name: Span,
        /// Without its quotes.
        value: Span,
        quote: u8,
    },
    /// The tag ends here; true when the element does, too.
    End(usize, bool),
}

/// What stands behind `at`, which is the end of the name or of an attribute.
pub(super) fn next(text: &[u8], at: usize) -> Result<Next, Fault> {
    let start = skip_white(text, at);
    match text.get(start) {
        Some(b'>') => return Ok(Next::End(start + 1, false)),
        Some(b'/') if text.get(start + 1) == Some(&b'>') => return Ok(Next::End(start + 2, true)),
        Some(_) if start == at => {
            return Err(Fault::new(start, "the XML has an attribute without a space before it"));
        }
        _ => {}
    }
    let name = name(text, start)?;
    let equals = skip_white(text, name.end);
    if text.get(equals) != Some(&b'=') {
        return Err(Fault::new(equals, "the XML has an attribute without a value"));
    }
    let open = skip_white(text, equals + 1);
    let quote = *text.get(open).ok_or(Fault::new(open, NO_END))?;
    if !matches!(quote, b'"' | b'\'') {
        return Err(Fault::new(open, "the XML has an attribute without quotes"));
    }
    let close = memchr::memchr(quote, &text[open + 1..]).ok_or(Fault::new(open, NO_END))?;
    Ok(Next::Attribute { name, value: Span::new(open + 1, open + 1 + close), quote })
}

/// Tells whether an attribute stands in its tag already.
#[derive(Default)]
pub(super) struct Names {
    seen: Vec<Span>,
    /// A bit for what may be among them.
    bits: u64,
    /// All of them, where they are many.
    many: HashSet<Box<[u8]>>,
}

/// From so many attributes on, one is not looked for among all others.
const MANY: usize = 64;

impl Names {
    pub(super) fn clear(&mut self) {
        self.seen.clear();
        self.bits = 0;
        self.many.clear();
    }

    /// Adds `name`; false when it is there.
    pub(super) fn add(&mut self, text: &[u8], name: Span) -> bool {
        let bytes = name.of(text);
        if self.seen.len() >= MANY {
            if self.many.is_empty() {
                self.many.extend(self.seen.iter().map(|name| Box::from(name.of(text))));
            }
            return self.many.insert(bytes.into());
        }
        let mix = |sum: u32, byte: &u8| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        let bit = 1_u64 << (bytes.iter().fold(0x811c_9dc5, mix) >> 26);
        if self.bits & bit != 0 && self.seen.iter().any(|other| other.of(text) == bytes) {
            return false;
        }
        self.bits |= bit;
        self.seen.push(name);
        true
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn names_are_told_apart() {
        let text: Vec<u8> = (0..200).flat_map(|n| format!("{n:03}").into_bytes()).collect();
        let mut names = Names::default();
        for n in 0..200 {
            assert!(names.add(&text, Span::new(3 * n, 3 * n + 3)), "{n}");
        }
        for n in 0..200 {
            assert!(!names.add(&text, Span::new(3 * n, 3 * n + 3)), "{n}");
        }
    }

    #[test]
    fn a_tag_is_read_to_its_end() {
        let text = b"<a b=\"1 > 0\"\n c = '\"'/>";
        let first = name(text, 1).unwrap();
        let Next::Attribute { value, .. } = next(text, first.end).unwrap() else { panic!() };
        assert_eq!(value.of(text), b"1 > 0");
        let Next::Attribute { name: second, value, quote } = next(text, value.end + 1).unwrap() else {
            panic!()
        };
        assert_eq!((second.of(text), value.of(text), quote), (&b"c"[..], &b"\""[..], b'\''));
        assert!(matches!(next(text, value.end + 1).unwrap(), Next::End(end, true) if end == text.len()));
        for wrong in ["<a b>", "<a b=c>", "<a b='1'c='2'>", "<a b='1", "<a", "<a 1='2'>", "<a / >"] {
            let text = wrong.as_bytes();
            let mut at = name(text, 1).unwrap().end;
            let fault = loop {
                match next(text, at) {
                    Ok(Next::Attribute { value, .. }) => at = value.end + 1,
                    Ok(Next::End(..)) => panic!("{wrong}"),
                    Err(fault) => break fault,
                }
            };
            assert!(fault.at <= text.len(), "{wrong}");
        }
    }
}
