//! US Individual Taxpayer Identification Number: begins with 9, and the fourth and fifth digits are in the ranges that the IRS
//! assigns.

use crate::detect::validate::national::parts::{digits, grouped, number, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// A number of the ranges in use.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<9>(c.value)
        .is_some_and(|d| d[0] == 9 && matches!(number(&d[3..5]), 50..=65 | 70..=88 | 90..=92 | 94..=99));
    verdict(is_valid, grouped(c.value, 35))
}
