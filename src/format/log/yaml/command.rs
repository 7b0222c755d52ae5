//! Commands whose program, options and values are entries of lists and members of a mapping, as manifests of containers have them. They are put
//! together (`format/command.rs`), so no frame ends in such a mapping.

use crate::format::command;
use crate::format::log::Fields;
use crate::format::log::yaml::nesting::Flow;
use crate::limits::{YAML_DEPTH_MAX, YAML_FOLDED_BYTES_MAX};
use crate::span::Span;

/// The mappings around that have such a member.
#[derive(Clone, Default)]
pub(super) struct Commands {
    /// The column of the keys of each, and where the line of the first of them begins that is called so, outermost first.
    around: Vec<(usize, usize)>,
}

impl Commands {
    /// Only keys in columns before this one, or in it, are around.
    pub(super) fn leave(&mut self, column: usize) {
        self.around.retain(|(own, _)| *own <= column);
    }

    /// A key begins in `column`.
    pub(super) fn enter(&mut self, column: usize, key: &[u8], fields: &Fields<'_>) {
        let is_new = self.around.last().is_none_or(|(own, _)| *own != column);
        if is_new && self.around.len() < YAML_DEPTH_MAX && command::place(key).is_some() {
            self.around.push((column, fields.base));
        }
    }

    /// The value `span` of the line is one of the member `key` in `column`.
    pub(super) fn put(&self, (column, key): (usize, &[u8]), span: Span, fields: &mut Fields<'_>) {
        let Some((_, of)) = self.around.iter().find(|(own, _)| *own == column) else { return };
        if let Some(place) = command::place(key) {
            // A text is never longer than cells can count.
            fields.argument(*of as u32, place, span);
        }
    }

    /// The same for the member of a flow collection.
    pub(super) fn put_in_flow(flow: &mut Flow, span: Span, fields: &mut Fields<'_>) {
        let Some(place) = command::place(&flow.key) else { return };
        flow.since.take_if(|since| fields.base.saturating_sub(*since) > YAML_FOLDED_BYTES_MAX);
        let since = *flow.since.get_or_insert(fields.base + span.start);
        fields.argument(since as u32, place, span);
        Self::end_line_in_flow(flow, fields);
    }

    /// The line is read, or a part of it: it goes on with what began in one before.
    pub(super) fn end_line_in_flow(flow: &Flow, fields: &mut Fields<'_>) {
        let is_before = |since: usize| since < fields.base && fields.base - since <= YAML_FOLDED_BYTES_MAX;
        fields.goes_on |= flow.since.is_some_and(is_before);
    }

    /// The line is read: it goes on with what began in one before.
    pub(super) fn end_line(&mut self, fields: &mut Fields<'_>) {
        self.around.retain(|(_, since)| fields.base - since <= YAML_FOLDED_BYTES_MAX);
        fields.goes_on |= self.around.iter().any(|(_, since)| *since < fields.base);
    }
}
