//! Greek social security number (AMKA, law 3655/2008): date of birth, serial, and the check digit of ISO/IEC 7812.

use crate::detect::validate::checksum::luhn;
use crate::detect::validate::national::parts::{exactly, is_day, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Luhn's scheme over all eleven digits.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<11>(value).is_some_and(|d| is_day(2000, two(&d, 2), two(&d, 0)) && luhn(d))
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
