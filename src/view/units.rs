//! Units: bytes that stand for one character, and the table of those that are known.

use crate::span::Span;
use crate::view::text::View;
use crate::view::{ansi, backslash, entity, fold, percent, soft, sql, tag, utf7, utf16};

/// The most bytes that one unit says.
const SAYS_MAX: usize = 8;

/// Bytes that stand for others, or for none.
pub(super) struct Unit {
    /// How many bytes it is written with.
    pub(super) len: usize,
    says: [u8; SAYS_MAX],
    count: usize,
    /// It takes back the byte before it.
    pub(super) erases: bool,
    /// Behind its first byte are characters of UTF-16.
    pub(super) is_wide: bool,
}

impl Unit {
    /// `len` bytes that say nothing.
    pub(super) fn nothing(len: usize) -> Self {
        Unit { len, says: [0; SAYS_MAX], count: 0, erases: false, is_wide: false }
    }

    /// A zero and characters of UTF-16, `len` bytes in all.
    pub(super) fn wide(len: usize) -> Self {
        Unit { is_wide: true, ..Unit::nothing(len) }
    }

    /// A byte that takes back the one before it.
    pub(super) fn erasing() -> Self {
        Unit { erases: true, ..Unit::nothing(1) }
    }

    /// The same behind `more` bytes that belong to it.
    pub(super) fn longer(self, more: usize) -> Self {
        Unit { len: self.len + more, ..self }
    }

    /// `len` bytes that say `byte`.
    pub(super) fn byte(len: usize, byte: u8) -> Self {
        let mut unit = Unit::nothing(len);
        unit.push(&[byte]);
        unit
    }

    /// `len` bytes that say the character with this number, or what it is folded to. `None` when there is none.
    pub(super) fn code(len: usize, code: u32) -> Option<Self> {
        let character = char::from_u32(code).filter(|c| *c != '\0')?;
        let mut unit = Unit::nothing(len);
        match fold::of(character) {
            Some(Some(plain)) => unit.push(&[plain]),
            Some(None) => {}
            None => {
                let mut room = [0; 4];
                unit.push(character.encode_utf8(&mut room).as_bytes());
            }
        }
        Some(unit)
    }

    /// Says these too; what is too much is left out.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if let Some(place) = self.says.get_mut(self.count) {
                *place = *byte;
                self.count += 1;
            }
        }
    }

    /// What it stands for.
    pub(super) fn says(&self) -> &[u8] {
        &self.says[..self.count]
    }
}

/// Reads the unit at a place of a text, if one begins there.
type Read = fn(&[u8], usize) -> Option<Unit>;

/// Which bytes units begin with, from one to another, and who reads them.
type Line = (&'static [(u8, u8)], Read);

/// Every kind of unit.
const UNITS: &[Line] = &[
    (&[(0x01, 0x08), (0x0b, 0x18), (0x1b, 0x1c), (0x1e, 0x1f)], ansi::unit),
    (&[(b'\\', b'\\')], backslash::unit),
    (&[(b'&', b'&')], entity::unit),
    (&[(0x80, 0xff)], fold::unit),
    (&[(b'%', b'%')], percent::unit),
    (&[(b'=', b'='), (b'@', b'@')], soft::unit),
    (&[(b'\'', b'\'')], sql::unit),
    (&[(b'<', b'<')], tag::unit),
    (&[(0, 0)], utf16::unit),
    (&[(b'+', b'+')], utf7::unit),
];

/// For each byte the line of [`UNITS`] it belongs to, and one more; 0 for none.
static LEADS: [u8; 256] = leads();

const fn leads() -> [u8; 256] {
    let mut leads = [0; 256];
    let mut line = 0;
    while line < UNITS.len() {
        let mut range = 0;
        while range < UNITS[line].0.len() {
            let (first, last) = UNITS[line].0[range];
            let mut byte = first as usize;
            while byte <= last as usize {
                assert!(leads[byte] == 0, "a byte belongs to one line");
                leads[byte] = line as u8 + 1;
                byte += 1;
            }
            range += 1;
        }
        line += 1;
    }
    leads
}

/// True for a byte that a unit can begin with which can say anything. What a line end behind a sign joins was beside each other before.
#[inline]
pub(super) fn is_lead(byte: u8) -> bool {
    LEADS[usize::from(byte)] != 0 && !matches!(byte, b'=' | b'@')
}

/// True where a unit begins at such a byte.
#[inline]
pub(crate) fn begins_unit(text: &[u8], at: usize) -> bool {
    is_lead(text[at]) && unit(text, at).is_some()
}

/// The unit at `at`, if there is one.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    match LEADS[usize::from(text[at])] {
        0 => None,
        line => UNITS[usize::from(line) - 1].1(text, at),
    }
}

/// Appends what the bytes `part` of `text` say to `view`, with their places. `plus` says that `+` is a space.
pub(super) fn read(text: &[u8], part: Span, plus: bool, view: &mut View) {
    let deepest = if plus { percent::deepest(part.of(text)) } else { 0 };
    let mut at = part.start;
    while at < part.end {
        let plain = text[at..part.end].iter().take_while(|byte| LEADS[usize::from(**byte)] == 0).count();
        if plain > 0 {
            view.push_all(&text[at..at + plain], at);
            at += plain;
            continue;
        }
        let byte = text[at];
        if let Some(unit) = unit(&text[..part.end], at) {
            if unit.erases {
                view.pop();
            }
            if unit.is_wide {
                utf16::read(&text[..at + unit.len], at, view);
            } else if deepest > 0 && percent::is_space(text, at, deepest) {
                view.push(b' ', at);
            } else {
                unit.says().iter().for_each(|byte| view.push(*byte, at));
            }
            at += unit.len;
        } else {
            view.push(if plus && byte == b'+' { b' ' } else { byte }, at);
            at += 1;
        }
    }
}

/// Appends `value` so that it can stand where `raw` stood: with the escapes that `raw` has.
pub(super) fn write(raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let has = |wanted: u8| {
        let mut places = memchr::memchr_iter(wanted, raw);
        places.find_map(|at| unit(raw, at).map(|unit| (at, unit)))
    };
    let zeros = memchr::memchr_iter(0, raw).count();
    if zeros > 0 && (zeros * 2 + 1 >= raw.len() || utf16::is_all(raw)) {
        utf16::write(raw, value, out);
    } else if let Some((at, unit)) = has(b'%') {
        percent::write(&raw[at..at + unit.len], value, out);
    } else if has(b'&').is_some() {
        entity::write(value, out);
    } else if let Some((at, unit)) = has(b'\\') {
        backslash::write(&raw[at..at + unit.len], value, out);
    } else {
        out.extend_from_slice(value);
    }
    tag::write(raw, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_goes_to_the_line_that_reads_it() {
        for byte in 0..=255 {
            let lines: Vec<_> = (1..)
                .zip(UNITS)
                .filter(|(_, (leads, _))| leads.iter().any(|(first, last)| (*first..=*last).contains(&byte)))
                .collect();
            let line = lines.first().map_or(0, |(n, _)| *n);
            assert!(lines.len() < 2 && LEADS[usize::from(byte)] == line, "byte {byte}");
        }
    }
}
