//! Base64 (RFC 4648, sections 4 and 5): four characters say three bytes.
//!
//! A run is read from each of its first four characters on, because what stands before a text may be of the same
//! characters. Only what reads as text is looked at, so that an image says nothing.

use std::borrow::Cow;

use crate::limits::VIEW_READ_BYTES_MIN;
use crate::view::{utf16, wrapped};

/// What each character stands for; more than 63 for one of another kind.
pub(super) static VALUES: [u8; 256] = values();

const NONE: u8 = 0xff;

const fn values() -> [u8; 256] {
    let mut values = [NONE; 256];
    let mut n = 0;
    while n < 26 {
        values[b'A' as usize + n] = n as u8;
        values[b'a' as usize + n] = n as u8 + 26;
        if n < 10 {
            values[b'0' as usize + n] = n as u8 + 52;
        }
        n += 1;
    }
    values[b'+' as usize] = 62;
    values[b'-' as usize] = 62;
    values[b'/' as usize] = 63;
    values[b'_' as usize] = 63;
    values
}

/// True for a character of either alphabet.
#[inline]
pub(super) fn is_digit(byte: u8) -> bool {
    VALUES[usize::from(byte)] != NONE
}

/// How many digits stand directly before `end`.
pub(super) fn digits_before(text: &[u8], end: usize) -> usize {
    text[..end].iter().rev().take_while(|b| is_digit(**b)).count()
}

/// True when the last of `digits` is the third of a group that one sign fills up: its last two bits say nothing.
pub(super) fn ends_whole(digits: &[u8]) -> bool {
    digits.last().is_some_and(|b| VALUES[usize::from(*b)] & 3 == 0)
}

/// What `raw` says: groups of four characters, of which the last may be shorter or filled up.
pub(super) fn read(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() / 4 * 3 + 2);
    append(raw, &mut out);
    out
}

fn append(raw: &[u8], out: &mut Vec<u8>) {
    let raw = &unwrapped(raw)[..];
    let digits = raw.iter().take_while(|b| is_digit(**b)).count();
    let (groups, rest) = raw[..digits].as_chunks::<4>();
    out.reserve(digits / 4 * 3 + 2);
    out.extend(groups.iter().flat_map(whole_group));
    let (bytes, count) = group_of(rest);
    out.extend_from_slice(&bytes[..count]);
}

/// Without what stands between the digits of lines of base64.
pub(super) fn unwrapped(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\n', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut digits = Vec::with_capacity(raw.len());
    let mut end = 0;
    for piece in wrapped::pieces(raw) {
        digits.extend_from_slice(piece.of(raw));
        end = piece.end;
    }
    digits.extend_from_slice(&raw[end..]);
    Cow::Owned(digits)
}

/// The bytes that four characters say.
#[inline]
pub(super) fn whole_group(group: &[u8; 4]) -> [u8; 3] {
    let [a, b, c, d] = group.map(|b| u32::from(VALUES[usize::from(b)] & 63));
    let bits = a << 18 | b << 12 | c << 6 | d;
    [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8]
}

/// The bytes that up to four characters say, and how many they are.
#[inline]
pub(super) fn group_of(group: &[u8]) -> ([u8; 3], usize) {
    let bits = (0..4).fold(0_u32, |bits, n| {
        bits << 6 | group.get(n).map_or(0, |b| u32::from(VALUES[usize::from(*b)] & 63))
    });
    ([(bits >> 16) as u8, (bits >> 8) as u8, bits as u8], group.len().saturating_sub(1))
}

/// Adds spaces to `value`, so that it and `trail` bytes fill groups, where more follows behind `raw`; true when it took some. Where every
/// other byte is zero, spaces are of two bytes.
pub(super) fn fill(raw: &[u8], value: &mut Vec<u8>, trail: usize) -> bool {
    let raw = &unwrapped(raw)[..];
    let digits = raw.iter().take_while(|b| is_digit(**b)).count();
    if digits % 4 != 0 || digits < raw.len() {
        return false;
    }
    let is_wide = value.iter().filter(|b| **b == 0).count() * 3 > value.len();
    let length = value.len();
    while !(value.len() + trail).is_multiple_of(3) || is_wide && !(value.len() - length).is_multiple_of(2) {
        value.push(if is_wide && value.last() != Some(&0) { 0 } else { b' ' });
    }
    value.len() > length
}

/// Appends `value` in characters of the alphabet that `raw` is of, on as many lines.
pub(super) fn write(raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let is_filled = raw.ends_with(b"=");
    let is_url = raw.iter().any(|b| matches!(b, b'-' | b'_'));
    let encoding = match (is_url, is_filled) {
        (true, true) => data_encoding::BASE64URL,
        (true, false) => data_encoding::BASE64URL_NOPAD,
        (false, true) => data_encoding::BASE64,
        (false, false) => data_encoding::BASE64_NOPAD,
    };
    let encoded = encoding.encode(value);
    let mut rest = encoded.as_bytes();
    let mut pieces = wrapped::pieces(raw).peekable();
    while let Some((piece, next)) = pieces.next().zip(pieces.peek()) {
        // What stands behind goes on in a line of its own, or one would be as long as two.
        if rest.is_empty() && piece.start > 0 {
            break;
        }
        let own;
        (own, rest) = rest.split_at(piece.len().min(rest.len()));
        out.extend_from_slice(own);
        out.extend_from_slice(&raw[piece.end..next.start]);
    }
    out.extend_from_slice(rest);
}

/// True for a byte that text has, a part of a character included.
pub(super) fn is_shown(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~' | 0x80..)
}

