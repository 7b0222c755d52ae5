//! JSON documents, one or several one after the other: cut into blocks, and read block by block.
//!
//! When a document is an array, its elements are the records; otherwise it is one record.

use super::arguments::Arguments;
use super::extent::{Extent, Progress};
use super::heading::{Heading, Namer};
use super::parse::{Ground, Mark, Reader, number_end, word_end};
use super::{BYTE_ORDER_MARK, is_white};
use crate::error::{Error, ErrorKind, Result};
use crate::format::sheet::{Flaw, Record, Sheet};
use crate::limits::{FRAME_BYTES, RECORD_BYTES_MAX};
use crate::span::Span;

/// What stands between two records, up to where it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// Outside any document.
    Roots,
    /// Behind the bracket that opens an outermost array.
    First,
    /// Behind an element of it.
    Element,
    /// Behind a comma of it.
    Comma,
}

/// What a byte between two records does.
enum Turn {
    To(Gap),
    Value,
    Fault,
}

impl Gap {
    fn turn(self, byte: u8) -> Turn {
        match (self, byte) {
            (_, byte) if is_white(byte) => Turn::To(self),
            (Gap::Roots, b'[') => Turn::To(Gap::First),
            (Gap::First | Gap::Element, b']') => Turn::To(Gap::Roots),
            (Gap::Element, b',') => Turn::To(Gap::Comma),
            (Gap::Element, _) => Turn::Fault,
            (_, byte) => Extent::begin(byte).map_or(Turn::Fault, |_| Turn::Value),
        }
    }

    /// Behind a record.
    fn after(self) -> Self {
        if self == Gap::Roots { Gap::Roots } else { Gap::Element }
    }
}

/// What the reader of a block must know of what stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    is_first: bool,
    gap: Gap,
    /// What the elements of the outermost array so far say of those that come.
    heading: Heading,
}

impl Context {
    /// That of the start of an input.
    pub fn start() -> Self {
        Context { is_first: true, gap: Gap::Roots, heading: Heading::Start }
    }

    /// Whether the block begins between the elements of an outermost array.
    pub fn is_inside_array(&self) -> bool {
        self.gap != Gap::Roots
    }
}

/// A part of the input that can be read by itself: whole records and what stands between them.
#[derive(Clone, Debug)]
pub struct Block {
    /// How many bytes it takes.
    pub length: usize,
    /// What stands before it.
    pub context: Context,
}

/// What is known of the bytes to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// There are more.
    More,
    /// There may be more, but not now: what is complete goes out.
    Idle,
    /// There are none.
    End,
    /// What comes cannot be read: what is complete goes out.
    Stop,
}

/// What makes the rest of an input unreadable.
#[derive(Clone, Copy)]
enum Fault {
    Malformed,
    TooLong,
    Unfinished,
}

/// Cuts an input into blocks. A block ends with the first record that makes it as long as a frame; when the
/// input idles, with the last that is complete.
pub struct Splitter {
    frame_bytes: usize,
    record_bytes_max: usize,
    /// Of the block to come.
    context: Context,
    gap: Gap,
    heading: Heading,
    /// The record that `seen` is inside of.
    record: Option<Extent>,
    /// How far the bytes were searched, counted like all positions here from the start of the block to come.
    seen: usize,
    /// Where the record began that `seen` is inside of, or the gap.
    began: usize,
    /// Where the last record ends, and what stands behind it.
    complete: usize,
    gap_behind: Gap,
    heading_behind: Heading,
    /// Where the outermost array began that may be a command; no block ends in it.
    command: Option<usize>,
    /// Where the last record of it ends, and what stands behind that.
    held: Option<(usize, Gap)>,
    records: u64,
    fault: Option<Fault>,
}

impl Default for Splitter {
    fn default() -> Self {
        Splitter::new(FRAME_BYTES, RECORD_BYTES_MAX)
    }
}

