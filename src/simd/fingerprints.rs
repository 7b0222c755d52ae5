//! Fingerprints: where one of many words may begin, by their first four bytes and what stands before them.
//!
//! Words are put into eight groups. A byte is looked up once for each of the four places: a bit says that some word of that group has such a byte
//! there. Where a bit is left in all four, a word may begin. With AVX-512 a table tells all letters apart; elsewhere a byte is looked up by
//! its two halves, which lets more through.

#![allow(unsafe_code)]

use crate::simd::Isa;

/// How many bytes of a word are looked at.
pub const PLACES: usize = 4;

/// How many starts are looked at together.
pub const STARTS: usize = 64;

/// How many bytes before a start decide whether one may be there.
const BEFORE: usize = 6;

/// Bytes that decide about so many starts.
const WINDOW: usize = BEFORE + STARTS + PLACES - 1;

/// Groups of words.
const GROUPS: usize = 8;

/// What makes a letter a small one.
const SMALL: u8 = 0x20;

/// Words that are looked for together, and how many such sets there are at most.
const TOGETHER: usize = 20;
const SETS_MAX: usize = 4;

/// The first bytes of words.
pub struct Fingerprints {
    /// The fewer words are in a set, the more places it refuses.
    sets: Vec<Set>,
    /// Instructions that this machine has.
    isa: Isa,
}

/// The first bytes of some of them, in groups.
struct Set {
    /// By place, and the low and the high half of a byte: the groups that have one there.
    halves: [[[u8; 16]; 2]; PLACES],
    /// By place, and the lower six bits of a small letter or another byte.
    whole: [[u8; 64]; PLACES],
}

/// What a row of maps is of.
struct Windows<'w> {
    text: &'w [u8],
    at: usize,
    maps: &'w mut [u64],
}

impl Windows<'_> {
    /// Makes each map of what stands around its starts.
    #[inline(always)]
    fn each(self, map_of: impl Fn(&[u8; WINDOW]) -> u64) {
        let Windows { text, at, maps } = self;
        for (map, at) in maps.iter_mut().zip((at..).step_by(STARTS)) {
            let window =
                at.checked_sub(BEFORE).and_then(|at| text.get(at..)).and_then(|text| text.first_chunk());
            *map = match window {
                Some(window) => map_of(window),
                // A line end stands for what is not there.
                None => map_of(&std::array::from_fn(|n| {
                    (at + n).checked_sub(BEFORE).and_then(|n| text.get(n)).copied().unwrap_or(b'\n')
                })),
            };
        }
    }
}

impl Set {
    fn new(words: &[[u8; PLACES]]) -> Self {
        let mut halves = [[[0; 16]; 2]; PLACES];
        let mut whole = [[0; 64]; PLACES];
        for (n, word) in words.iter().enumerate() {
            let group = 1 << (n * GROUPS / words.len());
            for (table, byte) in whole.iter_mut().zip(word) {
                table[usize::from((byte | SMALL) & 63)] |= group;
            }
            for ([low, high], byte) in halves.iter_mut().zip(word) {
                for byte in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
                    low[usize::from(byte & 15)] |= group;
                    high[usize::from(byte >> 4)] |= group;
                }
            }
        }
        Set { halves, whole }
    }
}

impl Fingerprints {
    /// Of `words`, in capitals and small letters alike, for these instructions or less. Words beside each other are best alike.
    pub fn new(words: &[[u8; PLACES]], isa: Isa) -> Self {
        let together = TOGETHER.max(words.len().div_ceil(SETS_MAX));
        Fingerprints { sets: words.chunks(together).map(Set::new).collect(), isa: Isa::at_most(isa) }
    }

