//! Uruguayan identity card: seven digits and a check digit (MOD 10, weights 2987634).

use crate::detect::validate::national::parts::{alike, digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digit, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<8>(c.value).is_some_and(|d| {
        let sum = checksum::weighted(d.into_iter(), &[2, 9, 8, 7, 6, 3, 4, 1]);
        sum.is_multiple_of(10) && !alike(&d)
    });
    verdict(is_valid, grouped(c.value, 25))
}
