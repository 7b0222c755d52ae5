//! The edit map: one JSON line per change, with spans of input and output and no value.

use std::fs::{File, OpenOptions};
use std::io::BufWriter;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde_json::json;

use crate::cli::progress::Progress;
use crate::cli::side_by_side::Part;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::Observer;
use crate::splice::Edit;

/// Creates a new file, readable by its owner only.
pub fn create(path: &Path) -> Result<BufWriter<File>> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let failed = |e| {
        Error::io(ErrorKind::Usage, "the edit map cannot be created", &e)
            .fix("name a file that does not exist")
    };
    file.map(BufWriter::new).map_err(failed)
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
}
