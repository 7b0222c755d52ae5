//! Inputs side by side: several are worked on at once, and what they report comes in their order.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::cli::{print_error, say};
use crate::error::{Error, ErrorKind, Result};
use crate::schedule::Turns;

/// How much of a report may wait for its turn before its input waits too.
const HELD_BYTES_MAX: usize = 1 << 20;

/// Takes pieces of a report from any thread.
trait Report: Sync {
    fn put(&self, bytes: &[u8]) -> std::io::Result<()>;
}

impl Report for Mutex<&mut (dyn Write + Send)> {
    fn put(&self, bytes: &[u8]) -> std::io::Result<()> {
        self.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes)
    }
}

/// One input's part of a report into which numbered inputs write in their order.
pub struct Part<'a> {
    report: Option<&'a dyn Report>,
    turns: &'a Turns,
    /// An input has ended the run. Set before its turn is over, so that those behind it see it in theirs.
    stop: &'a AtomicBool,
    number: usize,
    held: Vec<u8>,
}

impl Part<'_> {
    /// Adds to the report. Never waits for the turn.
    pub fn write(&mut self, text: &str) -> Result<()> {
        self.held.extend_from_slice(text.as_bytes());
        if self.turns.is_up(self.number) { self.flush() } else { Ok(()) }
    }

    /// True when so much waits for its turn that its input has to wait too, in [`Part::flush`].
    pub fn is_behind(&self) -> bool {
        self.held.len() > HELD_BYTES_MAX
    }

    /// True when somebody reads the report.
    pub fn is_wanted(&self) -> bool {
        self.report.is_some()
    }

    /// Waits for the turn, and adds what is held to the report. Fails where an input before this one has ended the run: how far
    /// those behind it were must not show.
    pub fn flush(&mut self) -> Result<()> {
        self.turns.wait(self.number);
        if self.stop.load(Ordering::Relaxed) {
            return Err(Error::new(ErrorKind::Internal, "an input before this one has ended the run"));
        }
        if let Some(report) = self.report {
            report.put(&self.held).map_err(|e| print_error(&e))?;
        }
        self.held.clear();
        Ok(())
    }
}

/// How many frames of one input may be under way: enough for all `threads` when it is alone, few when others of the `inputs` are worked on
/// beside it.
pub fn frames(threads: usize, inputs: usize) -> usize {
    if inputs == 1 { threads * 2 + 2 } else { 4 }
}

/// How many of `threads` work on one input: all when it is alone.
pub fn threads_of_one(threads: usize, inputs: usize) -> usize {
    if inputs == 1 { threads } else { 1 }
}

/// Does `work` for `0..count`, up to `workers` at a time. An error of an input is told and its place left
/// empty; any other error ends the run. The first of those in input order is returned, and nothing is told of the inputs behind it.
pub fn run<T: Send>(
    count: usize,
    workers: usize,
    out: Option<&mut (dyn Write + Send)>,
    work: impl Fn(usize, &mut Part<'_>) -> Result<T> + Sync,
) -> Result<Vec<Option<T>>> {
    let (out, turns) = (out.map(Mutex::new), Turns::default());
    let report = out.as_ref().map(|o| o as &dyn Report);
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let done: Mutex<Vec<(usize, Result<T>)>> = Mutex::new(Vec::new());
    let worker = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let mut part = Part { report, turns: &turns, stop: &stop, number, held: Vec::new() };
            // Every number passes the turn on, or those behind it would wait for ever.
            let result = (!stop.load(Ordering::Relaxed)).then(|| guarded(number, &mut part, &work));
            turns.wait(number);
            if let Some(result) = result.filter(|_| !stop.load(Ordering::Relaxed)) {
                match &result {
                    Err(e) if e.kind() == ErrorKind::Input => say(&e.to_string()),
                    Err(_) => stop.store(true, Ordering::Relaxed),
                    Ok(_) => {}
                }
                done.lock().unwrap_or_else(PoisonError::into_inner).push((number, result));
            }
            turns.over(number);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..workers.min(count) {
            scope.spawn(worker);
        }
        worker();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    let mut made = Vec::with_capacity(done.len());
    for (_, result) in done {
        match result {
            Ok(value) => made.push(Some(value)),
            Err(e) if e.kind() == ErrorKind::Input => made.push(None),
            Err(e) => return Err(e),
        }
    }
    Ok(made)
}

fn guarded<T>(
    number: usize,
    part: &mut Part<'_>,
    work: &(impl Fn(usize, &mut Part<'_>) -> Result<T> + Sync),
) -> Result<T> {
    let caught = catch_unwind(AssertUnwindSafe(|| work(number, part)));
    let made =
        caught.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, "a worker stopped at a defect")));
    // What was reported before an error stands, whether it had to wait for its turn or not.
    let flushed = part.flush();
    made.and_then(|made| flushed.map(|()| made))
}
