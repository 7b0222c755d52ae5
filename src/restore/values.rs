//! Surrogates that look like values: format-preserving tokens and pseudonyms of addresses. They say nothing of
//! themselves, so they are had back only where the policy that made them says that they stand.
//!
//! That is in fields of tables and JSON, and for all of a value. Nothing authenticates them: what was never changed
//! would become something else, so only outputs of that policy may be given.

use std::sync::Arc;

use crate::detect::cells;
use crate::detect::page::Page;
use crate::info_type::InfoTypeId;
use crate::keys::canon::Domain;
use crate::pipeline::{Shared, Structure};
use crate::policy::plan::{Action, Plan};
use crate::resolve::{self, Resolver};
use crate::span::Span;
use crate::transform::{Context, Plain, Transform};

/// What a policy says of the values of one input.
pub struct Undoing(Plan);

/// A cell whose value is a surrogate.
pub(crate) struct Surrogate<'a> {
    /// Which cell.
    pub(crate) cell: u32,
    /// Of what kind the value was.
    pub(crate) domain: Domain,
    name: &'a str,
    transform: &'a Arc<dyn Transform>,
}

impl Undoing {
    /// What of `plan` can be had back; `None` when nothing can.
    pub fn new(mut plan: Plan) -> Option<Self> {
        for cell in &mut plan.cells {
            if !matches!(&cell.action, Action::Value(transform) if transform.undoes()) {
                cell.action = Action::Keep;
            }
        }
        let is_any = plan.needs().next().is_some();
        is_any.then_some(Undoing(plan))
    }

    /// The info types of what can be had back: who looks for them finds the fields that the policy decided on.
    pub fn needs(&self) -> impl Iterator<Item = InfoTypeId> {
        self.0.needs()
    }

    /// The surrogates among the cells of `sheet`, in their order; `text` is the frame.
    pub(crate) fn find<'a>(
        &'a self,
        shared: &'a Shared,
        structure: &Structure,
        text: &[u8],
        sheet: &mut Page,
    ) -> Vec<Surrogate<'a>> {
        sheet.learn(&structure.declared, &shared.fields);
        let found = cells::find(&shared.engine, &shared.vocabulary, text, sheet, sheet.facts());
        let (mut made, mut clusters, mut resolver) = (Vec::new(), Vec::new(), Resolver::default());
        for of_cell in found.chunk_by(|(one, _), (next, _)| one == next) {
            let number = of_cell[0].0;
            let mut findings: Vec<_> = of_cell.iter().map(|(_, finding)| *finding).collect();
            findings.sort_unstable();
            clusters.clear();
            resolver.clusters(&self.0, &findings, std::iter::empty(), true, &mut clusters);
            let whole = Span::new(0, sheet.value(&sheet.cells[number as usize], text).len());
            // Where something else is found as well, or only a part of the value, the policy wrote a marker or a part.
            let [only] = clusters.as_slice() else { continue };
            let info_type = shared.vocabulary.get(only.owner.info_type);
            if let Action::Value(transform) = &resolve::cell(&self.0, &only.owner).action
                && only.span == whole
                && !only.marker
            {
                let (name, domain) = (info_type.name.as_str(), info_type.domain);
                made.push(Surrogate { cell: number, domain, name, transform });
            }
        }
        made
    }
}

impl Surrogate<'_> {
    /// Appends what the surrogate `value` was made of. False when that cannot be had back.
    pub(super) fn undo(&self, value: &[u8], out: &mut Vec<u8>) -> bool {
        let context = Context { info_type: self.name, domain: self.domain, subject: None, tokens: None };
        let start = out.len();
        let done = self.transform.undo(Plain(value), &context, out).is_ok();
        if !done {
            out.truncate(start);
        }
        done
    }
}
