//! Zstandard (RFC 8878).

use std::io::{self, BufRead, Read, Write};

use zstd::stream::raw::{DParameter, Decoder, Operation};
use zstd::stream::write::Encoder;

use crate::decode::ahead::Measure;
use crate::decode::codec::{Beside, Codec, Encode, Gate, Member};
use crate::decode::source::Source;
use crate::limits::{AHEAD_MEMBER_BYTES_MAX, DecodeLimits};

/// The line of the table.
pub const CODEC: Codec = Codec {
    name: "zstd",
    extension: ".zst",
    magic: b"\x28\xb5\x2f\xfd",
    beside: Beside::Skippable,
    measure: Some(frame),
    reader,
    writer: |gate| {
        let mut encoder = Encoder::new(gate, LEVEL)?;
        encoder.include_checksum(true)?;
        Ok(Box::new(encoder))
    },
};

/// The default of the program `zstd`.
const LEVEL: i32 = 3;

/// The smallest window that the library lets a limit have.
const WINDOW_BITS_MIN: u32 = 10;

/// The largest.
const WINDOW_BITS_MAX: u32 = 31;

/// How long a frame is (RFC 8878, 3.1.1): where its header says how much it holds, the blocks say each how long they are.
fn frame(bytes: &[u8]) -> Measure {
    const MAGIC_BYTES: usize = 4;
    let Some(flags) = bytes.get(MAGIC_BYTES) else { return Measure::More(MAGIC_BYTES + 1) };
    let (is_single, has_checksum) = (flags & 1 << 5 != 0, flags & 1 << 2 != 0);
    let id_bytes = [0, 1, 2, 4][usize::from(flags & 3)];
    let size_bytes = match flags >> 6 {
        0 if !is_single => return Measure::Unknown,
        code => 1_usize << code,
    };
    let size_at = MAGIC_BYTES + 1 + usize::from(!is_single) + id_bytes;
    let mut at = size_at + size_bytes;
    let Some(size) = bytes.get(size_at..at) else { return Measure::More(at) };
    // Two bytes say what one could not.
    let least = if size_bytes == 2 { 256 } else { 0 };
    let made = size.iter().rev().fold(0_u64, |made, byte| made << 8 | u64::from(*byte)).saturating_add(least);
    if made > AHEAD_MEMBER_BYTES_MAX as u64 {
        return Measure::Unknown;
    }
    loop {
        let Some([low, middle, high]) = bytes.get(at..at + 3) else { return Measure::More(at + 3) };
        let header = u32::from_le_bytes([*low, *middle, *high, 0]);
        let length = (header >> 3) as usize;
        at += 3 + match header >> 1 & 3 {
            0 | 2 => length,
            1 => 1,
            _ => return Measure::Unknown,
        };
        if header & 1 != 0 {
            let packed = at + if has_checksum { 4 } else { 0 };
            return Measure::Whole { packed, made: made as usize };
        }
        if at > AHEAD_MEMBER_BYTES_MAX {
            return Measure::Unknown;
        }
    }
}

/// One frame.
struct Frame {
    source: Source,
    decoder: Decoder<'static>,
    /// How many bytes are given to the decoder at once: those of one block, or none where it may have more of the last one. A call that
    /// fails does not say what it made, and so it has made nothing.
    wanted: usize,
    is_over: bool,
}

/// What the library wants first: a magic number and the first byte behind it.
const FIRST_BYTES: usize = 5;

/// Bytes before a block that say what it is.
const BLOCK_HEAD_BYTES: usize = 3;

fn reader(source: Source, limits: &DecodeLimits) -> io::Result<Box<dyn Member>> {
    let mut decoder = Decoder::new()?;
    let bits = limits.window_bytes.max(1).ilog2().clamp(WINDOW_BITS_MIN, WINDOW_BITS_MAX);
    decoder.set_parameter(DParameter::WindowLogMax(bits))?;
    Ok(Box::new(Frame { source, decoder, wanted: FIRST_BYTES, is_over: false }))
}

impl Read for Frame {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while !self.is_over {
            let bytes = if self.wanted > 0 { self.source.fill_buf()? } else { &[] };
            let at_end = self.wanted > 0 && bytes.is_empty();
            let block = &bytes[..bytes.len().min(self.wanted)];
            let done = self.decoder.run_on_buffers(block, buf).map_err(told)?;
            self.source.consume(done.bytes_read);
            self.is_over = done.remaining == 0;
            self.wanted = match done.remaining {
                _ if done.bytes_written == buf.len() => 0,
                // It would like to have the head of the next block as well, which may be wrong.
                more if more > BLOCK_HEAD_BYTES => more - BLOCK_HEAD_BYTES,
                more => more,
            };
            if done.bytes_written > 0 {
                return Ok(done.bytes_written);
            }
            if at_end && !self.is_over {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(0)
    }
}

/// The library has an error of its own for a window that is too large, and gives only its text.
fn told(error: io::Error) -> io::Error {
    if error.to_string().contains("too much memory") { io::ErrorKind::OutOfMemory.into() } else { error }
}

impl Member for Frame {
    fn source(&self) -> &Source {
        &self.source
    }

    fn into_source(self: Box<Self>) -> Source {
        self.source
    }
}

impl Encode for Encoder<'static, Gate> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        (*self).finish().map(drop)
    }
}
