//! Wires the stages for one input: read → frame → detect → decide, resolve and splice per recipient → sink.
//!
//! A frame ends at a line end, and no rule matches across one, so frames are worked on side by side and
//! written in order. What is found is found once, whatever the number of recipients.

use std::collections::BTreeMap;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};

use crate::detect;
use crate::detect::plain::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::frame::{Feeder, Frame};
use crate::info_type::Vocabulary;
use crate::limits::Limits;
use crate::policy::plan::Plan;
use crate::schedule::Permits;
use crate::sink::Sink;
use crate::splice::{ClearedFrame, Clearing, Counts, Edit};

/// What every frame of a run needs.
pub struct Shared {
    /// The names.
    pub vocabulary: Vocabulary,
    /// The detectors.
    pub engine: Engine,
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
    /// Edits of one frame for one recipient: where the frame began in input and output, and the edits
    /// relative to that.
    fn edits(&mut self, _recipient: &str, _input: u64, _output: u64, _edits: &[Edit]) -> Result<()> {
        Ok(())
    }
    /// So many bytes of the input are done.
    fn progress(&mut self, _bytes: u64) {}
}

/// One recipient of a run: what it may have, and where its bytes go.
pub struct Output<'a> {
    /// What it may have.
    pub plan: Arc<Plan>,
    /// Takes its bytes. The caller commits it.
    pub sink: &'a mut dyn Sink,
}

/// What was done with one input.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Bytes read, after decompression.
    pub bytes_in: u64,
    /// Lines read.
    pub lines: u64,
    /// Findings that a limit cut short; not zero = exit 3.
    pub overlong: u64,
    /// Per output, in their order.
    pub outputs: Vec<Written>,
}

/// What one recipient got.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Bytes written, before compression.
    pub bytes: u64,
    /// In numbers.
    pub counts: Counts,
}

impl Summary {
    /// All zero.
    pub fn new(outputs: usize, types: usize) -> Self {
        let written = Written { bytes: 0, counts: Counts::new(types) };
        Summary { outputs: vec![written; outputs], ..Default::default() }
    }

    /// Adds another input's numbers.
    pub fn add(&mut self, other: &Summary) {
        self.bytes_in += other.bytes_in;
        self.lines += other.lines;
        self.overlong += other.overlong;
        for (mine, more) in self.outputs.iter_mut().zip(&other.outputs) {
            mine.bytes += more.bytes;
            mine.counts.add(&more.counts);
        }
    }

    /// Redactions that a limit forced, over all outputs, and findings that it cut short.
    pub fn limits_hit(&self) -> u64 {
        self.overlong + self.outputs.iter().map(|o| o.counts.limits_hit).sum::<u64>()
    }
}

pub(crate) struct Done {
    frame: Frame,
    findings: Vec<Finding>,
    cleared: Vec<ClearedFrame>,
}

pub(crate) enum Event {
    Frame(u64, Frame),
    Done(u64, Box<Done>),
    Panicked,
    End(Result<u64>),
}

/// One run over one input.
struct Run<'a> {
    shared: &'a Arc<Shared>,
    pool: &'a rayon::ThreadPool,
    plans: Arc<[Arc<Plan>]>,
    permits: &'a Permits,
    sender: Sender<Event>,
    summary: Summary,
}

