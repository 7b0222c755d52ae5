//! Snappy in its framing format. It has no end: an input that is cut between two chunks looks whole.

use std::io::{self, Write};

use snap::read::FrameDecoder;
use snap::write::FrameEncoder;

use crate::decode::codec::{Beside, Codec, Encode, Gate, Member};
use crate::decode::source::Source;

/// The line of the table.
pub const CODEC: Codec = Codec {
    name: "snappy",
    extension: ".sz",
    magic: b"\xff\x06\0\0sNaPpY",
    beside: Beside::Nothing,
    measure: None,
    reader: |source, _| Ok(Box::new(FrameDecoder::new(source))),
    writer: |gate| Ok(Box::new(Chunks { encoder: FrameEncoder::new(gate), is_begun: false })),
};

/// Chunks behind the one that says what they are, which the encoder writes with the first of them.
struct Chunks {
    encoder: FrameEncoder<Gate>,
    is_begun: bool,
}

/// All chunks to the end: each stream but the first begins with one that says so, and the decoder reads it.
impl Member for FrameDecoder<Source> {
    fn source(&self) -> &Source {
        self.get_ref()
    }

    fn into_source(self: Box<Self>) -> Source {
        self.into_inner()
    }
}

impl Encode for Chunks {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.is_begun |= !bytes.is_empty();
        Write::write_all(&mut self.encoder, bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let mut gate = self.encoder.into_inner().map_err(|e| e.into_error())?;
        if self.is_begun { Ok(()) } else { Encode::write_all(&mut gate, CODEC.magic) }
    }
}
