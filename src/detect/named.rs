//! Values in running text that a name says something of which stands elsewhere in it, as far as rules do not look: in a list of names before
//! lists of values (`statements.rs`), before a comparison (`compared.rs`), in what a database says of a statement (`refused.rs`), in a
//! text of its own before them (`serialized.rs`), or in the other half of a pair (`paired.rs`); or in the same text, which a tag ends
//! (`element.rs`).
//!
//! Each value is put behind its name as a setting would have it (`password='x'`), and what detectors find there is found where the value stands.

use std::sync::LazyLock;

use memchr::{memchr, memrchr};
use regex::bytes::Regex;

use crate::detect::engine::Engine;
use crate::detect::reach::Reach;
use crate::detect::shape::openings::Opening;
use crate::detect::work::{Part, count};
use crate::detect::{compared, element, paired, refused, serialized, statements};
use crate::finding::Finding;
use crate::info_type::Vocabulary;
use crate::limits::{COMMAND_LINES_BYTES, MATCH_BYTES_MAX};
use crate::span::Span;
use crate::view::{Via, soft};

/// What values that can go on over lines have before them: the word `VALUES`, or what parts a key of PHP from a text, or opens an array. In running
/// text a search for everything else finds these and others as well ([`crate::detect::shape::Places::marked`]); in values of several lines they are
/// looked for. Literals alone, which are looked for all at once.
static MARKS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"ALUE|alue|";[sS]:|\|[sS]:|a:[0-9]|O:[0-9]"#).ok());

/// Where they stand in `text`.
fn marks(text: &[u8]) -> impl Iterator<Item = usize> {
    let found = MARKS.iter().flat_map(|marks| marks.find_iter(text)).map(|mark| mark.start());
    found.filter_map(|at| match text[at..] {
        [b'a' | b'O', b':', ..] => Some(at).filter(|at| serialized::opens(text, *at)),
        // The first letter is one of two.
        [b'A' | b'a', ..] => at.checked_sub(1),
        _ => Some(at),
    })
}

/// What words begin with before which or behind which such values stand.
pub(in crate::detect) const OPENINGS: &[Opening] = &[
    *b"valu", *b"sele", *b"like", *b"ilik", *b"rlik", *b"rege", *b"in (", *b"in('", *b"key ", *b"dupl",
    *b"inco",
];

/// The marks at a sign `=`, `:` or `>`: a tag can end one text and begin another.
#[inline]
pub(in crate::detect) fn at_sign(text: &[u8], sign: usize) -> impl Iterator<Item = usize> {
    let marks = match (text[sign], &text[..sign]) {
        (b':', [.., b'"', b';', b's' | b'S']) => [Some(sign - 3), None],
        (b':', [.., b'|', b's' | b'S']) => [Some(sign - 2), None],
        (b':', [.., b'a' | b'O']) => [Some(sign - 1).filter(|at| serialized::opens(text, *at)), None],
        (b':', _) => [paired::of_sign(text, sign), None],
        (b'>', _) => {
            let ended = compared::of_sign(text, sign).or_else(|| element::of_sign(text, sign));
            [ended, paired::of_sign(text, sign)]
        }
        // What begins both is one mark.
        _ => [compared::of_sign(text, sign).or_else(|| paired::of_sign(text, sign)), None],
    };
    marks.into_iter().flatten()
}

/// What a mark is of.
enum Mark {
    /// The end of a key of PHP.
    Key,
    /// An array of PHP.
    Array,
    /// A tag behind the text of an element.
    Tag,
    /// A comparison.
    Compared,
    /// What a database says of a statement that it refuses.
    Refused,
    /// One value that another one names.
    Pair,
    /// Rows of values.
    Rows,
}

impl Mark {
    fn of(text: &[u8], at: usize) -> Self {
        match text[at..] {
            [b'"' | b'|', ..] => Mark::Key,
            [b'a' | b'O', b':', ..] => Mark::Array,
            _ if element::is_tag_at(text, at) => Mark::Tag,
            [b'=', ..] if compared::of_sign(text, at).is_none() => Mark::Pair,
            [b'=' | b'<' | b'!', ..] => Mark::Compared,
            [b':' | b'>', ..] => Mark::Pair,
            _ if refused::begins(text, at) => Mark::Refused,
            _ if compared::is_word_at(text, at) => Mark::Compared,
            _ => Mark::Rows,
        }
    }
}

