//! How a value is written again where it stands in a message.

use super::transfer::{self, Transfer};
use crate::decode::charset::{Charset, write::Writer};
use crate::format::sheet::{Cell, Sheet};
use crate::span::Span;

mod header;

/// A place in a message, which says how text is written there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// What it is.
    pub form: Form,
    /// What its bytes are text in.
    pub charset: Charset,
    /// Lines of it end with CR LF.
    pub crlf: bool,
    /// It holds encoded words, so that it is written as a whole.
    pub words: bool,
}

/// The forms of text in messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A header field that is a text.
    Text,
    /// Words before an address.
    Phrase,
    /// The same between quotes.
    Quoted,
    /// A comment in brackets.
    Comment,
    /// What may have no spaces and no quotes.
    Word,
    /// An address.
    Address,
    /// Ids of messages between angle brackets.
    Ids,
    /// The value of a parameter.
    Token,
    /// The same between quotes.
    QuotedToken,
    /// The same with percent escapes (RFC 2231).
    Percent,
    /// A body or a part of one.
    Body(Transfer),
    /// A part that cannot be seen into: all that can be written is a marker in its place.
    Withheld(Transfer),
}

/// A part of the value of a cell, and what is written in its place.
pub type Piece<'a> = (Span, &'a [u8]);

/// Lines of quoted-printable have no more characters (RFC 2045, section 6.7).
const QUOTED_LINE_MAX: usize = 76;

/// Lines of a message have no more characters (RFC 5322, section 2.1.1).
const LINE_MAX: usize = 998;

/// What stands in which places of the frame `text` then, in their order; nothing where a piece cannot be written there.
pub(crate) fn rewrite(
    text: &[u8],
    sheet: &Sheet,
    cell: &Cell,
    spot: Spot,
    pieces: &[Piece<'_>],
) -> Option<Vec<(Span, Vec<u8>)>> {
    let is_safe = |(_, made): &Piece<'_>| {
        // It would begin a message, or a field.
        !made.starts_with(b"From ") && memchr::memmem::find(made, b"\nFrom ").is_none() && !made.contains(&0)
    };
    if !pieces.iter().all(is_safe) {
        return None;
    }
    let editing = Editing { text, sheet, cell, spot, pieces };
    match spot.form {
        Form::Body(Transfer::Identity) => editing.each(|made, out| in_charset(spot.charset, made, out)),
        Form::Body(Transfer::Quoted) => editing.quoted(),
        Form::Body(Transfer::Base64) => editing.base64(),
        Form::Withheld(transfer) => editing.withheld(transfer),
        _ => editing.header(),
    }
}

struct Editing<'a> {
    text: &'a [u8],
    sheet: &'a Sheet,
    cell: &'a Cell,
    spot: Spot,
    pieces: &'a [Piece<'a>],
}

