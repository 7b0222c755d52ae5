//! Cookies that are set: the pair is the value, and what says how long it lives and where it is sent is not.

use crate::detect::validate::{Candidate, Verdict, is_one_of};
use crate::span::Span;

/// A longer value is taken as a whole.
const LONG: usize = 4096;

/// Attributes of RFC 6265 and what browsers added, sorted.
static ATTRIBUTES: &[&[u8]] = &[
    b"domain",
    b"expires",
    b"httponly",
    b"max-age",
    b"partitioned",
    b"path",
    b"priority",
    b"samesite",
    b"secure",
];

/// What is said of cookies and is none, sorted.
static WORDS: &[&[u8]] = &[
    b"accepted",
    b"allowed",
    b"blocked",
    b"disabled",
    b"enabled",
    b"false",
    b"no",
    b"none",
    b"off",
    b"on",
    b"optional",
    b"rejected",
    b"required",
    b"true",
    b"yes",
];

/// A pair with nothing but attributes behind it ends before them. Anything else may be another cookie, and stays.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let whole = Verdict::Points(0);
    // Of a list that a program prints, only brackets stand before the first quote.
    let inside = c.value.iter().find(|b| !b"[{<( ".contains(b));
    if inside.is_none_or(|b| c.value[0] != *b && matches!(b, b'"' | b'\'')) {
        return Verdict::Invalid;
    }
    // A comparison in code, and what a manual says of an argument.
    let is_compared = c.value[0] == b'=' && c.before.ends_with(b"=");
    let said =
        c.value.strip_prefix(b"(").map_or(c.value, |rest| rest.split(|b| *b == b')').next().unwrap_or(rest));
    if is_compared || is_one_of(WORDS, said) {
        return Verdict::Invalid;
    }
    if !is_set(c.before) || c.value.len() > LONG {
        return whole;
    }
    let mut parts = c.value.split(|b| *b == b';');
    let Some(pair) = parts.next() else { return whole };
    let mut attributes = 0;
    for part in parts.filter(|part| !part.trim_ascii().is_empty()) {
        let (name, value) = match part.iter().position(|b| *b == b'=') {
            Some(sign) => (&part[..sign], &part[sign + 1..]),
            None => (part, &b""[..]),
        };
        // Another cookie may follow behind a comma, in a header that was folded.
        if !is_one_of(ATTRIBUTES, name.trim_ascii()) || value.contains(&b'=') {
            return whole;
        }
        attributes += 1;
    }
    let len = pair.trim_ascii_end().len();
    if attributes == 0 || len == 0 { whole } else { Verdict::Part { len, points: 0 } }
}

/// True when the cookie at `span` of `text` is set to outlive the session: an attribute behind it says until when (RFC 6265, 5.3).
/// One that deletes it does not, and one that says nothing that can be read does.
pub fn is_persistent(text: &[u8], span: Span) -> bool {
    let rest = &text[span.start..text.len().min(span.end + LONG)];
    // A header can be folded, and attributes can have quotes.
    let is_end = |at: &usize| !matches!(rest.get(at + 1), Some(b' ' | b'\t'));
    let end =
        memchr::memchr_iter(b'\n', rest).filter(|at| *at >= span.len()).find(is_end).unwrap_or(rest.len());
    rest[..end].split(|b| *b == b';').skip(1).any(|part| {
        let sign = memchr::memchr(b'=', part);
        let (name, value) = sign.map_or((part, &b""[..]), |at| (&part[..at], &part[at + 1..]));
        let is = |known: &[u8]| name.trim_ascii().eq_ignore_ascii_case(known);
        let deletes = |how: &[u8]| value.windows(how.len()).any(|part| part == how);
        (is(b"max-age") && !matches!(value.trim_ascii(), b"0" | b"-1"))
            || (is(b"expires") && !deletes(b"1970") && !deletes(b"1969"))
    })
}

/// A list or a map of cookies, to where it is closed. Where it is not, all is taken: what was cut short may hold anything.
pub fn check_jar(c: &Candidate<'_>) -> Verdict {
    let Some(end) = closing(c.value) else { return Verdict::Points(0) };
    let inside = &c.value[1..end - 1];
    let is_word = inside.iter().all(|b| b.is_ascii_alphabetic() || b"_ ".contains(b));
    if is_word { Verdict::Invalid } else { Verdict::Part { len: end, points: 0 } }
}

/// Where the bracket that `value` begins with is closed, strings left out.
fn closing(value: &[u8]) -> Option<usize> {
    let (open, close) = match value.first()? {
        b'[' => (b'[', b']'),
        b'{' => (b'{', b'}'),
        _ => (b'<', b'>'),
    };
    let (mut depth, mut quote) = (0_usize, None);
    for (at, byte) in value.iter().enumerate().take(LONG) {
        match (quote, byte) {
            (Some(opened), byte) if byte == opened => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, byte) if *byte == open => depth += 1,
            (None, byte) if *byte == close => depth -= 1,
            (None, _) => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// The key is that of a cookie which is set: `Set-Cookie`, `document.cookie`.
fn is_set(before: &[u8]) -> bool {
    let near = &before[before.len().saturating_sub(32)..];
    [&b"set-cookie"[..], b"set_cookie", b"setcookie", b".cookie"]
        .iter()
        .any(|key| near.windows(key.len()).any(|part| part.eq_ignore_ascii_case(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_that_says_until_when_outlives_the_session() {
        for (text, wanted) in [
            ("sid=1; Path=/; HttpOnly", false),
            ("sid=1; Max-Age=60", true),
            ("sid=1; max-age=0; Path=/", false),
            ("sid=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT", true),
            ("sid=; expires=Thu, 01 Jan 1970 00:00:00 GMT", false),
            ("sid=1\nMax-Age=60; Expires=x", false),
            ("sid=1\"; Max-Age=60", true),
            ("sid=1; Path=\"/\"; Max-Age=60", true),
            ("sid=1;\r\n Max-Age=60", true),
        ] {
            assert_eq!(is_persistent(text.as_bytes(), Span::new(0, 4)), wanted, "{text}");
        }
    }

    #[test]
    fn only_what_is_known_is_left_out() {
        assert!(ATTRIBUTES.is_sorted() && WORDS.is_sorted());
        for (value, len) in [
            ("sid=1; Path=/", 5),
            ("sid=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=60; Secure; HttpOnly", 5),
            ("a=1; b=2; Path=/", 16),
            ("a=1; Path=/, b=2; Path=/", 24),
            ("a=1", 3),
        ] {
            let c = Candidate { value: value.as_bytes(), before: b"Set-Cookie: ", after: b"" };
            let got = match check(&c) {
                Verdict::Part { len, .. } => len,
                _ => value.len(),
            };
            assert_eq!(got, len, "{value}");
        }
    }
}