/// True when `run` says text from its first digit to its last.
pub(crate) fn says_text(run: &[u8]) -> bool {
    let says = read(run);
    !says.is_empty() && says.iter().all(|b| is_shown(*b)) && std::str::from_utf8(&says).is_ok()
}

/// True for as many bytes as are looked at of the beginning of a text, which may end in the middle of a character.
pub(super) fn begins_text(says: &[u8]) -> bool {
    if says.len() < BEGINNING / 4 * 3 {
        return false;
    }
    let mut at = 0;
    while let Some(byte) = says.get(at) {
        match character(&says[at..]) {
            0 => return *byte >= 0x80 && says.len() - at < 4,
            length => at += length,
        }
    }
    true
}

/// How many digits are looked at where text may begin.
pub(super) const BEGINNING: usize = 16;

/// Passes on the parts of what `run` says that read as text, each with the number of its first byte. `says` is memory.
pub(super) fn texts(run: &[u8], says: &mut Vec<u8>, mut found: impl FnMut(usize, &[u8])) {
    says.clear();
    append(run, says);
    texts_in(says, &mut found);
}

/// Passes on the parts of `says` that read as text: UTF-8, also with a zero beside every byte, and nothing that is not shown.
pub(crate) fn texts_in(says: &[u8], found: &mut impl FnMut(usize, &[u8])) {
    let is = |n: Option<usize>, zero: bool| n.and_then(|n| says.get(n)).is_some_and(|b| (*b == 0) == zero);
    let is_beside = |n: usize| {
        let (before, behind) = (is(n.checked_sub(1), false), is(Some(n + 1), false));
        before && is(n.checked_sub(2), true) || behind && is(Some(n + 2), true)
    };
    // Behind the last zero that has a character before it others of two bytes may stand.
    let (mut from, mut at, mut pairs) = (0, 0, 0);
    while let Some(byte) = says.get(at) {
        let length = match byte {
            0 => usize::from(is_beside(at)),
            _ => character(&says[at..]),
        };
        at += length;
        if length == 0 {
            if let Some(end) = utf16::characters_to(says, pairs, at).filter(|_| pairs > from) {
                (at, pairs) = (end, end);
                continue;
            }
            if at - from >= VIEW_READ_BYTES_MIN {
                found(from, &says[from..at]);
            }
            at += 1;
            from = at;
        } else if *byte == 0 {
            pairs = at;
        }
    }
    if at - from >= VIEW_READ_BYTES_MIN {
        found(from, &says[from..at]);
    }
}

/// How long the character is that `says` begins with; 0 when there is none, or one that is not shown.
#[inline]
fn character(says: &[u8]) -> usize {
    let length = match says[0] {
        byte @ 0..0x80 => return usize::from(is_shown(byte)),
        0xc2..=0xdf => return 2 * usize::from(matches!(says.get(1), Some(0x80..=0xbf))),
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return 0,
    };
    let is_whole = says.get(..length).is_some_and(|character| std::str::from_utf8(character).is_ok());
    if is_whole { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_what_the_standard_library_reads() {
        // Whole characters, parts of some, and what is not shown.
        let whole = ["a", "bcd", "ann@ex", "\u{fc}", "\u{20ac}", "\u{1f600}", "\0", "\x7f"];
        let parts: [&[u8]; 5] = [b"\xc3", b"\xc0", b"\xe2\x82", b"\xf0\x9f\x98", b"\x80"];
        let pieces: Vec<&[u8]> = whole.map(str::as_bytes).into_iter().chain(parts).collect();
        let mut seed = 1_u64;
        let mut next = |most: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % most
        };
        for _ in 0..20_000 {
            let says: Vec<u8> = (0..next(24)).flat_map(|_| pieces[next(13)]).copied().collect();
            // Letters of UTF-16.
            if says.windows(2).any(|two| matches!(two, [0xa0..=0xff, 0])) {
                continue;
            }
            let mut seen = Vec::new();
            texts_in(&says, &mut |from, text| seen.push((from, text.to_vec())));
            assert_eq!(seen, texts_by_chunks(&says), "{says:?}");
            if says.len() >= BEGINNING / 4 * 3 {
                let first = says.utf8_chunks().next().map_or("", |chunk| chunk.valid());
                let is_text = says.len() - first.len() < 4 && first.bytes().all(is_shown);
                assert_eq!(begins_text(&says), is_text, "{says:?}");
            }
        }
    }

    fn texts_by_chunks(says: &[u8]) -> Vec<(usize, Vec<u8>)> {
        let is_zero = |n: usize| says.get(n).map(|byte| *byte == 0);
        let is_wide =
            |beside: usize, other: usize| (is_zero(beside), is_zero(other)) == (Some(false), Some(true));
        let is_text = |n: usize| match says[n] {
            0 => n > 1 && is_wide(n - 1, n - 2) || is_wide(n + 1, n + 2),
            byte => is_shown(byte),
        };
        let (mut texts, mut at) = (Vec::new(), 0);
        for chunk in says.utf8_chunks() {
            let end = at + chunk.valid().len();
            let mut from = at;
            for n in at..=end {
                if n == end || !is_text(n) {
                    texts.push((from, says[from..n].to_vec()));
                    from = n + 1;
                }
            }
            at = end + chunk.invalid().len();
        }
        texts.retain(|(_, text)| text.len() >= VIEW_READ_BYTES_MIN);
        texts
    }

    #[test]
    fn what_is_no_text_is_none() {
        let image = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0".repeat(9);
        let mut seen = 0;
        texts_in(&image, &mut |_, _| seen += 1);
        assert_eq!(seen, 0);
    }
}
