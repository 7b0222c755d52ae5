//! Dutch citizen service number (BSN): nine digits that stand the test of eleven (Wet algemene bepalingen burgerservicenummer).

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Weights 9 to 2 and -1.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<9>(value)
        .is_some_and(|d| weighted(d.into_iter(), &[9, 8, 7, 6, 5, 4, 3, 2, 10]).is_multiple_of(11))
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 10))
}
