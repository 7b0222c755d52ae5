//! Lithuanian personal code (asmens kodas): as the Estonian one, and nine in front where the date of birth is not known.

use crate::detect::validate::checksum::mod_11_twice;
use crate::detect::validate::national::ee_personal_code;
use crate::detect::validate::national::parts::{exactly, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The check digit, and a date where there is one.
pub fn may_be(value: &[u8]) -> bool {
    ee_personal_code::may_be(value) || exactly::<11>(value).is_some_and(|d| d[0] == 9 && mod_11_twice(&d))
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
