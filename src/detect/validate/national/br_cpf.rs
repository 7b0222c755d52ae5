//! Brazilian CPF: nine digits and two check digits, MOD 11 over all before each.

use crate::detect::validate::national::parts::{alike, digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Both check digits, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid =
        digits::<11>(c.value).is_some_and(|d| !alike(&d) && of(&d[..9]) == d[9] && of(&d[..10]) == d[10]);
    verdict(is_valid, grouped(c.value, 45))
}

/// The check digit of `digits`: the last of them counts twice, the one before three times and so on.
fn of(digits: &[u32]) -> u32 {
    let sum: u32 = digits.iter().rev().zip(2..).map(|(digit, weight)| digit * weight).sum();
    let rest = sum % 11;
    if rest < 2 { 0 } else { 11 - rest }
}
