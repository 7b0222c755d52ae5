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
use crate::pipeline::{Event, Origin, Shared};
use crate::schedule::Permits;
use crate::span::Span;
use crate::splice::Inside;

mod records;
mod text;

/// A block of the input.
pub(crate) struct Frame {
    pub(crate) bytes: Vec<u8>,
    /// The part that belongs to this frame; around it stands context.
    pub(crate) part: Span,
    /// What it is.
    pub(crate) block: Block,
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
}

/// What is left of the input that no frame has taken yet.
#[derive(Default)]
struct Pending {
    bytes: Vec<u8>,
    /// Bytes at the front that were already sent and stand here as context.
    context: usize,
    /// How far line ends were looked for.
    seen: usize,
    origin: Origin,
    number: u64,
}

impl Feeder {
    pub(crate) fn feed(self, mut reader: Box<dyn Read + Send>) {
        let made = catch_unwind(AssertUnwindSafe(|| self.read_all(&mut *reader)));
        let made =
            made.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, "the reading thread stopped")));
        let _ = self.sender.send(Event::End(made));
    }

    fn read_all(&self, reader: &mut dyn Read) -> Result<u64> {
        let mut pending = Pending::default();
        let mut cutter = Cutter::new(&self.reading, &self.shared.limits);
        let step = self.shared.limits.read_bytes.max(1);
        loop {
            let filled = pending.bytes.len();
            pending.bytes.resize(filled + step, 0);
            let got = match reader.read(&mut pending.bytes[filled..]) {
                Ok(n) => n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {
                    pending.bytes.truncate(filled);
                    continue;
                }
                Err(e) => return Err(crate::decode::map_error(&e)),
            };
            pending.bytes.truncate(filled + got);
            if got == 0 {
                break;
            }
            // A short read means that the input has no more for now: what is complete goes out.
            let idle = got < step;
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
