//! The output directory: one run at a time, new or empty, or replaced as a whole.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{FlockOperation, RenameFlags, flock, renameat_with};

use crate::error::{Error, ErrorKind, Result};
use crate::files::{directory_of, sync_directory_of};
use crate::sink::temp::{TempDirectory, TempFile};

/// An output directory that belongs to this run.
pub struct OutputDirectory {
    path: PathBuf,
    /// Where the new one is built, when an old one is to be replaced.
    beside: Option<TempDirectory>,
    /// It was there when the run began.
    existed: bool,
    /// What the directories in it may be called when it is replaced.
    recipients: Vec<String>,
    /// Created by this run, and taken away again when nothing came into it.
    created: bool,
    /// Held until the end; the lock goes with it.
    _lock: Option<File>,
}

fn usage(what: &'static str) -> Error {
    Error::new(ErrorKind::Usage, what).about("--output")
}

/// A place that cannot be written to is a mistake of the command line; a full or broken disk is not.
fn cannot(e: &io::Error) -> Error {
    let broken = matches!(e.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
        || e.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error());
    let kind = if broken { ErrorKind::Output } else { ErrorKind::Usage };
    Error::io(kind, "the output directory cannot be used", e).about("--output")
}

impl OutputDirectory {
    /// Takes `path` for this run. Nothing is read before this has succeeded.
    pub fn open(path: &Path, replace: bool, inputs: &[OsString], recipients: &[&str]) -> Result<Self> {
        if path == Path::new("-") {
            return Err(usage("`-` would be a directory of that name, and not standard output")
                .fix("leave --output out to write to standard output, or name a directory (`./-`)"));
        }
        check_apart(path, inputs)?;
        let exists = match fs::symlink_metadata(path) {
            Ok(m) if m.is_dir() => true,
            Ok(_) => return Err(usage("the output is not a directory")),
            Err(e) if e.kind() == io::ErrorKind::NotFound => false,
            Err(e) => return Err(cannot(&e)),
        };
        if !exists && !replace {
            fs::create_dir_all(path).map_err(|e| cannot(&e))?;
        }
        let lock = (exists || !replace).then(|| lock(path)).transpose()?;
        let mut made = OutputDirectory {
            path: path.to_owned(),
            beside: None,
            existed: exists,
            recipients: recipients.iter().map(|r| (*r).to_owned()).collect(),
            created: !exists && !replace,
            _lock: lock,
        };
        if replace {
            if exists {
                check_replaceable(path, &made.recipients)?;
            }
            let parent = directory_of(path);
            fs::create_dir_all(parent).map_err(|e| cannot(&e))?;
            made.beside = Some(TempDirectory::create(parent).map_err(|e| cannot(&e))?);
        } else if fs::read_dir(path).map_err(|e| cannot(&e))?.next().is_some() {
            return Err(usage("the output directory is not empty")
                .fix("name a new one, or add --replace to replace what an earlier run wrote"));
        }
        // A directory that cannot be written to is found out before the first byte is read.
        TempFile::create(made.root()).map_err(|e| cannot(&e))?;
        Ok(made)
    }

    /// Where files are written.
    pub fn root(&self) -> &Path {
        self.beside.as_ref().map_or(&self.path, TempDirectory::path)
    }

    /// Ends the run. A directory built beside an old one takes its place when `complete`; false = the old
    /// one stays.
    pub fn commit(mut self, complete: bool) -> Result<bool> {
        let failed =
            |e: io::Error| Error::io(ErrorKind::Output, "the output directory could not be put in place", &e);
        let Some(beside) = self.beside.take() else { return Ok(true) };
        if !complete {
            return Ok(false);
        }
        let (new, old) = (beside.path().to_owned(), &self.path);
        let cwd = rustix::fs::CWD;
        if self.existed {
            // Somebody else may have put something there meanwhile.
            check_replaceable(old, &self.recipients)?;
            // One step: whoever looks sees the old one whole or the new one whole.
            renameat_with(cwd, &new, cwd, old, RenameFlags::EXCHANGE).map_err(|e| failed(e.into()))?;
            sync_directory_of(old).map_err(failed)?;
            // What is there under the temporary name now is the old output; it goes with `beside`.
            drop(beside);
        } else {
            renameat_with(cwd, &new, cwd, old, RenameFlags::NOREPLACE).map_err(|e| failed(e.into()))?;
            sync_directory_of(old).map_err(failed)?;
            beside.forget();
        }
        Ok(true)
    }
}

impl Drop for OutputDirectory {
    fn drop(&mut self) {
        if self.created {
            // Fails, as it should, when something is in it.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

fn lock(path: &Path) -> Result<File> {
    let directory = File::open(path).map_err(|e| cannot(&e))?;
    match flock(&directory, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(directory),
        Err(rustix::io::Errno::WOULDBLOCK) => {
            Err(usage("another run is writing to this directory")
                .fix("wait for it, or name another directory"))
        }
        Err(e) => Err(cannot(&e.into())),
    }
}

/// Only what an earlier run wrote may be replaced: directories named like the policy's recipients.
fn check_replaceable(path: &Path, recipients: &[String]) -> Result<()> {
    for entry in fs::read_dir(path).map_err(|e| cannot(&e))? {
        let entry = entry.map_err(|e| cannot(&e))?;
        let ours = entry.file_name().to_str().is_some_and(|n| recipients.iter().any(|r| r == n));
        if !ours || !entry.file_type().is_ok_and(|t| t.is_dir()) {
            return Err(usage("the output directory holds something that no run of this policy wrote")
                .fix("name another directory; --replace only replaces output of the same policy"));
        }
    }
    Ok(())
}

/// Refuses an output directory that stands above or below an input.
fn check_apart(out: &Path, inputs: &[OsString]) -> Result<()> {
    let out = resolved(out);
    for input in inputs.iter().filter(|i| *i != "-") {
        let input = resolved(Path::new(input));
        if out.starts_with(&input) || input.starts_with(&out) {
            return Err(usage("the output directory and an input lie one inside the other")
                .fix("name a directory elsewhere"));
        }
    }
    Ok(())
}

/// The path without links and `..`; what does not exist has none but those that are written out.
pub fn resolved(path: &Path) -> PathBuf {
    if let Ok(real) = fs::canonicalize(path) {
        return real;
    }
    let parent = path.parent().map(|p| if p.as_os_str().is_empty() { Path::new(".") } else { p });
    match (parent, path.components().next_back()) {
        (Some(parent), Some(Component::Normal(name))) => resolved(parent).join(name),
        (Some(parent), Some(Component::ParentDir)) => {
            let mut above = resolved(parent);
            above.pop();
            above
        }
        _ => path.to_owned(),
    }
}
