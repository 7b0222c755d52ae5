//! What is parsed: the frame itself, or a value that was decoded from it; and where strings end in it.

use memchr::memchr2;

use crate::simd::bits::{BLOCK, Block, below, escaped};
use crate::span::Span;

/// Where the bytes of a text stand in the frame.
pub(super) trait Places: Copy {
    /// Where byte `n` begins in the frame; for the length of the text, where the text ends.
    fn at(self, n: usize) -> usize;

    /// Appends the places of the bytes of `part`.
    fn append(self, part: Span, places: &mut Vec<u32>);

    /// The text with what may stand behind it in memory, so that its end is read as quickly as all else.
    fn with_rest<'t>(self, frame: &'t [u8], text: &'t [u8]) -> &'t [u8];
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

    fn with_rest<'t>(self, frame: &'t [u8], _text: &'t [u8]) -> &'t [u8] {
        frame
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

    fn with_rest<'t>(self, _frame: &'t [u8], text: &'t [u8]) -> &'t [u8] {
        text
    }
}

/// The quotes of a text that are not escaped, 64 bytes at a time. It begins outside strings and only goes on; a
/// backslash outside strings puts it wrong, and is what no JSON has.
pub(super) struct Quotes {
    /// Where the block begins.
    base: usize,
    quotes: u64,
    backslashes: u64,
    /// A backslash at the end of the block escapes what follows.
    carry: bool,
}

impl Quotes {
    /// Before `at`, which is at most the length of `text`.
    pub(super) fn from(text: &[u8], at: usize) -> Self {
        let mut made = Quotes { base: at, quotes: 0, backslashes: 0, carry: false };
        if at < text.len() {
            made.load(text);
        }
        made
    }

    #[inline(always)]
    fn load(&mut self, text: &[u8]) {
        let (block, there) = Block::at(text, self.base);
        self.backslashes = block.equal(b'\\') & there;
        self.quotes = block.equal(b'"') & there;
        if self.backslashes != 0 || self.carry {
            self.quotes &= !escaped(self.backslashes, &mut self.carry);
        }
    }

    /// Where the string that begins at `start`, behind its quote, ends before `end`, and whether a backslash is in
    /// it. No later string was asked for.
    #[inline(always)]
    pub(super) fn close(&mut self, text: &[u8], start: usize, end: usize) -> Option<(usize, bool)> {
        while start >= self.base + BLOCK {
            self.next(text, end)?;
        }
        let before = below((start - self.base) as u32);
        let mut quotes = self.quotes & !before;
        let mut backslashes = self.backslashes & !before;
        let mut has_escape = false;
        while quotes == 0 {
            has_escape |= backslashes != 0;
            self.next(text, end)?;
            (quotes, backslashes) = (self.quotes, self.backslashes);
        }
        let bit = quotes.trailing_zeros();
        let close = self.base + bit as usize;
        (close < end).then_some((close, has_escape || backslashes & below(bit) != 0))
    }

    #[inline(always)]
    fn next(&mut self, text: &[u8], end: usize) -> Option<()> {
        self.base += BLOCK;
        if self.base >= end {
            return None;
        }
        self.load(text);
        Some(())
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
