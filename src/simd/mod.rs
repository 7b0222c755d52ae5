//! Work on many bytes at once: classification into bitmaps and programs over them. The only place with `unsafe`.
//!
//! **Strips.** A block of text is eight strips of equal length. A bitmap has a byte for every column of that
//! arrangement: bit `s` of byte `j` belongs to the byte at column `j` of strip `s`. What stands `k` places further in
//! the text then stands `k` bytes further in the bitmap, so that programs need neither shifts nor carries, and any
//! width of vector does the same. Every strip sees [`OVERLAP`] columns of what follows it.
//!
//! A [`Program`] is data: which classes of bytes, and which ands and ors over them at which distances. Each
//! [`Isa`] computes exactly the same.

use crate::bytes::ByteSet;

pub mod bits;
mod classify;
pub mod fingerprints;
mod lanes;
mod machine;
pub mod nibbles;
mod reports;
mod run;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use machine::Machine;
pub use reports::Reports;

/// Strips of a block: as many as a byte has bits.
const STRIPS: usize = 8;

/// Columns that a strip sees of the next one. No step of a program may look further ahead of what it reports.
pub const OVERLAP: usize = 64;

/// The most columns of a block, overlap included: bitmaps of this size fit the second-level cache.
pub const COLUMNS_MAX: usize = 4096;

/// Columns come in multiples of this: four of the widest vectors.
pub const COLUMNS_STEP: usize = 256;

/// Instructions that a machine may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Isa {
    /// Nothing beyond what the build was made for.
    Portable,
    /// AVX2.
    Avx2,
    /// AVX-512 F, BW, VL and VBMI.
    Avx512,
}

impl Isa {
    /// Every one, least first.
    pub const ALL: [Isa; 3] = [Isa::Portable, Isa::Avx2, Isa::Avx512];

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Isa::Portable => "portable",
            Isa::Avx2 => "avx2",
            Isa::Avx512 => "avx512",
        }
    }

    /// The best that this machine has.
    pub fn of_this_machine() -> Isa {
        Isa::at_most(Isa::Avx512)
    }

    /// The best that this machine has up to `most`.
    pub fn at_most(most: Isa) -> Isa {
        Isa::ALL.into_iter().rev().find(|isa| *isa <= most && isa.is_here()).unwrap_or(Isa::Portable)
    }

    /// True when this machine has it.
    #[cfg(target_arch = "x86_64")]
    pub fn is_here(self) -> bool {
        match self {
            Isa::Portable => true,
            Isa::Avx2 => is_x86_feature_detected!("avx2"),
            Isa::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vbmi")
            }
        }
    }

    /// True when this machine has it.
    #[cfg(not(target_arch = "x86_64"))]
    pub fn is_here(self) -> bool {
        self == Isa::Portable
    }
}

/// What is computed for every place of a block.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The classes of bytes; the first slots hold their bitmaps. Bytes from 0x80 on are in a class together or not at all.
    pub classes: Vec<ByteSet>,
    /// The first so many classes have few bytes of most texts, so that it pays to remember where there are none.
    pub rare: usize,
    /// Computed in this order.
    pub steps: Vec<Step>,
    /// How many bitmaps there are at a time.
    pub slots: usize,
}

/// One step: a bitmap from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How the terms are joined, and what becomes of the result.
    pub kind: Kind,
    /// The slot that takes the bitmap, or the number that is reported.
    pub to: u16,
    /// What is joined; at least one, the rarest first.
    pub terms: Vec<Term>,
    /// Few places are expected, so that it pays to remember where there are none.
    pub rare: bool,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All terms hold.
    All,
    /// One of the terms holds.
    Any,
    /// All terms hold, and where they do is reported.
    Report,
}

/// A bitmap, some places further on in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// Which bitmap.
    pub slot: u16,
    /// How many places further, less than [`OVERLAP`].
    pub ahead: u8,
}

#[cfg(test)]
mod tests;
