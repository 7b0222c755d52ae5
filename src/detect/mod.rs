//! Detect: frame bytes + segment table → findings. Knows nothing of policies, formats or files.
//!
//! Detectors are data (`rules/`); [`rule`] reads them, [`shape`] finds where they can match, `detector` looks there with
//! the pattern as a [`dfa`], `edge` is what must not stand beside a match, `split` where the value is in it,
//! [`validate`] holds the checks, [`keyed`] reads the key before a value; [`engine`] is all of it.
//! [`own`] puts the rules of a user beside those that are shipped. [`pack`] loads only the rules that a run needs. [`price`] says what looking for a rule costs, [`noise`] how
//! often it is wrong, [`documented`] which values are known examples, [`published`] which are nobody's, [`explain`] why something is found. [`field`] says what the name of a column or key means.

use crate::detect::engine::Engine;
use crate::finding::Finding;
pub use crate::info_type::REDACTED;
use crate::info_type::Vocabulary;
use crate::span::Span;
use crate::view::Triggers;

mod ampersand;
pub(crate) mod behind;
pub mod border;
mod calls;
pub mod cells;
mod changed;
pub mod commands;
mod compared;
pub mod context;
mod detector;
mod determinize;
pub mod dfa;
pub mod documented;
mod edge;
mod element;
pub mod engine;
pub mod explain;
pub mod facts;
pub mod field;
mod head;
pub mod header;
mod heads;
pub(crate) mod hir;
mod key_body;
pub mod keyed;
mod layout;
pub mod lexicon;
pub mod lines;
mod lists;
mod literal;
mod named;
mod nearby;
pub mod noise;
mod order;
pub mod own;
pub mod pack;
pub mod page;
mod paired;
pub(crate) mod parts;
pub mod price;
pub(crate) mod printed;
pub mod published;
mod reach;
mod refused;
pub mod rule;
mod serialized;
pub mod shape;
mod split;
mod statements;
pub mod tags;
pub mod tail;
pub mod validate;
pub(crate) mod views;
mod work;

/// Every finding in plain text whose match starts at or after `from`, sorted.
///
/// A value that is nothing but a marker (`[EMAIL_ADDRESS]`) is not one: only fixed words can stand there, so
/// there is nothing to hide, and text that was redacted once is clean.
pub fn find(engine: &Engine, vocabulary: &Vocabulary, text: &[u8], from: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    find_into(engine, vocabulary, text, from, &mut findings);
    findings
}

/// The same into empty memory.
pub(crate) fn find_into(
    engine: &Engine,
    vocabulary: &Vocabulary,
    text: &[u8],
    from: usize,
    findings: &mut Vec<Finding>,
) {
    if !views::find(engine, vocabulary, text, from, findings) {
        as_written(engine, vocabulary, text, from, findings, None);
    }
}

/// What is found in the bytes as they are, and where they may be written in another way.
fn as_written(
    engine: &Engine,
    vocabulary: &Vocabulary,
    text: &[u8],
    from: usize,
    findings: &mut Vec<Finding>,
    triggers: Option<&mut Triggers>,
) {
    let mut marks = Vec::new();
    engine.detect_with(text, from, findings, triggers, &mut marks);
    marks.extend(layout::marks(text));
    marks.sort_unstable();
    layout::find(engine, text, from, &mut marks, findings);
    // Hardly any value stands between brackets.
    if findings.iter().any(|f| is_opened(text, f.span)) {
        findings.retain(|f| !is_marker(vocabulary, text, f.span));
    }
    // What stands behind a key may be in the next lines.
    if findings.iter().any(|f| behind::is_sign(text, f.span)) {
        findings.retain(|f| !behind::is_sign(text, f.span));
    }
    ampersand::extend(vocabulary, text, findings);
    calls::resolve(text, findings);
    changed::find(vocabulary, text, findings);
    if !marks.is_empty() {
        named::find(engine, vocabulary, text, from, &marks, findings);
    }
}

/// True when the value is a marker, or what stands between its brackets: a pattern can take an opening bracket
/// for that of a list.
pub(crate) fn is_marker(vocabulary: &Vocabulary, text: &[u8], value: Span) -> bool {
    if !is_opened(text, value) {
        return false;
    }
    let mut whole = value;
    if text[value.start] != b'[' {
        whole.start -= 1;
        whole.end += usize::from(!value.of(text).ends_with(b"]") && text[value.end..].starts_with(b"]"));
    }
    let inside = whole.of(text).strip_prefix(b"[").and_then(|v| v.strip_suffix(b"]"));
    let Some(name) = inside else { return false };
    name == REDACTED.as_bytes() || vocabulary.ids().any(|id| vocabulary.get(id).name.as_bytes() == name)
}

/// Longer than the marker of any info type that somebody would name.
const MARKER_BYTES_MAX: usize = 128;

/// The markers in `text`.
fn markers<'t>(vocabulary: &'t Vocabulary, text: &'t [u8]) -> impl Iterator<Item = Span> + 't {
    memchr::memchr_iter(b'[', text).filter_map(move |at| {
        let near = &text[at..text.len().min(at + MARKER_BYTES_MAX)];
        let whole = Span::new(at, at + memchr::memchr(b']', near)? + 1);
        is_marker(vocabulary, text, whole).then_some(whole)
    })
}

/// True when a bracket opens directly before `value` or with it.
fn is_opened(text: &[u8], value: Span) -> bool {
    text.get(value.start) == Some(&b'[') || value.start > 0 && text[value.start - 1] == b'['
}
