//! The plain engine: shapes say where a rule can match, its pattern looks there.
//!
//! What it finds is defined position by position, so that it cannot depend on where a frame was cut: a
//! detector finds a value at `s` when its pattern, anchored at `s`, matches (leftmost-first), the boundaries
//! hold, and the validator agrees. Every start is tried on its own; findings may nest and overlap. Where a
//! rule names a way to the left, what is found begins that many bytes before the match, and counts as found there.

use std::sync::Arc;

use regex::bytes::{Regex, RegexBuilder};

use crate::detect::context::{ContextWords, Window};
use crate::detect::rule::{self, Rule};
use crate::detect::segment::Segments;
use crate::detect::shape::{self, ByteSet, Filter};
use crate::detect::tail::Runs;
use crate::detect::validate::{Candidate, Verdict};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Confidence, DetectorId, Finding};
use crate::info_type::InfoTypeId;
use crate::limits::{BOUNDARY_BYTES, CONTEXT_BYTES};
use crate::span::Span;

/// The detectors of a run, ready to search.
pub struct Engine {
    detectors: Vec<Detector>,
    filters: Vec<Filter>,
}

/// Why a candidate has the confidence it has. Holds no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The detector.
    pub detector: DetectorId,
    /// The value.
    pub span: Span,
    /// Points of the rule.
    pub base: i16,
    /// Points of its validator and its key; `None` when the validator says that this is no value.
    pub validator: Option<i16>,
    /// Points for a context word nearby.
    pub context: i16,
    /// What comes out; 0 when there is no value.
    pub confidence: Confidence,
}

struct Detector {
    rule: Arc<Rule>,
    pattern: Regex,
    value: Value,
    not_before: Edge,
    not_after: Edge,
    context: Option<ContextWords>,
}

/// Where the value stands in a match.
#[derive(Clone, Copy)]
enum Value {
    /// It is the match.
    Whole,
    /// It is the last bytes of the match.
    Last(usize),
    /// It is the group `value`, which costs a slower search.
    Group,
}

/// What must not stand beside a match.
#[derive(Default)]
struct Edge {
    /// Bytes that decide it alone.
    bytes: ByteSet,
    /// Bytes that can stand next to the match where `pattern` matches.
    near: ByteSet,
    /// `pattern` can match where nothing stands.
    empty: bool,
    pattern: Option<Regex>,
}

/// A candidate that fits pattern and boundaries, weighed.
struct Weighed {
    why: Explanation,
    from: usize,
    overlong: bool,
}

