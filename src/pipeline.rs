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
use crate::detect::cells::CellsFound;
use crate::detect::engine::Engine;
use crate::detect::facts::Declarations;
use crate::detect::field::Fields;
use crate::detect::page::Pages;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::format::Reading;
use crate::frame::{Block, Feeder, Frame};
use crate::info_type::Vocabulary;
use crate::limits::Limits;
use crate::policy::plan::Plan;
use crate::schedule::{Permits, weight};
use crate::sink::Sink;
use crate::spare::Spares;
use crate::splice::{Counts, Edit, Refusal};
use crate::work::{Done, Found, Worker};

/// What every frame of a run needs.
pub struct Shared {
    /// The names.
    pub vocabulary: Vocabulary,
    /// The detectors.
    pub engine: Engine,
    /// What names of fields say.
    pub fields: Fields,
    /// The bounds.
    pub limits: Limits,
}

/// How an input is to be read.
#[derive(Clone)]
pub struct Structure {
    /// As what.
    pub reading: Reading,
    /// What its source says of its fields.
    pub declared: Declarations,
    /// Its sheets.
    pub pages: Arc<Pages>,
}

impl Structure {
    /// Plain text.
    pub fn text() -> Self {
        Structure { reading: Reading::Text, declared: Declarations::default(), pages: Arc::default() }
    }
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

/// Lines and columns of frames, which come in their order.
#[derive(Default)]
struct Place {
    lines: u64,
    column: u64,
}

impl Place {
    /// Says where the next frame stands.
    fn give(&mut self, done: &mut Done) {
        let origin = &mut done.frame.origin;
        (origin.lines, origin.column) = (self.lines, self.column);
        let (lines, behind) = done.lines;
        self.lines += lines as u64;
        self.column = match behind {
            Some(bytes) => bytes as u64,
            None => self.column + done.frame.part.len() as u64,
        };
    }
}

/// Gets what was found and written, in input order.
pub trait Observer {
    /// Findings of one frame; their spans are in `text`.
    fn findings(&mut self, _origin: Origin, _text: &[u8], _findings: &[Finding]) -> Result<()> {
        Ok(())
    }
    /// Findings of one frame of structured text; `first` is the number of its first record, from
    /// 1; a header is 0.
    fn cells(&mut self, _origin: Origin, _text: &[u8], _first: u64, _found: &CellsFound) -> Result<()> {
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
    /// Records of structured text read, without headers.
    pub records: u64,
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
        self.records += other.records;
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

pub(crate) enum Event {
    Frame(u64, Frame),
    Done(u64, Box<Done>),
    Panicked,
    End(Result<u64>),
}

/// One run over one input.
struct Run<'a> {
    worker: Arc<Worker>,
    pool: &'a rayon::ThreadPool,
    permits: &'a Permits,
    sender: Sender<Event>,
    place: Place,
    summary: Summary,
}

/// Runs one input through the pipeline for every one of `outputs`; with none it only finds. `frames` is how
/// many frames may be under way.
pub fn run(
    shared: &Arc<Shared>,
    pool: &rayon::ThreadPool,
    frames: usize,
    reader: Box<dyn Read + Send>,
    structure: Structure,
    outputs: &mut [Output<'_>],
    observer: &mut dyn Observer,
) -> Result<Summary> {
    let (sender, receiver) = mpsc::channel();
    let permits = Arc::new(Permits::new(frames.max(2)));
    let spares = Arc::new(Spares::new(frames.max(2), &shared.limits));
    let feeder = Feeder {
        shared: shared.clone(),
        reading: structure.reading.clone(),
        sender: sender.clone(),
        permits: permits.clone(),
        spares: spares.clone(),
    };
    let thread = std::thread::Builder::new().name("read".to_owned());
    let reading = thread
        .spawn(move || feeder.feed(reader))
        .map_err(|e| Error::io(ErrorKind::Internal, "cannot start a thread", &e))?;
    let plans = outputs.iter().map(|o| o.plan.clone()).collect();
    let mut run = Run {
        worker: Arc::new(Worker { shared: shared.clone(), structure, plans, spares }),
        pool,
        permits: &permits,
        sender,
        place: Place::default(),
        summary: Summary::new(outputs.len(), shared.vocabulary.len()),
    };
    let result = run.commit_all(&receiver, outputs, observer);
    permits.close();
    drop(receiver);
    result?;
    reading.join().map_err(|_| Error::new(ErrorKind::Internal, "the reading thread stopped"))?;
    Ok(run.summary)
}

/// Runs the start of one input, block by block in its order, until `look` says that it has seen enough. A fault of
/// what comes after that plays no part.
pub(crate) fn sample(
    shared: &Arc<Shared>,
    reader: Box<dyn Read + Send>,
    structure: &Structure,
    mut look: impl FnMut(&Done) -> bool,
) -> Result<()> {
    let (sender, receiver) = mpsc::channel();
    let permits = Arc::new(Permits::new(2));
    let spares = Arc::new(Spares::new(2, &shared.limits));
    let feeder = Feeder {
        shared: shared.clone(),
        reading: structure.reading.clone(),
        sender,
        permits: permits.clone(),
        spares: spares.clone(),
    };
    let worker = Worker { shared: shared.clone(), structure: structure.clone(), plans: Vec::new(), spares };
    let mut place = Place::default();
    let thread = std::thread::Builder::new().name("read".to_owned());
    // Not waited for: it ends by itself when nobody takes what it reads.
    thread
        .spawn(move || feeder.feed(reader))
        .map_err(|e| Error::io(ErrorKind::Internal, "cannot start a thread", &e))?;
    let result = loop {
        match receiver.recv() {
            Ok(Event::Frame(_, frame)) => {
                let mut done = worker.work(frame);
                place.give(&mut done);
                if !look(&done) {
                    break Ok(());
                }
                worker.spares.give_buffer(done.frame.bytes);
                permits.give(weight(done.frame.part.len(), shared.limits.frame_bytes));
            }
            Ok(Event::End(end)) => break end.map(|_| ()),
            Ok(Event::Done(..) | Event::Panicked) | Err(_) => {
                break Err(Error::new(ErrorKind::Internal, "the pipeline stopped"));
            }
        }
    };
    permits.close();
    result
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
            while let Some(mut done) = waiting.remove(&next) {
                next += 1;
                self.place.give(&mut done);
                self.commit(&done, outputs, observer)?;
                self.worker.spares.give_buffer(done.frame.bytes);
                self.worker.spares.give_cleared(done.cleared);
                self.permits.give(weight(done.frame.part.len(), self.worker.shared.limits.frame_bytes));
            }
        }
        Ok(())
    }

