//! Frame: cuts the bytes into blocks that can be worked on side by side: text at line ends, structured text at
//! record ends.
//!
//! A line longer than [`crate::limits::Limits::line_whole_bytes`] is cut into pieces. A piece ends where no
//! match crosses, and the next one sees what stood before it, so the findings are those of the whole line.
//! A record is never cut: one that is too long withholds the input.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use crate::detect::behind::Open;
use crate::detect::printed;
use crate::error::{Error, ErrorKind, Result};
use crate::format::Reading;
use crate::format::csv::rows::Start;
use crate::format::json::document::{Arrival, Context};
use crate::format::json::lines;
use crate::format::log::{self, Log};
use crate::format::mail::split::Context as MailContext;
use crate::format::sql;
use crate::format::xml::split::Context as XmlContext;
use crate::frame::records::Cutter;
use crate::limits::{LONG_FRAME_WEIGHT, Limits};
use crate::pipeline::{Origin, Shared, Structure};
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
    /// What stands before its own lines says of them; nothing for text without names.
    pub(crate) before: Option<Before>,
    /// The value that its first lines go on with, in text.
    pub(crate) open: Option<Open>,
    /// The table that they go on with, in text.
    pub(crate) table: printed::Open,
    /// Lines and columns are known only when it is its turn.
    pub(crate) origin: Origin,
}

/// What is known of the names of values where reading of a frame begins.
#[derive(Clone, Default)]
pub(crate) struct Before {
    pub(crate) state: Arc<log::State>,
    /// Where that is in the bytes of the frame: before its part in the middle of a line.
    pub(crate) at: usize,
}

/// What a frame holds.
#[derive(Clone)]
pub(crate) enum Block {
    /// Lines, or a piece of a long line.
    Text(Inside),
    /// Whole rows of a table.
    Rows(Start),
    /// Whole lines of JSON; what stands before them.
    JsonLines(lines::Start),
    /// Whole records of JSON documents.
    Json(Context),
    /// Whole rows and statements of SQL; what stands before them.
    Sql(Box<sql::Machine>),
    /// Whole records of an XML document.
    Xml(XmlContext),
    /// Whole messages.
    Mail(MailContext),
}

impl Frame {
    /// What of it stands before the record in which `at` is, as a frame of its own: nothing where it begins with that record.
    /// It is the same wherever the frame was cut, and ends where one could have been.
    pub(crate) fn before(&self, structure: &Structure, at: usize) -> Option<Frame> {
        let end = records::end_before(structure, self, at);
        (end > 0).then(|| {
            let mut bytes = Buffer::default();
            bytes.append(&self.bytes[..end]);
            let block = self.block.clone();
            let (part, table, origin) = (Span::new(0, end), printed::Open::None, self.origin);
            Frame { bytes, part, block, before: None, open: None, table, origin }
        })
    }

    /// How many usual frames its part is as heavy as: what is worked out of a piece of a long line or of a long record
    /// takes memory like several frames.
    pub(crate) fn weight(&self, limits: &Limits) -> usize {
        if self.part.len() > 2 * limits.frame_bytes { LONG_FRAME_WEIGHT } else { 1 }
    }
}

/// The next frame of a feeder that threads share, and its weight.
pub(crate) fn take(feeder: &Mutex<Feeder>) -> Result<Option<(Frame, usize)>> {
    let mut feeder = feeder.lock().unwrap_or_else(PoisonError::into_inner);
    let frame = feeder.next()?;
    Ok(frame.map(|frame| {
        let weight = frame.weight(&feeder.shared.limits);
        (frame, weight)
    }))
}

/// Reads and cuts frames.
pub(crate) struct Feeder {
    shared: Arc<Shared>,
    spares: Arc<Spares>,
    reader: Box<dyn Read + Send>,
    /// `None` for plain text.
    cutter: Option<Cutter>,
    /// The format of lines whose values have names, and what was said before the next of them.
    log: Option<(Log, Before)>,
    /// The value of text that goes on in the next of them.
    open: Option<Open>,
    table: printed::Open,
    pending: Pending,
    /// Cut and not yet taken.
    ready: VecDeque<Frame>,
    /// What comes when they are.
    end: Option<Result<()>>,
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
    /// Of what `reader` gives.
    pub(crate) fn new(
        shared: Arc<Shared>,
        structure: &Structure,
        reader: Box<dyn Read + Send>,
        spares: Arc<Spares>,
    ) -> Self {
        let cutter = Cutter::new(structure, &shared.limits);
        let pending = Pending { bytes: spares.buffer(), ..Pending::default() };
        let log = match structure.reading {
            Reading::Log(log) => Some((log, Before::default())),
            _ => None,
        };
        let (open, table, ready) = Default::default();
        Feeder { shared, spares, reader, cutter, log, open, table, pending, ready, end: None }
    }

    /// The next frame; `None` at the end of the input.
    pub(crate) fn next(&mut self) -> Result<Option<Frame>> {
        loop {
            if let Some(frame) = self.ready.pop_front() {
                return Ok(Some(frame));
            }
            if let Some(end) = self.end.take() {
                // A failure is told once.
                self.end = Some(Ok(()));
                return end.map(|()| None);
            }
            match self.read() {
                Ok(true) => {}
                Ok(false) => self.end = Some(self.cut_last()),
                Err(e) => self.end = Some(Err(e)),
            }
        }
    }

    /// Reads once and cuts what is complete; false when there was nothing more to read.
    fn read(&mut self) -> Result<bool> {
        let limits = &self.shared.limits;
        // More of a line than this is never looked at; a record is cut when it is complete.
        let most = if self.cutter.is_none() { limits.line_whole_bytes } else { usize::MAX };
        let wanted = self.pending.wanted(limits, most);
        let got = match self.reader.read(self.pending.bytes.room(wanted)) {
            Ok(n) => n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => return Ok(true),
            Err(e) => return Err(self.stopped(crate::decode::map_error(&e))),
        };
        self.pending.bytes.fill(got);
        let from = (self.pending.bytes.len() - got).saturating_sub(log::REFUSED_BEFORE);
        if let Some((log, _)) = &self.log
            && let Some((at, refused)) = log.refuses(&self.pending.bytes[from..], got == 0)
        {
            // What was read behind it plays no part.
            self.pending.bytes.truncate(from + at);
            return Err(self.stopped(Error::new(ErrorKind::Input, refused.what).fix(refused.fix)));
        }
        // A short read means that the input has no more for now: what is complete goes out.
        let idle = got < wanted;
        match &self.cutter {
            _ if got == 0 => return Ok(false),
            None => self.cut_text(idle)?,
            Some(_) => self.cut_records(if idle { Arrival::Idle } else { Arrival::More })?,
        }
        Ok(true)
    }

    /// Cuts what is complete where the input cannot be read on, and says why: `error`, or what is wrong before it.
    fn stopped(&mut self, error: Error) -> Error {
        let cut = match &self.cutter {
            None => self.cut_text(true),
            Some(_) => self.cut_records(Arrival::Stop),
        };
        cut.err().unwrap_or(error)
    }

    /// Cuts what is left at the end of the input.
    fn cut_last(&mut self) -> Result<()> {
        match &self.cutter {
            None if self.pending.bytes.len() > self.pending.context => self.push_text(None),
            None => {}
            Some(_) => self.cut_records(Arrival::End)?,
        }
        Ok(())
    }
}
