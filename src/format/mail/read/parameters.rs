//! Makes cells of parameters.

use super::*;
use crate::format::mail::params::{Param, Params};
use crate::format::sheet::{Gap, Piece};

impl Reader<'_> {
    /// Makes cells of parameters; those that are `fixed` cannot be changed.
    pub(super) fn params(&mut self, params: &Params, (id, member): (NameId, Option<u32>), fixed: &[&str]) {
        let mut all: Vec<Result<Param, Span>> =
            params.list.iter().map(|p| Ok(*p)).chain(params.others.iter().map(|span| Err(*span))).collect();
        all.sort_by_key(|one| match one {
            Ok(param) => param.name.start,
            Err(span) => span.start,
        });
        let pieces = self.sheet.pieces.len();
        let mut next_section = (Vec::new(), 0);
        for one in all {
            let param = match one {
                Ok(param) => param,
                Err(span) => {
                    let name = self.sheet.names.id(id, b"comment");
                    let span = trimmed(self.text, span);
                    self.text_cell(span, Form::Comment, (name, member));
                    continue;
                }
            };
            let lower = param.name.of(self.text).to_ascii_lowercase();
            let name = self.sheet.names.id(id, &lower[lower.len().saturating_sub(FIELD_NAME_BYTES_MAX)..]);
            if fixed.iter().any(|known| known.as_bytes() == lower) {
                self.key(param.name, (id, None));
                self.key(param.value, (id, None));
                continue;
            }
            let own = match member {
                None => Some(self.member(param.whole, name)),
                // What goes with the field is all of it.
                Some(member) => Some(member),
            };
            self.key(param.name, (name, own));
            self.param(&param, (name, own));
            if let Some(section) = param.section {
                // Readers put the parts of a value in the order of their numbers (RFC 2231, section 3), however they stand.
                let wanted = if next_section.0 == lower { next_section.1 } else { 0 };
                if section != wanted && !param.value.is_empty() {
                    self.unread(param.value);
                }
                next_section = (lower, section.saturating_add(1));
            }
        }
        if self.sheet.pieces.len() > pieces + 1 {
            self.sheet.joins.push((pieces, self.sheet.pieces.len()));
        } else {
            self.sheet.pieces.truncate(pieces);
        }
    }

    fn param(&mut self, param: &Param, of: (NameId, Option<u32>)) {
        if param.value.is_empty() {
            return;
        }
        match param.is_escaped {
            true => self.escaped(param, of),
            false => {
                self.text_cell(param.value, if param.is_quoted { Form::QuotedToken } else { Form::Token }, of)
            }
        }
        if param.section.is_some() {
            // What it says is the last cell.
            let cell = self.sheet.cells.len() as u32 - 1;
            self.sheet.pieces.push(Piece { cell, part: None, gap: Gap::None });
        }
    }

    /// A parameter with percent escapes: behind its charset and language, when it is the first of several.
    fn escaped(&mut self, param: &Param, of: (NameId, Option<u32>)) {
        let (mut charset, mut span) = (Some(Charset::UTF_8), param.value);
        let mut quotes = memchr::memchr_iter(b'\'', span.of(self.text));
        if let (Some(first), Some(second)) = (quotes.next(), quotes.next())
            && param.section.is_none_or(|n| n == 0)
        {
            charset = word::charset_named(&span.of(self.text)[..first]);
            let language = Span::new(span.start + first + 1, span.start + second);
            self.key(Span::new(span.start, span.start + first), of);
            self.key(language, of);
            span.start += second + 1;
        }
        let (from, from_places) = (self.sheet.decoded.len(), self.sheet.places.len());
        let Sheet { decoded, places, .. } = &mut *self.sheet;
        let is_read =
            charset.is_some_and(|charset| params::percent(self.text, span, charset, decoded, places));
        let value = if is_read {
            let to = decoded.len();
            decoded.push(b'\n');
            places.push(span.end as u32);
            Value::Decoded(Span::new(from, to))
        } else {
            decoded.truncate(from);
            places.truncate(from_places);
            Value::Plain
        };
        let spot = Spot { charset: charset.unwrap_or_default(), ..self.spot(Form::Percent) };
        self.push(span, value, Kind::Text, spot, of);
        if !is_read {
            self.unread(span);
        }
    }
}