    fn spawn(&self, number: u64, frame: Frame) {
        let (worker, sender) = (self.worker.clone(), self.sender.clone());
        self.pool.spawn(move || {
            let event = match catch_unwind(AssertUnwindSafe(|| worker.work(frame))) {
                Ok(done) => Event::Done(number, Box::new(done)),
                Err(_) => Event::Panicked,
            };
            // The receiver is gone only when the run has already failed.
            let _ = sender.send(event);
        });
    }

    fn begins_with_header(&self, frame: &Frame) -> bool {
        let header = matches!(&self.worker.structure.reading, Reading::Table(table) if table.header);
        header && matches!(frame.block, Block::Rows(start) if start.rows)
    }

    fn commit(&mut self, done: &Done, outputs: &mut [Output<'_>], observer: &mut dyn Observer) -> Result<()> {
        let frame = &done.frame;
        let mut first = self.summary.records + 1;
        let (mut overlong, mut count) = (0, 0);
        match &done.found {
            Found::Text(findings) => {
                overlong = findings.iter().filter(|f| f.overlong).count();
                observer.findings(frame.origin, &frame.bytes, findings)?;
            }
            Found::Cells(cells) => {
                let header = u64::from(self.begins_with_header(frame) && !cells.sheet.records.is_empty());
                count = cells.sheet.records.len() as u64 - header;
                first -= header;
                overlong += cells.found.iter().filter(|(_, f)| f.overlong).count();
                observer.cells(frame.origin, &frame.bytes, first, cells)?;
            }
        }
        self.summary.records += count;
        if let Some(refusal) = done.refusal {
            return Err(refused(refusal, first));
        }
        let start = frame.origin.byte - frame.part.start as u64;
        for ((output, cleared), written) in
            outputs.iter_mut().zip(&done.cleared).zip(&mut self.summary.outputs)
        {
            observer.edits(&output.plan.recipient, start, written.bytes, &cleared.edits)?;
            output.sink.write(&cleared.cleared)?;
            written.bytes += cleared.cleared.bytes().len() as u64;
            written.counts.add(&cleared.counts);
        }
        self.summary.bytes_in += frame.part.len() as u64;
        self.summary.lines += done.lines.0 as u64;
        if outputs.is_empty() {
            self.summary.overlong += overlong as u64;
        }
        observer.progress(frame.part.len() as u64);
        Ok(())
    }
}

/// Why an input is withheld, by number: `first` is that of the frame's first record, 0 for a header.
fn refused(refusal: Refusal, first: u64) -> Error {
    match refusal {
        Refusal::Name { record, name } => {
            let what = "the name of a field holds personal data; the input is withheld";
            let error = match first + record as u64 {
                0 => Error::new(ErrorKind::Input, what).ordinal("column", name as u64 + 1),
                n => Error::new(ErrorKind::Input, what).ordinal("record", n).ordinal("name", name as u64 + 1),
            };
            error.fix("rename the field, or turn what is named into values")
        }
        Refusal::Unclassified { record, field } => {
            let what = "the policy refuses fields that nobody classified";
            Error::new(ErrorKind::Refused, what)
                .ordinal("record", first + record as u64)
                .ordinal("field", field as u64 + 1)
                .fix("describe the field in the policy's source, under `fields`")
        }
    }
}

/// What is found in `text` from `from` on.
pub(crate) fn detect(shared: &Shared, text: &[u8], from: usize) -> Vec<Finding> {
    detect::find(&shared.engine, &shared.vocabulary, text, from)
}
