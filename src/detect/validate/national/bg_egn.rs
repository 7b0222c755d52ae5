//! Bulgarian personal number (EGN, civil registration act): date of birth with the century in the month, serial, check digit.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, is_day, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Months 21 to 32 are of the 1800s, 41 to 52 of the 2000s.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<10>(value).is_some_and(|d| {
        let (year, month) = match two(&d, 2) {
            month @ 41.. => (2000, month - 40),
            month @ 21.. => (1800, month - 20),
            month => (1900, month),
        };
        let sum = weighted(d[..9].iter().copied(), &[2, 4, 8, 5, 10, 9, 7, 3, 6]);
        is_day(year + two(&d, 0), month, two(&d, 4)) && sum % 11 % 10 == d[9]
    })
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
