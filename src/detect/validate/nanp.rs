//! North American telephone numbers: NANP area codes (NPA) and exchanges start with 2-9; N11 is no area.

use crate::detect::validate::{Candidate, Verdict};

/// Area and exchange codes; separators say more than bare digits.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let digits: Vec<u8> = c.value.iter().copied().filter(u8::is_ascii_digit).collect();
    let local = if digits.len() == 11 { &digits[1..] } else { &digits[..] };
    if local.len() != 10 || local[0] < b'2' || local[3] < b'2' || local[1..3] == *b"11" {
        return Verdict::Invalid;
    }
    if local.iter().all(|d| *d == local[0]) {
        return Verdict::Invalid;
    }
    let separators: Vec<u8> = c.value.iter().copied().filter(|b| !b.is_ascii_digit() && *b != b'+').collect();
    match separators.len() {
        0 if c.value[0] == b'+' => Verdict::Points(50),
        0 => Verdict::Points(0),
        // A status and a size in a log stand like this: `200 4378624`.
        1 if separators[0] == b' ' => Verdict::Points(5),
        1 => Verdict::Points(25),
        _ => Verdict::Points(45),
    }
}
