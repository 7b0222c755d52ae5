//! JSON strings: what stands inside the quotes, decoded with its places, and encoded.

use super::text::{InFrame, Mapped, Places, find_quote_or_backslash};
use crate::bytes::hexadecimal;
use crate::span::Span;

/// Decodes the inside of a string that stands in the frame. Appends its bytes to `decoded`, and to `places`
/// for each of them where its escape or it itself begins; the caller appends the line end and its place.
///
/// Half of a surrogate pair becomes the three bytes that UTF-8 would give it (WTF-8), so that different
/// strings stay different. `None` for an escape that JSON does not have; nothing is appended then.
pub fn unescape(text: &[u8], inner: Span, decoded: &mut Vec<u8>, places: &mut Vec<u32>) -> Option<()> {
    decode(text, InFrame, inner, decoded, places)
}

/// Like [`unescape`] for a string inside a value that was decoded itself: `inner` counts in `text`, and
/// `text_places` says for each of its bytes, and for its end, where it stands in the frame.
pub fn unescape_decoded(
    text: &[u8],
    text_places: &[u32],
    inner: Span,
    decoded: &mut Vec<u8>,
    places: &mut Vec<u32>,
) -> Option<()> {
    decode(text, Mapped(text_places), inner, decoded, places)
}

pub(super) fn decode<P: Places>(
    text: &[u8],
    text_places: P,
    inner: Span,
    decoded: &mut Vec<u8>,
    places: &mut Vec<u32>,
) -> Option<()> {
    let (decoded_before, places_before) = (decoded.len(), places.len());
    let read = append(&text[..inner.end], text_places, inner.start, decoded, places);
    if read.is_none() {
        decoded.truncate(decoded_before);
        places.truncate(places_before);
    }
    read
}

fn append<P: Places>(
    text: &[u8],
    text_places: P,
    start: usize,
    decoded: &mut Vec<u8>,
    places: &mut Vec<u32>,
) -> Option<()> {
    let mut at = start;
    loop {
        let escape = find_quote_or_backslash(text, at).unwrap_or(text.len());
        decoded.extend_from_slice(&text[at..escape]);
        text_places.append(Span::new(at, escape), places);
        if escape == text.len() {
            return Some(());
        }
        let place = text_places.at(escape) as u32;
        // A quote has no place inside a string.
        let (b'\\', letter) = (text[escape], *text.get(escape + 1)?) else { return None };
        if letter == b'u' {
            let (code, length) = read_code(&text[escape..])?;
            let width = push_code(code, decoded);
            places.extend(std::iter::repeat_n(place, width));
            at = escape + length;
        } else {
            decoded.push(short_escape(letter)?);
            places.push(place);
            at = escape + 2;
        }
    }
}

/// What a letter behind a backslash stands for.
fn short_escape(letter: u8) -> Option<u8> {
    Some(match letter {
        b'"' | b'\\' | b'/' => letter,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        _ => return None,
    })
}

/// The code point of the `\u` escape at the start of `text`, or of two that are a surrogate pair, and how long
/// they are.
fn read_code(text: &[u8]) -> Option<(u32, usize)> {
    let high = read_hex(text, 2)?;
    let low = match text.get(6..8) {
        Some(b"\\u") if (0xd800..0xdc00).contains(&high) => read_hex(text, 8),
        _ => None,
    };
    Some(match low {
        Some(low) if (0xdc00..0xe000).contains(&low) => {
            (0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00), 12)
        }
        _ => (high, 6),
    })
}

fn read_hex(text: &[u8], at: usize) -> Option<u32> {
    hexadecimal(text.get(at..at + 4)?)
}

/// Appends the UTF-8 of `code`, or of a surrogate the three bytes of its place in the scheme.
fn push_code(code: u32, out: &mut Vec<u8>) -> usize {
    if let Some(c) = char::from_u32(code) {
        let mut room = [0; 4];
        let bytes = c.encode_utf8(&mut room).as_bytes();
        out.extend_from_slice(bytes);
        return bytes.len();
    }
    let tail = |shift: u32| 0x80 | (code >> shift & 0x3f) as u8;
    out.extend_from_slice(&[0xe0 | (code >> 12 & 0x0f) as u8, tail(6), tail(0)]);
    3
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends `value` as the inside of a string. Any bytes make a string that ends where it should: only quotes,
/// backslashes and control characters matter to that, and they are escaped. So is half of a surrogate pair, as
/// [`unescape`] makes it: as bytes it would not be UTF-8.
pub fn escape(value: &[u8], out: &mut Vec<u8>) {
    let mut rest = value;
    while let Some((byte, after)) = rest.split_first() {
        if let [0xed, high @ 0xa0..=0xbf, low @ 0x80..=0xbf, after @ ..] = rest {
            escape_code(0xd000 | u32::from(high & 0x3f) << 6 | u32::from(low & 0x3f), out);
            rest = after;
            continue;
        }
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0c => out.extend_from_slice(b"\\f"),
            0..0x20 => escape_code(u32::from(*byte), out),
            _ => out.push(*byte),
        }
        rest = after;
    }
}

fn escape_code(code: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\\u");
    out.extend([12, 8, 4, 0].map(|shift| HEX[(code >> shift & 0x0f) as usize]));
}
