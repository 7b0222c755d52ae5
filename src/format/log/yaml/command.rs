//! Commands whose program, options and values are entries of lists and members of a mapping, as manifests of containers have them. They are put
//! together (`format/command.rs`), so no frame ends in such a mapping.

use crate::format::command;
use crate::format::log::Fields;
use crate::limits::YAML_FOLDED_BYTES_MAX;
use crate::span::Span;

/// The mapping under way, when it has such a member.
#[derive(Clone, Copy, Default)]
pub(super) struct Commands {
    /// The column of its keys, and where the line of the first of them begins that is called so.
    around: Option<(usize, usize)>,
}

impl Commands {
    /// Only keys in columns before this one, or in it, are around.
    pub(super) fn leave(&mut self, column: usize) {
        self.around = self.around.filter(|(own, _)| *own <= column);
    }

    /// A key begins in `column`.
    pub(super) fn enter(&mut self, column: usize, key: &[u8], fields: &Fields<'_>) {
        if command::place(key).is_some() && self.around.is_none_or(|(own, _)| own != column) {
            self.around = Some((column, fields.base));
        }
    }

    /// The value `span` of the line is one of the member `key` in `column`.
    pub(super) fn put(&self, (column, key): (usize, &[u8]), span: Span, fields: &mut Fields<'_>) {
        let Some((_, of)) = self.around.filter(|(own, _)| *own == column) else { return };
        if let Some(place) = command::place(key) {
            // A text is never longer than cells can count.
            fields.argument(of as u32, place, span);
        }
    }

    /// The line is read: it goes on with what began in one before.
    pub(super) fn end_line(&mut self, fields: &mut Fields<'_>) {
        let Some((_, since)) = self.around.filter(|(_, since)| *since < fields.base) else { return };
        match fields.base - since > YAML_FOLDED_BYTES_MAX {
            true => self.around = None,
            false => fields.goes_on = true,
        }
    }
}