/// Runs one input through the pipeline for every one of `outputs`; with none it only finds. `frames` is how
/// many frames may be under way.
pub fn run(
    shared: &Arc<Shared>,
    pool: &rayon::ThreadPool,
    frames: usize,
    reader: Box<dyn Read + Send>,
    outputs: &mut [Output<'_>],
    observer: &mut dyn Observer,
) -> Result<Summary> {
    let (sender, receiver) = mpsc::channel();
    let permits = Arc::new(Permits::new(frames.max(2)));
    let feeder = Feeder { shared: shared.clone(), sender: sender.clone(), permits: permits.clone() };
    let thread = std::thread::Builder::new().name("read".to_owned());
    let reading = thread
        .spawn(move || feeder.feed(reader))
        .map_err(|e| Error::io(ErrorKind::Internal, "cannot start a thread", &e))?;
    let mut run = Run {
        shared,
        pool,
        plans: outputs.iter().map(|o| o.plan.clone()).collect(),
        permits: &permits,
        sender,
        summary: Summary::new(outputs.len(), shared.vocabulary.len()),
    };
    let result = run.commit_all(&receiver, outputs, observer);
    permits.close();
    drop(receiver);
    result?;
    reading.join().map_err(|_| Error::new(ErrorKind::Internal, "the reading thread stopped"))?;
    Ok(run.summary)
}

impl Run<'_> {
    fn commit_all(
        &mut self,
        receiver: &Receiver<Event>,
        outputs: &mut [Output<'_>],
        observer: &mut dyn Observer,
    ) -> Result<()> {
        let mut waiting: BTreeMap<u64, Box<Done>> = BTreeMap::new();
        let mut next = 0;
        let mut end = None;
        while end != Some(next) {
            let event =
                receiver.recv().map_err(|_| Error::new(ErrorKind::Internal, "the pipeline stopped"))?;
            match event {
                Event::Frame(number, frame) => self.spawn(number, frame),
                Event::Done(number, done) => {
                    waiting.insert(number, done);
                }
                Event::Panicked => {
                    let what = "a worker stopped at a defect; nothing more is written";
                    return Err(Error::new(ErrorKind::Internal, what));
                }
                Event::End(frames) => end = Some(frames?),
            }
            while let Some(done) = waiting.remove(&next) {
                next += 1;
                self.commit(&done, outputs, observer)?;
                self.permits.give();
            }
        }
        Ok(())
    }

    fn spawn(&self, number: u64, frame: Frame) {
        let (shared, plans, sender) = (self.shared.clone(), self.plans.clone(), self.sender.clone());
        self.pool.spawn(move || {
            let event = match catch_unwind(AssertUnwindSafe(|| work(&shared, &plans, frame))) {
                Ok(done) => Event::Done(number, Box::new(done)),
                Err(_) => Event::Panicked,
            };
            // The receiver is gone only when the run has already failed.
            let _ = sender.send(event);
        });
    }

    fn commit(&mut self, done: &Done, outputs: &mut [Output<'_>], observer: &mut dyn Observer) -> Result<()> {
        let frame = &done.frame;
        observer.findings(frame.origin, &frame.bytes, &done.findings)?;
        let start = frame.origin.byte - frame.part.start as u64;
        for ((output, cleared), written) in
            outputs.iter_mut().zip(&done.cleared).zip(&mut self.summary.outputs)
        {
            observer.edits(&output.plan.recipient, start, written.bytes, &cleared.edits)?;
            output.sink.write(&cleared.cleared)?;
            written.bytes += cleared.cleared.bytes().len() as u64;
            written.counts.add(&cleared.counts);
        }
        let part = frame.part.of(&frame.bytes);
        self.summary.bytes_in += part.len() as u64;
        self.summary.lines += memchr::memchr_iter(b'\n', part).count() as u64;
        if outputs.is_empty() {
            self.summary.overlong += done.findings.iter().filter(|f| f.overlong).count() as u64;
        }
        observer.progress(part.len() as u64);
        Ok(())
    }
}

fn work(shared: &Shared, plans: &[Arc<Plan>], frame: Frame) -> Done {
    // What stands in the context of a piece is found too: it decides what the second look sees.
    let from = if frame.inside.first { shared.engine.left_context().min(frame.part.start) } else { 0 };
    let mut findings = self::detect(shared, &frame.bytes, from);
    let clear = |plan: &Arc<Plan>| {
        let clearing = Clearing { engine: &shared.engine, vocabulary: &shared.vocabulary, plan };
        clearing.clear(&frame.bytes, frame.part, frame.inside, &findings)
    };
    let cleared = plans.iter().map(clear).collect();
    findings.retain(|f| frame.part.start <= f.from && f.from < frame.part.end);
    Done { frame, findings, cleared }
}

/// What is found in `text` from `from` on.
pub(crate) fn detect(shared: &Shared, text: &[u8], from: usize) -> Vec<Finding> {
    detect::find(&shared.engine, &shared.vocabulary, text, from)
}
