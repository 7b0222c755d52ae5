//! Italian fiscal code (codice fiscale, D.M. 23 December 1976): surname, name, date of birth, place and check letter. Digits may
//! have become letters where two people would have had the same (omocodia).

use crate::detect::validate::national::parts::{is_day, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// What digits become: `L` is 0, `M` 1 and so on.
const DIGITS: &[u8; 10] = b"LMNPQRSTUV";

/// The months.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";

/// What characters count at odd places, beginning with 1, by digit or letter.
const ODD: [u32; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// Digits where they must be, a date, and the check letter.
pub fn may_be(value: &[u8]) -> bool {
    let Ok(v) = <&[u8; 16]>::try_from(value) else { return false };
    let v = v.map(|b| b.to_ascii_uppercase());
    let digit = |at: usize| match v[at] {
        b @ b'0'..=b'9' => Some(u32::from(b - b'0')),
        b => DIGITS.iter().position(|d| *d == b).map(|n| n as u32),
    };
    let two = |at: usize| Some(digit(at)? * 10 + digit(at + 1)?);
    let Some(month) = MONTHS.iter().position(|m| *m == v[8]) else { return false };
    let (Some(_), Some(day)) = (two(6), two(9)) else { return false };
    let day = if day > 40 { day - 40 } else { day };
    let is_place = v[11].is_ascii_uppercase() && (12..15).all(|at| digit(at).is_some());
    is_place
        && is_day(2000, month as u32 + 1, day)
        && sum(&v[..15]) % 26 == u32::from(v[15].wrapping_sub(b'A'))
}

/// At even places a character counts its place in the alphabet or its digit.
fn sum(characters: &[u8]) -> u32 {
    let value = |b: &u8| u32::from(if b.is_ascii_digit() { b - b'0' } else { b.wrapping_sub(b'A') });
    let counted = |(at, b): (usize, &u8)| match at % 2 {
        0 => ODD[value(b) as usize % ODD.len()],
        _ => value(b),
    };
    characters.iter().enumerate().map(counted).sum()
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
