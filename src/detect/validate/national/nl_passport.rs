//! Number of a Dutch passport or identity card: two letters, six letters or digits and a digit, never the letter O.

use crate::detect::validate::national::parts::verdict;
use crate::detect::validate::{Candidate, Verdict};

/// Two digits at least, so that it is no word with a digit behind it.
pub fn may_be(value: &[u8]) -> bool {
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    digits >= 2 && !value.contains(&b'O')
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
