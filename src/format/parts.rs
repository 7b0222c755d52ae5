//! Parts of a running text that have names.
//!
//! The body of a message is one value, and what stands in it can have fields all the same: the columns of an attached table, the
//! properties of a contact, the name of who wrote it in a signature. The text is looked at as text, whatever they say: a name adds
//! findings, and never takes one away. So a reader may say too much, and where it cannot read what stands there it says nothing.

use crate::format::names::NameId;
use crate::format::sheet::Kind;
use crate::span::Span;

/// A part of the value of a cell.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Which cell, as an index of [`crate::format::sheet::Sheet::cells`].
    pub cell: u32,
    /// In the value.
    pub span: Span,
    /// The field.
    pub name: NameId,
    /// How much the name says, as in lines of text ([`crate::detect::lines`]); a number is one of JSON.
    pub kind: Kind,
    /// The value goes on elsewhere, so that this can only become a marker.
    pub is_piece: bool,
}

/// Those of the parts of cells, sorted by cell, that belong to `cell`.
pub fn of_cell(parts: &[Part], cell: usize) -> &[Part] {
    let from = parts.partition_point(|part| (part.cell as usize) < cell);
    let to = from + parts[from..].iter().take_while(|part| part.cell as usize == cell).count();
    &parts[from..to]
}
