//! Peruvian RUC: a prefix for the kind of taxpayer, eight digits, a check digit (MOD 11).

use crate::detect::validate::national::parts::{digits, number, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Prefix and check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<11>(c.value).is_some_and(|d| {
        let sum = checksum::weighted(d[..10].iter().copied(), &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
        matches!(number(&d[..2]), 10 | 15..=17 | 20) && (11 - sum % 11) % 10 == d[10]
    });
    verdict(is_valid, 0)
}
