//! Base64 (RFC 4648, sections 4 and 5): four characters say three bytes.
//!
//! A run is read from each of its first four characters on, because what stands before a text may be of the same
//! characters. Only what reads as text is looked at, so that an image says nothing.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::limits::{VIEW_READ_BYTES_MIN, VIEW_RUN_BYTES_MIN};
use crate::simd::nibbles::{self, BLOCK};
use crate::span::Span;

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

/// Without the line ends of lines of base64.
pub(super) fn unwrapped(raw: &[u8]) -> Cow<'_, [u8]> {
    match memchr::memchr(b'\n', raw) {
        None => Cow::Borrowed(raw),
        Some(_) => Cow::Owned(raw.iter().copied().filter(|b| !is_line_end(*b)).collect()),
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// The bytes that four characters say.
#[inline]
fn whole_group(group: &[u8; 4]) -> [u8; 3] {
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
    let mut lines = raw.split_inclusive(|b| *b == b'\n').peekable();
    let mut is_first = true;
    while let Some(line) = lines.next().filter(|_| lines.peek().is_some()) {
        // What stands behind goes on in a line of its own, or one would be as long as two.
        if rest.is_empty() && !is_first {
            break;
        }
        let ends = line.iter().rev().take_while(|b| is_line_end(**b)).count();
        let (digits, end) = line.split_at(line.len() - ends);
        let own;
        (own, rest) = rest.split_at(digits.len().min(rest.len()));
        out.extend_from_slice(own);
        out.extend_from_slice(end);
        is_first = false;
    }
    out.extend_from_slice(rest);
}

/// What one walk along a run of digits tells of it. Each may be said of a run that says nothing, never the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hints {
    /// For each of the four places at which groups can begin, that enough groups in a row may say text.
    pub(super) phases: [bool; 4],
    /// A part of it may be text in hexadecimal digits.
    pub(super) has_hex: bool,
    /// Compressed data may begin in it.
    pub(super) has_head: bool,
}

impl Hints {
    /// Whether it has to be read at all.
    pub(super) fn says_something(&self) -> bool {
        self.phases != [false; 4] || self.has_hex || self.has_head
    }

    /// Of `run` in `text`.
    pub(super) fn of(text: &[u8], run: Span) -> Hints {
        let digits = run.of(text);
        let mut hints = Hints { phases: [false; 4], has_hex: false, has_head: false };
        let (mut below, mut marks) = (Below::default(), Marks::default());
        each_block(text, run, |start, block, there| {
            let [first, second, third] = BELOW.maps(block).map(|map| map & there);
            let mut ends = below.ends(first, second, third);
            while ends != 0 {
                let end = start + ends.trailing_zeros() as usize;
                ends &= ends - 1;
                // The third character of the second group.
                let from = end - 6;
                hints.phases[from % 4] =
                    hints.phases[from % 4] || may_be_text(&digits[from..digits.len().min(end + 2)]);
            }
            marks.add(MARKS.maps(block).map(|map| map & there));
        });
        hints.has_head = marks.has_head;
        hints.has_hex = marks.has_long_hex && (may_be_wide_in_hex(digits) || has_text_in_hex(text, run));
        hints.phases[0] = hints.phases[0] || may_begin_text(digits);
        hints
    }
}

/// Passes on each block of `run`, with where in the run it begins and a map of the bytes that belong to it.
#[inline]
fn each_block(text: &[u8], run: Span, mut found: impl FnMut(usize, &[u8; BLOCK], u64)) {
    let mut room = [0; BLOCK];
    for start in (0..run.len()).step_by(BLOCK) {
        let (block, _) = nibbles::block(text, run.start + start, &mut room);
        found(start, block, u64::MAX >> (BLOCK - (run.len() - start).min(BLOCK)));
    }
}

/// What of a run of digits is known of the blocks before.
#[derive(Default)]
struct Below {
    first: u64,
    second: u64,
    ends: u64,
}

impl Below {
    /// Where the third character stands of a second group in a row of which all bytes are below 128.
    #[inline]
    fn ends(&mut self, first: u64, second: u64, third: u64) -> u64 {
        let ends = (first << 2 | self.first >> 62) & (second << 1 | self.second >> 63) & third;
        let twos = ends & (ends << 4 | self.ends >> 60);
        *self = Below { first, second, ends };
        twos
    }
}

/// The same of single characters.
#[derive(Default)]
struct Marks {
    heads: u64,
    has_head: bool,
    /// How many hexadecimal digits stand at the end.
    hex: usize,
    has_long_hex: bool,
}

