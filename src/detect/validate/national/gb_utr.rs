//! UK Unique Taxpayer Reference: ten digits, of which the first is the check digit.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The check digit by the remainder of the other nine.
pub fn may_be(value: &[u8]) -> bool {
    const CHECK: [u32; 11] = [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    exactly::<10>(value).is_some_and(|d| {
        let sum = weighted(d[1..].iter().copied(), &[6, 7, 8, 9, 10, 5, 4, 3, 2]);
        CHECK[sum as usize % CHECK.len()] == d[0]
    })
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 5))
}
