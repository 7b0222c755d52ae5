//! Decode: undoes compression and remembers the way back. What cannot be decoded is refused, never passed on.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use crate::error::{Error, ErrorKind, Result};

/// How an input was encoded, and so how its output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
}

/// Formats recognised by their first bytes that obelus cannot read yet: their text is not visible to
/// detectors, so treating them as text would let everything through.
static UNSUPPORTED: &[(&str, &[u8])] = &[
    ("7z", b"7z\xbc\xaf\x27\x1c"),
    ("avro", b"Obj\x01"),
    ("bzip2", b"BZh"),
    ("compress", b"\x1f\x9d"),
    ("gif", b"GIF8"),
    ("jpeg", b"\xff\xd8\xff"),
    ("lz4", b"\x04\x22\x4d\x18"),
    ("ole", b"\xd0\xcf\x11\xe0"),
    ("parquet", b"PAR1"),
    ("pdf", b"%PDF-"),
    ("png", b"\x89PNG\r\n"),
    ("rar", b"Rar!\x1a\x07"),
    ("sqlite", b"SQLite format 3\0"),
    ("utf-16 (big endian)", b"\xfe\xff"),
    ("utf-16 or utf-32 (little endian)", b"\xff\xfe"),
    ("xz", b"\xfd7zXZ\0"),
    ("zip", b"PK\x03\x04"),
    ("zstd", b"\x28\xb5\x2f\xfd"),
];

const HEAD_BYTES: usize = 64 << 10;

/// Looks at the first bytes and returns a reader of the decoded bytes.
pub fn decode(reader: Box<dyn Read + Send>) -> Result<(Box<dyn Read + Send>, Codec)> {
    let mut buffered = io::BufReader::with_capacity(HEAD_BYTES, reader);
    let head = loop {
        match buffered.fill_buf() {
            Ok(head) => break head,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(map_error(&e)),
        }
    };
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok((Box::new(Gzip { member: Some(GzDecoder::new(buffered)) }), Codec::Gzip));
    }
    if let Some((name, _)) = UNSUPPORTED.iter().find(|(_, magic)| head.starts_with(magic)) {
        let what = "the input is of a format that obelus cannot read yet, and is withheld";
        return Err(Error::new(ErrorKind::Input, what)
            .fix("decompress or convert it to text first")
            .note(name));
    }
    if looks_utf16(head) {
        let what = "the input looks like UTF-16 without a byte order mark, and is withheld";
        return Err(Error::new(ErrorKind::Input, what).fix("convert it to UTF-8 first"));
    }
    Ok((Box::new(buffered), Codec::Identity))
}

/// True when the first bytes are text with a NUL at every other place.
fn looks_utf16(head: &[u8]) -> bool {
    let head = &head[..head.len().min(4096)];
    let nul = |rest| head.iter().skip(rest).step_by(2).filter(|b| **b == 0).count();
    let half = head.len() / 2;
    half >= 4
        && ((nul(0) * 10 > half * 7 && nul(1) * 10 < half) || (nul(1) * 10 > half * 7 && nul(0) * 10 < half))
}

/// The bytes of all members, one after the other.
struct Gzip {
    member: Option<GzDecoder<io::BufReader<Box<dyn Read + Send>>>>,
}

impl Read for Gzip {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(member) = &mut self.member else { return Ok(0) };
            let got = member.read(buf)?;
            if got > 0 || buf.is_empty() {
                return Ok(got);
            }
            let Some(member) = self.member.take() else { return Ok(0) };
            let mut rest = member.into_inner();
            match next_byte(&mut rest)? {
                None => return Ok(0),
                Some(0x1f) => self.member = Some(GzDecoder::new(rest)),
                Some(_) => return skip_padding(&mut rest),
            }
        }
    }
}

fn next_byte(rest: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        match rest.fill_buf() {
            Ok(bytes) => return Ok(bytes.first().copied()),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// Zero bytes after the last member are padding (tapes); anything else is not gzip.
fn skip_padding(rest: &mut impl BufRead) -> io::Result<usize> {
    loop {
        let (length, all_zero) = match rest.fill_buf() {
            Ok(bytes) => (bytes.len(), bytes.iter().all(|b| *b == 0)),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if !all_zero {
            return Err(io::Error::from(io::ErrorKind::InvalidData));
        }
        if length == 0 {
            return Ok(0);
        }
        rest.consume(length);
    }
}

/// The error of a failed read.
pub fn map_error(error: &io::Error) -> Error {
    let what = match error.kind() {
        io::ErrorKind::UnexpectedEof => "the compressed input ends too early; it is withheld",
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            "the compressed input is damaged or has other bytes behind it; it is withheld"
        }
        _ => "the input could not be read to its end; it is withheld",
    };
    Error::io(ErrorKind::Input, what, error)
}
