//! Directories of rules on disk: what `--rules` and policies name, read as a whole or not at all.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::cli::{Known, shown};
use crate::detect::own::RuleFile;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::{RULE_DIRECTORY_DEPTH_MAX, RULE_FILE_BYTES_MAX, RULE_FILES_MAX};

/// The flag that adds rules.
#[derive(clap::Args, Default, Clone)]
pub struct RuleFlags {
    /// A directory with rules of your own (docs/RULES.md), beside those that are shipped; can be given several times
    #[arg(long = "rules", value_name = "DIR")]
    pub rules: Vec<PathBuf>,
}

/// Files that may stand beside rules and are none.
const BESIDE: &[&str] = &["md", "txt"];

/// Every rule file of `directories`, in their order and by path within each. What cannot be read, or is neither a rule
/// file nor a text beside them, is an error: a rule that was left out would let values through.
pub fn read(directories: &[PathBuf]) -> Result<Vec<RuleFile>> {
    if directories.is_empty() {
        return Ok(Vec::new());
    }
    let shipped = Known::shipped()?;
    let mut reader = Reader { shipped: &shipped, files: Vec::new() };
    for directory in directories {
        // A path that leads nowhere is anything that somebody typed, so it is not repeated.
        let is_directory = fs::metadata(directory).map(|m| m.is_dir());
        if !is_directory.map_err(|e| unreadable(&e).fix("name a directory that is there"))? {
            let what = "rules of your own are a directory";
            return Err(reader.error(directory, what).fix("name the directory that the rule files stand in"));
        }
        let before = reader.files.len();
        reader.directory(directory, "", 1)?;
        if reader.files.len() == before {
            return Err(reader.error(directory, "no rule file stands in this directory"));
        }
    }
    Ok(reader.files)
}

/// A file of rules or of a rule set to import, which errors call `name`.
pub fn read_text(path: &Path, name: &str) -> Result<String> {
    // A path that leads nowhere is anything that somebody typed, so it is not repeated.
    let failed = |e: &io::Error| {
        Error::io(ErrorKind::Rules, "a rule file cannot be read", e)
            .fix("name files that exist and are readable")
    };
    let file = fs::File::open(path).map_err(|e| failed(&e))?;
    let mut bytes = Vec::new();
    file.take(RULE_FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|e| failed(&e))?;
    if bytes.len() as u64 > RULE_FILE_BYTES_MAX {
        return Err(Error::new(ErrorKind::Rules, "a rule file is over 4 MiB").about(name).fix("split it"));
    }
    String::from_utf8(bytes).map_err(|_| {
        Error::new(ErrorKind::Rules, "a rule file is not UTF-8").about(name).fix("save it as UTF-8")
    })
}

fn unreadable(e: &io::Error) -> Error {
    Error::io(ErrorKind::Rules, "a directory of rules cannot be read as a whole", e)
}

struct Reader<'k> {
    /// Masks what shipped rules find in paths.
    shipped: &'k Known,
    files: Vec<RuleFile>,
}

impl Reader<'_> {
    fn shown(&self, path: &Path) -> String {
        shown(&self.shipped.rules, &self.shipped.vocabulary, path)
    }

    fn error(&self, path: &Path, what: &'static str) -> Error {
        Error::new(ErrorKind::Rules, what).about(self.shown(path))
    }

    fn failed(&self, path: &Path, e: &io::Error) -> Error {
        unreadable(e).about(self.shown(path)).fix("every file in it must be there and readable")
    }

    /// Reads what stands in `directory`, whose path below the one that was named is `below`.
    fn directory(&mut self, directory: &Path, below: &str, depth: usize) -> Result<()> {
        if depth > RULE_DIRECTORY_DEPTH_MAX {
            return Err(
                self.error(directory, "directories of rules are nested too deep, or a link leads back")
            );
        }
        let entries = fs::read_dir(directory).and_then(|all| all.collect::<io::Result<Vec<_>>>());
        let mut paths: Vec<PathBuf> =
            entries.map_err(|e| self.failed(directory, &e))?.into_iter().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default();
            // Hidden: what editors and version control leave, and how containers mount configuration.
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let Some(name) = name.to_str() else {
                return Err(self.error(directory, "a name in this directory is not UTF-8").fix("rename it"));
            };
            let is_directory = fs::metadata(&path).map_err(|e| self.failed(directory, &e))?.is_dir();
            let below = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
            if is_directory {
                self.directory(&path, &below, depth + 1)?;
            } else {
                self.file(&path, below)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, below: String) -> Result<()> {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        if BESIDE.contains(&extension) {
            return Ok(());
        }
        if extension != "toml" {
            // What is no rule file can be anything, so its name is not repeated.
            let what = "a file in this directory is no rule file; one ends in .toml, and .md, .txt and hidden files may stand beside it";
            let directory = path.parent().unwrap_or(path);
            return Err(self.error(directory, what).fix("rename it, or take it out of the directory"));
        }
        if self.files.len() == RULE_FILES_MAX {
            return Err(self.error(path, "there are too many rule files for one run"));
        }
        let name = self.shown(path);
        let text = read_text(path, &name).map_err(|e| e.about(name.clone()))?;
        self.files.push(RuleFile { name, path: below, text });
        Ok(())
    }
}