impl Splitter {
    /// Blocks are about `frame_bytes` long; a record may have `record_bytes_max`, and so may a gap.
    pub fn new(frame_bytes: usize, record_bytes_max: usize) -> Self {
        Splitter {
            frame_bytes: frame_bytes.max(1),
            record_bytes_max,
            context: Context::start(),
            gap: Gap::Roots,
            heading: Heading::Start,
            record: None,
            seen: 0,
            began: 0,
            complete: 0,
            gap_behind: Gap::Roots,
            heading_behind: Heading::Start,
            command: None,
            held: None,
            records: 0,
            fault: None,
        }
    }

    /// How many records were complete so far.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// The next block. `pending` is all that no block has taken yet: the caller drops the block's bytes from
    /// its front before the next call, and may add to its end. `None` when there is no block for now; at the
    /// end of the input, when there is none left.
    ///
    /// What cannot be read is an error after the blocks of all records before it, however the bytes arrived.
    pub fn cut(&mut self, pending: &[u8], arrival: Arrival) -> Result<Option<Block>> {
        if self.fault.is_none() {
            match self.advance(pending, arrival) {
                Ok(true) => return Ok(Some(self.block(self.complete, self.gap_behind))),
                Ok(false) => {}
                Err(fault) => self.fault = Some(fault),
            }
        }
        if self.fault.is_some() || matches!(arrival, Arrival::End | Arrival::Stop) {
            self.release();
        }
        let mut whole = self.whole(pending);
        if self.fault.is_some() {
            // A gap that is too long ends where that shows.
            whole = whole.min(self.seen.max(self.complete));
        }
        if let Some(fault) = self.fault
            && whole == 0
        {
            return Err(self.error(fault));
        }
        let length = match arrival {
            _ if self.fault.is_some() => whole,
            Arrival::More => 0,
            Arrival::End => pending.len(),
            Arrival::Idle if self.complete == 0 => 0,
            Arrival::Idle | Arrival::Stop => whole,
        };
        let gap = if length == self.complete { self.gap_behind } else { Gap::Roots };
        Ok((length > 0).then(|| self.block(length, gap)))
    }

    /// Where the last record ends. White space behind it, outside any document, goes with it: it may be the line end a
    /// reader waits for.
    fn whole(&self, pending: &[u8]) -> usize {
        let gap = if self.complete > 0 { self.gap_behind } else { self.context.gap };
        if gap != Gap::Roots {
            return self.complete;
        }
        let has_mark = self.context.is_first && pending.starts_with(BYTE_ORDER_MARK);
        let from = if self.complete == 0 && has_mark { BYTE_ORDER_MARK.len() } else { self.complete };
        from + pending[from..].iter().take_while(|b| is_white(**b)).count()
    }

    /// That of which `context` is the start, with the shortest blocks there can be.
    pub(crate) fn inside(context: Context) -> Self {
        let (gap, heading) = (context.gap, context.heading.clone());
        let heading_behind = heading.clone();
        Splitter { context, gap, heading, heading_behind, ..Splitter::new(1, usize::MAX) }
    }

    /// How much white space at the front of `pending` goes with what stands before it.
    pub(crate) fn white(&self, pending: &[u8]) -> usize {
        debug_assert_eq!(self.complete, 0);
        self.whole(pending)
    }

    /// Searches on. True when there is a block that is long enough.
    fn advance(&mut self, pending: &[u8], arrival: Arrival) -> Result<bool, Fault> {
        if self.seen == 0 && self.context.is_first {
            let is_cut = pending.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(pending);
            if is_cut && arrival != Arrival::End {
                return Ok(false);
            }
            if pending.starts_with(BYTE_ORDER_MARK) {
                self.seen = BYTE_ORDER_MARK.len();
            }
        }
        while self.seen < pending.len() {
            if self.record.is_none() && !self.cross_gap(pending)? {
                break;
            }
            // An array that was held may have ended.
            if self.complete >= self.frame_bytes {
                return Ok(true);
            }
            if !self.cross_record(pending)? {
                break;
            }
            if self.complete >= self.frame_bytes {
                return Ok(true);
            }
        }
        if arrival == Arrival::End {
            self.finish(pending)?;
        }
        Ok(false)
    }

