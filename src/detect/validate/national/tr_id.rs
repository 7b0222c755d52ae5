//! Turkish identity number (T.C. kimlik numarasi, law 5490): eleven digits, the last two of which are check digits.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Seven times the odd places less the even ones, and the sum of the first ten; it does not begin with 0 and is even.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<11>(value).is_some_and(|d| {
        let tenth = weighted(d[..9].iter().copied(), &[7, 9]) % 10;
        d[0] != 0 && tenth == d[9] && d[..10].iter().sum::<u32>() % 10 == d[10]
    })
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
