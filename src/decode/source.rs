//! The bytes of an input as a codec reads them: buffered, counted, and with a look ahead.

use std::io::{self, BufRead, Read};

use crate::limits::READ_BYTES;

/// Reads again when a signal interrupted it: a decompressor would take an interruption for the end.
pub struct Steady {
    /// Where the bytes come from.
    pub reader: Box<dyn Read + Send>,
}

impl Read for Steady {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.reader.read(buf) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }
}

/// Compressed bytes.
pub struct Source {
    reader: Box<dyn Read + Send>,
    held: Vec<u8>,
    at: usize,
    taken: u64,
    /// There is nothing left to read: a terminal would wait for more.
    has_ended: bool,
    is_over: bool,
    /// It could not be read on. What was read before comes first, however far ahead somebody looked.
    failure: Option<io::Error>,
}

impl Source {
    /// All bytes of `reader`, which never says that it was interrupted.
    pub fn new(reader: Box<dyn Read + Send>) -> Self {
        Source { reader, held: Vec::new(), at: 0, taken: 0, has_ended: false, is_over: false, failure: None }
    }

    /// How many bytes were taken from it.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// True when somebody wanted more than there is.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The next `count` bytes, which stay; fewer at the end.
    pub fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        let is_whole = self.read_ahead(count, READ_BYTES);
        if let Some(failure) = self.failure.take_if(|_| !is_whole) {
            return Err(failure);
        }
        let end = self.held.len().min(self.at + count);
        Ok(&self.held[self.at..end])
    }

    /// What has been read, and not taken.
    pub fn held(&self) -> &[u8] {
        &self.held[self.at..]
    }

    /// Reads until `wanted` bytes are held, up to `most` at once; false where there are fewer.
    pub fn read_ahead(&mut self, wanted: usize, most: usize) -> bool {
        while self.held.len() - self.at < wanted {
            self.held.drain(..self.at);
            self.at = 0;
            if self.more(most) == 0 {
                return false;
            }
        }
        true
    }

    /// Reads up to `most` bytes more behind what is held; none at the end, and where that failed.
    fn more(&mut self, most: usize) -> usize {
        if self.has_ended || self.failure.is_some() {
            return 0;
        }
        let had = self.held.len();
        self.held.resize(had + most, 0);
        let got = self.reader.read(&mut self.held[had..]);
        self.held.truncate(had + *got.as_ref().unwrap_or(&0));
        self.has_ended = matches!(got, Ok(0));
        got.unwrap_or_else(|failure| {
            self.failure = Some(failure);
            0
        })
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.held.len() {
            self.held.clear();
            self.at = 0;
            let got = self.more(READ_BYTES);
            if let Some(failure) = self.failure.take() {
                return Err(failure);
            }
            self.is_over = got == 0;
        }
        Ok(&self.held[self.at..])
    }

    fn consume(&mut self, count: usize) {
        let count = count.min(self.held.len() - self.at);
        self.at += count;
        self.taken += count as u64;
    }
}

impl Read for Source {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        let held = self.fill_buf()?;
        let count = held.len().min(buf.len());
        buf[..count].copy_from_slice(&held[..count]);
        self.consume(count);
        Ok(count)
    }
}
