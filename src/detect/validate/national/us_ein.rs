//! US Employer Identification Number: a prefix that the IRS has assigned to a campus or to the internet. There is no check digit.

use crate::detect::validate::national::parts::{alike, digits, grouped, number, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// A prefix in use, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<9>(c.value).is_some_and(|d| {
        let prefix = number(&d[..2]);
        let is_assigned = matches!(
            prefix,
            1..=6 | 10..=16 | 20..=27 | 30..=48 | 50..=68 | 71..=77 | 80..=88 | 90..=95 | 98 | 99
        );
        is_assigned && !alike(&d) && !alike(&d[2..])
    });
    verdict(is_valid, grouped(c.value, 10))
}
