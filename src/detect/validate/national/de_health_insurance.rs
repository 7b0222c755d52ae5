//! German health insurance number (Krankenversichertennummer, SGB V section 290): a letter, eight digits and a check digit.

use crate::detect::validate::checksum::digit_sum;
use crate::detect::validate::national::parts::{exactly, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The digits of the products with 1 and 2 in turn are summed, two digits for the letter.
pub fn may_be(value: &[u8]) -> bool {
    let [letter @ b'A'..=b'Z', rest @ ..] = value else { return false };
    let Some(d) = exactly::<9>(rest) else { return false };
    let place = u32::from(letter - b'A') + 1;
    let values = [place / 10, place % 10].into_iter().chain(d[..8].iter().copied());
    let sum: u32 = values.zip([1, 2].into_iter().cycle()).map(|(d, w)| digit_sum(d * w)).sum();
    sum % 10 == d[8]
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
