//! Lists: who opted out, consented, was told. A list holds hashes of its subjects and no value.
//!
//! [`read`] takes the statements of a file, [`built`] keeps them hashed in one, [`List`] answers for one identifier of a record. A statement is about a
//! subject, for a purpose or for all, says yes or no, and was made at some time; the latest that counts decides.

use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

use crate::error::{Error, ErrorKind, Result};
use crate::keys::canon::{self, Domain};
use crate::limits::LIST_PURPOSES_MAX;
use crate::lists::day::Made;

pub mod broad;
pub mod built;
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
        Ok(Seed::of(&bytes))
    }

    fn of(bytes: &[u8; 16]) -> Self {
        let (one, two) = bytes.split_at(8);
        let number = |half: &[u8]| half.iter().fold(0, |n: u64, b| n << 8 | u64::from(*b));
        Seed(number(one), number(two))
    }
}

/// What lists are built with: marks and the code at the end are under halves of one derived key.
pub struct ListKey {
    /// The id of the key that it comes from.
    pub id: String,
    /// What identifiers are hashed with.
    pub seed: Seed,
    code: Seed,
}

impl ListKey {
    /// Of a derived key.
    pub fn new(id: String, key: &[u8; 32]) -> Self {
        let half = |from: usize| std::array::from_fn(|n| key[from + n]);
        ListKey { id, seed: Seed::of(&half(0)), code: Seed::of(&half(16)) }
    }

    fn code(&self) -> SipHasher24 {
        SipHasher24::new_with_keys(self.code.0, self.code.1)
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
    /// From the highest bit on: what kind of identifier it is (4 bits), the purpose (12: 0 = for all, else its number, from 1), the time (46),
    /// whether that is a day, and yes.
    rest: u64,
}

/// Times in rows: seconds from 1970, moved so that none is negative. Those without a date come before all others.
const TIME_BITS: u32 = 46;
const TIME_ZERO: i64 = 1 << 45;
const TIME_AT: u32 = 2;
const PURPOSE_AT: u32 = TIME_AT + TIME_BITS;
const DOMAIN_AT: u32 = 60;

const _: () =
    assert!(Domain::ALL.len() <= 1 << (64 - DOMAIN_AT) && LIST_PURPOSES_MAX < 1 << (DOMAIN_AT - PURPOSE_AT));

impl Row {
    fn new(mark: Mark, domain: Domain, purpose: u16, made: Option<Made>, yes: bool) -> Self {
        let time = made.map_or(0, |made| (made.time + TIME_ZERO).clamp(1, (1 << TIME_BITS) - 1) as u64);
        let is_day = u64::from(made.is_some_and(|made| made.is_day));
        let said = time << TIME_AT | is_day << 1 | u64::from(yes);
        Row { mark, rest: (domain as u64) << DOMAIN_AT | u64::from(purpose) << PURPOSE_AT | said }
    }

    /// The same, made at the beginning of its day.
    fn of_its_day(self) -> Self {
        let Some(time) = self.made() else { return self };
        let day = (time.div_euclid(day::DAY) * day::DAY + TIME_ZERO).max(1) as u64;
        let others = self.rest & !(((1 << TIME_BITS) - 1) << TIME_AT);
        Row { mark: self.mark, rest: others | day << TIME_AT | 1 << 1 }
    }

    /// When it was made, where it says so.
    fn made(self) -> Option<i64> {
        (self.time() > 0).then(|| self.time() as i64 - TIME_ZERO)
    }

    fn purpose(self) -> u16 {
        (self.rest >> PURPOSE_AT) as u16 & ((1 << (DOMAIN_AT - PURPOSE_AT)) - 1)
    }

    fn domain(self) -> Domain {
        Domain::ALL[(self.rest >> DOMAIN_AT) as usize % Domain::ALL.len()]
    }

    fn time(self) -> u64 {
        self.rest >> TIME_AT & ((1 << TIME_BITS) - 1)
    }

    fn is_day(self) -> bool {
        self.rest >> 1 & 1 == 1
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
    fn new(matching: Match, mut rows: Vec<Row>, purposes: Vec<String>) -> Self {
        if rows.iter().any(|row| row.is_day()) {
            // A day and a time of it cannot be told apart, so all are days.
            rows.iter_mut().for_each(|row| *row = row.of_its_day());
        }
        let mut known = [false; Domain::ALL.len()];
        rows.iter().for_each(|row| known[row.domain() as usize] = true);
        let domains = Domain::ALL.iter().copied().filter(|domain| known[*domain as usize]).collect();
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
