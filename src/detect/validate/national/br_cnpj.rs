//! Brazilian CNPJ: twelve characters and two check digits, MOD 11. Since July 2026 letters are issued as well; they count what their
//! ASCII code is above that of 0.

use crate::detect::validate::national::parts::{grouped, marks, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Both check digits, and no placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = marks::<14>(c.value).is_some_and(|m| {
        let v = m.map(|b| u32::from(b.wrapping_sub(b'0')));
        m[12..].iter().all(u8::is_ascii_digit)
            && m.iter().any(|b| *b != m[0])
            && of(&v[..12]) == v[12]
            && of(&v[..13]) == v[13]
    });
    verdict(is_valid, grouped(c.value, 55))
}

/// The check digit of `values`: weights go from 2 to 9 and begin anew, from the last one back.
fn of(values: &[u32]) -> u32 {
    let sum: u32 = values.iter().rev().zip((2..=9).cycle()).map(|(value, weight)| value * weight).sum();
    let rest = sum % 11;
    if rest < 2 { 0 } else { 11 - rest }
}
