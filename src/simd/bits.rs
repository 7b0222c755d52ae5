//! Blocks of 64 bytes as maps of 64 bits: bit `n` says something of byte `n`.
//!
//! On x86-64 with SSE2, which each of them has, so that nothing has to be chosen at run time; elsewhere eight bytes
//! at a time as a number.

#![allow(unsafe_code)]

/// How many bytes a block has.
pub const BLOCK: usize = 64;

/// 64 bytes, ready to be compared.
#[derive(Clone, Copy)]
pub struct Block(imp::Lanes);

impl Block {
    /// The block that these bytes are.
    #[inline]
    pub fn new(bytes: &[u8; BLOCK]) -> Self {
        Block(imp::load(bytes))
    }

    /// The block at `at`, and which of its bytes there are: behind the end of the text it is zeros. It has at
    /// least one byte of the text.
    #[inline]
    pub fn at(text: &[u8], at: usize) -> (Self, u64) {
        let rest = &text[at..];
        if let Some(bytes) = rest.first_chunk() {
            return (Block::new(bytes), u64::MAX);
        }
        let mut bytes = [0; BLOCK];
        bytes[..rest.len()].copy_from_slice(rest);
        (Block::new(&bytes), below(rest.len() as u32))
    }

    /// Which bytes are `byte`.
    #[inline]
    pub fn equal(self, byte: u8) -> u64 {
        imp::equal(self.0, byte)
    }

    /// Which bytes are `byte` once bit 5 is set, which makes small letters of capitals and braces of brackets.
    #[inline]
    pub fn equal_folded(self, byte: u8) -> u64 {
        imp::equal_folded(self.0, byte)
    }

    /// Which bytes are at most `byte`.
    #[inline]
    pub fn at_most(self, byte: u8) -> u64 {
        imp::at_most(self.0, byte)
    }

    /// Of which kind bytes are.
    #[inline]
    pub fn kinds(self) -> Kinds {
        imp::kinds(self.0)
    }
}

/// Kinds of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds {
    /// Digits of ASCII.
    pub digits: u64,
    /// Letters of ASCII.
    pub letters: u64,
    /// Bytes with bit 5, as small letters have it and capitals do not.
    pub small: u64,
    /// Bytes that are none of ASCII.
    pub others: u64,
}

/// The bits below bit `n`; all of them for 64 and more.
#[inline]
pub fn below(n: u32) -> u64 {
    1_u64.checked_shl(n).map_or(u64::MAX, |bit| bit - 1)
}

