//! Ontario health card number: ten digits that agree by Luhn, the first of them not 0, and a version code of two letters behind them.

use crate::detect::validate::national::parts::{digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// First digit and check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<10>(c.value).is_some_and(|d| d[0] != 0 && checksum::luhn(d));
    verdict(is_valid, grouped(c.value, 5))
}
