//! Mexican CURP: initials, day of birth, sex, state, inner consonants, a mark that tells people apart, and a check digit (MOD 10 over
//! 37 characters).

use crate::detect::validate::national::parts::{base_36, is_day, marks, number, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The states, `NE` for those born abroad; sorted.
const STATES: &[[u8; 2]] = &[
    *b"AS", *b"BC", *b"BS", *b"CC", *b"CH", *b"CL", *b"CM", *b"CS", *b"DF", *b"DG", *b"GR", *b"GT", *b"HG",
    *b"JC", *b"MC", *b"MN", *b"MS", *b"NE", *b"NL", *b"NT", *b"OC", *b"PL", *b"QR", *b"QT", *b"SL", *b"SP",
    *b"SR", *b"TC", *b"TL", *b"TS", *b"VZ", *b"YN", *b"ZS",
];

/// Format, date, state, check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(marks::<18>(c.value).is_some_and(|m| fits(&m) && agrees(&m)), 0)
}

fn fits(m: &[u8; 18]) -> bool {
    let date = [m[4], m[5], m[6], m[7], m[8], m[9]].map(base_36);
    // A digit here means the century of 1900, a letter that of 2000.
    let century = if m[16].is_ascii_digit() { 1900 } else { 2000 };
    m[..4].iter().chain(&m[13..16]).all(u8::is_ascii_uppercase)
        && m[4..10].iter().all(u8::is_ascii_digit)
        && is_day(century + number(&date[..2]), number(&date[2..4]), number(&date[4..]))
        && matches!(m[10], b'H' | b'M' | b'X')
        && STATES.binary_search(&[m[11], m[12]]).is_ok()
        && m[17].is_ascii_digit()
}

fn agrees(m: &[u8; 18]) -> bool {
    // Ñ stands between N and O and counts, so the letters behind it count one more.
    let value = |b: u8| base_36(b) + u32::from(b > b'N');
    let sum: u32 = m[..17].iter().zip((2..=18).rev()).map(|(b, weight)| value(*b) * weight).sum();
    (10 - sum % 10) % 10 == base_36(m[17])
}
