//! Tails: what a value goes on with after its pattern, as cookies and user agents do to the end of a quote.

use crate::detect::rule::Tail;
use crate::detect::work::{self, Part};
use crate::span::Span;

/// What can stand directly before a value: nothing that opens it, a quote behind a backslash, a quote.
const QUOTES: [u8; 5] = [0, 1, b'"', b'\'', b'`'];

/// Remembers the last run of each detector, so that values that start inside one run cost no second look:
/// `cookie=cookie=cookie=…` would otherwise take time by the square of its length.
pub struct Runs {
    last: Vec<[Run; QUOTES.len()]>,
}

/// A run of which the last value was a part.
#[derive(Clone, Copy, Default)]
struct Run {
    start: usize,
    end: usize,
    /// Where it ends without what is no part of a value at its end.
    kept: usize,
}

impl Runs {
    /// For `detectors` detectors, at the start of a text.
    pub fn new(detectors: usize) -> Self {
        Runs { last: vec![[Run::default(); QUOTES.len()]; detectors] }
    }

    /// Another text begins.
    pub fn forget(&mut self) {
        self.last.fill([Run::default(); QUOTES.len()]);
    }

    /// Where the value that began as `value` ends, and whether it is longer than its rule allows.
    pub fn end(&mut self, detector: usize, tail: &Tail, text: &[u8], value: Span) -> (usize, bool) {
        let quote = if tail.quoted { opening_quote(&text[..value.start]) } else { 0 };
        let last = &mut self.last[detector][QUOTES.iter().position(|q| *q == quote).unwrap_or(0)];
        // Behind a backslash the run may go on where it would end otherwise.
        let known = last.start <= value.end && value.end < last.end && text[value.end - 1] != b'\\';
        if !known {
            let end = run_end(tail, text, value, quote);
            let kept = match &tail.trim {
                Some(class) if quote == 0 => {
                    let last = text[value.end..end].iter().rposition(|b| !class[usize::from(*b)]);
                    last.map_or(value.end, |n| value.end + n + 1)
                }
                _ => end,
            };
            work::count(Part::Tail, || end - value.end + end - kept);
            *last = Run { start: value.end, end, kept };
        }
        last.start = value.end;
        (last.kept.max(value.end), last.end - value.end > tail.max)
    }
}

/// One of [`QUOTES`].
fn opening_quote(before: &[u8]) -> u8 {
    match before {
        [.., b'\\', b'"'] => 1,
        [.., quote @ (b'"' | b'\'' | b'`')] => *quote,
        _ => 0,
    }
}

fn run_end(tail: &Tail, text: &[u8], value: Span, quote: u8) -> usize {
    let mut at = value.end;
    while at < text.len() {
        let byte = text[at];
        let goes_on = match quote {
            _ if byte == b'\n' || byte == b'\r' => false,
            0 => tail.class[usize::from(byte)] || (tail.quoted && is_inner_quote(text, at)),
            1 => !text[at..].starts_with(b"\\\""),
            // What a backslash takes along is no closing quote; a line end ends the value all the same.
            _ if byte == b'\\' => {
                at += usize::from(text.get(at + 1).is_some_and(|b| !matches!(b, b'\n' | b'\r')));
                true
            }
            // SQL doubles a quote that is part of the value.
            b'\'' if text[at..].starts_with(b"''") => {
                at += 1;
                true
            }
            _ => byte != quote,
        };
        if !goes_on {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// A quote that belongs to what it stands in: `a="b"; c="d"`, `it's`.
fn is_inner_quote(text: &[u8], at: usize) -> bool {
    let next = text.get(at + 1).copied().unwrap_or(b'\n');
    matches!(text[at], b'"' | b'\'')
        && ((text[at - 1] == b'=' && !next.is_ascii_whitespace())
            || matches!(next, b';' | b'&')
            // In a request line, servers write a quote so.
            || (text[at - 1] == b'\\' && next.is_ascii_alphanumeric())
            || (text[at - 1].is_ascii_alphanumeric() && next.is_ascii_alphanumeric()))
}
