//! Is a log whole? Looks at every record, and says which is the first that does not fit.

use std::io::BufRead;

use serde_json::Value;

use crate::audit::{Kind, Link, SCHEMA_VERSION};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::AUDIT_RECORD_BYTES_MAX;

/// What the chain needs of a record.
pub(super) struct Entry {
    pub(super) number: u64,
    pub(super) previous: Link,
    pub(super) link: Link,
    kind: Kind,
    /// The intent that an outcome is of.
    intent: Option<Link>,
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is not a record.
    Unreadable,
    /// It is cut short, as when the machine stopped while it was written.
    Torn,
    /// Its number does not follow that of the one before it.
    Number,
    /// It does not name the record before it.
    Chain,
    /// It is the outcome of an intent that does not stand before it, or that has one.
    Intent,
}

impl Flaw {
    fn what(self) -> &'static str {
        match self {
            Flaw::Unreadable => "this is not an audit record",
            Flaw::Torn => "the record is cut short",
            Flaw::Number => "a record is missing before it, or was put in",
            Flaw::Chain => "it or the record before it was changed, or one is missing",
            Flaw::Intent => "it is the outcome of nothing that stands before it",
        }
    }
}

/// A log in which every record fits.
#[derive(Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many records there are.
    pub records: u64,
    /// Intents without an outcome: runs that were stopped, or are under way.
    pub open: u64,
    /// The link of the last record.
    pub head: Link,
    /// The link that was looked for is one of these.
    pub has_known: bool,
}

/// Reads the line of a record, without its line end.
pub(super) fn read_entry(line: &[u8]) -> Result<Entry, Flaw> {
    let read = || {
        let record: Value = serde_json::from_slice(line).ok()?;
        let text = |name: &str| record.get(name).and_then(Value::as_str);
        let kind = text("record").and_then(|name| Kind::NAMES.iter().position(|n| *n == name))?;
        (record.get("schema_version")?.as_u64()? == SCHEMA_VERSION).then_some(())?;
        let intent = text("intent").and_then(Link::parse);
        (kind != Kind::Outcome as usize || intent.is_some()).then_some(())?;
        Some(Entry {
            number: record.get("number")?.as_u64()?,
            previous: Link::parse(text("previous")?)?,
            link: Link::of(line),
            kind: Kind::ALL[kind],
            intent,
        })
    };
    read().ok_or(Flaw::Unreadable)
}

/// Checks every record of `log`; `known` is a link that has to be among them.
pub fn verify(log: &mut dyn BufRead, known: Option<Link>) -> Result<Verified> {
    let mut made = Verified {
        records: 0,
        open: 0,
        head: Link::FIRST,
        has_known: known.is_none_or(|k| k == Link::FIRST),
    };
    let mut open: Vec<Link> = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        let most = AUDIT_RECORD_BYTES_MAX as u64;
        let got = std::io::Read::take(&mut *log, most).read_until(b'\n', &mut line);
        let got = got.map_err(|e| Error::io(ErrorKind::Input, "the audit log cannot be read", &e))?;
        if got == 0 {
            made.open = open.len() as u64;
            return Ok(made);
        }
        let number = made.records + 1;
        let entry = fitting(&line, number, made.head, &mut open).map_err(|flaw| {
            Error::new(ErrorKind::Verification, flaw.what()).ordinal("record", number).fix(
                "what stands before it fits together; compare with a copy, or with a head that was kept elsewhere",
            )
        })?;
        made.records = number;
        made.head = entry.link;
        made.has_known |= known == Some(entry.link);
    }
}

/// Reads record `number`, which stands behind `head`. `open` are the intents that have no outcome yet.
fn fitting(line: &[u8], number: u64, head: Link, open: &mut Vec<Link>) -> Result<Entry, Flaw> {
    let Some(whole) = line.strip_suffix(b"\n") else {
        return Err(if line.len() < AUDIT_RECORD_BYTES_MAX { Flaw::Torn } else { Flaw::Unreadable });
    };
    let entry = read_entry(whole)?;
    if entry.previous != head {
        return Err(Flaw::Chain);
    }
    if entry.number != number {
        return Err(Flaw::Number);
    }
    match (entry.kind, entry.intent) {
        (Kind::Intent, _) => open.push(entry.link),
        (Kind::Outcome, intent) => {
            let at = open.iter().position(|o| Some(*o) == intent).ok_or(Flaw::Intent)?;
            open.swap_remove(at);
        }
        (Kind::Refused, _) => {}
    }
    Ok(entry)
}
