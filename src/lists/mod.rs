//! Lists: who opted out, consented, was told. A list holds hashes of its subjects and no value.
//!
//! [`read`] takes the statements of a file, [`List`] answers for one identifier of a record. A statement is about a
//! subject, for a purpose or for all, says yes or no, and was made at some time; the latest that counts decides.

use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

use crate::error::{Error, ErrorKind, Result};
use crate::keys::canon::{self, Domain};

pub mod broad;
pub mod day;
pub mod read;

/// What identifiers are hashed with: a key that nobody knows and that is gone after the run, so that nobody can make a
/// subject whose hash is that of another.
#[derive(Clone, Copy)]
pub struct Seed(u64, u64);

impl Seed {
    /// A new one.
    pub fn new() -> Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)
            .map_err(|_| Error::new(ErrorKind::Internal, "the system gives no random numbers"))?;
        let (one, two) = bytes.split_at(8);
        let number = |half: &[u8]| half.iter().fold(0, |n: u64, b| n << 8 | u64::from(*b));
        Ok(Seed(number(one), number(two)))
    }
}

/// An identifier as lists know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(u64, u64);

/// How far two spellings are one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// The same canonical form (`docs/TOKENS.md`).
    Exact,
    /// Also where somebody wrote an address or number in another way that reaches the same person ([`broad`]).
    Broad,
}

impl Match {
    /// The mark of a value.
    pub fn mark(self, seed: Seed, domain: Domain, value: &[u8]) -> Mark {
        let canonical = canon::canonical(domain, value.trim_ascii());
        let mut hasher = SipHasher24::new_with_keys(seed.0, seed.1);
        hasher.write(domain.code().as_bytes());
        match self {
            Match::Exact => hasher.write(&canonical),
            Match::Broad => hasher.write(&broad::form(domain, &canonical)),
        }
        let hash = hasher.finish128();
        Mark(hash.h1, hash.h2)
    }
}

/// One statement, packed: what orders it comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    mark: Mark,
    /// 16 bits: 0 = for all purposes, else the number of the purpose, from 1. Then the time, then yes.
    rest: u64,
}

/// Times in rows: seconds from 1970, moved so that none is negative. Those without a date come before all others.
const TIME_BITS: u32 = 47;
const TIME_ZERO: i64 = 1 << 46;

impl Row {
    fn new(mark: Mark, purpose: u16, time: Option<i64>, yes: bool) -> Self {
        let time = time.map_or(0, |t| (t + TIME_ZERO).clamp(1, (1 << TIME_BITS) - 1) as u64);
        Row { mark, rest: u64::from(purpose) << (TIME_BITS + 1) | time << 1 | u64::from(yes) }
    }

    /// The same, made at the beginning of its day.
    fn of_its_day(self) -> Self {
        let time = match self.time() {
            0 => None,
            some => Some((some as i64 - TIME_ZERO).div_euclid(day::DAY) * day::DAY),
        };
        Row::new(self.mark, self.purpose(), time, self.yes())
    }

    fn purpose(self) -> u16 {
        (self.rest >> (TIME_BITS + 1)) as u16
    }

    fn time(self) -> u64 {
        self.rest >> 1 & ((1 << TIME_BITS) - 1)
    }

    fn yes(self) -> bool {
        self.rest & 1 == 1
    }
}

/// The statements of one file about one state.
pub struct List {
    /// How its subjects are compared.
    pub matching: Match,
    rows: Vec<Row>,
    /// Where the rows of each range of marks begin.
    starts: Vec<u32>,
    shift: u32,
    domains: Vec<Domain>,
    purposes: Vec<String>,
}

/// What a list says of one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Says {
    /// For some of the purposes asked for it says yes.
    pub any: bool,
    /// For each of them it does.
    pub all: bool,
}

impl List {
    /// Of these statements.
    fn new(matching: Match, mut rows: Vec<Row>, mut domains: Vec<Domain>, purposes: Vec<String>) -> Self {
        rows.sort_unstable();
        // Of one subject and purpose the latest statement counts; where two are of one time, both stay.
        rows.dedup_by(|next, kept| {
            let same = next.mark == kept.mark && next.purpose() == kept.purpose();
            if same && next.time() > kept.time() {
                *kept = *next;
            }
            same && (next.time() < kept.time() || *next == *kept)
        });
        rows.shrink_to_fit();
        domains.sort_unstable();
        domains.dedup();
        let bits = (rows.len() / 4).max(1).ilog2();
        let shift = 64 - bits.max(1);
        let mut starts = Vec::with_capacity((1 << bits.max(1)) + 1);
        let mut at = 0;
        for bucket in 0..1_u64 << bits.max(1) {
            while rows.get(at).is_some_and(|row| row.mark.0 >> shift < bucket) {
                at += 1;
            }
            starts.push(at as u32);
        }
        starts.push(rows.len() as u32);
        List { matching, rows, starts, shift, domains, purposes }
    }

    /// How many statements it holds.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when nobody said anything.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// True when it knows subjects by identifiers of `domain`.
    pub fn knows(&self, domain: Domain) -> bool {
        self.domains.contains(&domain)
    }

    /// The number of a purpose in it; 0 for one that no statement names, and for none.
    pub fn purpose(&self, name: Option<&str>) -> u16 {
        let found = name.and_then(|name| self.purposes.iter().position(|p| p == name));
        found.map_or(0, |n| n as u16 + 1)
    }

    /// What it says of `mark` for `purposes`, each by its number; `every` = whatever a statement was made for counts.
    pub fn says(&self, mark: Mark, purposes: &[u16], every: bool) -> Says {
        let bucket = (mark.0 >> self.shift) as usize;
        let rows = &self.rows[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        let first = rows.partition_point(|row| row.mark < mark);
        let rows = &rows[first..];
        let rows = &rows[..rows.iter().take_while(|row| row.mark == mark).count()];
        if rows.is_empty() {
            return Says { any: false, all: false };
        }
        let any_at_all = every && rows.iter().any(|row| row.yes());
        let of = |purpose: u16| self.latest(rows, purpose);
        Says {
            any: any_at_all || purposes.iter().any(|p| of(*p)),
            all: !purposes.is_empty() && purposes.iter().all(|p| of(*p)),
        }
    }

    /// What the latest of `rows` that counts for `purpose` says. Of several at one time the stricter one holds.
    fn latest(&self, rows: &[Row], purpose: u16) -> bool {
        let counting = || rows.iter().filter(|row| row.purpose() == 0 || row.purpose() == purpose);
        let Some(time) = counting().map(|row| row.time()).max() else { return false };
        let mut latest = counting().filter(|row| row.time() == time).map(|row| row.yes());
        match self.matching {
            Match::Broad => latest.any(|yes| yes),
            Match::Exact => latest.all(|yes| yes),
        }
    }
}

#[cfg(test)]
mod tests;
