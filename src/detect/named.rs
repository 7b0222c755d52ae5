//! Values in running text that a name says something of which stands elsewhere in it, as far as rules do not look: in a list of names before
//! lists of values (`statements.rs`), or in a text of its own before them (`serialized.rs`).
//!
//! Each value is put behind its name as a setting would have it (`password='x'`), and what detectors find there is found where the value stands.

use std::sync::LazyLock;

use memchr::{memchr, memrchr};
use regex::bytes::Regex;

use crate::detect::engine::Engine;
use crate::detect::work::{Part, count};
use crate::detect::{serialized, statements};
use crate::finding::Finding;
use crate::info_type::Vocabulary;
use crate::limits::COMMAND_LINES_BYTES;
use crate::span::Span;
use crate::view::Via;

/// What such values have before them: `VALUES` without its first letter, in capital letters and in others, and what parts a key of PHP from a text.
/// Literals alone, which are looked for all at once.
static MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"ALUES|alues|";s:|\|s:"#).ok());

/// How often a line is looked through again behind the beginning of a statement that does not end in it: any quote may be taken for that
/// of a value.
const AGAIN_MAX: usize = 8;

/// What stands in the place of a byte that would end a value.
const INSIDE: u8 = b'^';

/// Adds to sorted `findings` what names say of values in statements of one line of `text`; only values that stand at `from` or behind it.
pub(super) fn find(
    engine: &Engine,
    vocabulary: &Vocabulary,
    text: &[u8],
    from: usize,
    findings: &mut Vec<Finding>,
) {
    let before = findings.len();
    let line = |at: usize, word: usize| {
        let start = memrchr(b'\n', &text[at..word]).map_or(at, |n| at + n + 1);
        Span::new(start, memchr(b'\n', &text[word..]).map_or(text.len(), |n| word + n))
    };
    look((engine, vocabulary), text, line, |f| {
        if f.span.start >= from {
            findings.push(f);
        }
    });
    if findings.len() > before {
        findings.sort_unstable();
        findings.dedup_by(|next, last| {
            let said = |f: &Finding| (f.span, f.detector, f.info_type, f.via);
            let is_same = said(next) == said(last);
            if is_same {
                last.confidence = last.confidence.max(next.confidence);
            }
            is_same
        });
    }
}

/// The same within each of the values `places` of `text`, over their lines: which of them, and what is found there, with spans of `text`.
pub(super) fn within(
    by: (&Engine, &Vocabulary),
    text: &[u8],
    places: &[Span],
    mut found: impl FnMut(usize, Finding),
) {
    if places.is_empty() {
        return;
    }
    let number = |at: usize| places.partition_point(|place| place.end <= at);
    let place = |at: usize, word: usize| match places.get(number(word)).filter(|place| place.start <= word) {
        Some(place) => Span::new(place.start.max(at), place.end),
        // It stands in one line, where it was looked for already.
        None => Span::new(word, word),
    };
    look(by, text, place, |f| found(number(f.span.start), f));
}

/// Finds such values in `text`. A statement has to stand in what `region` says for its word; that gets the end of the last one as well.
fn look(
    (engine, vocabulary): (&Engine, &Vocabulary),
    text: &[u8],
    region: impl Fn(usize, usize) -> Span,
    mut found: impl FnMut(Finding),
) {
    let (mut lines, mut at, mut whole, mut again) = (Lines::default(), 0, Span::new(0, 0), 0);
    for mark in MARKS.iter().flat_map(|marks| marks.find_iter(text)).map(|mark| mark.start()) {
        let mut push = |name: &[u8], value: Span| {
            lines.push(name, text, value);
            if lines.text.len() > COMMAND_LINES_BYTES {
                lines.look(engine, vocabulary, &mut found);
            }
        };
        if !text[mark].is_ascii_alphabetic() {
            // Nothing goes on in another value.
            let is_in_one =
                |value: &Span| memchr(b'\n', value.of(text)).is_none() || region(mark, mark).contains(*value);
            if let Some((name, value)) = serialized::read(text, mark).filter(|(_, value)| is_in_one(value)) {
                count(Part::Named, || name.len() + value.end - mark);
                push(name, value);
            }
            continue;
        }
        if mark < at.max(1) {
            continue;
        }
        if mark >= whole.end {
            (whole, again) = (region(at, mark), 0);
        }
        let part = Span::new(whole.start.max(at).min(mark - 1), whole.end);
        let Some((open, end)) = statements::read(text, mark - 1, part, push) else { continue };
        count(Part::Named, || end.unwrap_or(whole.end) - part.start);
        at = match end {
            Some(end) => end,
            None if again < AGAIN_MAX => open,
            None => whole.end,
        };
        again += usize::from(end.is_none());
    }
    lines.look(engine, vocabulary, &mut found);
}

/// Names and values, one of each in a line.
#[derive(Default)]
struct Lines {
    text: Vec<u8>,
    /// Where in it each value stands, and where it begins in the statement.
    places: Vec<(Span, usize)>,
}

impl Lines {
    fn push(&mut self, name: &[u8], text: &[u8], value: Span) {
        self.text.extend_from_slice(name);
        self.text.extend_from_slice(b"='");
        let start = self.text.len();
        let hidden = |b: &u8| match b {
            b'\'' | b'"' | b'`' | b'\\' | b'\n' => INSIDE,
            _ => *b,
        };
        self.text.extend(value.of(text).iter().map(hidden));
        self.places.push((Span::new(start, self.text.len()), value.start));
        self.text.extend_from_slice(b"'\n");
    }

    /// Passes on what is found in the values, and empties the lines.
    fn look(&mut self, engine: &Engine, vocabulary: &Vocabulary, found: &mut impl FnMut(Finding)) {
        let mut findings = Vec::new();
        if !self.places.is_empty() {
            engine.detect(&self.text, 0, &mut findings);
        }
        for f in findings {
            let n = self.places.partition_point(|(place, _)| place.end <= f.span.start);
            let Some((place, start)) = self.places.get(n).filter(|(place, _)| place.contains(f.span)) else {
                continue;
            };
            if !super::is_marker(vocabulary, &self.text, f.span) {
                let at = |n: usize| start + n - place.start;
                let span = Span::new(at(f.span.start), at(f.span.end));
                found(Finding { span, from: span.start, via: Via::PLAIN, ..f });
            }
        }
        self.text.clear();
        self.places.clear();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::detect::work::work_of;

    #[test]
    fn work_is_linear_in_the_length_of_the_text() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let engine = Engine::new([]).unwrap();
        let counted = |text: &str| {
            work_of(Part::Named, || find(&engine, &vocabulary, text.as_bytes(), 0, &mut Vec::new()))
        };
        for unit in [
            "(a) VALUES (",
            "(a)VALUES('",
            "(a) VALUES ('x');",
            "(a)values(\\'",
            "VALUES (",
            "(a)VALUES(((",
            "')VALUES",
            "s:1:\"a\";s:1:\"b\";",
            "\";s:9:\"",
            "a|s:9:\"",
        ] {
            let text = unit.repeat((1 << 16) / unit.len());
            assert!(counted(&text) <= (AGAIN_MAX + 2) * text.len(), "{unit}");
        }
        for text in ["(a) VALUES ('x'); ", "s:1:\"a\";s:1:\"b\";"] {
            assert!(counted(&text.repeat(100)) > 400, "nothing was counted");
        }
    }
}
