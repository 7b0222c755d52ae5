//! Luxembourgish identification number of people (law of 19 June 2013): date of birth, serial and two check digits, the first by
//! ISO/IEC 7812 and the second by Verhoeff's scheme.

use crate::detect::validate::checksum::{luhn, verhoeff};
use crate::detect::validate::national::parts::{exactly, is_day, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Both are over the first eleven digits.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<13>(value).is_some_and(|d| {
        let year = two(&d, 0) * 100 + two(&d, 2);
        let by_verhoeff = d[..11].iter().copied().chain([d[12]]);
        matches!(year, 1850..=2099)
            && is_day(year, two(&d, 4), two(&d, 6))
            && luhn(d.into_iter().take(12))
            && verhoeff(by_verhoeff)
    })
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 15))
}
