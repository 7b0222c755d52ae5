//! Formats: what kind of text an input is, and the values of structured text.
//!
//! [`open`] tells by name and content; the readers ([`csv`], [`json`], [`mail`], [`sql`], [`xml`]) fill a [`sheet::Sheet`]. Lines of [`log`]
//! are text, of which some values have names.

use std::sync::Arc;

pub(crate) mod called;
mod command;
pub mod csv;
pub mod fault;
pub mod json;
pub(crate) mod keyed;
mod layers;
pub mod log;
pub mod mail;
pub mod names;
pub mod open;
pub(crate) mod pages;
pub mod parts;
pub mod php;
mod plain;
pub mod sheet;
pub mod sql;
pub mod xml;

/// As what an input is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Plain text.
    Text,
    /// A delimited table.
    Table(Arc<csv::Table>),
    /// One JSON value a line.
    JsonLines,
    /// A log with lines of JSON, and lines of text among them.
    MixedLines,
    /// JSON documents.
    Json,
    /// A dump of SQL.
    Sql(Arc<sql::Dump>),
    /// An XML document.
    Xml,
    /// Mail: one message, or a mailbox.
    Mail(mail::Mail),
    /// Text, whose lines have values with names.
    Log(log::Log),
}

impl Reading {
    /// True for text, with names or without.
    pub fn is_text(&self) -> bool {
        matches!(self, Reading::Text | Reading::Log(_))
    }
}

/// The byte order mark of UTF-8, which may stand at the start of an input and is no part of its text.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// True for what the column of a list of fields is called that has their names (`field`, `key`, `attribute`).
pub(crate) fn is_name_of_names(column: &[u8]) -> bool {
    called::Called::of_column(column).heads_list()
}

/// Which fields of an object say what others of them hold: of those with these names, each that does and those others.
pub(crate) fn halves<'n>(fields: impl Iterator<Item = &'n [u8]>) -> Vec<(usize, Vec<usize>)> {
    let keyed = keyed::Keyed::of(fields);
    keyed.iter().flat_map(keyed::Keyed::halves).map(|(key, values)| (key, values.to_vec())).collect()
}

/// The name that such a field says.
pub(crate) fn last_level(said: &[u8]) -> Option<&[u8]> {
    names::levels(said).pop()
}

/// White space between the tokens of JSON, and between the parts of markup.
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

/// True for what a program calls a field. A marker, which an earlier run wrote, is no name, and neither is a text.
fn is_identifier(name: &[u8]) -> bool {
    is_identifier_with(name, b"")
}

/// The same where these bytes may stand behind the first as well.
fn is_identifier_with(name: &[u8], more: &[u8]) -> bool {
    let is_of_name = |b: &u8| b.is_ascii_alphanumeric() || b"_-.".contains(b) || *b >= 0x80;
    name.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_' || *b >= 0x80)
        && name.iter().all(|b| is_of_name(b) || more.contains(b))
}
