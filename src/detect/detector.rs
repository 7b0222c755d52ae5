//! A detector at one place: its pattern, what stands around it, its validator, and what they come to.

use std::sync::{Arc, OnceLock};

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;

use crate::bytes::ByteSet;
use crate::detect::border::Borders;
use crate::detect::context::ContextWords;
use crate::detect::dfa::{Dfa, End};
use crate::detect::edge::Edge;
use crate::detect::engine::Explanation;
use crate::detect::explain::Refusal;
use crate::detect::hir;
use crate::detect::rule::{NeedsContext, Rule};
use crate::detect::shape::Shape;
use crate::detect::split::Split;
use crate::detect::tail::Runs;
use crate::detect::validate::{Candidate, Verdict};
use crate::detect::work::{self, Part};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Confidence, DetectorId, Finding};
use crate::limits::{BOUNDARY_BYTES, CONTEXT_BYTES};
use crate::span::Span;
use crate::view::Via;

/// A rule ready to look at a place.
pub(super) struct Detector {
    pub(super) rule: Arc<Rule>,
    pattern: Pattern,
    value: Value,
    not_before: Edge,
    not_after: Edge,
    /// False when no value begins with these bytes; none when it says nothing of the first bytes of a match.
    begins: Option<fn(&[u8; 4]) -> bool>,
    context: Option<ContextWords>,
    /// The value is the match, and only the bytes beside it and a check of it alone decide whether it is one.
    is_plain: bool,
    /// The value is the match, and some are none without a word nearby.
    asks_for_words: bool,
}

/// What a detector says of the bytes around its matches.
pub(super) struct Edges {
    /// Has the pattern.
    rule: Arc<Rule>,
    /// The value is the match.
    is_match: bool,
    /// Bytes that can stand before a match.
    pub(super) before: ByteSet,
    /// Those that cannot, unless they end an escape.
    pub(super) not_before: ByteSet,
    /// Two bytes that cannot.
    pub(super) no_pairs: Vec<[ByteSet; 2]>,
    /// Bytes that can stand behind one.
    pub(super) after: ByteSet,
}

impl Edges {
    /// What of it decides where to look.
    pub(super) fn shape(&self) -> Shape<'_> {
        Shape {
            pattern: &self.rule.parsed,
            before: self.before,
            not_before: self.not_before,
            no_pairs: &self.no_pairs,
            after: self.after,
            needs_context: self.is_match && self.rule.needs_context != NeedsContext::Never,
        }
    }
}

/// The pattern, as a table where it is small enough. Most rules of a run never match, so all of it is made late.
#[derive(Default)]
struct Pattern {
    /// None where it would be too large, which loading a rule rules out ([`Detector::compile`]).
    regex: OnceLock<Option<Regex>>,
    table: OnceLock<Option<Dfa>>,
    /// The same match in parts, where the value is one of them.
    split: OnceLock<Option<Split>>,
}

/// Where the value stands in a match.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    /// It is the match.
    Whole,
    /// It is the last bytes of the match.
    Last(usize),
    /// It is the group `value`.
    Group,
}

/// A candidate that fits pattern and boundaries, weighed.
pub(super) struct Weighed {
    pub(super) why: Explanation,
    pub(super) from: usize,
    pub(super) overlong: bool,
}

/// The pattern has to say how long the match is, and whether there is one.
const LONG: u32 = u32::MAX;

/// A pattern that is too large to compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TooLarge;

impl Pattern {
    /// Calls `matched` with the starts at which there is a match, and its length.
    fn each_of(
        &self,
        rule: &Rule,
        text: &[u8],
        starts: impl Iterator<Item = usize>,
        mut matched: impl FnMut(usize, u32),
    ) {
        let most = rule.pattern_max;
        let starts = starts.inspect(|start| {
            work::count(Part::Pattern, || self.read(&text[*start..text.len().min(start + most)]))
        });
        match self.table.get_or_init(|| Dfa::new(&rule.parsed)) {
            Some(table) => table.each_of(text, starts, most, |start, end| match end {
                End::None => {}
                End::At(end) => matched(start, end as u32),
                End::Unknown => matched(start, LONG),
            }),
            None => starts.for_each(|start| matched(start, LONG)),
        }
    }

    /// The pattern itself, which can tell what its table cannot.
    fn regex(&self, pattern: &str) -> Result<&Regex, TooLarge> {
        let build = || {
            // The group around it nests deeper than what the rule was read with.
            let mut builder = RegexBuilder::new(&format!("\\A(?:{pattern})"));
            builder.unicode(false).size_limit(64 << 20).nest_limit(300).build().ok()
        };
        self.regex.get_or_init(build).as_ref().ok_or(TooLarge)
    }

