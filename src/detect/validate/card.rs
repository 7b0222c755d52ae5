//! Payment cards: ISO/IEC 7812 issuer prefixes with their lengths, the Luhn check (annex B), and grouping.

use crate::bytes::ends_with_word;
use crate::detect::validate::luhn::Sums;
use crate::detect::validate::{Candidate, Verdict, separators};

/// One bit for each number of digits that the cards of an issuer can have, by the first four digits.
fn lengths(prefix: u32) -> u32 {
    const fn of(lengths: &[u32]) -> u32 {
        let mut bits = 0;
        let mut i = 0;
        while i < lengths.len() {
            bits |= 1 << lengths[i];
            i += 1;
        }
        bits
    }
    match prefix {
        2200..=2204 => const { of(&[16, 17, 18, 19]) },
        2221..=2720 => const { of(&[16]) },
        3000..=3059 => const { of(&[14, 16, 19]) },
        3400..=3499 => const { of(&[15]) },
        3528..=3589 => const { of(&[16, 17, 18, 19]) },
        3600..=3699 => const { of(&[14, 16, 19]) },
        3700..=3799 => const { of(&[15]) },
        3800..=3999 => const { of(&[14, 16, 19]) },
        4000..=4999 => const { of(&[13, 16, 19]) },
        5018 | 5020 | 5038 => const { of(&[16, 18, 19]) },
        5100..=5599 => const { of(&[16]) },
        6011 => const { of(&[16, 19]) },
        6200..=6299 => const { of(&[16, 17, 18, 19]) },
        6304 => const { of(&[16, 18, 19]) },
        6440..=6499 => const { of(&[16, 19]) },
        6500..=6599 => const { of(&[16, 19]) },
        6759..=6763 => const { of(&[16, 18, 19]) },
        _ => 0,
    }
}

/// False when these are the first digits of no card.
pub fn begins(first: &[u8; 4]) -> bool {
    let digits = first.iter().all(u8::is_ascii_digit);
    !digits || lengths(first.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'))) != 0
}

/// Some of the match has an issuer's prefix and length, and its check digit.
pub fn may_be(value: &[u8]) -> bool {
    Parts::of(value).next().is_some()
}

/// The most bytes of a number that is looked for in running text: 19 digits, a separator behind each.
const WRITTEN_MAX: usize = 37;

/// A number with an issuer's prefix and length and its check digit stands somewhere in `text`.
pub(crate) fn stands_in(text: &[u8]) -> bool {
    let begins_at = |at: usize| text[at].is_ascii_digit() && (at == 0 || !text[at - 1].is_ascii_digit());
    (0..text.len()).filter(|at| begins_at(*at)).any(|at| {
        let part = |b: &&u8| b.is_ascii_digit() || b" .-".contains(b);
        let length = text[at..].iter().take(WRITTEN_MAX).take_while(part).count();
        may_be(&text[at..at + length])
    })
}

/// Issuer prefix, length, Luhn, and groups of one separator. The pattern takes along what is printed behind a
/// card (`4111 1111 1111 1111 12/27`); the longest part that is a card is the value.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let mut best = Verdict::Invalid;
    for (len, digits) in Parts::of(c.value) {
        // The pattern ends after 19 digits, the last group need not.
        let whole_group = len < c.value.len() || !c.after.first().is_some_and(u8::is_ascii_digit);
        if let Some(points) = points(c, len, digits).filter(|_| whole_group) {
            best = Verdict::Part { len, points };
        }
    }
    best
}

/// The first bytes of a value, up to the end of each group, that an issuer can have printed: (bytes, digits).
struct Parts<'a> {
    value: &'a [u8],
    at: usize,
    digits: u32,
    prefix: u32,
    sums: Sums,
}

impl<'a> Parts<'a> {
    fn of(value: &'a [u8]) -> Self {
        Parts { value, at: 0, digits: 0, prefix: 0, sums: Sums::default() }
    }
}

impl Iterator for Parts<'_> {
    type Item = (usize, u32);

    fn next(&mut self) -> Option<(usize, u32)> {
        let mut in_group = false;
        loop {
            let byte = self.value.get(self.at).copied();
            let digit = byte.unwrap_or(0).wrapping_sub(b'0');
            if digit <= 9 {
                if self.digits < 4 {
                    self.prefix = self.prefix * 10 + u32::from(digit);
                }
                self.digits += 1;
                self.sums.add(digit);
            } else if in_group {
                let lengths = if self.digits < 4 { 0 } else { lengths(self.prefix) };
                // Nobody issues so many digits as there are bits.
                if lengths.checked_shr(self.digits).unwrap_or(0) & 1 == 1 && self.sums.agree() {
                    return Some((self.at, self.digits));
                }
            }
            byte?;
            in_group = digit <= 9;
            self.at += 1;
        }
    }
}