impl Marks {
    #[inline]
    fn add(&mut self, [hex, heads, nexts]: [u64; 3]) {
        self.has_head |= (heads << 1 | self.heads >> 63) & nexts != 0;
        self.heads = heads;
        let leading = hex.trailing_ones() as usize;
        self.has_long_hex |= self.hex + leading >= VIEW_RUN_BYTES_MIN || runs_of(hex) != 0;
        self.hex = if hex == u64::MAX { self.hex + BLOCK } else { hex.leading_ones() as usize };
    }
}

/// True when the first digits of a run, or those behind `0x` or one that belongs to no pair, may say a character that is not ASCII, in UTF-8, and
/// so be the beginning of text that has no pairs in a row of which each says a character.
fn may_be_wide_in_hex(digits: &[u8]) -> bool {
    let begins = |at: usize| {
        let first = matches!(digits.get(at), Some(b'c'..=b'f' | b'C'..=b'F'));
        first && matches!(digits.get(at + 2), Some(b'8' | b'9' | b'a' | b'b' | b'A' | b'B'))
    };
    let is_prefixed = matches!(digits, [b'0', b'x' | b'X', ..]);
    begins(0) || begins(1) || is_prefixed && (begins(2) || begins(3))
}

/// True when as many pairs of digits stand in a row as the shortest text has, each of which says a character that is shown, a part of one
/// of two bytes in UTF-8, or zero.
fn has_text_in_hex(text: &[u8], run: Span) -> bool {
    const { assert!(VIEW_READ_BYTES_MIN == 6) };
    let mut pairs = Pairs::default();
    each_block(text, run, |_, block, there| pairs.add(PAIRS.maps(block).map(|map| map & there)));
    // What the last pairs say is known behind them.
    pairs.add([0; 4]);
    pairs.has_text
}

/// Pairs of hexadecimal digits, each known three digits behind its first one, and what of that the next block needs.
#[derive(Default)]
struct Pairs {
    maps: [u64; 3],
    zeros: u64,
    leads: u64,
    twos: u64,
    fours: u64,
    pairs: u64,
    has_text: bool,
}

impl Pairs {
    #[inline]
    fn add(&mut self, [shown, zeros, leads, nexts]: [u64; 4]) {
        let wide = nexts & (leads << 2 | self.leads >> 62);
        let zero = zeros & (zeros << 1 | self.zeros >> 63);
        let [last_shown, last_wide, last_zero] = self.maps;
        let pairs = (shown << 3 | last_shown >> 61)
            | (wide << 1 | last_wide >> 63)
            | (wide << 3 | last_wide >> 61)
            | (zero << 2 | last_zero >> 62);
        let twos = pairs & (pairs << 2 | self.pairs >> 62);
        let fours = twos & (twos << 4 | self.twos >> 60);
        self.has_text |= twos & (fours << 4 | self.fours >> 60) != 0;
        *self =
            Pairs { maps: [shown, wide, zero], zeros, leads, twos, fours, pairs, has_text: self.has_text };
    }
}

/// Where [`VIEW_RUN_BYTES_MIN`] bits stand in a row from there on.
#[inline]
fn runs_of(map: u64) -> u64 {
    const HALF: u32 = VIEW_RUN_BYTES_MIN as u32 - 8;
    const { assert!(VIEW_RUN_BYTES_MIN > 8 && VIEW_RUN_BYTES_MIN <= 16) };
    let two = map & map >> 1;
    let four = two & two >> 2;
    let eight = four & four >> 4;
    eight & eight >> HALF
}

/// Characters that, as the first, second or third of their group, leave the byte below 128 that begins in them or ends with them. Signs that are
/// no digits are among them.
static BELOW: LazyLock<nibbles::Groups<3>> = LazyLock::new(|| {
    nibbles::Groups::new([
        // A-Z, a-f: below 32.
        &[(0xffff, 0x0030), (0x007e, 0x0040)],
        // A-H and Q-X, g-n and w-z, 0-3: without 8.
        &[(0x01fe, 0x0030), (0x7f80, 0x00c0), (0x000f, 0x0008)],
        // Of four in a row the first two: without 2.
        &[(0x6666, 0x0030), (0x9999, 0x00c0), (0x0333, 0x0008)],
    ])
});

/// Hexadecimal digits; the first and the second character that compressed data begins with, and others.
static MARKS: LazyLock<nibbles::Groups<3>> = LazyLock::new(|| {
    nibbles::Groups::new([
        &[(0x03ff, 0x0008), (0x007e, 0x0050)],
        // H and e.
        &[(0x0100, 0x0010), (0x0020, 0x0040)],
        // 4, A, F, J and N, and some others.
        &[(0x4452, 0x0018)],
    ])
});

