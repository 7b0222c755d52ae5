//! Scalars that have an anchor (`x: &p hunter2`): an alias puts them under another name (`password: *p`), which mostly stands behind them. So no
//! frame ends between the two, as far as that is looked for.

use std::collections::HashMap;

use crate::format::log::Fields;
use crate::format::log::yaml::nesting::{Around, Waiting};
use crate::limits::{YAML_ALIAS_NAMES_MAX, YAML_ANCHORED_BYTES_MAX};
use crate::span::Span;

/// The anchored scalars of a document that an alias can still call.
#[derive(Clone, Default)]
pub(super) struct Anchored {
    /// The number of the anchor of what is read now, in `names`.
    now: Option<usize>,
    names: HashMap<Vec<u8>, usize>,
    /// Where the lines of these scalars are, by the number of their anchor.
    waiting: Waiting,
}

impl Anchored {
    /// What comes next has the anchor `name`.
    pub(super) fn begin(&mut self, name: &[u8]) {
        // The last anchor of a name counts.
        if let Some(old) = self.names.get(name).copied() {
            self.waiting.leave(|around| around == Around::Depth(old));
            self.now = Some(old);
        } else {
            self.now = Some(self.names.len());
            self.names.insert(name.to_vec(), self.names.len());
        }
    }

    /// Another node begins.
    pub(super) fn end(&mut self) {
        self.now = None;
    }

    /// The value at `span` of the line is, or is a part of, what is read now. True where names have to be kept for it.
    pub(super) fn put(&mut self, span: Span, fields: &Fields<'_>) -> bool {
        let Some(now) = self.now.filter(|_| !span.is_empty()) else { return false };
        self.waiting.add(Around::Depth(now), Span::new(fields.base + span.start, fields.base + span.end))
    }

    /// An alias of the anchor `name` stands under `path`, and another value calls what stands there as is `said`.
    pub(super) fn call(&self, name: &[u8], path: &[&[u8]], said: Option<&[u8]>, fields: &mut Fields<'_>) {
        // What is merged keeps its own names.
        if matches!(path.last(), None | Some(&b"<<")) {
            return;
        }
        self.values(name).for_each(|span| fields.call_as(span, path, said));
    }

    /// The scalars of the anchor `name`, as far as they are still known.
    pub(super) fn values(&self, name: &[u8]) -> impl Iterator<Item = Span> {
        let own = self.names.get(name).map(|number| Around::Depth(*number));
        self.waiting.values.iter().filter(move |(around, _)| Some(*around) == own).map(|(_, span)| *span)
    }

    /// The line is read: what waits since before it has to be seen together with it.
    pub(super) fn end_line(&mut self, fields: &mut Fields<'_>) {
        if self.waiting.end_line(fields, YAML_ANCHORED_BYTES_MAX) {
            self.waiting = Waiting::default();
        }
    }

    pub(super) fn forget_waiting(&mut self) {
        self.waiting = Waiting::default();
    }
}

/// How often a value is put so that as many aliases can call it.
pub(super) const KEPT: usize = YAML_ALIAS_NAMES_MAX;
