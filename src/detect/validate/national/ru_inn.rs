//! Russian tax number of people (INN): twelve digits, the last two of which are check digits (order of the tax service MMV-7-6/435).

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Each the sum modulo 11, what would be 10 is 0; the region is not 00.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<12>(value).is_some_and(|d| {
        let first = weighted(d[..10].iter().copied(), &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]);
        let second = weighted(d[..11].iter().copied(), &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]);
        two(&d, 0) > 0 && first % 11 % 10 == d[10] && second % 11 % 10 == d[11]
    })
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
