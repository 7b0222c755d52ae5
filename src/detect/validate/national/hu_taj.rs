//! Hungarian social insurance number (TAJ, act XX of 1996): nine digits, check digit by 3 and 7 in turn.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The sum of the first eight modulo ten.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<9>(value).is_some_and(|d| weighted(d[..8].iter().copied(), &[3, 7]) % 10 == d[8])
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 5))
}
