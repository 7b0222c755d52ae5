//! What must not stand inside of something else: an account number in a cookie that outlives the session. A scan tells it as a
//! violation of the clause; what becomes of the value for a recipient is decided by rules as that of any other.

use crate::detect::validate::cookie;
use crate::finding::Finding;
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::policy::{Policy, Types};

/// One thing that the document forbids.
pub struct Violation {
    /// In plain words.
    pub title: String,
    /// What it stands inside of.
    pub inside: InfoTypeId,
    /// What must not stand there.
    pub info_types: Types,
    /// Only where the cookie it stands in outlives the session.
    pub persistent: bool,
    /// The clause that forbids it.
    pub clause: Option<String>,
    /// It goes beyond the document.
    pub house: bool,
}

impl Violation {
    /// What reports call it: its clause.
    pub fn cited(&self) -> &str {
        self.clause.as_deref().unwrap_or("house")
    }
}

impl Policy {
    /// For each of `findings`, which are sorted and were found in `text`, what it violates, by number: the first that says so.
    pub fn violated(&self, vocabulary: &Vocabulary, text: &[u8], findings: &[Finding]) -> Vec<Option<usize>> {
        if self.violations.is_empty() {
            return vec![None; findings.len()];
        }
        let is_around = |f: &&Finding| {
            self.violations.iter().any(|v| vocabulary.lineage(f.info_type).any(|id| id == v.inside))
        };
        let mut coming = findings.iter().filter(is_around).peekable();
        let mut open: Vec<&Finding> = Vec::new();
        let of = |f: &Finding, open: &[&Finding]| {
            let holds = |around: &&&Finding| {
                around.span.start <= f.span.start && f.span.end <= around.span.end && **around != f
            };
            let violates = |v: &Violation| {
                v.info_types.steps_to(f.info_type).is_some()
                    && open.iter().filter(holds).any(|around| {
                        vocabulary.lineage(around.info_type).any(|id| id == v.inside)
                            && (!v.persistent || cookie::is_persistent(text, around.span))
                    })
            };
            self.violations.iter().position(violates)
        };
        let look = |f: &Finding| {
            while let Some(next) = coming.next_if(|next| next.span.start <= f.span.start) {
                open.push(next);
            }
            open.retain(|around| around.span.end > f.span.start);
            of(f, &open)
        };
        findings.iter().map(look).collect()
    }
}
