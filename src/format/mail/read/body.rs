//! Bodies: texts as they read once transfer encoding and charset are undone, and what cannot be seen into.

use super::*;
use crate::format::mail::inside;
use crate::format::mail::signature::{self, Signed};
use crate::format::mail::{handle, people};
use crate::format::parts::Part;

impl Reader<'_> {
    /// A body without parts.
    pub(super) fn leaf(&mut self, span: Span, kind: &str, kinds: &Kinds) -> Result<(), Fault> {
        // The white space around base64 says nothing.
        let span = if kinds.transfer == Transfer::Base64 { trimmed(self.text, span) } else { span };
        if kinds.transfer == Transfer::Quoted && has_odd_break(span.of(self.text)) {
            return Err(fault(
                span.start,
                "quoted-printable text has a soft line break that not all readers take for one; the input is withheld",
            ));
        }
        let mut raw = std::mem::take(&mut self.spare);
        raw.clear();
        let mut seen = span.of(self.text);
        if kinds.transfer != Transfer::Identity {
            match kinds.transfer {
                Transfer::Base64 => transfer::base64(self.text, span, &mut |byte, _| raw.push(byte))?,
                _ => transfer::quoted(self.text, span, &mut raw, &mut Vec::new()),
            }
            seen = &raw;
        }
        let charset = match kinds.charset {
            None => Some(Charset::UTF_8),
            Some(said) => word::charset_named(said.of(self.text)),
        };
        let front = &seen[..seen.len().min(4096)];
        let wide = Charset::by_mark(front).filter(|c| c.is_wide()).or_else(|| Charset::by_zeros(front));
        let charset = match (wide, charset) {
            (Some(wide), Some(said)) if !said.is_wide() => Some(wide),
            // `utf-16` says nothing of the order of bytes.
            (Some(wide), None) if said_wide(kinds.charset.map(|c| c.of(self.text))) => Some(wide),
            // Its bytes are not what it says, and as they stand they are a text.
            (None, Some(said)) if said.is_wide() && kinds.transfer != Transfer::Base64 => None,
            (_, said) => said,
        };
        let is_wide = charset.is_some_and(Charset::is_wide);
        // Base64 that says no text: as it stands it may be one, which some reader shows.
        let is_none = kinds.transfer == Transfer::Base64
            && charset.is_some_and(Charset::is_utf8)
            && std::str::from_utf8(seen).is_err();
        let is_closed = !is_wide && (is_none || leaf::is_closed(kind, seen));
        self.spare = raw;
        if is_closed {
            return self.closed(span, kinds);
        }
        match charset {
            Some(charset) => {
                let says = Says { kind, extension: &kinds.extension, flowed: kinds.flowed };
                self.prose(span, (kinds.transfer, charset), says)
            }
            // Its characters are not known, so nobody can say what it says.
            None => {
                self.unknown = self.unknown.or(kinds.charset.map(|said| said.start));
                self.withheld(span, kinds.transfer);
                Ok(())
            }
        }
    }

    /// A part that cannot be seen into.
    pub(super) fn closed(&mut self, span: Span, kinds: &Kinds) -> Result<(), Fault> {
        if !self.mail.skips {
            return Err(Fault {
                at: kinds.said_at,
                what: "a message has a part that obelus cannot see into (an image, a document, an archive, something \
                       encrypted); the input is withheld",
                fix: "take such parts away, or have a marker written in their place with `--on-unsupported skip`",
            });
        }
        self.withheld(span, kinds.transfer);
        Ok(())
    }

    /// All of `span` becomes a marker.
    fn withheld(&mut self, span: Span, transfer: Transfer) {
        let span = trimmed(self.text, span);
        if span.is_empty() {
            return;
        }
        let name = self.root(b"body");
        let member = self.member(span, name);
        // It holds something, which nobody looks at.
        let Sheet { decoded, places, .. } = &mut *self.sheet;
        let first = decoded.len();
        decoded.extend_from_slice(b"-\n");
        places.extend([span.start as u32, span.end as u32]);
        let value = Value::Decoded(Span::new(first, first + 1));
        self.push(span, value, Kind::Prose, self.spot(Form::Withheld(transfer)), (name, Some(member)));
        if let Some(cell) = self.sheet.cells.last_mut() {
            cell.unread = true;
        }
    }

    /// Running text.
    pub(super) fn prose(
        &mut self,
        span: Span,
        (transfer, charset): (Transfer, Charset),
        says: Says<'_>,
    ) -> Result<(), Fault> {
        if span.is_empty() || span.of(self.text).iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        // What was decoded with the whole input is no text of this charset any more.
        let is_decoded = transfer == Transfer::Identity && !self.charset.is_utf8();
        let charset = if is_decoded { Charset::UTF_8 } else { charset };
        let name = self.root(b"body");
        let member = self.member(span, name);
        let of = (name, Some(member));
        let spot = Spot { charset, ..self.spot(Form::Body(transfer)) };
        let is_plain = charset.is_utf8() || span.of(self.text).is_ascii() && !charset.is_wide();
        let value = match transfer == Transfer::Identity && is_plain {
            true => Some(Value::Plain),
            false => self.decoded(span, transfer, charset)?,
        };
        match value {
            Some(value) => {
                self.push(span, value, Kind::Prose, spot, of);
                self.name_parts(says);
            }
            None => {
                self.unknown = self.unknown.or(Some(span.start));
                self.withheld(span, transfer);
            }
        }
        Ok(())
    }

    /// Names what has a name in the body that is the last cell.
    fn name_parts(&mut self, says: Says<'_>) {
        let Some(last) = self.sheet.cells.last() else { return };
        let number = self.sheet.cells.len() as u32 - 1;
        let (span, place) = (last.span(), last.value());
        // The reader of what stands in it needs the sheet.
        let decoded = std::mem::take(&mut self.sheet.decoded);
        let value = match place {
            Value::Plain => span.of(self.text),
            Value::Decoded(own) => own.of(&decoded),
        };
        let mut parts = Vec::new();
        let is_read = inside::read(value, number, says, self.sheet, &mut parts);
        if !self.mail.is_card {
            let part = |span, name| Part { cell: number, span, name, kind: Kind::Text, is_piece: false };
            self.authors.find(value, |span, name| parts.push(part(span, name)));
            let body = self.sheet.names.table(b"body");
            let name = self.sheet.names.id(body, b"display-name");
            people::quoted(value, |span| parts.push(part(span, name)));
            let street = self.sheet.names.id(body, b"street");
            signature::find(value, |span, what| {
                parts.push(part(span, if what == Signed::Name { name } else { street }));
            });
            let name = self.sheet.names.id(body, b"email");
            handle::find(value, |span| parts.push(part(span, name)));
        }
        parts.sort_by_key(|part| (part.span.start, std::cmp::Reverse(part.span.end)));
        self.sheet.parts.append(&mut parts);
        self.sheet.decoded = decoded;
        if !is_read && let Some(cell) = self.sheet.cells.last_mut() {
            cell.unread = true;
        }
    }

    /// What a body says; nothing where it is no text of its charset.
    fn decoded(&mut self, span: Span, transfer: Transfer, charset: Charset) -> Result<Option<Value>, Fault> {
        let Sheet { decoded, places, .. } = &mut *self.sheet;
        let (first, first_place) = (decoded.len(), places.len());
        if charset.is_utf8() {
            match transfer {
                Transfer::Base64 => transfer::base64(self.text, span, &mut |byte, place| {
                    decoded.push(byte);
                    places.push(place as u32);
                })?,
                _ => transfer::quoted(self.text, span, decoded, places),
            }
        } else {
            let (mut raw, mut from) = (Vec::new(), Vec::new());
            match transfer {
                Transfer::Base64 => transfer::base64(self.text, span, &mut |byte, place| {
                    raw.push(byte);
                    from.push(place as u32);
                })?,
                Transfer::Quoted => transfer::quoted(self.text, span, &mut raw, &mut from),
                Transfer::Identity => {
                    raw.extend_from_slice(span.of(self.text));
                    from.extend(span.start as u32..span.end as u32);
                }
            }
            if charset.read_with_places(&raw, |n| from[n], decoded, places).is_err() {
                decoded.truncate(first);
                places.truncate(first_place);
                return Ok(None);
            }
        }
        let last = decoded.len();
        decoded.push(b'\n');
        places.push(span.end as u32);
        Ok(Some(Value::Decoded(Span::new(first, last))))
    }
}

/// True where an equals sign stands before a CR that ends no line.
fn has_odd_break(text: &[u8]) -> bool {
    memchr::memmem::find_iter(text, b"=\r").any(|at| text.get(at + 2).is_some_and(|b| *b != b'\n'))
}

/// True for the name of a charset of wide units without their order.
fn said_wide(name: Option<&[u8]>) -> bool {
    name.is_some_and(|name| {
        [&b"utf-16"[..], b"utf-32", b"ucs-2"].iter().any(|wide| name.eq_ignore_ascii_case(wide))
    })
}
