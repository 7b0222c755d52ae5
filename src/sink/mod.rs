//! Sink: writes cleared bytes and nothing else. A file appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::decode::Encoding;
use crate::decode::charset::write::Writer;
use crate::decode::codec::{Encode, Gate};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::CODEC_BLOCK_BYTES;
use crate::splice::Cleared;

pub mod directory;
pub mod temp;

/// Takes cleared bytes in order.
pub trait Sink: Send {
    /// Writes them all.
    fn write(&mut self, cleared: &Cleared) -> Result<()>;
}

/// Fixed pieces, so that a compressor sees the same calls for any frame size.
struct Even {
    /// There until it is finished.
    encoder: Option<Box<dyn Encode>>,
    is_shut: Arc<AtomicBool>,
    /// Where text has to be written in another charset.
    writer: Option<Writer>,
    held: Vec<u8>,
    piece: usize,
}

impl Even {
    fn new(writer: Box<dyn Write + Send>, encoding: Encoding) -> io::Result<Self> {
        let is_shut = Arc::new(AtomicBool::new(false));
        let gate = Gate::new(writer, is_shut.clone());
        let (encoder, piece) = match encoding.codec {
            None => (Box::new(gate) as Box<dyn Encode>, 0),
            Some(codec) => ((codec.writer)(gate)?, CODEC_BLOCK_BYTES),
        };
        let writer = (!encoding.charset.is_utf8()).then(|| Writer::new(encoding.charset));
        Ok(Even { encoder: Some(encoder), is_shut, writer, held: Vec::new(), piece })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(encoder) = &mut self.encoder else { return Err(io::ErrorKind::BrokenPipe.into()) };
        match &mut self.writer {
            None if self.piece == 0 => return encoder.write_all(bytes),
            None => self.held.extend_from_slice(bytes),
            Some(writer) => writer.write(bytes, &mut self.held)?,
        }
        let piece = self.piece.max(1);
        let whole = self.held.len() / piece * piece;
        if self.piece == 0 {
            encoder.write_all(&self.held)?;
        }
        for piece in self.held[..whole].chunks(piece).filter(|_| self.piece > 0) {
            encoder.write_all(piece)?;
        }
        self.held.drain(..whole);
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        let Some(mut encoder) = self.encoder.take() else { return Err(io::ErrorKind::BrokenPipe.into()) };
        if let Some(writer) = &self.writer {
            writer.finish()?;
        }
        encoder.write_all(&self.held)?;
        encoder.finish()
    }
}

impl Drop for Even {
    /// A dropped compressor may write a valid end by itself, so that part of an output would look whole.
    fn drop(&mut self) {
        self.is_shut.store(true, Ordering::Relaxed);
    }
}

fn output_error(error: &io::Error) -> Error {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Error::io(ErrorKind::BrokenPipe, "the reader of standard output is gone", error);
    }
    if error.kind() == io::ErrorKind::Unsupported {
        let what = "the input's charset does not have what would be written; it is withheld";
        return Error::new(ErrorKind::Input, what).fix("convert the input to UTF-8 first");
    }
    Error::io(ErrorKind::Output, "the output could not be written", error)
}

/// Standard output as a filter. What was written cannot be taken back, so the exit code says if it is whole.
pub struct StdoutSink {
    out: Even,
}

/// Standard output without the line buffer of [`io::stdout`], so that nothing is held back and no error lost.
struct Unbuffered;

impl Write for Unbuffered {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(rustix::stdio::stdout(), buf) {
                Ok(n) => return Ok(n),
                Err(rustix::io::Errno::AGAIN) => {
                    let out = rustix::stdio::stdout();
                    let mut fds = [rustix::event::PollFd::new(&out, rustix::event::PollFlags::OUT)];
                    match rustix::event::poll(&mut fds, None) {
                        Ok(_) | Err(rustix::io::Errno::INTR) => {}
                        Err(e) => return Err(e.into()),
                    }
                }
                Err(e) => return Err(e.into()),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl StdoutSink {
    /// Standard output in `encoding`.
    pub fn new(encoding: Encoding) -> Result<Self> {
        Ok(StdoutSink { out: Even::new(Box::new(Unbuffered), encoding).map_err(|e| output_error(&e))? })
    }

    /// Writes what is held back. Without it the output has no valid end.
    pub fn commit(self) -> Result<()> {
        self.out.finish().map_err(|e| output_error(&e))
    }
}

impl Sink for StdoutSink {
    fn write(&mut self, cleared: &Cleared) -> Result<()> {
        self.out.write(cleared.bytes()).map_err(|e| output_error(&e))
    }
}

/// A file that appears under its name only when it is complete and on disk.
pub struct FileSink {
    temp: temp::TempFile,
    file: File,
    out: Even,
    destination: PathBuf,
}

impl FileSink {
    /// Prepares `destination`, creating the directories above it.
    pub fn create(destination: &Path, encoding: Encoding) -> Result<Self> {
        let directory = crate::files::directory_of(destination);
        fs::create_dir_all(directory).map_err(|e| output_error(&e))?;
        let (temp, file) = temp::TempFile::create(directory).map_err(|e| output_error(&e))?;
        let out = file.try_clone().and_then(|copy| Even::new(Box::new(copy), encoding));
        let out = out.map_err(|e| output_error(&e))?;
        Ok(FileSink { temp, file, out, destination: destination.to_owned() })
    }

    /// Syncs the file, gives it its name, syncs the directory.
    pub fn commit(self) -> Result<()> {
        self.finish()?.put_in_place()
    }

    /// Syncs the file, which has no name yet.
    pub fn finish(self) -> Result<FinishedFile> {
        self.out.finish().map_err(|e| output_error(&e))?;
        self.file.sync_all().map_err(|e| output_error(&e))?;
        Ok(FinishedFile { temp: self.temp, destination: self.destination })
    }
}

/// A file that is complete and on disk, and has no name yet; dropped, it goes.
pub struct FinishedFile {
    temp: temp::TempFile,
    destination: PathBuf,
}

impl FinishedFile {
    /// Gives it its name, syncs the directory.
    pub fn put_in_place(self) -> Result<()> {
        self.temp.rename_to(&self.destination).map_err(|e| output_error(&e))
    }
}

impl Sink for FileSink {
    fn write(&mut self, cleared: &Cleared) -> Result<()> {
        self.out.write(cleared.bytes()).map_err(|e| output_error(&e))
    }
}

/// Opens a new file that nobody else can read; a vault also reads in the one it writes.
fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}
