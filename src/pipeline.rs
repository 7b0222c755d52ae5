//! Wires the stages for one input: read → frame → detect → decide, resolve and splice per recipient → sink.
//!
//! A frame ends at a line end, and no rule matches across one, so frames are worked on side by side and
//! written in order. What is found is found once, whatever the number of recipients.

use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::decode::charset::Charset;
use crate::detect;
use crate::detect::cells::CellsFound;
use crate::detect::engine::Engine;
use crate::detect::facts::Declarations;
use crate::detect::field::Fields;
use crate::detect::pack::Rules;
use crate::detect::page::Pages;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::format::Reading;
use crate::format::sheet::{Flaw, Record};
use crate::frame::{self, Block, Feeder, Frame};
use crate::info_type::Vocabulary;
use crate::limits::Limits;
use crate::policy::plans::Plans;
use crate::schedule::{self, Course};
use crate::sink::Sink;
use crate::spare::Spares;
use crate::splice::{Counts, Edit, Refusal};
use crate::vault::Vault;
use crate::work::{Done, Found, Worker};

/// What every frame of a run needs.
pub struct Shared {
    /// The names.
    pub vocabulary: Vocabulary,
    /// The detectors that it needs.
    pub engine: Arc<Engine>,
    /// All rules, for what depends on every one: where long lines are cut, what is a header, what is masked.
    pub rules: Rules,
    /// What names of fields say.
    pub fields: Fields,
    /// The bounds.
    pub limits: Limits,
    /// Where tokens of a vault come from, if there is one.
    pub vault: Option<Arc<Vault>>,
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
    /// What its output is written in: what the charset does not have may not be written.
    pub charset: Charset,
}

impl Structure {
    /// Plain text.
    pub fn text() -> Self {
        let (declared, pages) = (Declarations::default(), Arc::default());
        Structure { reading: Reading::Text, declared, pages, charset: Charset::UTF_8 }
    }

    /// Says whether parts of messages that cannot be seen into become a marker, or withhold the input.
    pub fn skip_parts(&mut self, skips: bool) {
        if let Reading::Mail(mail) = &mut self.reading {
            mail.skips = skips;
        }
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
#[derive(Clone, Copy, Default)]
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
pub trait Observer: Send {
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
    /// True when it holds so much that it has to pass on that nothing more may come before [`Observer::catch_up`].
    fn is_behind(&self) -> bool {
        false
    }
    /// Passes on what it holds; the only method that may wait for other inputs.
    fn catch_up(&mut self) -> Result<()> {
        Ok(())
    }
}

/// One recipient of a run: what it may have, and where its bytes go.
pub struct Output<'a> {
    /// What it may have.
    pub plans: Arc<Plans>,
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
        for (mine, more) in self.outputs.iter_mut().zip(&other.outputs) {
            mine.bytes += more.bytes;
            mine.counts.add(&more.counts);
        }
    }

    /// Rows of whose columns no name is known; the same for each output.
    pub fn nameless(&self) -> u64 {
        self.outputs.iter().map(|o| o.counts.nameless).max().unwrap_or_default()
    }

    /// Redactions that a limit forced, over all outputs.
    pub fn limits_hit(&self) -> u64 {
        self.outputs.iter().map(|o| o.counts.limits_hit).sum::<u64>()
    }

    /// Values withheld because nothing says who their record is about, over all outputs.
    pub fn without_subject(&self) -> u64 {
        self.outputs.iter().map(|o| o.counts.without_subject).sum::<u64>()
    }
}

/// One run over one input.
struct Run<'a, 'o> {
    worker: Worker,
    feeder: Mutex<Feeder>,
    written: Mutex<Writing<'a, 'o>>,
}

/// Where what was done goes.
struct Writing<'a, 'o> {
    outputs: &'a mut [Output<'o>],
    observer: &'a mut dyn Observer,
    place: Place,
    summary: Summary,
    vault: Option<&'a Vault>,
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
    let spares = Arc::new(Spares::new(frames, &shared.limits));
    let feeder = Feeder::new(shared.clone(), &structure, reader, spares.clone());
    let plans = outputs.iter().map(|o| o.plans.clone()).collect();
    let summary = Summary::new(outputs.len(), shared.vocabulary.len());
    let run = Run {
        worker: Worker { shared: shared.clone(), structure, plans, spares },
        feeder: Mutex::new(feeder),
        written: Mutex::new(Writing {
            outputs,
            observer,
            place: Place::default(),
            summary,
            vault: shared.vault.as_deref(),
        }),
    };
    schedule::run(&run, pool, frames)?;
    let Run { written, .. } = run;
    Ok(written.into_inner().unwrap_or_else(PoisonError::into_inner).summary)
}

/// Runs the start of one input, block by block in its order, until `look` says that it has seen enough. A fault of
/// what comes after that plays no part.
pub(crate) fn sample(
    shared: &Arc<Shared>,
    reader: Box<dyn Read + Send>,
    structure: &Structure,
    mut look: impl FnMut(&Done) -> bool,
) -> Result<()> {
    let spares = Arc::new(Spares::new(1, &shared.limits));
    let mut feeder = Feeder::new(shared.clone(), structure, reader, spares.clone());
    let worker = Worker { shared: shared.clone(), structure: structure.clone(), plans: Vec::new(), spares };
    let mut place = Place::default();
    while let Some(frame) = feeder.next()? {
        let mut done = worker.work(frame);
        place.give(&mut done);
        done.check()?;
        if !look(&done) {
            break;
        }
        worker.spares.give_buffer(done.frame.bytes);
    }
    Ok(())
}

