//! A detector at one place: its pattern, what stands around it, its validator, and what they come to.

use std::sync::{Arc, OnceLock};

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;

use crate::bytes::ByteSet;
use crate::detect::context::{ContextWords, Window};
use crate::detect::dfa::{Dfa, End};
use crate::detect::engine::Explanation;
use crate::detect::hir;
use crate::detect::rule::{self, Rule};
use crate::detect::shape::Shape;
use crate::detect::tail::Runs;
use crate::detect::validate::{Candidate, Verdict};
use crate::detect::work::{self, Part};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Confidence, DetectorId};
use crate::limits::{BOUNDARY_BYTES, CONTEXT_BYTES};
use crate::span::Span;

/// A rule ready to look at a place.
pub(super) struct Detector {
    pub(super) rule: Arc<Rule>,
    pattern: Pattern,
    value: Value,
    not_before: Edge,
    not_after: Edge,
    context: Option<ContextWords>,
}

/// What a detector says of the bytes around its matches.
pub(super) struct Edges {
    /// The pattern.
    pub(super) pattern: Hir,
    /// Bytes that can stand before a match.
    pub(super) before: ByteSet,
    /// Bytes that can stand behind one.
    pub(super) after: ByteSet,
}

impl Edges {
    /// What of it decides where to look.
    pub(super) fn shape(&self) -> Shape<'_> {
        Shape { pattern: &self.pattern, before: self.before, after: self.after }
    }
}

/// The pattern, as a table where it is small enough. Most rules of a run never match, so tables are made late.
struct Pattern {
    regex: Regex,
    parsed: Hir,
    table: OnceLock<Option<Dfa>>,
}

/// Where the value stands in a match.
#[derive(Clone, Copy, PartialEq, Eq)]
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
pub(super) struct Weighed {
    pub(super) why: Explanation,
    pub(super) from: usize,
    pub(super) overlong: bool,
}

impl Pattern {
    /// Where the match that begins with `text` ends.
    fn end(&self, text: &[u8]) -> Option<usize> {
        let table = self.table.get_or_init(|| Dfa::new(&self.parsed));
        work::count(Part::Pattern, || self.read(text));
        match table.as_ref().map_or(End::Unknown, |table| table.end(text)) {
            End::None => None,
            End::At(end) => Some(end),
            End::Unknown => {
                work::count(Part::Pattern, || self.read(text));
                self.regex.find(text).map(|m| m.end())
            }
        }
    }

    /// At most so many bytes decide where the match ends: no pattern goes on where its table does not.
    fn read(&self, text: &[u8]) -> usize {
        let line = memchr::memchr(b'\n', text).unwrap_or(text.len());
        self.table.get().and_then(Option::as_ref).map_or(line, |table| table.read(text))
    }
}

impl Detector {
    /// A detector, and what it says of the bytes of its matches.
    pub(super) fn new(rule: Arc<Rule>) -> Result<(Self, Edges)> {
        let too_large =
            || Error::new(ErrorKind::Rules, "the pattern is too large to compile").about(rule.id.clone());
        let build = |pattern: &str| {
            RegexBuilder::new(pattern).unicode(false).size_limit(64 << 20).build().map_err(|_| too_large())
        };
        let edge = |given: &Option<String>, at_end: bool| -> Result<Edge> {
            let Some(given) = given else { return Ok(Edge::default()) };
            let parsed = rule::parse_hir(given).map_err(|_| too_large())?;
            let (mut bytes, rest) = hir::single_bytes(&parsed);
            // Before and after end at the line end.
            bytes.remove(b'\n');
            let (near, empty) = hir::edge_bytes(&parsed, at_end);
            let anchored = if at_end { format!("(?:{given})\\z") } else { format!("\\A(?:{given})") };
            let pattern = if rest { Some(build(&anchored)?) } else { None };
            Ok(Edge { bytes, near, empty, pattern })
        };
        let (not_before, not_after) = (edge(&rule.not_before, true)?, edge(&rule.not_after, false)?);
        let regex = build(&format!("\\A(?:{})", rule.pattern))?;
        let parsed = rule::parse_hir(&rule.pattern).map_err(|_| too_large())?;
        let value = match hir::value_at_end(&parsed) {
            Some(length) => Value::Last(length),
            None if regex.capture_names().flatten().any(|n| n == "value") => Value::Group,
            None => Value::Whole,
        };
        let mut before = not_before.bytes.complement();
        if not_before.bytes.has(b'n') {
            ESCAPE_ENDS.iter().for_each(|b| before.insert(*b));
        }
        if let Some(left) = rule.left {
            let beside = (0..=255).filter(|b| (left.begins_before)(*b)).collect::<Vec<u8>>();
            before = ByteSet::from_bytes(&beside);
        }
        // What stands behind the value is only what stands behind the match where the value ends with it.
        let ends_with_match = value != Value::Group
            && rule.tail.is_none()
            && rule.validator.is_none_or(|validator| !validator.trims);
        let after = if ends_with_match { not_after.bytes.complement() } else { ByteSet::ALL };
        let context = ContextWords::new(&rule.context_words);
        let pattern = Pattern { regex, parsed: parsed.clone(), table: OnceLock::new() };
        let made = Detector { rule, pattern, value, not_before, not_after, context };
        Ok((made, Edges { pattern: parsed, before, after }))
    }

