//! Values that are written in another way: the same detectors look at what parts of a text say.
//!
//! What a part says can have parts of its own, to depth [`VIEW_DEPTH_MAX`]. What is found is put back where it is
//! written, whole units of it, with the coders that lead there.

use std::sync::{Mutex, PoisonError};

use crate::detect::as_written;
use crate::detect::engine::Engine;
use crate::detect::order::settle_each_once;
use crate::detect::work::{Part, count};
use crate::finding::{Confidence, DetectorId, Finding, Likelihood};
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::keys::canon::Domain;
use crate::limits::{MATCH_BYTES_MAX, VIEW_DEPTH_MAX, VIEW_ROOM_BYTES_MAX};
use crate::span::Span;
use crate::view::{Coder, Via, View, gather_traced};

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

/// Appends what stands in `text` as it is and what is found in parts of it that are written in another way, all sorted; false, and nothing, when
/// nobody looks into those.
pub(super) fn find(
    engine: &Engine,
    vocabulary: &Vocabulary,
    text: &[u8],
    from: usize,
    findings: &mut Vec<Finding>,
) -> bool {
    let Some(views) = engine.views() else { return false };
    // The same whatever rules are loaded: it says how far from a sign a text is read as what the sign tells.
    let reach = MATCH_BYTES_MAX + engine.left_context();
    Look { engine, vocabulary, views, reach }.look(text, from, VIEW_DEPTH_MAX, findings);
    true
}

struct Look<'e> {
    engine: &'e Engine,
    vocabulary: &'e Vocabulary,
    views: &'e Views,
    /// How far around a unit what it says can decide what is found.
    reach: usize,
}

impl Look<'_> {
    /// Looks into `text` and, to `depth`, into what parts of it say.
    fn look(&self, text: &[u8], from: usize, depth: usize, findings: &mut Vec<Finding>) {
        let mut memory = self.views.take();
        let Memory { view, found } = &mut memory;
        as_written(self.engine, self.vocabulary, text, from, findings, Some(view.triggers()));
        gather_traced(text, self.reach, view);
        if depth == 0 {
            self.refuse_deeper(text, view, findings);
        } else if !view.is_empty() {
            let (count, mut is_changed, mut next) = (findings.len(), false, 0);
            for f in findings.iter_mut() {
                let span = view.widened_next(&mut next, f.span);
                if span != f.span {
                    is_changed = true;
                    (f.span, f.from) = (span, f.from.min(span.start));
                }
            }
            findings
                .extend(view.unread().iter().filter(|span| span.start >= from).map(|span| self.limit(*span)));
            self.look(&view.text, 0, depth - 1, found);
            self.put_back(view, found, from, findings);
            if is_changed {
                settle_each_once(findings, 0);
                drop_twins(findings);
            } else if findings.len() > count {
                merge(findings, count);
                drop_twins(findings);
            }
        }
        self.views.give(memory);
    }

    /// Adds what was `found` in a view where it stands in the text, but for what is known there.
    fn put_back(&self, view: &View, found: &[Finding], from: usize, findings: &mut Vec<Finding>) {
        let margin = self.engine.left_context();
        let known = findings.len();
        for f in found {
            let Some((span, start, via)) = view.place(f.span, f.from, f.via, margin) else { continue };
            // What people spell is an address that others understand, or a sentence that happens to read like one.
            let is_sure = via.coders().all(|coder| coder != Coder::Spelled) || self.is_address(f);
            // What is as deep as is looked is certain only where nothing on the way was read in one of several ways.
            let is_sure =
                is_sure && (f.detector != DetectorId::LIMIT || via.coders().all(|c| is_only_reading(f, c)));
            let f = Finding { span, from: start, via, ..*f };
            if start >= from && is_sure && !has_twin(&findings[..known], &f) {
                findings.push(f);
            }
        }
    }

    /// Adds what in `text`, which is as deep as is looked, is written in another way again: what is in `view`.
    fn refuse_deeper(&self, text: &[u8], view: &View, findings: &mut Vec<Finding>) {
        if view.is_empty() {
            return;
        }
        let limit = |(span, coder): (Span, Coder)| match coder {
            Coder::Escapes if view.is_escaped(text, span) => self.limit(with_words(text, span)),
            Coder::Escapes => Finding { confidence: ESCAPED, ..self.limit(with_words(text, span)) },
            _ => self.limit(span),
        };
        findings.extend(view.extents().map(limit));
        findings.sort_unstable();
    }

    /// What cannot be looked into, and goes whatever it is.
    fn limit(&self, span: Span) -> Finding {
        unread(self.vocabulary, span)
    }

    fn is_address(&self, f: &Finding) -> bool {
        self.vocabulary.get(f.info_type).domain == Domain::Email && f.likelihood() == Likelihood::VeryLikely
    }
}

