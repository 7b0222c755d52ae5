//! Makes cells of the parts of a block.

use std::sync::Arc;

use super::fit::Fit;
use super::machine::{Machine, Part, Target};
use super::written::{Way, Written};
use super::{Mode, copy, naming, statement, table};
use crate::format::json::parse::Reader;
use crate::format::names::NameId;
use crate::format::sheet::{Cell, Flaw, Kind, Layer, Layers, Member, Record, Sheet, TEXT_BYTES_MAX, Value};
use crate::span::Span;

/// Reads a block: `part` of the frame `text`, before which `machine` stands.
pub fn read_block(text: &[u8], part: Span, machine: &Machine, sheet: &mut Sheet) {
    if text.len() > TEXT_BYTES_MAX {
        return sheet.refuse(part);
    }
    let (text, mut machine) = (&text[..part.end], machine.clone());
    let mut filling = Filling::new(text, sheet);
    let mut at = part.start;
    let mut head = None;
    while at < part.end {
        let mode = machine.mode;
        let Ok(unit) = machine.next(text, at, true) else {
            // A splitter would have stopped here, so nothing is known of what follows.
            return filling.sheet.refuse(Span::new(at, part.end));
        };
        let span = Span::new(at, unit.end);
        at = unit.end;
        match unit.part {
            Part::White | Part::CopyEnd => {}
            Part::Comment(inner) => filling.comment(span, inner, mode),
            Part::Line | Part::CopyHead => filling.code_alone(span),
            Part::Statement { data } => statement::read(&mut filling, span, mode, data),
            Part::Head => head = Some(span),
            Part::Row { target, values, alone } => {
                table::row(&mut filling, head.take(), (span, values), &target, alone, mode);
            }
            Part::CopyLine(target) => copy::line(&mut filling, span, &target),
        }
    }
    if let Some(head) = head {
        filling.sheet.refuse(head);
    }
}

/// A sheet while it is filled.
pub(super) struct Filling<'a> {
    pub(super) text: &'a [u8],
    pub(super) sheet: &'a mut Sheet,
    pub(super) json: Reader,
    /// Where rows went last, and what its columns are called in the sheet.
    target: Option<Arc<Target>>,
    pub(super) names: Vec<NameId>,
}

/// Where a record began.
#[derive(Clone, Copy)]
pub(super) struct Begun {
    pub(super) cells: usize,
    pub(super) members: usize,
}

impl<'a> Filling<'a> {
    fn new(text: &'a [u8], sheet: &'a mut Sheet) -> Self {
        Filling { text, sheet, json: Reader::default(), target: None, names: Vec::new() }
    }

    pub(super) fn begin(&self) -> Begun {
        Begun { cells: self.sheet.cells.len(), members: self.sheet.members.len() }
    }

    /// Ends a record.
    pub(super) fn end(&mut self, begun: Begun, span: Span, element: bool, flaw: Option<Flaw>) {
        self.sheet.records.push(Record {
            span,
            content: span,
            cells: (begun.cells, self.sheet.cells.len()),
            members: (begun.members, self.sheet.members.len()),
            element,
            frame: false,
            flaw,
        });
    }

    /// The names of the columns of `target`, and of the table.
    pub(super) fn target(&mut self, target: &Arc<Target>) {
        if self.target.as_ref().is_some_and(|known| Arc::ptr_eq(known, target)) {
            return;
        }
        let table = self.sheet.names.table(&target.table);
        self.names.clear();
        self.names.push(table);
        let names = &mut self.sheet.names;
        self.names.extend(target.columns.iter().map(|column| names.id(table, &column.name)));
        self.target = Some(target.clone());
    }

    /// Calls values of a row, which is all since `first`, what others of it say.
    pub(super) fn call(&mut self, target: &Target, first: Begun) {
        if let Some(keyed) = &target.keyed {
            keyed.call(self.text, (first.cells, first.members), self.sheet);
        }
    }

    /// Words between values: they cannot be changed.
    pub(super) fn code(&mut self, span: Span) {
        if !span.is_empty() && !span.of(self.text).iter().all(u8::is_ascii_whitespace) {
            let layers = layers(Way::Bare, Fit::TEXT);
            self.sheet.cells.push(Cell::new(span, Value::Plain, Kind::Key, layers));
        }
    }

    /// A record that is nothing but that.
    pub(super) fn code_alone(&mut self, span: Span) {
        let begun = self.begin();
        self.code(span);
        self.end(begun, span, false, Some(Flaw::Schema));
    }

    fn comment(&mut self, span: Span, inner: Span, mode: Mode) {
        let begun = self.begin();
        self.remark(inner, mode);
        self.end(begun, span, false, Some(Flaw::Remark));
    }

    /// The text of a comment.
    pub(super) fn remark(&mut self, inner: Span, mode: Mode) {
        let object = self.sheet.members.len() as u32;
        let member = self.slot(inner, NameId::ROOT, object);
        let cell = Cell::new(inner, Value::Plain, Kind::Text, layers(Way::Comment, Fit::TEXT));
        self.sheet.cells.push(cell.of(NameId::ROOT, Some(member)));
        if naming::may_name(inner.of(self.text)) {
            naming::name_parts(self.text, inner, mode, self.sheet);
        }
    }

    /// The place of a value, all of which can be replaced.
    #[inline]
    pub(super) fn slot(&mut self, span: Span, name: NameId, object: u32) -> u32 {
        let member = self.sheet.members.len() as u32;
        self.sheet.members.push(Member::of_slot(span, object, name));
        member
    }
}

pub(super) fn layers(way: Way, fit: Fit) -> Layers {
    Layers::one(Layer::Sql(Written { way, fit }))
}
