//! Indian Permanent Account Number: five letters, the fourth for the kind of holder, four digits and a letter. How that letter checks
//! the others is not published.

use crate::detect::validate::national::parts::verdict;
use crate::detect::validate::{Candidate, Verdict};

/// Kind of holder and serial number.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = is_pan(c.value);
    verdict(is_valid, 0)
}

pub(super) fn is_pan(value: &[u8]) -> bool {
    let [a, b, c, kind, name, serial @ .., check] = value else { return false };
    [a, b, c, name, check].iter().all(|m| m.is_ascii_uppercase())
        && b"ABCFGHJKLPT".contains(kind)
        && serial.len() == 4
        && serial.iter().all(u8::is_ascii_digit)
        && serial != b"0000"
}
