//! US Adoption Taxpayer Identification Number: 9xx-93-xxxx.

use crate::detect::validate::national::parts::{digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// A number of that range.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<9>(c.value).is_some_and(|d| d[0] == 9 && d[3..5] == [9, 3]);
    verdict(is_valid, grouped(c.value, 30))
}
