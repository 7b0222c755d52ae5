//! Spanish social security number (NUSS): province, eight digits, and the rest of both by 97.

use crate::detect::validate::checksum::remainder;
use crate::detect::validate::national::parts::{exactly, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// A province of 01 to 53 or 66; a number below ten million is taken with seven digits.
pub fn may_be(value: &[u8]) -> bool {
    let Some(d) = exactly::<12>(value) else { return false };
    let (province, check) = (two(&d, 0), two(&d, 10));
    let short = d[2] == 0;
    let body = d[..2].iter().chain(&d[if short { 3 } else { 2 }..10]).copied();
    matches!(province, 1..=53 | 66) && remainder(body, 97) == check
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 20))
}
