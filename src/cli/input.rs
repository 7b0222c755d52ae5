//! The inputs of a run: files, directories (every regular file, sorted) and standard input.
//!
//! Messages call an input by its number, because its name can be personal data too.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};

/// One input.
pub struct Input {
    /// 1-based position in the run.
    pub number: usize,
    /// `None` is standard input.
    pub path: Option<PathBuf>,
    /// Where its output goes below the output directory.
    pub relative: PathBuf,
    /// Why it cannot be read, when that is known already.
    pub unread: Option<Error>,
}

impl Input {
    /// What messages call it.
    pub fn name(&self) -> String {
        format!("input {}", self.number)
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
pub fn plan(arguments: &[OsString]) -> Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for argument in arguments {
        if argument == "-" {
            add(&mut inputs, None, PathBuf::from("stdin"), None);
            continue;
        }
        let path = Path::new(argument);
        let name = path.file_name().map(PathBuf::from).unwrap_or_default();
        match fs::metadata(path) {
            Ok(m) if m.is_dir() => walk(path, &name, &mut BTreeSet::new(), &mut inputs),
            Ok(_) => add(&mut inputs, Some(path.to_owned()), name, None),
            Err(e) => add(
                &mut inputs,
                Some(path.to_owned()),
                name,
                Some(Error::io(ErrorKind::Input, "cannot be read", &e)),
            ),
        }
    }
    let mut seen = BTreeSet::new();
    if inputs.iter().any(|i| !seen.insert(i.relative.clone())) {
        return Err(Error::new(ErrorKind::Usage, "two inputs would be written to the same place")
            .fix("give them in separate runs, or the directory above them"));
    }
    Ok(inputs)
}

fn add(inputs: &mut Vec<Input>, path: Option<PathBuf>, relative: PathBuf, unread: Option<Error>) {
    inputs.push(Input { number: inputs.len() + 1, path, relative, unread });
}

fn walk(directory: &Path, relative: &Path, above: &mut BTreeSet<(u64, u64)>, inputs: &mut Vec<Input>) {
    let failed = |e: &std::io::Error| Some(Error::io(ErrorKind::Input, "the directory cannot be read", e));
    let id = match fs::metadata(directory) {
        Ok(m) => (m.dev(), m.ino()),
        Err(e) => return add(inputs, Some(directory.to_owned()), relative.to_owned(), failed(&e)),
    };
    if !above.insert(id) {
        let what = "is a link to a directory above it; not followed";
        return add(
            inputs,
            Some(directory.to_owned()),
            relative.to_owned(),
            Some(Error::new(ErrorKind::Input, what)),
        );
    }
    let entries = fs::read_dir(directory).and_then(|list| list.collect::<std::io::Result<Vec<_>>>());
    match entries {
        Err(e) => add(inputs, Some(directory.to_owned()), relative.to_owned(), failed(&e)),
        Ok(mut entries) => {
            entries.sort_by_key(fs::DirEntry::file_name);
            for entry in entries {
                let (path, relative) = (entry.path(), relative.join(entry.file_name()));
                match fs::metadata(&path) {
                    Ok(m) if m.is_dir() => walk(&path, &relative, above, inputs),
                    Ok(m) if m.is_file() => add(inputs, Some(path), relative, None),
                    Ok(_) => {
                        let what = "is not a regular file; not read";
                        add(inputs, Some(path), relative, Some(Error::new(ErrorKind::Input, what)));
                    }
                    Err(e) => {
                        let error = Error::io(ErrorKind::Input, "cannot be read", &e);
                        add(inputs, Some(path), relative, Some(error));
                    }
                }
            }
        }
    }
    above.remove(&id);
}
