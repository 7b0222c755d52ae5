//! What only lays a text out and is no part of what it says: blanks of a column, a byte order mark. A line with such is looked at once more without it.
//!
//! Names stand in a column beside their signs in plans, settings and code (`password             = "x"`). A rule sees a few blanks beside its
//! sign, so that it stays narrow, and a column is as wide as its longest name: one blank stands in the place of more. What is found over such a
//! place is found in the line. A mark stands at the start of a file, and in the middle where files were put together; rules for what begins a line
//! do not see it. The same goes for [`markup`] that shows a value.

use memchr::{memchr, memmem, memrchr};

use crate::detect::engine::Engine;
use crate::detect::work::{Part, count};
use crate::finding::Finding;
use crate::format::BOM;
use crate::info_type::InfoTypeId;
use crate::limits::{ALIGNED_BLANKS_MAX, COMMAND_LINES_BYTES};
use crate::span::Span;

mod markup;

/// So many blanks before a sign and behind it every rule for a name and its value sees.
const SEEN_BEFORE: usize = 2;
const SEEN_BEHIND: usize = 4;

/// Most bytes of a sign: `=>`, `:=`, `===`.
const SIGN_BYTES_MAX: usize = 3;

fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Where something begins beside the sign at `sign` that is looked at without: more blanks than rules see, on each side, and markup.
#[inline]
pub(super) fn around(text: &[u8], sign: usize) -> impl Iterator<Item = usize> {
    let (before, behind) = (&text[..sign], &text[sign + 1..]);
    let is_set_off = before.last_chunk::<{ SEEN_BEFORE + 1 }>().is_some_and(|near| near.iter().all(is_blank));
    let left = if is_set_off { start_before(before) } else { None };
    let right = match (text[sign], behind.first()) {
        (b'>', Some(b' ' | b'\t' | b'=' | b':' | b'>')) => start_behind(behind).map(|n| sign + 1 + n),
        (b'>', _) => markup::attributes(text, sign),
        (_, Some(b' ' | b'\t' | b'=' | b':' | b'>')) => {
            let blanks = start_behind(behind).map(|n| sign + 1 + n);
            blanks.or_else(|| markup::shows(behind).map(|_| sign + 1))
        }
        (_, Some(byte)) if markup::may_begin(*byte) => markup::shows(behind).map(|_| sign + 1),
        _ => None,
    };
    [left, right].into_iter().flatten()
}

/// Where the blanks begin that end `before`, if a name can stand there.
fn start_before(before: &[u8]) -> Option<usize> {
    let blanks = before.iter().rev().take(ALIGNED_BLANKS_MAX + 1).take_while(|b| is_blank(b)).count();
    let start = before.len() - blanks;
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || !b.is_ascii() || b"_\"'`]\\".contains(b);
    (blanks <= ALIGNED_BLANKS_MAX && before[..start].last().is_some_and(is_name)).then_some(start)
}

/// Where the blanks begin that `behind` a sign, and the rest of it, stand before a value.
fn start_behind(behind: &[u8]) -> Option<usize> {
    let start = behind.iter().take(SIGN_BYTES_MAX - 1).take_while(|b| b"=:>".contains(b)).count();
    let most = ALIGNED_BLANKS_MAX + 1;
    let blanks = behind[start..].iter().take(most).take_while(|b| is_blank(b)).count();
    let is_value = behind.get(start + blanks).is_some_and(|b| !b.is_ascii_whitespace());
    (blanks > SEEN_BEHIND && blanks <= ALIGNED_BLANKS_MAX && is_value).then_some(start)
}

/// Where byte order marks begin lines of `text`.
pub(super) fn marks(text: &[u8]) -> impl Iterator<Item = usize> {
    memmem::find_iter(text, BOM).filter(|at| *at == 0 || text[at - 1] == b'\n')
}

/// Adds to sorted `findings` those of `text` that begin at `from` or behind it and are seen without what lays it out at some of `marks` (sorted);
/// those are taken out.
pub(super) fn find(
    engine: &Engine,
    text: &[u8],
    from: usize,
    marks: &mut Vec<usize>,
    findings: &mut Vec<Finding>,
) {
    let is_of_layout =
        |at: &usize| is_blank(&text[*at]) || text[*at..].starts_with(BOM) || markup::begins(text, *at);
    if !marks.iter().any(is_of_layout) {
        return;
    }
    let (known, mut lines, mut end) = (findings.len(), Lines::default(), 0);
    for mark in marks.iter().copied().filter(is_of_layout) {
        if mark >= end {
            if end > 0 {
                lines.end(text, end);
            }
            if lines.text.len() > COMMAND_LINES_BYTES {
                lines.look(engine, text, from, findings);
            }
            let start = memrchr(b'\n', &text[end..mark]).map_or(end, |n| end + n + 1);
            end = memchr(b'\n', &text[mark..]).map_or(text.len(), |n| mark + n);
            count(Part::Named, || end - start);
            lines.begin(text, start);
        }
        lines.narrow(text, mark);
    }
    lines.end(text, end);
    lines.look(engine, text, from, findings);
    // Tags end texts as well.
    marks.retain(|at| !is_of_layout(at) || text[*at] == b'<');
    if findings.len() > known {
        Finding::settle(findings);
    }
}

/// Lines without what lays them out.
#[derive(Default)]
struct Lines {
    text: Vec<u8>,
    /// Where in it each part begins, and where that stands in the text.
    parts: Vec<(usize, usize)>,
    /// Where in it something was taken out, and that.
    narrowed: Vec<(usize, Span)>,
    /// Lines that a byte order mark began, the last one perhaps under way.
    marked: Vec<Span>,
    /// So much of the line under way is in it.
    at: usize,
}

