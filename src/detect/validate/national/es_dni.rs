//! Spanish DNI: up to eight digits and the letter that their rest by 23 stands for (Real Decreto 1553/2005).

use crate::detect::validate::checksum::remainder;
use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The letter.
pub fn may_be(value: &[u8]) -> bool {
    let Some(letter) = value.last() else { return false };
    exactly::<8>(value)
        .is_some_and(|d| control_letter(remainder(d.into_iter(), 23)) == letter.to_ascii_uppercase())
}

/// The letter of a rest by 23.
pub(super) fn control_letter(rest: u32) -> u8 {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    LETTERS[rest as usize % LETTERS.len()]
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 5))
}
