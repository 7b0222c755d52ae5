//! Uzbek PINFL: century and sex, day of birth, district, serial, check digit. How the last digit checks the others is not published by
//! the issuer, so it is not looked at.

use crate::detect::validate::national::parts::{digits, is_day, number, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Day of birth.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<14>(c.value).is_some_and(|d| {
        let century = match d[0] {
            1 | 2 => 1800,
            3 | 4 => 1900,
            5 | 6 => 2000,
            _ => return false,
        };
        is_day(century + number(&d[5..7]), number(&d[3..5]), number(&d[1..3]))
    });
    verdict(is_valid, 0)
}
