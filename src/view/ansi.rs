//! What terminals do not show: control sequences (ECMA-48), single control characters inside words, and what a
//! backspace takes back.

use crate::limits::VIEW_UNIT_BYTES_MAX;
use crate::view::units::Unit;

/// The unit at a control character.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    match text[at] {
        0x1b => sequence(&text[at..text.len().min(at + VIEW_UNIT_BYTES_MAX)]),
        0x08 => Some(Unit::erasing()),
        _ => {
            let is_shown = |b: Option<&u8>| b.is_some_and(|b| *b >= b' ');
            let before = at.checked_sub(1).and_then(|n| text.get(n));
            (is_shown(before) && is_shown(text.get(at + 1))).then(|| Unit::nothing(1))
        }
    }
}

/// A sequence from its escape character on.
fn sequence(text: &[u8]) -> Option<Unit> {
    match text.get(1)? {
        b'[' => {
            let end = text[2..].iter().position(|b| !matches!(b, 0x20..=0x3f))?;
            matches!(text[2 + end], 0x40..=0x7e).then(|| Unit::nothing(end + 3))
        }
        // A command with a text, as for the title of a window or a link: to the bell or to `ESC \`.
        b']' => {
            let end = text[2..].iter().position(|b| matches!(b, 0x07 | 0x1b | b'\n'))?;
            if text[2 + end] == b'\n' {
                return None;
            }
            Some(Unit::nothing(end + 3 + usize::from(text[2 + end] == 0x1b)))
        }
        0x40..=0x5f => Some(Unit::nothing(2)),
        _ => None,
    }
}
