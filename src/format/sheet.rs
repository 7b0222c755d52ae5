//! The sheet: the values of a block of structured text, whatever its format.
//!
//! A reader (CSV, JSON, XML, mail) fills it; detectors look at its cells; the splicer writes new values in their place.
//! Every position is one in the frame, so that what is not changed is copied as it stands.

use crate::format::fault::Fault;
use crate::format::names::{NameId, Names};
use crate::format::parts::{self, Part};
use crate::format::php::Length;
use crate::format::xml::write::Spot;
use crate::span::Span;

pub use crate::format::layers::{LAYERS_MAX, Layer, Layers};

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
    /// Text beside fields, under no name: a comment, an instruction.
    Note,
    /// The running text of a record: the body of a message.
    Prose,
}

/// Where the bytes of a value are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// They are the bytes of the frame at the cell's span.
    Plain,
    /// They are written with escapes: these bytes of [`Sheet::decoded`].
    Decoded(Span),
}

/// A span in half the room: a frame has as many cells as some ten bytes each give, so their size is what filling a
/// sheet costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Small {
    start: u32,
    end: u32,
}

/// Stands for nothing where a number is missing.
const NONE: u32 = u32::MAX;

/// How long a frame may be that cells can count in.
pub const TEXT_BYTES_MAX: usize = NONE as usize - 1;

impl Small {
    const NONE: Small = Small { start: NONE, end: NONE };

    fn new(span: Span) -> Self {
        debug_assert!(span.end <= TEXT_BYTES_MAX, "a reader refuses what is longer");
        Small { start: span.start as u32, end: span.end as u32 }
    }

    fn span(self) -> Span {
        Span { start: self.start as usize, end: self.end as usize }
    }
}

fn number(small: u32) -> Option<u32> {
    (small != NONE).then_some(small)
}

/// One value.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    span: Small,
    decoded: Small,
    member: u32,
    /// The field.
    pub name: NameId,
    /// How a new value is written.
    pub layers: Layers,
    /// What it is.
    pub kind: Kind,
    /// It begins like JSON with keys and could not be read as that: what its fields are called is not known.
    pub unread: bool,
}

impl Cell {
    /// A cell that is `kind` and stands at `span`. The rest is as for a value under no name.
    #[inline]
    pub fn new(span: Span, value: Value, kind: Kind, layers: Layers) -> Self {
        let decoded = match value {
            Value::Plain => Small::NONE,
            Value::Decoded(span) => Small::new(span),
        };
        Cell {
            span: Small::new(span),
            decoded,
            member: NONE,
            name: NameId::ROOT,
            layers,
            kind,
            unread: false,
        }
    }

    /// The same cell, as a value of the field `name` and of `member`.
    #[inline]
    #[must_use]
    pub fn of(self, name: NameId, member: Option<u32>) -> Self {
        Cell { name, member: member.unwrap_or(NONE), ..self }
    }

    /// The value as it stands in the frame, without its quotes.
    #[inline]
    pub fn span(&self) -> Span {
        self.span.span()
    }

    /// Its bytes.
    #[inline]
    pub fn value(&self) -> Value {
        if self.decoded == Small::NONE { Value::Plain } else { Value::Decoded(self.decoded.span()) }
    }

    /// The JSON member or the column whose value it is or is part of, as an index of [`Sheet::members`].
    #[inline]
    pub fn member(&self) -> Option<u32> {
        number(self.member)
    }
}

/// A member of a JSON object, or a cell among those of its row: what goes when a field goes.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    span: Small,
    comma: u32,
    parent: u32,
    /// Which object it is in: members of one object have the same number and stand in order.
    pub object: u32,
    /// The field.
    pub name: NameId,
    /// It is the cell of a column, which other rows have too: dropping the field leaves it empty.
    pub column: bool,
    /// It is a value of SQL, in whose place another one has to stand.
    pub fixed: bool,
}

impl Member {
    /// A cell of the row `object`; `comma` is the delimiter before it.
    #[inline]
    pub fn of_row(span: Span, comma: Option<usize>, object: u32, name: NameId) -> Self {
        let comma = comma.map_or(NONE, |at| at as u32);
        Member { span: Small::new(span), comma, parent: NONE, object, name, column: true, fixed: false }
    }

    /// A value of the row `object` of SQL, with its quotes.
    #[inline]
    pub fn of_slot(span: Span, object: u32, name: NameId) -> Self {
        Member { fixed: true, ..Member::of_row(span, None, object, name) }
    }

