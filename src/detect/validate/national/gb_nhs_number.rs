//! NHS number of England, Wales and the Isle of Man: ten digits, the last of which is a check digit modulo 11.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Weights 10 to 2; a check digit of 10 is not issued.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<10>(value)
        .is_some_and(|d| weighted(d.into_iter(), &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 10))
}