/// How often a line is looked through again behind the beginning of a statement that does not end in it: any quote may be taken for that
/// of a value.
const AGAIN_MAX: usize = 8;

/// What stands in the place of a byte that would end a value.
const INSIDE: u8 = b'^';

/// What stands before the end of a long text.
const BEFORE: &[u8] = b"x ";

/// Adds to sorted `findings` what names say of values in statements of one line of `text`; only values that stand at `from` or behind it.
pub(super) fn find(
    engine: &Engine,
    vocabulary: &Vocabulary,
    text: &[u8],
    from: usize,
    marks: &[usize],
    findings: &mut Vec<Finding>,
) {
    let before = findings.len();
    let line = |at: usize, word: usize| {
        let start = memrchr(b'\n', &text[at..word]).map_or(at, |n| at + n + 1);
        Span::new(start, memchr(b'\n', &text[word..]).map_or(text.len(), |n| word + n))
    };
    look((engine, vocabulary), text, marks.iter().copied(), line, |f| {
        if f.span.start >= from {
            findings.push(f);
        }
    });
    if findings.len() > before {
        Finding::settle(findings);
    }
}

/// The same within each of the values `places` of `text`, over their lines: which of them, and what is found there, with spans of `text`.
pub(super) fn within(
    by: (&Engine, &Vocabulary),
    text: &[u8],
    places: &[Span],
    mut found: impl FnMut(usize, Finding),
) {
    let number = |at: usize| {
        let n = places.partition_point(|place| place.end <= at);
        places.get(n).filter(|place| place.start <= at).map(|_| n)
    };
    // What stands in no place is a value of one line, or what parts values: it was looked at already.
    let here = marks(text).filter(|at| number(*at).is_some());
    let region = |at: usize, word: usize| match number(word) {
        Some(n) => Span::new(places[n].start.max(at), places[n].end),
        None => Span::new(word, word),
    };
    look(by, text, here, region, |f| {
        if let Some(n) = number(f.span.start) {
            found(n, f);
        }
    });
}

/// Finds such values in `text`. A statement has to stand in what `region` says for its word; that gets the end of the last one as well.
fn look(
    (engine, vocabulary): (&Engine, &Vocabulary),
    text: &[u8],
    marks: impl Iterator<Item = usize>,
    region: impl Fn(usize, usize) -> Span,
    mut found: impl FnMut(Finding),
) {
    let (mut lines, mut whole) = (Lines::default(), Span::new(0, 0));
    let mut pairs = paired::Pairs::default();
    // Where the last statement ends, and the last array of PHP.
    let (mut at, mut again, mut behind) = (0, 0, 0);
    let mut reach = Reach::default();
    for mark in marks {
        if mark >= whole.end {
            (whole, again, reach) = (region(at, mark), 0, Reach::default());
            pairs = paired::Pairs::default();
        }
        let mut passed = 0;
        let mut push = |name: &[u8], value: Span| {
            passed += name.len() + value.len();
            lines.push(name, text, value);
            lines.look_if_full(engine, vocabulary, &mut found);
        };
        let here = &text[..whole.end];
        match Mark::of(text, mark) {
            Mark::Tag => {
                let Some((span, is_whole)) = element::before(text, whole, mark) else { continue };
                count(Part::Named, || span.len());
                lines.push_line(text, span, is_whole);
                lines.look_if_full(engine, vocabulary, &mut found);
            }
            Mark::Key if mark >= behind => {
                if let Some((name, value)) = serialized::read(here, mark) {
                    count(Part::Named, || name.len() + value.end - mark);
                    push(name, value);
                }
            }
            Mark::Array if mark >= behind => {
                let (held, end) = serialized::walk(here, mark);
                count(Part::Named, || end - mark);
                held.into_iter().for_each(|(name, value)| push(name, value));
                behind = end;
            }
            kind @ (Mark::Compared | Mark::Refused) => {
                let end = reach.from(mark, whole.end);
                let read = match kind {
                    Mark::Refused => refused::read(text, mark, Span::new(mark, end), &mut push),
                    _ => compare(text, mark, (whole.start, end), &mut push),
                };
                reach.spend(read - mark);
                count(Part::Named, || read - mark + passed);
            }
            Mark::Pair if mark >= whole.start => pairs.read(text, mark, whole, push),
            Mark::Rows if mark >= at => {
                let part = Span::new(whole.start.max(at).min(mark), whole.end);
                let Some((open, end)) = statements::read(text, mark, part, push) else { continue };
                count(Part::Named, || end.unwrap_or(whole.end) - part.start);
                at = match end {
                    Some(end) => end,
                    None if again < AGAIN_MAX => open,
                    None => whole.end,
                };
                again += usize::from(end.is_none());
            }
            _ => {}
        }
    }
    lines.look(engine, vocabulary, &mut found);
}

