//! Kinds of bytes by their two halves: 64 bytes become maps of 64 bits, one for each of two groups of kinds, and one for a letter.
//!
//! A kind is a set of low halves and one of high halves; a byte is of it when both of its halves are. Two lookups in tables of
//! sixteen say so for 32 bytes at once where the machine has AVX2, one lookup a byte elsewhere.

#![allow(unsafe_code)]

use crate::simd::Isa;

/// How many bytes a map is of.
pub const BLOCK: usize = 64;

/// The kinds of bytes that are looked for, at most eight.
#[derive(Clone)]
pub struct Nibbles {
    /// By the low and by the high half of a byte: the kinds that it can be of.
    low: [u8; 16],
    high: [u8; 16],
    /// The kinds of the first group; the others are the second.
    first: u8,
    /// A small letter.
    letter: u8,
    has_avx2: bool,
}

/// The bytes of `text` from `at` on, as many as a block has, with a map of those that are there; `room` is for the last ones.
#[inline]
pub fn block<'t>(text: &'t [u8], at: usize, room: &'t mut [u8; BLOCK]) -> (&'t [u8; BLOCK], u64) {
    let rest = text.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(block) => (block, u64::MAX),
        None => {
            room[..rest.len()].copy_from_slice(rest);
            (room, (1 << rest.len()) - 1)
        }
    }
}

/// By the low and by the high half of a byte, a bit for each kind that it can be of.
fn tables(kinds: &[(u16, u16)]) -> [[u8; 16]; 2] {
    debug_assert!(kinds.len() <= 8, "a byte has a bit for each kind");
    let (mut low, mut high) = ([0; 16], [0; 16]);
    for (n, (lows, highs)) in kinds.iter().enumerate() {
        for half in 0..16 {
            low[half] |= ((lows >> half & 1) as u8) << n;
            high[half] |= ((highs >> half & 1) as u8) << n;
        }
    }
    [low, high]
}

/// Several groups of kinds, of single blocks.
#[derive(Clone)]
pub struct Groups<const N: usize> {
    low: [u8; 16],
    high: [u8; 16],
    /// The kinds of each group.
    groups: [u8; N],
    has_avx2: bool,
}

impl<const N: usize> Groups<N> {
    /// The kinds of each group, at most eight in all.
    pub fn new(groups: [&[(u16, u16)]; N]) -> Self {
        let [low, high] = tables(&groups.concat());
        let mut first = 0;
        let groups = groups.map(|kinds| {
            let group = ((1_u16 << kinds.len()) - 1) << first;
            first += kinds.len();
            group as u8
        });
        Groups { low, high, groups, has_avx2: Isa::Avx2.is_here() }
    }

    /// For each group a map of the bytes that are of it.
    #[inline]
    pub fn maps(&self, block: &[u8; BLOCK]) -> [u64; N] {
        #[cfg(target_arch = "x86_64")]
        if self.has_avx2 {
            // SAFETY: AVX2 is there.
            return unsafe { self.maps_avx2(block) };
        }
        self.maps_plain(block)
    }

    fn maps_plain(&self, block: &[u8; BLOCK]) -> [u64; N] {
        let mut maps = [0; N];
        for (n, byte) in block.iter().enumerate() {
            let kinds = self.low[usize::from(byte & 15)] & self.high[usize::from(byte >> 4)];
            for (map, group) in maps.iter_mut().zip(self.groups) {
                *map |= u64::from(kinds & group != 0) << n;
            }
        }
        maps
    }

