//! Classification and programs with AVX2 and AVX-512.

#![allow(unsafe_code)]

use std::arch::x86_64::*;

use crate::simd::Reports;
use crate::simd::classify::{Rectangles, turned};
use crate::simd::lanes::Lanes;
use crate::simd::machine::{Code, STRIDE};
use crate::simd::run::{self, Block};

#[derive(Clone, Copy)]
struct Wide(__m512i);

// SAFETY of every method: the caller says that AVX-512 F, BW and VL are there, and that memory can be read or written.
impl Lanes for Wide {
    const BYTES: usize = 64;

    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        Wide(unsafe { _mm512_loadu_si512(from.cast()) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u8) {
        unsafe { _mm512_storeu_si512(to.cast(), self.0) }
    }

    #[inline(always)]
    unsafe fn and(self, other: Self) -> Self {
        Wide(unsafe { _mm512_and_si512(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn or(self, other: Self) -> Self {
        Wide(unsafe { _mm512_or_si512(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn not_zero(self) -> u64 {
        unsafe { _mm512_test_epi8_mask(self.0, self.0) }
    }
}

#[derive(Clone, Copy)]
struct Half(__m256i);

// SAFETY of every method: the caller says that AVX2 is there, and that memory can be read or written.
impl Lanes for Half {
    const BYTES: usize = 32;

    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        Half(unsafe { _mm256_loadu_si256(from.cast()) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u8) {
        unsafe { _mm256_storeu_si256(to.cast(), self.0) }
    }

    #[inline(always)]
    unsafe fn and(self, other: Self) -> Self {
        Half(unsafe { _mm256_and_si256(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn or(self, other: Self) -> Self {
        Half(unsafe { _mm256_or_si256(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn not_zero(self) -> u64 {
        unsafe {
            let zero = _mm256_cmpeq_epi8(self.0, _mm256_setzero_si256());
            u64::from(!(_mm256_movemask_epi8(zero) as u32))
        }
    }
}

/// # Safety
/// AVX-512 F, BW, VL and VBMI are there; `text` has the bytes of the block and its overlap; the arena is as
/// [`run::run`] wants it, for the slots of `code`.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn run_avx512(
    code: &Code,
    text: &[u8],
    arena: *mut u8,
    block: Block,
    live: &mut [u64],
    reports: &mut Reports,
) {
    // SAFETY: as the caller says.
    unsafe {
        classify_avx512(code, text.as_ptr(), arena, block, live);
        run::run::<Wide>(&code.steps, arena, block, live, reports);
    }
}

/// Where the first operand of a ternary operation has a bit, that of the second, elsewhere that of the third.
const PICK: i32 = 0xca;

/// Every byte is looked up in a table of 128 entries; from 0x80 on all have the same classes. Of rare classes `live` says which chunks have none.
///
/// # Safety
/// As for [`run_avx512`].
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
unsafe fn classify_avx512(code: &Code, text: *const u8, arena: *mut u8, block: Block, live: &mut [u64]) {
    for group in &code.groups {
        // SAFETY: a table has 256 bytes; the text has eight strips and the overlap; slots are in the arena.
        unsafe {
            let table = group.table.as_ptr();
            let (low, high) = (_mm512_loadu_si512(table.cast()), _mm512_loadu_si512(table.add(64).cast()));
            let upper = _mm512_set1_epi8(group.table[255] as i8);
            let mut column = 0;
            let mut seen = [Wide(_mm512_setzero_si512()); 8];
            while column < block.columns {
                let mut rows = [_mm512_setzero_si512(); 8];
                for (s, row) in rows.iter_mut().enumerate() {
                    let bytes = _mm512_loadu_si512(text.add(s * block.strip + column).cast());
                    let found = _mm512_permutex2var_epi8(low, bytes, high);
                    *row = _mm512_mask_mov_epi8(found, _mm512_movepi8_mask(bytes), upper);
                }
                macro_rules! swap {
                    ($rows:ident, $a:literal, $b:literal, $shift:literal, $mask:literal) => {
                        let (x, y) = ($rows[$a], $rows[$b]);
                        let mask = _mm512_set1_epi8($mask);
                        $rows[$a] =
                            _mm512_ternarylogic_epi64::<PICK>(mask, x, _mm512_slli_epi16::<$shift>(y));
                        $rows[$b] =
                            _mm512_ternarylogic_epi64::<PICK>(mask, _mm512_srli_epi16::<$shift>(x), y);
                    };
                }
                turned!(rows, swap);
                for (row, slot) in rows.iter().zip(&group.slots) {
                    _mm512_storeu_si512(arena.add(slot * STRIDE + column).cast(), *row);
                }
                column += 64;
                if group.is_rare {
                    see(&mut seen, rows.map(Wide), Wide(_mm512_setzero_si512()), column, &group.slots, live);
                }
            }
        }
    }
}

/// Adds `rows` to what was `seen` of a chunk. Where it ends, which is at `column`, `live` says of those of `slots` of which it has nothing that it has
/// none, and `seen` becomes `none` again.
///
/// # Safety
/// The instructions of `L` are there.
#[inline(always)]
unsafe fn see<L: Lanes>(
    seen: &mut [L; 8],
    rows: [L; 8],
    none: L,
    column: usize,
    slots: &[usize],
    live: &mut [u64],
) {
    for (seen, row) in seen.iter_mut().zip(rows) {
        // SAFETY: as the caller says.
        *seen = unsafe { seen.or(row) };
    }
    if column.is_multiple_of(run::chunk::<L>()) {
        let chunk = column / run::chunk::<L>() - 1;
        for (seen, slot) in seen.iter_mut().zip(slots) {
            // SAFETY: as the caller says.
            let is_none = unsafe { seen.not_zero() } == 0;
            live[*slot] &= !(u64::from(is_none) << chunk);
            *seen = none;
        }
    }
}

/// # Safety
/// AVX2 is there; `text` has the bytes of the block and its overlap; the arena is as [`run::run`] wants it, for the
/// slots of `code`.
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn run_avx2(
    code: &Code,
    text: &[u8],
    arena: *mut u8,
    block: Block,
    live: &mut [u64],
    reports: &mut Reports,
) {
    // SAFETY: as the caller says.
    unsafe {
        classify_avx2(code, text.as_ptr(), arena, block, live);
        run::run::<Half>(&code.unions, arena, block, live, reports);
        run::run::<Half>(&code.steps, arena, block, live, reports);
    }
}

/// Every byte is looked up by its low and by its high four bits. Of rare rectangles `live` says which chunks have none.
///
/// # Safety
/// As for [`run_avx2`].
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn classify_avx2(code: &Code, text: *const u8, arena: *mut u8, block: Block, live: &mut [u64]) {
    let nibble = _mm256_set1_epi8(15);
    let Rectangles { tables, slots, rare, .. } = &code.rectangles;
    for (table, ((low, high), slots)) in tables.iter().zip(slots).enumerate() {
        // SAFETY: a table has 16 bytes; the text has eight strips and the overlap; slots are in the arena.
        unsafe {
            let low = _mm256_broadcastsi128_si256(_mm_loadu_si128(low.as_ptr().cast()));
            let high = _mm256_broadcastsi128_si256(_mm_loadu_si128(high.as_ptr().cast()));
            let mut column = 0;
            let mut seen = [Half(_mm256_setzero_si256()); 8];
            while column < block.columns {
                let mut rows = [_mm256_setzero_si256(); 8];
                for (s, row) in rows.iter_mut().enumerate() {
                    let bytes = _mm256_loadu_si256(text.add(s * block.strip + column).cast());
                    let above = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), nibble);
                    let below = _mm256_and_si256(bytes, nibble);
                    *row =
                        _mm256_and_si256(_mm256_shuffle_epi8(low, below), _mm256_shuffle_epi8(high, above));
                }
                macro_rules! swap {
                    ($rows:ident, $a:literal, $b:literal, $shift:literal, $mask:literal) => {
                        let (x, y) = ($rows[$a], $rows[$b]);
                        let mask = _mm256_set1_epi8($mask);
                        let other =
                            _mm256_and_si256(_mm256_xor_si256(_mm256_srli_epi16::<$shift>(x), y), mask);
                        $rows[$b] = _mm256_xor_si256(y, other);
                        $rows[$a] = _mm256_xor_si256(x, _mm256_slli_epi16::<$shift>(other));
                    };
                }
                turned!(rows, swap);
                for (row, slot) in rows.iter().zip(slots) {
                    _mm256_storeu_si256(arena.add(slot * STRIDE + column).cast(), *row);
                }
                column += 32;
                if table < *rare {
                    see(&mut seen, rows.map(Half), Half(_mm256_setzero_si256()), column, slots, live);
                }
            }
        }
    }
}
