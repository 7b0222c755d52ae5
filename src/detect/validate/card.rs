//! Payment cards: ISO/IEC 7812 issuer prefixes with their lengths, the Luhn check (annex B), and grouping.

use crate::detect::validate::{Candidate, Verdict, digits, separators};

/// (first prefix, last prefix, digits in the prefix, lengths)
static ISSUERS: &[(u64, u64, usize, &[usize])] = &[
    (2200, 2204, 4, &[16, 17, 18, 19]),
    (2221, 2720, 4, &[16]),
    (300, 305, 3, &[14, 16, 19]),
    (34, 34, 2, &[15]),
    (3528, 3589, 4, &[16, 17, 18, 19]),
    (36, 36, 2, &[14, 16, 19]),
    (37, 37, 2, &[15]),
    (38, 39, 2, &[14, 16, 19]),
    (4, 4, 1, &[13, 16, 19]),
    (5018, 5018, 4, &[16, 18, 19]),
    (5020, 5020, 4, &[16, 18, 19]),
    (5038, 5038, 4, &[16, 18, 19]),
    (51, 55, 2, &[16]),
    (6011, 6011, 4, &[16, 19]),
    (62, 62, 2, &[16, 17, 18, 19]),
    (6304, 6304, 4, &[16, 18, 19]),
    (644, 649, 3, &[16, 19]),
    (65, 65, 2, &[16, 19]),
    (6759, 6763, 4, &[16, 18, 19]),
];

/// Issuer prefix, length, Luhn, and groups of one separator. The pattern takes along what is printed behind a
/// card (`4111 1111 1111 1111 12/27`); the longest part that is a card is the value.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let mut best = Verdict::Invalid;
    let mut end = 0;
    while end < c.value.len() {
        end += c.value[end..].iter().take_while(|b| b.is_ascii_digit()).count();
        // The pattern ends after 19 digits, the last group need not.
        let whole_group = end < c.value.len() || !c.after.first().is_some_and(u8::is_ascii_digit);
        if let Some(points) = points(c, end).filter(|_| whole_group) {
            best = Verdict::Part { len: end, points };
        }
        end += c.value[end..].iter().take_while(|b| !b.is_ascii_digit()).count();
    }
    best
}

/// Points when the first `len` bytes are a card.
fn points(c: &Candidate<'_>, len: usize) -> Option<i16> {
    let value = &c.value[..len];
    let digits: Vec<u8> = digits(value).into_iter().map(|b| b - b'0').collect();
    if !issued(&digits) || !luhn(&digits) {
        return None;
    }
    let separators = separators(value);
    let mut points = match separators.first() {
        // Rare lengths are common among other numbers.
        None if is_fraction(c.before) => return None,
        None if digits.len() == 14 => -25,
        None if !matches!(digits.len(), 15 | 16) => -40,
        None if names_other(c.before) => -25,
        None => 0,
        Some(first) if separators.iter().all(|s| s == first) && grouped(value) => 20,
        Some(_) => return None,
    };
    let after = if len < c.value.len() { &c.value[len..] } else { c.after };
    if matches!(c.before, [.., b'0'..=b'9', b'-']) {
        points -= 30;
    } else if let [separator, ..] = separators.as_slice() {
        points -= row_points(c, len, separator);
    }
    let glued = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    if glued(c.before.last()) || glued(after.first()) {
        points -= if in_hex_token(c.before, after) { 60 } else { 30 };
    }
    Some(points)
}

/// Points against a card in a row of groups of four: many against one of the rows of a dump, few in a list of
/// cards, where whole cards stand before and after.
fn row_points(c: &Candidate<'_>, len: usize, separator: &[u8]) -> i16 {
    let is_group = |text: &[u8]| text.len() == 4 && text.iter().all(u8::is_ascii_digit);
    let mut before = 0;
    let mut rest = c.before;
    while let Some(text) = rest.strip_suffix(separator)
        && text.len() >= 4
        && is_group(&text[text.len() - 4..])
    {
        rest = &text[..text.len() - 4];
        before += 1;
    }
    let joined = [&c.value[len..], c.after].concat();
    let mut after = 0;
    let mut rest = joined.as_slice();
    while let Some(text) = rest.strip_prefix(separator)
        && text.len() >= 4
        && is_group(&text[..4])
    {
        rest = &text[4..];
        after += 1;
    }
    match (before, after) {
        (0, 0) => 0,
        _ if before % 4 == 0 && after % 4 == 0 => 25,
        _ => 50,
    }
}

/// Digits without groups behind a point (`0.4111…`) or a negative id (`blk_-4111…`).
fn is_fraction(before: &[u8]) -> bool {
    let Some(rest) = before.strip_suffix(b".") else { return before.ends_with(b"_-") };
    let whole = rest.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    (1..=3).contains(&whole) && rest.get(rest.len().wrapping_sub(whole + 1)) != Some(&b'.')
}

/// The key directly before the digits says that they are something else, as `id=`.
fn names_other(before: &[u8]) -> bool {
    let end = before.iter().rposition(|b| b.is_ascii_alphanumeric()).map_or(0, |n| n + 1);
    let key = &before[..end];
    let ends =
        |word: &&[u8]| key.len() >= word.len() && key[key.len() - word.len()..].eq_ignore_ascii_case(word);
    before.len() > end && before.len() - end <= 3 && OTHER_KEYS.iter().any(ends)
}

static OTHER_KEYS: &[&[u8]] =
    &[b"bytes", b"id", b"offset", b"parent", b"seq", b"size", b"time", b"timestamp"];

fn issued(digits: &[u8]) -> bool {
    ISSUERS.iter().any(|(first, last, width, lengths)| {
        let prefix = digits.iter().take(*width).fold(0, |n, d| n * 10 + u64::from(*d));
        (first..=last).contains(&&prefix) && lengths.contains(&digits.len())
    })
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| match i % 2 {
            0 => u32::from(*d),
            _ => u32::from(*d) * 2 - if *d > 4 { 9 } else { 0 },
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The shapes cards are printed in.
fn grouped(value: &[u8]) -> bool {
    let lengths: Vec<usize> =
        value.split(|b| !b.is_ascii_digit()).map(<[u8]>::len).filter(|n| *n > 0).collect();
    matches!(lengths.as_slice(), [4, 4, 4, 4] | [4, 6, 5] | [4, 6, 4] | [4, 4, 4, 4, 3] | [4, 4, 4, 1..=3])
}

/// The digits stand in a longer run of hexadecimal digits: a hash or an id.
fn in_hex_token(before: &[u8], after: &[u8]) -> bool {
    let hex = |b: &u8| b.is_ascii_hexdigit() || *b == b'-';
    let left = before.iter().rev().take_while(|b| hex(b)).count();
    let right = after.iter().take_while(|b| hex(b)).count();
    left + right >= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_single_digit_error_fails_luhn() {
        let good: Vec<u8> = b"4111111111111111".iter().map(|b| b - b'0').collect();
        assert!(luhn(&good));
        for i in 0..good.len() {
            for d in (0..10).filter(|d| *d != good[i]) {
                let mut bad = good.clone();
                bad[i] = d;
                assert!(!luhn(&bad));
            }
        }
    }
}
