//! The edit map: one JSON line per change, with spans of input and output and no value.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::print_error;
use crate::cli::progress::Progress;
use crate::cli::side_by_side::Part;
use crate::error::{Error, ErrorKind, Result};
use crate::files::directory_of;
use crate::pipeline::Observer;
use crate::sink::temp::TempFile;
use crate::splice::Edit;

/// The file of an edit map. It gets its name at the end of the run, so that a part never looks like a whole.
pub struct MapFile {
    temp: TempFile,
    out: BufWriter<File>,
    destination: PathBuf,
}

impl MapFile {
    /// Prepares a new file, readable by its owner only.
    pub fn create(destination: &Path) -> Result<Self> {
        let failed = |e| {
            Error::io(ErrorKind::Usage, "the edit map cannot be created", &e)
                .fix("name a file that does not exist, in a directory you can write to")
        };
        if destination.symlink_metadata().is_ok() {
            return Err(failed(std::io::ErrorKind::AlreadyExists.into()));
        }
        let (temp, file) = TempFile::create(directory_of(destination)).map_err(failed)?;
        Ok(MapFile { temp, out: BufWriter::new(file), destination: destination.to_owned() })
    }

    /// Where the lines go.
    pub fn writer(&mut self) -> &mut (dyn Write + Send) {
        &mut self.out
    }

    /// Syncs the file and gives it its name.
    pub fn commit(self) -> Result<()> {
        let file = self.out.into_inner().map_err(|e| print_error(e.error()))?;
        file.sync_all().and_then(|()| self.temp.rename_to(&self.destination)).map_err(|e| print_error(&e))
    }
}

/// Writes the edits of one input.
pub struct EditMap<'a, 'p> {
    /// 1-based number of the input.
    pub input: usize,
    /// Where the lines go.
    pub part: &'a mut Part<'p>,
    /// Counts what is done.
    pub progress: &'a Progress,
}

impl Observer for EditMap<'_, '_> {
    fn edits(&mut self, recipient: &str, input: u64, output: u64, edits: &[Edit]) -> Result<()> {
        if !self.part.is_wanted() {
            return Ok(());
        }
        for edit in edits {
            let row = json!({
                "input": self.input,
                "recipient": recipient,
                "in_start": input + edit.input.start as u64,
                "in_end": input + edit.input.end as u64,
                "out_start": output + edit.output.start as u64,
                "out_end": output + edit.output.end as u64,
            });
            self.part.write(&format!("{row}\n"))?;
        }
        Ok(())
    }

    fn progress(&mut self, bytes: u64) {
        self.progress.add(bytes);
    }

    fn is_behind(&self) -> bool {
        self.part.is_behind()
    }

    fn catch_up(&mut self) -> Result<()> {
        self.part.flush()
    }
}
