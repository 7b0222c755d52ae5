//! gzip (RFC 1952).

use std::io::{self, Write};

use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

use crate::decode::codec::{Beside, Codec, Encode, Gate, Member};
use crate::decode::source::Source;

/// The line of the table.
pub const CODEC: Codec = Codec {
    name: "gzip",
    extension: ".gz",
    magic: b"\x1f\x8b",
    beside: Beside::Zeros,
    reader: |source, _| Ok(Box::new(GzDecoder::new(source))),
    // Without a name or a time, and of no system: the same bytes wherever it is written.
    writer: |gate| {
        let header = GzBuilder::new().mtime(0).operating_system(255);
        Ok(Box::new(header.write(gate, Compression::new(6))))
    },
};

impl Member for GzDecoder<Source> {
    fn source(&self) -> &Source {
        self.get_ref()
    }

    fn into_source(self: Box<Self>) -> Source {
        self.into_inner()
    }
}

impl Encode for GzEncoder<Gate> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        (*self).finish().map(drop)
    }
}
