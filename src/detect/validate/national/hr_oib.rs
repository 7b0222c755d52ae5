//! Croatian personal number (OIB): eleven digits, check digit by ISO/IEC 7064 MOD 11-10.

use crate::detect::validate::checksum::mod_11_10;
use crate::detect::validate::national::parts::{exactly, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The check digit.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<11>(value).is_some_and(|d| mod_11_10(d.into_iter()))
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
