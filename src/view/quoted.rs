//! Quoted-printable (RFC 2045, section 6.7), and words of mail headers in the Q form (RFC 2047, section 4.2).

use crate::bytes::hexadecimal;
use crate::limits::VIEW_UNIT_BYTES_MAX;
use crate::span::Span;
use crate::view::text::View;
use crate::view::{soft, spelled};

/// How long the escape at `at` is, and what it says. `None` where there is none.
pub(super) fn escape(text: &[u8], at: usize) -> Option<(usize, u8)> {
    let [b'=', digits @ ..] = &text[at..] else { return None };
    let digits = digits.get(..2)?;
    hexadecimal(digits).map(|code| (3, code as u8))
}

/// True when the equals sign at `at` begins an escape that is one: of the signs of addresses, behind a figure, or next to another. Elsewhere
/// an equals sign and two figures are part of something else.
pub(super) fn is_telling(text: &[u8], at: usize) -> bool {
    let of = |n: usize| text.get(n).copied().unwrap_or_default();
    // Most are part of something else, and one question says so.
    let is_beside =
        (of(at.wrapping_sub(3)) == b'=') | (of(at + 3) == b'=') | of(at.wrapping_sub(1)).is_ascii_digit();
    if !(is_beside
        | matches!(of(at + 2), b'0' | b'B' | b'b' | b'D' | b'E' | b'e' | b'F' | b'f')
        | (of(at + 1) == b'?'))
    {
        return false;
    }
    let Some((_, says)) = escape(text, at) else { return word(text, at).is_some() };
    if is_digest(text, at + 1) {
        return false;
    }
    match says {
        b'@' => !is_number(text, at + 1),
        b'.' | b'_' => true,
        b'+' if begins_phone(&text[at + 3..]) => true,
        b'=' if is_sign(text, at) => true,
        b' '..=b'/' | b':' if at > 0 && text[at - 1].is_ascii_digit() => true,
        b' '..=b'~' => {
            escape(text, at.saturating_sub(3)).is_some() && at >= 3
                || text.get(at + 3) == Some(&b'=') && escape(text, at + 3).is_some()
        }
        _ => false,
    }
}

/// True when `digits` begins what is all hexadecimal digits to the end of its word, as many as an identifier or a digest has: no name and no host
/// ends so.
fn is_digest(text: &[u8], digits: usize) -> bool {
    const DIGITS_MIN: usize = 16;
    const DIGITS_MAX: usize = 128;
    let Some(rest) = text.get(digits..) else { return false };
    let of_digest = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    let count = rest.iter().take(DIGITS_MAX).take_while(|b| of_digest(b)).count();
    // Figures alone are those of a number.
    let is_one = count >= DIGITS_MIN && rest[2..count].iter().any(u8::is_ascii_lowercase);
    is_one
        && matches!(
            rest.get(count),
            None | Some(b' ' | b'\n' | b'\r' | b'\t' | b',' | b';' | b')' | b']' | b'}' | b'"' | b'\'')
        )
}

/// True when `text` begins with a figure, and not with more of them than a number has that people call (ITU-T E.164), nor with a letter behind
/// them: those are of bytes in digits, of which the escape would be the first.
fn begins_phone(text: &[u8]) -> bool {
    const FIGURES_MAX: usize = 15;
    let figures = text.iter().take(FIGURES_MAX + 1).take_while(|b| b.is_ascii_digit()).count();
    (1..=FIGURES_MAX).contains(&figures) && !text.get(figures).is_some_and(u8::is_ascii_hexdigit)
}

/// True when the escape of an equals sign at `at` stands between a name, as fields and attributes have, and a value: programs write it in capitals.
fn is_sign(text: &[u8], at: usize) -> bool {
    const NAME_BYTES_MIN: usize = 4;
    let of_name = |b: &&u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-');
    let name = text[..at].iter().rev().take(NAME_BYTES_MIN).take_while(of_name).count();
    name == NAME_BYTES_MIN
        && text[at + 1..].starts_with(b"3D")
        && text.get(at + 3).is_some_and(|next| next.is_ascii_graphic() && *next != b'=')
}

/// True when `figures` begins a number, `=404 ` or `=4096)`: of too few figures to be a value behind an at sign, and with something behind it that
/// goes on in no host.
fn is_number(text: &[u8], figures: usize) -> bool {
    // Two are of the escape, and no value is of less than seven.
    const FIGURES_MAX: usize = 2 + 6;
    let count = text[figures..].iter().take(FIGURES_MAX + 1).take_while(|b| b.is_ascii_digit()).count();
    let end = figures + count;
    count <= FIGURES_MAX
        && match text.get(end) {
            Some(b'\n' | b'\r' | b'\t' | b',' | b';' | b')' | b']' | b'}' | b'"' | b'\'' | b'|') => true,
            Some(b' ') => !spelled::may_sign_follow(text, end),
            // The next parameter of an address.
            Some(b'&') => {
                let name = text[end + 1..].iter().take(VIEW_UNIT_BYTES_MAX);
                let length = name.take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
                length > 0 && text.get(end + 1 + length) == Some(&b'=')
            }
            _ => false,
        }
}

