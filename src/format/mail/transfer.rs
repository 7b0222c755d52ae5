//! Content transfer encodings (RFC 2045, section 6): what a body says in bytes, and where each stands.

use super::fault;
use crate::bytes::hexadecimal;
use crate::format::fault::Fault;
use crate::span::Span;

/// How the bytes of a body are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// As they are: `7bit`, `8bit`, `binary`, or nothing said.
    Identity,
    /// Quoted-printable.
    Quoted,
    /// Base64.
    Base64,
}

impl Transfer {
    /// The one with this name; nothing for others.
    pub(super) fn named(name: &[u8]) -> Option<Transfer> {
        let is = |known: &str| name.trim_ascii().eq_ignore_ascii_case(known.as_bytes());
        if ["", "7bit", "8bit", "binary", "7-bit", "8-bit"].iter().any(|known| is(known)) {
            Some(Transfer::Identity)
        } else if is("quoted-printable") {
            Some(Transfer::Quoted)
        } else if is("base64") {
            Some(Transfer::Base64)
        } else {
            None
        }
    }
}

/// The byte that the two hexadecimal digits at `at` say.
pub(super) fn hex(text: &[u8], at: usize) -> Option<u8> {
    hexadecimal(text.get(at..at + 2)?).map(|byte| byte as u8)
}

/// Where the line goes on behind a soft line break, the sign of which stands at `at`.
pub(super) fn soft_break(text: &[u8], at: usize, end: usize) -> Option<usize> {
    let mut next = at + 1;
    while next < end && super::is_blank(text[next]) {
        next += 1;
    }
    match text.get(next..end)? {
        [] => Some(end),
        [b'\n', ..] => Some(next + 1),
        [b'\r', b'\n', ..] => Some(next + 2),
        _ => None,
    }
}

/// Passes on what quoted-printable says, each byte with its place. A sign that begins no escape is itself, as readers take it.
pub(super) fn quoted(text: &[u8], span: Span, decoded: &mut Vec<u8>, places: &mut Vec<u32>) {
    let mut at = span.start;
    while at < span.end {
        let next = memchr::memchr(b'=', &text[at..span.end]).map_or(span.end, |n| at + n);
        decoded.extend_from_slice(&text[at..next]);
        places.extend(at as u32..next as u32);
        at = next;
        if at == span.end {
            break;
        }
        if let Some(behind) = soft_break(text, at, span.end) {
            at = behind;
            continue;
        }
        let byte = hex(&text[..span.end], at + 1);
        decoded.push(byte.unwrap_or(b'='));
        places.push(at as u32);
        at += if byte.is_some() { 3 } else { 1 };
    }
}

/// The value of each digit of base64; more than 63 for what is none.
static DIGITS: [u8; 256] = {
    let mut digits = [0xff; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut n = 0;
    while n < alphabet.len() {
        digits[alphabet[n] as usize] = n as u8;
        n += 1;
    }
    digits
};

/// True for a digit of base64.
pub(super) fn is_digit(byte: u8) -> bool {
    DIGITS[usize::from(byte)] < 64
}

/// Passes on what base64 says, each byte with the place of the digit in which it begins. What is not as it has to be is a fault:
/// readers differ in what they make of it.
pub(super) fn base64(text: &[u8], span: Span, out: &mut impl FnMut(u8, usize)) -> Result<(), Fault> {
    let (mut bits, mut count, mut filled, mut place) = (0_u32, 0_usize, 0_usize, 0_usize);
    for (n, byte) in span.of(text).iter().enumerate() {
        let at = span.start + n;
        let value = DIGITS[usize::from(*byte)];
        if value < 64 && filled == 0 {
            bits = bits << 6 | u32::from(value);
            count += 1;
            if count % 4 != 1 {
                let shift = 2 * (3 - (count + 3) % 4);
                out((bits >> shift) as u8, place);
            }
            place = at;
        } else if *byte == b'=' && count % 4 >= 2 && filled < 4 - count % 4 {
            filled += 1;
        } else if !byte.is_ascii_whitespace() {
            return Err(fault(
                at,
                "a part that says it is base64 holds other characters; the input is withheld",
            ));
        }
    }
    if count % 4 == 1 || (filled > 0 && filled != 4 - count % 4) {
        return Err(fault(span.end, "a part in base64 ends inside of a byte; the input is withheld"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<(String, Vec<usize>)> {
        let (mut out, mut places) = (Vec::new(), Vec::new());
        let whole = Span::new(0, text.len());
        let put = &mut |byte, place| {
            out.push(byte);
            places.push(place);
        };
        base64(text.as_bytes(), whole, put).ok()?;
        Some((String::from_utf8_lossy(&out).into_owned(), places))
    }

    #[test]
    fn base64_is_read_with_its_places_or_refused() {
        for length in 0..40 {
            let text: String = ('a'..='z').cycle().take(length).collect();
            let written = data_encoding::BASE64.encode(text.as_bytes());
            let (says, places) = said(&written).unwrap_or_default();
            assert_eq!(says, text);
            assert!(places.iter().enumerate().all(|(n, place)| *place == n / 3 * 4 + n % 3), "{places:?}");
            assert_eq!(said(written.trim_end_matches('=')).unwrap_or_default().0, text);
        }
        assert_eq!(said("YW\r\n5u\n").unwrap_or_default(), ("ann".into(), vec![0, 1, 4]));
        for wrong in ["YW5u!", "Y", "YQ==YQ==", "YW5u=", "YQ=", "YQ===", "YW5u-", "=", "ann@example.com"] {
            assert!(said(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn quoted_printable_is_read_as_readers_do() {
        for (text, says) in [
            ("a=3Db=\r\nc=\nd= \t\ne", "a=bcde"),
            ("=C3=bc", "\u{fc}"),
            ("a=", "a"),
            ("a=4", "a=4"),
            ("a=zz=", "a=zz"),
            ("a = b", "a = b"),
        ] {
            let (mut decoded, mut places) = (Vec::new(), Vec::new());
            quoted(text.as_bytes(), Span::new(0, text.len()), &mut decoded, &mut places);
            assert_eq!(String::from_utf8_lossy(&decoded), says, "{text}");
            assert_eq!(decoded.len(), places.len());
        }
    }
}
