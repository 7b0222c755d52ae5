//! Vehicle identification numbers: ISO 3779, and the check digit that 49 CFR 565 asks for in North America.

use crate::detect::validate::national::parts::marks;
use crate::detect::validate::{Candidate, Verdict};

/// From the first place on; the ninth is the check digit.
const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/// Seventeen places without I, O and Q, the last four of them digits; in North America with a check digit that agrees.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some(m) = marks::<17>(c.value) else { return Verdict::Invalid };
    let has = |is: fn(&u8) -> bool| m.iter().any(is);
    let is_vin = !has(|b| b"IOQ".contains(b))
        && has(u8::is_ascii_uppercase)
        && m[13..].iter().all(u8::is_ascii_digit)
        && has(|b| b.is_ascii_digit() && *b != b'0');
    if !is_vin {
        return Verdict::Invalid;
    }
    match m[0] {
        // The tenth place is the model year there, which has fewer letters.
        b'1'..=b'5' if agrees(&m) && !b"UZ0".contains(&m[9]) => Verdict::Points(25),
        b'1'..=b'5' => Verdict::Invalid,
        _ => Verdict::Points(0),
    }
}

fn agrees(m: &[u8; 17]) -> bool {
    let value = |b: u8| match b {
        b'0'..=b'9' => b - b'0',
        b'A'..=b'H' => b - b'A' + 1,
        b'J'..=b'R' => b - b'J' + 1,
        _ => b - b'S' + 2,
    };
    let sum: u32 = m.iter().zip(WEIGHTS).map(|(b, weight)| u32::from(value(*b)) * weight).sum();
    let check = if sum % 11 == 10 { b'X' } else { b'0' + (sum % 11) as u8 };
    m[8] == check
}
