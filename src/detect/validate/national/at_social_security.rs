//! Austrian social insurance number: serial, check digit and date of birth (ASVG section 30c).

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, is_day, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The fourth digit is the check; a rest of 10 is not given out. Months 13 to 15 are used when the serials of a day are.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<10>(value).is_some_and(|d| {
        let (day, month) = (two(&d, 4), two(&d, 6));
        let is_day = is_day(2000, month, day) || (matches!(month, 13..=15) && matches!(day, 1..=31));
        d[0] != 0 && is_day && weighted(d.into_iter(), &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == d[3]
    })
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 10))
}
