//! Base64 (RFC 4648, sections 4 and 5): four characters say three bytes.
//!
//! A run is read from each of its first four characters on, because what stands before a text may be of the same
//! characters. Only what reads as text is looked at, so that an image says nothing.

use crate::limits::VIEW_READ_BYTES_MIN;

/// What each character stands for; more than 63 for one of another kind.
static VALUES: [u8; 256] = values();

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

/// What `raw` says: groups of four characters, of which the last may be shorter or filled up.
pub(super) fn read(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() / 4 * 3 + 2);
    append(raw, &mut out);
    out
}

fn append(raw: &[u8], out: &mut Vec<u8>) {
    let digits = raw.iter().take_while(|b| is_digit(**b)).count();
    for group in raw[..digits].chunks(4) {
        let (bytes, count) = group_of(group);
        out.extend_from_slice(&bytes[..count]);
    }
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

/// Appends `value` in characters of the alphabet that `raw` is of.
pub(super) fn write(raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let is_filled = raw.ends_with(b"=");
    let is_url = raw.iter().any(|b| matches!(b, b'-' | b'_'));
    let encoding = match (is_url, is_filled) {
        (true, true) => data_encoding::BASE64URL,
        (true, false) => data_encoding::BASE64URL_NOPAD,
        (false, true) => data_encoding::BASE64,
        (false, false) => data_encoding::BASE64_NOPAD,
    };
    out.extend_from_slice(encoding.encode(value).as_bytes());
}

/// For each character three bits: as the first, second or third of its group it leaves the byte that begins in it or ends with it
/// below 128.
static BELOW: [u8; 256] = below();

const fn below() -> [u8; 256] {
    let mut below = [0; 256];
    let values = values();
    let mut n = 0;
    while n < 256 {
        let value = values[n];
        if value != NONE {
            below[n] = (value < 32) as u8 | ((value & 8 == 0) as u8) << 1 | ((value & 2 == 0) as u8) << 2;
        }
        n += 1;
    }
    below
}

/// True for a byte that text has, a part of a character included.
fn is_shown(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~' | 0x80..)
}

/// True when `run` says text from its first digit to its last.
pub(crate) fn says_text(run: &[u8]) -> bool {
    let says = read(run);
    !says.is_empty() && says.iter().all(|b| is_shown(*b)) && std::str::from_utf8(&says).is_ok()
}

/// True when the first digits of a run, from each of them on, say what can be the beginning of text that is not ASCII. In other bytes nine in a row
/// hardly ever are.
pub(super) fn may_begin_text(run: &[u8]) -> bool {
    let mut says = [0; BEGINNING / 4 * 3];
    let mut length = 0;
    for group in run[..run.len().min(BEGINNING)].chunks(4) {
        let (bytes, count) = group_of(group);
        says[length..length + count].copy_from_slice(&bytes[..count]);
        length += count;
    }
    begins_text(&says[..length])
}

/// True for as many bytes as are looked at of the beginning of a text, which may end in the middle of a character.
pub(super) fn begins_text(says: &[u8]) -> bool {
    says.utf8_chunks().next().is_some_and(|chunk| {
        let rest = says.len() - chunk.valid().len();
        says.len() >= BEGINNING / 4 * 3 && rest < 4 && chunk.valid().as_bytes().iter().all(|b| is_shown(*b))
    })
}

/// How many digits are looked at where text may begin.
pub(super) const BEGINNING: usize = 16;

/// For each of the four places at which the groups of `run` can begin, whether two groups that follow each other say six bytes
/// below 128.
pub(super) fn may_say_text(run: &[u8]) -> [bool; 4] {
    // Three bits for each of the last eight characters, the newest lowest.
    const WANTED: u32 = 0b001_010_100_000_001_010_100_000;
    const SEEN: u32 = (1 << 24) - 1;
    let mut phases = [false; 4];
    let mut last = 0_u32;
    for (n, byte) in run.iter().enumerate() {
        last = (last << 3 | u32::from(BELOW[usize::from(*byte)])) & SEEN;
        if last & WANTED == WANTED && n >= 7 {
            phases[(n - 7) % 4] = true;
        }
    }
    phases
}

/// Passes on the parts of what `run` says that read as text, each with the number of its first byte. `says` is memory.
pub(super) fn texts(run: &[u8], says: &mut Vec<u8>, mut found: impl FnMut(usize, &[u8])) {
    says.clear();
    append(run, says);
    texts_in(says, &mut found);
}

/// Passes on the parts of `says` that read as text: UTF-8, also with a zero beside every byte, and nothing that is not shown.
pub(super) fn texts_in(says: &[u8], found: &mut impl FnMut(usize, &[u8])) {
    let is = |n: Option<usize>, zero: bool| n.and_then(|n| says.get(n)).is_some_and(|b| (*b == 0) == zero);
    let is_text = |n: usize| match says[n] {
        0 => {
            let (before, behind) = (is(n.checked_sub(1), false), is(Some(n + 1), false));
            before && is(n.checked_sub(2), true) || behind && is(Some(n + 2), true)
        }
        byte => is_shown(byte),
    };
    let mut at = 0;
    for chunk in says.utf8_chunks() {
        let end = at + chunk.valid().len();
        let mut from = at;
        for n in at..=end {
            if n == end || !is_text(n) {
                if n - from >= VIEW_READ_BYTES_MIN {
                    found(from, &says[from..n]);
                }
                from = n + 1;
            }
        }
        at = end + chunk.invalid().len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_found_at_every_place_of_a_group() {
        for before in ["", "x", "xy", "xyz"] {
            let run = format!("{before}{}", data_encoding::BASE64_NOPAD.encode(b"ann@example.com"));
            let phases = may_say_text(run.as_bytes());
            assert!(phases[before.len() % 4], "{run} {phases:?}");
            let mut seen = Vec::new();
            texts(&run.as_bytes()[before.len()..], &mut Vec::new(), |from, text| {
                seen.push((from, text.to_vec()))
            });
            assert_eq!(seen, [(0, b"ann@example.com".to_vec())]);
        }
    }

    #[test]
    fn what_is_no_text_is_none() {
        let image = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0".repeat(9);
        let mut seen = 0;
        texts_in(&image, &mut |_, _| seen += 1);
        assert_eq!(seen, 0);
        assert_eq!(may_say_text(b"4f5e6d7c8b9a"), [false; 4]);
    }
}
