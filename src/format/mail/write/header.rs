//! How a value is written again in a field of a header.

use super::{Column, Editing, Form, LINE_MAX, Piece, in_charset};
use crate::decode::charset::Charset;
use crate::format::mail::{is_blank, word};
use crate::span::Span;

/// What takes the place of what.
type Made = Option<Vec<(Span, Vec<u8>)>>;

impl Editing<'_> {
    /// In a header field. All of it stays on its line.
    pub(super) fn header(&self) -> Made {
        let has_controls =
            |(_, made): &Piece<'_>| made.iter().any(|b| (*b < b' ' && *b != b'\t') || *b == 0x7f);
        if self.pieces.iter().any(has_controls) {
            return None;
        }
        match self.spot.form {
            Form::Word | Form::Address | Form::Ids => self.address(),
            Form::Percent => self.each(|made, out| percent(self.spot.charset, made, out)),
            Form::Token => self.token(),
            Form::Phrase => self.phrase(),
            Form::Quoted | Form::QuotedToken => self.quoted_text(),
            Form::Comment => self.comment(),
            _ => self.field(),
        }
    }

    fn is_ascii(&self) -> bool {
        self.pieces.iter().all(|(_, made)| made.is_ascii())
    }

    /// All of the value, as `out`.
    fn whole(&self, out: Vec<u8>) -> Made {
        Some(vec![(self.cell.span(), out)])
    }

    /// `value` in encoded words in the place of `span`.
    fn words(&self, value: &[u8], span: Span) -> Made {
        let mut out = Vec::new();
        word::write(value, self.line_end(), &mut out).then(|| vec![(span, out)])
    }

    fn address(&self) -> Made {
        if self.spot.form == Form::Ids {
            return self.each(|made, out| match made.iter().all(is_of_address) {
                true => put(made, out),
                false => made.is_ascii() && put(&quote(made), out),
            });
        }
        if !self.pieces.iter().all(|(_, made)| made.iter().all(is_of_word)) {
            return None;
        }
        // What has other signs is written as a text of its own (RFC 5322, section 3.2.4).
        if self.spot.form == Form::Address && self.is_whole() && !self.value().iter().all(is_of_address) {
            return self.whole(quote(&self.value()));
        }
        self.each(put)
    }

    fn token(&self) -> Made {
        let value = self.value();
        let is_token = |b: &u8| b.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(b);
        match value.is_ascii() {
            true if !value.is_empty() && value.iter().all(is_token) => self.whole(value),
            true => self.whole(quote(&value)),
            false => None,
        }
    }

    fn phrase(&self) -> Made {
        let value = self.value();
        let is_atom = |b: &u8| b.is_ascii_alphanumeric() || b" \t!#$%&'*+-/=?^_`{|}~.".contains(b);
        match value.is_ascii() {
            true if value.iter().all(is_atom) => self.whole(value),
            true => self.whole(quote(&value)),
            false if self.spot.words || !self.is_ascii() => self.words(&value, self.cell.span()),
            // Bytes that nobody declared stay as they are, and so does what they stand in.
            false => self.whole(quote(&value)),
        }
    }

    /// Between quotes.
    fn quoted_text(&self) -> Made {
        if self.is_ascii() && !self.spot.words {
            return self.each(|made, out| escape(made, b"\\\"", out));
        }
        let (value, span) = (self.value(), self.cell.span());
        let at = |at: Option<usize>| at.and_then(|at| self.text.get(at)) == Some(&b'"');
        if value.is_ascii() {
            let mut out = Vec::new();
            escape(&value, b"\\\"", &mut out);
            self.whole(out)
        } else if self.spot.form == Form::Quoted && at(span.start.checked_sub(1)) && at(Some(span.end)) {
            // Encoded words stand in no quotes.
            self.words(&value, Span::new(span.start - 1, span.end + 1))
        } else {
            None
        }
    }

    fn comment(&self) -> Made {
        if self.is_ascii() && !self.spot.words {
            return self.each(|made, out| escape(made, b"\\()", out));
        }
        let value = self.value();
        if !value.is_ascii() {
            return self.words(&value, self.cell.span());
        }
        let mut out = Vec::new();
        escape(&value, b"\\()", &mut out);
        self.whole(out)
    }

    /// A field that is a text.
    fn field(&self) -> Made {
        if self.is_ascii() && !self.spot.words {
            return self.in_line();
        }
        let value = self.value();
        // What is too long for one line is broken as encoded words are.
        match value.is_ascii() && value.len() < LINE_MAX / 2 {
            true => self.whole(value),
            false => self.words(&value, self.cell.span()),
        }
    }

    /// Pieces of a text. A line that would become too long goes on on the next.
    fn in_line(&self) -> Made {
        let mut column = Column::new(self.text);
        let made = self.pieces.iter().map(|(part, bytes)| {
            let place = self.place(*part);
            let (before, after) = (column.at(place.start), column.rest(place.end));
            let mut out = Vec::with_capacity(bytes.len());
            let is_behind_space = place.start > 0 && is_blank(self.text[place.start - 1]);
            if before + bytes.len() + after > LINE_MAX && is_behind_space {
                out.extend_from_slice(self.line_end());
                out.push(b' ');
            }
            out.extend_from_slice(bytes);
            column.wrote(place, &out);
            (place, out)
        });
        Some(made.collect())
    }
}

/// True for what may stand in a word of a header.
fn is_of_word(byte: &u8) -> bool {
    byte.is_ascii_graphic() && !b"<>(),;:\"\\".contains(byte)
}

/// True for what may stand in an address without quotes.
fn is_of_address(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.@".contains(byte)
}

fn put(value: &[u8], out: &mut Vec<u8>) -> bool {
    out.extend_from_slice(value);
    true
}

fn quote(value: &[u8]) -> Vec<u8> {
    let mut out = vec![b'"'];
    escape(value, b"\\\"", &mut out);
    out.push(b'"');
    out
}

fn percent(charset: Charset, value: &[u8], out: &mut Vec<u8>) -> bool {
    let mut raw = Vec::new();
    if !in_charset(charset, value, &mut raw) {
        return false;
    }
    for byte in raw {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    true
}

/// Appends `value` with a backslash before each of `signs`.
fn escape(value: &[u8], signs: &[u8], out: &mut Vec<u8>) -> bool {
    for byte in value {
        if signs.contains(byte) {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    true
}
