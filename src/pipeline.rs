//! Wires the stages for one input: read → frame → detect → resolve → splice → sink, in order.
//!
//! A frame ends at a line end, and no rule matches across one, so frames are worked on side by side and
//! written in order. A line longer than [`Limits::line_whole_bytes`] is worked on in pieces, one after the
//! other: a piece ends where no match crosses, and the next one sees what stood before it.

use std::collections::BTreeMap;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::detect::plain::Engine;
use crate::detect::segment::{Segment, Segments};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::info_type::Vocabulary;
use crate::limits::Limits;
use crate::policy::plan::Plan;
use crate::sink::Sink;
use crate::span::Span;
use crate::splice::{ClearedFrame, Clearing, Counts, Edit};

/// What every frame of a run needs.
pub struct Shared {
    /// The names.
    pub vocabulary: Vocabulary,
    /// The detectors.
    pub engine: Engine,
    /// What the recipient may have; `None` only finds.
    pub plan: Option<Plan>,
    /// The bounds.
    pub limits: Limits,
}

/// Where a frame stands in its input.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin {
    /// Offset of its first byte in the decompressed input.
    pub byte: u64,
    /// Line ends before it.
    pub lines: u64,
    /// Bytes of its first line that stand before it (a later piece of a long line).
    pub column: u64,
    /// Bytes at the front of the frame that stand there as context only.
    pub context: usize,
}

/// Gets what was found and written, in input order.
pub trait Observer {
    /// Findings of one frame; their spans are in `text`.
    fn findings(&mut self, _origin: Origin, _text: &[u8], _findings: &[Finding]) -> Result<()> {
        Ok(())
    }
    /// Edits of one frame: where it began in input and output, and the edits relative to that.
    fn edits(&mut self, _input: u64, _output: u64, _edits: &[Edit]) -> Result<()> {
        Ok(())
    }
}

/// What was done with one input.
#[derive(Debug, Default)]
pub struct Summary {
    /// Bytes read, after decompression.
    pub bytes_in: u64,
    /// Bytes written, before compression.
    pub bytes_out: u64,
    /// Lines read.
    pub lines: u64,
    /// In numbers.
    pub counts: Counts,
}

struct Frame {
    bytes: Vec<u8>,
    /// Where the part that belongs to this frame begins; before it stands context.
    part: Span,
    origin: Origin,
}

struct Done {
    frame: Frame,
    findings: Vec<Finding>,
    cleared: ClearedFrame,
}

enum Event {
    Frame(u64, Frame),
    Done(u64, Box<Done>),
    Panicked,
    End(Result<u64>),
}

/// Runs one input through the pipeline. `sink` gets what the plan lets out; the caller commits it.
pub fn run(
    shared: &Arc<Shared>,
    pool: &rayon::ThreadPool,
    reader: Box<dyn Read + Send>,
    mut sink: Option<&mut dyn Sink>,
    observer: &mut dyn Observer,
) -> Result<Summary> {
    let (sender, receiver) = mpsc::channel();
    let permits = Arc::new(Permits::new(pool.current_num_threads() * 2 + 2));
    let feeder = Feeder { shared: shared.clone(), sender: sender.clone(), permits: permits.clone() };
    let thread = std::thread::Builder::new().name("read".to_owned());
    let reading = thread
        .spawn(move || feeder.feed(reader))
        .map_err(|e| Error::io(ErrorKind::Internal, "cannot start a thread", &e))?;
    let result = commit_all(shared, pool, &sender, &receiver, &permits, &mut sink, observer);
    permits.close();
    drop(receiver);
    if result.is_ok() {
        reading.join().map_err(|_| Error::new(ErrorKind::Internal, "the reading thread stopped"))?;
    }
    result
}

fn commit_all(
    shared: &Arc<Shared>,
    pool: &rayon::ThreadPool,
    sender: &Sender<Event>,
    receiver: &Receiver<Event>,
    permits: &Permits,
    sink: &mut Option<&mut dyn Sink>,
    observer: &mut dyn Observer,
) -> Result<Summary> {
    let mut summary = Summary { counts: Counts::new(shared.vocabulary.len()), ..Default::default() };
    let mut waiting: BTreeMap<u64, Box<Done>> = BTreeMap::new();
    let mut next = 0;
    let mut end = None;
    while end != Some(next) {
        let event = receiver.recv().map_err(|_| Error::new(ErrorKind::Internal, "the pipeline stopped"))?;
        match event {
            Event::Frame(number, frame) => spawn(shared, pool, sender, number, frame),
            Event::Done(number, done) => {
                waiting.insert(number, done);
            }
            Event::Panicked => {
                return Err(Error::new(
                    ErrorKind::Internal,
                    "a worker stopped at a defect; nothing more is written",
                ));
            }
            Event::End(frames) => end = Some(frames?),
        }
        while let Some(done) = waiting.remove(&next) {
            next += 1;
            permits.give();
            commit(&done, sink, observer, &mut summary)?;
        }
    }
    Ok(summary)
}

