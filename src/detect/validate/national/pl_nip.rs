//! Polish tax number (NIP): ten digits, check digit modulo 11.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// A rest of 10 is not given out; it does not begin with 0.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<10>(value).is_some_and(|d| {
        let sum = weighted(d[..9].iter().copied(), &[6, 5, 7, 2, 3, 4, 5, 6, 7]);
        d[0] != 0 && sum % 11 == d[9]
    })
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 10))
}
