//! Frame: cuts the bytes into blocks that can be worked on side by side: text at line ends, structured text at
//! record ends.
//!
//! A line longer than [`crate::limits::Limits::line_whole_bytes`] is cut into pieces. A piece ends where no
//! match crosses, and the next one sees what stood before it, so the findings are those of the whole line.
//! A record is never cut: one that is too long withholds the input.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use crate::error::{Error, ErrorKind, Result};
use crate::format::Reading;
use crate::format::csv::rows::Start;
use crate::format::json::document::{Arrival, Context};
use crate::frame::records::Cutter;
use crate::limits::Limits;
use crate::pipeline::{Event, Origin, Shared};
use crate::schedule::Permits;
use crate::span::Span;
use crate::spare::Spares;
use crate::splice::Inside;

mod buffer;
mod records;
mod text;

pub(crate) use buffer::Buffer;

/// A block of the input.
pub(crate) struct Frame {
    pub(crate) bytes: Buffer,
    /// The part that belongs to this frame; around it stands context.
    pub(crate) part: Span,
    /// What it is.
    pub(crate) block: Block,
    /// Lines and columns are known only when it is its turn.
    pub(crate) origin: Origin,
}

/// What a frame holds.
#[derive(Clone)]
pub(crate) enum Block {
    /// Lines, or a piece of a long line.
    Text(Inside),
    /// Whole rows of a table.
    Rows(Start),
    /// Whole lines of JSON; true for the first.
    JsonLines(bool),
    /// Whole records of JSON documents.
    Json(Context),
}

/// Reads and cuts frames. Runs on its own thread, so that a slow input never holds back what is done.
pub(crate) struct Feeder {
    pub(crate) shared: Arc<Shared>,
    pub(crate) reading: Reading,
    pub(crate) sender: Sender<Event>,
    pub(crate) permits: Arc<Permits>,
    pub(crate) spares: Arc<Spares>,
}

/// What is left of the input that no frame has taken yet. What is read goes here, and a frame takes the memory with
/// all that is in it; only what belongs to the next one is copied.
#[derive(Default)]
struct Pending {
    bytes: Buffer,
    /// Bytes at the front that were already sent and stand here as context.
    context: usize,
    /// No line end stands before this, behind the context.
    seen: usize,
    /// Where the first byte behind the context stands.
    byte: u64,
    /// That is inside a line.
    in_line: bool,
    number: u64,
}

impl Pending {
    /// The bytes up to `end` are sent: what stands from `keep` on goes into the `next` buffer, the rest with the
    /// frame.
    fn take(&mut self, keep: usize, mut next: Buffer) -> Buffer {
        next.append(&self.bytes[keep..]);
        std::mem::replace(&mut self.bytes, next)
    }

    /// How much to read: what a frame still needs, or as much again as is there when that was not enough.
    fn wanted(&self, limits: &Limits, most: usize) -> usize {
        let front = self.bytes.len() - self.context;
        let frame = limits.frame_bytes.max(limits.read_bytes);
        let target = if front < frame { frame } else { front.saturating_mul(2) };
        limits.read_bytes.min(target.min(most).saturating_sub(front)).max(1)
    }
}

impl Feeder {
    pub(crate) fn feed(self, mut reader: Box<dyn Read + Send>) {
        let made = catch_unwind(AssertUnwindSafe(|| self.read_all(&mut *reader)));
        let made =
            made.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, "the reading thread stopped")));
        let _ = self.sender.send(Event::End(made));
    }

    fn read_all(&self, reader: &mut dyn Read) -> Result<u64> {
        let mut pending = Pending { bytes: self.spares.buffer(), ..Pending::default() };
        let mut cutter = Cutter::new(&self.reading, &self.shared.limits);
        let limits = &self.shared.limits;
        // More of a line than this is never looked at; a record is cut when it is complete.
        let most = if cutter.is_none() { limits.line_whole_bytes } else { usize::MAX };
        loop {
            let wanted = pending.wanted(limits, most);
            let got = match reader.read(pending.bytes.room(wanted)) {
                Ok(n) => n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(crate::decode::map_error(&e)),
            };
            pending.bytes.fill(got);
            if got == 0 {
                break;
            }
            // A short read means that the input has no more for now: what is complete goes out.
            let idle = got < wanted;
            let goes_on = match &mut cutter {
                None => self.cut_text(&mut pending, idle)?,
                Some(cutter) => {
                    let arrival = if idle { Arrival::Idle } else { Arrival::More };
                    self.cut_records(&mut pending, cutter, arrival)?
                }
            };
            if !goes_on {
                return Ok(pending.number);
            }
        }
        match &mut cutter {
            None if pending.bytes.len() > pending.context => self.send_text(&mut pending, None)?,
            None => true,
            Some(cutter) => self.cut_records(&mut pending, cutter, Arrival::End)?,
        };
        Ok(pending.number)
    }
}
