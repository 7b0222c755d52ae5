//! Quoted-printable (RFC 2045, section 6.7), and words of mail headers in the Q form (RFC 2047, section 4.2).

use crate::span::Span;
use crate::view::percent::number;
use crate::view::text::View;

/// How long the escape at `at` is, and what it says: nothing for a line that goes on. `None` where there is none.
pub(super) fn escape(text: &[u8], at: usize) -> Option<(usize, Option<u8>)> {
    match &text[at..] {
        [b'=', b'\n', ..] => Some((2, None)),
        [b'=', b'\r', b'\n', ..] => Some((3, None)),
        // Capital letters are what it is written with; small ones stand in query strings more often.
        [b'=', digits @ ..] => {
            let digits = digits.get(..2)?;
            let is_written = |b: &u8| matches!(b, b'0'..=b'9' | b'A'..=b'F');
            digits.iter().all(is_written).then(|| number(digits)).flatten().map(|code| (3, Some(code as u8)))
        }
        _ => None,
    }
}

/// Appends what the bytes `part` of `text` say to `view`, with their places.
pub(super) fn read(text: &[u8], part: Span, view: &mut View) {
    let mut at = part.start;
    while at < part.end {
        match escape(&text[..part.end], at) {
            Some((len, says)) => {
                says.into_iter().for_each(|byte| view.push(byte, at));
                at += len;
            }
            None => {
                view.push(text[at], at);
                at += 1;
            }
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
