//! Vietnamese citizen identity number: place of birth, century and sex, year of birth, serial. There is no check digit.

use crate::detect::validate::national::parts::{digits, number, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// A place in use, a person who is alive or lately was, a serial.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<12>(c.value)
        .is_some_and(|d| matches!(number(&d[..3]), 1..=96) && d[3] < 4 && number(&d[6..]) > 0);
    verdict(is_valid, 0)
}
