//! The first row of a table whose rows are records: elements of the outermost array of a document, or lines. It says what the values of all
//! later ones are, so whoever cuts the input into blocks reads it as well, and every block knows it.

use std::sync::Arc;

use super::heads::{Heads, call, row};
use super::parse::{Ground, Reader};
use super::skip_white;
use crate::format::names::NameId;
use crate::format::sheet::Sheet;
use crate::limits::HEADING_BYTES_MAX;

/// What the records so far say of the columns of those that come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Heading {
    /// There was none.
    #[default]
    Start,
    /// A row of one value, which is a title or the name of the only column.
    Title(Title),
    /// The names of columns.
    Names(Columns),
    /// They are no table with names.
    Nothing,
}

/// What such a row says, if anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(Option<Arc<Heads>>);

/// The names of columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Arc<Heads>);

impl Heading {
    /// The next record is `record`; true where it is a row of values below the names.
    pub fn pass(&mut self, record: &[u8]) -> bool {
        match self {
            Heading::Names(_) => return true,
            Heading::Nothing => return false,
            Heading::Start | Heading::Title(_) => {}
        }
        let at = skip_white(record, 0);
        if record.get(at).is_some_and(|first| !matches!(first, b'[' | b'n'))
            || record.len() > HEADING_BYTES_MAX
        {
            *self = Heading::Nothing;
            return false;
        }
        let mut sheet = Sheet::default();
        let end = Reader::default().read_value(record, at, Ground::root(), &mut sheet);
        let is_whole = end.is_ok_and(|end| skip_white(record, end) == record.len());
        let values = if is_whole { row(record, at, 0, &sheet) } else { Vec::new() };
        if is_whole && values.is_empty() {
            // An empty row, or none.
            return false;
        }
        let heads = Heads::of(record, &values, &sheet, false).map(Arc::new);
        let is_of_one = values.len() == 1;
        let (next, is_below) = match (&*self, heads) {
            (Heading::Start, heads) if is_of_one => (Heading::Title(Title(heads)), false),
            (Heading::Title(title), _) if is_of_one => {
                let names = title.0.clone().map(|heads| Heading::Names(Columns(heads)));
                (names.unwrap_or(Heading::Nothing), title.0.is_some())
            }
            (_, Some(heads)) => (Heading::Names(Columns(heads)), false),
            (_, None) => (Heading::Nothing, false),
        };
        *self = next;
        is_below
    }
}

/// Calls the values of records what the heading says.
pub(super) struct Namer {
    pub(super) heading: Heading,
    /// The names of its columns, once they are asked for.
    ids: Option<Vec<Option<NameId>>>,
}

impl Namer {
    pub(super) fn new(heading: Heading) -> Self {
        Namer { heading, ids: None }
    }

    /// The record from `start` to `end` of the frame is the next, and has the cells from `cell` on.
    pub(super) fn record(
        &mut self,
        frame: &[u8],
        (start, end): (usize, usize),
        cell: usize,
        sheet: &mut Sheet,
    ) {
        if !self.heading.pass(&frame[start..end]) {
            return;
        }
        let Heading::Names(Columns(heads)) = &self.heading else { return };
        let start = skip_white(frame, start);
        if frame.get(start) == Some(&b'[') {
            let ids = self.ids.get_or_insert_with(|| heads.ids(NameId::ROOT, sheet));
            let values = row(frame, start, cell, sheet);
            call(&values, ids, NameId::ROOT, None, sheet);
        }
    }
}
