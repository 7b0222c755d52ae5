//! Colombian NIT: nine digits and a check digit, MOD 11 with prime numbers as weights.

use crate::detect::validate::national::parts::{alike, digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// From the last digit back.
const WEIGHTS: [u32; 9] = [3, 7, 13, 17, 19, 23, 29, 37, 41];

/// Check digit, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<10>(c.value).is_some_and(|d| {
        let sum: u32 = d[..9].iter().rev().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        let rest = sum % 11;
        !alike(&d[..9]) && d[9] == if rest < 2 { rest } else { 11 - rest }
    });
    let dotted = c.value.contains(&b'.');
    verdict(is_valid, if dotted { 35 } else { grouped(c.value, 10) })
}
