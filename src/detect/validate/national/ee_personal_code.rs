//! Personal code of Estonia (isikukood) and Lithuania (asmens kodas): sex and century, date of birth, serial and check digit.

use crate::detect::validate::checksum::mod_11_twice;
use crate::detect::validate::national::parts::{exactly, is_day, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The first digit says the century, two a century from 1800 on.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<11>(value).is_some_and(|d| {
        let century = 1700 + d[0].div_ceil(2) * 100;
        let is_day = matches!(d[0], 1..=8) && is_day(century + two(&d, 1), two(&d, 3), two(&d, 5));
        is_day && mod_11_twice(&d)
    })
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
