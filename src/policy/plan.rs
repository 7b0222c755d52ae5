//! The total decision table for one recipient, purpose and source.

use std::sync::Arc;

use crate::transform::{Strictness, Transform};

/// What happens to free text of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreeText {
    /// Detectors look at it and the table decides.
    Scan,
    /// Every line becomes one marker.
    Redact,
    /// Nothing of it is written.
    Drop,
    /// The input is refused.
    Refuse,
}

/// What the policy says of one info type.
#[derive(Clone)]
pub enum Action {
    /// The value stays.
    Keep,
    /// The value is changed.
    Value(Arc<dyn Transform>),
    /// The whole record (in text: the line) goes.
    DropRecord,
}

impl Action {
    /// Where it stands among the others.
    pub fn strictness(&self) -> Strictness {
        match self {
            Action::Keep => Strictness::Keep,
            Action::Value(t) => t.strictness(),
            Action::DropRecord => Strictness::DropRecord,
        }
    }

    /// Its name in policies.
    pub fn name(&self) -> &'static str {
        match self {
            Action::Keep => "keep",
            Action::Value(t) => t.name(),
            Action::DropRecord => "drop_record",
        }
    }
}

/// One cell of the table.
#[derive(Clone)]
pub struct Cell {
    /// What happens.
    pub action: Action,
    /// The policy's own category of the info type here.
    pub category: Option<String>,
    /// The clause that says so.
    pub clause: Option<String>,
    /// The rule goes beyond the document.
    pub origin_house: bool,
}

/// The table: one cell per info type of the vocabulary, in its order.
pub struct Plan {
    /// Who gets the output.
    pub recipient: String,
    /// For what.
    pub purpose: Option<String>,
    /// Where the input comes from.
    pub source: Option<String>,
    /// What happens to free text.
    pub free_text: FreeText,
    /// Findings below this confidence are not acted on.
    pub min_confidence: u8,
    /// One cell per info type.
    pub cells: Vec<Cell>,
}
