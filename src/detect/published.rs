//! Published values: role mailboxes, the office's address, which are nobody's. What is found and is one of them, all of it
//! and nothing more, counts as not found.

use std::collections::BTreeSet;
use std::fmt;

use crate::finding::Finding;
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::keys::canon::{self, Domain};

/// The published values of a policy.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Info types that somebody published a value of.
    types: BTreeSet<InfoTypeId>,
    /// In canonical form (`docs/TOKENS.md`).
    values: BTreeSet<(Domain, Vec<u8>)>,
}

impl Published {
    /// Adds a value of an info type. False when it is none: a whole domain has no local part.
    pub fn add(&mut self, vocabulary: &Vocabulary, info_type: InfoTypeId, value: &[u8]) -> bool {
        let domain = vocabulary.get(info_type).domain;
        if !canon::is_whole(domain, value) {
            return false;
        }
        self.types.insert(info_type);
        self.values.insert((domain, canon::canonical(domain, value.trim_ascii()).into_owned()));
        true
    }

    /// True when there are none, and nothing has to be asked.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// True when the finding is one of them; `value` is what it says.
    pub fn holds(&self, vocabulary: &Vocabulary, finding: &Finding, value: &[u8]) -> bool {
        let is_of_type = || vocabulary.lineage(finding.info_type).any(|id| self.types.contains(&id));
        if finding.overlong || self.is_empty() || !is_of_type() {
            return false;
        }
        let domain = vocabulary.get(finding.info_type).domain;
        self.values.contains(&(domain, canon::canonical(domain, value.trim_ascii()).into_owned()))
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
        write!(f, "{} published values", self.values.len())
    }
}
