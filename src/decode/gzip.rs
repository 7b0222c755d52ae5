//! gzip (RFC 1952).

use std::io::{self, Write};

use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

use crate::decode::ahead::Measure;
use crate::decode::codec::{Beside, Codec, Encode, Gate, Member};
use crate::decode::source::Source;

/// The line of the table.
pub const CODEC: Codec = Codec {
    name: "gzip",
    extension: ".gz",
    magic: b"\x1f\x8b",
    beside: Beside::Zeros,
    measure: Some(block),
    reader: |source, _| Ok(Box::new(GzDecoder::new(source))),
    // Without a name or a time, and of no system: the same bytes wherever it is written.
    writer: |gate| {
        let header = GzBuilder::new().mtime(0).operating_system(255);
        Ok(Box::new(header.write(gate, Compression::new(6))))
    },
};

/// Bytes of a member before the fields of its header that need not be there.
const HEAD_BYTES: usize = 10;

/// In the header's flags: fields follow that some program added.
const EXTRA: u8 = 1 << 2;

/// Bytes behind the data: a checksum and how much was packed.
const TAIL_BYTES: usize = 8;

/// A block of BGZF (SAM/BAM format specification, 4.1): a member of which the field `BC` says how long it is, and its end how much it holds.
fn block(bytes: &[u8]) -> Measure {
    if bytes.len() < HEAD_BYTES + 2 {
        return Measure::More(HEAD_BYTES + 2);
    }
    if bytes[3] & EXTRA == 0 {
        return Measure::Unknown;
    }
    let end = HEAD_BYTES + 2 + usize::from(u16::from_le_bytes([bytes[HEAD_BYTES], bytes[HEAD_BYTES + 1]]));
    let Some(mut fields) = bytes.get(HEAD_BYTES + 2..end) else { return Measure::More(end) };
    while let [a, b, low, high, rest @ ..] = fields {
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        let Some(field) = rest.get(..length) else { return Measure::Unknown };
        if (*a, *b) == (b'B', b'C')
            && let [low, high] = field
        {
            let packed = usize::from(u16::from_le_bytes([*low, *high])) + 1;
            if packed < end + TAIL_BYTES {
                return Measure::Unknown;
            }
            let Some(made) = bytes.get(packed - 4..packed) else { return Measure::More(packed) };
            return match made.try_into().map(u32::from_le_bytes) {
                Ok(made) => Measure::Whole { packed, made: made as usize },
                Err(_) => Measure::Unknown,
            };
        }
        fields = &rest[length..];
    }
    Measure::Unknown
}

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
