//! Malaysian MyKad: day of birth, place of birth, serial. There is no check digit.

use crate::detect::validate::national::parts::{digits, grouped, is_day_of_any_century, number, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Day of birth and a place code in use.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<12>(c.value).is_some_and(|d| {
        let is_place = matches!(number(&d[6..8]), 1..=16 | 21..=68 | 71 | 72 | 74..=79 | 82..=93 | 98 | 99);
        is_day_of_any_century(number(&d[..2]), number(&d[2..4]), number(&d[4..6])) && is_place
    });
    verdict(is_valid, grouped(c.value, 20))
}