/// Passes on the values of the comparison at `mark` in a part of `text`, or of a row of names. Returns where the reading ended.
fn compare<'t>(
    text: &'t [u8],
    mark: usize,
    (start, end): (usize, usize),
    push: &mut impl FnMut(&'t [u8], Span),
) -> usize {
    let part = Span::new(start.max(mark.saturating_sub(MATCH_BYTES_MAX)).min(mark), end);
    let row = if text[mark] == b'=' { statements::assigned(text, mark, part, &mut *push) } else { None };
    row.unwrap_or_else(|| compared::read(text, mark, part, push))
}

/// Names and values, one of each in a line.
#[derive(Default)]
pub(super) struct Lines {
    text: Vec<u8>,
    /// Where in it each value stands, and where it begins in the statement.
    places: Vec<(Span, usize)>,
}

impl Lines {
    pub(super) fn push(&mut self, name: &[u8], text: &[u8], value: Span) {
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

    /// A line that has what `span` of `text` does; where that is not `is_whole`, something stands before it.
    fn push_line(&mut self, text: &[u8], span: Span, is_whole: bool) {
        self.text.extend_from_slice(if is_whole { b"" } else { BEFORE });
        let start = self.text.len();
        self.text.extend_from_slice(span.of(text));
        self.places.push((Span::new(start, self.text.len()), span.start));
        soft::close(&mut self.text);
    }

    /// The same as [`Lines::look`] where they are so many that they are looked at.
    pub(super) fn look_if_full(
        &mut self,
        engine: &Engine,
        vocabulary: &Vocabulary,
        found: &mut impl FnMut(Finding),
    ) {
        if self.text.len() > COMMAND_LINES_BYTES {
            self.look(engine, vocabulary, found);
        }
    }

    /// Passes on what is found in the values, and empties the lines.
    pub(super) fn look(&mut self, engine: &Engine, vocabulary: &Vocabulary, found: &mut impl FnMut(Finding)) {
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

    /// What a search says on its way is what a look at all of the text finds.
    #[test]
    fn marks_are_those_that_a_search_comes_by() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let rules = crate::detect::rule::builtin_for_search(&vocabulary).unwrap();
        let engine = Engine::new(rules.into_iter().map(std::sync::Arc::new)).unwrap();
        for filler in ["", " ", "x: ", "\u{e9}\n", "key=1;"] {
            let text = [
                filler,
                "(a) VALUES ('x');",
                filler,
                "values\ns:1:\"a\";s:1:\"b\";",
                filler,
                "a|s:9:",
                filler,
                "a:1:{",
            ]
            .concat();
            let text = text.repeat(3000);
            let wanted: Vec<usize> = marks(text.as_bytes()).collect();
            for from in [0, text.len() / 2] {
                let (mut seen, mut findings) = (Vec::new(), Vec::new());
                engine.detect_with(text.as_bytes(), from, &mut findings, None, &mut seen);
                seen.sort_unstable();
                seen.retain(|at| wanted.binary_search(at).is_ok() || text.as_bytes()[*at] != b'v');
                let is_begun = |at: &usize| {
                    let before = at.checked_sub(1).map_or(b' ', |n| text.as_bytes()[n]);
                    !matches!(text.as_bytes()[*at], b'V' | b'v') || !before.is_ascii_alphanumeric()
                };
                let wanted: Vec<usize> = wanted.iter().copied().filter(is_begun).collect();
                assert_eq!(seen, wanted, "{filler:?} {from}");
            }
        }
    }

    #[test]
    fn work_is_linear_in_the_length_of_the_text() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let engine = Engine::new([]).unwrap();
        let counted = |text: &str| {
            let marks: Vec<usize> = marks(text.as_bytes()).collect();
            work_of(Part::Named, || find(&engine, &vocabulary, text.as_bytes(), 0, &marks, &mut Vec::new()))
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
            "a:1:{",
            "a:1:{s:1:\"a\";s:9:\"",
            "a:1:{s:1:\"a\";",
            "a:1:{s:1:\"a\";s:5:\"a:1:{\";",
        ] {
            let text = unit.repeat((1 << 16) / unit.len());
            assert!(counted(&text) <= (AGAIN_MAX + 2) * text.len(), "{unit}");
        }
        let escapes = ["(a) VALUES (", &"\\".repeat(1 << 15)].concat();
        assert!(counted(&escapes) <= (AGAIN_MAX + 2) * escapes.len());
        for text in ["(a) VALUES ('x'); ", "s:1:\"a\";s:1:\"b\";"] {
            assert!(counted(&text.repeat(100)) > 400, "nothing was counted");
        }
    }

