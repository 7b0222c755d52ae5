//! The plain engine: one pattern after another over the whole frame.
//!
//! What it finds is defined position by position, so that it cannot depend on where a frame was cut: a
//! detector finds a value at `s` when its pattern, anchored at `s`, matches (leftmost-first), the boundaries
//! hold, and the validator agrees. Every start is tried on its own; findings may nest and overlap.

use std::sync::Arc;

use regex::bytes::{Regex, RegexBuilder};

use crate::detect::context::ContextWords;
use crate::detect::rule::Rule;
use crate::detect::segment::Segments;
use crate::detect::validate::{Candidate, Verdict};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Confidence, DetectorId, Finding};
use crate::info_type::InfoTypeId;
use crate::limits::{BOUNDARY_BYTES, CONTEXT_BYTES};
use crate::span::Span;

/// The detectors of a run, ready to search.
pub struct Engine {
    detectors: Vec<Detector>,
}

struct Detector {
    rule: Arc<Rule>,
    pattern: Regex,
    has_value_group: bool,
    not_before: Option<Regex>,
    not_after: Option<Regex>,
    context: Option<ContextWords>,
}

impl Engine {
    /// Compiles `rules`. Detector ids are positions in this list.
    pub fn new(rules: impl IntoIterator<Item = Arc<Rule>>) -> Result<Self> {
        let detectors = rules.into_iter().map(Detector::new).collect::<Result<Vec<_>>>()?;
        Ok(Engine { detectors })
    }

    /// How many bytes to the right of a start can decide whether and what is found there.
    pub fn reach(&self) -> usize {
        let longest = self.detectors.iter().map(|d| d.rule.max_len).max().unwrap_or(0);
        longest + CONTEXT_BYTES.max(BOUNDARY_BYTES) + 1
    }

    /// How many bytes to the left of a start can decide whether and what is found there.
    pub fn left_context(&self) -> usize {
        CONTEXT_BYTES.max(BOUNDARY_BYTES) + 1
    }

    /// The rule behind a detector.
    pub fn rule(&self, id: DetectorId) -> &Rule {
        &self.detectors[usize::from(id.0)].rule
    }

    /// How many detectors there are.
    pub fn len(&self) -> usize {
        self.detectors.len()
    }

    /// True when there are no detectors.
    pub fn is_empty(&self) -> bool {
        self.detectors.is_empty()
    }

    /// The info types that some detector finds, sorted.
    pub fn info_types(&self) -> Vec<InfoTypeId> {
        let mut found: Vec<_> = self.detectors.iter().map(|d| d.rule.info_type).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The bytes a detector's overlong value runs on with.
    pub fn overflow(&self, id: DetectorId) -> Option<&[bool; 256]> {
        self.rule(id).overflow.as_deref()
    }

    /// Appends every finding whose match starts at or after `from`, sorted. `text` may hold bytes before
    /// `from` as context; it must hold at least [`Engine::left_context`] of them or start at a line start.
    pub fn detect(&self, text: &[u8], segments: &Segments, from: usize, findings: &mut Vec<Finding>) {
        let first = findings.len();
        for segment in segments.rows() {
            for (index, detector) in self.detectors.iter().enumerate() {
                let id = DetectorId(index as u16);
                detector.search(id, text, segment.span, from, findings);
            }
        }
        findings[first..].sort_unstable();
    }
}

impl Detector {
    fn new(rule: Arc<Rule>) -> Result<Self> {
        let build = |pattern: &str| {
            RegexBuilder::new(pattern).unicode(false).size_limit(64 << 20).build().map_err(|_| {
                Error::new(ErrorKind::Rules, "the pattern is too large to compile").about(rule.id.clone())
            })
        };
        let pattern = build(&rule.pattern)?;
        let has_value_group = pattern.capture_names().flatten().any(|n| n == "value");
        let not_before = rule.not_before.as_ref().map(|p| build(&format!("(?:{p})\\z"))).transpose()?;
        let not_after = rule.not_after.as_ref().map(|p| build(&format!("\\A(?:{p})"))).transpose()?;
        let context = ContextWords::new(&rule.context_words);
        Ok(Detector { rule, pattern, has_value_group, not_before, not_after, context })
    }

    fn search(&self, id: DetectorId, text: &[u8], segment: Span, from: usize, findings: &mut Vec<Finding>) {
        let text = &text[..segment.end];
        let mut at = segment.start.max(from);
        while at < segment.end {
            let Some(found) = self.pattern.find_at(text, at) else { break };
            let start = found.start();
            at = start + 1;
            if let Some(finding) = self.verify(id, text, segment, Span::new(start, found.end())) {
                findings.push(finding);
            }
        }
    }

    fn verify(&self, id: DetectorId, text: &[u8], segment: Span, matched: Span) -> Option<Finding> {
        if let Some(not_before) = &self.not_before
            && not_before.is_match(before(text, segment.start, matched.start, BOUNDARY_BYTES))
        {
            return None;
        }
        let value = if self.has_value_group {
            let groups = self.pattern.captures_at(text, matched.start)?;
            let group = groups.name("value")?;
            Span::new(group.start(), group.end())
        } else {
            matched
        };
        if let Some(not_after) = &self.not_after
            && not_after.is_match(after(text, value.end, BOUNDARY_BYTES))
        {
            return None;
        }
        let candidate = Candidate {
            value: value.of(text),
            before: before(text, segment.start, value.start, CONTEXT_BYTES),
            after: after(text, value.end, CONTEXT_BYTES),
        };
        let confidence = self.confidence(&candidate)?;
        let end = self.run_end(text, value.end);
        Some(Finding {
            detector: id,
            span: Span::new(value.start, end),
            from: matched.start,
            confidence,
            overlong: end > value.end,
        })
    }

    fn confidence(&self, candidate: &Candidate<'_>) -> Option<Confidence> {
        let mut points = self.rule.base;
        if let Some(validator) = self.rule.validator {
            match validator(candidate) {
                Verdict::Invalid => return None,
                Verdict::Points(more) => points += more,
            }
        }
        if let Some(context) = &self.context
            && (context.stand_in(candidate.before) || context.stand_in(candidate.after))
        {
            points += self.rule.context_points;
        }
        Some(points.clamp(0, 100) as Confidence)
    }

    fn run_end(&self, text: &[u8], end: usize) -> usize {
        match &self.rule.overflow {
            Some(class) => {
                text[end..].iter().position(|b| !class[usize::from(*b)]).map_or(text.len(), |n| end + n)
            }
            None => end,
        }
    }
}

/// At most `most` bytes of the same line and segment that end at `at`.
fn before(text: &[u8], segment_start: usize, at: usize, most: usize) -> &[u8] {
    let window = &text[segment_start.max(at.saturating_sub(most))..at];
    match memchr::memrchr(b'\n', window) {
        Some(i) => &window[i + 1..],
        None => window,
    }
}

/// At most `most` bytes of the same line that start at `at`.
fn after(text: &[u8], at: usize, most: usize) -> &[u8] {
    let window = &text[at..text.len().min(at + most)];
    match memchr::memchr(b'\n', window) {
        Some(i) => &window[..i],
        None => window,
    }
}
