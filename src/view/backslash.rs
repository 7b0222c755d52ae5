//! Escapes behind backslashes: those of JSON (RFC 8259, section 7), ECMAScript, C and Python, with as many
//! backslashes as there are strings around each other.

use crate::bytes::hexadecimal;
use crate::limits::VIEW_UNIT_BYTES_MAX;
use crate::view::soft;
use crate::view::units::Unit;

/// The unit at the first of some backslashes.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let rest = &text[at..text.len().min(at + VIEW_UNIT_BYTES_MAX)];
    let n = rest.iter().take_while(|b| **b == b'\\').count();
    let code = |from: usize, digits: usize| hexadecimal(rest.get(from..from + digits)?);
    match rest.get(n)? {
        b'u' if rest.get(n + 1) == Some(&b'{') => {
            let length = rest[n + 2..].iter().take(9).position(|b| *b == b'}')?;
            Unit::code(n + 3 + length, code(n + 2, length)?)
        }
        b'u' => match code(n + 1, 4)? {
            high @ 0xd800..=0xdbff => {
                // Two halves of one character, each behind as many backslashes (RFC 8259, section 7).
                let is_next = rest[n + 5..].starts_with(&rest[..=n]);
                let low = code(2 * n + 6, 4).filter(|low| is_next && matches!(low, 0xdc00..=0xdfff))?;
                Unit::code(2 * n + 10, 0x10000 + ((high - 0xd800) << 10 | (low - 0xdc00)))
            }
            code => Unit::code(n + 5, code),
        },
        b'U' => Unit::code(n + 9, code(n + 1, 8)?),
        b'x' => Some(Unit::byte(n + 3, code(n + 1, 2)? as u8)),
        b'0'..=b'3' => {
            let digits = rest.get(n..n + 3)?;
            let digit = |value: u32, b: &u8| Some(value * 8 + char::from(*b).to_digit(8)?);
            Some(Unit::byte(n + 3, digits.iter().try_fold(0, digit)? as u8))
        }
        b'\n' | b'\r' => Some(Unit::nothing(n - 1 + soft::length(text, at + n - 1)?)),
        b'n' => Some(Unit::byte(n + 1, b'\n')),
        b'r' => Some(Unit::byte(n + 1, b'\r')),
        b't' => Some(Unit::byte(n + 1, b'\t')),
        sign if sign.is_ascii_punctuation() || *sign == b' ' => Some(Unit::byte(n + 1, *sign)),
        _ => None,
    }
}

/// Appends `value` so that it stays inside the string that `like` stands in.
pub(super) fn write(like: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let backslashes = like.iter().take_while(|b| **b == b'\\').count();
    for byte in value {
        match byte {
            b'"' | b'\\' | b'\'' | 0..0x20 => {
                out.extend(std::iter::repeat_n(b'\\', backslashes));
                out.extend_from_slice(format!("u{:04x}", byte).as_bytes());
            }
            _ => out.push(*byte),
        }
    }
}
