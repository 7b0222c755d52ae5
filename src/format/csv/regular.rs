//! Rows whose quotes are as RFC 4180 has them, from maps of 64 bytes.

use crate::format::csv::QUOTE;
use crate::format::csv::rows::{Columns, decode};
use crate::format::csv::scan::{Carry, Marks};
use crate::format::json::nested::may_be_json;
use crate::format::json::parse::{Mark, Reader};
use crate::format::names::NameId;
use crate::format::php;
use crate::format::sheet::{Cell, Kind, Layer, Layers, Member, Sheet, Value};
use crate::simd::bits::{Block, below};
use crate::span::Span;

/// Reads rows until one of another kind comes.
pub(super) struct Regular<'a> {
    columns: &'a Columns<'a>,
    text: &'a [u8],
    delimiter: u8,
    bare: Layers,
    quoted: Layers,
    /// Where the row begins.
    row: usize,
    /// Where the cell begins.
    cell: usize,
    /// How many cells of the row are complete.
    column: usize,
    /// Behind the last quote inside a cell that was met.
    doubled: usize,
}

impl<'a> Regular<'a> {
    /// At `start`, where a row begins.
    pub(super) fn new(columns: &'a Columns<'a>, text: &'a [u8], start: usize) -> Self {
        let delimiter = columns.table.delimiter;
        Regular {
            columns,
            text,
            delimiter,
            bare: Layers::one(Layer::Bare { delimiter }),
            quoted: Layers::one(Layer::Quoted { quote: QUOTE, escape: QUOTE }),
            row: start,
            cell: start,
            column: 0,
            doubled: 0,
        }
    }

    /// Appends rows to the sheet. Gives where the first row begins that has to be read in another way, or the end.
    pub(super) fn read(mut self, reader: &mut Reader, sheet: &mut Sheet) -> usize {
        if matches!(self.delimiter, QUOTE | b'\n' | b'\r') {
            return self.row;
        }
        let mut mark = Mark::of(sheet);
        let mut carry = Carry::CELL;
        let mut base = self.row;
        while base < self.text.len() {
            let (block, there) = Block::at(self.text, base);
            let marks = carry.marks(block, there, self.delimiter);
            self.block(base, marks, &mut mark, reader, sheet);
            if marks.odd != 0 {
                mark.roll_back(sheet);
                return self.row;
            }
            base += there.count_ones() as usize;
        }
        if carry.is_inside() {
            mark.roll_back(sheet);
            return self.row;
        }
        if self.row < self.text.len() {
            self.end_row(self.text.len(), &mut mark, reader, sheet);
        }
        self.text.len()
    }

    /// Takes the cells that end in a block, up to what does not fit.
    #[inline(always)]
    fn block(&mut self, base: usize, marks: Marks, mark: &mut Mark, reader: &mut Reader, sheet: &mut Sheet) {
        let mut ends = marks.separators & below(marks.odd.trailing_zeros());
        while ends != 0 {
            let bit = ends.trailing_zeros();
            ends &= ends - 1;
            let end = base + bit as usize;
            self.see_doubled(base, marks.doubled & below(bit));
            if (marks.lines | marks.returns) >> bit & 1 == 0 {
                self.end_cell(end, reader, sheet);
                self.cell = end + 1;
            } else if end > self.row {
                self.end_row(end, mark, reader, sheet);
            } else {
                // A blank line, or the line feed of a row that ended before it.
                self.row = self.row.max(end + 1);
                self.cell = self.row;
            }
        }
        self.see_doubled(base, marks.doubled);
    }

    #[inline(always)]
    fn see_doubled(&mut self, base: usize, doubled: u64) {
        if doubled != 0 {
            self.doubled = base + 64 - doubled.leading_zeros() as usize;
        }
    }

    fn end_row(&mut self, end: usize, mark: &mut Mark, reader: &mut Reader, sheet: &mut Sheet) {
        self.end_cell(end, reader, sheet);
        let content = Span::new(self.row, end);
        let ragged = self.columns.is_ragged(self.column);
        self.columns.call(self.text, (mark.cells, mark.members), sheet);
        self.row = self.columns.push_record(self.text, content, (mark.cells, mark.members), ragged, sheet);
        (self.cell, self.column) = (self.row, 0);
        *mark = Mark::of(sheet);
    }

    #[inline(always)]
    fn end_cell(&mut self, end: usize, reader: &mut Reader, sheet: &mut Sheet) {
        let lexeme = Span::new(self.cell, end);
        let is_quoted = self.text.get(lexeme.start) == Some(&QUOTE);
        let (mut span, mut value, mut layers) = (lexeme, Value::Plain, self.bare);
        if is_quoted {
            span = Span::new(lexeme.start + 1, end - 1);
            layers = self.quoted;
            if self.doubled > span.start {
                value = decode(self.text, span, QUOTE, sheet);
            }
        }
        let name = self.columns.names.get(self.column).copied().unwrap_or(NameId::ROOT);
        let member = Some(sheet.members.len() as u32);
        sheet.cells.push(Cell::new(span, value, Kind::Text, layers).of(name, member));
        let comma = (self.column > 0).then(|| lexeme.start - 1);
        // Objects of JSON in cells have small numbers.
        let object = u32::MAX - sheet.records.len() as u32;
        sheet.members.push(Member::of_row(lexeme, comma, object, name));
        let is_json = may_be_json(self.text, span) && reader.expand_last(self.text, sheet);
        if !is_json && php::may_be(span.of(self.text)) {
            php::expand_last(self.text, sheet);
        }
        self.column += 1;
    }
}
