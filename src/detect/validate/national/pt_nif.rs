//! Portuguese tax number (NIF): nine digits, check digit modulo 11 (Decreto-Lei 14/2013).

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Weights 9 to 2; what would be 10 is 0. It begins with one of the digits that are given out.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<9>(value).is_some_and(|d| {
        let begins = matches!(two(&d, 0), 10..=39 | 45 | 50..=69 | 70..=72 | 74 | 75 | 77..=79 | 80..=89 | 90 | 91 | 98 | 99);
        let sum = weighted(d[..8].iter().copied(), &[9, 8, 7, 6, 5, 4, 3, 2]);
        begins && (11 - sum % 11) % 11 % 10 == d[8]
    })
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 5))
}
