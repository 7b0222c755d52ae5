//! Tails: what a value goes on with after its pattern, as cookies and user agents do to the end of a quote.

use crate::detect::rule::Tail;
use crate::detect::work::{self, Part};
use crate::span::Span;
use crate::view::tag_before;

mod inside;

/// What can stand directly before a value: nothing that opens it, a quote behind a backslash, a quote, a tag as `<code>`.
const QUOTES: [u8; 6] = [0, 1, b'"', b'\'', b'`', b'<'];

/// The place in [`Runs`] of what goes on behind what brackets and quotes hold together.
const BEHIND: usize = QUOTES.len();

/// Remembers the last run of each detector, so that values that start inside one run cost no second look:
/// `cookie=cookie=cookie=…` would otherwise take time by the square of its length.
pub struct Runs {
    last: Vec<[Run; QUOTES.len() + 1]>,
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
        Runs { last: vec![[Run::default(); QUOTES.len() + 1]; detectors] }
    }

    /// Another text begins.
    pub fn forget(&mut self) {
        self.last.fill([Run::default(); QUOTES.len() + 1]);
    }

    /// Where the value that began as `value` ends, and whether it is longer than its rule allows.
    pub fn end(&mut self, detector: usize, tail: &Tail, text: &[u8], value: Span) -> (usize, bool) {
        let quote = opening_quote(&text[..value.start]);
        let quote = if tail.quoted || quote == b'<' { quote } else { 0 };
        let place = QUOTES.iter().position(|q| *q == quote).unwrap_or(0);
        let most = value.end.saturating_add(tail.max);
        let run = self.run(detector, place, tail, text, value.end);
        if quote != 0 || !tail.quoted || !inside::may_hold(text, value.end, run.end) {
            return (run.kept.max(value.end), run.end > most);
        }
        let (end, is_whole) = inside::end(tail, text, value);
        work::count(Part::Tail, || end - value.end);
        if is_whole {
            return (kept(tail, text, value.end, end), end > most);
        }
        // What opened may never close, so that the value is no longer than its rule says.
        let behind = self.run(detector, BEHIND, tail, text, end);
        (behind.kept.max(value.end).min(most), behind.end > most)
    }

    /// The run that goes on at `from`, after the quote of `place`.
    fn run(&mut self, detector: usize, place: usize, tail: &Tail, text: &[u8], from: usize) -> Run {
        let quote = QUOTES.get(place).copied().unwrap_or(0);
        let last = &mut self.last[detector][place];
        // Behind a backslash the run may go on where it would end otherwise.
        let known = last.start <= from && from < last.end && text[from - 1] != b'\\';
        if !known {
            let end = run_end(tail, text, from, quote);
            let kept = if matches!(quote, 0 | b'<') { kept(tail, text, from, end) } else { end };
            work::count(Part::Tail, || end - from + end - kept);
            *last = Run { start: from, end, kept };
        }
        last.start = from;
        *last
    }
}

/// Where what goes on from `from` to `end` ends without what is no part of a value at its end.
fn kept(tail: &Tail, text: &[u8], from: usize, end: usize) -> usize {
    let Some(class) = &tail.trim else { return end };
    let last = text[from..end].iter().rposition(|b| !class[usize::from(*b)]);
    last.map_or(from, |n| from + n + 1)
}

/// One of [`QUOTES`].
fn opening_quote(before: &[u8]) -> u8 {
    match before {
        [.., b'\\', b'"'] => 1,
        [.., quote @ (b'"' | b'\'' | b'`')] => *quote,
        _ if tag_before(before).is_some() => b'<',
        _ => 0,
    }
}

fn run_end(tail: &Tail, text: &[u8], from: usize, quote: u8) -> usize {
    match quote {
        0 => open_end(tail, text, from, 0),
        1 => escaped_end(text, from),
        b'<' => open_end(tail, text, from, b'<'),
        _ => quoted_end(text, from, quote),
    }
}

/// Where a run ends that no quote opened: where its class does, or before `last`.
fn open_end(tail: &Tail, text: &[u8], from: usize, last: u8) -> usize {
    let mut at = from;
    loop {
        let goes_on = |b: &u8| tail.class[usize::from(*b)] && *b != b'\r' && (last == 0 || *b != last);
        at += text[at..].iter().position(|b| !goes_on(b)).unwrap_or(text.len() - at);
        if !(tail.quoted && at < text.len() && is_inner_quote(text, at)) {
            return at;
        }
        at += 1;
    }
}

/// Where a run ends that a quote behind a backslash opened: before the next such quote. What ends it is looked for at
/// once, as the line end may be far away.
fn escaped_end(text: &[u8], from: usize) -> usize {
    memchr::memchr3_iter(b'"', b'\n', b'\r', &text[from..])
        .map(|n| from + n)
        .find_map(|at| match text[at] {
            b'"' => (at > from && text[at - 1] == b'\\').then(|| at - 1),
            _ => Some(at),
        })
        .unwrap_or(text.len())
}

/// Where a run ends that `quote` opened: before the next that no backslash takes along, or with its line.
fn quoted_end(text: &[u8], from: usize, quote: u8) -> usize {
    let mut at = from;
    loop {
        let found = memchr::memchr3(quote, b'\\', b'\n', &text[at..]).map_or(text.len(), |n| at + n);
        if let Some(n) = memchr::memchr(b'\r', &text[at..found]) {
            return at + n;
        }
        at = match text[found..] {
            [b'\\', b'\n' | b'\r', ..] => return found + 1,
            // SQL doubles a quote that is part of the value.
            [b'\\', _, ..] | [b'\'', b'\'', ..] => found + 2,
            [b'\\'] => return text.len(),
            _ => return found,
        };
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, byte by byte.
    fn slow_end(tail: &Tail, text: &[u8], from: usize, quote: u8) -> usize {
        let mut at = from;
        while at < text.len() && !matches!(text[at], b'\n' | b'\r') {
            let ends = match quote {
                0 => !(tail.class[usize::from(text[at])] || tail.quoted && is_inner_quote(text, at)),
                1 => text[at..].starts_with(b"\\\""),
                b'<' => text[at] == b'<' || !(tail.class[usize::from(text[at])] || is_inner_quote(text, at)),
                _ if text[at] == b'\\' => {
                    at += usize::from(text.get(at + 1).is_some_and(|b| !matches!(b, b'\n' | b'\r')));
                    false
                }
                b'\'' if text[at..].starts_with(b"''") => {
                    at += 1;
                    false
                }
                _ => text[at] == quote,
            };
            if ends {
                return at;
            }
            at += 1;
        }
        at.min(text.len())
    }

    #[test]
    fn runs_end_where_they_do_byte_by_byte() {
        let mut class = Box::new([true; 256]);
        for byte in *b" \t\n\"'`;&" {
            class[usize::from(byte)] = false;
        }
        let tail = Tail { class, quoted: true, trim: None, max: 9 };
        let pieces = ["\\", "\"", "<", "'", "`", "=", ";", "a", " ", "\n", "\r", "0123456789abcdef"];
        for n in 0..pieces.len().pow(4) {
            let text: String = (0..4).map(|i| pieces[n / pieces.len().pow(i) % pieces.len()]).collect();
            // A value can end with a backslash.
            let text = [["x", "\\"][n % 2], &text, "z"].concat();
            for quote in QUOTES {
                let got = run_end(&tail, text.as_bytes(), 1, quote);
                assert_eq!(got, slow_end(&tail, text.as_bytes(), 1, quote), "{text:?} {quote}");
            }
        }
    }
}