    /// The same of comparisons and of what a database refuses: each may be read far ahead, whether it ends or not.
    #[test]
    fn comparisons_and_refusals_are_read_a_bounded_number_of_times() {
        const MOST: usize = 64;
        let vocabulary = Vocabulary::builtin().unwrap();
        let rules = crate::detect::rule::builtin_for_search(&vocabulary).unwrap();
        let engine = Engine::new(rules.into_iter().map(std::sync::Arc::new)).unwrap();
        let counted = |text: &str| {
            let (mut marks, mut findings) = (Vec::new(), Vec::new());
            engine.detect_with(text.as_bytes(), 0, &mut findings, None, &mut marks);
            marks.sort_unstable();
            let engine = Engine::new([]).unwrap();
            work_of(Part::Named, || find(&engine, &vocabulary, text.as_bytes(), 0, &marks, &mut findings))
        };
        let mut over = String::new();
        for unit in [
            "(a,b) = ('x', ",
            "$a$ $b$ (a) = ($x$ ",
            "(a) = (1, ",
            "(a)=('(b)=(')",
            "(a)=(",
            "`a`=(1,`b`=(1,",
            "`a` = ANY(ARRAY['x',",
            "\"a\"in('x',",
            "\"a\" in ('",
            "a in ('x','y',",
            "`a`='",
            "a <> 'x",
            "a like '",
            "Key (a)=(x, ",
            "Key (a)=(x) already exists. ",
            "Key (a,b)=(x, y) Key (",
            "Key (a ",
            "Duplicate entry '",
            "Duplicate entry 'x' ",
            "Duplicate entry 'x' for key 'a' ",
            "Incorrect 'x' ",
            "a = SHA2('x', ",
            "a = coalesce(a,",
            "a = $b$",
            "conflicts with key (a)=(x",
        ] {
            for length in [1, 2, 4].map(|times| times << 15) {
                let text = unit.repeat(length / unit.len());
                let work = counted(&text);
                if work > MOST * length {
                    over += &format!("{unit:?}, {length} bytes: {work}, {} a byte\n", work / length);
                }
            }
        }
        assert!(over.is_empty(), "\n{over}");
        for text in ["`a` = 'xyz' ", "(a) = ('xyz') ", "Key (a)=(xyz) already exists. ", "a in ('xyz') "] {
            assert!(counted(&text.repeat(100)) > 300, "nothing was counted: {text}");
        }
    }
}
