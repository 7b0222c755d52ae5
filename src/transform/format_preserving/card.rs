//! Payment cards: all digits but the check digit are encrypted, or those behind the issuer's number, and the check
//! digit is made anew.
//!
//! By default it is wrong, by 1 to 9 as the key id says: a token that can be taken for a card could be charged, would be
//! found by every scan for cards, and is somebody's number once in a while.

use crate::detect::validate::checksum;
use crate::transform::CannotTransform;
use crate::transform::format_preserving::{Digits, Encryption, FormatPreserving, Luhn};

/// Lengths of card numbers (ISO/IEC 7812-1).
const LENGTHS: std::ops::RangeInclusive<usize> = 12..=19;

/// Appends the token of `value`.
pub(super) fn apply(
    action: &FormatPreserving,
    with: &Encryption<'_>,
    value: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), CannotTransform> {
    let mut digits = Digits::of(value, b" -.").ok_or(CannotTransform)?;
    let length = digits.places.len();
    // The check digit is not encrypted, so a number with a wrong one could not be had back.
    if !LENGTHS.contains(&length) || !is_valid(&digits.digits) {
        return Err(CannotTransform);
    }
    let (kept, rest) = digits.digits.split_at_mut(action.keep_first);
    let kept: String = kept.iter().map(u16::to_string).collect();
    let Some((check, free)) = rest.split_last_mut() else { return Err(CannotTransform) };
    with.apply(&format!("card/{length}/{kept}"), free, |_| true)?;
    *check = 0;
    let right = (0..10).find(|digit| {
        if let Some(last) = digits.digits.last_mut() {
            *last = *digit;
        }
        is_valid(&digits.digits)
    });
    let right = right.ok_or(CannotTransform)?;
    if let Some(last) = digits.digits.last_mut() {
        *last = match action.luhn {
            Luhn::Valid => right,
            Luhn::Invalid => (right + offset(with.keys.key_id())) % 10,
        };
    }
    digits.write(out)
}

fn is_valid(digits: &[u16]) -> bool {
    checksum::luhn(digits.iter().map(|d| u32::from(*d)))
}

/// By how much the check digit of tokens under a key id is wrong: 1 to 9. It tells most keys apart (`docs/TOKENS.md`).
fn offset(key_id: &str) -> u16 {
    1 + key_id.bytes().fold(0, |n, b| (n * 32 + u16::from(b)) % 9)
}
