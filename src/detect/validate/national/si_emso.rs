//! Slovenian EMSO and the JMBG of what was Yugoslavia: date of birth, region, serial and check digit (ZCRP).

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, is_day, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Weights 7 to 2 twice; what would be 10 is 0. Of the year there are three digits.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<13>(value).is_some_and(|d| {
        let year = d[4] * 100 + two(&d, 5);
        let year = if year < 800 { 2000 + year } else { 1000 + year };
        let sum = weighted(d[..12].iter().copied(), &[7, 6, 5, 4, 3, 2]);
        is_day(year, two(&d, 2), two(&d, 0)) && (11 - sum % 11) % 11 % 10 == d[12]
    })
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
