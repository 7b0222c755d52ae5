//! The interpreter of programs: one step at a time over all columns of a block.

#![allow(unsafe_code)]

use crate::simd::lanes::Lanes;
use crate::simd::{Kind, Reports};

/// A step with its slots as places in the arena.
#[derive(Clone)]
pub(super) struct Compiled {
    pub(super) kind: Kind,
    /// The first byte of the bitmap that is written; nothing for reports.
    pub(super) to: usize,
    /// The slot that is written, or the number that is reported.
    pub(super) number: u32,
    /// Where the bitmaps of the terms begin.
    pub(super) terms: Vec<usize>,
    /// The slots of the terms.
    pub(super) slots: Vec<usize>,
    pub(super) rare: bool,
}

/// Steps of more terms than these that seldom hold are ended where no bit is left.
const TERMS_MANY: usize = 4;

/// The sizes of a block.
#[derive(Clone, Copy)]
pub(super) struct Block {
    /// Bytes of a strip.
    pub(super) strip: usize,
    /// Columns that are computed.
    pub(super) columns: usize,
}

/// Vectors that are worked on together; what they cover is a chunk.
const TOGETHER: usize = 4;

/// Columns of a chunk.
pub(super) const fn chunk<L: Lanes>() -> usize {
    L::BYTES * TOGETHER
}

/// Runs `steps` over the bitmaps in `arena`. `live` has a word for every slot: bit `c` says that chunk `c` can hold
/// a set bit; chunks without one hold none.
///
/// # Safety
/// The instructions of `L` are there. Bitmaps of `block.columns` bytes stand at every place that a step names, with
/// [`super::OVERLAP`] more bytes behind, and nothing else uses them. `block.columns` is a multiple of a chunk and has at
/// most 64 of them. `live` has a word for every slot.
#[inline(always)]
pub(super) unsafe fn run<L: Lanes>(
    steps: &[Compiled],
    arena: *mut u8,
    block: Block,
    live: &mut [u64],
    reports: &mut Reports,
) {
    let chunk = chunk::<L>();
    let all = u64::MAX >> (64 - block.columns / chunk);
    for step in steps {
        // What a term says of a chunk may stand at the start of the next one.
        let near = |slot: &usize| live[*slot] | live[*slot] >> 1;
        let any = step.kind == Kind::Any;
        let mut wanted = match any {
            true => step.slots.iter().fold(0, |chunks, slot| chunks | near(slot)) & all,
            false => step.slots.iter().fold(all, |chunks, slot| chunks & near(slot)),
        };
        if step.kind == Kind::Report {
            while wanted != 0 {
                let column = wanted.trailing_zeros() as usize * chunk;
                wanted &= wanted - 1;
                // SAFETY: as the caller says.
                unsafe {
                    if let Some(vectors) = all_of::<L>(arena, &step.terms, column) {
                        report(vectors, column, block.strip, reports);
                    }
                }
            }
            reports.end(step.number, block.strip);
            continue;
        }
        let slot = step.number as usize;
        // SAFETY: as the caller says.
        unsafe { clear::<L>(arena.add(step.to), live[slot] & !wanted & all) };
        // SAFETY: as the caller says.
        let left = unsafe {
            match any {
                true => write::<L, true>(step, arena, wanted),
                false if step.rare && step.terms.len() > TERMS_MANY => {
                    write_rare::<L>(step, arena, wanted, live[slot])
                }
                false => write::<L, false>(step, arena, wanted),
            }
        };
        live[slot] = left | (live[slot] & !all);
    }
}

/// Writes the chunks `wanted` of a step, its terms joined by `or` or `and`; returns those that can hold a set bit. Most steps
/// have few terms, which are not counted chunk by chunk.
///
/// # Safety
/// As for [`run`].
#[inline(always)]
unsafe fn write<L: Lanes, const ANY: bool>(step: &Compiled, arena: *mut u8, wanted: u64) -> u64 {
    // SAFETY: as the caller says.
    unsafe {
        match *step.terms.as_slice() {
            [a, b] => write_of::<L, ANY>(step, &[a, b], arena, wanted),
            [a, b, c] => write_of::<L, ANY>(step, &[a, b, c], arena, wanted),
            [a, b, c, d] => write_of::<L, ANY>(step, &[a, b, c, d], arena, wanted),
            ref all => write_of::<L, ANY>(step, all, arena, wanted),
        }
    }
}

/// # Safety
/// As for [`run`].
#[inline(always)]
unsafe fn write_of<L: Lanes, const ANY: bool>(
    step: &Compiled,
    terms: &[usize],
    arena: *mut u8,
    mut wanted: u64,
) -> u64 {
    let (to, rare, mut left) = (step.to, step.rare, wanted);
    while wanted != 0 {
        let c = wanted.trailing_zeros();
        let column = c as usize * chunk::<L>();
        wanted &= wanted - 1;
        // SAFETY: as the caller says.
        unsafe {
            let vectors = joined::<L, ANY>(arena, terms, column);
            for (i, vector) in vectors.into_iter().enumerate() {
                vector.store(arena.add(to + column + i * L::BYTES));
            }
            // Where it holds cannot be guessed, so nothing depends on it.
            let is_none = rare & (folded(vectors).not_zero() == 0);
            left &= !(u64::from(is_none) << c);
        }
    }
    left
}

