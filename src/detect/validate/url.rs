//! What stands before a query string: a URL, or the target of a request line.

use crate::detect::validate::{Candidate, Verdict};

/// The longest URL, or request target, before a `?` that is looked at.
pub const TARGET_MAX: usize = 2048;

static METHODS: &[&[u8]] = &[b"GET ", b"POST ", b"HEAD ", b"PUT ", b"DELETE ", b"OPTIONS ", b"PATCH "];

/// The bytes that can stand directly before the `?`.
pub fn ends_target(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !b"\"<>?".contains(&byte)
}

/// How far left of the `?` the nearest URL or request target begins. Every `?` ends the way of the next one,
/// so that no byte is looked at more than once.
pub fn target(c: &Candidate<'_>) -> Option<usize> {
    let text = c.before;
    let length = text.iter().rev().take_while(|b| ends_target(**b)).count().min(TARGET_MAX);
    let (before, target) = text.split_at(text.len() - length);
    if let Some(at) = memchr::memmem::rfind(target, b"://") {
        let is_scheme = |b: &&u8| b.is_ascii_alphanumeric() || b"+.-".contains(b);
        let scheme = target[..at].iter().rev().take_while(is_scheme).count();
        return (scheme > 1 && at + 3 < target.len()).then_some(length - (at - scheme));
    }
    // JSON may escape slashes.
    if let Some(at) = memchr::memmem::rfind(target, b":\\/\\/") {
        return Some(length - at);
    }
    // Nothing but a URL is so long.
    if length == TARGET_MAX {
        return Some(length);
    }
    if !is_path_start(target) {
        return None;
    }
    let method = METHODS.iter().find(|m| ends_with(before, m))?;
    Some(length + method.len())
}

/// How far left of the `?` a path begins that stands in quotes, brackets or after a space or `=`, with nothing
/// that says that it is a request's.
pub fn path(c: &Candidate<'_>) -> Option<usize> {
    let text = c.before;
    let is_path = |b: &&u8| !b.is_ascii_whitespace() && !b"\"'<>?=(".contains(b);
    let length = text.iter().rev().take_while(is_path).count().min(TARGET_MAX);
    let (before, path) = text.split_at(text.len() - length);
    let has_method = METHODS.iter().any(|m| ends_with(before, m));
    (is_path_start(path) && !has_method).then_some(length)
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
    let count = |bracket| memchr::memchr_iter(bracket, c.value).count();
    match c.value.last() {
        Some(b')') if c.value.len() > 1 && count(b')') > count(b'(') => {
            Verdict::Part { len: c.value.len() - 1, points: 0 }
        }
        _ => Verdict::Points(0),
    }
}

fn ends_with(text: &[u8], word: &[u8]) -> bool {
    text.len() >= word.len() && text[text.len() - word.len()..].eq_ignore_ascii_case(word)
}
