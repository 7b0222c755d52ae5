//! Australian Business Number: two check digits in front of nine, MOD 89.

use crate::detect::validate::national::parts::{alike, digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digits, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<11>(c.value).is_some_and(|d| {
        let sum = checksum::weighted(d.into_iter(), &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
        // One less at the first place, which counts ten times.
        d[0] > 0 && sum % 89 == 10 && !alike(&d)
    });
    verdict(is_valid, grouped(c.value, 30))
}
