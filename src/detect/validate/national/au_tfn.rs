//! Australian Tax File Number: nine digits whose weighted sum is a multiple of 11.

use crate::detect::validate::national::parts::{alike, digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digit, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<9>(c.value).is_some_and(|d| {
        checksum::weighted(d.into_iter(), &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11) && !alike(&d)
    });
    verdict(is_valid, grouped(c.value, 10))
}
