//! Venezuelan identity card: `V` for citizens, `E` for foreigners, and seven or eight digits. There is no check digit.

use crate::detect::validate::national::plain;
use crate::detect::validate::{Candidate, Verdict};

/// The first letter, and no placeholder behind it.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let begins = c.value.first().is_some_and(|b| b"EV".contains(b));
    if begins { plain::check(c) } else { Verdict::Invalid }
}