/// What cannot be looked into, and goes whatever it is.
pub(crate) fn unread(vocabulary: &Vocabulary, span: Span) -> Finding {
    let info_type = vocabulary.find(UNREAD).unwrap_or(InfoTypeId(0));
    let (detector, confidence, via) = (DetectorId::LIMIT, 100, Via::PLAIN);
    Finding { detector, info_type, span, from: span.start, confidence, overlong: true, via }
}

/// The confidence of an escape that stands too deep; that of other limits is higher.
const ESCAPED: Confidence = 90;

/// `span` with the words in which it begins and ends: an escape is a part of what is written with it.
fn with_words(text: &[u8], span: Span) -> Span {
    let of_word = |b: &&u8| !b.is_ascii_whitespace();
    let before = text[..span.start].iter().rev().take(MATCH_BYTES_MAX).take_while(of_word).count();
    let behind = text[span.end..].iter().take(MATCH_BYTES_MAX).take_while(of_word).count();
    Span::new(span.start - before, span.end + behind)
}

/// False for coders that read what others read otherwise, and, of escapes, in what digits say: an escape of two or three bytes can be there by
/// chance.
fn is_only_reading(limit: &Finding, coder: Coder) -> bool {
    match coder {
        Coder::Form | Coder::Quoted | Coder::Spelled => false,
        Coder::Base64 | Coder::Hex | Coder::Octets | Coder::Gzip => limit.confidence > ESCAPED,
        Coder::Escapes | Coder::Across => true,
    }
}

/// Sorts `findings`, of which the first `count` are sorted and few stand behind them, each of those once.
fn merge(findings: &mut Vec<Finding>, count: usize) {
    let mut added = findings[count..].to_vec();
    added.sort();
    added.dedup();
    findings.truncate(count + added.len());
    let mut end = count;
    for (before, f) in added.iter().enumerate().rev() {
        let place = findings[..end].partition_point(|other| other <= f);
        findings.copy_within(place..end, place + before + 1);
        findings[place + before] = *f;
        end = place;
    }
}

/// True when `other` says of the same bytes as `f`, or of more, the same through fewer coders, and is no less likely.
fn is_twin(f: &Finding, other: &Finding) -> bool {
    let simpler = (other.via.coders().count(), other.via) < (f.via.coders().count(), f.via);
    simpler
        && other.info_type == f.info_type
        && other.span.contains(f.span)
        && other.confidence >= f.confidence
        && other.overlong >= f.overlong
}

/// True for findings that are twins of the same others, where they hold those.
fn says_the_same(f: &Finding, other: &Finding) -> bool {
    let said = |f: &Finding| (f.info_type, f.confidence, f.overlong, f.via);
    said(f) == said(other)
}

/// True when `f` has a twin of just its bytes in sorted `findings`: most of what a view says stands as it is.
fn has_twin(findings: &[Finding], f: &Finding) -> bool {
    let key = |f: &Finding| (f.span.start, usize::MAX - f.span.end);
    let first = findings.partition_point(|other| key(other) < key(f));
    findings[first..].iter().take_while(|other| other.span == f.span).any(|other| is_twin(f, other))
}

