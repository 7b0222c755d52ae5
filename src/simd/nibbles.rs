//! Kinds of bytes by their two halves: 64 bytes become maps of 64 bits, one for each group of kinds.
//!
//! A kind is a set of low halves and one of high halves; a byte is of it when both of its halves are. Two lookups in tables of
//! sixteen say so for 32 or 64 bytes at once where the machine has AVX2 or AVX-512, one lookup a byte elsewhere. Who asks for many blocks does so [`quickly`].

#![allow(unsafe_code)]

use crate::simd::Isa;

/// How many bytes a map is of.
pub const BLOCK: usize = 64;

/// The bytes of `text` from `at` on, as many as a block has; `room` is for the last ones, and what is in it stands behind them.
#[inline]
pub fn block<'t>(text: &'t [u8], at: usize, room: &'t mut [u8; BLOCK]) -> &'t [u8; BLOCK] {
    let rest = text.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(block) => block,
        None => {
            room[..rest.len()].copy_from_slice(rest);
            room
        }
    }
}

/// Fetches what stands at `at` of `text`, which is looked at soon.
#[inline(always)]
pub fn prefetch(text: &[u8], at: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(byte) = text.get(at) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: the byte is there, and nothing is read but into the cache.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(byte).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (text, at);
}

/// How bytes are looked up on this machine. Only [`quickly`] makes one of these, after a look at what is there.
#[derive(Clone, Copy)]
pub struct Lookup(Isa);

/// What looks up many bytes.
pub trait Work {
    /// What comes of it.
    type Done;

    /// Does it. What is inlined here is compiled for those instructions as well, and no lookup is a call then.
    fn done(self, lookup: Lookup) -> Self::Done;
}

/// Does `work`, compiled for the best instructions that the machine has.
#[inline(always)]
pub fn quickly<W: Work>(work: W) -> W::Done {
    quickly_with(Isa::of_this_machine(), work)
}

#[inline(always)]
fn quickly_with<W: Work>(isa: Isa, work: W) -> W::Done {
    match isa {
        // SAFETY: the instructions are there.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 => unsafe { quickly_avx512(work) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => unsafe { quickly_avx2(work) },
        _ => work.done(Lookup(Isa::Portable)),
    }
}

/// # Safety
/// AVX-512 F, BW and VL are there.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
unsafe fn quickly_avx512<W: Work>(work: W) -> W::Done {
    work.done(Lookup(Isa::Avx512))
}

/// # Safety
/// AVX2 is there.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn quickly_avx2<W: Work>(work: W) -> W::Done {
    work.done(Lookup(Isa::Avx2))
}

/// Several groups of kinds, of single blocks.
#[derive(Clone)]
pub struct Groups<const N: usize> {
    /// By the low and by the high half of a byte, a bit for each kind that it can be of.
    low: [u8; 16],
    high: [u8; 16],
    /// The kinds of each group.
    groups: [u8; N],
}

impl<const N: usize> Groups<N> {
    /// The kinds of each group, at most eight in all.
    pub const fn new(groups: [&[(u16, u16)]; N]) -> Self {
        let mut made = Groups { low: [0; 16], high: [0; 16], groups: [0; N] };
        let (mut group, mut bit) = (0, 0);
        while group < N {
            let mut kind = 0;
            while kind < groups[group].len() {
                assert!(bit < 8, "a byte has a bit for each kind");
                let (lows, highs) = groups[group][kind];
                let mut half = 0;
                while half < 16 {
                    made.low[half] |= ((lows >> half & 1) as u8) << bit;
                    made.high[half] |= ((highs >> half & 1) as u8) << bit;
                    half += 1;
                }
                made.groups[group] |= 1 << bit;
                (kind, bit) = (kind + 1, bit + 1);
            }
            group += 1;
        }
        made
    }

    /// For each group a map of the bytes that are of it.
    #[inline(always)]
    pub fn maps(&self, lookup: Lookup, block: &[u8; BLOCK]) -> [u64; N] {
        match lookup.0 {
            // SAFETY: the instructions are there.
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => unsafe { self.maps_avx512(block) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => unsafe { self.maps_avx2(block) },
            _ => self.maps_plain(block),
        }
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
    /// AVX-512 F, BW and VL are there.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    #[inline]
    unsafe fn maps_avx512(&self, block: &[u8; BLOCK]) -> [u64; N] {
        use std::arch::x86_64::*;
        // SAFETY: the arrays have the 16 and 64 bytes that are read.
        let (low, high, bytes) = unsafe {
            let table = |from: &[u8; 16]| _mm512_broadcast_i32x4(_mm_loadu_si128(from.as_ptr().cast()));
            (table(&self.low), table(&self.high), _mm512_loadu_si512(block.as_ptr().cast()))
        };
        let half = _mm512_set1_epi8(15);
        let lows = _mm512_shuffle_epi8(low, _mm512_and_si512(bytes, half));
        let highs = _mm512_shuffle_epi8(high, _mm512_and_si512(_mm512_srli_epi16::<4>(bytes), half));
        let kinds = _mm512_and_si512(lows, highs);
        self.groups.map(|group| _mm512_test_epi8_mask(kinds, _mm512_set1_epi8(group as i8)))
    }

    /// # Safety
    /// AVX2 is there.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    #[inline]
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

    struct Maps<'m>(&'m Groups<3>, &'m [u8; BLOCK]);

    impl Work for Maps<'_> {
        type Done = [u64; 3];

        fn done(self, lookup: Lookup) -> [u64; 3] {
            self.0.maps(lookup, self.1)
        }
    }

    #[test]
    fn groups_are_what_their_kinds_say() {
        let groups: [&[(u16, u16)]; 3] =
            [&[(0x07fe, 0x0010)], &[(0xffff, 0xff00), (0x0003, 0x00f0)], &[(0x8000, 0x0020)]];
        let fast = Groups::new(groups);
        for start in 0..=192_u8 {
            let block: [u8; BLOCK] = std::array::from_fn(|n| start + n as u8 % 64);
            let maps = fast.maps_plain(&block);
            for isa in Isa::ALL.into_iter().filter(|isa| isa.is_here()) {
                assert_eq!(quickly_with(isa, Maps(&fast, &block)), maps);
            }
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
