//! Thai national identity number: thirteen digits, the first 1 to 8, the last checks the others (MOD 11).

use crate::detect::validate::national::parts::{alike, digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// First digit and check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<13>(c.value).is_some_and(|d| {
        let sum = checksum::weighted(d[..12].iter().copied(), &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
        matches!(d[0], 1..=8) && (11 - sum % 11) % 10 == d[12] && !alike(&d)
    });
    verdict(is_valid, grouped(c.value, 40))
}
