//! LZ4 in its frame format.

use std::io::{self, Read, Write};

use lz4_flex::frame::{BlockSize, FrameDecoder, FrameEncoder, FrameInfo};

use crate::decode::codec::{Beside, Codec, Encode, Gate, Member};
use crate::decode::source::Source;

/// The line of the table.
pub const CODEC: Codec = Codec {
    name: "lz4",
    extension: ".lz4",
    magic: b"\x04\x22\x4d\x18",
    beside: Beside::Skippable,
    measure: None,
    reader: |source, _| Ok(Box::new(Frame { decoder: FrameDecoder::new(source) })),
    writer: |gate| {
        let info = FrameInfo::new().block_size(BlockSize::Max256KB).content_checksum(true);
        Ok(Box::new(FrameEncoder::with_frame_info(info, gate)))
    },
};

/// One frame. The decoder ends quietly where the input does, in the middle of a frame too.
struct Frame {
    decoder: FrameDecoder<Source>,
}

impl Read for Frame {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let got = self.decoder.read(buf)?;
        if got == 0 && self.decoder.get_ref().is_over() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(got)
    }
}

impl Member for Frame {
    fn source(&self) -> &Source {
        self.decoder.get_ref()
    }

    fn into_source(self: Box<Self>) -> Source {
        self.decoder.into_inner()
    }
}

impl Encode for FrameEncoder<Gate> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        (*self).finish().map(drop).map_err(io::Error::from)
    }
}
