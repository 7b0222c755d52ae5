//! Kenyan KRA PIN: `A` for people, `P` for companies, nine digits and a letter. How the letter checks the others is not published.

use crate::detect::validate::national::plain;
use crate::detect::validate::{Candidate, Verdict};

/// The first letter, and no placeholder behind it.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let begins = c.value.first().is_some_and(|b| b"AP".contains(b));
    if begins { plain::check(c) } else { Verdict::Invalid }
}
