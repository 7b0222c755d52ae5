//! Decode: undoes compression and remembers the way back. What cannot be decoded is refused, never passed on.

use std::io::{self, Read};

use crate::error::{Error, ErrorKind, Result};
use crate::limits::DecodeLimits;

mod bzip2;
pub mod codec;
mod gzip;
mod lz4;
mod snappy;
pub mod source;
mod xz;
mod zstd;

use codec::{Codec, Members};
use source::{Source, Steady};

/// How an input was encoded, and so how its output is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Encoding {
    /// What it was compressed with, if it was.
    pub codec: Option<&'static Codec>,
}

/// What is known of an input before it is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// The bounds.
    pub limits: DecodeLimits,
}

/// Formats recognised by their first bytes that obelus cannot read yet: their text is not visible to
/// detectors, so treating them as text would let everything through.
static UNSUPPORTED: &[(&str, &[u8])] = &[
    ("7z", b"7z\xbc\xaf\x27\x1c"),
    ("avro", b"Obj\x01"),
    ("compress", b"\x1f\x9d"),
    ("gif", b"GIF8"),
    ("jpeg", b"\xff\xd8\xff"),
    ("lz4 (legacy)", b"\x02\x21\x4c\x18"),
    ("ole", b"\xd0\xcf\x11\xe0"),
    ("parquet", b"PAR1"),
    ("pdf", b"%PDF-"),
    ("png", b"\x89PNG\r\n"),
    ("rar", b"Rar!\x1a\x07"),
    ("sqlite", b"SQLite format 3\0"),
    ("utf-16 (big endian)", b"\xfe\xff"),
    ("utf-16 or utf-32 (little endian)", b"\xff\xfe"),
    ("utf-32 (big endian)", b"\0\0\xfe\xff"),
    ("zip", b"PK\x03\x04"),
];

/// The first bytes on which it is decided whether a text is UTF-16.
const HEAD_BYTES: usize = 4096;

/// Looks at the first bytes and returns a reader of the decoded bytes.
pub fn decode(reader: Box<dyn Read + Send>, how: &How) -> Result<(Box<dyn Read + Send>, Encoding)> {
    let (reader, codec) = sniff(Box::new(Steady { reader }))?;
    let Some(codec) = codec else {
        return Ok((reader, Encoding::default()));
    };
    let members = Members::new(codec, Source::new(reader), how.limits);
    let (reader, again) = sniff(Box::new(members))?;
    if again.is_some() {
        let what = "the input is compressed more than once, and is withheld";
        return Err(Error::new(ErrorKind::Input, what).fix("decompress it first"));
    }
    Ok((reader, Encoding { codec: Some(codec) }))
}

/// Refuses what cannot be read as text and is not compressed; otherwise a reader of all bytes, and with what they are
/// compressed.
fn sniff(mut reader: Box<dyn Read + Send>) -> Result<(Box<dyn Read + Send>, Option<&'static Codec>)> {
    let mut head = Vec::new();
    let mut at_end = false;
    while !at_end && !is_clear(&head) {
        let had = head.len();
        head.resize(had + HEAD_BYTES, 0);
        let got = reader.read(&mut head[had..]).map_err(|e| map_error(&e))?;
        head.truncate(had + got);
        at_end = got == 0;
    }
    if let Some(codec) = Codec::of(&head) {
        let head = io::Cursor::new(head);
        // A stream that has ended is not asked again.
        return Ok((if at_end { Box::new(head) } else { Box::new(head.chain(reader)) }, Some(codec)));
    }
    if let Some((name, _)) = UNSUPPORTED.iter().find(|(_, magic)| head.starts_with(magic)) {
        let what = "the input is of a format that obelus cannot read yet, and is withheld";
        return Err(Error::new(ErrorKind::Input, what)
            .fix("decompress or convert it to text first")
            .note(name));
    }
    let mut text = Text { reader, head, given: 0, is_checked: false };
    text.check(at_end).map_err(|e| map_error(&e))?;
    Ok((Box::new(text), None))
}

/// True when more bytes cannot change what `head` is taken for. How the bytes arrive plays no part, and a
/// first line without NUL is enough, so that it can go out while the input idles.
fn is_clear(head: &[u8]) -> bool {
    if Codec::of(head).is_some() || head.len() >= HEAD_BYTES {
        return true;
    }
    let mut magics = UNSUPPORTED.iter().map(|(_, magic)| *magic);
    if magics.clone().any(|magic| magic.len() > head.len() && magic.starts_with(head))
        || Codec::may_follow(head)
    {
        return false;
    }
    let line = head.iter().skip(1).position(|b| *b == b'\n').map(|n| &head[..n + 2]);
    magics.any(|magic| head.starts_with(magic)) || line.is_some_and(|line| !line.contains(&0))
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

/// The error of a failed read.
pub fn map_error(error: &io::Error) -> Error {
    let (what, fix) = match error.kind() {
        io::ErrorKind::UnexpectedEof => ("the compressed input ends too early; it is withheld", None),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            ("the compressed input is damaged or has other bytes behind it; it is withheld", None)
        }
        io::ErrorKind::OutOfMemory => (
            "the compressed input needs a larger window than is allowed; it is withheld",
            Some("raise `--max-window`, or compress it again without a long window"),
        ),
        io::ErrorKind::FileTooLarge => (
            "the compressed input holds many times its size, more than is allowed; it is withheld",
            Some("raise `--max-inflation` when you know what it is"),
        ),
        io::ErrorKind::QuotaExceeded => (
            "the compressed input has more members than are allowed; it is withheld",
            Some("raise `--max-members` when you know what it is"),
        ),
        io::ErrorKind::Unsupported => (
            "the input looks like UTF-16 without a byte order mark; it is withheld; convert it to UTF-8 first",
            None,
        ),
        _ => ("the input could not be read to its end; it is withheld", None),
    };
    let told = Error::io(ErrorKind::Input, what, error);
    match fix {
        Some(fix) => told.fix(fix),
        None => told,
    }
}