    /// A member of the JSON object `object`, which is the value of the member `parent` or in it.
    #[inline]
    pub fn of_object(
        span: Span,
        comma: Option<usize>,
        object: u32,
        parent: Option<u32>,
        name: NameId,
    ) -> Self {
        let parent = parent.unwrap_or(NONE);
        Member { parent, column: false, ..Member::of_row(span, comma, object, name) }
    }

    /// From its key's opening quote to the end of its value; of a cell, its quotes too.
    #[inline]
    pub fn span(&self) -> Span {
        self.span.span()
    }

    /// Its value ends at `end`.
    #[inline]
    pub fn end_at(&mut self, end: usize) {
        self.span.end = end as u32;
    }

    /// The comma (in a row: the delimiter) before it, when it is not the first of its object.
    #[inline]
    pub fn comma(&self) -> Option<usize> {
        number(self.comma).map(|at| at as usize)
    }

    /// The member whose value holds its object, directly or through arrays.
    #[inline]
    pub fn parent(&self) -> Option<u32> {
        number(self.parent)
    }
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
    /// It is SQL that says how tables are made, and about nobody.
    Schema,
    /// It is text in that which somebody wrote for people: a comment.
    Remark,
}

impl Flaw {
    /// True for what is no record, but stands between records.
    pub fn is_between(self) -> bool {
        matches!(self, Flaw::Schema | Flaw::Remark)
    }
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
    /// It is none, but what stands around records: it is about nobody, and stays when records go.
    pub frame: bool,
    /// What is wrong with it.
    pub flaw: Option<Flaw>,
}

impl Record {
    /// True when it brings data, and is not what stands around or between those that do.
    pub fn is_row(&self) -> bool {
        !self.frame && !self.flaw.is_some_and(Flaw::is_between)
    }
}

/// An argument that is empty and has no cell.
pub const EMPTY: u32 = u32::MAX;
/// White space between two texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// There is none.
    #[default]
    None,
    /// No line end is in it.
    Space,
    /// It is written as a line end, and both are one line.
    Folded,
    /// A line end is.
    Line,
}

impl Gap {
    /// That of some white space.
    pub fn of<'a>(white: impl IntoIterator<Item = &'a u8>) -> Self {
        let of = |byte: &u8| if matches!(byte, b'\n' | b'\r') { Gap::Line } else { Gap::Space };
        white.into_iter().map(of).max().unwrap_or_default()
    }

    /// What is looked at in its place.
    pub fn text(self) -> &'static [u8] {
        match self {
            Gap::None => b"",
            Gap::Space | Gap::Folded => b" ",
            Gap::Line => b"\n",
        }
    }
}

/// A value that is a part of a larger text.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// Which, as an index of [`Sheet::cells`].
    pub cell: u32,
    /// The part of the value that it is; all of it where there is none.
    pub part: Option<Span>,
    /// What stands between it and the piece before it.
    pub gap: Gap,
}

/// The values of a block.
#[derive(Default)]
pub struct Sheet {
    /// In the order in which they stand.
    pub cells: Vec<Cell>,
    /// In the order in which they begin.
    pub members: Vec<Member>,
    /// In the order in which they stand; between them stands nothing but white space, commas and brackets,
    /// and before the first of a table what tells its delimiter.
    pub records: Vec<Record>,
    /// The fields.
    pub names: Names,
    /// The bytes of values that are written with escapes, a line end after each.
    pub decoded: Vec<u8>,
    /// For every byte of `decoded`, where it begins in the frame; for the line end, where the value ends.
    pub places: Vec<u32>,
    /// It is XML.
    pub is_markup: bool,
    /// Markup inside of values, as it stands in the frame, and how the value is written behind it. In their order.
    pub borders: Vec<(Span, Layer)>,
    /// Values that are parts of larger texts.
    pub pieces: Vec<Piece>,
    /// These texts, as indexes of `pieces`.
    pub joins: Vec<(usize, usize)>,
    /// Values that are the arguments of commands, each command in a row, as indexes of `cells`, or [`EMPTY`].
    pub arguments: Vec<u32>,
    /// Where each command ends, as indexes of `arguments`.
    pub commands: Vec<usize>,
    /// Parts of running texts that have names of their own, by cell and place. They may hold one another.
    pub parts: Vec<Part>,
    /// Texts that PHP serialized, in their order: a length stands before each.
    pub lengths: Vec<Length>,
    /// How many rows there are of whose columns no name is known.
    pub nameless: u64,
    /// Where values begin that say what a thing of a program is called (`name: Run tests`), sorted.
    pub titles: Vec<usize>,
    /// Why the block cannot be read.
    pub fault: Option<Fault>,
}

