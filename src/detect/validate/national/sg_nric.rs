//! Singapore NRIC and FIN: a letter for the kind of holder and century, seven digits, a check letter (MOD 11).

use crate::detect::validate::national::parts::{digits, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check letter.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let (offset, letters): (u32, &[u8; 11]) = match c.value.first() {
        Some(b'S') => (0, b"JZIHGFEDCBA"),
        Some(b'T') => (4, b"JZIHGFEDCBA"),
        Some(b'F') => (0, b"XWUTRQPNMLK"),
        Some(b'G') => (4, b"XWUTRQPNMLK"),
        Some(b'M') => (3, b"XWUTRQPNJLK"),
        _ => return Verdict::Invalid,
    };
    let is_valid = digits::<7>(c.value).is_some_and(|d| {
        let sum = offset + checksum::weighted(d.into_iter(), &[2, 7, 6, 5, 4, 3, 2]);
        c.value.last() == letters.get(sum as usize % letters.len())
    });
    verdict(is_valid, 0)
}
