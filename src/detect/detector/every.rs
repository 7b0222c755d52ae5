//! A detector at every place of a text, with what refuses each match: for explanations, where time does not count.

use crate::detect::context::ContextWords;
use crate::detect::detector::{Detector, Weighed};
use crate::detect::explain::{Refusal, Tried};
use crate::detect::tail::Runs;
use crate::finding::DetectorId;
use crate::span::Span;

impl Detector {
    /// Calls `tell` with every match of the pattern in `text`, wherever it begins, and what becomes of it. Nothing that makes
    /// a search fast has a say: no shape, no first bytes, no words looked up before.
    pub(in crate::detect) fn try_every_place(
        &self,
        id: DetectorId,
        text: &[u8],
        runs: &mut Runs,
        mut tell: impl FnMut(Tried),
    ) {
        self.pattern.each_of(&self.rule, text, 0..text.len(), |start, length| {
            let window = &text[start..text.len().min(start + self.rule.pattern_max)];
            let Ok(Some(end)) = self.pattern.end(&self.rule, window, length) else { return };
            let matched = Span::new(start, start + end);
            // A search looks at the byte before a match without the detector, so weighing does not.
            let outcome = match self.may_begin(text, start) {
                true => self.weigh(id, text, (start, length), runs, &mut |_| true),
                false => Err(Refusal::NotBefore),
            };
            let outcome = match outcome {
                Ok(Weighed { why, .. }) if why.validator.is_none() => Err(Refusal::Validator),
                Ok(Weighed { why, .. }) => Ok(why),
                Err(refusal) => Err(refusal),
            };
            tell(Tried { detector: id, matched, outcome });
        });
    }

    /// The first word of the rule's context that stands near `value`.
    pub(in crate::detect) fn word_near(&self, text: &[u8], value: Span) -> Option<&str> {
        let stands = |word: &&String| {
            ContextWords::new(std::slice::from_ref(*word)).is_some_and(|one| one.stand_near(text, value))
        };
        self.rule.context_words.iter().find(stands).map(String::as_str)
    }
}
