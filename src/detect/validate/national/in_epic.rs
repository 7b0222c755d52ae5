//! Indian voter identity card (EPIC): three letters and seven digits that agree by Luhn.

use crate::detect::validate::national::parts::{alike, digits, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<7>(c.value).is_some_and(|d| checksum::luhn(d) && !alike(&d));
    verdict(is_valid, 0)
}