/// The same for a step of many terms, joined by `and`, which seldom holds: it ends where no bit is left. Chunks that are not `live` have no bit set.
///
/// # Safety
/// As for [`run`].
#[inline(always)]
unsafe fn write_rare<L: Lanes>(step: &Compiled, arena: *mut u8, mut wanted: u64, live: u64) -> u64 {
    let mut left = wanted;
    while wanted != 0 {
        let c = wanted.trailing_zeros();
        let column = c as usize * chunk::<L>();
        wanted &= wanted - 1;
        // SAFETY: as the caller says.
        unsafe {
            match all_of::<L>(arena, &step.terms, column) {
                Some(vectors) => {
                    for (i, vector) in vectors.into_iter().enumerate() {
                        vector.store(arena.add(step.to + column + i * L::BYTES));
                    }
                }
                None => {
                    left &= !(1 << c);
                    clear::<L>(arena.add(step.to), live & 1 << c);
                }
            }
        }
    }
    left
}

/// A chunk of all `terms`, joined by `or` or `and`.
///
/// # Safety
/// As for [`run`].
#[inline(always)]
unsafe fn joined<L: Lanes, const ANY: bool>(arena: *mut u8, terms: &[usize], column: usize) -> [L; TOGETHER] {
    // SAFETY: as the caller says.
    unsafe {
        let load = |term: usize, i: usize| L::load(arena.add(term + column + i * L::BYTES));
        let (first, rest) = (terms[0], &terms[1..]);
        let mut vectors: [L; TOGETHER] = std::array::from_fn(|i| load(first, i));
        for term in rest {
            for (i, vector) in vectors.iter_mut().enumerate() {
                let more = load(*term, i);
                *vector = if ANY { vector.or(more) } else { vector.and(more) };
            }
        }
        vectors
    }
}

/// A chunk of all `terms`, joined by `and`; nothing when no bit is left after some of them. The rarest stand first, so
/// that few are looked at where a condition does not hold.
///
/// # Safety
/// As for [`run`].
#[inline(always)]
unsafe fn all_of<L: Lanes>(arena: *mut u8, terms: &[usize], column: usize) -> Option<[L; TOGETHER]> {
    /// Terms between two looks whether any bit is left.
    const BETWEEN: usize = 2;
    // SAFETY: as the caller says.
    unsafe {
        let load = |term: usize, i: usize| L::load(arena.add(term + column + i * L::BYTES));
        let (first, rest) = (terms[0], &terms[1..]);
        let mut vectors: [L; TOGETHER] = std::array::from_fn(|i| load(first, i));
        for some in rest.chunks(BETWEEN) {
            for term in some {
                for (i, vector) in vectors.iter_mut().enumerate() {
                    *vector = vector.and(load(*term, i));
                }
            }
            if folded(vectors).not_zero() == 0 {
                return None;
            }
        }
        if rest.is_empty() && folded(vectors).not_zero() == 0 { None } else { Some(vectors) }
    }
}

/// # Safety
/// The instructions are there.
#[inline(always)]
unsafe fn folded<L: Lanes>(v: [L; TOGETHER]) -> L {
    // SAFETY: as the caller says.
    unsafe { v[0].or(v[1]).or(v[2].or(v[3])) }
}

/// # Safety
/// As for [`run`].
#[inline(always)]
unsafe fn clear<L: Lanes>(bitmap: *mut u8, mut chunks: u64) {
    let chunk = chunk::<L>();
    while chunks != 0 {
        let column = chunks.trailing_zeros() as usize * chunk;
        chunks &= chunks - 1;
        // SAFETY: as the caller says.
        unsafe { std::ptr::write_bytes(bitmap.add(column), 0, chunk) };
    }
}

/// Passes on the set bits of a chunk, but for those in the overlap.
///
/// # Safety
/// The instructions are there.
#[inline(always)]
unsafe fn report<L: Lanes>(vectors: [L; TOGETHER], column: usize, strip: usize, reports: &mut Reports) {
    let mut bytes = [0; 64];
    for (i, vector) in vectors.into_iter().enumerate() {
        let first = column + i * L::BYTES;
        // SAFETY: as the caller says; no vector is wider than `bytes`.
        let set = unsafe {
            vector.store(bytes.as_mut_ptr());
            vector.not_zero()
        };
        let there = match strip.saturating_sub(first) {
            left @ 0..64 => (1 << left) - 1,
            _ => u64::MAX,
        };
        if set & there != 0 {
            reports.push(&bytes, set & there, first);
        }
    }
}
