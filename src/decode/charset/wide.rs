//! UTF-16 and UTF-32.

use std::io;

use super::raw;

/// Units of two or four bytes.
#[derive(Clone, Copy)]
pub struct Wide {
    /// How many bytes a unit has.
    pub bytes: usize,
    /// Its first byte is the highest.
    pub is_big: bool,
}

/// Where text of another charset may stand among units.
///
/// Programs append to logs in whatever charset they have, and two bytes of ASCII are one unit that says another character: the
/// text would go through unseen. What such a place looks like is rare in real text.
#[derive(Default)]
pub struct Seams {
    /// Units in a row that are two printable bytes of ASCII.
    narrow: usize,
    /// How many of them differ from the one before.
    changes: usize,
    /// Units of four bytes in a row that are no character and four printable bytes.
    texts: usize,
    /// Units in a row that are ASCII with their bytes swapped.
    swapped: usize,
    before: u32,
}

/// A row of units that are each two letters, digits or signs of ASCII. Of Chinese characters one in four looks so; a row of as many
/// has a chance of one in 10^9.
const NARROW_UNITS_MAX: usize = 16;

/// How many of these have to differ: lines of one sign are drawn with such characters.
const NARROW_CHANGES_MIN: usize = 8;

/// A row of units that are ASCII with their bytes swapped, as behind an odd number of bytes. Elsewhere one character in 256 is one.
const SWAPPED_UNITS_MAX: usize = 8;

/// A row of units of four bytes that are text and no characters.
const TEXT_UNITS_MAX: usize = 2;

fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
}

impl Seams {
    /// Looks at one unit of four bytes that is no character.
    fn look_at_none(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.texts = if bytes.iter().all(|b| is_text(*b)) { self.texts + 1 } else { 0 };
        if self.texts >= TEXT_UNITS_MAX { Err(io::ErrorKind::Unsupported.into()) } else { Ok(()) }
    }

    /// Looks at one unit of two bytes.
    fn look(&mut self, unit: u32) -> io::Result<()> {
        let (high, low) = ((unit >> 8) as u8, unit as u8);
        let is_other = unit != self.before;
        self.before = unit;
        if is_text(high) && is_text(low) {
            self.narrow += 1;
            self.changes += usize::from(is_other);
        } else {
            (self.narrow, self.changes) = (0, 0);
        }
        if self.narrow >= NARROW_UNITS_MAX && self.changes >= NARROW_CHANGES_MIN {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.look_for_shift(is_text(high) && low == 0, is_other)
    }

    /// Looks at one unit of four bytes.
    fn look_at_long(&mut self, unit: u32) -> io::Result<()> {
        let is_other = unit != self.before;
        self.before = unit;
        let is_shifted =
            [8, 16, 24].iter().any(|by| is_text((unit >> by) as u8) && unit & !(0xff << by) == 0);
        self.look_for_shift(is_shifted, is_other)
    }

    fn look_for_shift(&mut self, is_shifted: bool, is_other: bool) -> io::Result<()> {
        self.swapped = if is_shifted { self.swapped + usize::from(is_other) } else { 0 };
        if self.swapped >= SWAPPED_UNITS_MAX { Err(io::ErrorKind::Unsupported.into()) } else { Ok(()) }
    }
}

impl Wide {
    fn unit(self, bytes: &[u8]) -> u32 {
        let add = |unit: u32, byte: &u8| unit << 8 | u32::from(*byte);
        if self.is_big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
    }

    fn push(self, unit: u32, out: &mut Vec<u8>) {
        let bytes = unit.to_be_bytes();
        let bytes = &bytes[bytes.len() - self.bytes..];
        if self.is_big { out.extend_from_slice(bytes) } else { out.extend(bytes.iter().rev()) }
    }

    /// How many bytes the character takes that `bytes` begin with.
    pub fn next(self, bytes: &[u8]) -> usize {
        let is_pair = self.bytes == 2
            && bytes.len() >= 4
            && matches!(self.unit(&bytes[..2]), 0xd800..0xdc00)
            && matches!(self.unit(&bytes[2..4]), 0xdc00..0xe000);
        bytes.len().min(if is_pair { 4 } else { self.bytes })
    }

    /// See [`super::Charset::read`].
    pub fn read(
        self,
        bytes: &[u8],
        is_last: bool,
        seams: &mut Seams,
        text: &mut Vec<u8>,
    ) -> io::Result<usize> {
        let mut at = 0;
        while at < bytes.len() {
            let left = bytes.len() - at;
            if left < self.bytes || (left < 4 && !is_last) {
                if !is_last {
                    break;
                }
                if left < self.bytes {
                    bytes[at..].iter().for_each(|b| raw::push(*b, text));
                    return Ok(bytes.len());
                }
            }
            let unit = self.unit(&bytes[at..at + self.bytes]);
            let mut length = self.bytes;
            if self.bytes == 2 { seams.look(unit) } else { seams.look_at_long(unit) }?;
            let mut c = char::from_u32(unit);
            if self.bytes == 2 && matches!(unit, 0xd800..0xdc00) && left >= 4 {
                let next = self.unit(&bytes[at + 2..at + 4]);
                if matches!(next, 0xdc00..0xe000) {
                    seams.look(next)?;
                    c = char::from_u32(0x1_0000 + ((unit - 0xd800) << 10 | (next - 0xdc00)));
                    length = 4;
                }
            }
            match c.filter(|c| raw::byte(*c).is_none()) {
                Some(c) => text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                None if self.bytes == 4 => {
                    seams.look_at_none(&bytes[at..at + 4])?;
                    bytes[at..at + 4].iter().for_each(|b| raw::push(*b, text));
                }
                None => bytes[at..at + length].iter().for_each(|b| raw::push(*b, text)),
            }
            at += length;
        }
        Ok(at)
    }

    /// Appends `said`.
    pub fn write(self, said: &str, out: &mut Vec<u8>) {
        for c in said.chars() {
            if self.bytes == 4 {
                self.push(u32::from(c), out);
            } else {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| self.push(u32::from(*unit), out));
            }
        }
    }
}
