//! Audit log: who asked for values, why, and how many were revealed. Never a value, and never a token.
//!
//! JSON lines. Every record holds the SHA-256 of the line before it, so that no record can be changed, taken out
//! or put in between without the next one saying so. `docs/RESTORE.md` describes the records and says what the
//! chain proves and what it does not.

use std::fmt;

use data_encoding::HEXLOWER;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::keys::canon::Domain;

pub mod log;
pub mod verify;

/// The version of the records.
pub const SCHEMA_VERSION: u64 = 1;

/// SHA-256 of a record's line, without its line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link([u8; 32]);

impl Link {
    /// What the first record has for the one before it.
    pub const FIRST: Link = Link([0; 32]);

    /// Of a line without its line end.
    pub fn of(line: &[u8]) -> Self {
        Link(Sha256::digest(line).into())
    }

    /// The one that `text` spells.
    pub fn parse(text: &str) -> Option<Self> {
        HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(Link)
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody is about to reveal values. It is on disk before the first of them is.
    Intent,
    /// What became of an intent.
    Outcome,
    /// Somebody asked for more than the run allows; nothing was revealed.
    Refused,
}

impl Kind {
    /// The names, in the order of [`Kind::ALL`].
    pub const NAMES: &'static [&'static str] = &["intent", "outcome", "refused"];
    /// All of them.
    pub const ALL: &'static [Kind] = &[Kind::Intent, Kind::Outcome, Kind::Refused];

    fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// The fields of a record but those of the chain.
pub struct Record {
    kind: Kind,
    fields: Map<String, Value>,
}

impl Record {
    /// One without fields, made at `time` (RFC 3339).
    pub fn new(kind: Kind, time: String) -> Self {
        let mut fields = Map::new();
        fields.insert("time".to_owned(), time.into());
        Record { kind, fields }
    }

    /// With one more field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// With the fields of `other` that this one does not have.
    #[must_use]
    pub fn like(mut self, other: &Record) -> Self {
        for (name, value) in &other.fields {
            self.fields.entry(name.clone()).or_insert_with(|| value.clone());
        }
        self
    }

    /// Its line, as record `number` behind `previous`.
    fn line(mut self, number: u64, previous: Link) -> String {
        self.fields.insert("schema_version".to_owned(), SCHEMA_VERSION.into());
        self.fields.insert("record".to_owned(), self.kind.name().into());
        self.fields.insert("number".to_owned(), number.into());
        self.fields.insert("previous".to_owned(), previous.to_string().into());
        Value::Object(self.fields).to_string()
    }
}

/// Numbers of tokens by token domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts([u64; Domain::ALL.len()]);

impl Counts {
    /// One more of `domain`.
    pub fn count(&mut self, domain: Domain) {
        self.0[domain as usize] += 1;
    }

    /// Adds those of another part.
    pub fn add(&mut self, other: &Counts) {
        self.0.iter_mut().zip(other.0).for_each(|(mine, more)| *mine += more);
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Those that are not zero, with the names of their domains.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, u64)> {
        Domain::NAMES.iter().copied().zip(self.0).filter(|(_, n)| *n > 0)
    }
}

impl From<&Counts> for Value {
    fn from(counts: &Counts) -> Value {
        counts.named().map(|(name, n)| (name.to_owned(), Value::from(n))).collect::<Map<_, _>>().into()
    }
}
