//! Payment cards: ISO/IEC 7812 issuer prefixes with their lengths, the Luhn check (annex B), and grouping.

use crate::detect::validate::{Candidate, Verdict};

/// (first prefix, last prefix, digits in the prefix, lengths)
static ISSUERS: &[(u64, u64, usize, &[usize])] = &[
    (2221, 2720, 4, &[16]),
    (300, 305, 3, &[14, 16, 19]),
    (34, 34, 2, &[15]),
    (3528, 3589, 4, &[16, 17, 18, 19]),
    (36, 36, 2, &[14, 16, 19]),
    (37, 37, 2, &[15]),
    (38, 39, 2, &[14, 16, 19]),
    (4, 4, 1, &[13, 16, 19]),
    (51, 55, 2, &[16]),
    (6011, 6011, 4, &[16, 19]),
    (62, 62, 2, &[16, 17, 18, 19]),
    (644, 649, 3, &[16, 19]),
    (65, 65, 2, &[16, 19]),
];

/// Issuer prefix, length, Luhn, and groups of one separator.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let digits: Vec<u8> = c.value.iter().filter(|b| b.is_ascii_digit()).map(|b| b - b'0').collect();
    if !issued(&digits) || !luhn(&digits) {
        return Verdict::Invalid;
    }
    let separators: Vec<u8> = c.value.iter().copied().filter(|b| !b.is_ascii_digit()).collect();
    let mut points = 0;
    match separators.first() {
        None if !matches!(digits.len(), 15 | 16) => points -= 40,
        None => {}
        Some(first) if separators.iter().all(|s| s == first) && grouped(c.value) => points += 20,
        Some(_) => return Verdict::Invalid,
    }
    let glued = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    if glued(c.before.last()) || glued(c.after.first()) {
        points -= if in_hex_token(c) { 60 } else { 30 };
    }
    Verdict::Points(points)
}

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
    let lengths: Vec<usize> = value.split(|b| !b.is_ascii_digit()).map(<[u8]>::len).collect();
    matches!(lengths.as_slice(), [4, 4, 4, 4] | [4, 6, 5] | [4, 6, 4] | [4, 4, 4, 4, 3] | [4, 4, 4, 1])
}

/// The digits stand in a longer run of hexadecimal digits: a hash or an id.
fn in_hex_token(c: &Candidate<'_>) -> bool {
    let hex = |b: &u8| b.is_ascii_hexdigit() || *b == b'-';
    let left = c.before.iter().rev().take_while(|b| hex(b)).count();
    let right = c.after.iter().take_while(|b| hex(b)).count();
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
