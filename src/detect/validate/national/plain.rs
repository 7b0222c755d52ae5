//! Numbers whose issuer defines no check: placeholders are refused, and a word beside them has to say what they are.

use crate::detect::validate::{Candidate, Verdict, checksum};

/// Not the same digit again and again, nor digits that only count up or down.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let steps = || {
        let digits = checksum::digits(c.value);
        digits.clone().zip(digits.skip(1)).map(|(a, b)| (b + 10 - a) % 10)
    };
    let is_run = |step| steps().all(|s| s == step);
    if [0, 1, 9].into_iter().any(is_run) { Verdict::Invalid } else { Verdict::Points(0) }
}
