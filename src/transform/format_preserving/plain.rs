//! Any number: all of its digits are encrypted.

use crate::transform::CannotTransform;
use crate::transform::format_preserving::{Digits, Encryption};

/// Appends the token of `value`.
pub(super) fn apply(with: &Encryption<'_>, value: &[u8], out: &mut Vec<u8>) -> Result<(), CannotTransform> {
    let mut digits = Digits::of(value, b" -./").ok_or(CannotTransform)?;
    let tweak = format!("digits/{}", digits.places.len());
    with.apply(&tweak, &mut digits.digits, |_| true)?;
    digits.write(out)
}
