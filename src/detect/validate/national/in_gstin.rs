//! Indian GSTIN: state, the PAN of the taxpayer, a mark for its registrations, `Z`, and a check character (Luhn over 36 characters).

use crate::detect::validate::national::in_pan;
use crate::detect::validate::national::parts::{base_36, marks, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// State, PAN and check character.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = marks::<15>(c.value).is_some_and(|m| {
        let state = base_36(m[0]) * 10 + base_36(m[1]);
        m[..2].iter().all(u8::is_ascii_digit)
            && matches!(state, 1..=38 | 97 | 99)
            && in_pan::is_pan(&m[2..12])
            && m[12] != b'0'
            && agrees(&m)
    });
    verdict(is_valid, 0)
}

fn agrees(m: &[u8; 15]) -> bool {
    let value = |(at, b): (usize, &u8)| {
        let product = base_36(*b) * (at as u32 % 2 + 1);
        product / 36 + product % 36
    };
    let sum: u32 = m.iter().rev().enumerate().map(value).sum();
    sum.is_multiple_of(36)
}