    /// Where the match that begins with `text` ends.
    fn end(&self, rule: &Rule, text: &[u8], length: u32) -> Result<Option<usize>, TooLarge> {
        if length != LONG {
            return Ok(Some(length as usize));
        }
        work::count(Part::Pattern, || self.read(text));
        Ok(self.regex(&rule.pattern)?.find(text).map(|m| m.end()))
    }

    /// At most so many bytes decide where the match ends: no pattern goes on where its table does not.
    fn read(&self, text: &[u8]) -> usize {
        let line = memchr::memchr(b'\n', text).unwrap_or(text.len());
        self.table.get().and_then(Option::as_ref).map_or(line, |table| table.read(text))
    }

    /// The group `value` of the match that begins with `text`.
    fn group(&self, rule: &Rule, text: &[u8], length: u32) -> Result<Option<Span>, TooLarge> {
        let Some(end) = self.end(rule, text, length)? else { return Ok(None) };
        let split = self.split.get_or_init(|| Split::new(&rule.parsed));
        if let Some(value) = split.as_ref().and_then(|split| split.value(&text[..end])) {
            return Ok(Some(value));
        }
        work::count(Part::Pattern, || end);
        let group = self.regex(&rule.pattern)?.captures(text).and_then(|groups| groups.name("value"));
        Ok(group.map(|group| Span::new(group.start(), group.end())))
    }
}