fn commit(
    done: &Done,
    sink: &mut Option<&mut dyn Sink>,
    observer: &mut dyn Observer,
    summary: &mut Summary,
) -> Result<()> {
    let frame = &done.frame;
    observer.findings(frame.origin, &frame.bytes, &done.findings)?;
    observer.edits(frame.origin.byte - frame.part.start as u64, summary.bytes_out, &done.cleared.edits)?;
    if let Some(sink) = sink {
        sink.write(&done.cleared.cleared)?;
        summary.bytes_out += done.cleared.cleared.bytes().len() as u64;
    }
    let part = frame.part.of(&frame.bytes);
    summary.bytes_in += part.len() as u64;
    summary.lines += memchr::memchr_iter(b'\n', part).count() as u64;
    summary.counts.add(&done.cleared.counts);
    Ok(())
}

fn spawn(shared: &Arc<Shared>, pool: &rayon::ThreadPool, sender: &Sender<Event>, number: u64, frame: Frame) {
    let (shared, sender) = (shared.clone(), sender.clone());
    pool.spawn(move || {
        let event = match catch_unwind(AssertUnwindSafe(|| work(&shared, frame))) {
            Ok(done) => Event::Done(number, Box::new(done)),
            Err(_) => Event::Panicked,
        };
        // The receiver is gone only when the run has already failed.
        let _ = sender.send(event);
    });
}

fn work(shared: &Shared, frame: Frame) -> Done {
    let mut findings = detect(shared, &frame.bytes, frame.part.start);
    findings.retain(|f| f.from < frame.part.end);
    let cleared = match &shared.plan {
        Some(plan) => {
            let clearing = Clearing { engine: &shared.engine, vocabulary: &shared.vocabulary, plan };
            clearing.clear(&frame.bytes, frame.part, &findings)
        }
        None => ClearedFrame {
            counts: Counts {
                limits_hit: findings.iter().filter(|f| f.overlong).count() as u64,
                ..Counts::new(shared.vocabulary.len())
            },
            ..Default::default()
        },
    };
    Done { frame, findings, cleared }
}

fn detect(shared: &Shared, text: &[u8], from: usize) -> Vec<Finding> {
    let mut segments = Segments::default();
    segments.push(Segment { span: Span::new(0, text.len()), field: None });
    let mut findings = Vec::new();
    shared.engine.detect(text, &segments, from, &mut findings);
    findings
}

/// True when `text` (a file name) holds something found at `possible` or above.
pub fn holds_findings(shared: &Shared, text: &[u8]) -> bool {
    detect(shared, text, 0).iter().any(|f| f.likelihood() >= crate::finding::Likelihood::Possible)
}

/// A counting semaphore: how many frames may be between reader and sink.
struct Permits {
    left: Mutex<Option<usize>>,
    changed: Condvar,
}

impl Permits {
    fn new(count: usize) -> Self {
        Permits { left: Mutex::new(Some(count)), changed: Condvar::new() }
    }

    /// Waits for a permit; false when the run is over.
    fn take(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match *left {
                None => return false,
                Some(0) => left = self.changed.wait(left).unwrap_or_else(PoisonError::into_inner),
                Some(n) => {
                    *left = Some(n - 1);
                    return true;
                }
            }
        }
    }

    fn give(&self) {
        if let Some(n) = self.left.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            *n += 1;
        }
        self.changed.notify_one();
    }

    fn close(&self) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.changed.notify_all();
    }
}

/// Reads and cuts frames. Runs on its own thread, so that a slow input never holds back what is done.
struct Feeder {
    shared: Arc<Shared>,
    sender: Sender<Event>,
    permits: Arc<Permits>,
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
    fn feed(self, mut reader: Box<dyn Read + Send>) {
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
                // Only lines that are shorter than a whole line may be go out together.
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

    /// Where the first piece of a long line ends: as late as possible, but where no match crosses.
    fn piece_end(&self, pending: &Pending) -> Result<usize> {
        let whole = pending.context + self.shared.limits.line_whole_bytes;
        let text = &pending.bytes[..whole];
        let last = whole.saturating_sub(self.shared.engine.reach());
        let mut cut = last;
        // Latest start first; a match that crosses the cut moves it to where the match begins. A match that
        // began earlier may then cross, so all are looked at until none does.
        let findings = detect(&self.shared, text, pending.context);
        while let Some(f) =
            findings.iter().filter(|f| f.from < cut && cut < f.span.end).min_by_key(|f| f.from)
        {
            cut = f.from;
        }
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
        let end = end.unwrap_or(pending.bytes.len());
        let part = Span::new(pending.context, end);
        let at_line_end = pending.bytes[end - 1] == b'\n';
        // A piece sees what follows it, so that its last values are judged as in the whole line.
        let reach = if at_line_end { end } else { pending.bytes.len().min(end + self.shared.engine.reach()) };
        let frame = Frame {
            bytes: pending.bytes[..reach].to_vec(),
            part,
            origin: Origin { context: part.start, ..pending.origin },
        };
        let sent = part.of(&pending.bytes);
        pending.origin.byte += sent.len() as u64;
        pending.origin.lines += memchr::memchr_iter(b'\n', sent).count() as u64;
        pending.origin.column = match memchr::memrchr(b'\n', sent) {
            Some(n) => (sent.len() - n - 1) as u64,
            None => pending.origin.column + sent.len() as u64,
        };
        let keep = if at_line_end { 0 } else { self.shared.engine.left_context().min(end) };
        pending.bytes.drain(..end - keep);
        pending.context = keep;
        pending.seen = keep;
        pending.number += 1;
        Ok(self.sender.send(Event::Frame(pending.number - 1, frame)).is_ok())
    }
}
