//! Which column of a table a cell is in, and what that is called.

use std::sync::Arc;

use crate::format::log::columns;
use crate::format::log::html::tag::Tag;
use crate::format::names;
use crate::limits::{HTML_LABEL_BYTES_MAX, LOG_COLUMNS_MAX};
use crate::view;

/// What the columns of a table are called.
type Names = Arc<Vec<Vec<u8>>>;

/// So many columns of a first row without heads are asked for names.
const FIRST_COLUMNS_MAX: usize = 256;

/// So many rows of heads are the levels of one name, between which this stands.
const LEVELS_MAX: usize = 3;
const LEVEL_END: u8 = b'\n';

/// The names above one another that the heads of a column make up.
pub(super) fn levels(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    name.split(|b| *b == LEVEL_END)
}

/// A table as far as it was read.
#[derive(Clone, Default)]
pub(super) struct Table {
    /// What its columns are called.
    columns: Names,
    /// They are from one cell over all of them.
    is_title: bool,
    /// The last row with cells had nothing but heads.
    is_below_heads: bool,
    /// The heads of the row so far, by column, and how many cells they are.
    heads: Vec<Vec<u8>>,
    cells: usize,
    /// The column of the last cell of the row, and the first behind it.
    column: usize,
    next: usize,
    /// How many rows are still taken by a cell of a row before, by column.
    taken: Vec<usize>,
    /// A cell of the row is a value.
    has_values: bool,
    /// What the cells of the first row say, where that has no heads: they may be those of columns.
    first: Names,
    /// That row is over, and no other had heads.
    is_behind_first: bool,
    /// In the head of a table every cell is a head.
    pub(super) in_heads: bool,
}

impl Table {
    /// The cell of `tag` begins.
    fn place(&mut self, tag: &Tag) {
        let mut at = self.next;
        while self.taken.get(at).is_some_and(|rows| *rows > 0) {
            at += 1;
        }
        (self.column, self.next) = (at, (at + tag.columns).min(LOG_COLUMNS_MAX));
        if tag.rows > 1 && at < self.next {
            if self.taken.len() < self.next {
                self.taken.resize(self.next, 0);
            }
            self.taken[at..self.next].fill(tag.rows);
        }
    }

    /// A value begins.
    pub(super) fn value(&mut self, tag: &Tag) {
        self.place(tag);
        self.has_values = true;
    }

    /// The head of a column or row begins.
    pub(super) fn head(&mut self, tag: &Tag) {
        self.place(tag);
    }

    /// The head that began last is called `name`.
    pub(super) fn end_head(&mut self, name: &[u8]) {
        // What a cell of the row before is called that goes on here.
        for n in self.heads.len()..self.column {
            self.heads.push(self.columns.get(n).cloned().unwrap_or_default());
        }
        for _ in self.column..self.next {
            self.heads.push(name.to_vec());
        }
        self.cells += 1;
    }

    /// What the column is called whose value is read.
    pub(super) fn of_value(&self) -> Option<&[u8]> {
        self.columns.get(self.column).filter(|_| self.has_values).map(Vec::as_slice)
    }

    /// What the column of the head that began last is called, where that is a head of a row and so a value too.
    pub(super) fn of_head(&self, is_of_row: bool) -> Option<&[u8]> {
        let is_one = self.next == self.column + 1;
        let is_value = is_one && !self.in_heads && (is_of_row || self.cells == 0 && !self.has_values);
        self.columns.get(self.column).filter(|_| is_value && !self.is_title).map(Vec::as_slice)
    }

    /// True in the first cell of a row of values whose columns have no names of their own.
    pub(super) fn is_first(&self) -> bool {
        let is_named = self.columns.len() > 1 && !self.is_title;
        self.has_values && self.column == 0 && !is_named
    }

    /// A cell of the row says `text`.
    pub(super) fn add(&mut self, text: &[u8]) {
        if self.is_behind_first
            || !self.has_values
            || !self.columns.is_empty()
            || self.column >= FIRST_COLUMNS_MAX
        {
            return;
        }
        let first = Arc::make_mut(&mut self.first);
        if first.len() <= self.column {
            first.resize(self.column + 1, Vec::new());
        }
        let cell = &mut first[self.column];
        if cell.len() <= HTML_LABEL_BYTES_MAX {
            if !cell.is_empty() {
                cell.push(b' ');
            }
            cell.extend_from_slice(&view::unreferenced(text));
        }
    }

