//! Japanese Corporate Number: a check digit (MOD 9) in front of twelve digits.

use crate::detect::validate::national::parts::{alike, digits, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digit, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<13>(c.value).is_some_and(|d| {
        let sum = checksum::weighted(d[1..].iter().copied(), &[2, 1]);
        d[0] == 9 - sum % 9 && !alike(&d)
    });
    verdict(is_valid, 0)
}
