//! What is parsed: the frame itself, or a value that was decoded from it.

use memchr::memchr2;

use crate::span::Span;

/// Where the bytes of a text stand in the frame.
pub(super) trait Places: Copy {
    /// Where byte `n` begins in the frame; for the length of the text, where the text ends.
    fn at(self, n: usize) -> usize;

    /// Appends the places of the bytes of `part`.
    fn append(self, part: Span, places: &mut Vec<u32>);
}

/// The text is the frame.
#[derive(Clone, Copy)]
pub(super) struct InFrame;

impl Places for InFrame {
    fn at(self, n: usize) -> usize {
        n
    }

    fn append(self, part: Span, places: &mut Vec<u32>) {
        places.extend(part.start as u32..part.end as u32);
    }
}

/// The text was decoded. One place more than it has bytes: the last is where it ends.
#[derive(Clone, Copy)]
pub(super) struct Mapped<'a>(pub(super) &'a [u32]);

impl Places for Mapped<'_> {
    fn at(self, n: usize) -> usize {
        self.0[n] as usize
    }

    fn append(self, part: Span, places: &mut Vec<u32>) {
        places.extend_from_slice(&self.0[part.start..part.end]);
    }
}

/// Words of a string that are looked at before `memchr2` is called: it pays for what is longer only.
const NEAR_WORDS: usize = 4;

/// The first quote or backslash at or after `at`.
pub(super) fn find_quote_or_backslash(text: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    for _ in 0..NEAR_WORDS {
        let Some(word) = text.get(at..).and_then(|rest| rest.first_chunk::<8>()) else { break };
        let word = u64::from_le_bytes(*word);
        let found = zero_bytes(word ^ every(b'"')) | zero_bytes(word ^ every(b'\\'));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    memchr2(b'"', b'\\', text.get(at..)?).map(|n| at + n)
}

const fn every(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of the lowest byte that is zero; bits above it may be wrong.
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(every(0x01)) & !word & every(0x80)
}
