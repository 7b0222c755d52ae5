//! The total decision table for one recipient, purpose and source.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::info_type::InfoTypeId;
use crate::transform::redact::Redact;
use crate::transform::{Strictness, Transform};

/// What happens to free text of a source, or to a field that nobody classified. Later is stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FreeText {
    /// Detectors look at it and the table decides.
    Scan,
    /// Every line, or the field, becomes one marker.
    Redact,
    /// Nothing of it is written; a field becomes empty or goes.
    Drop,
    /// The input is refused.
    Refuse,
}

impl FreeText {
    /// All of them, in the order of [`FreeText::NAMES`].
    pub const ALL: &'static [FreeText] =
        &[FreeText::Scan, FreeText::Redact, FreeText::Drop, FreeText::Refuse];
    /// Their names in policies.
    pub const NAMES: &'static [&'static str] = &["scan", "redact", "drop", "refuse"];
}

/// What the policy says of one info type.
#[derive(Clone)]
pub enum Action {
    /// The value stays.
    Keep,
    /// The value is changed.
    Value(Arc<dyn Transform>),
    /// The whole field goes: an empty cell, no member. Text has no fields.
    DropField,
    /// The whole record (in text: the line) goes.
    DropRecord,
}

impl Action {
    /// Where it stands among the others.
    pub fn strictness(&self) -> Strictness {
        match self {
            Action::Keep => Strictness::Keep,
            Action::Value(t) => t.strictness(),
            Action::DropField => Strictness::DropField,
            Action::DropRecord => Strictness::DropRecord,
        }
    }

    /// Its name in policies.
    pub fn name(&self) -> &'static str {
        match self {
            Action::Keep => "keep",
            Action::Value(t) => t.name(),
            Action::DropField => "drop_field",
            Action::DropRecord => "drop_record",
        }
    }

    /// Its parameters as a policy would write them.
    pub fn parameters(&self) -> String {
        match self {
            Action::Value(t) => t.parameters(),
            Action::Keep | Action::DropField | Action::DropRecord => String::new(),
        }
    }

    /// True when it can do nothing without the subject of the record.
    pub fn needs_subject(&self) -> bool {
        matches!(self, Action::Value(t) if t.needs_subject())
    }

    /// True when a JSON number that is still one after it may stay a number.
    pub fn keeps_numbers(&self) -> bool {
        matches!(self, Action::Value(t) if t.keeps_numbers())
    }

    /// True when parts of a value can stay in sight.
    pub fn shows_parts(&self) -> bool {
        matches!(self, Action::Value(t) if t.strictness() <= Strictness::Mask && !t.hides_all())
    }

    /// True when the two do the same to every value.
    pub fn same_as(&self, other: &Action) -> bool {
        if let (Action::Value(one), Action::Value(other)) = (self, other)
            && Arc::ptr_eq(one, other)
        {
            return true;
        }
        self.name() == other.name() && self.parameters() == other.parameters()
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
    pub house: bool,
    /// The surrogate of a JSON number or boolean is a string and not `null`.
    pub as_string: bool,
}

/// The table: one cell per info type of the vocabulary, in its order.
#[derive(Clone)]
pub struct Plan {
    /// Who gets the output.
    pub recipient: String,
    /// What happens to free text.
    pub free_text: FreeText,
    /// What happens to fields that neither the source nor their name classifies.
    pub unclassified: FreeText,
    /// Findings below this confidence are not acted on.
    pub min_confidence: u8,
    /// One cell per info type.
    pub cells: Vec<Cell>,
}

impl Cell {
    /// The stricter of two. Two masks that show different parts of a value are none stricter than the other: what both hide
    /// is hidden by the marker only.
    #[must_use]
    pub fn stricter(self, other: Cell) -> Cell {
        match self.action.strictness().cmp(&other.action.strictness()) {
            Ordering::Less => other,
            Ordering::Equal if !self.action.same_as(&other.action) => {
                Cell { action: Action::Value(Arc::new(Redact)), ..self }
            }
            Ordering::Equal | Ordering::Greater => self,
        }
    }
}

impl Plan {
    /// A table without a row, which lets nothing out.
    pub fn nothing() -> Plan {
        Plan {
            recipient: String::new(),
            free_text: FreeText::Refuse,
            unclassified: FreeText::Refuse,
            min_confidence: 0,
            cells: Vec::new(),
        }
    }

    /// Of every decision the stricter one of two tables of one recipient.
    #[must_use]
    pub fn stricter(&self, other: &Plan) -> Plan {
        Plan {
            recipient: self.recipient.clone(),
            free_text: self.free_text.max(other.free_text),
            unclassified: self.unclassified.max(other.unclassified),
            min_confidence: self.min_confidence.min(other.min_confidence),
            cells: self.cells.iter().zip(&other.cells).map(|(a, b)| a.clone().stricter(b.clone())).collect(),
        }
    }

    /// The info types that something happens to. What is found of the others stays, so nobody has to find it.
    pub fn needs(&self) -> impl Iterator<Item = InfoTypeId> {
        let cells = self.cells.iter().enumerate();
        cells.filter(|(_, c)| !matches!(c.action, Action::Keep)).map(|(n, _)| InfoTypeId(n as u16))
    }

    /// True when a finding can drop the field it stands in.
    pub fn drops_fields(&self) -> bool {
        self.cells.iter().any(|c| matches!(c.action, Action::DropField))
    }

    /// The plan for the names of files: what becomes of the text in them plays no part.
    pub fn of_names(&self) -> Plan {
        Plan {
            recipient: self.recipient.clone(),
            free_text: FreeText::Scan,
            cells: self.cells.clone(),
            ..*self
        }
    }

    /// True when some action asks who the record is about.
    pub fn uses_subjects(&self) -> bool {
        self.cells.iter().any(|c| matches!(&c.action, Action::Value(t) if t.uses_subject()))
    }

    /// True when a finding can drop the record it stands in.
    pub fn drops_records(&self) -> bool {
        self.cells.iter().any(|c| matches!(c.action, Action::DropRecord))
    }
}
