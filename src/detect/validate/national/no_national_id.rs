//! Norwegian birth number (fodselsnummer) and D number: date of birth, serial and two check digits (folkeregisterforskriften).

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, is_day, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// D numbers have 40 more in the day, synthetic ones 40 or 80 more in the month.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<11>(value).is_some_and(|d| {
        let (day, month) = (two(&d, 0) % 40, two(&d, 2) % 40);
        let first = weighted(d.into_iter().take(10), &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]);
        let second = weighted(d.into_iter(), &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
        two(&d, 0) < 72 && is_day(2000, month, day) && first.is_multiple_of(11) && second.is_multiple_of(11)
    })
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 20))
}
