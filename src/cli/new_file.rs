//! A file that gets its name when it is whole, and replaces none.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::cli::print_error;
use crate::error::{Error, ErrorKind, Result};
use crate::files::directory_of;
use crate::sink::temp::TempFile;

/// Such a file.
pub struct NewFile<'a> {
    temp: TempFile,
    file: File,
    destination: &'a Path,
}

impl<'a> NewFile<'a> {
    /// Begins it; `what` is the error when that is not possible.
    pub fn create(destination: &'a Path, what: &'static str) -> Result<Self> {
        let failed = |e| {
            Error::io(ErrorKind::Usage, what, &e)
                .about("--output")
                .fix("name a file that does not exist, in a directory you can write to")
        };
        if destination.symlink_metadata().is_ok() {
            return Err(failed(std::io::ErrorKind::AlreadyExists.into()));
        }
        let (temp, file) = TempFile::create(directory_of(destination)).map_err(failed)?;
        Ok(NewFile { temp, file, destination })
    }

    /// Writes all of it.
    pub fn write(self, text: &str) -> Result<()> {
        self.write_with(|out| out.write_all(text.as_bytes()))
    }

    /// Writes what `put` writes.
    pub fn write_with<T>(self, put: impl FnOnce(&mut BufWriter<&File>) -> std::io::Result<T>) -> Result<T> {
        let mut out = BufWriter::new(&self.file);
        let made = put(&mut out).and_then(|made| out.flush().map(|()| made)).map_err(|e| print_error(&e))?;
        drop(out);
        let named = self.file.sync_all().and_then(|()| self.temp.rename_to(self.destination));
        named.map_err(|e| print_error(&e))?;
        Ok(made)
    }
}
