//! German tax identification number (Steuer-ID): eleven digits, check digit by ISO/IEC 7064 MOD 11-10.

use crate::detect::validate::checksum::mod_11_10;
use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The first is not 0; of the first ten, one stands two or three times and the others at most once.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<11>(value).is_some_and(|d| d[0] != 0 && repeats_one(&d[..10]) && mod_11_10(d.iter().copied()))
}

/// Three times since 2016, and then not side by side.
fn repeats_one(digits: &[u32]) -> bool {
    let count = |digit: u32| digits.iter().filter(|d| **d == digit).count();
    let repeated = (0..10).map(count).filter(|n| *n > 1);
    repeated.clone().count() == 1
        && repeated.max().is_some_and(|n| n <= 3)
        && !digits.windows(3).any(|w| w[0] == w[1] && w[1] == w[2])
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 10))
}
