//! Rows of an `INSERT`.

use std::sync::Arc;

use super::machine::Target;
use super::read::Filling;
use super::{Mode, statement, value};
use crate::format::sheet::{Flaw, Sheet};
use crate::span::Span;

/// The number of the row that begins now among the objects of a sheet; those of JSON in values have small numbers.
pub(super) fn object(sheet: &Sheet) -> u32 {
    u32::MAX - 1 - sheet.records.len() as u32
}

/// Reads the part `span` with the brackets `values`. `head` is the beginning of the statement, if this is its first row.
pub(super) fn row(
    filling: &mut Filling<'_>,
    head: Option<Span>,
    (span, values): (Span, Span),
    target: &Arc<Target>,
    alone: bool,
    mode: Mode,
) {
    filling.target(target);
    let mut begun = filling.begin();
    let mut start = span.start;
    if let Some(head) = head {
        statement::words(filling, head, mode);
        if alone {
            start = head.start;
        } else {
            filling.end(begun, head, false, Some(Flaw::Schema));
            begun = filling.begin();
        }
    }
    let first = filling.begin();
    let columns = value::row(filling, values, target, mode);
    filling.call(target, first);
    let behind = Span::new(values.end, span.end);
    if !matches!(behind.of(filling.text), b"," | b";") {
        statement::tail(filling, behind, mode);
    }
    filling.sheet.nameless += u64::from(target.columns.is_empty());
    let is_ragged = columns != target.columns.len() && !target.columns.is_empty();
    let flaw = is_ragged.then_some(Flaw::Ragged);
    filling.end(begun, Span::new(start, span.end), !alone, flaw);
}
