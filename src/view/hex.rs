//! Two hexadecimal digits a byte (RFC 4648, section 8).

use crate::limits::VIEW_READ_BYTES_MIN;
use crate::view::percent::number;

/// What the digits of `raw` say.
pub(super) fn read(raw: &[u8]) -> Vec<u8> {
    raw.chunks_exact(2).map(|two| number(two).map_or(0, |code| code as u8)).collect()
}

/// Appends `value` in digits, capitals where `raw` has them.
pub(super) fn write(raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let is_upper = raw.iter().any(u8::is_ascii_uppercase);
    for byte in value {
        let two = if is_upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
        out.extend_from_slice(two.as_bytes());
    }
}

/// True when a run of bytes can say text in this way: one character after another that is shown, at least as
/// many as are looked at.
pub(super) fn may_say_text(run: &[u8]) -> bool {
    if run.len() % 2 != 0 || !run.iter().all(u8::is_ascii_hexdigit) {
        return false;
    }
    let mut row = 0;
    run.chunks_exact(2).any(|two| {
        row = if matches!(two[0], b'2'..=b'7') { row + 1 } else { 0 };
        row >= VIEW_READ_BYTES_MIN
    })
}