    /// # Safety
    /// AVX2 is there.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    unsafe fn maps_avx2(&self, block: &[u8; BLOCK]) -> [u64; N] {
        use std::arch::x86_64::*;
        // SAFETY: the arrays have the 16 and 32 bytes that are read.
        let [left, right] = unsafe {
            let table = |from: &[u8; 16]| _mm256_broadcastsi128_si256(_mm_loadu_si128(from.as_ptr().cast()));
            let (low, high, half) = (table(&self.low), table(&self.high), _mm256_set1_epi8(15));
            [0, 32].map(|at| {
                let bytes = _mm256_loadu_si256(block.as_ptr().add(at).cast());
                let lows = _mm256_shuffle_epi8(low, _mm256_and_si256(bytes, half));
                let highs = _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), half));
                _mm256_and_si256(lows, highs)
            })
        };
        self.groups.map(|group| {
            let group = _mm256_set1_epi8(group as i8);
            let none = |lane| {
                let is_none = _mm256_cmpeq_epi8(_mm256_and_si256(lane, group), _mm256_setzero_si256());
                u64::from(_mm256_movemask_epi8(is_none) as u32)
            };
            !(none(left) | none(right) << 32)
        })
    }
}

/// What each byte of a block is: bit `n` is byte `n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maps {
    /// Of a kind of the first group.
    pub one: u64,
    /// Of a kind of the second.
    pub other: u64,
    /// The letter, small or capital.
    pub letter: u64,
}

impl Nibbles {
    /// Kinds as low halves and high halves, a bit for each half; the first `first` of them are a group. The `letter` is a small
    /// one, which capitals are taken for.
    pub fn new(kinds: &[(u16, u16)], first: usize, letter: u8) -> Self {
        debug_assert!(first <= kinds.len(), "a group is of these kinds");
        let [low, high] = tables(kinds);
        let first = (1_u16 << first).wrapping_sub(1) as u8;
        Nibbles { low, high, first, letter, has_avx2: Isa::Avx2.is_here() }
    }

    #[inline]
    fn maps(&self, block: &[u8; BLOCK]) -> Maps {
        let (mut one, mut other, mut letter) = (0, 0, 0);
        for (n, byte) in block.iter().enumerate() {
            let kinds = self.low[usize::from(byte & 15)] & self.high[usize::from(byte >> 4)];
            one |= u64::from(kinds & self.first != 0) << n;
            other |= u64::from(kinds & !self.first != 0) << n;
            letter |= u64::from(byte | 0x20 == self.letter) << n;
        }
        Maps { one, other, letter }
    }

