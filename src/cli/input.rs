//! The inputs of a run: files, directories (every regular file, sorted) and standard input.
//!
//! Messages call an input by its number and its path with what was found in it masked, because a path can be
//! personal data too.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::Shared;

/// One input.
pub struct Input {
    /// 1-based position in the run.
    pub number: usize,
    /// `None` is standard input.
    pub path: Option<PathBuf>,
    /// Its path with findings masked.
    pub shown: String,
    /// Where its output goes below the output directory.
    pub relative: PathBuf,
    /// Why it cannot be read, when that is known already.
    pub unread: Option<Error>,
}

impl Input {
    /// What messages call it.
    pub fn name(&self) -> String {
        format!("input {} ({})", self.number, self.shown)
    }

    /// Opens it.
    pub fn open(&self) -> Result<(Box<dyn Read + Send>, Guard)> {
        if let Some(error) = &self.unread {
            return Err(error.clone());
        }
        let Some(path) = &self.path else { return Ok((Box::new(std::io::stdin()), Guard { file: None })) };
        let failed = |e| Error::io(ErrorKind::Input, "cannot be opened", &e);
        let file = File::open(path).map_err(failed)?;
        let before = file.metadata().map_err(failed)?;
        let copy = file.try_clone().map_err(failed)?;
        let guard = before.is_file().then(|| (copy, path.clone(), Stamp::of(&before)));
        Ok((Box::new(file), Guard { file: guard }))
    }
}

#[derive(PartialEq, Eq)]
struct Stamp(u64, u64, u64, i64, i64, i64, i64);

impl Stamp {
    fn of(m: &Metadata) -> Self {
        Stamp(m.dev(), m.ino(), m.size(), m.mtime(), m.mtime_nsec(), m.ctime(), m.ctime_nsec())
    }
}

/// Knows what a file was like before it was read.
pub struct Guard {
    file: Option<(File, PathBuf, Stamp)>,
}

impl Guard {
    /// Fails when the file was changed or replaced while it was read. Streams always pass.
    pub fn check(&self) -> Result<()> {
        let Some((file, path, before)) = &self.file else { return Ok(()) };
        let same = |m: std::io::Result<Metadata>| m.is_ok_and(|m| Stamp::of(&m) == *before);
        if same(file.metadata()) && same(fs::metadata(path)) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Input, "changed while it was read; it is withheld"))
    }
}

/// The inputs that `arguments` name, in order.
pub fn plan(arguments: &[OsString], respect_ignore: bool, shared: &Shared) -> Result<Vec<Input>> {
    let mut planner = Planner { respect_ignore, shared, inputs: Vec::new() };
    for argument in arguments {
        if argument == "-" {
            planner.add(None, PathBuf::from("stdin"), None);
            continue;
        }
        let path = Path::new(argument);
        let name = path.file_name().map(PathBuf::from).unwrap_or_default();
        match fs::metadata(path) {
            Ok(m) if m.is_dir() => planner.directory(path, &name),
            Ok(_) => planner.add(Some(path.to_owned()), name, None),
            Err(e) => planner.unreadable(path, name, "cannot be read", &e),
        }
    }
    let mut seen = BTreeSet::new();
    if planner.inputs.iter().any(|i| !seen.insert(i.relative.clone())) {
        return Err(Error::new(ErrorKind::Usage, "two inputs would be written to the same place")
            .fix("give them in separate runs, or the directory above them"));
    }
    Ok(planner.inputs)
}

struct Planner<'a> {
    respect_ignore: bool,
    shared: &'a Shared,
    inputs: Vec<Input>,
}

impl Planner<'_> {
    fn add(&mut self, path: Option<PathBuf>, relative: PathBuf, unread: Option<Error>) {
        let shown = match &path {
            None => "standard input".to_owned(),
            Some(path) => crate::cli::shown(self.shared, path),
        };
        self.inputs.push(Input { number: self.inputs.len() + 1, path, shown, relative, unread });
    }

    fn unreadable(&mut self, path: &Path, relative: PathBuf, what: &'static str, e: &std::io::Error) {
        let unread = if e.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
            Error::new(ErrorKind::Input, "is a link that leads in a circle; not read")
        } else {
            Error::io(ErrorKind::Input, what, e)
        };
        self.add(Some(path.to_owned()), relative, Some(unread));
    }

    /// Every file below `directory`, links followed, in the order of names.
    fn directory(&mut self, directory: &Path, relative: &Path) {
        let mut builder = WalkBuilder::new(directory);
        builder.standard_filters(false).follow_links(true).sort_by_file_name(|a, b| a.cmp(b));
        let mut files = Vec::new();
        for entry in builder.build() {
            match entry {
                Ok(entry) => self.entry(directory, relative, &entry, &mut files),
                Err(e) => self.broken(directory, relative, &e, &mut files),
            }
        }
        if self.respect_ignore {
            let kept = kept(directory);
            for (path, _, unread) in &mut files {
                if unread.is_none() && !kept.contains(path) {
                    let what = "is named by an ignore file; not read";
                    *unread = Some(Error::new(ErrorKind::Input, what));
                }
            }
        }
        for (path, relative, unread) in files {
            self.add(Some(path), relative, unread);
        }
    }

    fn entry(&mut self, top: &Path, relative: &Path, entry: &DirEntry, files: &mut Vec<Found>) {
        let Some(kind) = entry.file_type() else { return };
        if kind.is_dir() {
            return;
        }
        let below = entry.path().strip_prefix(top).unwrap_or(entry.path());
        let what = "is not a regular file; not read";
        let unread = (!kind.is_file()).then(|| Error::new(ErrorKind::Input, what));
        files.push((entry.path().to_owned(), relative.join(below), unread));
    }

    fn broken(&mut self, top: &Path, relative: &Path, error: &ignore::Error, files: &mut Vec<Found>) {
        let (path, what) = match error_path(error) {
            (path, true) => (path, "is a link to a directory above it; not followed"),
            (path, false) => (path, "cannot be read"),
        };
        let path = path.unwrap_or(top);
        let below = path.strip_prefix(top).unwrap_or(Path::new(""));
        let made = match error.io_error() {
            Some(e) => Error::io(ErrorKind::Input, what, e),
            None => Error::new(ErrorKind::Input, what),
        };
        files.push((path.to_owned(), relative.join(below), Some(made)));
    }
}

/// Path, place in the output, why it is not read.
type Found = (PathBuf, PathBuf, Option<Error>);

/// The path an error of the walk is about, and whether it is a loop of links.
fn error_path(error: &ignore::Error) -> (Option<&Path>, bool) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path), error_path(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error_path(err),
        ignore::Error::Loop { child, .. } => (Some(child), true),
        _ => (None, false),
    }
}

/// What ignore files leave of `directory`.
fn kept(directory: &Path) -> BTreeSet<PathBuf> {
    let mut builder = WalkBuilder::new(directory);
    builder.hidden(false).follow_links(true).require_git(false);
    builder.build().flatten().map(DirEntry::into_path).collect()
}
