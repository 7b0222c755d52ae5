//! French tax number (numero fiscal de reference, SPI): thirteen digits, the last three are the rest of the others by 511.

use crate::detect::validate::checksum::remainder;
use crate::detect::validate::national::parts::{exactly, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// It begins with 0 to 3.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<13>(value)
        .is_some_and(|d| d[0] < 4 && remainder(d[..10].iter().copied(), 511) == d[10] * 100 + two(&d, 11))
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 15))
}
