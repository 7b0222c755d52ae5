//! Latvian personal code (personas kods): date of birth, century, serial and check digit; since 2017 eleven digits that begin with
//! 32 to 39 and say nothing.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, is_day, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// New codes have no check digit.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<11>(value).is_some_and(|d| is_new(&d) || is_old(&d))
}

fn is_new(d: &[u32; 11]) -> bool {
    d[0] == 3 && d[1] >= 2
}

fn is_old(d: &[u32; 11]) -> bool {
    let sum = weighted(d[..10].iter().copied(), &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9]);
    d[6] < 3 && is_day(1800 + 100 * d[6] + two(d, 4), two(d, 2), two(d, 0)) && (1 + sum) % 11 % 10 == d[10]
}

/// The printed form of an old code has points.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let old = exactly::<11>(c.value).is_some_and(|d| is_old(&d));
    verdict(may_be(c.value), if old { printed_points(c.value, 25) } else { 0 })
}
