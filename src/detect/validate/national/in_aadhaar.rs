//! Indian Aadhaar: twelve digits, not from 0 or 1 on, of which the last one checks the others by Verhoeff.

use crate::detect::validate::national::parts::{alike, digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// First digit and check digit; a number that reads the same backwards is not issued.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<12>(c.value).is_some_and(|d| {
        let is_palindrome = d.iter().eq(d.iter().rev());
        d[0] > 1 && !is_palindrome && !alike(&d) && checksum::verhoeff(d.into_iter())
    });
    verdict(is_valid, grouped(c.value, 15))
}