    /// Searches on to the start of a record. False when there is none yet.
    fn cross_gap(&mut self, pending: &[u8]) -> Result<bool, Fault> {
        while let Some(byte) = pending.get(self.seen) {
            self.check_length(self.seen)?;
            match self.gap.turn(*byte) {
                Turn::To(gap) => {
                    if gap == Gap::First && self.gap == Gap::Roots {
                        self.heading = Heading::Start;
                        self.command = Some(self.seen);
                    }
                    if gap == Gap::Roots {
                        self.release();
                    }
                    self.gap = gap;
                }
                Turn::Value => {
                    if !Arguments::may_hold(*byte, self.gap == Gap::First) {
                        self.release();
                    }
                    self.record = Extent::begin(*byte);
                    self.began = self.seen;
                    return Ok(true);
                }
                Turn::Fault => return Err(Fault::Malformed),
            }
            self.seen += 1;
        }
        self.check_length(self.seen)?;
        Ok(false)
    }

    /// Searches on to the end of the record. False when it is not there yet.
    fn cross_record(&mut self, pending: &[u8]) -> Result<bool, Fault> {
        let Some(extent) = &mut self.record else { return Ok(false) };
        match extent.search(pending, self.seen) {
            Progress::More => {
                self.seen = pending.len();
                self.check_length(self.seen)?;
                Ok(false)
            }
            Progress::Mismatch(at) => {
                self.check_length(at)?;
                Err(Fault::Malformed)
            }
            Progress::End(end) => {
                self.end_record(pending, end)?;
                Ok(true)
            }
        }
    }

    fn end_record(&mut self, pending: &[u8], end: usize) -> Result<(), Fault> {
        self.check_length(end)?;
        let is_lexeme = self.record.is_some_and(|extent| extent.is_lexeme());
        if is_lexeme && !is_lexeme_whole(&pending[self.began..end]) {
            return Err(Fault::Malformed);
        }
        self.record = None;
        if self.gap != Gap::Roots {
            self.heading.pass(&pending[self.began..end]);
        }
        self.gap = self.gap.after();
        (self.seen, self.began) = (end, end);
        self.held = Some((end, self.gap));
        self.records += 1;
        if self.command.is_none_or(|start| !Arguments::reaches(start, end)) {
            self.release();
        }
        Ok(())
    }

    /// No array that may be a command is under way any more: a block can end with the last record.
    fn release(&mut self) {
        self.command = None;
        if let Some((end, gap)) = self.held.take() {
            (self.complete, self.gap_behind) = (end, gap);
            self.heading_behind = self.heading.clone();
        }
    }

    /// At the end of the input, what was begun must have an end; only a number or word ends with it.
    fn finish(&mut self, pending: &[u8]) -> Result<(), Fault> {
        if self.record.is_some_and(|extent| extent.is_lexeme()) {
            self.end_record(pending, pending.len())?;
        }
        if self.record.is_some() || self.gap != Gap::Roots { Err(Fault::Unfinished) } else { Ok(()) }
    }

    fn check_length(&self, end: usize) -> Result<(), Fault> {
        if end - self.began > self.record_bytes_max { Err(Fault::TooLong) } else { Ok(()) }
    }

    /// A block of `length` bytes, which ends in this gap.
    fn block(&mut self, length: usize, gap: Gap) -> Block {
        // It ends with a record, or with what stands outside of documents behind it.
        let next = Context { is_first: false, gap, heading: self.heading_behind.clone() };
        let block = Block { length, context: std::mem::replace(&mut self.context, next) };
        self.seen = self.seen.saturating_sub(length);
        self.began = self.began.saturating_sub(length);
        self.complete = 0;
        let left = |at: usize| at.saturating_sub(length);
        self.command = self.command.map(left);
        self.held = self.held.map(|(end, gap)| (left(end), gap));
        block
    }

