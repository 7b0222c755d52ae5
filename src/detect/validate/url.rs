//! What stands before a query string: a URL, or the target of a request line.

use crate::bytes::ends_with_word;
use crate::detect::validate::{Candidate, Verdict};

/// The longest URL, or request target, before a `?` that is looked at.
pub const TARGET_MAX: usize = 2048;

static METHODS: &[&[u8]] = &[b"GET ", b"POST ", b"HEAD ", b"PUT ", b"DELETE ", b"OPTIONS ", b"PATCH "];

/// The bytes of a URL or request target before its query, and of a path that stands on its own.
static PARTS: [Part; 256] = {
    let mut table = [Part::No; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'"' | b'<' | b'>' | b'?' => Part::No,
            space if space.is_ascii_whitespace() => Part::No,
            b'\'' | b'=' | b'(' => Part::Target,
            _ => Part::Path,
        };
        byte += 1;
    }
    table
};

/// What a byte is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    No,
    /// Of a target that something else than a space ends.
    Target,
    /// Of both.
    Path,
}

/// The bytes that can stand directly before the `?`.
pub fn ends_target(byte: u8) -> bool {
    PARTS[usize::from(byte)] != Part::No
}

fn is_path(byte: u8) -> bool {
    PARTS[usize::from(byte)] == Part::Path
}

/// How far left of the `?` the nearest URL or request target begins. Every `?` ends the way of the next one,
/// so that no byte is looked at more than once.
pub fn target(c: &Candidate<'_>) -> Option<usize> {
    let text = c.before;
    let (before, target) = text.split_at(text.len() - run_before(text, ends_target));
    let length = target.len();
    // The nearest of either: JSON may escape slashes.
    let (mut plain, mut escaped) = (None, None);
    for at in memchr::memrchr_iter(b':', target) {
        if target[at..].starts_with(b"://") {
            plain = Some(at);
            break;
        }
        if target[at..].starts_with(b":\\/\\/") {
            escaped.get_or_insert(at);
        }
    }
    if let Some(at) = plain {
        let is_scheme = |b: &&u8| b.is_ascii_alphanumeric() || b"+.-".contains(b);
        let scheme = target[..at].iter().rev().take_while(is_scheme).count();
        return (scheme > 1 && at + 3 < target.len()).then_some(length - (at - scheme));
    }
    if let Some(at) = escaped {
        return Some(length - at);
    }
    // Nothing but a URL is so long.
    if length == TARGET_MAX {
        return Some(length);
    }
    if !is_path_start(target) {
        return None;
    }
    Some(length + method_before(before)?)
}

/// How far left of the `?` a path begins that stands in quotes, brackets or after a space or `=`, with nothing
/// that says that it is a request's.
pub fn path(c: &Candidate<'_>) -> Option<usize> {
    let text = c.before;
    let (before, path) = text.split_at(text.len() - run_before(text, is_path));
    (is_path_start(path) && method_before(before).is_none()).then_some(path.len())
}

/// How many bytes `part` are at the end of `text`, at most [`TARGET_MAX`].
fn run_before(text: &[u8], part: fn(u8) -> bool) -> usize {
    text.iter().rev().take(TARGET_MAX).take_while(|b| part(**b)).count()
}

/// The length of the method and the space that `text` ends with.
fn method_before(text: &[u8]) -> Option<usize> {
    text.ends_with(b" ").then(|| METHODS.iter().find(|m| ends_with_word(text, m)).map(|m| m.len()))?
}

/// A slash, as it is or as JSON may escape it.
fn is_path_start(text: &[u8]) -> bool {
    matches!(text, [b'/', ..] | [b'\\', b'/', ..])
}

/// A bracket that was opened before the URL closes after it.
pub fn check(c: &Candidate<'_>) -> Verdict {
    // Queries may begin inside one another and all go on to the end of a line: none is looked at to its end.
    if c.value.len() > TARGET_MAX {
        return Verdict::Points(0);
    }
    // `bot.php?+` in the name of a crawler asks for nothing.
    if !c.value.iter().any(|b| b.is_ascii_alphanumeric() || !b.is_ascii()) {
        return Verdict::Invalid;
    }
    let count = |bracket| memchr::memchr_iter(bracket, c.value).count();
    match c.value.last() {
        Some(b')') if c.value.len() > 1 && count(b')') > count(b'(') => {
            Verdict::Part { len: c.value.len() - 1, points: 0 }
        }
        _ => Verdict::Points(0),
    }
}