impl<'a, 'o> Run<'a, 'o> {
    fn written(&self) -> MutexGuard<'_, Writing<'a, 'o>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Course for Run<'_, '_> {
    type Piece = Frame;
    type Done = Box<Done>;

    fn take(&self) -> Result<Option<(Frame, usize)>> {
        frame::take(&self.feeder)
    }

    fn work(&self, frame: Frame) -> Box<Done> {
        Box::new(self.worker.work(frame))
    }

    fn write(&self, mut done: Box<Done>) -> Result<bool> {
        let mut written = self.written();
        written.write(&self.worker.structure, &mut done)?;
        self.worker.spares.give_buffer(done.frame.bytes);
        self.worker.spares.give_cleared(done.cleared);
        Ok(!written.observer.is_behind())
    }

    fn catch_up(&self) -> Result<()> {
        self.written().observer.catch_up()
    }
}

impl Writing<'_, '_> {
    fn write(&mut self, structure: &Structure, done: &mut Done) -> Result<()> {
        let (mut place, before) = (self.place, self.summary.records);
        if let Some(front) = &mut done.front {
            self.write(structure, front)?;
        }
        // What goes out of a frame that ends the input has been counted; the frame itself begins where it did.
        place.give(done);
        self.place = place;
        done.check()?;
        let (frame, observer) = (&done.frame, &mut *self.observer);
        match &done.found {
            Found::Text(findings) => observer.findings(frame.origin, &frame.bytes, findings)?,
            Found::Cells(cells) => {
                let records = &cells.sheet.records;
                let is_framed = records.first().is_some_and(|record| record.frame);
                let header = begins_with_header(structure, frame) && !records.is_empty();
                let first = before + 1 - u64::from(header || is_framed);
                if let Some(refusal) = done.refusal {
                    return Err(refused(refusal, first, records));
                }
                observer.cells(frame.origin, &frame.bytes, first, cells)?;
                let rows = records.iter().filter(|record| record.is_row()).count() as u64;
                self.summary.records += rows - u64::from(header);
            }
        }
        if let Some(vault) = self.vault {
            vault.before_emit(done.waits)?;
        }
        let start = frame.origin.byte - frame.part.start as u64;
        let outputs = self.outputs.iter_mut().zip(&mut self.summary.outputs);
        for ((output, written), cleared) in outputs.zip(&done.cleared) {
            observer.edits(&output.plans.recipient, start, written.bytes, &cleared.edits)?;
            output.sink.write(&cleared.cleared)?;
            written.bytes += cleared.cleared.bytes().len() as u64;
            written.counts.add(&cleared.counts);
        }
        self.summary.bytes_in += frame.part.len() as u64;
        self.summary.lines += done.lines.0 as u64;
        observer.progress(frame.part.len() as u64);
        Ok(())
    }
}

fn begins_with_header(structure: &Structure, frame: &Frame) -> bool {
    let header = matches!(&structure.reading, Reading::Table(table) if table.header);
    header && matches!(&frame.block, Block::Rows(start) if start.rows)
}

/// Why an input is withheld, by number: `first` is that of the frame's first record, 0 for a header.
fn refused(refusal: Refusal, first: u64, records: &[Record]) -> Error {
    // What stands between records counts as part of the next one.
    let between = |record: usize| {
        let before = records[..record.min(records.len())].iter();
        before.filter(|r| r.flaw.is_some_and(Flaw::is_between)).count() as u64
    };
    let number = |record: usize| first + record as u64 - between(record);
    match refusal {
        Refusal::Name { record, name } => {
            let what = "the name of a field holds personal data; the input is withheld";
            let error = match number(record) {
                0 => Error::new(ErrorKind::Input, what).ordinal("column", name as u64 + 1),
                n => Error::new(ErrorKind::Input, what).ordinal("record", n).ordinal("name", name as u64 + 1),
            };
            error.fix("rename the field, or turn what is named into values")
        }
        Refusal::Listed { record } => {
            let what =
                "a row of SQL is to be dropped that stands in a statement with others; the input is withheld";
            Error::new(ErrorKind::Input, what)
                .ordinal("record", number(record))
                .fix("dump one row a statement (`mysqldump --skip-extended-insert`), or as COPY (`pg_dump`)")
        }
        Refusal::Frame { record } => {
            let what = "what holds a message together (a type, a border, the name of a field) has personal data in it, \
                        or was to be removed; the input is withheld";
            Error::new(ErrorKind::Input, what).ordinal("record", number(record)).fix(
                "drop such messages by a rule for records, or write them anew with other borders and names",
            )
        }
        Refusal::Words { record } => {
            let what = "personal data stands in SQL where it is no value; the input is withheld";
            Error::new(ErrorKind::Input, what)
                .ordinal("record", number(record))
                .fix("rename the table, column or account, or dump without owners and privileges")
        }
        Refusal::Unclassified { record, field } => {
            let what = "the policy refuses fields that nobody classified";
            Error::new(ErrorKind::Refused, what)
                .ordinal("record", number(record))
                .ordinal("field", field as u64 + 1)
                .fix("describe the field in the policy's source, under `fields`")
        }
    }
}

/// What is found in `text` from `from` on.
pub(crate) fn detect(shared: &Shared, text: &[u8], from: usize) -> Vec<Finding> {
    detect::find(&shared.engine, &shared.vocabulary, text, from)
}