impl Editing<'_> {
    /// Where a part of the value stands, without a fold or a soft break behind it.
    fn place(&self, part: Span) -> Span {
        let mut place = self.sheet.place(self.cell, part);
        match self.spot.form {
            Form::Body(Transfer::Quoted) if self.spot.charset.is_utf8() && !part.is_empty() => {
                let last = self.sheet.place(self.cell, Span::new(part.end - 1, part.end)).start;
                let is_escape = self.text[last] == b'=' && transfer::hex(self.text, last + 1).is_some();
                place.end = place.end.min(last + if is_escape { 3 } else { 1 });
            }
            Form::Body(_) => {}
            _ => {
                while place.end > place.start && matches!(self.text[place.end - 1], b'\n' | b'\r') {
                    place.end -= 1;
                }
            }
        }
        place
    }

    /// Each piece by itself.
    fn each(&self, write: impl Fn(&[u8], &mut Vec<u8>) -> bool) -> Option<Vec<(Span, Vec<u8>)>> {
        let mut made = Vec::with_capacity(self.pieces.len());
        for (part, bytes) in self.pieces {
            let mut out = Vec::new();
            if !write(bytes, &mut out) {
                return None;
            }
            made.push((self.place(*part), out));
        }
        Some(made)
    }

    /// The whole value with its pieces replaced.
    fn value(&self) -> Vec<u8> {
        let value = self.sheet.value(self.cell, self.text);
        let (mut out, mut at) = (Vec::with_capacity(value.len()), 0);
        for (part, bytes) in self.pieces {
            out.extend_from_slice(&value[at..part.start]);
            out.extend_from_slice(bytes);
            at = part.end;
        }
        out.extend_from_slice(&value[at..]);
        out
    }

    /// True when one piece takes the place of all of the value.
    fn is_whole(&self) -> bool {
        let length = self.sheet.value(self.cell, self.text).len();
        matches!(self.pieces, [(part, _)] if *part == Span::new(0, length))
    }

    fn line_end(&self) -> &'static [u8] {
        if self.spot.crlf { b"\r\n" } else { b"\n" }
    }

    /// Pieces of quoted-printable. Where a line would become too long it is broken.
    fn quoted(&self) -> Option<Vec<(Span, Vec<u8>)>> {
        let mut column = Column::new(self.text);
        let end = self.cell.span().end;
        let mut made = Vec::with_capacity(self.pieces.len());
        for (part, bytes) in self.pieces {
            let place = self.place(*part);
            let mut raw = Vec::new();
            if !in_charset(self.spot.charset, bytes, &mut raw) {
                return None;
            }
            let (mut at, mut out) = (column.at(place.start), Vec::new());
            for (n, byte) in raw.iter().enumerate() {
                let next = raw.get(n + 1);
                let ends_line = next.is_none() || matches!(next, Some(b'\n' | b'\r'));
                let is_plain = match byte {
                    b' ' | b'\t' => !ends_line,
                    b'\n' => true,
                    b'\r' => next == Some(&b'\n'),
                    _ => byte.is_ascii_graphic() && *byte != b'=',
                };
                let width = if is_plain { 1 } else { 3 };
                if !matches!(byte, b'\n' | b'\r') && at + width > QUOTED_LINE_MAX - 1 {
                    out.push(b'=');
                    out.extend_from_slice(self.line_end());
                    at = 0;
                }
                if is_plain {
                    out.push(*byte);
                } else {
                    out.extend_from_slice(format!("={byte:02X}").as_bytes());
                }
                at = if *byte == b'\n' { 0 } else { at + width };
            }
            let after = column.rest(place.end.min(end));
            if at > 0 && after > 0 && at + after > QUOTED_LINE_MAX {
                out.push(b'=');
                out.extend_from_slice(self.line_end());
            }
            column.wrote(place, &out);
            made.push((place, out));
        }
        Some(made)
    }

    /// Base64 is written anew from the first group that becomes another.
    fn base64(&self) -> Option<Vec<(Span, Vec<u8>)>> {
        let span = self.cell.span();
        let mut was = Vec::new();
        transfer::base64(self.text, span, &mut |byte, _| was.push(byte)).ok()?;
        let mut raw = Vec::new();
        if !in_charset(self.spot.charset, &self.value(), &mut raw) {
            return None;
        }
        let same = was.iter().zip(&raw).take_while(|(one, other)| one == other).count();
        Some(vec![self.encoded(&raw, same / 3)])
    }

    /// A marker in the place of all of it.
    fn withheld(&self, transfer: Transfer) -> Option<Vec<(Span, Vec<u8>)>> {
        let mut raw = Vec::new();
        for (_, made) in self.pieces {
            raw.extend_from_slice(made);
        }
        let is_plain = raw.iter().all(|b| b.is_ascii_graphic() && *b != b'=');
        match transfer {
            Transfer::Base64 => Some(vec![self.encoded(&raw, 0)]),
            _ if is_plain => Some(vec![(self.cell.span(), raw)]),
            _ => None,
        }
    }

    /// `raw` in base64 behind the first `groups`, which stay, on lines as long as the first one was.
    fn encoded(&self, raw: &[u8], groups: usize) -> (Span, Vec<u8>) {
        let span = self.cell.span();
        let is_digit = |b: &u8| transfer::is_digit(*b);
        let bytes = span.of(self.text);
        let first = bytes.iter().position(|b| matches!(b, b'\r' | b'\n')).unwrap_or(bytes.len());
        let width = match bytes[..first].iter().copied().filter(|b| is_digit(b)).count() / 4 * 4 {
            0 => QUOTED_LINE_MAX,
            all if first == bytes.len() => {
                if all <= LINE_MAX {
                    LINE_MAX / 4 * 4
                } else {
                    QUOTED_LINE_MAX
                }
            }
            width => width.min(LINE_MAX / 4 * 4),
        };
        let (mut at, mut digits, mut column) = (span.start, 0, 0);
        while at < span.end && digits < 4 * groups {
            match self.text[at] {
                byte if transfer::is_digit(byte) => (digits, column) = (digits + 1, column + 1),
                b'\n' => column = 0,
                _ => {}
            }
            at += 1;
        }
        let mut out = Vec::new();
        for group in data_encoding::BASE64.encode(&raw[3 * groups..]).as_bytes().chunks(4) {
            if column + 4 > width && column > 0 {
                out.extend_from_slice(self.line_end());
                column = 0;
            }
            out.extend_from_slice(group);
            column += 4;
        }
        (Span::new(at, span.end), out)
    }
}

/// How far from the start of its line each byte stands when what came before it is written anew.
struct Column<'a> {
    text: &'a [u8],
    /// Where the last piece ended, and how far from the start of its line what was written for it ends.
    last: (usize, usize),
}

impl<'a> Column<'a> {
    fn new(text: &'a [u8]) -> Self {
        Column { text, last: (0, 0) }
    }

    fn at(&self, at: usize) -> usize {
        let (end, column) = self.last;
        match memchr::memrchr(b'\n', &self.text[end..at]) {
            Some(n) => at - (end + n + 1),
            None if end == 0 => at,
            None => column + (at - end),
        }
    }

    /// How many bytes stand between `at` and the end of its line.
    fn rest(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        rest[..end].strip_suffix(b"\r").map_or(end, <[u8]>::len)
    }

    fn wrote(&mut self, place: Span, out: &[u8]) {
        let column = match memchr::memrchr(b'\n', out) {
            Some(n) => out.len() - n - 1,
            None => self.at(place.start) + out.len(),
        };
        self.last = (place.end, column);
    }
}

fn in_charset(charset: Charset, value: &[u8], out: &mut Vec<u8>) -> bool {
    Writer::new(charset).write(value, out).is_ok()
}

impl Spot {
    /// The value of a cell as it is, where no coding stands between.
    pub(in crate::format) fn write(self, value: &[u8], out: &mut Vec<u8>) -> bool {
        let is_plain = matches!(self.form, Form::Body(Transfer::Identity)) && self.charset.is_utf8();
        if is_plain {
            out.extend_from_slice(value);
        }
        is_plain
    }
}
