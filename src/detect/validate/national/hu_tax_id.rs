//! Hungarian tax identification of people (adoazonosito jel, act XX of 1996): ten digits that begin with 8.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Each digit counts its place; a rest of 10 by 11 is not given out. The five digits after the 8 are days since 1867.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<10>(value).is_some_and(|d| {
        d[0] == 8 && weighted(d[..9].iter().copied(), &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == d[9]
    })
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
