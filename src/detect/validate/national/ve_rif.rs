//! Venezuelan RIF: a letter for the kind of taxpayer, eight digits, a check digit (MOD 11).

use crate::detect::validate::national::parts::{digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let kind = match c.value.first() {
        Some(b'V') => 1,
        Some(b'E') => 2,
        Some(b'J' | b'C') => 3,
        Some(b'P') => 4,
        Some(b'G') => 5,
        _ => return Verdict::Invalid,
    };
    let is_valid = digits::<9>(c.value).is_some_and(|d| {
        let sum = 4 * kind + checksum::weighted(d[..8].iter().copied(), &[3, 2, 7, 6, 5, 4, 3, 2]);
        let check = 11 - sum % 11;
        d[8] == if check > 9 { 0 } else { check }
    });
    verdict(is_valid, grouped(c.value, 35))
}