/// Each bit: whether an odd number of bits is set up to it, itself included. Of quotes that makes the insides of
/// what they enclose, opening quotes included and closing ones not.
#[inline]
pub fn prefix_xor(bits: u64) -> u64 {
    let mut bits = bits;
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

/// Which bytes stand behind an odd number of backslashes, given where backslashes are. `carry` is whether the
/// first byte does, and becomes that of the next block.
#[inline]
pub fn escaped(backslashes: u64, carry: &mut bool) -> u64 {
    const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
    let before = u64::from(*carry);
    if backslashes == 0 {
        *carry = false;
        return before;
    }
    // A backslash that is escaped itself starts nothing. Where runs start at odd bits, adding them up carries
    // through the run and turns the order of odd and even bits behind it around.
    let backslashes = backslashes & !before;
    let follows = backslashes << 1 | before;
    let odd_starts = backslashes & ODD & !follows;
    let (even_runs, overflow) = odd_starts.overflowing_add(backslashes);
    *carry = overflow;
    let inverted = even_runs << 1;
    (!ODD ^ inverted) & follows
}

#[cfg(target_arch = "x86_64")]
mod imp {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x,
        _mm_set1_epi8, _mm_slli_epi16, _mm_sub_epi8,
    };

    use super::{BLOCK, Kinds};

    pub(super) type Lanes = [__m128i; 4];

    #[inline]
    pub(super) fn load(bytes: &[u8; BLOCK]) -> Lanes {
        let (lanes, _) = bytes.as_chunks::<16>();
        // SAFETY: it needs SSE2, which every x86-64 has.
        std::array::from_fn(|n| unsafe { lane(&lanes[n]) })
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn lane(bytes: &[u8; 16]) -> __m128i {
        let number = u128::from_le_bytes(*bytes);
        _mm_set_epi64x((number >> 64) as i64, number as i64)
    }

    #[inline]
    fn bits(lanes: Lanes, test: impl Fn(__m128i) -> u32) -> u64 {
        let part = |n: usize| u64::from(test(lanes[n]));
        part(0) | part(1) << 16 | part(2) << 32 | part(3) << 48
    }

    #[inline]
    pub(super) fn equal(lanes: Lanes, byte: u8) -> u64 {
        #[inline]
        #[target_feature(enable = "sse2")]
        fn test(lane: __m128i, byte: u8) -> u32 {
            _mm_movemask_epi8(_mm_cmpeq_epi8(lane, _mm_set1_epi8(byte as i8))) as u32
        }
        // SAFETY: it needs SSE2, which every x86-64 has.
        bits(lanes, |lane| unsafe { test(lane, byte) })
    }

    #[inline]
    pub(super) fn equal_folded(lanes: Lanes, byte: u8) -> u64 {
        #[inline]
        #[target_feature(enable = "sse2")]
        fn test(lane: __m128i, byte: u8) -> u32 {
            let folded = _mm_or_si128(lane, _mm_set1_epi8(0x20));
            _mm_movemask_epi8(_mm_cmpeq_epi8(folded, _mm_set1_epi8(byte as i8))) as u32
        }
        // SAFETY: it needs SSE2, which every x86-64 has.
        bits(lanes, |lane| unsafe { test(lane, byte) })
    }

    #[inline]
    pub(super) fn at_most(lanes: Lanes, byte: u8) -> u64 {
        #[inline]
        #[target_feature(enable = "sse2")]
        fn test(lane: __m128i, byte: u8) -> u32 {
            let lower = _mm_min_epu8(lane, _mm_set1_epi8(byte as i8));
            _mm_movemask_epi8(_mm_cmpeq_epi8(lower, lane)) as u32
        }
        // SAFETY: it needs SSE2, which every x86-64 has.
        bits(lanes, |lane| unsafe { test(lane, byte) })
    }

    #[inline]
    pub(super) fn kinds(lanes: Lanes) -> Kinds {
        /// Digits, letters, bytes with bit 5, bytes with bit 7.
        #[inline]
        #[target_feature(enable = "sse2")]
        fn test(lane: __m128i) -> [u32; 4] {
            let among = |bytes: __m128i, first: u8, count: u8| {
                let place = _mm_sub_epi8(bytes, _mm_set1_epi8(first as i8));
                let lower = _mm_min_epu8(place, _mm_set1_epi8(count as i8 - 1));
                _mm_movemask_epi8(_mm_cmpeq_epi8(lower, place)) as u32
            };
            let folded = _mm_or_si128(lane, _mm_set1_epi8(0x20));
            // A shift moves bit 5 of each byte to where the highest is read.
            let small = _mm_movemask_epi8(_mm_slli_epi16::<2>(lane)) as u32;
            [among(lane, b'0', 10), among(folded, b'a', 26), small, _mm_movemask_epi8(lane) as u32]
        }
        // SAFETY: it needs SSE2, which every x86-64 has.
        let [a, b, c, d] = lanes.map(|lane| unsafe { test(lane) });
        let all = |n: usize| {
            u64::from(a[n]) | u64::from(b[n]) << 16 | u64::from(c[n]) << 32 | u64::from(d[n]) << 48
        };
        Kinds { digits: all(0), letters: all(1), small: all(2), others: all(3) }
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod imp {
    pub(super) use super::portable::*;
}

/// Eight numbers of eight bytes.
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable {
    use super::{BLOCK, Kinds};

    pub(super) type Lanes = [u64; 8];

    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

    pub(super) fn load(bytes: &[u8; BLOCK]) -> Lanes {
        let (words, _) = bytes.as_chunks::<8>();
        std::array::from_fn(|n| u64::from_le_bytes(words[n]))
    }

    /// The highest bits of the eight bytes of `word` as eight bits.
    fn gather(word: u64) -> u64 {
        ((word >> 7) & ONES).wrapping_mul(0x0102_0408_1020_4080) >> 56
    }

    fn bits(lanes: Lanes, high_bit: impl Fn(u64) -> u64) -> u64 {
        lanes.iter().rev().fold(0, |bits, word| bits << 8 | gather(high_bit(*word)))
    }

    fn is_zero(word: u64) -> u64 {
        !(((word & LOW) + LOW) | word)
    }

    pub(super) fn equal(lanes: Lanes, byte: u8) -> u64 {
        let wanted = ONES * u64::from(byte);
        bits(lanes, |word| is_zero(word ^ wanted))
    }

    pub(super) fn equal_folded(lanes: Lanes, byte: u8) -> u64 {
        let (wanted, fold) = (ONES * u64::from(byte), ONES * 0x20);
        bits(lanes, |word| is_zero((word | fold) ^ wanted))
    }

    /// Of the low seven bits of each byte the sum overflows into the highest when they are more than `byte`'s.
    pub(super) fn at_most(lanes: Lanes, byte: u8) -> u64 {
        let (low, is_high) = (ONES * u64::from(0x7f - (byte & 0x7f)), byte >= 0x80);
        bits(lanes, |word| {
            let more = (word & LOW) + low;
            if is_high { !(more & word) } else { !(more | word) }
        })
    }

    pub(super) fn kinds(lanes: Lanes) -> Kinds {
        let among = |first: u8, last: u8| at_most(lanes, last) & !at_most(lanes, first - 1);
        Kinds {
            digits: among(b'0', b'9'),
            letters: among(b'A', b'Z') | among(b'a', b'z'),
            small: bits(lanes, |word| word << 2),
            others: !at_most(lanes, 0x7f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks in which every byte stands at every place, and some with runs.
    fn blocks() -> impl Iterator<Item = [u8; BLOCK]> {
        let mut state = 1_u64;
        let mut next = move || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 33) as usize
        };
        let few = b"\\\\\\\"\"a,\n\r{[]}:\x00\x1f\x20\x7f\x80\xff;";
        // An interpreter takes long for each.
        let (step, runs) = if cfg!(miri) { (32, 20) } else { (1, 3000) };
        let runs = (0..runs).map(move |_| std::array::from_fn(|_| few[next() % few.len()]));
        (0..=255_u8)
            .step_by(step)
            .map(|first| std::array::from_fn(|n| first.wrapping_add((n as u8).wrapping_mul(7))))
            .chain(runs)
    }

    fn slow(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
        (0..BLOCK).fold(0, |bits, n| bits | u64::from(is(block[n])) << n)
    }

    #[test]
    fn maps_are_those_of_single_bytes() {
        for bytes in blocks() {
            let (block, lanes) = (Block::new(&bytes), portable::load(&bytes));
            for byte in [0, 1, b' ', b'"', b',', b'\\', 0x7e, 0x7f, 0x80, 0x81, 0xfe, 0xff] {
                let equal = slow(&bytes, |b| b == byte);
                assert_eq!((block.equal(byte), portable::equal(lanes, byte)), (equal, equal), "{byte}");
                let folded = slow(&bytes, |b| b | 0x20 == byte);
                let got = (block.equal_folded(byte), portable::equal_folded(lanes, byte));
                assert_eq!(got, (folded, folded), "{byte}");
                let at_most = slow(&bytes, |b| b <= byte);
                assert_eq!(
                    (block.at_most(byte), portable::at_most(lanes, byte)),
                    (at_most, at_most),
                    "{byte}"
                );
            }
        }
    }

    #[test]
    fn kinds_are_those_of_single_bytes() {
        for bytes in blocks() {
            let wanted = Kinds {
                digits: slow(&bytes, |b| b.is_ascii_digit()),
                letters: slow(&bytes, |b| b.is_ascii_alphabetic()),
                small: slow(&bytes, |b| b & 0x20 != 0),
                others: slow(&bytes, |b| !b.is_ascii()),
            };
            assert_eq!(Block::new(&bytes).kinds(), wanted);
            assert_eq!(portable::kinds(portable::load(&bytes)), wanted);
        }
    }

    #[test]
    fn quotes_enclose_and_backslashes_escape() {
        let (mut is_inside, mut is_escaped, mut carry, mut parity) = (false, false, false, 0_u64);
        for bytes in blocks() {
            let inside = slow(&bytes, |_| false)
                | (0..BLOCK).fold(0, |bits, n| {
                    is_inside ^= bytes[n] == b'"';
                    bits | u64::from(is_inside) << n
                });
            let got = prefix_xor(Block::new(&bytes).equal(b'"')) ^ parity;
            parity = 0_u64.wrapping_sub(got >> 63);
            assert_eq!(got, inside);
            let wanted = (0..BLOCK).fold(0, |bits, n| {
                let bit = u64::from(is_escaped) << n;
                is_escaped = !is_escaped && bytes[n] == b'\\';
                bits | bit
            });
            assert_eq!(escaped(Block::new(&bytes).equal(b'\\'), &mut carry), wanted);
        }
    }

    #[test]
    fn a_text_ends_inside_a_block() {
        let text = [b'x'; 2 * BLOCK];
        for length in 1..=text.len() {
            for at in [0, length - 1] {
                let (block, there) = Block::at(&text[..length], at);
                let count = (length - at).min(BLOCK);
                assert_eq!((block.equal(b'x'), there), (below(count as u32), below(count as u32)));
            }
        }
    }
}
