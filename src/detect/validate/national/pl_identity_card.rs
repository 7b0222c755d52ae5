//! Number of the Polish identity card (dowod osobisty): three letters and six digits, of which the first is the check digit.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Weights 7, 3, 1 and 9 for the check digit; letters count from 10.
pub fn may_be(value: &[u8]) -> bool {
    let of =
        |b: &u8| if b.is_ascii_digit() { u32::from(b - b'0') } else { u32::from(b.wrapping_sub(b'A')) + 10 };
    let values = value.iter().filter(|b| b.is_ascii_alphanumeric()).map(of);
    exactly::<6>(value).is_some() && weighted(values, &[7, 3, 1, 9, 7, 3, 1, 7, 3]).is_multiple_of(10)
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 5))
}