impl Lines {
    /// Begins the line at `start`.
    fn begin(&mut self, text: &[u8], start: usize) {
        self.at = start;
        if text[start..].starts_with(BOM) {
            self.at += BOM.len();
            self.marked.push(Span::new(self.text.len(), usize::MAX));
        }
    }

    /// Goes on to the bytes before `end`.
    fn copy(&mut self, text: &[u8], end: usize) {
        self.parts.push((self.text.len(), self.at));
        self.text.extend_from_slice(&text[self.at..end]);
        self.at = end;
    }

    /// Goes on to what begins at `mark`: blanks, in whose place one is put, and tags, the same, or attributes, which go.
    fn narrow(&mut self, text: &[u8], mark: usize) {
        // Blanks between two signs are behind one and before the other.
        if mark < self.at {
            return;
        }
        self.copy(text, mark);
        let (start, attributes) = (self.text.len(), markup::end_of_attributes(text, mark));
        if attributes.is_none() {
            self.parts.push((start, mark));
            self.text.push(b' ');
        }
        let blanks = || mark + text[mark..].iter().take_while(|b| is_blank(b)).count();
        let shown = || markup::shows(&text[mark..]).map(|length| mark + length);
        self.at = attributes.or_else(shown).unwrap_or_else(blanks);
        self.narrowed.push((start, Span::new(mark, self.at)));
    }

    /// Ends the line under way, which ends at `end`.
    fn end(&mut self, text: &[u8], end: usize) {
        if self.at < end {
            self.copy(text, end);
        }
        if let Some(line) = self.marked.last_mut() {
            line.end = line.end.min(self.text.len());
        }
        self.text.push(b'\n');
    }

    /// Passes on what is found over what was taken out, and empties the lines. What was taken for the value is none where it only shows it.
    fn look(&mut self, engine: &Engine, text: &[u8], from: usize, findings: &mut Vec<Finding>) {
        let (mut found, mut shown) = (Vec::new(), Vec::new());
        engine.detect(&self.text, 0, &mut found);
        for f in found {
            let first = self.narrowed.partition_point(|(at, _)| *at < f.from);
            let line = self.marked.partition_point(|line| line.end <= f.from);
            let over = self.narrowed.get(first).filter(|(at, _)| *at < f.span.end);
            let is_marked = self.marked.get(line).is_some_and(|line| line.start <= f.from);
            if over.is_some() || is_marked {
                let span = Span::new(self.place(f.span.start), self.place(f.span.end - 1) + 1);
                let begin = self.place(f.from);
                if begin >= from {
                    findings.push(Finding { span, from: begin, ..f });
                    shown.extend(over.map(|(_, out)| (f.info_type, *out, span.end)));
                }
            }
        }
        let shows = |f: &Finding| {
            // They come in the order of what was taken out and found.
            let out = self.narrowed.partition_point(|(_, out)| out.end <= f.span.start);
            let is_out = self.narrowed.get(out).is_some_and(|(_, out)| out.contains(f.span));
            let first = shown.partition_point(|(_, out, _)| out.end <= f.span.start);
            let is_before = |(of, out, end): &(InfoTypeId, Span, usize)| {
                *of == f.info_type && out.start <= f.span.start && f.span.end <= *end
            };
            markup::may_begin(text[f.span.start]) && (is_out || shown.get(first).is_some_and(is_before))
        };
        if !self.narrowed.is_empty() {
            findings.retain(|f| !shows(f));
        }
        self.text.clear();
        self.parts.clear();
        self.narrowed.clear();
        self.marked.clear();
    }

    /// Where the byte at `at` stands in the text.
    fn place(&self, at: usize) -> usize {
        let n = self.parts.partition_point(|(start, _)| *start <= at);
        n.checked_sub(1).map_or(at, |n| self.parts[n].1 + at - self.parts[n].0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::detect::work::work_of;

    #[test]
    fn blanks_beside_a_sign_are_told_where_rules_see_fewer() {
        let many = " ".repeat(ALIGNED_BLANKS_MAX);
        for (text, wanted) in [
            ("a = b", &[][..]),
            ("a  =    b", &[]),
            ("a   = b", &[1]),
            ("a\t \t=     b", &[1, 5]),
            ("a =>     b", &[4]),
            ("a ==     b", &[4]),
            ("(   = b", &[]),
            ("a:     ", &[]),
            ("a:     \nb", &[]),
            (&format!("a{many}= b"), &[1]),
            (&format!("a{many} = b"), &[]),
            (&format!("a={many}b"), &[2]),
            (&format!("a={many} b"), &[]),
        ] {
            let sign = text.find(['=', ':']).unwrap();
            let seen: Vec<usize> = around(text.as_bytes(), sign).collect();
            assert_eq!(seen, wanted, "{text:?}");
        }
    }

    #[test]
    fn work_is_linear_in_the_length_of_the_text() {
        let engine = Engine::new([]).unwrap();
        for unit in [
            "\u{feff}\n",
            "\u{feff}a     =\n",
            "a     =",
            "a     =     ",
            "a=     b",
            "a     =     b\n",
            "=     ",
            "          ",
        ] {
            let text = unit.repeat((1 << 16) / unit.len());
            let signs = memchr::memchr_iter(b'=', text.as_bytes());
            let mut marks: Vec<usize> = signs.flat_map(|sign| around(text.as_bytes(), sign)).collect();
            marks.extend(super::marks(text.as_bytes()));
            marks.sort_unstable();
            let find = || super::find(&engine, text.as_bytes(), 0, &mut marks, &mut Vec::new());
            assert!(work_of(Part::Named, find) <= text.len(), "{unit}");
            assert!(marks.is_empty());
        }
    }
}
