//! Cuts a dump into blocks: between statements, and between the rows of one.

use super::lex::{Fault, Stop};
use super::machine::{Machine, Part};
use crate::error::{Error, ErrorKind};
use crate::format::json::document::Arrival;

/// A part of the input that can be read by itself, and what has to be known of what stands before it.
#[derive(Clone, Debug)]
pub struct Block {
    /// How many bytes it takes.
    pub length: usize,
    /// At its start.
    pub machine: Machine,
}

/// Cuts an input into blocks. A block ends with the first part that makes it as long as a frame; when the input
/// idles, with the last that is complete.
pub struct Splitter {
    frame_bytes: usize,
    record_bytes_max: usize,
    /// At the start of the block to come.
    context: Machine,
    /// At `seen`.
    machine: Machine,
    /// At `complete`, where that is another place.
    behind: Option<Machine>,
    /// How far the bytes were searched, counted like all positions here from the start of the block to come.
    seen: usize,
    /// Where the last part ends behind which may be cut.
    complete: usize,
    /// How many bytes stood behind that when they were not enough.
    tried: usize,
    /// Line ends before the block to come.
    lines: u64,
    fault: Option<Fault>,
}

impl Splitter {
    /// Blocks are about `frame_bytes` long; a row, a comment or another statement may have `record_bytes_max`.
    pub fn new(machine: Machine, frame_bytes: usize, record_bytes_max: usize) -> Self {
        Splitter {
            frame_bytes: frame_bytes.max(1),
            record_bytes_max,
            context: machine.clone(),
            machine,
            behind: None,
            seen: 0,
            complete: 0,
            tried: 0,
            lines: 0,
            fault: None,
        }
    }

    /// The next block. `pending` is all that no block has taken yet: the caller drops the block's bytes from its front
    /// before the next call, and may add to its end. `None` when there is no block for now; at the end of the input, when
    /// there is none left.
    ///
    /// What cannot be read is an error after the blocks of all parts before it, however the bytes arrived.
    pub fn cut(&mut self, pending: &[u8], arrival: Arrival) -> Result<Option<Block>, Error> {
        if self.fault.is_none() {
            match self.advance(pending, arrival) {
                Ok(true) => return Ok(Some(self.block(pending))),
                Ok(false) => {}
                Err(fault) => self.fault = Some(fault),
            }
        }
        let is_due = self.fault.is_some() || arrival != Arrival::More;
        if self.complete > 0 && is_due {
            return Ok(Some(self.block(pending)));
        }
        match self.fault {
            Some(fault) => Err(self.error(fault, pending)),
            None => Ok(None),
        }
    }

    /// Searches on. True when there is a block that is long enough.
    fn advance(&mut self, pending: &[u8], arrival: Arrival) -> Result<bool, Fault> {
        if self.complete >= self.frame_bytes {
            return Ok(true);
        }
        // To look at a long row with every read would cost its length each time.
        if arrival == Arrival::More && pending.len() - self.complete < 2 * self.tried {
            return Ok(false);
        }
        while self.seen < pending.len() {
            let unit = match self.machine.next(pending, self.seen, arrival == Arrival::End) {
                Ok(unit) => unit,
                Err(Stop::Fault(fault)) => return Err(fault),
                Err(Stop::More) => {
                    self.tried = pending.len() - self.complete;
                    self.check(self.tried)?;
                    return Ok(false);
                }
            };
            if !matches!(unit.part, Part::White) {
                self.check(unit.end - self.complete)?;
            }
            self.seen = unit.end;
            if self.machine.is_bound() {
                self.behind = Some(self.machine.before_head());
                continue;
            }
            self.behind = None;
            self.complete = self.seen;
            self.tried = 0;
            if self.complete >= self.frame_bytes {
                return Ok(true);
            }
        }
        let is_open = !self.machine.may_end();
        if arrival == Arrival::End && is_open { Err(Fault::Unfinished) } else { Ok(false) }
    }

    fn check(&self, length: usize) -> Result<(), Fault> {
        if length > self.record_bytes_max { Err(Fault::TooLong) } else { Ok(()) }
    }

    /// The block that ends with what is complete.
    fn block(&mut self, pending: &[u8]) -> Block {
        let length = std::mem::take(&mut self.complete);
        let next = self.behind.clone().unwrap_or_else(|| self.machine.clone());
        self.lines += memchr::memchr_iter(b'\n', &pending[..length]).count() as u64;
        self.seen -= length;
        Block { length, machine: std::mem::replace(&mut self.context, next) }
    }

    fn error(&self, fault: Fault, pending: &[u8]) -> Error {
        let (what, fix) = explained(fault);
        let lines = memchr::memchr_iter(b'\n', &pending[..self.seen.min(pending.len())]).count() as u64;
        Error::new(ErrorKind::Input, what).ordinal("line", self.lines + lines + 1).fix(fix)
    }
}

/// What is wrong in words, and what to do.
fn explained(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::Unfinished => (
            "the SQL dump ends inside a statement, a text or a comment that begins here",
            "pass the whole dump; where a backslash or a quote is read wrongly, say whose dump it is with \
             `--input-format mysql-dump`, `pg-dump` or `sqlite-dump`",
        ),
        Fault::TooLong => (
            "a row, statement or comment of the SQL dump is longer than 16 MiB",
            "look for a quote that is never closed, or leave the table out",
        ),
        Fault::Insert => (
            "an INSERT of the SQL dump has no plain VALUES",
            "dump rows as values, or add `--input-format text` if it is no dump",
        ),
        Fault::CopyForm => (
            "a COPY of the SQL dump is not in text form without options",
            "dump with pg_dump, or read its rows as a table (`--input-format csv`)",
        ),
        Fault::Rows => (
            "a row of the SQL dump is followed by what cannot stand there",
            "check it with the database, or say whose dump it is with `--input-format`",
        ),
        Fault::Nameless => (
            "an INSERT of the SQL dump names no columns, and no CREATE TABLE before it does",
            "dump with the tables (no `--no-create-info`, no `--data-only`), or with names (`mysqldump --complete-insert`, \
             `pg_dump --column-inserts`)",
        ),
        Fault::Charset => (
            "the SQL dump says that it is written in another charset",
            "say which one with `--charset`, or dump in UTF-8 (`--default-character-set=utf8mb4`, `pg_dump -E UTF8`)",
        ),
        Fault::Setting => (
            "a setting of the SQL dump changes how it is read, in a way that is not known",
            "dump without it",
        ),
        Fault::Tables => (
            "the SQL dump has more tables, or a longer statement, than are kept in mind",
            "dump fewer tables at once",
        ),
        Fault::Version => (
            "the SQL dump has a comment with SQL for a server that does not exist yet",
            "take it out, or make it a plain comment",
        ),
    }
}
