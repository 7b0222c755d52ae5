//! Japanese Individual Number (My Number): eleven digits and a check digit (MOD 11), as the ordinance of the Ministry of Internal
//! Affairs defines it.

use crate::detect::validate::national::parts::{alike, digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digit, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<12>(c.value).is_some_and(|d| {
        let rest = checksum::weighted(d[..11].iter().copied(), &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        d[11] == if rest < 2 { 0 } else { 11 - rest } && !alike(&d)
    });
    verdict(is_valid, grouped(c.value, 10))
}
