//! Frame: cuts the bytes into blocks at line ends, so that they can be worked on side by side.
//!
//! A line longer than [`crate::limits::Limits::line_whole_bytes`] is cut into pieces. A piece ends where no
//! match crosses, and the next one sees what stood before it, so the findings are those of the whole line.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use crate::error::{Error, ErrorKind, Result};
use crate::limits::SEAM_ROUNDS_MAX;
use crate::pipeline::{Event, Origin, Shared, detect};
use crate::schedule::Permits;
use crate::span::Span;
use crate::splice::Inside;

/// A block of the input.
pub(crate) struct Frame {
    pub(crate) bytes: Vec<u8>,
    /// The part that belongs to this frame; around it stands context.
    pub(crate) part: Span,
    /// Whether the part begins or ends inside a long line.
    pub(crate) inside: Inside,
    pub(crate) origin: Origin,
}

/// Reads and cuts frames. Runs on its own thread, so that a slow input never holds back what is done.
pub(crate) struct Feeder {
    pub(crate) shared: Arc<Shared>,
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
            if !self.cut(&mut pending, idle)? {
                return Ok(pending.number);
            }
        }
        if pending.bytes.len() > pending.context && !self.send(&mut pending, None)? {
            return Ok(pending.number);
        }
        Ok(pending.number)
    }

    /// Sends what can be sent. False when the run is over.
    fn cut(&self, pending: &mut Pending, idle: bool) -> Result<bool> {
        let limits = &self.shared.limits;
        loop {
            let front = &pending.bytes[pending.context..];
            let end = if front.len() >= limits.line_whole_bytes {
                // Only lines that are shorter than a whole line may go out together.
                match memchr::memrchr(b'\n', &front[..limits.line_whole_bytes]) {
                    Some(n) => pending.context + n + 1,
                    None => self.piece_end(pending)?,
                }
            } else if idle || front.len() >= limits.frame_bytes {
                let from = pending.seen.max(pending.context);
                let last = memchr::memrchr(b'\n', &pending.bytes[from..]);
                pending.seen = pending.bytes.len();
                match last {
                    Some(n) => from + n + 1,
                    None => return Ok(true),
                }
            } else {
                return Ok(true);
            };
            if !self.send(pending, Some(end))? {
                return Ok(false);
            }
        }
    }

    /// How much of a long line a piece sees on each side. Every round of the second look can carry what one
    /// edit changes as far as a match and its surroundings reach, so with this much two neighbouring pieces
    /// come to the same result where they meet.
    fn margin(&self) -> usize {
        let engine = &self.shared.engine;
        (SEAM_ROUNDS_MAX + 1) * (engine.reach() + engine.left_context())
    }

    /// Where the first piece of a long line ends: as late as possible, but where no match crosses.
    fn piece_end(&self, pending: &Pending) -> Result<usize> {
        let whole = pending.context + self.shared.limits.line_whole_bytes;
        let text = &pending.bytes[..whole];
        let last = whole.saturating_sub(self.margin());
        // Matches that overlap form a chain; a cut inside a chain moves to where the chain begins.
        let mut matches: Vec<(usize, usize)> =
            detect(&self.shared, text, pending.context).iter().map(|f| (f.from, f.span.end)).collect();
        matches.sort_unstable();
        let mut chain = (0, 0);
        for (from, end) in matches {
            if from >= last || chain.1 > last {
                break;
            }
            chain = if from < chain.1 { (chain.0, chain.1.max(end)) } else { (from, end) };
        }
        // What comes after the break begins behind the cut or in the chain that holds it.
        let cut = if chain.1 > last { chain.0 } else { last };
        if cut <= pending.context {
            let what =
                "a line holds a value, or a chain of values, that is longer than a piece of a line may be";
            return Err(Error::new(ErrorKind::Input, what).fix("split the line before it reaches obelus"));
        }
        Ok(cut)
    }

    /// Sends the bytes up to `end` (all when `None`) as a frame. False when the run is over.
    fn send(&self, pending: &mut Pending, end: Option<usize>) -> Result<bool> {
        if !self.permits.take() {
            return Ok(false);
        }
        let piece = end.is_some();
        let end = end.unwrap_or(pending.bytes.len());
        let part = Span::new(pending.context, end);
        let at_line_end = pending.bytes[end - 1] == b'\n';
        let inside = Inside {
            first: pending.origin.column > 0,
            last: !at_line_end && (piece || pending.origin.column > 0),
        };
        // A piece sees what follows it, so that its last values are judged as in the whole line.
        let reach = if at_line_end { end } else { pending.bytes.len().min(end + self.margin()) };
        let frame = Frame {
            bytes: pending.bytes[..reach].to_vec(),
            part,
            inside,
            origin: Origin { context: part.start, ..pending.origin },
        };
        let sent = part.of(&pending.bytes);
        pending.origin.byte += sent.len() as u64;
        pending.origin.lines += memchr::memchr_iter(b'\n', sent).count() as u64;
        pending.origin.column = match memchr::memrchr(b'\n', sent) {
            Some(n) => (sent.len() - n - 1) as u64,
            None => pending.origin.column + sent.len() as u64,
        };
        let keep = if at_line_end { 0 } else { (self.margin() + self.shared.engine.left_context()).min(end) };
        pending.bytes.drain(..end - keep);
        pending.context = keep;
        pending.seen = keep;
        pending.number += 1;
        Ok(self.sender.send(Event::Frame(pending.number - 1, frame)).is_ok())
    }
}