/// How long what opens a word of the Q form at `at` is: `=?utf-8?Q?`.
pub(super) fn word(text: &[u8], at: usize) -> Option<usize> {
    let rest = text[at..].strip_prefix(b"=?")?;
    let charset = rest.iter().take(VIEW_UNIT_BYTES_MAX).position(|b| *b == b'?')?;
    matches!(rest.get(charset + 1..charset + 3), Some([b'q' | b'Q', b'?'])).then_some(charset + 5)
}

/// How long what stands between two parts of a line at the equals sign, or between two words of the Q form at the question mark, is that says
/// nothing.
pub(super) fn break_or_fold(text: &[u8], at: usize) -> Option<usize> {
    match text[at] {
        b'=' => soft::length(text, at),
        b'?' if text.get(at + 1) == Some(&b'=') => {
            let next = at + 1 + soft::length(text, at + 1)?;
            Some(next - at + word(text, next)?)
        }
        _ => None,
    }
}

/// Appends what the bytes `part` of `text` say to `view`, with their places.
pub(super) fn read(text: &[u8], part: Span, view: &mut View) {
    let text = &text[..part.end];
    let (mut at, mut in_word) = (part.start, false);
    while at < part.end {
        let plain = text[at..].iter().take_while(|byte| !matches!(byte, b'=' | b'?' | b'_')).count();
        if plain > 0 {
            view.push_all(&text[at..at + plain], at);
            at += plain;
        } else if let Some((len, says)) = escape(text, at) {
            view.push(says, at);
            at += len;
        } else if let Some(len) = break_or_fold(text, at) {
            at += len;
        } else if let Some(len) = word(text, at) {
            // What opens and ends a word stands beside the value and is no part of it.
            view.push(b' ', at);
            (at, in_word) = (at + len, true);
        } else if in_word && text[at..].starts_with(b"?=") {
            view.push(b' ', at);
            (at, in_word) = (at + 2, false);
        } else {
            view.push(if in_word && text[at] == b'_' { b' ' } else { text[at] }, at);
            at += 1;
        }
    }
}

/// Appends `value` with everything escaped that is not a letter, a digit or a sign without a meaning in a header.
pub(super) fn write(value: &[u8], out: &mut Vec<u8>) {
    for byte in value {
        match byte {
            b'=' | b'?' | b'_' | 0..=b' ' | 0x7f.. => {
                out.extend_from_slice(format!("={byte:02X}").as_bytes())
            }
            _ => out.push(*byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_is_one_by_what_is_beside_it() {
        for telling in [
            "ann=40example.com",
            "ann=40163.example",
            "ann=40163-mail.example",
            "ann=40163=2Eexample",
            "ann=40163 dot example",
            "ann=40163[.]example",
            "ann=40163&#46;example",
            "call =404155550100.",
            "example=2ecom",
            "ann=5Flee",
            "555=2D0100",
            "=61=6E=6E",
            "a=2B1 555",
            "tel=2B12025550147",
            "first_name=3DZorvane",
            "value=3D\"Zorvane\"",
            "=?utf-8?Q?ann?=",
            "ann=5F0123456789abcdef@example.com",
            "ann=5f0123456789abcdef=40example.com",
            "ann=5f0123456789abcdef.x",
            "x?to=40163&#46;example",
            "tel=2b49151123456789",
            "1=204111111111111111",
            "x?to=40163&period;example",
        ] {
            let at = telling.find('=').unwrap_or_default();
            assert!(is_telling(telling.as_bytes(), at), "{telling}");
        }
        for other in [
            "status=404 ",
            "x?page=40&sort=a",
            "x?page=404&sort_by=a",
            "span=5f0123456789abcd x",
            "rev=2e0123456789abcdef0123456789abcdef012345",
            "(HWID=4009)",
            "a=40\n",
            "a=4096,",
            "[x=40]",
            "a=61 ",
            "a=2Bx",
            "value=2b3132303235353530313437",
            "value=2b31323032353535a",
            "mode=3D ",
            "mode=3d5f",
            "x=3DKx",
            "a=41",
            "a=7",
            "=?",
        ] {
            let at = other.find('=').unwrap_or_default();
            assert!(!is_telling(other.as_bytes(), at), "{other}");
        }
    }
}
