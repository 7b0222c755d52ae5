//! gzip (RFC 1952).

use std::io::{self, Read, Write};

use flate2::bufread::DeflateDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, Crc, GzBuilder};

use crate::decode::ahead::Measure;
use crate::decode::codec::{Beside, Codec, Encode, Gate, Member};
use crate::decode::exact::{Counted, Exact};
use crate::decode::source::Source;

/// The line of the table.
pub const CODEC: Codec = Codec {
    name: "gzip",
    extension: ".gz",
    magic: b"\x1f\x8b",
    beside: Beside::Zeros,
    measure: Some(block),
    reader: |source, _| Ok(Box::new(Packed::begin(source)?)),
    // Without a name or a time, and of no system: the same bytes wherever it is written.
    writer: |gate| {
        let header = GzBuilder::new().mtime(0).operating_system(255);
        Ok(Box::new(header.write(gate, Compression::new(6))))
    },
};

/// Bytes of a member before the fields of its header that need not be there.
const HEAD_BYTES: usize = 10;

/// In the header's flags: a checksum of the header follows.
const HEAD_SUM: u8 = 1 << 1;

/// Fields follow that some program added.
const EXTRA: u8 = 1 << 2;

/// A name follows.
const NAME: u8 = 1 << 3;

/// A comment follows.
const COMMENT: u8 = 1 << 4;

/// What nobody has given a meaning.
const RESERVED: u8 = 0b1110_0000;

/// The only way to pack that there is.
const DEFLATE: u8 = 8;

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

/// A member whose header was read. The library's reader of members does not say what it made before it failed; that of what is packed does.
struct Packed {
    decoder: Exact<DeflateDecoder<Source>>,
    sum: Crc,
    is_over: bool,
}

impl Counted for DeflateDecoder<Source> {
    fn made(&self) -> u64 {
        self.total_out()
    }
}

impl Packed {
    /// Reads the header. What it says of the file does not leave.
    fn begin(mut source: Source) -> io::Result<Self> {
        let mut head = Head { source: &mut source, sum: Crc::new() };
        let [first, second, method, flags, ..] = head.take::<HEAD_BYTES>()?;
        if [first, second] != *CODEC.magic || method != DEFLATE || flags & RESERVED != 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if flags & EXTRA != 0 {
            let length = u16::from_le_bytes(head.take()?);
            for _ in 0..length {
                head.take::<1>()?;
            }
        }
        for text in [NAME, COMMENT] {
            while flags & text != 0 && head.take()? != [0] {}
        }
        let sum = head.sum.sum() as u16;
        if flags & HEAD_SUM != 0 && u16::from_le_bytes(head.take()?) != sum {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let decoder = Exact::new(DeflateDecoder::new(source));
        Ok(Packed { decoder, sum: Crc::new(), is_over: false })
    }

    /// Checks what was read against the end of the member.
    fn end(&mut self) -> io::Result<()> {
        let mut tail = [0; TAIL_BYTES];
        self.decoder.inner_mut().get_mut().read_exact(&mut tail)?;
        let said = u64::from_le_bytes(tail);
        let made = u64::from(self.sum.sum()) | u64::from(self.sum.amount()) << 32;
        if said == made { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }
}

/// A header while it is read.
struct Head<'s> {
    source: &'s mut Source,
    sum: Crc,
}

impl Head<'_> {
    fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.source.read_exact(&mut bytes)?;
        self.sum.update(&bytes);
        Ok(bytes)
    }
}

impl Read for Packed {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.is_over || buf.is_empty() {
            return Ok(0);
        }
        let got = self.decoder.read(buf)?;
        self.sum.update(&buf[..got]);
        if got == 0 {
            self.is_over = true;
            self.end()?;
        }
        Ok(got)
    }
}

impl Member for Packed {
    fn source(&self) -> &Source {
        self.decoder.inner().get_ref()
    }

    fn into_source(self: Box<Self>) -> Source {
        self.decoder.into_inner().into_inner()
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
