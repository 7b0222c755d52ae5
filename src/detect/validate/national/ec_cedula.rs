//! Ecuadorian identity card: province, a third digit below 7, and Luhn over all ten digits.

use crate::detect::validate::national::parts::{alike, digits, number, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Province and check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<10>(c.value).is_some_and(|d| {
        matches!(number(&d[..2]), 1..=24 | 30) && d[2] < 7 && checksum::luhn(d) && !alike(&d)
    });
    verdict(is_valid, 0)
}
