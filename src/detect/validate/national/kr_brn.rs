//! Korean Business Registration Number: tax office (from 101 on), kind of business, serial, check digit (MOD 10).

use crate::detect::validate::national::parts::{alike, digits, grouped, number, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digit, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<10>(c.value).is_some_and(|d| {
        let sum = checksum::weighted(d.into_iter(), &[1, 3, 7, 1, 3, 7, 1, 3, 5, 1]);
        // The ninth digit counts five times, and the tens of that once more.
        let is_office = number(&d[..3]) > 100 && number(&d[3..5]) > 0;
        is_office && (sum + d[8] * 5 / 10).is_multiple_of(10) && !alike(&d)
    });
    verdict(is_valid, grouped(c.value, 15))
}
