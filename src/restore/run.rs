//! One input: its frames are worked on side by side and written in their order, as by [`crate::pipeline`].

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind, Result};
use crate::format::fault::Fault;
use crate::frame::{self, Block, Feeder, Frame};
use crate::pipeline::{Shared, Structure};
use crate::restore::values::Undoing;
use crate::restore::{Tally, Turning};
use crate::schedule::{self, Course};
use crate::sink::Sink;
use crate::spare::Spares;
use crate::splice::ClearedFrame;
use crate::splice::turn::Turner;
use crate::work::Worker;

/// What was found and done in one input.
#[derive(Clone, Debug, Default)]
pub struct Turned {
    /// In numbers.
    pub tally: Tally,
    /// SHA-256, in hexadecimal, of the tokens that were turned (or would be), a line end after each.
    pub tokens: String,
}

/// What is done with every input of a run, or with one.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// With its tokens.
    pub turning: &'a Turning,
    /// With surrogates that look like values; nothing without a policy.
    pub undoing: Option<&'a Undoing>,
}

/// A frame that is done.
struct Done {
    frame: Frame,
    cleared: ClearedFrame,
    tally: Tally,
    /// The tokens that were turned, a line end after each.
    tokens: Vec<u8>,
    /// Why it cannot be read, and what stands before the record at fault.
    fault: Option<Fault>,
    front: Option<Box<Done>>,
}

struct Run<'a> {
    worker: Worker,
    work: Work<'a>,
    feeder: Mutex<Feeder>,
    writing: Mutex<Writing<'a>>,
}

struct Writing<'a> {
    sink: Option<&'a mut dyn Sink>,
    tally: Tally,
    tokens: Sha256,
    /// Line ends so far.
    lines: u64,
}

/// Does `work` with one input and writes it to `sink`; without one it only counts. `frames` is how many frames may be
/// under way.
pub fn run<'a>(
    shared: &Arc<Shared>,
    pool: &rayon::ThreadPool,
    frames: usize,
    reader: Box<dyn Read + Send>,
    structure: Structure,
    work: Work<'a>,
    sink: Option<&'a mut dyn Sink>,
) -> Result<Turned> {
    if sink.is_none() && work.turning.writes() {
        return Err(Error::new(ErrorKind::Internal, "there is no place for what is restored"));
    }
    let spares = Arc::new(Spares::new(frames, &shared.limits));
    let feeder = Feeder::new(shared.clone(), &structure, reader, spares.clone());
    let run = Run {
        worker: Worker { shared: shared.clone(), structure, plans: Vec::new(), spares },
        work,
        feeder: Mutex::new(feeder),
        writing: Mutex::new(Writing { sink, tally: Tally::default(), tokens: Sha256::new(), lines: 0 }),
    };
    schedule::run(&run, pool, frames)?;
    let Writing { tally, tokens, .. } = run.writing.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Turned { tally, tokens: HEXLOWER.encode(&tokens.finalize()) })
}

impl Course for Run<'_> {
    type Piece = Frame;
    type Done = Box<Done>;

    fn take(&self) -> Result<Option<(Frame, usize)>> {
        frame::take(&self.feeder)
    }

    fn work(&self, frame: Frame) -> Box<Done> {
        let mut turner = Turner::new(self.work.turning);
        let mut fault = None;
        match frame.block {
            Block::Text(inside) => turner.text(&frame.bytes, frame.part, inside),
            _ => {
                let Worker { shared, structure, .. } = &self.worker;
                let mut sheet = self.worker.sheet(&frame);
                fault = sheet.fault;
                let surrogates = match self.work.undoing {
                    _ if fault.is_some() => Vec::new(),
                    Some(undoing) => undoing.find(shared, structure, &frame.bytes, &mut sheet),
                    None => Vec::new(),
                };
                if fault.is_none() {
                    turner.sheet(&frame.bytes, &sheet, &surrogates);
                }
            }
        }
        let (cleared, tally, tokens) = turner.done();
        let front = fault.and_then(|fault| frame.before(&self.worker.structure, fault.at));
        let front = front.map(|front| self.work(front));
        Box::new(Done { frame, cleared, tally, tokens, fault, front })
    }

    fn write(&self, mut done: Box<Done>) -> Result<bool> {
        let lines = self.writing.lock().unwrap_or_else(PoisonError::into_inner).lines;
        if let Some(front) = done.front.take() {
            self.write(front)?;
        }
        // A frame after the failure is no better than the one it happened in.
        if let Some(failure) = self.work.turning.failure() {
            return Err(failure);
        }
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = done.fault {
            return Err(fault.error(&done.frame.bytes, lines));
        }
        writing.lines += memchr::memchr_iter(b'\n', done.frame.part.of(&done.frame.bytes)).count() as u64;
        if let Some(sink) = &mut writing.sink {
            sink.write(&done.cleared.cleared)?;
        }
        writing.tally.add(&done.tally);
        writing.tokens.update(&done.tokens);
        self.worker.spares.give_buffer(done.frame.bytes);
        Ok(true)
    }

    fn catch_up(&self) -> Result<()> {
        Ok(())
    }
}
