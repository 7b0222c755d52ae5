//! Quotes and separators of 64 bytes at a time.
//!
//! In a table as RFC 4180 has it, quotes come in pairs: a cell's begins behind a separator and ends before one, and
//! one inside stands twice. So the separators outside quotes are those with an even number of quotes before them,
//! whatever else is in the cells. Where a quote fits this it means the same to [`mark`](super::mark); where it does
//! not (a quote inside a bare cell or behind a backslash, text behind a closing quote) the map says so, and the byte
//! is looked at by the slow way, which knows all dialects.

use crate::format::csv::QUOTE;
use crate::format::csv::split::State;
use crate::simd::bits::{Block, prefix_xor};

/// What the bytes before a block left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Carry {
    /// All bits are set inside quotes.
    inside: u64,
    /// Bit 0: directly behind a separator, so that a cell begins.
    separator: u64,
    /// Bit 0: directly behind a quote that closes, or is the first of two.
    closing: u64,
}

impl Carry {
    /// At the first byte of a cell.
    pub(super) const CELL: Carry = Carry { inside: 0, separator: 1, closing: 0 };
    /// In a bare cell.
    pub(super) const BARE: Carry = Carry { inside: 0, separator: 0, closing: 0 };
    /// In a quoted cell.
    pub(super) const QUOTED: Carry = Carry { inside: u64::MAX, separator: 0, closing: 0 };

    /// In a quoted cell.
    pub(super) fn is_inside(self) -> bool {
        self.inside != 0
    }

    /// What the byte behind the block is looked at as, where `AtQuote` means the byte before it.
    pub(super) fn state(self) -> State {
        match self {
            Carry { separator: 1, .. } => State::Start,
            Carry { closing: 1, .. } => State::AtQuote,
            Carry { inside: 0, .. } => State::Bare,
            Carry { .. } => State::Quoted,
        }
    }

    /// Before a block of which all but the low bits `there` is no text.
    #[inline(always)]
    pub(super) fn marks(&mut self, block: Block, there: u64, delimiter: u8) -> Marks {
        let quotes = block.equal(QUOTE) & there;
        let inside = prefix_xor(quotes) ^ self.inside;
        let (lines, returns) = (block.equal(b'\n') & !inside, block.equal(b'\r') & !inside);
        let separators = ((block.equal(delimiter) & !inside) | lines | returns) & there;
        let (opening, closing) = (quotes & inside, quotes & !inside);
        let behind_separator = separators << 1 | self.separator;
        let behind_closing = closing << 1 | self.closing;
        let odd = opening & !(behind_separator | behind_closing) | behind_closing & !(separators | opening);
        *self = Carry {
            inside: 0_u64.wrapping_sub(inside >> 63),
            separator: separators >> 63,
            closing: closing >> 63,
        };
        Marks { separators, lines, returns, doubled: opening & behind_closing, odd: odd & there }
    }
}

/// What stands where in a block. Bits at and above the lowest of `odd` mean nothing.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    /// Delimiters and line ends outside quotes.
    pub(super) separators: u64,
    /// Line feeds outside quotes.
    pub(super) lines: u64,
    /// Carriage returns outside quotes.
    pub(super) returns: u64,
    /// The second of two quotes that stand for one.
    pub(super) doubled: u64,
    /// What does not fit.
    pub(super) odd: u64,
}
