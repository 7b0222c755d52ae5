//! JSON: one document, JSON Lines, concatenated documents, JSON inside strings of JSON and cells of tables.
//!
//! What is read is where values stand; nothing is rewritten, so that lexemes, order and white space stay. The
//! grammar is RFC 8259's, with two tolerances, because bytes in a string are examined wherever they come from:
//! control characters and bytes that are not UTF-8 may stand in strings as they are, and a `\u` escape may be
//! half of a surrogate pair.

/// White space at the very start of an input, malformed anywhere else.
use crate::format::BOM as BYTE_ORDER_MARK;

mod arguments;
mod columns;
pub mod document;
pub mod heading;
mod heads;
pub mod lines;
pub mod nested;
mod option;
mod pair;
pub mod parse;
mod place;
pub mod string;

mod extent;
mod text;

use super::{is_white, skip_white};
