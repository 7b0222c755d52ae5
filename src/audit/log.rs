//! The file of an audit log. A record is on disk when [`Log::append`] returns; whatever goes wrong before that
//! refuses the run.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

use crate::audit::verify::{Entry, read_entry};
use crate::audit::{Link, Record};
use crate::error::{Error, ErrorKind, Result};
use crate::files::sync_directory_of;
use crate::limits::{AUDIT_LOCK_WAIT, AUDIT_RECORD_BYTES_MAX};

/// How long to wait before the lock is tried again.
const LOCK_AGAIN: Duration = Duration::from_millis(10);

/// A log that records can be added to.
pub struct Log {
    file: File,
}

fn refused(what: &'static str) -> Error {
    Error::new(ErrorKind::Refused, what).about("--audit-log")
}

fn failed(what: &'static str) -> impl Fn(std::io::Error) -> Error {
    move |e| {
        Error::io(ErrorKind::Refused, what, &e).about("--audit-log").fix(
            "nothing is revealed without an audit record; make room, or name a file that you can write to",
        )
    }
}

const DAMAGED: &str = "the audit log does not end with a whole record";

fn damaged() -> Error {
    refused(DAMAGED).fix("look at it with `obelus audit verify FILE`; keep it, and begin a new log")
}

impl Log {
    /// Opens the log at `path`, or begins one that only its owner can read.
    pub fn open(path: &Path) -> Result<Self> {
        let cannot = failed("the audit log cannot be opened");
        let mut options = OpenOptions::new();
        options.read(true).append(true);
        let file = match options.clone().create_new(true).mode(0o600).open(path) {
            Ok(file) => {
                sync_directory_of(path).map_err(&cannot)?;
                file
            }
            // Not a pipe that nobody reads: opening that would wait for ever.
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => options
                .custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32)
                .open(path)
                .map_err(&cannot)?,
            Err(e) => return Err(cannot(e)),
        };
        let metadata = file.metadata().map_err(&cannot)?;
        if !metadata.is_file() {
            return Err(refused("the audit log is not a file").fix("what is written there has to stay"));
        }
        if metadata.permissions().mode() & 0o022 != 0 {
            let fix = "run `chmod go-w` on it, and find out with `obelus audit verify` if it was changed";
            return Err(refused("others can write to the audit log").fix(fix));
        }
        let log = Log { file };
        // A log that nothing can be added to is found out before anything is read.
        log.locked(|| log.last()).map(|_| log)
    }

    /// True when `path` names the file of this log.
    pub fn is_at(&self, path: &Path) -> bool {
        let id = |m: std::fs::Metadata| (m.dev(), m.ino());
        let same = |m| self.file.metadata().is_ok_and(|mine| id(mine) == id(m));
        std::fs::metadata(path).is_ok_and(same)
    }

    /// Adds `record` behind the last one and returns its link, which is the head of the chain now.
    pub fn append(&self, record: Record) -> Result<Link> {
        self.locked(|| {
            let (number, previous, end) = match self.last()? {
                Some((entry, end)) => (entry.number + 1, entry.link, end),
                None => (1, Link::FIRST, 0),
            };
            let line = record.line(number, previous);
            if line.len() >= AUDIT_RECORD_BYTES_MAX {
                return Err(
                    refused("an audit record would be too long").fix("restore fewer inputs at a time")
                );
            }
            let mut file = &self.file;
            let written = file.write_all(format!("{line}\n").as_bytes()).and_then(|()| file.sync_all());
            if let Err(e) = written {
                // Part of a record would look like damage. Where even this fails, it is found out as such.
                let _ = file.set_len(end);
                return Err(failed("the audit record could not be written")(e));
            }
            Ok(Link::of(line.as_bytes()))
        })
    }

    /// Runs `work` while no other run adds a record.
    fn locked<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let started = Instant::now();
        loop {
            match flock(&self.file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => break,
                Err(rustix::io::Errno::WOULDBLOCK | rustix::io::Errno::INTR) => {
                    if started.elapsed() > AUDIT_LOCK_WAIT {
                        return Err(
                            refused("another run holds the audit log").fix("try again when it is done")
                        );
                    }
                    sleep(LOCK_AGAIN);
                }
                Err(e) => return Err(failed("the audit log cannot be locked")(e.into())),
            }
        }
        let made = work();
        // The file is closed at the end of the run at the latest, and the lock goes with it.
        let _ = flock(&self.file, FlockOperation::Unlock);
        made
    }

    /// The last record and where the file ends; `None` for an empty file.
    fn last(&self) -> Result<Option<(Entry, u64)>> {
        let cannot = failed("the audit log cannot be read");
        let mut file = &self.file;
        let end = file.seek(SeekFrom::End(0)).map_err(&cannot)?;
        if end == 0 {
            return Ok(None);
        }
        let start = end.saturating_sub(AUDIT_RECORD_BYTES_MAX as u64 + 1);
        file.seek(SeekFrom::Start(start)).map_err(&cannot)?;
        let mut tail = Vec::new();
        file.take(end - start).read_to_end(&mut tail).map_err(&cannot)?;
        let Some(whole) = tail.strip_suffix(b"\n") else { return Err(damaged()) };
        let line = match memchr::memrchr(b'\n', whole) {
            Some(at) => &whole[at + 1..],
            None if start == 0 => whole,
            None => return Err(damaged()),
        };
        Ok(Some((read_entry(line).map_err(|_| damaged())?, end)))
    }
}

#[cfg(test)]
mod tests;
