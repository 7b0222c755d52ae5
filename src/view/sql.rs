//! The quote that SQL (ISO/IEC 9075-2, character string literals) and YAML double inside quotes.

use crate::view::units::Unit;

/// The unit at a quote between letters.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let is_letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let is_doubled = text.get(at + 1) == Some(&b'\'') && is_letter(text.get(at + 2));
    (is_doubled && at > 0 && is_letter(text.get(at - 1))).then(|| Unit::byte(2, b'\''))
}
