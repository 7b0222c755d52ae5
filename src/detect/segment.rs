//! The segment table: the text values of a frame. No match crosses the border of a segment.

use crate::span::Span;

/// The segments of one frame, disjoint and in order. Text has one segment that spans the frame: its lines
/// need no segments of their own, because no rule may match a line end.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    rows: Vec<Span>,
}

impl Segments {
    /// Empties the table for the next frame; its memory is kept.
    pub fn clear(&mut self) {
        self.rows.clear();
    }

    /// Appends a segment that starts at or after the end of the last one.
    pub fn push(&mut self, segment: Span) {
        debug_assert!(self.rows.last().is_none_or(|last| last.end <= segment.start));
        self.rows.push(segment);
    }

    /// The segments in order.
    pub fn rows(&self) -> &[Span] {
        &self.rows
    }
}
