//! xz.

use std::io::{self, Write};

use lzma_rust2::{XzOptions, XzReader, XzWriter};

use crate::decode::codec::{Beside, Codec, Encode, Gate, Member};
use crate::decode::exact::Steps;
use crate::decode::source::Source;
use crate::limits::DecodeLimits;

/// The line of the table.
pub const CODEC: Codec = Codec {
    name: "xz",
    extension: ".xz",
    magic: b"\xfd7zXZ\0",
    beside: Beside::ZerosByFour,
    measure: None,
    reader,
    writer: |gate| Ok(Box::new(XzWriter::new(gate, XzOptions::with_preset(PRESET))?)),
};

/// Needs some 9 MB, where the program's own level 6 needs 94: there is one writer for each recipient, and memory is
/// bounded.
const PRESET: u32 = 1;

/// What the decoder needs beside its dictionary, in KiB.
const BESIDE_DICTIONARY_KIB: u64 = 128;

fn reader(source: Source, limits: &DecodeLimits) -> io::Result<Box<dyn Member>> {
    let most = (limits.window_bytes / 1024).saturating_add(BESIDE_DICTIONARY_KIB);
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    Ok(Box::new(Steps::new(XzReader::new_mem_limit(source, false, most))))
}

impl Member for XzReader<Source> {
    fn source(&self) -> &Source {
        self.inner()
    }

    fn into_source(self: Box<Self>) -> Source {
        self.into_inner()
    }
}

impl Encode for XzWriter<Gate> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        (*self).finish().map(drop)
    }
}
