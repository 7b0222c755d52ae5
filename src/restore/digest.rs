//! What was read, as a digest: an audit record names its inputs by it.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// SHA-256 of what went through, and how much that was.
#[derive(Clone, Default)]
pub struct Meter(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    digest: Sha256,
    bytes: u64,
    ended: bool,
}

impl Meter {
    /// A reader whose bytes are measured.
    pub fn measured(&self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        Box::new(Measured { reader, meter: self.clone() })
    }

    /// The digest in hexadecimal and the number of bytes; `None` when the end was not read.
    pub fn read(&self) -> Option<(String, u64)> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.ended.then(|| (HEXLOWER.encode(&state.digest.clone().finalize()), state.bytes))
    }
}

struct Measured {
    reader: Box<dyn Read + Send>,
    meter: Meter,
}

impl Read for Measured {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let got = self.reader.read(buf)?;
        let mut state = self.meter.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.digest.update(&buf[..got]);
        state.bytes += got as u64;
        state.ended |= got == 0 && !buf.is_empty();
        Ok(got)
    }
}
