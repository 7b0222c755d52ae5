//! Icelandic identity number of people (kennitala): date of birth, serial, check digit and century (Registers Iceland).

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, is_day, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// A check digit of 10 is not given out; centuries are 9 and 0.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<10>(value).is_some_and(|d| {
        let century = match d[9] {
            0 => 2000,
            9 => 1900,
            _ => return false,
        };
        let sum = weighted(d.into_iter().take(9), &[3, 2, 7, 6, 5, 4, 3, 2, 1]);
        is_day(century + two(&d, 4), two(&d, 2), two(&d, 0)) && sum.is_multiple_of(11)
    })
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 15))
}