impl Sheet {
    /// Empties it for the next block; the memory and the names are kept.
    pub fn clear(&mut self) {
        self.cells.clear();
        self.members.clear();
        self.records.clear();
        self.decoded.clear();
        self.places.clear();
        self.borders.clear();
        self.pieces.clear();
        self.joins.clear();
        self.arguments.clear();
        self.commands.clear();
        self.parts.clear();
        self.titles.clear();
        self.lengths.clear();
        self.nameless = 0;
        (self.is_markup, self.fault) = (false, None);
    }

    /// For how many cells and members it has room, or for how many bytes of values if that is more.
    pub fn room(&self) -> usize {
        let bytes = self.decoded.capacity().max(self.places.capacity()) / 16;
        let parts = self.parts.capacity().max(self.pieces.capacity()).max(self.arguments.capacity());
        let parts = parts.max(2 * self.lengths.capacity());
        self.cells.capacity().max(self.members.capacity()).max(bytes).max(parts)
    }

    /// Makes all of `part` one record that is redacted: it is longer than cells can count.
    pub(in crate::format) fn refuse(&mut self, part: Span) {
        let (cells, members) =
            ((self.cells.len(), self.cells.len()), (self.members.len(), self.members.len()));
        let (element, frame, flaw) = (false, false, Some(Flaw::Malformed));
        self.records.push(Record { span: part, content: part, cells, members, element, frame, flaw });
    }

    /// The parts of a cell that have names. Those of a cell that is none of the sheet are none.
    pub(crate) fn parts_of(&self, cell: &Cell) -> &[Part] {
        let number = self.cells.partition_point(|own| own.span.start < cell.span.start);
        parts::of_cell(&self.parts, number)
    }

    /// The bytes of a value; `text` is the frame.
    pub fn value<'a>(&'a self, cell: &Cell, text: &'a [u8]) -> &'a [u8] {
        match cell.value() {
            Value::Plain => cell.span().of(text),
            Value::Decoded(span) => span.of(&self.decoded),
        }
    }

    /// True for a cell that is empty or `null` (in a table as MySQL and PostgreSQL write it, `\N`).
    pub fn is_nothing(&self, cell: &Cell, text: &[u8]) -> bool {
        let value = self.value(cell, text);
        match cell.kind {
            // `DEFAULT` of SQL says nothing either.
            Kind::Word => {
                [&b"null"[..], b"\\N", b"default"].iter().any(|word| value.eq_ignore_ascii_case(word))
            }
            Kind::Text | Kind::Key | Kind::Note | Kind::Prose => value.is_empty() || value == b"\\N",
            Kind::Number => false,
        }
    }

    /// Where a part of a cell's value stands in the frame; `part` counts from the start of the value.
    pub fn place(&self, cell: &Cell, part: Span) -> Span {
        match cell.value() {
            Value::Plain => {
                let start = cell.span().start;
                Span::new(start + part.start, start + part.end)
            }
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

    /// The parts of `place`, a part of the frame in the value of `cell`, between which markup stands, and how each is
    /// written. There is at least one.
    pub fn runs(&self, cell: &Cell, place: Span) -> Vec<(Span, Layers)> {
        // Comments and instructions are such markup.
        if cell.kind == Kind::Key || !matches!(cell.layers.spot(), Some(Spot::Text | Spot::Cdata)) {
            return vec![(place, cell.layers)];
        }
        let first = self.borders.partition_point(|(border, _)| border.end <= place.start);
        let before = self.borders[..first].last().filter(|(border, _)| border.start >= cell.span().start);
        let mut layers = before.map_or(cell.layers, |(_, layer)| Layers::one(*layer));
        let (mut runs, mut at) = (Vec::with_capacity(1), place.start);
        for (border, layer) in self.borders[first..].iter().take_while(|(border, _)| border.start < place.end)
        {
            if at < border.start {
                runs.push((Span::new(at, border.start), layers));
            }
            (at, layers) = (border.end, Layers::one(*layer));
        }
        if at < place.end || runs.is_empty() {
            runs.push((Span::new(at, place.end.max(at)), layers));
        }
        runs
    }
}
