//! Decode: undoes compression and remembers the way back. What cannot be decoded is refused, never passed on.

use std::io::{self, Read};

pub use ahead::Ahead;
use charset::{Charset, Decoded};
use codec::{Codec, Members};
use sniff::{Sniffed, sniff};
use source::{Source, Steady};

use crate::error::{Error, ErrorKind, Result};
use crate::limits::DecodeLimits;

mod ahead;
mod bzip2;
pub mod charset;
pub mod codec;
mod exact;
mod gzip;
mod lz4;
mod snappy;
mod sniff;
pub mod source;
pub mod unsupported;
mod xz;
mod zstd;

/// How an input was encoded, and so how its output is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Encoding {
    /// What it was compressed with, if it was.
    pub codec: Option<&'static Codec>,
    /// What its text is written in.
    pub charset: Charset,
}

/// What is known of an input before it is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// The bounds.
    pub limits: DecodeLimits,
    /// What its text is written in, where somebody says so.
    pub charset: Option<Charset>,
    /// It is text, whatever it looks like.
    pub is_text: bool,
    /// How members of a compressed one are decoded side by side.
    pub ahead: Ahead,
}

/// Looks at the first bytes and returns a reader of the text in UTF-8.
pub fn decode(reader: Box<dyn Read + Send>, how: &How) -> Result<(Box<dyn Read + Send>, Encoding)> {
    let (reader, codec) = match sniff(Box::new(Steady { reader }), how)? {
        Sniffed::Text(reader, charset) => return Ok(text(reader, None, charset)),
        Sniffed::Packed(reader, codec) => (reader, codec),
    };
    let members = Members::new(codec, Source::new(reader), how.limits, how.ahead);
    match sniff(Box::new(members), how)? {
        Sniffed::Text(reader, charset) => Ok(text(reader, Some(codec), charset)),
        Sniffed::Packed(..) => {
            let what = "the input is compressed more than once, and is withheld";
            Err(Error::new(ErrorKind::Input, what).fix("decompress it first"))
        }
    }
}

fn text(
    reader: Box<dyn Read + Send>,
    codec: Option<&'static Codec>,
    charset: Charset,
) -> (Box<dyn Read + Send>, Encoding) {
    let encoding = Encoding { codec, charset };
    if charset.is_utf8() { (reader, encoding) } else { (Box::new(Decoded::new(reader, charset)), encoding) }
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
            "parts of the input look like another charset than the rest, or like no text; it is withheld",
            Some("say what it is with `--charset`, or convert it to UTF-8 first"),
        ),
        _ => ("the input could not be read to its end; it is withheld", None),
    };
    let told = Error::io(ErrorKind::Input, what, error);
    match fix {
        Some(fix) => told.fix(fix),
        None => told,
    }
}
