//! Danish CPR number: date of birth and four digits. The check digit of old is not kept to since 2007.

use crate::detect::validate::national::parts::{exactly, is_day, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// A date; the century follows from the seventh digit and the year (CPR-kontoret, Personnummeret i CPR).
pub fn may_be(value: &[u8]) -> bool {
    exactly::<10>(value).is_some_and(|d| {
        let year = two(&d, 4);
        let century = match (d[6], year) {
            (0..=3, _) | (4 | 9, 37..) => 1900,
            (5..=8, 58..) => 1800,
            _ => 2000,
        };
        is_day(century + year, two(&d, 2), two(&d, 0))
    })
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 10))
}
