//! Greek tax number (AFM): nine digits, check digit by powers of two.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The sum modulo 11, what would be 10 is 0.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<9>(value)
        .is_some_and(|d| weighted(d[..8].iter().copied(), &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == d[8])
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
