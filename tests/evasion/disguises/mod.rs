//! How values are disguised: one small function each, in tables that name the row of the research list.
//!
//! `rows.rs` says what the rows are.

use crate::carriers::Carrier;
use crate::values::{Category, Value};

mod addresses;
mod binary;
mod code;
mod combined;
mod invisible;
mod letters;
mod mail;
mod numbers;
mod prose;
mod rows;
mod structure;
mod web;

pub use rows::ROWS;

/// A way to disguise a value.
pub struct Disguise {
    /// Which of the 38 ways it belongs to.
    pub row: u8,
    pub name: &'static str,
    /// For which values it makes sense.
    pub of: &'static [Category],
    pub write: fn(&Value) -> String,
    /// Carriers whose own escapes it writes, so that nothing is escaped again.
    pub native: &'static [Carrier],
    /// The only carriers that it can stand in; all, when empty.
    pub only: &'static [Carrier],
    /// The transfer encoding that a mail declares with it.
    pub transfer: &'static str,
    pub container: Container,
    /// It may be refused, with all that stands in the same input.
    pub is_alone: bool,
}

/// What the disguise is a container of, and must still be when the value is gone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Container {
    /// Nothing but what its carrier is.
    None,
    /// Percent escapes are whole.
    Percent,
    /// Character references are closed.
    Entities,
    /// Backslashes are followed by what their language lets follow.
    Backslashes,
    /// Text in quotes is JSON.
    NestedJson,
    /// `=` is followed by two digits or a line end.
    QuotedPrintable,
    /// Encoded words are whole.
    EncodedWords,
    /// Runs of base64 have a length that there is, and decode.
    Base64,
    /// The body of a mail is base64 as a whole.
    Base64Body,
    /// Runs of hexadecimal digits are of whole bytes.
    Hex,
    /// Every second byte is NUL.
    Utf16,
    /// Shifts are closed and decode.
    Utf7,
    /// Terminal codes are whole.
    Terminal,
}

const ANY: &[Category] = Category::ALL;
const EMAIL: &[Category] = &[Category::Email];

const fn d(row: u8, name: &'static str, of: &'static [Category], write: fn(&Value) -> String) -> Disguise {
    Disguise {
        row,
        name,
        of,
        write,
        native: &[],
        only: &[],
        transfer: "8bit",
        container: Container::None,
        is_alone: false,
    }
}

impl Disguise {
    const fn native(mut self, native: &'static [Carrier]) -> Self {
        self.native = native;
        self
    }

    const fn only(mut self, only: &'static [Carrier]) -> Self {
        self.only = only;
        self
    }

    const fn transfer(mut self, transfer: &'static str) -> Self {
        self.transfer = transfer;
        self
    }

    const fn container(mut self, container: Container) -> Self {
        self.container = container;
        self
    }

    const fn alone(mut self) -> Self {
        self.is_alone = true;
        self
    }

    /// Whether it makes sense for `value`: one that it leaves as it is is not disguised.
    pub fn changes(&self, value: &Value) -> bool {
        self.of.contains(&value.category) && (self.row == 0 || (self.write)(value) != value.text)
    }

    /// Whether it can stand in `carrier` at all.
    pub fn stands_in(&self, carrier: Carrier) -> bool {
        self.only.is_empty() || self.only.contains(&carrier)
    }
}

/// Every disguise, in the order of the rows. Row 0 is none: what is not found plain says nothing about a disguise.
pub fn all() -> Vec<&'static Disguise> {
    let mut all: Vec<&Disguise> = TABLES.iter().flat_map(|table| table.iter()).collect();
    all.sort_by_key(|disguise| disguise.row);
    all
}

const TABLES: &[&[Disguise]] = &[
    &[d(0, "plain", ANY, |v| v.text.clone())],
    addresses::ALL,
    binary::ALL,
    code::ALL,
    combined::ALL,
    invisible::ALL,
    letters::ALL,
    mail::ALL,
    numbers::ALL,
    prose::ALL,
    structure::ALL,
    web::ALL,
];

/// Every character that is no letter or digit, by `make`.
fn signs(text: &str, make: impl Fn(char) -> String) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { make(c) }).collect()
}

/// Every character, by `make`.
fn each(text: &str, make: impl Fn(char) -> String) -> String {
    text.chars().map(make).collect()
}

/// `put` in the middle.
fn middle(text: &str, put: &str) -> String {
    let (one, other) = text.split_at(text.len() / 2);
    format!("{one}{put}{other}")
}

/// `put` behind every third character.
fn third(text: &str, put: &str) -> String {
    let parts: Vec<&str> = (0..text.len()).step_by(3).map(|at| &text[at..text.len().min(at + 3)]).collect();
    parts.join(put)
}

/// The value with what says what it is, for encodings that hide the words around it.
fn sentence(v: &Value) -> String {
    format!("the {} of this member is {} for now", v.category.word(), v.text)
}