    /// Looks at one start.
    pub(super) fn weigh(
        &self,
        id: DetectorId,
        text: &[u8],
        start: usize,
        runs: &mut Runs,
    ) -> Option<Weighed> {
        work::count(Part::Looks, || 1);
        if self.is_preceded(text, start) {
            return None;
        }
        let mut value = self.matched(text, start)?;
        let mut from = start;
        let mut overlong = false;
        work::count(Part::Around, || if self.rule.keyed.is_some() { CONTEXT_BYTES } else { 0 });
        let key_points = match &self.rule.keyed {
            Some(keys) => keys.points(before(text, value.start, CONTEXT_BYTES))?,
            None => 0,
        };
        if let Some(left) = self.rule.left {
            let around = Candidate {
                value: value.of(text),
                before: before(text, start, left.max + CONTEXT_BYTES),
                after: after(text, value.end, CONTEXT_BYTES),
            };
            work::count(Part::Left, || left.read(around.before));
            let taken = (left.take)(&around)?;
            from -= taken;
            if left.is_value {
                value.start = from;
                // What is left of it may be part of the value.
                overlong = taken >= left.max;
            }
        }
        if let Some(tail) = &self.rule.tail {
            let (end, is_over) = runs.end(usize::from(id.0), tail, text, value);
            value.end = end;
            overlong |= is_over;
        }
        let weighed = value;
        let verdict = match self.rule.validator {
            None => Verdict::Points(0),
            Some(validator) => {
                work::count(Part::Around, || 2 * CONTEXT_BYTES);
                (validator.check)(&Candidate {
                    value: value.of(text),
                    before: before(text, value.start, CONTEXT_BYTES),
                    after: after(text, value.end, CONTEXT_BYTES),
                })
            }
        };
        let validator = match verdict {
            Verdict::Invalid => None,
            Verdict::Points(points) => Some(points + key_points),
            Verdict::Part { len, points } => {
                debug_assert!(
                    self.rule.validator.is_some_and(|v| v.trims),
                    "the table of validators says so"
                );
                value.end = value.start + len;
                Some(points + key_points)
            }
        };
        if self.is_followed(text, value.end) {
            return None;
        }
        let near = |words: &ContextWords| {
            let (before, after) = windows(text, weighed);
            work::count(Part::Around, || before.bytes.len() + after.bytes.len());
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
    fn is_preceded(&self, text: &[u8], start: usize) -> bool {
        let beside = start.checked_sub(1).map(|at| &text[at]).filter(|b| **b != b'\n');
        // Most bytes decide alone. Shapes have looked at them, unless they can be the end of an escape.
        let can_end_escape =
            beside.is_some_and(|b| ESCAPE_ENDS.contains(b)) && !self.not_before.bytes.has(b'\\');
        if can_end_escape && ends_in_escape(before(text, start, BOUNDARY_BYTES)) {
            return false;
        }
        beside.is_some_and(|b| self.not_before.bytes.has(*b))
            || (self.not_before.needs(beside) && self.not_before.matches(before(text, start, BOUNDARY_BYTES)))
    }

    /// The value in the match that starts at `start`.
    fn matched(&self, text: &[u8], start: usize) -> Option<Span> {
        let window = &text[start..text.len().min(start + self.rule.pattern_max)];
        let (from, to) = match self.value {
            Value::Whole => (0, self.pattern.end(window)?),
            Value::Last(length) => {
                let end = self.pattern.end(window)?;
                (end - length, end)
            }
            Value::Group => {
                let end = self.pattern.end(window)?;
                work::count(Part::Pattern, || end);
                let group = self.pattern.regex.captures(window)?.name("value")?;
                (group.start(), group.end())
            }
        };
        Some(Span::new(start + from, start + to))
    }

    fn is_followed(&self, text: &[u8], end: usize) -> bool {
        let next = text.get(end).filter(|b| **b != b'\n');
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

/// At most `most` bytes of the same line that end at `at`.
fn before(text: &[u8], at: usize, most: usize) -> &[u8] {
    let window = &text[at.saturating_sub(most)..at];
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
fn windows(text: &[u8], value: Span) -> (Window<'_>, Window<'_>) {
    let whole = CONTEXT_BYTES + 1;
    let left = before(text, value.start, whole);
    let right = after(text, value.end, whole);
    (
        Window { bytes: left, cut_before: left.len() == whole, cut_after: false },
        Window { bytes: right, cut_before: false, cut_after: right.len() == whole },
    )
}
