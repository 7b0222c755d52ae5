//! Structured text: frames end at record ends.

use crate::error::{Error, ErrorKind, Result};
use crate::format::{Reading, csv};
use crate::frame::{Block, Feeder, Frame, Pending};
use crate::limits::Limits;
use crate::pipeline::{Event, Origin};
use crate::span::Span;

/// Where records end in bytes that come piece by piece.
pub(super) struct Cutter {
    kind: Kind,
    record_bytes_max: usize,
    frame_bytes: usize,
}

enum Kind {
    Rows(csv::split::Splitter),
    /// How far line ends were looked for, and the end of the last line.
    Lines {
        seen: usize,
        end: usize,
    },
}

impl Cutter {
    /// `None` for plain text.
    pub(super) fn new(reading: &Reading, limits: &Limits) -> Option<Self> {
        let kind = match reading {
            Reading::Text => return None,
            Reading::Table(table) => Kind::Rows(csv::split::Splitter::new(table.delimiter)),
            Reading::JsonLines | Reading::Json => Kind::Lines { seen: 0, end: 0 },
        };
        Some(Cutter { kind, record_bytes_max: limits.record_bytes, frame_bytes: limits.frame_bytes })
    }

    /// The end of the last complete record.
    fn end(&mut self, bytes: &[u8], at_end: bool) -> Result<usize> {
        let most = self.record_bytes_max;
        let too_long = || {
            let what = "a record is longer than a record may be; the input is withheld";
            Error::new(ErrorKind::Input, what).fix("split it, or look for a quote that is never closed")
        };
        let end = match &mut self.kind {
            Kind::Rows(splitter) => {
                let end = splitter.end(bytes, at_end);
                if at_end && splitter.is_open() {
                    let what = "the last row has a quote that is never closed; the input is withheld";
                    return Err(Error::new(ErrorKind::Input, what).fix("close it, or complete the file"));
                }
                if splitter.longest() > most {
                    return Err(too_long());
                }
                end
            }
            Kind::Lines { seen, end } => {
                for n in memchr::memchr_iter(b'\n', &bytes[*seen..]) {
                    if *seen + n + 1 - *end > most {
                        return Err(too_long());
                    }
                    *end = *seen + n + 1;
                }
                *seen = bytes.len();
                if at_end { bytes.len() } else { *end }
            }
        };
        if bytes.len() - end > most {
            return Err(too_long());
        }
        Ok(end)
    }

    /// The first `bytes` bytes are gone.
    fn forget(&mut self, bytes: usize) {
        match &mut self.kind {
            Kind::Rows(splitter) => splitter.forget(bytes),
            Kind::Lines { seen, end } => {
                *seen -= bytes;
                *end -= bytes.min(*end);
            }
        }
    }

    fn block(&self, number: u64) -> Block {
        match self.kind {
            Kind::Rows(_) => Block::Rows(number == 0),
            Kind::Lines { .. } => Block::JsonLines,
        }
    }
}

impl Feeder {
    /// Sends what can be sent. False when the run is over.
    pub(super) fn cut_records(
        &self,
        pending: &mut Pending,
        cutter: &mut Cutter,
        idle: bool,
        at_end: bool,
    ) -> Result<bool> {
        let end = cutter.end(&pending.bytes, at_end)?;
        if end == 0 || !(idle || pending.bytes.len() >= cutter.frame_bytes) {
            return Ok(true);
        }
        if !self.permits.take() {
            return Ok(false);
        }
        let rest = pending.bytes.split_off(end);
        let bytes = std::mem::replace(&mut pending.bytes, rest);
        cutter.forget(end);
        let origin = Origin { context: 0, ..pending.origin };
        pending.origin = pending.origin.after(&bytes);
        let block = cutter.block(pending.number);
        let frame = Frame { part: Span::new(0, bytes.len()), bytes, block, origin };
        pending.number += 1;
        Ok(self.sender.send(Event::Frame(pending.number - 1, frame)).is_ok())
    }
}