    /// Passes on the maps of every block of `text`, with where it begins. Behind the end of the text nothing is of a kind.
    #[inline]
    pub fn each(&self, text: &[u8], mut found: impl FnMut(usize, Maps)) {
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        #[cfg(target_arch = "x86_64")]
        let is_done = self.has_avx2 && {
            // SAFETY: AVX2 is there.
            unsafe { self.each_avx2(blocks, &mut found) };
            true
        };
        #[cfg(not(target_arch = "x86_64"))]
        let is_done = false;
        if !is_done {
            for (n, block) in blocks.iter().enumerate() {
                found(n * BLOCK, self.maps(block));
            }
        }
        if !rest.is_empty() {
            let mut block = [0; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            let there = (1_u64 << rest.len()) - 1;
            let Maps { one, other, letter } = self.maps(&block);
            found(
                blocks.len() * BLOCK,
                Maps { one: one & there, other: other & there, letter: letter & there },
            );
        }
    }

    /// # Safety
    /// AVX2 is there.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    unsafe fn each_avx2(&self, blocks: &[[u8; BLOCK]], found: &mut impl FnMut(usize, Maps)) {
        use std::arch::x86_64::*;
        // SAFETY: the arrays have the 16 and 32 bytes that are read.
        unsafe {
            let table = |from: &[u8; 16]| _mm256_broadcastsi128_si256(_mm_loadu_si128(from.as_ptr().cast()));
            let (low, high) = (table(&self.low), table(&self.high));
            let (first, half, zero) =
                (_mm256_set1_epi8(self.first as i8), _mm256_set1_epi8(15), _mm256_setzero_si256());
            let (letter, small) = (_mm256_set1_epi8(self.letter as i8), _mm256_set1_epi8(0x20));
            for (n, block) in blocks.iter().enumerate() {
                let bytes = |at: usize| _mm256_loadu_si256(block.as_ptr().add(at).cast());
                let bytes = (bytes(0), bytes(32));
                let kinds = |bytes| {
                    let lows = _mm256_shuffle_epi8(low, _mm256_and_si256(bytes, half));
                    let highs =
                        _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), half));
                    _mm256_and_si256(lows, highs)
                };
                let (left, right) = (kinds(bytes.0), kinds(bytes.1));
                let map = |left, right| {
                    let none = |lane| u64::from(_mm256_movemask_epi8(_mm256_cmpeq_epi8(lane, zero)) as u32);
                    !(none(left) | none(right) << 32)
                };
                // Most blocks of prose have none.
                let one = match _mm256_testz_si256(_mm256_or_si256(left, right), first) {
                    1 => 0,
                    _ => map(_mm256_and_si256(left, first), _mm256_and_si256(right, first)),
                };
                let other = map(_mm256_andnot_si256(first, left), _mm256_andnot_si256(first, right));
                let is_letter = |bytes| {
                    let equal = _mm256_cmpeq_epi8(_mm256_or_si256(bytes, small), letter);
                    u64::from(_mm256_movemask_epi8(equal) as u32)
                };
                let letter = is_letter(bytes.0) | is_letter(bytes.1) << 32;
                found(n * BLOCK, Maps { one, other, letter });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_what_their_kinds_say() {
        let groups: [&[(u16, u16)]; 3] =
            [&[(0x07fe, 0x0010)], &[(0xffff, 0xff00), (0x0003, 0x00f0)], &[(0x8000, 0x0020)]];
        let fast = Groups::new(groups);
        for start in 0..=192_u8 {
            let block: [u8; BLOCK] = std::array::from_fn(|n| start + n as u8 % 64);
            let maps = fast.maps(&block);
            assert_eq!(maps, fast.maps_plain(&block));
            for (map, kinds) in maps.iter().zip(groups) {
                for (n, byte) in block.iter().enumerate() {
                    let is = |(lows, highs): &(u16, u16)| {
                        lows >> (byte & 15) & 1 == 1 && highs >> (byte >> 4) & 1 == 1
                    };
                    assert_eq!(map >> n & 1 == 1, kinds.iter().any(is), "{byte}");
                }
            }
        }
    }

    #[test]
    fn all_instructions_say_what_each_byte_says() {
        let kinds = [(0x0821, 0x0004), (0xffff, 0xff00), (0x0003, 0x00f0), (0x8000, 0x0020)];
        let fast = Nibbles::new(&kinds, 2, b't');
        let slow = Nibbles { has_avx2: false, ..fast.clone() };
        let text: Vec<u8> =
            (0..1000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 9) as u8).chain(0..=255).collect();
        for end in [0, 1, 63, 64, 65, 127, 128, 500, text.len()] {
            let maps = |nibbles: &Nibbles| {
                let mut maps = Vec::new();
                nibbles.each(&text[..end], |at, found| maps.push((at, found)));
                maps
            };
            let expected = maps(&slow);
            assert_eq!(maps(&fast), expected);
            for (n, byte) in text[..end].iter().enumerate() {
                let is = |(lows, highs): &(u16, u16)| {
                    lows >> (byte & 15) & 1 == 1 && highs >> (byte >> 4) & 1 == 1
                };
                let (_, Maps { one, other, letter }) = expected[n / BLOCK];
                assert_eq!(one >> (n % BLOCK) & 1 == 1, kinds[..2].iter().any(is), "{byte}");
                assert_eq!(letter >> (n % BLOCK) & 1 == 1, matches!(byte, b't' | b'T'), "{byte}");
                assert_eq!(other >> (n % BLOCK) & 1 == 1, kinds[2..].iter().any(is), "{byte}");
            }
        }
    }
}
