//! How a value is written at its place in a dump.

use super::fit::Fit;

/// How the bytes of a value stand for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `'it''s'`
    Standard,
    /// `"say ""yes"""` (MySQL without backslashes)
    Doubled,
    /// `'it\'s'` (MySQL)
    Backslash,
    /// `E'it\'s'` (PostgreSQL)
    Escape,
    /// A value of a line of `COPY`.
    Copy,
    /// `X'616e6e'`
    Hex,
    /// `0x616e6e`
    Digits,
    /// The text in `replace('…','\n',char(10))` (SQLite).
    Replaced,
    /// `unistr('…\u000a…')` (SQLite)
    Unistr,
    /// In a comment.
    Comment,
    /// The text of a function between dollar signs.
    Dollar,
    /// A name in quotes.
    Name,
    /// A number or key word.
    Bare,
    /// An expression that is not read.
    Whole,
}

/// A way, and what its column takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// How it is written.
    pub way: Way,
    /// What may be written there.
    pub fit: Fit,
}

const HEX: &[u8; 16] = b"0123456789abcdef";

impl Written {
    /// Appends `value` as it is written here; false when it cannot be.
    pub fn write(self, value: &[u8], out: &mut Vec<u8>) -> bool {
        let has = |bytes: &[u8]| value.iter().any(|b| bytes.contains(b));
        match self.way {
            // A zero byte ends the text for SQLite, and PostgreSQL refuses it.
            Way::Standard | Way::Escape | Way::Copy | Way::Replaced | Way::Unistr if has(b"\0") => {
                return false;
            }
            Way::Standard => double(value, b'\'', out),
            Way::Doubled => double(value, b'"', out),
            Way::Backslash => escape(value, b"\\'\"", b"\0\n\r\x1a", b"0nrZ", out),
            Way::Escape => escape(value, b"\\'", b"\n\r\t", b"nrt", out),
            Way::Copy => escape(value, b"\\", b"\x08\t\n\x0b\x0c\r", b"btnvfr", out),
            Way::Hex | Way::Digits => {
                out.extend(value.iter().flat_map(|b| [HEX[usize::from(b >> 4)], HEX[usize::from(b & 15)]]));
            }
            // The signs that stand for line ends there begin with a backslash.
            Way::Replaced if has(b"\\") => return false,
            Way::Replaced => double(value, b'\'', out),
            Way::Unistr => unistr(value, out),
            Way::Comment if has(b"\r\n*/!") => return false,
            Way::Dollar | Way::Name | Way::Bare if has(b"$'\"`\\\n\r;") => return false,
            Way::Comment | Way::Dollar | Way::Name | Way::Bare => out.extend_from_slice(value),
            Way::Whole => return false,
        }
        true
    }

    /// What is written where there is no value, in place of all of it, its quotes included.
    pub fn nothing(self) -> Vec<u8> {
        let text = match (self.way, self.fit.neutral()) {
            (Way::Comment | Way::Dollar | Way::Name, _) => return Vec::new(),
            (Way::Copy, None) => return b"\\N".to_vec(),
            (_, None) => return b"NULL".to_vec(),
            (_, Some(text)) => text,
        };
        match self.way {
            Way::Copy => text.bare.as_bytes().to_vec(),
            _ if text.is_word => text.literal.as_bytes().to_vec(),
            _ => [b"'", text.bare.as_bytes(), b"'"].concat(),
        }
    }
}

fn double(value: &[u8], quote: u8, out: &mut Vec<u8>) {
    for byte in value {
        if *byte == quote {
            out.push(quote);
        }
        out.push(*byte);
    }
}

/// Writes a backslash before `signs`, and letters for `controls`.
fn escape(value: &[u8], signs: &[u8], controls: &[u8], letters: &[u8], out: &mut Vec<u8>) {
    for byte in value {
        if signs.contains(byte) {
            out.extend_from_slice(&[b'\\', *byte]);
        } else if let Some(n) = memchr::memchr(*byte, controls) {
            out.extend_from_slice(&[b'\\', letters[n]]);
        } else {
            out.push(*byte);
        }
    }
}

fn unistr(value: &[u8], out: &mut Vec<u8>) {
    for byte in value {
        match byte {
            b'\'' => out.extend_from_slice(b"''"),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0..0x20 => {
                out.extend_from_slice(b"\\u00");
                out.extend([HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
            }
            _ => out.push(*byte),
        }
    }
}