/// Gives `mark` as where the match began to those of a chain of findings that are twins of others; true when there are some. `around` is memory.
fn mark_twins(chain: &mut [Finding], around: &mut Vec<Finding>, mark: usize) -> bool {
    let mut is_marked = false;
    around.clear();
    for n in 0..chain.len() {
        let f = chain[n];
        if !f.via.is_plain() {
            count(Part::Twins, || around.len());
            let mut same = chain[n..].iter().take_while(|other| other.span == f.span);
            if same.any(|other| is_twin(&f, other)) || around.iter().any(|other| is_twin(&f, other)) {
                chain[n].from = mark;
                is_marked = true;
                continue;
            }
        }
        // In an endless chain that is a lot, but of those that say the same only the one that goes on farthest can hold what is to come.
        match around.iter_mut().find(|other| says_the_same(&f, other)) {
            Some(other) if other.span.end >= f.span.end => {}
            Some(other) => *other = f,
            None => around.push(f),
        }
    }
    is_marked
}

/// Drops of sorted `findings` those that say of the same bytes, or of some of them, the same through more coders, and are no more likely: what stands
/// as it is reads the same in a view, and escapes can be read by more than one coder.
fn drop_twins(findings: &mut Vec<Finding>) {
    // Marked first: no match begins there.
    const DROPPED: usize = usize::MAX;
    let (mut around, mut is_dropped, mut start) = (Vec::<Finding>::new(), false, 0);
    while start < findings.len() {
        // What holds a finding comes before it, or is as long, and touches all that stands between. Most such chains stand as they are.
        let (mut end, mut has_view) = (findings[start].span.end, !findings[start].via.is_plain());
        let of_chain = |f: &&Finding| {
            let is_in = f.span.start < end;
            end = end.max(f.span.end);
            has_view |= is_in && !f.via.is_plain();
            is_in
        };
        let next = start + 1 + findings[start + 1..].iter().take_while(of_chain).count();
        if has_view {
            is_dropped |= mark_twins(&mut findings[start..next], &mut around, DROPPED);
        }
        start = next;
    }
    if is_dropped {
        findings.retain(|f| f.from != DROPPED);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::detect::work::work_of;

    #[test]
    fn twins_are_looked_for_among_few() {
        // Each begins in the one before it, and stands as it is and in base64.
        let vocabulary = Vocabulary::builtin().unwrap();
        let chain = |length: usize| -> Vec<Finding> {
            let one = |n: usize, via| Finding { via, ..unread(&vocabulary, Span::new(n * 20, n * 20 + 24)) };
            let both = |n: usize| [one(n, Via::PLAIN), one(n, Via::across())];
            let mut findings: Vec<_> = (0..length).flat_map(both).collect();
            findings.sort();
            findings
        };
        for length in [100, 1000] {
            let mut findings = chain(length);
            let looks = work_of(Part::Twins, || drop_twins(&mut findings));
            assert!(findings.iter().all(|f| f.via.is_plain()), "{findings:?}");
            assert_eq!(findings.len(), length);
            assert!((length..4 * length).contains(&looks), "{looks}");
        }
    }

    #[test]
    fn what_is_merged_is_sorted() {
        let mut seed = 1_usize;
        let mut next = |most: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % most
        };
        let vocabulary = Vocabulary::builtin().unwrap();
        for _ in 0..200 {
            let (count, added) = (next(20), next(6));
            let mut findings: Vec<_> = (0..count + added)
                .map(|_| {
                    let start = next(9);
                    unread(&vocabulary, Span::new(start, start + 1 + next(3)))
                })
                .collect();
            findings[..count].sort();
            let mut new = findings[count..].to_vec();
            new.sort();
            new.dedup();
            let mut sorted = [&findings[..count], &new].concat();
            sorted.sort();
            merge(&mut findings, count);
            assert_eq!(findings, sorted);
        }
    }
}
