//! Numbers of documents without a check digit, or with one that is not printed.

use crate::detect::validate::national::parts::verdict;
use crate::detect::validate::{Candidate, Verdict};

/// Two digits, and not one over and over.
pub fn may_be(value: &[u8]) -> bool {
    let mut digits = value.iter().filter(|b| b.is_ascii_digit());
    let Some(first) = digits.next() else { return false };
    digits.any(|digit| digit != first)
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
