//! Contacts and calendars: the properties of vCard (RFC 6350, and the versions before it) and of iCalendar (RFC 5545).
//!
//! A property is a line, and a line goes on behind a line end and a space or a tab, wherever that falls. So what the lines of a
//! property say together is looked at beside each of them, and its name is that of each part.

use super::{is_blank, line};
use crate::format::names::NameId;
use crate::format::parts::Part;
use crate::format::sheet::{Gap, Kind, Piece, Sheet};
use crate::limits::{FIELD_NAME_BYTES_MAX, MAIL_PARTS_MAX};
use crate::span::Span;

/// What properties hold, sorted: what their value is called, or each component of it. Of those with no word, and of what is nobody's,
/// the name says nothing.
const PROPERTIES: [(&str, &[&str]); 45] = [
    ("adr", &["po box", "street address", "street address", "city", "state", "postal code", "country"]),
    ("attendee", &["email"]),
    ("bday", &["birth date"]),
    ("begin", &[]),
    ("birthplace", &["birth place"]),
    ("calscale", &[]),
    ("class", &[]),
    ("contact", &["contact name"]),
    ("created", &[]),
    ("dtend", &[]),
    ("dtstamp", &[]),
    ("dtstart", &[]),
    ("due", &[]),
    ("email", &["email"]),
    ("end", &[]),
    ("fn", &["display name"]),
    ("gender", &["gender"]),
    ("geo", &["latitude", "longitude"]),
    ("impp", &["username"]),
    ("kind", &[]),
    ("label", &["address"]),
    ("last-modified", &[]),
    ("logo", &[]),
    ("mailer", &[]),
    ("method", &[]),
    ("n", &["last name", "first name", "middle name"]),
    ("nickname", &["nickname"]),
    ("org", &["organization"]),
    ("organizer", &["email"]),
    ("photo", &[]),
    ("prodid", &[]),
    ("rev", &[]),
    ("role", &["job title"]),
    ("rrule", &[]),
    ("sequence", &[]),
    ("sound", &[]),
    ("source", &[]),
    ("status", &[]),
    ("tel", &["phone"]),
    ("title", &["job title"]),
    ("transp", &[]),
    ("tz", &[]),
    ("tzid", &[]),
    ("uid", &[]),
    ("version", &[]),
];

/// The parameters of a property that say who it is about.
const PARAMETERS: [(&str, &str); 2] = [("cn", "display name"), ("email", "email")];

/// Schemes that stand before a value.
const SCHEMES: [&str; 2] = ["mailto:", "tel:"];

/// Types of parts that are contacts or calendars.
const KINDS: [&str; 6] =
    ["application/ics", "text/calendar", "text/directory", "text/vcard", "text/x-vcalendar", "text/x-vcard"];

/// True for a part with this type, or this beginning.
pub(super) fn is_card(kind: &str, value: &[u8]) -> bool {
    KINDS.contains(&kind) || begins(value)
}

/// True for the first bytes of contacts or of a calendar.
pub fn begins(text: &[u8]) -> bool {
    let text = text.strip_prefix(crate::format::BOM).unwrap_or(text).trim_ascii_start();
    let is = |start: &str| {
        let rest =
            text.get(start.len()..).filter(|_| text[..start.len()].eq_ignore_ascii_case(start.as_bytes()));
        rest.is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace))
    };
    is("BEGIN:VCARD") || is("BEGIN:VCALENDAR")
}

/// Where the next record begins at or behind `from`, which is not 0: a contact, an event, a task, a note. Otherwise, where to look on
/// once there is more: `is_whole` says that there is no more.
pub(super) fn next(text: &[u8], from: usize, is_whole: bool) -> (Option<usize>, usize) {
    const BEGIN: &[u8] = b"\nBEGIN:V";
    const NAMES: [&[u8]; 4] = [b"CARD", b"EVENT", b"TODO", b"JOURNAL"];
    let mut at = from.saturating_sub(1);
    while let Some(n) = text.get(at..).and_then(|rest| memchr::memmem::find(rest, BEGIN)) {
        let (start, name) = (at + n + 1, at + n + BEGIN.len());
        match memchr::memchr(b'\n', &text[name..]) {
            None if !is_whole => return (None, start),
            end => {
                let end = end.map_or(text.len(), |n| name + n);
                if NAMES.contains(&text[name..end].trim_ascii_end()) {
                    return (Some(start), start);
                }
            }
        }
        at = start;
    }
    (None, text.len().saturating_sub(BEGIN.len()).max(from))
}

/// Names the properties of `value`, which is that of the cell `cell`. False where those are more than are kept.
pub(super) fn read(value: &[u8], cell: u32, sheet: &mut Sheet, parts: &mut Vec<Part>) -> bool {
    let mut property = Property::default();
    let mut at = 0;
    while at < value.len() {
        let (own, next) = line(value, at, value.len());
        let is_fold = !property.rows.is_empty() && value.get(at).is_some_and(|b| is_blank(*b));
        if !is_fold && !property.is_open {
            property.finish(value, cell, sheet, parts);
        }
        if parts.len().max(property.rows.len()).max(sheet.pieces.len()) > MAIL_PARTS_MAX {
            return false;
        }
        property.add(value, Span::new((own.start + usize::from(is_fold)).min(own.end), own.end));
        at = next;
    }
    property.finish(value, cell, sheet, parts);
    true
}

