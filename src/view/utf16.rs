//! UTF-16 inside other text: a zero beside every byte.

use crate::view::units::Unit;

/// The unit at a zero: it says nothing where zeros take turns with other bytes, or where it stands alone in a word.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let is = |place: Option<usize>, zero: bool| {
        place.and_then(|n| text.get(n)).is_some_and(|b| (*b == 0) == zero && *b < 0x80 && *b != b'\n')
    };
    let before = is(at.checked_sub(1), false) && is(at.checked_sub(2), true);
    let behind = is(Some(at + 1), false) && is(Some(at + 2), true);
    let is_shown = |place: Option<usize>| place.and_then(|n| text.get(n)).is_some_and(|b| *b >= b' ');
    let is_alone = is_shown(at.checked_sub(1)) && is_shown(Some(at + 1));
    (before || behind || is_alone).then(|| Unit::nothing(1))
}

/// Appends `value` with a zero beside every byte, on the side where `raw` has it.
pub(super) fn write(raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let first = raw.first() == Some(&0);
    for (n, byte) in value.iter().enumerate() {
        if first || n > 0 {
            out.push(0);
        }
        out.push(*byte);
    }
    if !first && raw.last() == Some(&0) {
        out.push(0);
    }
}