    fn error(&self, fault: Fault) -> Error {
        let (what, fix) = match fault {
            Fault::Malformed => (
                "the JSON is malformed here",
                "check it with a JSON parser, or add `--input-format text` if it is plain text",
            ),
            Fault::TooLong => (
                "a record of the JSON is longer than 16 MiB",
                "split the document, or make its parts elements of one outermost array",
            ),
            Fault::Unfinished => ("the JSON ends inside a record or an array", "pass the whole document"),
        };
        Error::new(ErrorKind::Input, what).ordinal("record", self.records + 1).fix(fix)
    }
}

fn is_lexeme_whole(lexeme: &[u8]) -> bool {
    number_end(lexeme, 0).or_else(|| word_end(lexeme, 0)) == Some(lexeme.len())
}

/// Reads a block: `part` of the frame `text`. A record that is malformed between its brackets has no cells.
pub fn read_block(text: &[u8], part: Span, context: Context, sheet: &mut Sheet) {
    let text = &text[..part.end];
    let mut reader = Reader::default();
    let mut gap = context.gap;
    let mut namer = Namer::new(context.heading);
    let mut arguments = Arguments::default();
    let mut at = part.start;
    if context.is_first && part.of(text).starts_with(BYTE_ORDER_MARK) {
        at += BYTE_ORDER_MARK.len();
    }
    while at < part.end {
        match gap.turn(text[at]) {
            Turn::To(next) => {
                if next == Gap::First && gap == Gap::Roots {
                    namer = Namer::new(Heading::Start);
                    arguments = Arguments::begin(at, sheet);
                }
                if next == Gap::Roots {
                    arguments.end(text, sheet);
                }
                gap = next;
                at += 1;
            }
            Turn::Value => {
                let (start, cells) = (at, sheet.cells.len());
                if !Arguments::may_hold(text[at], gap == Gap::First) {
                    arguments.end(text, sheet);
                }
                at = read_record(text, at, gap != Gap::Roots, &mut reader, sheet);
                if gap != Gap::Roots {
                    namer.record(text, (start, at), cells, sheet);
                }
                arguments.pass(text, (at, cells), sheet);
                gap = gap.after();
            }
            // A splitter would have stopped here, so nothing is known of what follows.
            Turn::Fault => {
                let rest = Span::new(at, part.end);
                push_record(rest, gap != Gap::Roots, Mark::of(sheet), Some(Flaw::Malformed), sheet);
                at = part.end;
            }
        }
    }
    arguments.end(text, sheet);
}

/// Reads the record at `start`, and says where it ends.
fn read_record(text: &[u8], start: usize, element: bool, reader: &mut Reader, sheet: &mut Sheet) -> usize {
    let mark = Mark::of(sheet);
    let (end, flaw) = match reader.read_value(text, start, Ground::root(), sheet) {
        Ok(end) => (end, None),
        Err(_) => {
            let mut extent = Extent::begin(text[start]);
            let progress = extent.as_mut().map_or(Progress::More, |extent| extent.search(text, start));
            let end = if let Progress::End(end) = progress { end } else { text.len() };
            (end, Some(Flaw::Malformed))
        }
    };
    push_record(Span::new(start, end), element, mark, flaw, sheet);
    end
}

fn push_record(span: Span, element: bool, mark: Mark, flaw: Option<Flaw>, sheet: &mut Sheet) {
    let cells = (mark.cells, sheet.cells.len());
    let members = (mark.members, sheet.members.len());
    sheet.records.push(Record { span, content: span, cells, members, element, frame: false, flaw });
}