    /// What the first row may call the column whose value is read, with all that it says.
    pub(super) fn in_doubt(&self) -> Option<(&Names, &[u8])> {
        let name = self
            .first
            .get(self.column)
            .filter(|name| self.is_behind_first && self.has_values && !name.is_empty());
        name.filter(|_| self.columns.is_empty()).map(|name| (&self.first, name.as_slice()))
    }

    /// The first row is over. Where one of its cells can be no name, none is.
    fn end_first(&mut self) {
        self.is_behind_first = true;
        let is_name = |cell: &Vec<u8>| {
            cell.is_empty()
                || cell.len() <= HTML_LABEL_BYTES_MAX && names::head(cell) == Some(cell.as_slice())
        };
        let count = self.first.iter().filter(|cell| !cell.is_empty()).count();
        if count < 2 || !self.first.iter().all(is_name) {
            self.first = Arc::default();
        }
    }

    /// The heads of the row stand below those of another one: a column is called what both say.
    fn join_heads(&mut self) {
        for (n, above) in self.columns.iter().enumerate() {
            match self.heads.get_mut(n) {
                None => self.heads.push(above.clone()),
                Some(own) if own.is_empty() => own.clone_from(above),
                Some(own) if own == above || above.is_empty() || levels(above).count() >= LEVELS_MAX => {}
                Some(own) => *own = [above.as_slice(), own].join(&LEVEL_END),
            }
        }
    }

    pub(super) fn end_row(&mut self) {
        if !self.is_behind_first && self.has_values {
            self.end_first();
        }
        // One cell over many columns that have names is a heading between the rows.
        let is_heading = self.cells == 1 && self.columns.len() > 1 && !self.is_title;
        if !self.has_values && !self.heads.is_empty() && !is_heading {
            for n in self.heads.len()..self.taken.len() {
                self.heads
                    .push(self.columns.get(n).filter(|_| self.taken[n] > 0).cloned().unwrap_or_default());
            }
            if self.is_below_heads && !self.is_title {
                self.join_heads();
            }
            self.columns = columns(self.heads.iter().map(Vec::as_slice));
            self.is_title = self.cells == 1 && self.columns.len() > 1;
            self.is_below_heads = true;
        }
        self.is_below_heads &= !self.has_values;
        if self.next > 0 {
            self.taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        }
        self.heads.clear();
        (self.cells, self.column, self.next, self.has_values) = Default::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(columns: usize, rows: usize) -> Tag {
        Tag { columns, rows, ..Tag::new(b"td") }
    }

    #[test]
    fn rows_of_heads_are_levels_of_names() {
        let mut table = Table::default();
        for row in [["", "first_name", "born"], ["id", "", "year"]] {
            for name in row {
                table.head(&cell(1, 1));
                table.end_head(name.as_bytes());
            }
            table.end_row();
        }
        assert_eq!(table.columns.concat(), b"idfirst_nameborn\nyear");
        table.value(&cell(1, 1));
        table.end_row();
        table.end_row();
        table.head(&cell(1, 1));
        table.end_head(b"a");
        table.head(&cell(1, 1));
        table.end_head(b"b");
        table.end_row();
        assert_eq!(table.columns.concat(), b"ab");
    }

    #[test]
    fn cells_over_columns_and_rows_are_counted() {
        let mut table = Table::default();
        for (tag, name) in [(cell(1, 2), "a"), (cell(2, 1), "b")] {
            table.head(&tag);
            table.end_head(name.as_bytes());
        }
        table.end_row();
        for name in ["c", "d"] {
            table.head(&cell(1, 1));
            table.end_head(name.as_bytes());
        }
        table.end_row();
        for row in [&["a", "c", "d"][..], &["c", "d"], &["a", "c", "d"]] {
            for name in row {
                // The first goes on in the next row.
                let is_tall = table.taken.iter().all(|rows| *rows == 0) && *name == "a" && row.len() == 3;
                table.value(&cell(1, if is_tall { 2 } else { 1 }));
                let own = table.of_value().and_then(|own| levels(own).last());
                assert_eq!(own, Some(name.as_bytes()));
            }
            table.end_row();
        }
        table.value(&cell(usize::MAX >> 1, 0));
        table.value(&cell(1, 1));
        assert_eq!(table.of_value(), None);
    }
}
