//! Texts with escapes: what they say, and where each byte of that stands.

use memchr::{memchr, memchr2};

use super::written::Way;
use crate::format::sheet::{Sheet, Value};
use crate::span::Span;

/// The value of a text that is written at `inner`.
#[inline]
pub(super) fn value(text: &[u8], inner: Span, way: Way, sheet: &mut Sheet) -> Value {
    let written = inner.of(text);
    let is_plain = match way {
        Way::Standard | Way::Replaced => memchr(b'\'', written).is_none(),
        Way::Doubled => memchr(b'"', written).is_none(),
        Way::Backslash => memchr2(b'\\', quote_of(text, inner), written).is_none(),
        Way::Escape | Way::Unistr => memchr2(b'\\', b'\'', written).is_none(),
        Way::Copy => memchr(b'\\', written).is_none(),
        Way::Hex | Way::Digits => written.is_empty(),
        Way::Comment | Way::Dollar | Way::Name | Way::Bare | Way::Whole => true,
    };
    if is_plain {
        return Value::Plain;
    }
    let start = sheet.decoded.len();
    append(text, inner, way, sheet);
    finish(start, inner.end, sheet)
}

/// The value of texts that are written one after the other and say one.
#[inline]
pub(super) fn joined(
    text: &[u8],
    mut parts: impl ExactSizeIterator<Item = Span>,
    way: Way,
    sheet: &mut Sheet,
) -> Value {
    if parts.len() == 1 {
        return parts.next().map_or(Value::Plain, |only| value(text, only, way, sheet));
    }
    let (start, mut end) = (sheet.decoded.len(), 0);
    for part in parts {
        append(text, part, way, sheet);
        end = part.end;
    }
    finish(start, end, sheet)
}

/// Ends a value that began at `start` of the decoded bytes, and in the frame at `end`.
pub(super) fn finish(start: usize, end: usize, sheet: &mut Sheet) -> Value {
    let stop = sheet.decoded.len();
    sheet.decoded.push(b'\n');
    sheet.places.push(end as u32);
    Value::Decoded(Span::new(start, stop))
}

/// The quote around a text.
fn quote_of(text: &[u8], inner: Span) -> u8 {
    inner.start.checked_sub(1).map_or(b'\'', |at| text[at])
}

/// Appends what a text says.
pub(super) fn append(text: &[u8], inner: Span, way: Way, sheet: &mut Sheet) {
    let quote = if way == Way::Backslash { quote_of(text, inner) } else { b'\'' };
    let mut at = inner.start;
    while at < inner.end {
        let rest = &text[at..inner.end];
        let plain = match way {
            Way::Hex | Way::Digits => 0,
            Way::Standard | Way::Replaced => memchr(b'\'', rest).unwrap_or(rest.len()),
            Way::Doubled => memchr(b'"', rest).unwrap_or(rest.len()),
            Way::Copy => memchr(b'\\', rest).unwrap_or(rest.len()),
            _ => memchr2(b'\\', quote, rest).unwrap_or(rest.len()),
        };
        sheet.decoded.extend_from_slice(&rest[..plain]);
        sheet.places.extend(at as u32..(at + plain) as u32);
        at += plain;
        if at < inner.end {
            at += unit(&text[at..inner.end], at as u32, way, sheet);
        }
    }
}

/// Appends what the escape at the start of `rest` says, and tells how long it is.
fn unit(rest: &[u8], place: u32, way: Way, sheet: &mut Sheet) -> usize {
    let mut room = [0; 4];
    let (bytes, length): (&[u8], usize) = match (way, rest) {
        (Way::Hex | Way::Digits, [high, low, ..]) => match crate::bytes::hexadecimal(&[*high, *low]) {
            Some(byte) => (byte_of(byte, &mut room), 2),
            None => (&rest[..1], 1),
        },
        (Way::Standard | Way::Replaced | Way::Unistr, [b'\'', b'\'', ..]) => (b"'", 2),
        (Way::Backslash | Way::Escape, [quote @ (b'\'' | b'"'), ..]) => (std::slice::from_ref(quote), 2),
        (Way::Doubled, [b'"', b'"', ..]) => (b"\"", 2),
        (Way::Backslash, [b'\\', letter, ..]) => (mysql(*letter, rest), 2),
        (Way::Escape | Way::Copy, [b'\\', letter, ..]) => postgres(*letter, rest, way, &mut room),
        (Way::Unistr, [b'\\', ..]) => numbered(rest, &mut room),
        _ => (&rest[..1], 1),
    };
    sheet.decoded.extend_from_slice(bytes);
    sheet.places.extend(std::iter::repeat_n(place, bytes.len()));
    length
}

fn byte_of(byte: u32, room: &mut [u8; 4]) -> &[u8] {
    room[0] = byte as u8;
    &room[..1]
}

fn mysql(letter: u8, rest: &[u8]) -> &[u8] {
    match letter {
        b'0' => b"\0",
        b'b' => b"\x08",
        b'n' => b"\n",
        b'r' => b"\r",
        b't' => b"\t",
        b'Z' => b"\x1a",
        // These two stay as they are, for patterns.
        b'%' | b'_' => &rest[..2],
        _ => &rest[1..2],
    }
}

fn postgres<'a>(letter: u8, rest: &'a [u8], way: Way, room: &'a mut [u8; 4]) -> (&'a [u8], usize) {
    let count = |from: usize, most: usize, is: fn(&u8) -> bool| {
        rest[from..].iter().take(most).take_while(|b| is(b)).count()
    };
    let octal = |b: &u8| matches!(b, b'0'..=b'7');
    match letter {
        b'b' => (b"\x08", 2),
        b'f' => (b"\x0c", 2),
        b'n' => (b"\n", 2),
        b'r' => (b"\r", 2),
        b't' => (b"\t", 2),
        b'v' if way == Way::Copy => (b"\x0b", 2),
        b'0'..=b'7' => {
            let digits = count(1, 3, octal);
            let code = rest[1..=digits].iter().fold(0, |n, b| n * 8 + u32::from(b - b'0'));
            (byte_of(code, room), 1 + digits)
        }
        b'x' if count(2, 2, u8::is_ascii_hexdigit) > 0 => {
            let digits = count(2, 2, u8::is_ascii_hexdigit);
            let code = crate::bytes::hexadecimal(&rest[2..2 + digits]).unwrap_or_default();
            (byte_of(code, room), 2 + digits)
        }
        b'u' | b'U' if way == Way::Escape => numbered(rest, room),
        _ => (&rest[1..2], 2),
    }
}

/// `\uXXXX`, `\UXXXXXXXX`, and of `unistr` `\XXXX`, `\+XXXXXX` and `\\`.
fn numbered<'a>(rest: &'a [u8], room: &'a mut [u8; 4]) -> (&'a [u8], usize) {
    let (before, digits) = match rest.get(1) {
        Some(b'u') => (2, 4),
        Some(b'U') => (2, 8),
        Some(b'+') => (2, 6),
        Some(b'\\') => return (b"\\", 2),
        _ => (1, 4),
    };
    let code = rest.get(before..before + digits).and_then(crate::bytes::hexadecimal);
    match code.and_then(char::from_u32) {
        Some(c) => (c.encode_utf8(room).as_bytes(), before + digits),
        None => (&rest[..1], 1),
    }
}
