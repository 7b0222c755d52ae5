//! Signs of UTF-7 (RFC 2152): `+AEA-` for `@`.

use data_encoding::BASE64_NOPAD;

use crate::limits::VIEW_UNIT_BYTES_MAX;
use crate::view::units::Unit;

/// The unit at a `+`.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let rest = &text[at + 1..text.len().min(at + VIEW_UNIT_BYTES_MAX)];
    let length = rest.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b'/')?;
    if length < 3 || rest[length] != b'-' {
        return None;
    }
    let mut unit = Unit::nothing(length + 2);
    // Bits that are left over are zero, which the reader of base64 sees to.
    let read = BASE64_NOPAD.decode(&rest[..length]).ok()?;
    for pair in read.chunks_exact(2) {
        // Letters and digits stand as they are, so that only signs are written like this.
        let sign = pair[1];
        if pair[0] != 0 || !(sign.is_ascii_punctuation() || sign == b' ') {
            return None;
        }
        unit.push(&[sign]);
    }
    Some(unit)
}
