//! Canadian Social Insurance Number: nine digits that agree by Luhn. Temporary residents have a 9 in front, and what the revenue agency
//! assigns itself a 0.

use crate::detect::validate::national::parts::{alike, digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digit, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<9>(c.value).is_some_and(|d| checksum::luhn(d) && !alike(&d));
    verdict(is_valid, grouped(c.value, 10))
}
