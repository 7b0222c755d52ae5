//! A document that is the list of the arguments of one command (`["mysql", "-u", "root", "-px"]`). Its elements are records, and looked at as a command
//! together, so no block ends in it.

use super::option;
use super::parse::Ground;
use crate::format::sheet::Sheet;
use crate::limits::JSON_COMMAND_BYTES_MAX;

/// The outermost array under way, as long as it may be a command: a text, and then texts, numbers and words.
#[derive(Default)]
pub(super) struct Arguments {
    /// Where it begins, and its first cell.
    open: Option<(usize, usize)>,
}

impl Arguments {
    /// The array begins at `start`.
    pub(super) fn begin(start: usize, sheet: &Sheet) -> Self {
        Arguments { open: Some((start, sheet.cells.len())) }
    }

    /// True where an element that begins with `first` can be one of its arguments.
    pub(super) fn may_hold(first: u8, is_first: bool) -> bool {
        first == b'"' || !is_first && !matches!(first, b'{' | b'[')
    }

    /// True where an element that ends at `end` is near enough to the beginning at `start` of the array.
    pub(super) fn reaches(start: usize, end: usize) -> bool {
        end - start <= JSON_COMMAND_BYTES_MAX
    }

    /// An element ends at `end`, and has the cells from `cell` on.
    pub(super) fn pass(&mut self, text: &[u8], (end, cell): (usize, usize), sheet: &mut Sheet) {
        if self.open.is_some_and(|(start, _)| !Self::reaches(start, end)) {
            let own = sheet.cells.split_off(cell);
            self.end(text, sheet);
            sheet.cells.extend(own);
        }
    }

    /// Nothing more belongs to it.
    pub(super) fn end(&mut self, text: &[u8], sheet: &mut Sheet) {
        if let Some((_, first)) = self.open.take() {
            option::join(text, first, Ground::root().layers, sheet);
        }
    }
}
