//! Australian Medicare number: eight digits from 2 to 6 on, a check digit (MOD 10), the issue of the card, and perhaps whose of the card.

use crate::detect::validate::national::parts::{grouped, verdict};
use crate::detect::validate::{Candidate, Digits, Verdict, checksum};

/// First digit, check digit, issue.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some(digits) = Digits::of(c.value) else { return Verdict::Invalid };
    let (first, check, issue) = match digits.all() {
        [first, .., check, issue] if digits.all().len() == 10 => (first, check, issue),
        [first, .., check, issue, b'1'..=b'9'] if digits.all().len() == 11 => (first, check, issue),
        _ => return Verdict::Invalid,
    };
    let sum = checksum::weighted(checksum::digits(&digits.all()[..8]), &[1, 3, 7, 9]);
    let is_valid = (b'2'..=b'6').contains(first) && sum % 10 == u32::from(check - b'0') && *issue != b'0';
    verdict(is_valid, grouped(c.value, 15))
}
