//! Decode: undoes compression and remembers the way back. What cannot be decoded is refused, never passed on.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use crate::error::{Error, ErrorKind, Result};
use crate::limits::READ_BYTES;

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
    ("utf-32 (big endian)", b"\0\0\xfe\xff"),
    ("xz", b"\xfd7zXZ\0"),
    ("zip", b"PK\x03\x04"),
    ("zstd", b"\x28\xb5\x2f\xfd"),
];

/// The first bytes on which it is decided whether a text is UTF-16.
const HEAD_BYTES: usize = 4096;

const GZIP: &[u8] = b"\x1f\x8b";

/// Looks at the first bytes and returns a reader of the decoded bytes.
pub fn decode(reader: Box<dyn Read + Send>) -> Result<(Box<dyn Read + Send>, Codec)> {
    let (reader, is_gzip) = sniff(Box::new(Steady { reader }))?;
    if !is_gzip {
        return Ok((reader, Codec::Identity));
    }
    let member = Some(GzDecoder::new(io::BufReader::with_capacity(READ_BYTES, reader)));
    let (reader, is_gzip) = sniff(Box::new(Gzip { member }))?;
    if is_gzip {
        let what = "the input is compressed more than once, and is withheld";
        return Err(Error::new(ErrorKind::Input, what).fix("decompress it first"));
    }
    Ok((reader, Codec::Gzip))
}

/// Refuses what cannot be read as text or gzip; otherwise a reader of all bytes, and whether they are gzip.
fn sniff(mut reader: Box<dyn Read + Send>) -> Result<(Box<dyn Read + Send>, bool)> {
    let mut head = Vec::new();
    let mut at_end = false;
    while !at_end && !is_clear(&head) {
        let had = head.len();
        head.resize(had + HEAD_BYTES, 0);
        let got = reader.read(&mut head[had..]).map_err(|e| map_error(&e))?;
        head.truncate(had + got);
        at_end = got == 0;
    }
    if head.starts_with(GZIP) {
        return Ok((Box::new(io::Cursor::new(head).chain(reader)), true));
    }
    if let Some((name, _)) = UNSUPPORTED.iter().find(|(_, magic)| head.starts_with(magic)) {
        let what = "the input is of a format that obelus cannot read yet, and is withheld";
        return Err(Error::new(ErrorKind::Input, what)
            .fix("decompress or convert it to text first")
            .note(name));
    }
    let mut text = Text { reader, head, given: 0, is_checked: false };
    text.check(at_end).map_err(|e| map_error(&e))?;
    Ok((Box::new(text), false))
}

/// True when more bytes cannot change what `head` is taken for. How the bytes arrive plays no part, and a
/// first line without NUL is enough, so that it can go out while the input idles.
fn is_clear(head: &[u8]) -> bool {
    let mut magics = UNSUPPORTED.iter().map(|(_, magic)| *magic).chain([GZIP]);
    if magics.clone().any(|magic| magic.len() > head.len() && magic.starts_with(head)) {
        return false;
    }
    let front = &head[..head.len().min(HEAD_BYTES)];
    let line = front.iter().skip(1).position(|b| *b == b'\n').map(|n| &front[..n + 2]);
    magics.any(|magic| head.starts_with(magic))
        || head.len() >= HEAD_BYTES
        || line.is_some_and(|line| !line.contains(&0))
}

/// A text that may still turn out to be UTF-16: only its first line was looked at.
struct Text {
    reader: Box<dyn Read + Send>,
    head: Vec<u8>,
    /// How much of `head` was passed on.
    given: usize,
    is_checked: bool,
}

impl Text {
    /// Decides when there is enough to decide on, or will be no more.
    fn check(&mut self, at_end: bool) -> io::Result<()> {
        if self.is_checked || !(at_end || self.head.len() >= HEAD_BYTES) {
            return Ok(());
        }
        self.is_checked = true;
        if looks_utf16(&self.head) { Err(io::ErrorKind::Unsupported.into()) } else { Ok(()) }
    }
}

impl Read for Text {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.given < self.head.len() {
            let count = buf.len().min(self.head.len() - self.given);
            buf[..count].copy_from_slice(&self.head[self.given..self.given + count]);
            self.given += count;
            return Ok(count);
        }
        let count = self.reader.read(buf)?;
        if !self.is_checked {
            self.head.extend_from_slice(&buf[..count]);
            self.given = self.head.len();
            self.check(count == 0 && !buf.is_empty())?;
        }
        Ok(count)
    }
}

/// Reads again when a signal interrupted it. The decompressor would take an interruption for the end.
struct Steady {
    reader: Box<dyn Read + Send>,
}

impl Read for Steady {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.reader.read(buf) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }
}

/// True when the first bytes are text with a NUL at every other place (UTF-16), or at three of four (UTF-32).
fn looks_utf16(head: &[u8]) -> bool {
    let head = &head[..head.len().min(4096)];
    let nul = |rest| head.iter().skip(rest).step_by(2).filter(|b| **b == 0).count();
    let half = head.len() / 2;
    let last = |rest| head.iter().skip(rest).step_by(4).filter(|b| **b == 0).count() * 40 > head.len() * 7;
    let utf32 = (last(0) && last(1) && !last(3)) || (last(2) && last(3) && !last(0));
    if half >= 8 && utf32 {
        return true;
    }
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
            match rest.fill_buf()?.first() {
                None => return Ok(0),
                Some(0x1f) => self.member = Some(GzDecoder::new(rest)),
                Some(_) => return skip_padding(&mut rest),
            }
        }
    }
}

/// Zero bytes after the last member are padding (tapes); anything else is not gzip.
fn skip_padding(rest: &mut impl BufRead) -> io::Result<usize> {
    loop {
        let bytes = rest.fill_buf()?;
        if bytes.iter().any(|b| *b != 0) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if bytes.is_empty() {
            return Ok(0);
        }
        let count = bytes.len();
        rest.consume(count);
    }
}

/// The error of a failed read.
pub fn map_error(error: &io::Error) -> Error {
    let what = match error.kind() {
        io::ErrorKind::UnexpectedEof => "the compressed input ends too early; it is withheld",
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            "the compressed input is damaged or has other bytes behind it; it is withheld"
        }
        io::ErrorKind::Unsupported => {
            "the input looks like UTF-16 without a byte order mark; it is withheld; convert it to UTF-8 first"
        }
        _ => "the input could not be read to its end; it is withheld",
    };
    Error::io(ErrorKind::Input, what, error)
}
