//! US Preparer Tax Identification Number: `P` and eight digits. There is no check digit.

use crate::detect::validate::national::plain;
use crate::detect::validate::{Candidate, Verdict};

/// The first letter, and no placeholder behind it.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let begins = c.value.first().is_some_and(|b| b"P".contains(b));
    if begins { plain::check(c) } else { Verdict::Invalid }
}