/// Points when the first `len` bytes, which have an issuer's prefix and length and their check digit, are a card.
fn points(c: &Candidate<'_>, len: usize, digits: u32) -> Option<i16> {
    let value = &c.value[..len];
    let mut between = separators(value);
    let separator = between.next();
    let mut points = match separator {
        // Rare lengths are common among other numbers.
        None if is_fraction(c.before) => return None,
        None if digits == 14 => -25,
        None if !matches!(digits, 15 | 16) => -40,
        None if names_other(c.before) => -25,
        None => 0,
        Some(first) if between.all(|s| s == first) && grouped(value) => 20,
        Some(_) => return None,
    };
    let after = if len < c.value.len() { &c.value[len..] } else { c.after };
    if matches!(c.before, [.., b'0'..=b'9', b'-']) {
        points -= 30;
    } else if let Some(separator) = separator {
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
    let mut after = 0;
    let mut rest = c.value[len..].iter().chain(c.after);
    while separator.iter().all(|b| rest.next() == Some(b))
        && rest.by_ref().take(4).filter(|b| b.is_ascii_digit()).count() == 4
    {
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
    let ends = |word: &&[u8]| ends_with_word(key, word);
    before.len() > end && before.len() - end <= 3 && OTHER_KEYS.iter().any(ends)
}

static OTHER_KEYS: &[&[u8]] =
    &[b"bytes", b"id", b"offset", b"parent", b"seq", b"size", b"time", b"timestamp"];

/// The shapes cards are printed in.
fn grouped(value: &[u8]) -> bool {
    let mut lengths = [0; 6];
    let mut count = 0;
    for group in value.split(|b| !b.is_ascii_digit()).filter(|g| !g.is_empty()) {
        let Some(length) = lengths.get_mut(count) else { return false };
        *length = group.len();
        count += 1;
    }
    matches!(lengths[..count], [4, 4, 4, 4] | [4, 6, 5] | [4, 6, 4] | [4, 4, 4, 4, 3] | [4, 4, 4, 1..=3])
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
        let good = *b"4111111111111111";
        assert!(may_be(&good));
        for i in 4..good.len() {
            for d in (b'0'..=b'9').filter(|d| *d != good[i]) {
                let mut bad = good;
                bad[i] = d;
                assert!(!may_be(&bad));
            }
        }
    }

    #[test]
    fn issuers_have_the_lengths_they_say() {
        // (first prefix, last prefix, digits in the prefix, lengths)
        let issuers: [(u32, u32, u32, &[u32]); 19] = [
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
        for prefix in 0..10_000 {
            let issuer = issuers.iter().find(|(first, last, width, _)| {
                let digits = prefix / 10u32.pow(4 - width);
                (first..=last).contains(&&digits)
            });
            let wanted = issuer.map_or(0, |(.., lengths)| lengths.iter().fold(0, |bits, n| bits | 1 << n));
            assert_eq!(lengths(prefix), wanted, "{prefix:04}");
        }
    }

    #[test]
    fn what_begins_as_no_card_is_none() {
        for first in 0..10_000 {
            let text = format!("{first:04}");
            let is_card = (13..=19).any(|length| {
                let cards = (0..10).map(|last| format!("{first:0<width$}{last}", width = length - 1));
                first > 999 && cards.into_iter().any(|card| may_be(card.as_bytes()))
            });
            assert_eq!(text.as_bytes().first_chunk().is_some_and(begins), is_card, "{first}");
        }
        assert!(begins(b"4 11"));
    }

    #[test]
    fn what_is_printed_behind_a_card_does_not_hide_it() {
        for (value, ends) in [
            ("4111 1111 1111 1111 12", vec![19]),
            ("4111 1111 1111 1111 000", vec![19]),
            ("6011 0009 9013 9424 009", vec![19, 23]),
            ("4111 1111 1111 1111 - 1", vec![19]),
            ("411111111111111112", vec![]),
            ("4111-1111-1111-1111 1", vec![19]),
            ("4222222222222", vec![13]),
            ("36700102000000", vec![14]),
            ("378282246310005", vec![15]),
            ("2720999999999996", vec![16]),
            ("2721999999999995", vec![]),
            ("4111 1111 1111 1111 00000", vec![19]),
        ] {
            assert_eq!(Parts::of(value.as_bytes()).map(|(end, _)| end).collect::<Vec<_>>(), ends, "{value}");
        }
    }
}