impl Detector {
    /// A detector, and what it says of the bytes of its matches.
    pub(super) fn new(rule: Arc<Rule>) -> Result<(Self, Edges)> {
        let edge = |parsed: &Option<Hir>, before: bool| {
            parsed.as_ref().map_or_else(Edge::default, |parsed| Edge::new(parsed.clone(), before))
        };
        let (not_before, not_after) = (edge(&rule.parsed_before, true), edge(&rule.parsed_after, false));
        let value = match hir::value_at_end(&rule.parsed) {
            Some(length) => Value::Last(length),
            None if hir::has_value(&rule.parsed) => Value::Group,
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
        let is_match = value == Value::Whole && rule.left.is_none();
        let begins = rule.validator.filter(|_| is_match).and_then(|validator| validator.begins);
        let no_pairs = not_before.pairs.clone();
        let not_before_bytes = not_before.bytes;
        let edges =
            Edges { rule: rule.clone(), is_match, before, not_before: not_before_bytes, no_pairs, after };
        let pattern = Pattern::default();
        let is_plain = is_match
            && rule.keyed.is_none()
            && rule.tail.is_none()
            && rule.validator.is_none_or(|validator| validator.alone && !validator.trims);
        let asks_for_words = is_match && rule.tail.is_none() && rule.needs_context != NeedsContext::Never;
        let made = Detector {
            rule,
            pattern,
            value,
            not_before,
            not_after,
            begins,
            context,
            is_plain,
            asks_for_words,
        };
        if !made.rule.is_shipped {
            made.compile()?;
        }
        Ok((made, edges))
    }

    /// Makes what else comes late. Of what obelus ships, a test says that it can be made; of anything else, nothing does.
    fn compile(&self) -> Result<()> {
        let whole = self.pattern.regex(&self.rule.pattern).is_ok();
        let all = whole && self.not_before.compiles() && self.not_after.compiles();
        if all { Ok(()) } else { Err(too_large(&self.rule)) }
    }

    /// Adds what it says of borders; false when it looks at more than the match and the byte beside it.
    pub(super) fn add_to(&self, borders: &mut Borders) -> bool {
        let rule = &self.rule;
        let is_local = self.not_before.is_one_byte()
            && self.not_after.is_one_byte()
            && self.context.is_none()
            && rule.keyed.is_none()
            && rule.tail.is_none()
            && rule.validator.is_none_or(|validator| validator.alone);
        is_local && borders.add(&rule.parsed, rule.left.is_some())
    }

    /// Calls `matched` with those of `starts` at which the pattern matches, and how long the match is. Where the first
    /// bytes say that the validator refuses whatever is a value there, and only what is found is `sought`, nothing more is
    /// looked at.
    pub(super) fn match_at(
        &self,
        text: &[u8],
        starts: &[usize],
        sought: bool,
        matched: impl FnMut(usize, u32),
    ) {
        let begins = self.begins.filter(|_| sought);
        let may_find = |start: &usize| {
            begins.is_none_or(|begins| text[*start..].first_chunk().is_none_or(begins))
                && self.may_begin(text, *start)
        };
        let starts = starts.iter().copied().filter(may_find);
        self.pattern.each_of(&self.rule, text, starts, matched);
    }

    /// Appends what is found at `starts`, where it begins at or after `from`. `may_have_words` says of a value whether a word of
    /// the context may stand near it.
    pub(super) fn find_at(
        &self,
        id: DetectorId,
        (text, from): (&[u8], usize),
        starts: &[usize],
        runs: &mut Runs,
        mut may_have_words: impl FnMut(Span) -> bool,
        findings: &mut Vec<Finding>,
    ) {
        let info_type = self.rule.info_type;
        self.match_at(text, starts, true, |start, length| {
            if self.asks_for_words
                && length != LONG
                && self.is_without_words(text, Span::new(start, start + length as usize), &mut may_have_words)
            {
                return;
            }
            if self.is_plain && length != LONG {
                let span = Span::new(start, start + length as usize);
                return findings.extend(self.plain(id, text, span, &mut may_have_words));
            }
            let weighed = self.weigh(id, text, (start, length), runs, &mut may_have_words);
            let Ok(Weighed { why, from: begin, overlong }) = weighed else { return };
            if why.validator.is_some() && begin >= from {
                let Explanation { detector, span, confidence, .. } = why;
                let via = Via::PLAIN;
                findings.push(Finding { detector, info_type, span, from: begin, confidence, overlong, via });
            }
        });
    }

    /// What is found in a match where nothing but the bytes beside it and a check of it alone decides. The check comes
    /// first: it refuses most of what is looked at.
    fn plain(
        &self,
        id: DetectorId,
        text: &[u8],
        span: Span,
        may_have_words: &mut impl FnMut(Span) -> bool,
    ) -> Option<Finding> {
        work::count(Part::Looks, || 1);
        let points = match self.verdict(text, span) {
            Verdict::Invalid => return None,
            Verdict::Points(points) | Verdict::Part { points, .. } => points,
        };
        if self.not_after.forbids_after(text, span.end) || self.is_preceded(text, span.start) {
            return None;
        }
        let context = self.context_points(text, span, may_have_words)?;
        let confidence = (self.rule.base + points + context).clamp(0, 100) as Confidence;
        let info_type = self.rule.info_type;
        let (from, via) = (span.start, Via::PLAIN);
        Some(Finding { detector: id, info_type, span, from, confidence, overlong: false, via })
    }

    /// Points for a word of the context near `value`; `None` when there is no value without one.
    fn context_points(
        &self,
        text: &[u8],
        value: Span,
        may_have_words: &mut impl FnMut(Span) -> bool,
    ) -> Option<i16> {
        let Some(words) = &self.context else { return Some(0) };
        work::count(Part::Around, || 2 * CONTEXT_BYTES);
        match may_have_words(value) && words.stand_near(text, value) {
            true => Some(self.rule.context_points),
            false if self.rule.needs_context.is_needed(value.of(text)) => None,
            false => Some(0),
        }
    }

    /// True when `value` is none without a word of its context nearby, and there is none.
    pub(super) fn is_without_words(
        &self,
        text: &[u8],
        value: Span,
        may_have_words: &mut impl FnMut(Span) -> bool,
    ) -> bool {
        self.rule.needs_context.is_needed(value.of(text)) && !may_have_words(value)
    }

    /// The words of its context.
    pub(super) fn words(&self) -> Option<&ContextWords> {
        self.context.as_ref()
    }

    /// Looks at a match and what stands around it. Where `may_have_words` says that no word is near a value, none is looked for.
    pub(super) fn weigh(
        &self,
        id: DetectorId,
        text: &[u8],
        (start, length): (usize, u32),
        runs: &mut Runs,
        may_have_words: &mut impl FnMut(Span) -> bool,
    ) -> Result<Weighed, Refusal> {
        work::count(Part::Looks, || 1);
        if self.is_preceded(text, start) {
            return Err(Refusal::NotBefore);
        }
        let mut value = match self.value(text, start, length) {
            Ok(value) => value.ok_or(Refusal::NoValue)?,
            Err(TooLarge) => return Ok(self.withheld(text, start, id)),
        };
        let mut from = start;
        let mut overlong = false;
        work::count(Part::Around, || if self.rule.keyed.is_some() { CONTEXT_BYTES } else { 0 });
        let key_points = match &self.rule.keyed {
            Some(keys) => keys.points(before(text, value.start, CONTEXT_BYTES)).ok_or(Refusal::Key)?,
            None => 0,
        };
        if let Some(left) = self.rule.left {
            // What is taken ends with its line; looking for the line end first would take longer than the rest.
            let before = &text[start.saturating_sub(left.max + CONTEXT_BYTES)..start];
            work::count(Part::Left, || left.read(before));
            let taken = (left.take)(&Candidate {
                value: value.of(text),
                before,
                after: after(text, value.end, CONTEXT_BYTES),
            })
            .ok_or(Refusal::Left)?;
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
        let validator = match self.verdict(text, value) {
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
        if self.not_after.forbids_after(text, value.end) {
            return Err(Refusal::NotAfter);
        }
        let context = match validator {
            Some(_) => self.context_points(text, weighed, may_have_words).ok_or(Refusal::Context)?,
            None => 0,
        };
        let base = self.rule.base;
        let confidence = validator.map_or(0, |v| (base + v + context).clamp(0, 100) as Confidence);
        let why = Explanation { detector: id, span: value, base, validator, context, confidence };
        Ok(Weighed { why, from, overlong })
    }

    /// What can be said without the pattern: all that it could reach is taken, whatever a policy keeps.
    fn withheld(&self, text: &[u8], start: usize, detector: DetectorId) -> Weighed {
        let span = Span::new(start, start + after(text, start, self.rule.pattern_max).len());
        let why = Explanation {
            detector,
            span,
            base: self.rule.base,
            validator: Some(0),
            context: 0,
            confidence: 100,
        };
        Weighed { why, from: start, overlong: true }
    }

    /// What the validator says. What stands around the value is looked up only when the value does not decide alone.
    fn verdict(&self, text: &[u8], value: Span) -> Verdict {
        let Some(validator) = self.rule.validator else { return Verdict::Points(0) };
        let bytes = value.of(text);
        if validator.alone {
            return (validator.check)(&Candidate { value: bytes, before: b"", after: b"" });
        }
        if !(validator.may_be)(bytes) {
            return Verdict::Invalid;
        }
        work::count(Part::Around, || 2 * CONTEXT_BYTES);
        (validator.check)(&Candidate {
            value: bytes,
            before: before(text, value.start, CONTEXT_BYTES),
            after: after(text, value.end, CONTEXT_BYTES),
        })
    }

    /// False when the byte or the two bytes before the match rule it out. Shapes have looked at the byte, unless it can be the
    /// end of an escape: most digits are not.
    pub(super) fn may_begin(&self, text: &[u8], start: usize) -> bool {
        !self.not_before.forbids_soon_before(text, start) || self.is_escaped(text, start)
    }

    /// True when what ends directly before the match rules it out. Where that is the byte before it alone, no start of a match
    /// is looked at that [`Detector::may_begin`] rules out.
    fn is_preceded(&self, text: &[u8], start: usize) -> bool {
        !self.not_before.is_one_byte()
            && self.not_before.forbids_before(text, start)
            && !self.is_escaped(text, start)
    }

    /// True when an escape that stands for a separator ends directly before the match.
    fn is_escaped(&self, text: &[u8], start: usize) -> bool {
        // A backslash stands two, four or six bytes before: most places are refused by that.
        [2, 4, 6].into_iter().any(|back| start >= back && text[start - back] == b'\\')
            && ESCAPE_ENDS.contains(&text[start - 1])
            && !self.not_before.bytes.has(b'\\')
            && ends_in_escape(before(text, start, BOUNDARY_BYTES))
    }

    /// The value in a match.
    fn value(&self, text: &[u8], start: usize, length: u32) -> Result<Option<Span>, TooLarge> {
        let window = &text[start..text.len().min(start + self.rule.pattern_max)];
        let end = || self.pattern.end(&self.rule, window, length);
        let value = match self.value {
            Value::Whole => end()?.map(|end| Span::new(0, end)),
            Value::Last(last) => end()?.map(|end| Span::new(end - last, end)),
            Value::Group => self.pattern.group(&self.rule, window, length)?,
        };
        Ok(value.map(|value| Span::new(start + value.start, start + value.end)))
    }
}

fn too_large(rule: &Rule) -> Error {
    Error::new(ErrorKind::Rules, "the pattern is too large to compile").about(rule.id.clone())
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
pub(super) fn before(text: &[u8], at: usize, most: usize) -> &[u8] {
    let window = &text[at.saturating_sub(most)..at];
    match memchr::memrchr(b'\n', window) {
        Some(i) => &window[i + 1..],
        None => window,
    }
}

/// At most `most` bytes of the same line that start at `at`. A carriage return that ends the line is no part of it.
pub(super) fn after(text: &[u8], at: usize, most: usize) -> &[u8] {
    let window = &text[at..text.len().min(at + most)];
    let line = &window[..memchr::memchr(b'\n', window).unwrap_or(window.len())];
    let is_whole = text.get(at + line.len()).is_none_or(|b| *b == b'\n');
    line.strip_suffix(b"\r").filter(|_| is_whole).unwrap_or(line)
}

mod every;
#[cfg(test)]
mod tests;
