//! Why something is found in a text and something else is not: every rule, tried at every place.
//!
//! A search looks only where a rule can match; an explanation also says what refused a match, so it looks everywhere. It
//! holds no text.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::detect::detector::Detector;
use crate::detect::engine::Explanation;
use crate::detect::is_marker;
use crate::detect::rule::Rule;
use crate::detect::tail::Runs;
use crate::error::Result;
use crate::finding::DetectorId;
use crate::info_type::Vocabulary;
use crate::span::Span;

/// Why a match of a pattern is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    // In the order of how near a match came to a value.
    /// What stands before the match.
    NotBefore,
    /// What stands behind the value.
    NotAfter,
    /// The match holds no value.
    NoValue,
    /// The key before it is none of the rule's.
    Key,
    /// What has to stand left of it does not.
    Left,
    /// The check says no.
    Validator,
    /// No word of its context stands nearby, and without one there is no value.
    Context,
    /// It is a marker: what was written where a value was redacted.
    Marker,
}

impl Refusal {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Refusal::NotBefore => "not_before",
            Refusal::NotAfter => "not_after",
            Refusal::NoValue => "no_value",
            Refusal::Key => "key",
            Refusal::Left => "left",
            Refusal::Validator => "validator",
            Refusal::Context => "needs_context",
            Refusal::Marker => "marker",
        }
    }

    /// In plain words.
    pub fn text(self) -> &'static str {
        match self {
            Refusal::NotBefore => "what stands before it rules it out (not_before)",
            Refusal::NotAfter => "what stands behind it rules it out (not_after)",
            Refusal::NoValue => "the group `value` takes no part in the match",
            Refusal::Key => "the key before it is none of the rule's (keyed)",
            Refusal::Left => "what has to stand left of it does not (left)",
            Refusal::Validator => "its check says no (validator)",
            Refusal::Context => "no word of its context stands within 64 bytes (needs_context)",
            Refusal::Marker => "it is the marker of a value that was redacted",
        }
    }
}

/// A match of a pattern, and what becomes of it.
pub struct Tried {
    /// The detector.
    pub detector: DetectorId,
    /// The whole match.
    pub matched: Span,
    /// The value with its points, or why there is none.
    pub outcome: Result<Explanation, Refusal>,
}

/// A value that is found.
pub struct Value {
    /// Its rule.
    pub rule: Arc<Rule>,
    /// Where it stands, and its points.
    pub why: Explanation,
    /// The word of the rule's context that stands nearby.
    pub word: Option<String>,
}

/// Matches of one rule that are refused for one reason.
pub struct Refused {
    /// Their rule.
    pub rule: Arc<Rule>,
    /// The longest of them, and of those the first.
    pub matched: Span,
    /// Why.
    pub why: Refusal,
    /// How many there are.
    pub places: usize,
}

/// What is said of a text.
pub struct Explained {
    /// The values, however likely, in the order of their spans.
    pub found: Vec<Value>,
    /// What is refused, in the order of rules. Matches of one rule that overlap mean one thing: only those are told that came nearest
    /// to a value, and none where there is one.
    pub refused: Vec<Refused>,
}

/// Tries `rules` at every place of `text`.
pub fn explain(rules: &[Arc<Rule>], vocabulary: &Vocabulary, text: &[u8]) -> Result<Explained> {
    let mut made = Explained { found: Vec::new(), refused: Vec::new() };
    let mut runs = Runs::new(rules.len());
    for (number, rule) in rules.iter().enumerate() {
        let (detector, _) = Detector::new(rule.clone())?;
        let mut found: Vec<Explanation> = Vec::new();
        let mut refused: Vec<(Refusal, Span)> = Vec::new();
        detector.try_every_place(DetectorId(number as u16), text, &mut runs, |tried| match tried.outcome {
            Ok(why) if is_marker(vocabulary, text, why.span) => refused.push((Refusal::Marker, why.span)),
            Ok(why) => found.push(why),
            Err(refusal) => refused.push((refusal, tried.matched)),
        });
        found.sort_by_key(|why| (why.span.start, why.span.end, u8::MAX - why.confidence));
        // A value that several matches hold is found once.
        found.dedup_by_key(|why| why.span);
        made.refused.extend(by_reason(rule, &found, &refused));
        made.found.extend(found.into_iter().map(|why| {
            let word = detector.word_near(text, why.span).filter(|_| why.context != 0).map(str::to_owned);
            Value { rule: rule.clone(), why, word }
        }));
    }
    made.found
        .sort_by_key(|value| (value.why.span.start, usize::MAX - value.why.span.end, value.why.detector));
    Ok(made)
}

fn by_reason(rule: &Arc<Rule>, found: &[Explanation], refused: &[(Refusal, Span)]) -> Vec<Refused> {
    let mut reasons: BTreeMap<Refusal, Refused> = BTreeMap::new();
    let mut told: Vec<Span> = found.iter().map(|why| why.span).collect();
    let mut refused = refused.to_vec();
    // The nearest to a value first; sorting keeps the order of the text.
    refused.sort_by_key(|(why, _)| std::cmp::Reverse(*why));
    for of_reason in refused.chunk_by(|a, b| a.0 == b.0) {
        let new: Vec<_> =
            of_reason.iter().filter(|(_, span)| !told.iter().any(|one| one.overlaps(*span))).collect();
        for (why, matched) in &new {
            let row = reasons.entry(*why).or_insert_with(|| Refused {
                rule: rule.clone(),
                matched: *matched,
                why: *why,
                places: 0,
            });
            row.places += 1;
            if matched.len() > row.matched.len() {
                row.matched = *matched;
            }
        }
        told.extend(new.iter().map(|(_, span)| *span));
    }
    reasons.into_values().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::detect::engine::Engine;
    use crate::detect::rule;
    use crate::simd::Isa;

    #[test]
    fn what_is_explained_is_what_is_found() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let rules: Vec<_> = rule::builtin(&vocabulary).unwrap().into_iter().map(Arc::new).collect();
        let engine = Engine::without_views(rules.iter().cloned(), Isa::of_this_machine()).unwrap();
        let mut values = 0;
        // One text: values of one line have nothing to do with those of another.
        let mut text = Vec::new();
        for example in rules.iter().flat_map(|rule| &rule.examples) {
            text.extend_from_slice(&example.text);
            text.push(b'\n');
        }
        for text in text.chunks(32 << 10) {
            let explained = explain(&rules, &vocabulary, text).unwrap();
            let mut said: Vec<_> =
                explained.found.iter().map(|v| (v.why.span, v.why.detector, v.why.confidence)).collect();
            // What names elsewhere in a line say is no match of a rule there.
            let mut found = Vec::new();
            engine.detect(text, 0, &mut found);
            found.retain(|f| !is_marker(&vocabulary, text, f.span));
            let mut found: Vec<_> = found.iter().map(|f| (f.span, f.detector, f.confidence)).collect();
            said.sort_unstable_by_key(|(span, id, _)| (span.start, span.end, *id));
            found.sort_unstable_by_key(|(span, id, sure)| (span.start, span.end, *id, u8::MAX - sure));
            found.dedup_by_key(|(span, id, _)| (span.start, span.end, *id));
            assert!(said == found, "explanation and search differ");
            values += found.len();
        }
        assert!(values > 1000, "{values}");
    }
}
