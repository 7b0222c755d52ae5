//! Payment cards: all digits but the check digit are encrypted, or those behind the issuer's number, and the check
//! digit is made anew.
//!
//! By default it is wrong, by 1 to 9 as the key id says: a token that can be taken for a card could be charged, would be
//! found by every scan for cards, and is somebody's number once in a while.

use crate::detect::validate::checksum;
use crate::transform::format_preserving::{Digits, Encryption, FormatPreserving, Luhn, Way};
use crate::transform::{CARD_DIGITS, CannotTransform};

/// Appends the token of `value`.
pub(super) fn apply(
    action: &FormatPreserving,
    with: &Encryption<'_>,
    value: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), CannotTransform> {
    let mut digits = Digits::of(value, b" -.").ok_or(CannotTransform)?;
    let length = digits.places.len();
    let wrong_by = match action.luhn {
        Luhn::Valid => 0,
        Luhn::Invalid => offset(with.keys.key_id()),
    };
    let (before, after) = match with.way {
        Way::Encrypt => (0, wrong_by),
        Way::Decrypt => (wrong_by, 0),
    };
    let Some((check, number)) = digits.digits.split_last_mut() else { return Err(CannotTransform) };
    // The check digit is not encrypted, so a number with a wrong one could not be had back.
    if !CARD_DIGITS.contains(&length) || *check != (right(number)? + before) % 10 {
        return Err(CannotTransform);
    }
    let (kept, free) = number.split_at_mut(action.keep_first);
    let kept: String = kept.iter().map(u16::to_string).collect();
    with.apply(&format!("card/{length}/{kept}"), free, |_| true)?;
    *check = (right(number)? + after) % 10;
    digits.write(out)
}

/// The check digit of `number`.
fn right(number: &[u16]) -> Result<u16, CannotTransform> {
    let is_right = |check: &u16| {
        let digits = number.iter().chain([check]);
        checksum::luhn(digits.map(|d| u32::from(*d)))
    };
    (0..10).find(is_right).ok_or(CannotTransform)
}

/// By how much the check digit of tokens under a key id is wrong: 1 to 9. It tells most keys apart (`docs/TOKENS.md`).
fn offset(key_id: &str) -> u16 {
    1 + key_id.bytes().fold(0, |n, b| (n * 32 + u16::from(b)) % 9)
}