    /// Makes `maps`, the first of which is of the starts from `at` on, of where a word may begin: behind no letter or digit, or behind what may be
    /// an escape.
    pub fn maps(&self, text: &[u8], at: usize, maps: &mut [u64]) {
        let windows = Windows { text, at, maps };
        match self.isa {
            // SAFETY: the instructions are there.
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => unsafe { self.maps_avx512(windows) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => unsafe { self.maps_avx2(windows) },
            _ => windows.each(|window| self.map_plain(window)),
        }
    }

    /// # Safety
    /// AVX-512 F, BW and VBMI are there.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    unsafe fn maps_avx512(&self, windows: Windows<'_>) {
        // SAFETY: the instructions are there.
        windows.each(|window| unsafe { self.map_avx512(window) });
    }

    /// # Safety
    /// AVX2 is there.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    unsafe fn maps_avx2(&self, windows: Windows<'_>) {
        // SAFETY: the instructions are there.
        windows.each(|window| unsafe { self.map_avx2(window) });
    }

    fn map_plain(&self, window: &[u8; WINDOW]) -> u64 {
        let mut map = 0;
        for start in 0..STARTS {
            let at = start + BEFORE;
            let may_begin = !window[at - 1].is_ascii_alphanumeric()
                || [2, 4, 6].iter().any(|back| window[at - back] == b'\\');
            if !may_begin {
                continue;
            }
            let may_be = |set: &Set| {
                let halves = set.halves.iter().zip(&window[at..]);
                let groups = halves.fold(u8::MAX, |groups, ([low, high], byte)| {
                    groups & low[usize::from(byte & 15)] & high[usize::from(byte >> 4)]
                });
                groups != 0
            };
            map |= u64::from(self.sets.iter().any(may_be)) << start;
        }
        map
    }

    /// # Safety
    /// AVX-512 F, BW and VBMI are there.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    #[inline]
    unsafe fn map_avx512(&self, window: &[u8; WINDOW]) -> u64 {
        use std::arch::x86_64::*;
        // SAFETY: a window has 64 bytes from each of its first places on, and so has a table.
        let bytes = |at: usize| unsafe { _mm512_loadu_si512(window.as_ptr().add(at).cast()) };
        let small = _mm512_set1_epi8(SMALL as i8);
        let letters: [_; PLACES] = std::array::from_fn(|place| _mm512_or_si512(bytes(BEFORE + place), small));
        let mut words = 0;
        for set in &self.sets {
            let mut groups = _mm512_set1_epi8(-1);
            for (letters, table) in letters.iter().zip(&set.whole) {
                // SAFETY: as above. Of an index the lower six bits count.
                let table = unsafe { _mm512_loadu_si512(table.as_ptr().cast()) };
                groups = _mm512_and_si512(groups, _mm512_permutexvar_epi8(*letters, table));
            }
            words |= _mm512_test_epi8_mask(groups, groups);
        }
        let before = bytes(BEFORE - 1);
        let letter = _mm512_or_si512(before, small);
        let is_in = |bytes, first: u8, count: i8| {
            _mm512_cmplt_epu8_mask(
                _mm512_sub_epi8(bytes, _mm512_set1_epi8(first as i8)),
                _mm512_set1_epi8(count),
            )
        };
        let is_word = is_in(letter, b'a', 26) | is_in(before, b'0', 10);
        let backslash = _mm512_set1_epi8(b'\\' as i8);
        let is_escape = [2, 4, 6].map(|back| _mm512_cmpeq_epi8_mask(bytes(BEFORE - back), backslash));
        let may_begin = !is_word | is_escape[0] | is_escape[1] | is_escape[2];
        words & may_begin
    }

    /// # Safety
    /// AVX2 is there.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    #[inline]
    unsafe fn map_avx2(&self, window: &[u8; WINDOW]) -> u64 {
        // SAFETY: the instructions are there.
        let [left, right] = [0, 32].map(|from| unsafe { self.half_map_avx2(window, from) });
        u64::from(left) | u64::from(right) << 32
    }

    /// The same of 32 starts from `from` on.
    ///
    /// # Safety
    /// AVX2 is there, and `from` is 0 or 32.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    #[inline]
    unsafe fn half_map_avx2(&self, window: &[u8; WINDOW], from: usize) -> u32 {
        use std::arch::x86_64::*;
        // SAFETY: a window has 32 bytes from each of these places on, a table has 16.
        let bytes = |at: usize| unsafe { _mm256_loadu_si256(window.as_ptr().add(from + at).cast()) };
        let half = _mm256_set1_epi8(15);
        let halves: [_; PLACES] = std::array::from_fn(|place| {
            let bytes = bytes(BEFORE + place);
            [_mm256_and_si256(bytes, half), _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), half)]
        });
        let mut is_none = _mm256_set1_epi8(-1);
        for set in &self.sets {
            let mut groups = _mm256_set1_epi8(-1);
            for ([below, above], [low, high]) in halves.iter().zip(&set.halves) {
                // SAFETY: as above.
                let [low, high] = [low, high].map(|from| {
                    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(from.as_ptr().cast()) })
                });
                let (lows, highs) = (_mm256_shuffle_epi8(low, *below), _mm256_shuffle_epi8(high, *above));
                groups = _mm256_and_si256(groups, _mm256_and_si256(lows, highs));
            }
            is_none = _mm256_and_si256(is_none, _mm256_cmpeq_epi8(groups, _mm256_setzero_si256()));
        }
        let before = bytes(BEFORE - 1);
        let small = _mm256_or_si256(before, _mm256_set1_epi8(SMALL as i8));
        let is_in = |bytes, first: u8, last: i8| {
            let rest = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first as i8));
            _mm256_cmpeq_epi8(_mm256_min_epu8(rest, _mm256_set1_epi8(last)), rest)
        };
        let is_word = _mm256_or_si256(is_in(small, b'a', 25), is_in(before, b'0', 9));
        let backslash = _mm256_set1_epi8(b'\\' as i8);
        let [a, b, c] = [2, 4, 6].map(|back| _mm256_cmpeq_epi8(bytes(BEFORE - back), backslash));
        let is_escape = _mm256_or_si256(_mm256_or_si256(a, b), c);
        let refused = _mm256_or_si256(is_none, _mm256_andnot_si256(is_escape, is_word));
        !(_mm256_movemask_epi8(refused) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_start_is_missed_with_any_instructions() {
        let mut words = vec![*b"echo", *b"net ", *b"pass", *b"set ", *b"sudo", *b"user", *b"x509"];
        // As many as make several sets.
        words.splice(3..3, (b'a'..=b'z').map(|letter| [letter, b'q', b'7', b'_']));
        let all = Isa::ALL.map(|isa| Fingerprints::new(&words, isa));
        let pieces: &[&[u8]] = &[
            b"echo",
            b"NET ",
            b"Pass",
            b"set ",
            b"a",
            b" ",
            b"\\n",
            b"\\u003c",
            b"_",
            b"7",
            b"\xc3\xa9",
            b"\n",
        ];
        let mut seed = 1_u64;
        let mut next = |most: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % most
        };
        for _ in 0..500 {
            let mut text = Vec::new();
            let length = next(2 * WINDOW);
            while text.len() < length {
                text.extend_from_slice(pieces[next(pieces.len())]);
            }
            let from = next(9);
            let [plain, avx2, avx512] = all.each_ref().map(|made| {
                let mut maps = [0; 3];
                made.maps(&text, from, &mut maps);
                maps
            });
            assert_eq!(plain, avx2);
            let maps: [u64; 3] = std::array::from_fn(|n| plain[n] & avx512[n]);
            for start in from..text.len() {
                let is_apart = start == 0 || !text[start - 1].is_ascii_alphanumeric();
                let is_one = words.iter().any(|word| text[start..].to_ascii_lowercase().starts_with(word));
                let n = start - from;
                assert!(
                    !(is_apart && is_one)
                        || maps.get(n / STARTS).is_none_or(|map| map >> (n % STARTS) & 1 == 1)
                );
            }
        }
    }
}
