//! Swiss social insurance number (AHV, AVS): thirteen digits that begin with 756, with the check digit of EAN-13.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The check digit of GS1.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<13>(value)
        .is_some_and(|d| d[..3] == [7, 5, 6] && weighted(d.into_iter(), &[1, 3]).is_multiple_of(10))
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 50))
}
