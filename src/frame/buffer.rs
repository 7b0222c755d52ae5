//! Bytes as they are read. The memory stays as it is when a frame is done and the next one is read into it, so
//! that it is set to zero once and not before every read.

use std::ops::Deref;

/// The bytes that were read, in memory that can be longer. Nobody sees what stands behind them.
#[derive(Default)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    filled: usize,
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }
}

impl Buffer {
    /// Where the next `count` bytes go; [`Buffer::fill`] says how many came.
    pub(super) fn room(&mut self, count: usize) -> &mut [u8] {
        let end = self.filled + count;
        if self.bytes.is_empty() {
            // The system gives zeros, which nobody has to write.
            self.bytes = vec![0; end];
        } else if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        &mut self.bytes[self.filled..end]
    }

    /// `count` more bytes were read.
    pub(super) fn fill(&mut self, count: usize) {
        self.filled = self.bytes.len().min(self.filled + count);
    }

    pub(super) fn append(&mut self, bytes: &[u8]) {
        self.room(bytes.len()).copy_from_slice(bytes);
        self.fill(bytes.len());
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.filled = self.filled.min(length);
    }

    /// How much memory it keeps.
    pub(crate) fn memory(&self) -> usize {
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_read_is_seen() {
        let mut buffer = Buffer::default();
        buffer.room(8)[..5].copy_from_slice(b"first");
        assert!(buffer.is_empty());
        buffer.fill(5);
        assert_eq!(&*buffer, b"first");
        buffer.truncate(0);
        buffer.append(b"2");
        assert_eq!((&*buffer, buffer.memory()), (&b"2"[..], 8));
        buffer.append(b"nd, and longer");
        assert_eq!(&*buffer, b"2nd, and longer");
    }
}
