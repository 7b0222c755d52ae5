//! Personal Health Number of British Columbia: ten digits, a 9 in front, MOD 11 over the eight that follow.

use crate::detect::validate::national::parts::{digits, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// The check digit is what is missing to a multiple of 11; 10 and 11 are not issued.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<10>(c.value).is_some_and(|d| {
        let sum = checksum::weighted(d[1..9].iter().copied(), &[2, 4, 8, 5, 10, 9, 7, 3]);
        d[0] == 9 && 11 - sum % 11 == d[9]
    });
    verdict(is_valid, 0)
}
