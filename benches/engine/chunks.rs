//! A file in pieces of about a mebibyte that end at line ends, as those who wrap a library of patterns read it.

use std::fs::File;
use std::io::{self, Read};

const CHUNK_BYTES: usize = 1 << 20;

/// The pieces of one file.
pub struct Chunks {
    file: File,
    buffer: Vec<u8>,
    /// Where the bytes that belong to the next piece begin and end.
    rest: (usize, usize),
}

impl Chunks {
    /// From the start of `file`.
    pub fn new(file: File) -> Self {
        Chunks::of(file, CHUNK_BYTES)
    }

    /// The same in pieces of about so many bytes.
    pub fn of(file: File, bytes: usize) -> Self {
        Chunks { file, buffer: vec![0; bytes], rest: (0, 0) }
    }

    /// The next piece. A line longer than a piece is cut.
    pub fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.buffer.copy_within(self.rest.0..self.rest.1, 0);
        let mut length = self.rest.1 - self.rest.0;
        while length < self.buffer.len() {
            match self.file.read(&mut self.buffer[length..])? {
                0 => break,
                n => length += n,
            }
        }
        if length == 0 {
            return Ok(None);
        }
        let end = memchr::memrchr(b'\n', &self.buffer[..length]).map_or(length, |n| n + 1);
        self.rest = (end, length);
        Ok(Some(&self.buffer[..end]))
    }
}
