//! The lines of a header, and the text of a field: folds and encoded words are undone, with the place of every byte.

use super::{fault, head, is_blank, line, word};
use crate::format::fault::Fault;
use crate::format::sheet::Sheet;
use crate::format::sheet::Value;
use crate::span::Span;

/// A line of a header, with those that it goes on in.
pub(super) enum Line {
    /// A field.
    Field(Field),
    /// What is none.
    Odd(Span),
}

/// A field of a header.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) name: Span,
    /// Without white space around it.
    pub(super) value: Span,
    /// All of it, its line end included.
    pub(super) whole: Span,
}

/// The lines of the header at `start`, and where the body begins. What stands behind `end` belongs to something else.
pub(super) fn lines(text: &[u8], start: usize, end: usize) -> Result<(Vec<Line>, usize), Fault> {
    let (mut lines, mut at) = (Vec::new(), start);
    while at < end {
        let (own, next) = line(text, at, end);
        if own.is_empty() {
            at = next;
            break;
        }
        let bytes = own.of(text);
        if let Some(n) = bytes.iter().position(|b| *b == b'\r' || *b == 0) {
            return Err(fault(
                own.start + n,
                "the header of a message has a control character that readers take in different ways; the input is withheld",
            ));
        }
        let is_fold = is_blank(bytes[0]);
        match lines.last_mut() {
            // A line of nothing but spaces ends a header for some readers.
            Some(last) if is_fold && !bytes.iter().all(|b| is_blank(*b)) => match last {
                Line::Field(field) => {
                    field.whole.end = next;
                    field.value = trimmed(text, Span::new(field.value.start, own.end));
                }
                Line::Odd(span) => span.end = own.end,
            },
            // Lines that are none are one text: what is written over their ends is found.
            Some(Line::Odd(span)) if is_fold || head::name(bytes).is_none() => span.end = own.end,
            _ => lines.push(match head::name(bytes).filter(|_| !is_fold) {
                Some(name) => {
                    let colon = memchr::memchr(b':', bytes).unwrap_or(name.len());
                    Line::Field(Field {
                        name: Span::new(at, at + name.len()),
                        value: trimmed(text, Span::new(at + colon + 1, own.end)),
                        whole: Span::new(at, next),
                    })
                }
                None => Line::Odd(own),
            }),
        }
        at = next;
    }
    Ok((lines, at))
}

/// `span` without white space at its ends. An empty one keeps its start.
pub(super) fn trimmed(text: &[u8], span: Span) -> Span {
    let bytes = span.of(text);
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
    let end = bytes.iter().rposition(|b| !b.is_ascii_whitespace()).map_or(start, |n| n + 1);
    Span::new(span.start + start, span.start + end)
}

/// What is undone in the text of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Undo {
    /// Encoded words.
    pub(super) words: bool,
    /// Backslashes before a character.
    pub(super) escapes: bool,
}

/// What a part of a field says.
pub(super) struct Said {
    pub(super) value: Value,
    /// Encoded words are in it.
    pub(super) words: bool,
    /// One of them cannot be read.
    pub(super) unread: bool,
}

/// What `span` of a header says.
pub(super) fn said(text: &[u8], span: Span, undo: Undo, sheet: &mut Sheet) -> Said {
    let bytes = span.of(text);
    let is_plain = memchr::memchr(b'\n', bytes).is_none()
        && !(undo.words && memchr::memmem::find(bytes, b"=?").is_some())
        && !(undo.escapes && memchr::memchr(b'\\', bytes).is_some());
    let mut said = Said { value: Value::Plain, words: false, unread: false };
    if is_plain {
        return said;
    }
    let Sheet { decoded, places, .. } = sheet;
    let first = decoded.len();
    let mut at = span.start;
    // White space between two encoded words says nothing.
    let mut behind_word = None;
    while at < span.end {
        let byte = text[at];
        if undo.words
            && byte == b'='
            && let Some(word) = word::word(text, at, span.end)
        {
            if let Some(end) = behind_word.take() {
                decoded.truncate(end);
                places.truncate(end);
            }
            said.words = true;
            match word.says {
                Some(says) => {
                    places.extend(std::iter::repeat_n(at as u32, says.len()));
                    decoded.extend_from_slice(&says);
                }
                None => {
                    said.unread = true;
                    places.extend(at as u32..word.end as u32);
                    decoded.extend_from_slice(&text[at..word.end]);
                }
            }
            at = word.end;
            behind_word = Some(decoded.len());
            continue;
        }
        if byte == b'\n' || (byte == b'\r' && text.get(at + 1) == Some(&b'\n')) {
            at += 1;
            continue;
        }
        if undo.escapes
            && byte == b'\\'
            && at + 1 < span.end
            && text[at + 1] != b'\n'
            && text[at + 1] != b'\r'
        {
            decoded.push(text[at + 1]);
            places.push(at as u32);
            at += 2;
            behind_word = None;
            continue;
        }
        if !is_blank(byte) {
            behind_word = None;
        }
        decoded.push(byte);
        places.push(at as u32);
        at += 1;
    }
    let last = decoded.len();
    decoded.push(b'\n');
    places.push(span.end as u32);
    said.value = Value::Decoded(Span::new(first, last));
    said
}
