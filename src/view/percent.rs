//! Percent escapes (RFC 3986, section 2.1), written any number of times over each other (`%2540`), and `%u0040` of
//! old scripts.

use data_encoding::HEXUPPER;

use crate::bytes::hexadecimal;
use crate::limits::VIEW_UNIT_BYTES_MAX;
use crate::view::units::Unit;

/// The unit at a `%`.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let rest = &text[at..text.len().min(at + VIEW_UNIT_BYTES_MAX)];
    let n = 1 + 2 * again(&rest[1..]);
    if rest.get(n).is_some_and(|b| matches!(b, b'u' | b'U')) {
        return Unit::code(n + 5, hexadecimal(rest.get(n + 1..n + 5)?)?);
    }
    let code = hexadecimal(rest.get(n..n + 2)?)?;
    Some(Unit::byte(n + 2, code as u8))
}

/// How often over each other the most of the escapes in `text` are written.
pub(super) fn deepest(text: &[u8]) -> usize {
    memchr::memmem::find_iter(text, b"%25").map(|at| again(&text[at + 1..])).max().unwrap_or(0)
}

/// True for a plus sign at `at` that is escaped less often than others were, so `deepest`: forms have it for a space, and were escaped again.
pub(super) fn is_space(text: &[u8], at: usize, deepest: usize) -> bool {
    let rest = &text[at + 1..];
    let times = again(rest);
    text[at] == b'%' && times < deepest && matches!(rest[2 * times..], [b'2', b'B' | b'b', ..])
}

/// How often the sign before `rest` was escaped once more: each time it becomes `%25`.
fn again(rest: &[u8]) -> usize {
    let mut times = 0;
    while times < VIEW_UNIT_BYTES_MAX / 2
        && rest[2 * times..].starts_with(b"25")
        && is_escape(&rest[2 * times + 2..])
    {
        times += 1;
    }
    times
}

/// True when a plus sign in `text` stands for a space, as it is or escaped.
pub(super) fn has_space(text: &[u8]) -> bool {
    let mut signs = memchr::memchr_iter(b'%', text).peekable();
    if signs.peek().is_none() {
        return false;
    }
    memchr::memchr(b'+', text).is_some() || {
        let deepest = deepest(text);
        deepest > 0 && signs.any(|at| is_space(text, at, deepest))
    }
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
