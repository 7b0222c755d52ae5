//! XML 1.0: where the values of attributes and of elements stand, as fields, and everything else as text.
//!
//! What is read is where values stand; nothing is rewritten, so that tags, order, white space and the way in which
//! characters are written stay. Nothing outside of the document is looked up and no entity is expanded but the five that
//! XML itself has. What is not well-formed is a [`Fault`], which withholds the input: two readers of such a text can
//! differ in what they take for a value.

use super::fault::Fault;
use super::{is_white, skip_white};
use crate::span::Span;

pub mod read;
pub mod split;
pub mod write;

mod decode;
pub(crate) mod pair;
mod prolog;
mod tag;

/// What helps with most documents that are not well-formed.
const CHECK: &str = "check it with an XML parser, or add `--input-format text` if it is plain text";

impl Fault {
    fn new(at: usize, what: &'static str) -> Self {
        Fault { at, what, fix: CHECK }
    }
}

/// A name without its namespace prefix.
fn local(name: &[u8]) -> &[u8] {
    match memchr::memrchr(b':', name) {
        Some(colon) if colon + 1 < name.len() => &name[colon + 1..],
        _ => name,
    }
}

/// Names of elements that mark parts of a text and are no fields, as HTML and DocBook have them: a value can go on
/// across their borders where no other elements stand beside them.
const INLINE: [&str; 13] =
    ["a", "b", "br", "em", "emphasis", "font", "i", "span", "strong", "sub", "sup", "tt", "wbr"];

/// Names of elements that any field has, and that say in an attribute which it is, as dumps of databases
/// (`<field name="email">`) have them.
const GENERIC: [&str; 3] = ["column", "field", "property"];

fn is_generic(name: &[u8]) -> bool {
    GENERIC.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

fn is_inline(name: &[u8]) -> bool {
    INLINE.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

/// True for a comment that is a piece of a document: what its fields are called says what its values are.
fn has_fields(text: &[u8]) -> bool {
    let begins = |at: usize| text.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
    memchr::memchr_iter(b'<', text).any(begins)
        && (memchr::memmem::find(text, b"</").is_some()
            || memchr::memchr_iter(b'=', text).any(|at| matches!(text.get(at + 1), Some(b'"' | b'\''))))
}

/// `span` without white space at its ends.
fn trimmed(text: &[u8], span: Span) -> Span {
    let bytes = span.of(text);
    let start = bytes.iter().position(|b| !is_white(*b)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|b| !is_white(*b)).map_or(start, |n| n + 1);
    Span::new(span.start + start, span.start + end)
}
