//! Sink: writes cleared bytes and nothing else. A file appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder, write::GzEncoder};

use crate::decode::Codec;
use crate::error::{Error, ErrorKind, Result};
use crate::splice::Cleared;

pub mod directory;
pub mod temp;

/// Takes cleared bytes in order.
pub trait Sink: Send {
    /// Writes them all.
    fn write(&mut self, cleared: &Cleared) -> Result<()>;
}

/// Writes again when a signal interrupted it, and nothing more once it is shut.
struct Gate<W: Write> {
    writer: W,
    is_shut: bool,
}

impl<W: Write> Write for Gate<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.is_shut {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        loop {
            match self.writer.write(buf) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A writer with the output codec: one gzip member without name or time, or the bytes as they are.
enum Encoder<W: Write> {
    Identity(Gate<W>),
    Gzip(Box<GzEncoder<Gate<W>>>),
}

impl<W: Write> Encoder<W> {
    fn new(writer: W, codec: Codec) -> Self {
        let gate = Gate { writer, is_shut: false };
        match codec {
            Codec::Identity => Encoder::Identity(gate),
            Codec::Gzip => {
                let header = GzBuilder::new().mtime(0).operating_system(255);
                Encoder::Gzip(Box::new(header.write(gate, Compression::new(6))))
            }
        }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Encoder::Identity(w) => w.write_all(bytes),
            Encoder::Gzip(w) => w.write_all(bytes),
        }
    }

    fn finish(self) -> io::Result<W> {
        match self {
            Encoder::Identity(w) => Ok(w.writer),
            Encoder::Gzip(w) => w.finish().map(|w| w.writer),
        }
    }

    fn shut(&mut self) {
        match self {
            Encoder::Identity(w) => w.is_shut = true,
            Encoder::Gzip(w) => w.get_mut().is_shut = true,
        }
    }
}

/// Fixed pieces, so that the compressor sees the same calls for any frame size.
struct Even<W: Write> {
    /// There until it is finished.
    encoder: Option<Encoder<W>>,
    held: Vec<u8>,
    piece: usize,
}

impl<W: Write> Even<W> {
    fn new(writer: W, codec: Codec) -> Self {
        let piece = if codec == Codec::Gzip { crate::limits::GZIP_BLOCK_BYTES } else { 0 };
        Even { encoder: Some(Encoder::new(writer, codec)), held: Vec::new(), piece }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(encoder) = &mut self.encoder else { return Err(io::ErrorKind::BrokenPipe.into()) };
        if self.piece == 0 {
            return encoder.write_all(bytes);
        }
        self.held.extend_from_slice(bytes);
        let whole = self.held.len() / self.piece * self.piece;
        for piece in self.held[..whole].chunks(self.piece) {
            encoder.write_all(piece)?;
        }
        self.held.drain(..whole);
        Ok(())
    }

    fn finish(mut self) -> io::Result<W> {
        if let Some(encoder) = &mut self.encoder {
            encoder.write_all(&self.held)?;
        }
        self.encoder.take().ok_or(io::ErrorKind::BrokenPipe)?.finish()
    }
}

impl<W: Write> Drop for Even<W> {
    /// A dropped gzip encoder writes a valid end by itself, so that part of an output would look whole.
    fn drop(&mut self) {
        if let Some(encoder) = &mut self.encoder {
            encoder.shut();
        }
    }
}

fn output_error(error: &io::Error) -> Error {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Error::io(ErrorKind::BrokenPipe, "the reader of standard output is gone", error);
    }
    Error::io(ErrorKind::Output, "the output could not be written", error)
}

/// Standard output as a filter. What was written cannot be taken back, so the exit code says if it is whole.
pub struct StdoutSink {
    out: Even<Unbuffered>,
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
    /// Standard output with `codec`.
    pub fn new(codec: Codec) -> Self {
        StdoutSink { out: Even::new(Unbuffered, codec) }
    }

    /// Writes what is held back. Without it the output has no valid end.
    pub fn commit(self) -> Result<()> {
        self.out.finish().map(|_| ()).map_err(|e| output_error(&e))
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
    out: Even<File>,
    destination: PathBuf,
}

impl FileSink {
    /// Prepares `destination`, creating the directories above it.
    pub fn create(destination: &Path, codec: Codec) -> Result<Self> {
        let directory = crate::files::directory_of(destination);
        fs::create_dir_all(directory).map_err(|e| output_error(&e))?;
        let (temp, file) = temp::TempFile::create(directory).map_err(|e| output_error(&e))?;
        Ok(FileSink { temp, out: Even::new(file, codec), destination: destination.to_owned() })
    }

    /// Syncs the file, gives it its name, syncs the directory.
    pub fn commit(self) -> Result<()> {
        self.finish()?.put_in_place()
    }

    /// Syncs the file, which has no name yet.
    pub fn finish(self) -> Result<FinishedFile> {
        let file = self.out.finish().map_err(|e| output_error(&e))?;
        file.sync_all().map_err(|e| output_error(&e))?;
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
