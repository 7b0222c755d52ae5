//! Percent escapes (RFC 3986, section 2.1), written any number of times over each other (`%2540`), and `%u0040` of
//! old scripts.

use data_encoding::HEXUPPER;

use crate::bytes::hexadecimal;
use crate::limits::VIEW_UNIT_BYTES_MAX;
use crate::view::units::Unit;

/// The unit at a `%`.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let rest = &text[at..text.len().min(at + VIEW_UNIT_BYTES_MAX)];
    let mut n = 1;
    // Each time an escape is escaped, its sign becomes `%25`.
    while rest[n..].starts_with(b"25") && is_escape(&rest[n + 2..]) {
        n += 2;
    }
    if rest.get(n).is_some_and(|b| matches!(b, b'u' | b'U')) {
        return Unit::code(n + 5, hexadecimal(rest.get(n + 1..n + 5)?)?);
    }
    let code = hexadecimal(rest.get(n..n + 2)?)?;
    Some(Unit::byte(n + 2, code as u8))
}

/// True when `text` goes on as an escape does behind its sign.
fn is_escape(text: &[u8]) -> bool {
    let digits = match text {
        [b'u' | b'U', digits @ ..] => digits.get(..4),
        digits => digits.get(..2),
    };
    digits.is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit))
}

/// Appends `value` with everything but unreserved characters escaped, as often over each other as in the unit `like`.
pub(super) fn write(like: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let again = like[1..].chunks(2).take_while(|two| *two == b"25").count();
    let again = if is_escape(&like[1 + 2 * again..]) { again } else { again.saturating_sub(1) };
    for byte in value {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(*byte);
            continue;
        }
        out.push(b'%');
        (0..again).for_each(|_| out.extend_from_slice(b"25"));
        out.extend_from_slice(HEXUPPER.encode(&[*byte]).as_bytes());
    }
}