/// A property with the lines that it stands on.
#[derive(Default)]
struct Property {
    /// What they say together.
    text: Vec<u8>,
    /// Where each part of that stands in the value, in both.
    rows: Vec<(Span, usize)>,
    /// It is in quoted-printable (vCard 2.1), and its last line ends with a soft line break.
    is_open: bool,
}

impl Property {
    fn add(&mut self, value: &[u8], span: Span) {
        let (start, line) = (self.text.len(), span.of(value));
        self.is_open = line.ends_with(b"=") && (self.is_open || is_quoted(line));
        let span = Span::new(span.start, span.end - usize::from(self.is_open));
        self.text.extend_from_slice(span.of(value));
        self.rows.push((Span::new(start, self.text.len()), span.start));
    }

    /// Reads what was put together, and is empty then.
    fn finish(&mut self, value: &[u8], cell: u32, sheet: &mut Sheet, parts: &mut Vec<Part>) {
        if self.rows.len() > 1 {
            let first = sheet.pieces.len();
            for (own, start) in &self.rows {
                let part = Some(Span::new(*start, start + own.len()));
                sheet.pieces.push(Piece { cell, part, gap: Gap::None });
            }
            sheet.joins.push((first, sheet.pieces.len()));
        }
        debug_assert!(self.text.len() <= value.len(), "it says no more than it is");
        self.read(cell, sheet, parts);
        self.text.clear();
        self.rows.clear();
        self.is_open = false;
    }

    /// Names the value and the parameters of the property.
    fn read(&self, cell: u32, sheet: &mut Sheet, parts: &mut Vec<Part>) {
        let text = &self.text[..];
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.');
        let end = text.iter().position(|b| !is_name(b)).unwrap_or(text.len());
        if end == 0 || !matches!(text.get(end), Some(b':' | b';')) {
            return;
        }
        // A group stands before the name.
        let start = memchr::memrchr(b'.', &text[..end]).map_or(0, |n| n + 1);
        let lower = text[start..end].to_ascii_lowercase();
        let lower = &lower[lower.len().saturating_sub(FIELD_NAME_BYTES_MAX)..];
        let mut put = |name: NameId, span: Span| self.put(name, span, cell, parts);
        let above = sheet.names.table(lower);
        let mut at = end;
        while text.get(at) == Some(&b';') {
            let equals = text[at + 1..].iter().position(|b| !is_name(b)).map_or(text.len(), |n| at + 1 + n);
            let own = text[at + 1..equals].to_ascii_lowercase();
            let from = equals + usize::from(text.get(equals) == Some(&b'='));
            at = parameter_end(text, from);
            if let Some((_, meaning)) = PARAMETERS.iter().find(|(name, _)| name.as_bytes() == own) {
                put(sheet.names.id(above, meaning.as_bytes()), unquoted(text, Span::new(from, at)));
            }
        }
        if text.get(at) != Some(&b':') {
            return;
        }
        let whole = Span::new(at + 1, text.len());
        match PROPERTIES.binary_search_by_key(&lower, |(name, _)| name.as_bytes()) {
            Err(_) => put(sheet.names.id(NameId::ROOT, lower), whole),
            Ok(known) => match PROPERTIES[known].1 {
                [] => {}
                [one] => put(sheet.names.id(above, one.as_bytes()), without_scheme(text, whole)),
                many => {
                    for (own, meaning) in components(text, whole).zip(many) {
                        put(sheet.names.id(above, meaning.as_bytes()), own);
                    }
                }
            },
        }
    }

    /// `span` of the property is the field `name`, on every line that it stands on.
    fn put(&self, name: NameId, span: Span, cell: u32, parts: &mut Vec<Part>) {
        let from = self.rows.partition_point(|(own, _)| own.end <= span.start);
        let rows = self.rows[from..].iter().take_while(|(own, _)| own.start < span.end);
        let is_piece = rows.clone().nth(1).is_some();
        for (own, start) in rows {
            let (first, last) = (own.start.max(span.start) - own.start, own.end.min(span.end) - own.start);
            if first < last {
                let span = Span::new(start + first, start + last);
                parts.push(Part { cell, span, name, kind: Kind::Text, is_piece });
            }
        }
    }
}

/// True where the parameters of a property say that its value is in quoted-printable.
fn is_quoted(line: &[u8]) -> bool {
    let front = &line[..memchr::memchr(b':', line).unwrap_or(0)];
    let mut words = front.split(|b| matches!(b, b';' | b'=' | b','));
    words.any(|word| word.eq_ignore_ascii_case(b"quoted-printable"))
}

