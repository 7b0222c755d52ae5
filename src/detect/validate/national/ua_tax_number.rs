//! Ukrainian tax number of people (RNTRC): days since 1899, serial and check digit.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Weights -1, 5, 7, 9, 4, 6, 10, 5, 7 modulo 11; what would be 10 is 0.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<10>(value)
        .is_some_and(|d| weighted(d[..9].iter().copied(), &[10, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 % 10 == d[9])
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
