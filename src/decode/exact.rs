//! What a decompressor made before it failed. How much of a damaged input that is must not depend on how much is asked for at once.

use std::io::{self, Read};

use crate::decode::codec::Member;
use crate::decode::source::Source;

/// A decompressor that counts what it makes, also in a call that fails.
pub trait Counted: Read {
    /// Bytes made so far.
    fn made(&self) -> u64;
}

/// Gives all that was made before a failure, and then the failure.
pub struct Exact<D> {
    decoder: D,
    given: u64,
    failure: Option<io::Error>,
}

impl<D: Counted> Exact<D> {
    /// Of `decoder`, of which nothing was read.
    pub fn new(decoder: D) -> Self {
        Exact { decoder, given: 0, failure: None }
    }

    /// The decompressor.
    pub fn inner(&self) -> &D {
        &self.decoder
    }

    /// The same, to change it.
    pub fn inner_mut(&mut self) -> &mut D {
        &mut self.decoder
    }

    /// The same, by itself.
    pub fn into_inner(self) -> D {
        self.decoder
    }
}

impl<D: Counted> Read for Exact<D> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let read = self.decoder.read(buf);
        let got = match &read {
            Ok(got) => *got,
            Err(_) => usize::try_from(self.decoder.made() - self.given).unwrap_or(0).min(buf.len()),
        };
        self.given += got as u64;
        match read {
            Err(e) if got > 0 => {
                self.failure = Some(e);
                Ok(got)
            }
            Err(e) => Err(e),
            Ok(got) => Ok(got),
        }
    }
}

/// How much is asked for at once of a decompressor that does not count.
const STEP_BYTES: usize = 4 << 10;

/// Asks for the same whatever it is asked for: of a call that fails, nothing is known.
pub struct Steps<D> {
    decoder: D,
    /// Made for a call that wanted less, and how much of it was given.
    held: Vec<u8>,
    given: usize,
    failure: Option<io::Error>,
}

impl<D: Read> Steps<D> {
    /// Of `decoder`, of which nothing was read.
    pub fn new(decoder: D) -> Self {
        Steps { decoder, held: Vec::new(), given: 0, failure: None }
    }

    /// Fills as much of `buf` as whole steps do.
    fn whole(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        for step in buf.chunks_exact_mut(STEP_BYTES) {
            let got = match self.decoder.read(step) {
                Ok(got) => got,
                Err(e) if filled == 0 => return Err(e),
                Err(e) => {
                    self.failure = Some(e);
                    break;
                }
            };
            filled += got;
            if got < STEP_BYTES {
                break;
            }
        }
        Ok(filled)
    }
}

impl<D: Read> Read for Steps<D> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.given == self.held.len() {
            if let Some(failure) = self.failure.take() {
                return Err(failure);
            }
            if buf.len() >= STEP_BYTES {
                return self.whole(buf);
            }
            self.held.resize(STEP_BYTES, 0);
            let got = self.decoder.read(&mut self.held);
            self.held.truncate(*got.as_ref().unwrap_or(&0));
            self.given = 0;
            got?;
        }
        let count = buf.len().min(self.held.len() - self.given);
        buf[..count].copy_from_slice(&self.held[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

impl<D: Member> Member for Steps<D> {
    fn source(&self) -> &Source {
        self.decoder.source()
    }

    fn into_source(self: Box<Self>) -> Source {
        Box::new(self.decoder).into_source()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Makes the numbers from 0 on, `most` at a time, and fails behind `end` of them; what it made in the call that fails is there.
    struct Numbers {
        made: usize,
        most: usize,
        end: usize,
    }

    impl Read for Numbers {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let wanted = buf.len().min(self.most);
            let count = wanted.min(self.end - self.made);
            buf[..count].iter_mut().for_each(|byte| {
                *byte = self.made as u8;
                self.made += 1;
            });
            if count < wanted { Err(io::ErrorKind::InvalidData.into()) } else { Ok(count) }
        }
    }

    impl Counted for Numbers {
        fn made(&self) -> u64 {
            self.made as u64
        }
    }

    fn all(mut reader: impl Read, step: usize) -> Vec<u8> {
        let (mut all, mut buf) = (Vec::new(), vec![0; step]);
        loop {
            match reader.read(&mut buf) {
                Ok(got) => {
                    assert!(got > 0);
                    all.extend_from_slice(&buf[..got]);
                }
                Err(e) => {
                    assert_eq!(e.kind(), io::ErrorKind::InvalidData);
                    return all;
                }
            }
        }
    }

    #[test]
    fn what_was_made_before_a_failure_is_given_whatever_is_asked_for() {
        let end = 3 * STEP_BYTES + 1000;
        let numbers = |most| Numbers { made: 0, most, end };
        let wanted: Vec<u8> = (0..end).map(|n| n as u8).collect();
        for step in [1, 7, 999, 1000, STEP_BYTES, STEP_BYTES + 1, 2 * STEP_BYTES, end, 2 * end] {
            assert_eq!(all(Exact::new(numbers(usize::MAX)), step), wanted, "{step}");
            assert_eq!(all(Steps::new(numbers(usize::MAX)), step), wanted[..3 * STEP_BYTES], "{step}");
        }
    }
}
