//! The sheet: the values of a block of structured text, whatever its format.
//!
//! A reader (CSV, JSON) fills it; detectors look at its cells; the splicer writes new values in their place.
//! Every position is one in the frame, so that what is not changed is copied as it stands.

use crate::format::json;
use crate::format::names::{NameId, Names};
use crate::span::Span;

/// What a cell is, which says what may be written in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A JSON number.
    Number,
    /// `true`, `false` or `null`.
    Word,
    /// The name of a field: it cannot be changed, so what is found in it refuses the input.
    Key,
}

/// How a text is written inside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// As it is; what has to be quoted cannot be written.
    Bare {
        /// What separates cells.
        delimiter: u8,
    },
    /// Between quotes: a quote is written as `escape` and itself (RFC 4180: the quote twice).
    Quoted {
        /// The quote.
        quote: u8,
        /// What stands before a quote inside: the quote itself, or a backslash.
        escape: u8,
    },
    /// In a JSON string.
    Json,
}

/// How many layers a value can stand in: a cell of a table, and JSON inside JSON to depth 3.
pub const LAYERS_MAX: usize = 5;

/// The layers around a value, innermost first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    rows: [Option<Layer>; LAYERS_MAX],
}

impl Layers {
    /// One layer.
    pub fn one(layer: Layer) -> Self {
        let mut made = Layers::default();
        made.rows[0] = Some(layer);
        made
    }

    /// These layers with `inner` inside them; `None` when that is too deep.
    #[must_use]
    pub fn around(self, inner: Layer) -> Option<Self> {
        if self.rows[LAYERS_MAX - 1].is_some() {
            return None;
        }
        let mut rows = [None; LAYERS_MAX];
        rows[0] = Some(inner);
        rows[1..].copy_from_slice(&self.rows[..LAYERS_MAX - 1]);
        Some(Layers { rows })
    }

    /// Innermost first.
    pub fn iter(&self) -> impl Iterator<Item = Layer> + '_ {
        self.rows.iter().flatten().copied()
    }

    /// The layers around the innermost.
    #[must_use]
    pub fn outer(self) -> Self {
        let mut rows = [None; LAYERS_MAX];
        rows[..LAYERS_MAX - 1].copy_from_slice(&self.rows[1..]);
        Layers { rows }
    }

    /// Appends `value` as it has to be written inside the layers. False when that is not possible.
    pub fn write(&self, value: &[u8], out: &mut Vec<u8>) -> bool {
        let mut inner = value.to_vec();
        for layer in self.iter() {
            let mut outer = Vec::with_capacity(inner.len());
            match layer {
                Layer::Bare { delimiter } => {
                    let ends = |b: &u8| matches!(*b, b'\r' | b'\n') || *b == delimiter;
                    if inner.starts_with(b"\"") || inner.iter().any(ends) {
                        return false;
                    }
                    outer.extend_from_slice(&inner);
                }
                Layer::Quoted { quote, escape } => {
                    for byte in &inner {
                        if *byte == quote || (*byte == escape && escape != quote) {
                            outer.push(escape);
                        }
                        outer.push(*byte);
                    }
                }
                Layer::Json => json::string::escape(&inner, &mut outer),
            }
            inner = outer;
        }
        out.extend_from_slice(&inner);
        true
    }
}

/// Where the bytes of a value are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// They are the bytes of the frame at the cell's span.
    Plain,
    /// They are written with escapes: these bytes of [`Sheet::decoded`].
    Decoded(Span),
}

/// One value.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// The value as it stands in the frame, without its quotes.
    pub span: Span,
    /// Its bytes.
    pub value: Value,
    /// What it is.
    pub kind: Kind,
    /// How a new value is written.
    pub layers: Layers,
    /// The field.
    pub name: NameId,
    /// The JSON member or the column whose value it is or is part of, as an index of [`Sheet::members`].
    pub member: Option<u32>,
    /// It begins like JSON with keys and could not be read as that: what its fields are called is not known.
    pub unread: bool,
}

/// A member of a JSON object, or a cell among those of its row: what goes when a field goes.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// From its key's opening quote to the end of its value; of a cell, its quotes too.
    pub span: Span,
    /// The comma (in a row: the delimiter) before it, when it is not the first of its object.
    pub comma: Option<usize>,
    /// Which object it is in: members of one object have the same number and stand in order.
    pub object: u32,
    /// The member whose value holds that object, directly or through arrays.
    pub parent: Option<u32>,
    /// The field.
    pub name: NameId,
    /// It is the cell of a column, which other rows have too: dropping the field leaves it empty.
    pub column: bool,
}

/// What is wrong with a record, so that all of it is redacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It has more or fewer cells than the header.
    Ragged,
    /// It cannot be parsed; it has no cells.
    Malformed,
    /// It is free text between lines of JSON: one cell under no name.
    PlainText,
}

/// A record: a row, a JSON line, an element of the outermost array.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// All of it, its line end included where it has one.
    pub span: Span,
    /// Its content, without its line end.
    pub content: Span,
    /// Its cells, as indexes of [`Sheet::cells`].
    pub cells: (usize, usize),
    /// Its members, as indexes of [`Sheet::members`].
    pub members: (usize, usize),
    /// It is an element of an array: when it goes, `null` takes its place.
    pub element: bool,
    /// What is wrong with it.
    pub flaw: Option<Flaw>,
}

/// The values of a block.
#[derive(Default)]
pub struct Sheet {
    /// In the order in which they stand.
    pub cells: Vec<Cell>,
    /// In the order in which they begin.
    pub members: Vec<Member>,
    /// In the order in which they stand; between them stands nothing but white space, commas and brackets.
    pub records: Vec<Record>,
    /// The fields.
    pub names: Names,
    /// The bytes of values that are written with escapes, a line end after each.
    pub decoded: Vec<u8>,
    /// For every byte of `decoded`, where it begins in the frame; for the line end, where the value ends.
    pub places: Vec<u32>,
}

impl Sheet {
    /// Empties it for the next block; the memory and the names are kept.
    pub fn clear(&mut self) {
        self.cells.clear();
        self.members.clear();
        self.records.clear();
        self.decoded.clear();
        self.places.clear();
    }

    /// The bytes of a value; `text` is the frame.
    pub fn value<'a>(&'a self, cell: &Cell, text: &'a [u8]) -> &'a [u8] {
        match cell.value {
            Value::Plain => cell.span.of(text),
            Value::Decoded(span) => span.of(&self.decoded),
        }
    }

    /// True for a cell that is empty or `null` (in a table as MySQL and PostgreSQL write it, `\N`).
    pub fn is_nothing(&self, cell: &Cell, text: &[u8]) -> bool {
        let value = self.value(cell, text);
        match cell.kind {
            Kind::Word => value == b"null",
            Kind::Text | Kind::Key => value.is_empty() || value == b"\\N",
            Kind::Number => false,
        }
    }

    /// Where a part of a cell's value stands in the frame; `part` counts from the start of the value.
    pub fn place(&self, cell: &Cell, part: Span) -> Span {
        match cell.value {
            Value::Plain => Span::new(cell.span.start + part.start, cell.span.start + part.end),
            Value::Decoded(span) => {
                let at = |n: usize| self.places[span.start + n];
                // A part that ends inside an escape takes all of it.
                let last = part.end.checked_sub(1).filter(|last| *last >= part.start).map(at);
                let mut end = part.end;
                while span.start + end < span.end && last == Some(at(end)) {
                    end += 1;
                }
                Span::new(at(part.start) as usize, at(end) as usize)
            }
        }
    }
}
