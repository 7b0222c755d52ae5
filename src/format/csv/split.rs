//! Where rows end: carried from read to read, so that every byte is looked at once.
//!
//! Blocks of 64 bytes are looked at as maps while their quotes are as RFC 4180 has them; what does not fit, and the
//! last bytes so far, byte by byte.

use crate::format::BOM;
use crate::format::csv::scan::Carry;
use crate::format::csv::{QUOTE, ends_cell};
use crate::simd::bits::{BLOCK, Block, below};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// At the first byte of a cell.
    Start,
    Bare,
    Quoted,
    /// At a quote in a quoted cell, which the byte after it explains.
    AtQuote,
}

/// Finds the ends of rows in bytes that come piece by piece.
#[derive(Clone, Debug)]
pub struct Splitter {
    delimiter: u8,
    state: State,
    /// How far the bytes were looked at.
    seen: usize,
    /// The end of the last complete row.
    end: usize,
    /// How long a row may be.
    most: usize,
    /// The row behind the last one is longer.
    is_too_long: bool,
    /// The first bytes of the input were looked at.
    begun: bool,
}

impl Splitter {
    /// At the start of an input.
    pub fn new(delimiter: u8) -> Self {
        Splitter::with_most(delimiter, usize::MAX)
    }

    /// The same; no row behind one that is longer than `most` bytes counts as complete.
    pub fn with_most(delimiter: u8, most: usize) -> Self {
        let state = State::Start;
        Splitter { delimiter, state, seen: 0, end: 0, most, is_too_long: false, begun: false }
    }

    /// The end of the last row that is complete in `bytes`, or 0. `bytes` are those of the last call and more.
    pub fn end(&mut self, bytes: &[u8], at_end: bool) -> usize {
        if !self.begun {
            if bytes.len() < BOM.len() && BOM.starts_with(bytes) && !at_end {
                return 0;
            }
            self.begun = true;
            self.seen = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
        }
        while self.seen < bytes.len() {
            self.blocks(bytes);
            match self.state {
                State::Start | State::Bare => {
                    if self.state == State::Start && bytes[self.seen] == QUOTE {
                        self.state = State::Quoted;
                        self.seen += 1;
                        continue;
                    }
                    if !self.bare(bytes, at_end) {
                        return self.end;
                    }
                }
                State::Quoted => self.quoted(bytes),
                State::AtQuote => {
                    if self.seen + 1 == bytes.len() && !at_end {
                        return self.end;
                    }
                    self.at_quote(bytes);
                }
            }
        }
        if at_end && !self.is_open() && !self.is_too_long { bytes.len() } else { self.end }
    }

    /// True when the bytes so far end inside a quoted cell.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Quoted | State::AtQuote)
    }

    /// True when the row behind the last one is longer than a row may be.
    pub fn is_too_long(&self) -> bool {
        self.is_too_long
    }

    /// The first `bytes` bytes are gone.
    pub fn forget(&mut self, bytes: usize) {
        self.seen -= bytes;
        self.end -= bytes.min(self.end);
    }

    /// Looks at whole blocks, as long as they fit and a byte follows them, which tells what a carriage return ends.
    /// The byte where that stops is one to look at by itself, in the state that is set.
    fn blocks(&mut self, bytes: &[u8]) {
        let mut carry = match self.state {
            State::Start => Carry::CELL,
            State::Bare => Carry::BARE,
            State::Quoted => Carry::QUOTED,
            State::AtQuote => return,
        };
        if matches!(self.delimiter, QUOTE | b'\n' | b'\r') {
            return;
        }
        while let Some(next) = bytes.get(self.seen + BLOCK) {
            let marks = carry.marks(Block::at(bytes, self.seen).0, u64::MAX, self.delimiter);
            let first = marks.odd.trailing_zeros();
            let feed_follows = marks.lines >> 1 | u64::from(*next == b'\n') << 63;
            let mut ends = (marks.lines | (marks.returns & !feed_follows)) & below(first);
            while ends != 0 {
                self.end_row(self.seen + ends.trailing_zeros() as usize + 1);
                ends &= ends - 1;
            }
            if marks.odd != 0 {
                self.seen += first as usize;
                // Text behind a quote that closes, or else a quote inside a bare cell.
                let is_text = bytes[self.seen] != QUOTE;
                self.seen -= usize::from(is_text);
                self.state = if is_text { State::AtQuote } else { State::Bare };
                return;
            }
            self.seen += BLOCK;
            self.state = carry.state();
        }
        if self.state == State::AtQuote {
            self.seen -= 1;
        }
    }

    /// A row ends at `end`.
    fn end_row(&mut self, end: usize) {
        self.is_too_long |= end - self.end > self.most;
        if !self.is_too_long {
            self.end = end;
        }
    }

    /// Looks for the end of a bare cell. False when that needs more bytes.
    fn bare(&mut self, bytes: &[u8], at_end: bool) -> bool {
        let Some(n) = memchr::memchr3(self.delimiter, b'\n', b'\r', &bytes[self.seen..]) else {
            self.state = State::Bare;
            self.seen = bytes.len();
            return true;
        };
        let at = self.seen + n;
        if bytes[at] == b'\r' && at + 1 == bytes.len() && !at_end {
            // A line feed may follow.
            self.state = if n > 0 { State::Bare } else { self.state };
            self.seen = at;
            return false;
        }
        self.state = State::Start;
        self.seen = at + 1;
        if bytes[at] != self.delimiter {
            self.seen += usize::from(bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n'));
            self.end_row(self.seen);
        }
        true
    }

    fn quoted(&mut self, bytes: &[u8]) {
        let rest = &bytes[self.seen..];
        let n = memchr::memchr(QUOTE, rest);
        self.seen += n.unwrap_or(rest.len());
        if n.is_some() {
            self.state = State::AtQuote;
        }
    }

    fn at_quote(&mut self, bytes: &[u8]) {
        let next = bytes.get(self.seen + 1);
        // They stand in the cell: before them is a quote at the latest, the one that opens it.
        let backslashes = bytes[..self.seen].iter().rev().take_while(|b| **b == b'\\').count();
        let escaped = backslashes % 2 == 1 && !ends_cell(next, self.delimiter);
        if next == Some(&QUOTE) {
            self.seen += 2;
            self.state = State::Quoted;
        } else {
            self.seen += 1;
            self.state = if escaped { State::Quoted } else { State::Bare };
        }
    }
}
