//! Private keys in textual encoding (RFC 7468): their first line with what follows in it, and the lines of their body.

use memchr::memmem;

use crate::detect::validate::entropy::{is_mixed, is_worded};
use crate::detect::validate::{Candidate, Verdict};
use crate::limits::CONTEXT_BYTES;

/// No more of a line is looked at; a key of 8192 bits is shorter.
const LONG: usize = 8 << 10;

/// The first line of a key, or its last. Where line ends are written as escapes, the body stands in the same line: it is
/// taken up to its end, or as far as it can be one.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let value = &c.value[..c.value.len().min(LONG)];
    let Some(marker) = marker_end(value) else { return Verdict::Invalid };
    let rest = &value[marker..];
    let closed = || {
        let end = memmem::find(rest, b"-----END ")?;
        let name = end + b"-----END ".len();
        Some(marker + name + memmem::find(&rest[name..], b"-----")? + 5)
    };
    let is_end = value.starts_with(b"-----END");
    // Behind a body it is part of what begins with the first line.
    if is_end && !c.before.iter().all(is_beside) {
        return Verdict::Invalid;
    }
    let len = if is_end { marker } else { closed().unwrap_or_else(|| marker + body_end(rest)) };
    Verdict::Part { len, points: 0 }
}

/// Where the dashes behind the name of a key end.
fn marker_end(value: &[u8]) -> Option<usize> {
    let name = memmem::find(value, b"KEY")?;
    Some(name + memmem::find(&value[name..], b"-----")? + 5)
}

/// How far `rest` is a body without its end: base 64 with escapes, in pieces that are no words.
fn body_end(rest: &[u8]) -> usize {
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let mut end = 0;
    let mut at = 0;
    loop {
        at += rest[at..].iter().take_while(|b| matches!(b, b' ' | b'\\' | b'\t')).count();
        // The letter of an escape looks like base 64.
        if at > 0 && rest[at - 1] == b'\\' && matches!(rest.get(at), Some(b'n' | b'r')) {
            at += 1;
            continue;
        }
        let piece = rest[at..].iter().take_while(|b| base64(b)).count();
        if piece < LINE_LEAST {
            return end;
        }
        at += piece;
        end = at;
    }
}

/// A shorter line of a body cannot be told from a word.
const LINE_LEAST: usize = 16;

/// The widths of lines that are full: RFC 7468, OpenSSH, MIME.
const WIDTHS: [usize; 3] = [64, 70, 76];

/// So many digits are no other word.
const WIDE: usize = 40;

/// False when it is no line of base 64, for what it holds and how long it is.
pub fn may_be(value: &[u8]) -> bool {
    let padding = value.iter().rev().take_while(|b| **b == b'=').count();
    let has = |of: fn(&u8) -> bool| value.iter().any(of);
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    value.len() <= WIDTHS[2]
        && padding <= 2
        && value[..value.len() - padding].iter().all(base64)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
}

/// A line that is nothing but base 64: of a full width, or the end of a body. Certificates and attachments have the same,
/// so it is never more than possible.
pub fn check_line(c: &Candidate<'_>) -> Verdict {
    // Keys are numbers: what says text is something else, and is looked into as such.
    if !may_be(c.value) || !is_alone(c) || crate::view::says_text(c.value) {
        return Verdict::Invalid;
    }
    let full = WIDTHS.contains(&c.value.len());
    if full || (c.value.len() >= LINE_LEAST && !is_worded(c.value) && is_mixed(c.value)) {
        return Verdict::Points(0);
    }
    Verdict::Invalid
}

/// True for base 64 that is long enough for the line of a body and no words.
pub(crate) fn is_of_body(digits: &[u8]) -> bool {
    let is_wide = digits.len() >= WIDE;
    let of_kinds = |of: &fn(&u8) -> bool| digits.iter().any(of);
    let kinds: [fn(&u8) -> bool; 3] = [u8::is_ascii_uppercase, u8::is_ascii_lowercase, u8::is_ascii_digit];
    digits.len() >= LINE_LEAST
        && kinds.iter().all(of_kinds)
        && !is_worded(digits)
        && (is_wide || is_mixed(digits))
}

/// Nothing else stands in the line but blanks and what a string in code is written with.
fn is_alone(c: &Candidate<'_>) -> bool {
    let escaped = |text: &[u8]| matches!(text, [b'\\', b'n' | b'r', rest @ ..] if rest.iter().all(is_beside));
    c.before.len() < CONTEXT_BYTES
        && c.after.len() < CONTEXT_BYTES
        && c.before.iter().all(is_beside)
        && (c.after.iter().all(is_beside) || escaped(c.after))
}

/// Can stand beside the line of a body.
fn is_beside(byte: &u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\r' | b'"' | b'\'' | b'+' | b'>' | b'|' | b',' | b';' | b'\\' | b'#' | b'*' | b'/'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_ends_where_words_begin() {
        let line = "MIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo";
        for (rest, len) in [
            ("", 0),
            (" was found in a file", 0),
            ("\\nMIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo\\n", 2 + line.len()),
            (" MIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo and more", 1 + line.len()),
            ("\\r\\nMIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo\\nAb=", 4 + line.len()),
        ] {
            assert_eq!(body_end(rest.as_bytes()), len, "{rest}");
        }
    }
}
