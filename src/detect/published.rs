//! Published values: role mailboxes, the office's address, which are nobody's. What is found and is one of them, all of it
//! and nothing more, counts as not found.

use std::collections::BTreeSet;
use std::fmt;

use crate::finding::Finding;
use crate::info_type::{InfoType, InfoTypeId, Vocabulary};
use crate::keys::canon::{self, Domain};

/// The published values of a policy, as they are written but for the case of ASCII letters. No wider form will do: those that tokens and lists
/// have leave out what stands beside a number, and what stands there can be somebody's name.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Published(BTreeSet<(InfoTypeId, Vec<u8>)>);

fn form(value: &[u8]) -> Vec<u8> {
    value.trim_ascii().to_ascii_lowercase()
}

impl Published {
    /// Why a value of this info type cannot be published; `None` when it can. A whole domain has no local part, and secrets and numbers that are
    /// always somebody's are published by nobody.
    pub fn objection(info_type: &InfoType, value: &[u8]) -> Option<&'static str> {
        if info_type.sensitive
            || matches!(info_type.domain, Domain::Card | Domain::Credential | Domain::UsSsn)
        {
            return Some("values of this info type are secret or somebody's, so none is published");
        }
        let is_whole = canon::is_whole(info_type.domain, value);
        (!is_whole)
            .then_some("not a whole value of this info type; write all of it, as in `support@example.com`")
    }

    /// Adds a value of an info type.
    pub fn add(&mut self, info_type: InfoTypeId, value: &[u8]) {
        self.0.insert((info_type, form(value)));
    }

    /// True when there are none, and nothing has to be asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when the finding is one of them; `value` is what it says.
    pub fn holds(&self, vocabulary: &Vocabulary, finding: &Finding, value: &[u8]) -> bool {
        // What is written in another way may say more to somebody else than what was read.
        if finding.overlong || self.is_empty() || !finding.via.is_plain() {
            return false;
        }
        let value = form(value);
        vocabulary.lineage(finding.info_type).any(|id| self.0.contains(&(id, value.clone())))
    }

    /// Leaves out of what was found in `text` those that are published.
    pub fn leave_out(&self, vocabulary: &Vocabulary, text: &[u8], found: &mut Vec<Finding>) {
        if !self.is_empty() {
            found.retain(|f| !self.holds(vocabulary, f, &f.value(text)));
        }
    }
}

/// No value gets into a message.
impl fmt::Debug for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} published values", self.0.len())
    }
}
