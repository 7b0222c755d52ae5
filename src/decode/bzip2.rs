//! bzip2.

use std::io::{self, Write};

use bzip2::Compression;
use bzip2::bufread::BzDecoder;
use bzip2::write::BzEncoder;

use crate::decode::codec::{Beside, Codec, Encode, Gate, Member};
use crate::decode::exact::{Counted, Exact};
use crate::decode::source::Source;

/// The line of the table.
pub const CODEC: Codec = Codec {
    name: "bzip2",
    extension: ".bz2",
    magic: b"BZh",
    beside: Beside::Nothing,
    measure: None,
    reader: |source, _| Ok(Box::new(Exact::new(BzDecoder::new(source)))),
    writer: |gate| Ok(Box::new(BzEncoder::new(gate, Compression::new(LEVEL)))),
};

/// Blocks of 900 KB, as the program `bzip2` makes them.
const LEVEL: u32 = 9;

impl Counted for BzDecoder<Source> {
    fn made(&self) -> u64 {
        self.total_out()
    }
}

impl Member for Exact<BzDecoder<Source>> {
    fn source(&self) -> &Source {
        self.inner().get_ref()
    }

    fn into_source(self: Box<Self>) -> Source {
        (*self).into_inner().into_inner()
    }
}

impl Encode for BzEncoder<Gate> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        (*self).finish().map(drop)
    }
}
