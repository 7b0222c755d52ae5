//! JSON: one document, JSON Lines, concatenated documents, JSON inside strings of JSON and cells of tables.
//!
//! What is read is where values stand; nothing is rewritten, so that lexemes, order and white space stay. The
//! grammar is RFC 8259's, with two tolerances, because bytes in a string are examined wherever they come from:
//! control characters and bytes that are not UTF-8 may stand in strings as they are, and a `\u` escape may be
//! half of a surrogate pair.

/// White space at the very start of an input, malformed anywhere else.
use crate::format::BOM as BYTE_ORDER_MARK;

pub mod document;
pub mod lines;
pub mod nested;
pub mod parse;
pub mod string;

mod extent;
mod text;

/// White space between the tokens of JSON.
fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Where the first byte at or after `at` that is no white space stands; the end if there is none.
fn skip_white(text: &[u8], at: usize) -> usize {
    let mut at = at;
    while text.get(at).is_some_and(|byte| is_white(*byte)) {
        at += 1;
    }
    at
}