/// What pairs of hexadecimal digits begin with that say a character; zero; the first and the second byte of a character of two.
static PAIRS: LazyLock<nibbles::Groups<4>> = LazyLock::new(|| {
    nibbles::Groups::new([
        &[(0x00fc, 0x0008)],
        &[(0x0001, 0x0008)],
        // c and d.
        &[(0x0018, 0x0050)],
        // 8, 9, a and b.
        &[(0x0300, 0x0008), (0x0006, 0x0050)],
    ])
});

/// True when two groups, of which the last may end with its third character, say characters that are shown, or every other byte zero.
fn may_be_text(groups: &[u8]) -> bool {
    let Some((first, rest)) = groups.split_first_chunk() else { return false };
    let first = whole_group(first);
    let (second, count) = match rest.first_chunk() {
        Some(second) => (whole_group(second), 3),
        None => group_of(rest),
    };
    let mut zeros = 0;
    for byte in first.into_iter().chain(second.into_iter().take(count)) {
        if byte == 0 {
            zeros += 1;
        } else if !is_shown(byte) {
            return false;
        }
    }
    zeros != 1
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
fn may_begin_text(run: &[u8]) -> bool {
    // Most runs end it here.
    let may_begin = |first: &[u8; 4]| match whole_group(first) {
        [0..=0x7f, 0x80..=0xc1, _] => false,
        [0xc2..=0xf4, 0x80..=0xbf, _] => true,
        [byte @ 0..=0x7f, ..] => is_shown(byte),
        _ => false,
    };
    if run.len() < BEGINNING || !run.first_chunk().is_some_and(may_begin) {
        return false;
    }
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
            let phases = Hints::of(run.as_bytes(), Span::new(0, run.len())).phases;
            assert!(phases[before.len() % 4], "{run} {phases:?}");
            let mut seen = Vec::new();
            texts(&run.as_bytes()[before.len()..], &mut Vec::new(), |from, text| {
                seen.push((from, text.to_vec()))
            });
            assert_eq!(seen, [(0, b"ann@example.com".to_vec())]);
        }
    }

    #[test]
    fn characters_are_what_their_values_say() {
        for byte in (0..=255).filter(|b| is_digit(*b)) {
            let value = VALUES[usize::from(byte)];
            let of = |maps: &[u64]| maps.iter().map(|map| map & 1 == 1).collect::<Vec<_>>();
            let below = of(&BELOW.maps(&[byte; BLOCK]));
            // An underline is taken for a capital.
            assert_eq!(below, [value < 32 || byte == b'_', value & 8 == 0, value & 2 == 0], "{byte}");
            let is = |all: &[u8]| all.contains(&byte);
            let marks = [byte.is_ascii_hexdigit(), is(b"He"), is(b"146ADFJN")];
            assert_eq!(of(&MARKS.maps(&[byte; BLOCK])), marks, "{byte}");
            let pairs = [is(b"234567"), is(b"0"), is(b"cdCD"), is(b"89abAB")];
            assert_eq!(of(&PAIRS.maps(&[byte; BLOCK])), pairs, "{byte}");
        }
    }

    #[test]
    fn characters_of_two_bytes_are_of_a_text_in_hexadecimal() {
        for (digits, is_text) in
            [("6ac3b6406dc3bc", true), ("6ac3b6406dc3", false), ("6ac3b640c36dc3bc2e", false)]
        {
            for before in 0..140 {
                let run = format!("{}{digits}", "f".repeat(before));
                assert_eq!(has_text_in_hex(run.as_bytes(), Span::new(0, run.len())), is_text, "{run}");
            }
        }
    }

    #[test]
    fn hints_do_not_depend_on_where_blocks_end() {
        let text = data_encoding::BASE64_NOPAD.encode(b"to ann@example.com, from lee@example.com");
        let digits = "7f".repeat(8);
        for before in 0..140 {
            let run = format!("{}{text}/H4sI/{digits}-", "/".repeat(before));
            let hints = Hints::of(run.as_bytes(), Span::new(0, run.len()));
            assert!(hints.phases[before % 4] && hints.has_hex && hints.has_head, "{before}");
        }
        for before in 0..140 {
            let says = |digits: &str| {
                let run = "/".repeat(before) + digits;
                Hints::of(run.as_bytes(), Span::new(0, run.len())).has_hex
            };
            assert!(says("616e6e4065782e") && says("610062006300640000"), "{before}");
            assert!(!says("916ef640e5782e") && !says("616e6e4065"), "{before}");
        }
        let none = "/".repeat(200);
        assert!(!Hints::of(none.as_bytes(), Span::new(0, 200)).says_something());
    }

    #[test]
    fn what_is_no_text_is_none() {
        let image = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0".repeat(9);
        let mut seen = 0;
        texts_in(&image, &mut |_, _| seen += 1);
        assert_eq!(seen, 0);
        assert_eq!(Hints::of(b"4f5e6d7c8b9a", Span::new(0, 12)).phases, [false; 4]);
    }
}
