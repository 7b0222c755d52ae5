//! The export format of systemd's journal: a field a line (`FIELD=value`), a blank line behind each entry. A field whose value
//! has a line end is written with its length in eight bytes, zeros among them. What is changed there would have another length, so
//! input with zeros is withheld.

use crate::format::log::{Fields, Place, Refused, State, pairs};
use crate::span::Span;

/// Why a journal with such fields is withheld.
pub(super) const BINARY: Refused = Refused {
    what: "a field of the journal has its length written before it; the input is withheld",
    fix: "export with `journalctl --output=json`, or add `--input-format text`",
};

/// Where it shows that some field is written with its length.
pub(super) fn binary(bytes: &[u8]) -> Option<usize> {
    memchr::memchr(0, bytes)
}

pub(super) fn fits(line: &[u8]) -> bool {
    name(line).is_some_and(|length| length > 3 && line.starts_with(b"_"))
        || line.starts_with(b"MESSAGE=")
        || line.starts_with(b"PRIORITY=")
        || line.starts_with(b"SYSLOG_")
}

pub(super) fn read(_: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    let Some(length) = name(line) else { return };
    let (name, value) = (&line[..length], Span::new(length + 1, line.len()));
    fields.put(name, value, Place::Rest);
    if name == b"MESSAGE" {
        pairs::read_from(line, value.start, fields);
    }
}

/// How long the name of the field is.
fn name(line: &[u8]) -> Option<usize> {
    let length = memchr::memchr(b'=', line)?;
    let of_name = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_';
    (length > 0 && line[..length].iter().all(of_name)).then_some(length)
}
