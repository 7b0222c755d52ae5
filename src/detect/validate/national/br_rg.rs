//! Brazilian RG: each state numbers its own cards and checks them in its own way, so only placeholders are refused.

use crate::detect::validate::national::parts::{alike, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// No placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some((check, body)) = c.value.split_last() else { return Verdict::Invalid };
    let digits = checksum::digits(body);
    let differ = digits.clone().zip(digits.skip(1)).any(|(a, b)| !alike(&[a, b]));
    verdict(differ && (check.is_ascii_digit() || b"Xx".contains(check)), 0)
}
