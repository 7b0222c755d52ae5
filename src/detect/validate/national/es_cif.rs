//! Spanish tax number of companies and other bodies (CIF): a letter, seven digits, and a check digit or letter.

use crate::detect::validate::checksum::digit_sum;
use crate::detect::validate::national::parts::{exactly, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Every second digit counts twice with its digits summed. Companies have a digit; of other bodies sources differ, so either is taken.
pub fn may_be(value: &[u8]) -> bool {
    const LETTERS: &[u8; 10] = b"JABCDEFGHI";
    let [kind, number @ .., last] = value else { return false };
    let Some(d) = exactly::<7>(number) else { return false };
    let sum: u32 = d.into_iter().zip([2, 1].into_iter().cycle()).map(|(d, w)| digit_sum(d * w)).sum();
    let check = (10 - sum % 10) % 10;
    let (digit, letter) = (b'0' + check as u8, LETTERS[check as usize % LETTERS.len()]);
    match kind {
        b'A' | b'B' | b'E' | b'H' => *last == digit,
        b'C' | b'D' | b'F' | b'G' | b'J' | b'N' | b'P'..=b'S' | b'U'..=b'W' => {
            *last == digit || *last == letter
        }
        _ => false,
    }
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
