//! Text whose lines are decided on one by one, because the policy asks who each is about.

use std::sync::Arc;

use crate::finding::Finding;
use crate::policy::plans::Fate;
use crate::span::Span;
use crate::splice::{ClearedFrame, Clearing, Inside, Scratch, begin_in, drop_span};
use crate::view::soft;

/// Says what becomes of lines.
pub struct Fates<'a> {
    /// What becomes of a line in which these findings stand.
    pub of: &'a mut dyn FnMut(&[Finding]) -> Fate,
    /// What becomes of one that is too long to be looked at as a whole.
    pub unknown: Fate,
}

/// Lines beside each other of which the same becomes.
struct Run {
    span: Span,
    lines: u64,
    fate: Fate,
    /// It is a piece of a line that is too long.
    is_piece: bool,
}

impl Run {
    fn is_dropped(&self) -> bool {
        // Text has no fields, so none of it is offered where only some fields are.
        self.fate.dropped || self.fate.offers != 0
    }

    fn takes(&self, other: &Run) -> bool {
        !self.is_piece
            && !other.is_piece
            && self.is_dropped() == other.is_dropped()
            && Arc::ptr_eq(&self.fate.plan, &other.fate.plan)
    }
}

impl Clearing<'_> {
    /// Clears the bytes `part` of `text` into `frame` as [`Clearing::clear`] does, each line as `fates` says.
    #[allow(clippy::too_many_arguments)]
    pub fn clear_by_line(
        &self,
        scratch: &mut Scratch,
        text: &[u8],
        part: Span,
        inside: Inside,
        findings: &[Finding],
        fates: Fates<'_>,
        frame: &mut ClearedFrame,
    ) {
        frame.reset(self.vocabulary.len());
        let runs = runs(text, part, inside, findings, fates);
        if let [only] = runs.as_slice()
            && !only.is_dropped()
        {
            return self.by(&only.fate.plan).clear(scratch, text, part, inside, findings, frame);
        }
        for run in &runs {
            if run.is_dropped() {
                frame.counts.records_dropped += run.lines;
                frame.counts.limits_hit += u64::from(run.is_piece);
                drop_span(run.span, frame);
                continue;
            }
            let own = match run.is_piece {
                true => findings,
                false => begin_in(findings, run.span),
            };
            let inside = Inside {
                first: inside.first && run.span.start == part.start,
                last: inside.last && run.span.end == part.end,
            };
            self.by(&run.fate.plan).clear_run(&mut scratch.batch, text, run.span, inside, own, frame);
        }
    }
}

/// The lines of `part`, those of which the same becomes together.
fn runs(text: &[u8], part: Span, inside: Inside, findings: &[Finding], fates: Fates<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = part.start;
    while at < part.end {
        let end = soft::line_end(text, at).min(part.end);
        let span = Span::new(at, end);
        let is_piece = (inside.first && at == part.start) || (inside.last && end == part.end);
        let fate = match is_piece {
            true => fates.unknown.clone(),
            false => (fates.of)(begin_in(findings, span)),
        };
        let run = Run { span, lines: 1, fate, is_piece };
        match runs.last_mut() {
            Some(last) if last.takes(&run) => {
                last.span.end = end;
                last.lines += 1;
            }
            _ => runs.push(run),
        }
        at = end;
    }
    runs
}
