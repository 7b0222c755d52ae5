//! The inputs of a run: files, directories (every regular file, sorted) and standard input.
//!
//! Messages call an input by its number, because its path can be personal data too. On a terminal, where the
//! reader knows the paths, and with `--show-paths`, they add it, with what was found in it masked.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::{IsTerminal, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::cli::{Common, Known, shown};
use crate::error::{Error, ErrorKind, Result};

/// One input.
pub struct Input {
    /// 1-based position in the run.
    pub number: usize,
    /// `None` is standard input.
    pub path: Option<PathBuf>,
    /// Its path with findings masked, where reports or messages show it.
    pub shown: Option<String>,
    says_path: bool,
    /// Where its output goes below the output directory.
    pub relative: PathBuf,
    /// Why it cannot be read, when that is known already.
    pub unread: Option<Error>,
}

impl Input {
    /// What messages call it.
    pub fn name(&self) -> String {
        match self.shown.as_ref().filter(|_| self.says_path) {
            Some(shown) => format!("input {} ({shown})", self.number),
            None => format!("input {}", self.number),
        }
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
    /// True when all of the input is there already.
    pub fn is_file(&self) -> bool {
        self.file.is_some()
    }

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

/// The inputs that the arguments name, in order. Their paths are looked at when a report or messages show them.
pub fn plan(common: &Common, known: &Known, reports_paths: bool) -> Result<Vec<Input>> {
    let says_path = common.show_paths || std::io::stderr().is_terminal();
    let mut planner = Planner { common, says_path, reports_paths, known, inputs: Vec::new() };
    for argument in &common.inputs {
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
    let streams = planner.inputs.iter().filter(|i| i.path.is_none()).count();
    if streams > 1 {
        return Err(Error::new(ErrorKind::Usage, "standard input can be read only once").fix("give `-` once"));
    }
    Ok(planner.inputs)
}

/// Fails when two of `inputs` have one output: the same path, or one where the other needs a directory.
pub fn check_places(inputs: &[Input]) -> Result<()> {
    let mut places: Vec<&Path> = inputs.iter().map(|i| i.relative.as_path()).collect();
    places.sort_unstable();
    // Paths are compared by component, so what stands below a path comes right behind it.
    if places.windows(2).any(|pair| pair[1].starts_with(pair[0])) {
        return Err(Error::new(ErrorKind::Usage, "two inputs would be written to the same place")
            .fix("give them in separate runs, or the directory above them"));
    }
    Ok(())
}

struct Planner<'a> {
    common: &'a Common,
    says_path: bool,
    reports_paths: bool,
    known: &'a Known,
    inputs: Vec<Input>,
}

impl Planner<'_> {
    fn add(&mut self, path: Option<PathBuf>, relative: PathBuf, unread: Option<Error>) {
        let Known { rules, vocabulary, .. } = self.known;
        let shown = match &path {
            None => Some("standard input".to_owned()),
            Some(path) => (self.says_path || self.reports_paths).then(|| shown(rules, vocabulary, path)),
        };
        let (number, says_path) = (self.inputs.len() + 1, self.says_path);
        self.inputs.push(Input { number, path, shown, says_path, relative, unread });
    }

    fn unreadable(&mut self, path: &Path, relative: PathBuf, what: &'static str, e: &std::io::Error) {
        self.add(Some(path.to_owned()), relative, Some(Error::io(ErrorKind::Input, what, e)));
    }

    fn refused(&mut self, path: &Path, relative: PathBuf, what: &'static str) {
        self.add(Some(path.to_owned()), relative, Some(Error::new(ErrorKind::Input, what)));
    }

    /// Every file below `directory`, links followed but never round, in the order of names.
    fn directory(&mut self, directory: &Path, relative: &Path) {
        let kept = self.common.respect_ignore.then(|| kept(directory));
        self.walk(directory, relative, &mut BTreeSet::new(), kept.as_ref());
    }

    fn walk(
        &mut self,
        directory: &Path,
        relative: &Path,
        above: &mut BTreeSet<(u64, u64)>,
        kept: Option<&BTreeSet<PathBuf>>,
    ) {
        const UNREADABLE: &str = "the directory cannot be read";
        let id = match fs::metadata(directory) {
            Ok(m) => (m.dev(), m.ino()),
            Err(e) => return self.unreadable(directory, relative.to_owned(), UNREADABLE, &e),
        };
        if !above.insert(id) {
            let what = "is a link to a directory above it; not followed";
            return self.refused(directory, relative.to_owned(), what);
        }
        let entries = fs::read_dir(directory).and_then(|list| list.collect::<std::io::Result<Vec<_>>>());
        match entries {
            Err(e) => self.unreadable(directory, relative.to_owned(), UNREADABLE, &e),
            Ok(mut entries) => {
                entries.sort_by_key(fs::DirEntry::file_name);
                for entry in entries {
                    self.entry(&entry.path(), relative.join(entry.file_name()), above, kept);
                }
            }
        }
        above.remove(&id);
    }

    fn entry(
        &mut self,
        path: &Path,
        relative: PathBuf,
        above: &mut BTreeSet<(u64, u64)>,
        kept: Option<&BTreeSet<PathBuf>>,
    ) {
        match fs::metadata(path) {
            Ok(m) if m.is_dir() => self.walk(path, &relative, above, kept),
            Ok(_) if kept.is_some_and(|k| !k.contains(path)) => {
                self.refused(path, relative, "is named by an ignore file; not read");
            }
            Ok(m) if m.is_file() => self.add(Some(path.to_owned()), relative, None),
            Ok(_) => self.refused(path, relative, "is not a regular file; not read"),
            Err(e) => self.unreadable(path, relative, "cannot be read", &e),
        }
    }
}

/// What ignore files leave of `directory`.
fn kept(directory: &Path) -> BTreeSet<PathBuf> {
    let mut builder = WalkBuilder::new(directory);
    builder.hidden(false).follow_links(true).require_git(false);
    builder.build().flatten().map(ignore::DirEntry::into_path).collect()
}