/// Where the value of a parameter at `at` ends: at a colon or semicolon outside of quotes.
fn parameter_end(text: &[u8], at: usize) -> usize {
    let (mut at, mut is_quoted) = (at, false);
    while let Some(byte) = text.get(at) {
        match byte {
            // A quote that is never closed is none.
            b'"' if is_quoted || memchr::memchr(b'"', &text[at + 1..]).is_some() => is_quoted = !is_quoted,
            b':' | b';' if !is_quoted => break,
            _ => {}
        }
        at += 1;
    }
    at
}

fn unquoted(text: &[u8], span: Span) -> Span {
    match span.of(text) {
        [b'"', .., b'"'] if span.len() > 1 => Span::new(span.start + 1, span.end - 1),
        _ => span,
    }
}

fn without_scheme(text: &[u8], span: Span) -> Span {
    let value = span.of(text);
    let begins = |scheme: &&str| {
        value.get(..scheme.len()).is_some_and(|front| front.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    let length = SCHEMES.iter().find(|scheme| begins(scheme)).map_or(0, |scheme| scheme.len());
    Span::new(span.start + length, span.end)
}

/// The components of a value: what stands between its semicolons.
fn components(text: &[u8], span: Span) -> impl Iterator<Item = Span> {
    let mut at = Some(span.start);
    std::iter::from_fn(move || {
        let start = at?;
        let mut end = start;
        while end < span.end && text[end] != b';' {
            end += if text[end] == b'\\' { 2 } else { 1 };
        }
        let end = end.min(span.end);
        at = (end < span.end).then_some(end + 1);
        Some(Span::new(start, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let (mut sheet, mut parts) = (Sheet::default(), Vec::new());
        assert!(read(text.as_bytes(), 0, &mut sheet, &mut parts));
        let of = |part: &Part| {
            let path = sheet.names.path(part.name).join(&b'>');
            let sign = if part.is_piece { "~" } else { "" };
            let value = String::from_utf8_lossy(part.span.of(text.as_bytes())).into_owned();
            format!("{}={sign}{value}", String::from_utf8_lossy(&path))
        };
        parts.iter().map(of).collect()
    }

    #[test]
    fn properties_are_named_on_every_line() {
        assert!(PROPERTIES.is_sorted_by_key(|(name, _)| *name) && KINDS.is_sorted());
        for (text, wanted) in [
            ("FN:Ann Lee\r\n", vec!["fn>display name=Ann Lee"]),
            ("FN:Ann L\r\n ee\r\n", vec!["fn>display name=~Ann L", "fn>display name=~ee"]),
            ("F\n N:Ann", vec!["fn>display name=Ann"]),
            ("N:Lee;Ann\\;a;;Dr;", vec!["n>last name=Lee", "n>first name=Ann\\;a"]),
            ("item1.TEL;TYPE=\"home:x\":tel:555-0142", vec!["tel>phone=555-0142"]),
            (
                "ATTENDEE;CN=\"Lee, Ann\";ROLE=X:MAILTO:ann@example.com",
                vec!["attendee>display name=Lee, Ann", "attendee>email=ann@example.com"],
            ),
            (
                "ORGANIZER;CN=Ann \"A:mailto:a@b.example",
                vec!["organizer>display name=Ann \"A", "organizer>email=a@b.example"],
            ),
            ("X-SKYPE:zorva\nUID:1\nBEGIN:VCARD\n", vec!["x-skype=zorva"]),
            (
                "FN;ENCODING=QUOTED-PRINTABLE:Ann=20=\r\nLee\r\nFN:Ann=\nLee:x",
                vec!["fn>display name=~Ann=20", "fn>display name=~Lee", "fn>display name=Ann=", "lee=x"],
            ),
            ("a sentence: no\n no property\n:x\n", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(said(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn records_begin_at_contacts_and_events() {
        let text = b"BEGIN:VCALENDAR\r\nX:y\r\nBEGIN:VTIMEZONE\r\nBEGIN:VEVENT\r\nA:b\r\nBEGIN:VALARM\r\nBEGIN:VTODO";
        let find = |what: &[u8]| memchr::memmem::find(text, what);
        assert_eq!(next(text, 1, true).0, find(b"BEGIN:VEVENT"));
        let event = find(b"BEGIN:VEVENT").map_or(0, |n| n + 1);
        assert_eq!(next(text, event, true).0, find(b"BEGIN:VTODO"));
        assert_eq!(next(text, event, false), (None, find(b"BEGIN:VTODO").unwrap_or(0)));
        for step in 1..text.len() {
            let (mut from, mut found) = (1, Vec::new());
            for end in (0..=text.len()).step_by(step).chain([text.len()]) {
                while from <= end {
                    match next(&text[..end], from, end == text.len()) {
                        (Some(start), _) => {
                            found.push(start);
                            from = start + 1;
                        }
                        (None, on) => {
                            from = on.max(1);
                            break;
                        }
                    }
                }
            }
            assert_eq!(found, [find(b"BEGIN:VEVENT"), find(b"BEGIN:VTODO")].map(Option::unwrap_or_default));
        }
    }
}
