//! Values that are written in another way: the same detectors look at what parts of a text say.
//!
//! What a part says can have parts of its own, to depth [`VIEW_DEPTH_MAX`]. What is found is put back where it is
//! written, whole units of it, with the coders that lead there.

use std::sync::{Mutex, PoisonError};

use crate::detect::as_written;
use crate::detect::engine::Engine;
use crate::finding::{DetectorId, Finding, Likelihood};
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::keys::canon::Domain;
use crate::limits::{VIEW_DEPTH_MAX, VIEW_ROOM_BYTES_MAX};
use crate::span::Span;
use crate::view::{Coder, Via, View, gather};

/// The info type of what cannot be looked into.
const UNREAD: &str = "ENCODED_TEXT";

/// Memory of looks that are over.
#[derive(Default)]
pub(super) struct Views {
    spare: Mutex<Vec<Memory>>,
}

/// The memory of a look into one text.
#[derive(Default)]
struct Memory {
    view: View,
    found: Vec<Finding>,
}

impl Views {
    fn take(&self) -> Memory {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give(&self, mut memory: Memory) {
        // What one very long line needed is given back.
        if memory.view.room() > VIEW_ROOM_BYTES_MAX {
            return;
        }
        memory.view.clear();
        memory.found.clear();
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
    }
}

/// Adds what is found in parts of `text` that are written in another way to `findings`, which hold what stands in it as it is;
/// all are sorted then.
pub(super) fn add(
    engine: &Engine,
    vocabulary: &Vocabulary,
    text: &[u8],
    from: usize,
    findings: &mut Vec<Finding>,
) {
    if let Some(views) = engine.views() {
        let reach = engine.reach();
        Look { engine, vocabulary, views, reach }.look(text, from, VIEW_DEPTH_MAX, findings);
    }
}

struct Look<'e> {
    engine: &'e Engine,
    vocabulary: &'e Vocabulary,
    views: &'e Views,
    /// How far around a unit what it says can decide what is found.
    reach: usize,
}

impl Look<'_> {
    fn look(&self, text: &[u8], from: usize, depth: usize, findings: &mut Vec<Finding>) {
        let mut memory = self.views.take();
        gather(text, self.reach, &mut memory.view);
        let Memory { view, found } = &mut memory;
        if !view.is_empty() {
            let known = findings.len();
            findings
                .extend(view.unread().iter().filter(|span| span.start >= from).map(|span| self.limit(*span)));
            as_written(self.engine, self.vocabulary, &view.text, 0, found);
            if depth > 1 {
                self.look(&view.text, 0, depth - 1, found);
            } else {
                self.refuse_deeper(&view.text, found);
            }
            self.put_back(view, found, from, known, findings);
        }
        self.views.give(memory);
    }

    /// Adds what was `found` in a view where it stands in the text, to findings of which the first `known` stand there as they are.
    fn put_back(
        &self,
        view: &View,
        found: &[Finding],
        from: usize,
        known: usize,
        findings: &mut Vec<Finding>,
    ) {
        let margin = self.engine.left_context();
        for f in found {
            let Some((span, start, via)) = view.place(f.span, f.from, f.via, margin) else { continue };
            // What people spell is an address that others understand, or a sentence that happens to read like one.
            let is_sure = via.coders().all(|coder| coder != Coder::Spelled) || self.is_address(f);
            if start >= from && is_sure && !is_known(&findings[..known], f, span, via) {
                findings.push(Finding { span, from: start, via, ..*f });
            }
        }
        if findings.len() > known {
            findings.sort_unstable();
            findings.dedup();
        }
    }

    /// Adds what in `text`, which is as deep as is looked, is written in another way again.
    fn refuse_deeper(&self, text: &[u8], findings: &mut Vec<Finding>) {
        let mut memory = self.views.take();
        gather(text, self.reach, &mut memory.view);
        if !memory.view.is_empty() {
            findings.extend(memory.view.extents().map(|span| self.limit(span)));
            findings.sort_unstable();
        }
        self.views.give(memory);
    }

    /// What cannot be looked into, and goes whatever it is.
    fn limit(&self, span: Span) -> Finding {
        let info_type = self.vocabulary.find(UNREAD).unwrap_or(InfoTypeId(0));
        let (detector, confidence, via) = (DetectorId::LIMIT, 100, Via::PLAIN);
        Finding { detector, info_type, span, from: span.start, confidence, overlong: true, via }
    }

    fn is_address(&self, f: &Finding) -> bool {
        self.vocabulary.get(f.info_type).domain == Domain::Email && f.likelihood() == Likelihood::VeryLikely
    }
}

/// True when the same is among `known` already, and as likely: what is as it stands reads the same in a view.
fn is_known(known: &[Finding], f: &Finding, span: Span, via: Via) -> bool {
    let first = known.partition_point(|k| k.span.start < span.start);
    let mut here = known[first..].iter().take_while(|k| k.span.start == span.start);
    here.any(|k| {
        k.info_type == f.info_type
            && k.span == span
            && k.confidence >= f.confidence
            && k.overlong >= f.overlong
            && (k.via.is_plain() || k.via == via)
    })
}
