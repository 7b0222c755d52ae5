//! What holds together inside a value that is written without quotes of its own: `cart=[{"id":1}]; n="a b" ; x=1`.

use super::is_inner_quote;
use crate::detect::rule::Tail;
use crate::limits::TAIL_INSIDE_BYTES_MAX;
use crate::span::Span;

/// True where the value that goes on at `from` may go on behind `end`, because a quote stands there.
pub(super) fn may_hold(text: &[u8], from: usize, end: usize) -> bool {
    end - from < TAIL_INSIDE_BYTES_MAX && text.get(end).is_some_and(|b| is_quote(*b))
}

/// Where the value that begins as `value` ends when quotes inside of brackets, and those that close others, are its own; or
/// how far that was looked at, and false. It is a function of what stands there and behind, so that it is the same wherever a
/// text is cut.
pub(super) fn end(tail: &Tail, text: &[u8], value: Span) -> (usize, bool) {
    let from = value.end;
    let most = text.len().min(from + TAIL_INSIDE_BYTES_MAX);
    let mut inside = Inside::default();
    value.of(text).iter().for_each(|byte| inside.pass(*byte));
    for at in from..most {
        let byte = text[at];
        let goes_on = if is_quote(byte) && !tail.class[usize::from(byte)] {
            inside.takes(text, at)
        } else {
            inside.pass(byte);
            tail.class[usize::from(byte)] && byte != b'\r'
        };
        if !goes_on {
            return (at, true);
        }
    }
    (most, most == text.len())
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

/// What is open.
#[derive(Default)]
struct Inside {
    /// The quote that a part is in, and whether a backslash stands before it.
    quote: Option<(u8, bool)>,
    /// How many brackets are open.
    depth: usize,
}

impl Inside {
    fn pass(&mut self, byte: u8) {
        match byte {
            _ if self.quote.is_some() => {}
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// True for a quote at `at` that belongs to the value.
    fn takes(&mut self, text: &[u8], at: usize) -> bool {
        let this = (text[at], text[at - 1] == b'\\');
        if let Some(open) = self.quote {
            self.quote = Some(open).filter(|open| *open != this);
            return true;
        }
        // What is in brackets is JSON, or looks like it.
        let is_inner = self.depth > 0 || is_inner_quote(text, at);
        if self.depth > 0 || (is_inner && text[at - 1] == b'=') {
            self.quote = Some(this);
        }
        is_inner
    }
}
