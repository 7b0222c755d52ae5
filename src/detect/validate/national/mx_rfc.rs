//! Mexican RFC: initials of a person (four) or company (three), a date, a code that tells equals apart and ends with a check character
//! (MOD 11). Old codes were given without it, so it adds points and refuses nothing.

use crate::detect::validate::national::parts::{base_36, is_day_of_any_century, number, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// What is written where a taxpayer has none: the general public, and people abroad.
const GENERAL: [&[u8]; 2] = [b"XAXX010101000", b"XEXX010101000"];

/// Date, and a check character that may agree.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let mut marks = [b' '; 13];
    let mut written = c.value.iter().filter(|b| b.is_ascii_alphanumeric());
    let count = written.clone().count();
    // A company has three initials, and counts with a space in front of them.
    let Some(places) = marks.get_mut(13usize.saturating_sub(count)..).filter(|p| p.len() >= 12) else {
        return Verdict::Invalid;
    };
    for (place, mark) in places.iter_mut().zip(&mut written) {
        *place = mark.to_ascii_uppercase();
    }
    let date = [marks[4], marks[5], marks[6], marks[7], marks[8], marks[9]].map(base_36);
    let is_valid = marks[1..4].iter().all(u8::is_ascii_uppercase)
        && (count == 12 || marks[0].is_ascii_uppercase())
        && marks[4..10].iter().all(u8::is_ascii_digit)
        && is_day_of_any_century(number(&date[..2]), number(&date[2..4]), number(&date[4..]))
        && written.next().is_none()
        && !GENERAL.contains(&marks.as_slice());
    verdict(is_valid, if agrees(&marks) { 30 } else { 0 })
}

fn agrees(marks: &[u8; 13]) -> bool {
    let value = |b: u8| match b {
        b' ' => 37,
        // & counts as well, between N and O.
        b'O'..=b'Z' => base_36(b) + 1,
        _ => base_36(b),
    };
    let sum: u32 = marks[..12].iter().zip((2..=13).rev()).map(|(b, weight)| value(*b) * weight).sum();
    let check = match 11 - sum % 11 {
        11 => b'0',
        10 => b'A',
        digit => b'0' + digit as u8,
    };
    marks[12] == check
}
