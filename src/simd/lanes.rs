//! Vectors of bytes, as wide as the instructions allow.

#![allow(unsafe_code)]

/// A vector of bytes. Methods of the types behind [`crate::simd::x86`] may only be called where their instructions
/// are enabled: that is why they are unsafe.
pub(super) trait Lanes: Copy {
    /// Bytes in it.
    const BYTES: usize;

    /// # Safety
    /// [`Lanes::BYTES`] bytes can be read at `from`, and the instructions are there.
    unsafe fn load(from: *const u8) -> Self;

    /// # Safety
    /// [`Lanes::BYTES`] bytes can be written at `to`, and the instructions are there.
    unsafe fn store(self, to: *mut u8);

    /// # Safety
    /// The instructions are there.
    unsafe fn and(self, other: Self) -> Self;

    /// # Safety
    /// The instructions are there.
    unsafe fn or(self, other: Self) -> Self;

    /// A bit for every byte that is not zero, that of the first byte lowest.
    ///
    /// # Safety
    /// The instructions are there.
    unsafe fn not_zero(self) -> u64;
}

/// Four words, for machines without wider vectors and for tests.
#[derive(Clone, Copy)]
pub(super) struct Words([u64; 4]);

impl Lanes for Words {
    const BYTES: usize = 32;

    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the caller says that 32 bytes can be read; any bytes are words.
        Words(unsafe { from.cast::<[u64; 4]>().read_unaligned() })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u8) {
        // SAFETY: the caller says that 32 bytes can be written.
        unsafe { to.cast::<[u64; 4]>().write_unaligned(self.0) }
    }

    #[inline(always)]
    unsafe fn and(self, other: Self) -> Self {
        Words(std::array::from_fn(|i| self.0[i] & other.0[i]))
    }

    #[inline(always)]
    unsafe fn or(self, other: Self) -> Self {
        Words(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }

    #[inline(always)]
    unsafe fn not_zero(self) -> u64 {
        const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
        let mut bits = 0;
        for (i, word) in self.0.iter().enumerate() {
            let word = u64::from_le_bytes(word.to_ne_bytes());
            // The highest bit of a byte says that one of its bits is set; a multiplication collects the eight.
            let set = (((word & LOW) + LOW) | word) & !LOW;
            bits |= ((set >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i);
        }
        bits
    }
}
