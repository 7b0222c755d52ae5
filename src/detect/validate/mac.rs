//! Hardware addresses: IEEE 802 EUI-48.

use crate::detect::validate::{Candidate, Verdict, is_glued};

/// An address that is no part of a longer row of bytes, as a fingerprint is. A hardware type of one byte may
/// stand before it: client identifiers (RFC 2132 section 9.14) are written so.
pub fn check_alone(c: &Candidate<'_>) -> Verdict {
    let separator = c.value.iter().find(|b| !b.is_ascii_hexdigit()).copied();
    let is_end = |b: Option<&u8>| !b.is_some_and(u8::is_ascii_alphanumeric);
    let widths = if separator == Some(b'.') { 1..=4 } else { 2..=2 };
    let hex = |b: &&u8| b.is_ascii_hexdigit();
    if let Some((last, left)) = c.before.split_last().filter(|(last, _)| Some(**last) == separator) {
        let width = left.iter().rev().take_while(hex).count();
        let rest = &left[..left.len() - width];
        let is_type = *last != b'.' && left.ends_with(b"01") && rest.last() != separator.as_ref();
        if widths.contains(&width) && is_end(rest.last()) && !is_type {
            return Verdict::Invalid;
        }
    }
    if let Some(right) = c.after.split_first().filter(|(b, _)| Some(**b) == separator).map(|(_, r)| r) {
        let width = right.iter().take_while(hex).count();
        if width == if separator == Some(b'.') { 4 } else { 2 } && is_end(right.get(width)) {
            return Verdict::Invalid;
        }
    }
    check(c)
}

/// All zero and all one are nobody's; the separators agree.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let mut hex = c.value.iter().filter(|b| b.is_ascii_hexdigit()).map(u8::to_ascii_lowercase);
    let mut separators = c.value.iter().filter(|b| !b.is_ascii_hexdigit());
    let separator = separators.next();
    let first = hex.next();
    if separators.any(|b| Some(b) != separator) || hex.all(|b| Some(b) == first) {
        return Verdict::Invalid;
    }
    let mut points = if is_glued(c.before, c.after) { -25 } else { 0 };
    // Decimal numbers with points.
    if separator == Some(&b'.') && !c.value.iter().any(u8::is_ascii_alphabetic) {
        points -= 45;
    }
    Verdict::Points(points)
}