impl Engine {
    /// Compiles `rules`. Detector ids are positions in this list.
    pub fn new(rules: impl IntoIterator<Item = Arc<Rule>>) -> Result<Self> {
        let mut detectors = Vec::new();
        let mut starts = Vec::new();
        for rule in rules {
            let (detector, start) = Detector::new(rule)?;
            detectors.push(detector);
            starts.push(start);
        }
        let filters = Filter::build(starts.iter().map(|(pattern, forbidden)| (pattern, *forbidden)));
        Ok(Engine { detectors, filters })
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

    /// The info types that some detector finds wherever they stand, sorted. What is found only behind its key is
    /// not found in what people write.
    pub fn free_text_types(&self) -> Vec<InfoTypeId> {
        let anywhere = self.detectors.iter().filter(|d| d.rule.keyed.is_none());
        let mut found: Vec<_> = anywhere.map(|d| d.rule.info_type).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Appends every finding whose value or the context in its match starts at or after `from`, sorted.
    /// `text` may hold bytes before `from` as context; it must hold at least [`Engine::left_context`] of them
    /// or start at a line start.
    pub fn detect(&self, text: &[u8], segments: &Segments, from: usize, findings: &mut Vec<Finding>) {
        let first = findings.len();
        let mut runs = Runs::new(self.detectors.len());
        for segment in segments.rows() {
            self.candidates(text, *segment, from, &mut runs, |weighed| {
                if weighed.why.validator.is_some() {
                    findings.push(Finding {
                        detector: weighed.why.detector,
                        info_type: self.rule(weighed.why.detector).info_type,
                        span: weighed.why.span,
                        from: weighed.from,
                        confidence: weighed.why.confidence,
                        overlong: weighed.overlong,
                    });
                }
            });
        }
        findings[first..].sort_unstable();
    }

    /// Every candidate in `text`, also those that are not likely enough to be found or that the validator
    /// refuses, in the order of their spans.
    pub fn explain(&self, text: &[u8]) -> Vec<Explanation> {
        let mut made = Vec::new();
        let mut runs = Runs::new(self.detectors.len());
        self.candidates(text, Span::new(0, text.len()), 0, &mut runs, |weighed| made.push(weighed.why));
        made.sort_by_key(|e| (e.span.start, usize::MAX - e.span.end, e.detector));
        made
    }

    fn candidates(
        &self,
        text: &[u8],
        segment: Span,
        from: usize,
        runs: &mut Runs,
        mut found: impl FnMut(Weighed),
    ) {
        let text = &text[..segment.end];
        let from = from.max(segment.start);
        if from >= segment.end {
            return;
        }
        for filter in &self.filters {
            filter.search(text, from, from == segment.start, |start, owner| {
                let detector = &self.detectors[usize::from(owner)];
                let weighed = detector.weigh(DetectorId(owner), text, segment.start, start, runs);
                if let Some(weighed) = weighed.filter(|w| w.from >= from) {
                    found(weighed);
                }
            });
        }
    }
}

impl Detector {
    /// A detector, its pattern, and the bytes that may not stand before it.
    fn new(rule: Arc<Rule>) -> Result<(Self, (regex_syntax::hir::Hir, ByteSet))> {
        let too_large =
            || Error::new(ErrorKind::Rules, "the pattern is too large to compile").about(rule.id.clone());
        let build = |pattern: &str| {
            RegexBuilder::new(pattern).unicode(false).size_limit(64 << 20).build().map_err(|_| too_large())
        };
        let edge = |given: &Option<String>, at_end: bool| -> Result<Edge> {
            let Some(given) = given else { return Ok(Edge::default()) };
            let hir = rule::parse_hir(given).map_err(|_| too_large())?;
            let (mut bytes, rest) = shape::single_bytes(&hir);
            // Before and after end at the line end.
            bytes.remove(b'\n');
            let (near, empty) = shape::edge_bytes(&hir, at_end);
            let anchored = if at_end { format!("(?:{given})\\z") } else { format!("\\A(?:{given})") };
            let pattern = if rest { Some(build(&anchored)?) } else { None };
            Ok(Edge { bytes, near, empty, pattern })
        };
        let (not_before, not_after) = (edge(&rule.not_before, true)?, edge(&rule.not_after, false)?);
        let pattern = build(&format!("\\A(?:{})", rule.pattern))?;
        let hir = rule::parse_hir(&rule.pattern).map_err(|_| too_large())?;
        let value = match shape::value_at_end(&hir) {
            Some(length) => Value::Last(length),
            None if pattern.capture_names().flatten().any(|n| n == "value") => Value::Group,
            None => Value::Whole,
        };
        let mut forbidden = not_before.bytes;
        if forbidden.has(b'n') {
            ESCAPE_ENDS.iter().for_each(|b| forbidden.remove(*b));
        }
        let context = ContextWords::new(&rule.context_words);
        let made = Detector { rule, pattern, value, not_before, not_after, context };
        Ok((made, (hir, forbidden)))
    }

    /// Looks at one start. `text` ends where its segment does.
    fn weigh(
        &self,
        id: DetectorId,
        text: &[u8],
        segment_start: usize,
        start: usize,
        runs: &mut Runs,
    ) -> Option<Weighed> {
        if self.is_preceded(before(text, segment_start, start, BOUNDARY_BYTES)) {
            return None;
        }
        let mut value = self.matched(text, start)?;
        let mut from = start;
        let mut overlong = false;
        let key_points = match &self.rule.keyed {
            Some(keys) => keys.points(before(text, segment_start, value.start, CONTEXT_BYTES))?,
            None => 0,
        };
        if let Some(left) = self.rule.left {
            let around = Candidate {
                value: value.of(text),
                before: before(text, segment_start, start, left.max + CONTEXT_BYTES),
                after: after(text, value.end, CONTEXT_BYTES),
            };
            let taken = (left.take)(&around)?;
            from -= taken;
            if left.is_value {
                value.start = from;
                // What is left of it may be part of the value.
                overlong = taken >= left.max;
            }
        }
        if let Some(tail) = &self.rule.tail {
            let (end, is_over) = runs.end(usize::from(id.0), tail, text, segment_start, value);
            value.end = end;
            overlong |= is_over;
        }
        let weighed = value;
        let candidate = Candidate {
            value: value.of(text),
            before: before(text, segment_start, value.start, CONTEXT_BYTES),
            after: after(text, value.end, CONTEXT_BYTES),
        };
        let validator = match self.rule.validator.map_or(Verdict::Points(0), |check| check(&candidate)) {
            Verdict::Invalid => None,
            Verdict::Points(points) => Some(points + key_points),
            Verdict::Part { len, points } => {
                value.end = value.start + len;
                Some(points + key_points)
            }
        };
        if self.is_followed(text, value.end) {
            return None;
        }
        let near = |words: &ContextWords| {
            let (before, after) = windows(text, segment_start, weighed);
            words.stand_in(before) || words.stand_in(after)
        };
        let context = match &self.context {
            Some(words) if validator.is_some() && near(words) => self.rule.context_points,
            _ => 0,
        };
        let base = self.rule.base;
        let confidence = validator.map_or(0, |v| (base + v + context).clamp(0, 100) as Confidence);
        let why = Explanation { detector: id, span: value, base, validator, context, confidence };
        Some(Weighed { why, from, overlong })
    }

    /// True when what ends directly before the match rules it out.
    fn is_preceded(&self, left: &[u8]) -> bool {
        // The filter has looked at the byte before, unless that can be the end of an escape.
        if ends_in_escape(left) && !self.not_before.bytes.has(b'\\') {
            return false;
        }
        let beside = left.last();
        beside.is_some_and(|b| self.not_before.bytes.has(*b))
            || (self.not_before.needs(beside) && self.not_before.matches(left))
    }

    /// The value in the match that starts at `start`.
    fn matched(&self, text: &[u8], start: usize) -> Option<Span> {
        let window = &text[start..text.len().min(start + self.rule.pattern_max)];
        let (from, to) = match self.value {
            Value::Whole => (0, self.pattern.find(window)?.end()),
            Value::Last(length) => {
                let end = self.pattern.find(window)?.end();
                (end - length, end)
            }
            Value::Group => {
                let group = self.pattern.captures(window)?.name("value")?;
                (group.start(), group.end())
            }
        };
        Some(Span::new(start + from, start + to))
    }

    fn is_followed(&self, text: &[u8], end: usize) -> bool {
        let next = after(text, end, 1).first();
        next.is_some_and(|b| self.not_after.bytes.has(*b))
            || (self.not_after.needs(next) && self.not_after.matches(after(text, end, BOUNDARY_BYTES)))
    }
}

impl Edge {
    /// True when the byte next to the match (`None` at the end of the line) does not rule the pattern out.
    fn needs(&self, next: Option<&u8>) -> bool {
        self.pattern.is_some() && (self.empty || next.is_some_and(|b| self.near.has(*b)))
    }

    fn matches(&self, text: &[u8]) -> bool {
        self.pattern.as_ref().is_some_and(|p| p.is_match(text))
    }
}

/// What an escape that stands for a separator ends with: `\n`, `\u0026`, `\u003c`, `\x22`.
const ESCAPE_ENDS: &[u8] = b"2679cdenrt";

/// True when `text` ends with an escape of a string: the word behind it begins there, whatever the escape is
/// written with.
pub(crate) fn ends_in_escape(text: &[u8]) -> bool {
    match text {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., b'\\', b'u', b'0', b'0', a, b] | [.., b'\\', b'x', a, b] => {
            let code = [*a, *b];
            let code = std::str::from_utf8(&code).ok().and_then(|c| u8::from_str_radix(c, 16).ok());
            ESCAPE_ENDS.contains(b) && code.is_some_and(|c| c < 0x80 && !c.is_ascii_alphanumeric())
        }
        _ => false,
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

/// Where context words are looked for around `value`: one byte more than they may stand in, so that a word
/// that goes on beyond is not taken for one that ends there.
fn windows(text: &[u8], segment_start: usize, value: Span) -> (Window<'_>, Window<'_>) {
    let whole = CONTEXT_BYTES + 1;
    let left = before(text, segment_start, value.start, whole);
    let right = after(text, value.end, whole);
    (
        Window { bytes: left, cut_before: left.len() == whole, cut_after: false },
        Window { bytes: right, cut_before: false, cut_after: right.len() == whole },
    )
}
