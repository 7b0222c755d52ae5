//! Italian VAT number (partita IVA): serial, province office and the check digit of ISO/IEC 7812.

use crate::detect::validate::checksum::luhn;
use crate::detect::validate::national::parts::{exactly, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The office is a province, or 100, 120, 121, 888 or 999.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<11>(value).is_some_and(|d| {
        let office = d[7] * 100 + two(&d, 8);
        let serial = d[..7].iter().any(|digit| *digit != 0);
        serial && matches!(office, 1..=100 | 120 | 121 | 888 | 999) && luhn(d)
    })
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
