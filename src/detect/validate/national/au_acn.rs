//! Australian Company Number: eight digits and a check digit (MOD 10).

use crate::detect::validate::national::parts::{alike, digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digit, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<9>(c.value).is_some_and(|d| {
        checksum::weighted(d.into_iter(), &[8, 7, 6, 5, 4, 3, 2, 1, 1]).is_multiple_of(10) && !alike(&d)
    });
    verdict(is_valid, grouped(c.value, 10))
}
