//! `builtin:strict`: everything found at `possible` or above becomes a marker, for anyone.

use std::sync::Arc;

use crate::finding::Likelihood;
use crate::info_type::Vocabulary;
use crate::policy::plan::{Action, Cell, FreeText, Plan};
use crate::transform::redact::Redact;

/// The name of its one recipient.
pub const RECIPIENT: &str = "anyone";

/// The table of the strict policy.
pub fn plan(vocabulary: &Vocabulary) -> Plan {
    let redact = Arc::new(Redact);
    let cell =
        |_| Cell { action: Action::Value(redact.clone()), category: None, clause: None, origin_house: true };
    Plan {
        recipient: RECIPIENT.to_owned(),
        purpose: None,
        source: None,
        free_text: FreeText::Scan,
        min_confidence: Likelihood::Possible.min_confidence(),
        cells: vocabulary.ids().map(cell).collect(),
    }
}
