//! Paraguayan RUC: five to eight digits and a check digit (MOD 11).

use crate::detect::validate::national::parts::verdict;
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digit, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let mut digits = checksum::digits(c.value).rev();
    let Some(check) = digits.next() else { return Verdict::Invalid };
    let sum: u32 = digits.clone().zip(2..).map(|(digit, weight)| digit * weight).sum();
    let differ = digits.clone().zip(digits.skip(1)).any(|(a, b)| a != b);
    verdict(differ && (11 - sum % 11) % 11 % 10 == check, 0)
}
