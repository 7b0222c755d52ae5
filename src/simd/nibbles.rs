//! Kinds of bytes by their two halves: 64 bytes become maps of 64 bits, one for each group of kinds.
//!
//! A kind is a set of low halves and one of high halves; a byte is of it when both of its halves are. Two lookups in tables of
//! sixteen say so for 32 bytes at once where the machine has AVX2, one lookup a byte elsewhere.

#![allow(unsafe_code)]

use crate::simd::Isa;

/// How many bytes a map is of.
pub const BLOCK: usize = 64;

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
}
