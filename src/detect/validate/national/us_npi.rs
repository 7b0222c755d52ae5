//! US National Provider Identifier: ten digits from 1 or 2 on; with the prefix 80840 before them they agree by Luhn.

use crate::detect::validate::national::parts::{digits, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// The prefix of the health industry in the USA (ISO/IEC 7812), which is not printed.
const PREFIX: [u32; 5] = [8, 0, 8, 4, 0];

/// First digit and check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<10>(c.value)
        .is_some_and(|d| matches!(d[0], 1 | 2) && checksum::luhn(PREFIX.into_iter().chain(d)));
    verdict(is_valid, 0)
}
