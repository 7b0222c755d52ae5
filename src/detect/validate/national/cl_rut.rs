//! Chilean RUT (RUN): up to eight digits and a check character (MOD 11, `K` counts 10).

use crate::detect::validate::national::parts::{alike, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check character, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some((check, body)) = c.value.split_last() else { return Verdict::Invalid };
    let digits = checksum::digits(body);
    let sum: u32 = digits.clone().rev().zip((2..=7).cycle()).map(|(digit, weight)| digit * weight).sum();
    let expected = match 11 - sum % 11 {
        11 => b'0',
        10 => b'K',
        digit => b'0' + digit as u8,
    };
    let mut first = digits.clone().zip(digits.skip(1));
    let differ = first.any(|(a, b)| !alike(&[a, b]));
    let points = match c.value.contains(&b'.') {
        true => 45,
        false if c.value.contains(&b'-') => 10,
        false => 0,
    };
    verdict(differ && check.to_ascii_uppercase() == expected, points)
}
