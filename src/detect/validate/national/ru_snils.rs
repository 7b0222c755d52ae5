//! Russian pension insurance number (SNILS): nine digits and their weighted sum by 101.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Weights 9 to 1; 100 is written 00. Numbers up to 001-001-998 have no check and are not taken.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<11>(value).is_some_and(|d| {
        let body = d[..9].iter().copied();
        let sum = weighted(body.clone(), &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100;
        body.fold(0, |n, digit| n * 10 + digit) > 1_001_998 && sum == two(&d, 9)
    })
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 35))
}
