//! Restore and rekey: tokens of one recipient in any text, turned back into their values or into tokens of a newer
//! key.
//!
//! Tokens are found by their form and check tag (`find.rs`), whatever stands around them; [`Turning`] decides by the
//! token domains that are allowed, and opens them; `splice/turn.rs` writes what comes out in their place, and
//! nothing else changes; [`run`] does that with one input. No policy plays a part: who may see a value is decided by
//! who has the keys and by what is written in the audit log (`docs/RESTORE.md`).

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use zeroize::Zeroizing;

use crate::audit::Counts;
use crate::error::{Error, ErrorKind};
use crate::keys::canon::Domain;
use crate::keys::form::{Kind, Parts};
use crate::keys::token::TokenKeys;
use crate::vault::Vault;
use crate::vault::seal::VaultKeys;

pub mod digest;
mod find;
pub mod run;
pub mod values;

use find::find;
pub(crate) use find::{Is, Place};
pub(crate) use values::Surrogate;

/// What is done with tokens.
pub enum Job {
    /// They are counted. No token is opened and nothing written. What looks like a value is tried in memory, since
    /// nothing else says whether it is a surrogate.
    Count,
    /// Their values take their place.
    Reveal,
    /// Tokens of the newest key take the place of those of older ones. No value is written.
    Rekey,
}

/// What it takes to turn tokens into something else. No Debug: it holds keys.
pub struct Turning {
    keys: Arc<TokenKeys>,
    vault: Option<(Arc<Vault>, VaultKeys)>,
    job: Job,
    allowed: [bool; Domain::ALL.len()],
    /// How many more tokens may be opened.
    left: AtomicU64,
    /// What ended the run.
    failure: OnceLock<Error>,
}

impl Turning {
    /// Does `job` with tokens of `allowed` domains that `keys` made, at most `most` of them.
    pub fn new(keys: Arc<TokenKeys>, job: Job, allowed: &[Domain], most: u64) -> Self {
        let mut list = [false; Domain::ALL.len()];
        allowed.iter().for_each(|domain| list[*domain as usize] = true);
        let left = AtomicU64::new(most);
        Turning { keys, vault: None, job, allowed: list, left, failure: OnceLock::new() }
    }

    /// The same with the vault of the recipient's random tokens.
    #[must_use]
    pub fn with_vault(mut self, vault: Option<Arc<Vault>>) -> Self {
        self.vault = vault.map(|vault| (vault, VaultKeys::new(self.keys.clone())));
        self
    }

    /// Appends the tokens of `text` to `made`, in their order. Longer ones than `most` bytes are none.
    pub(crate) fn find(&self, text: &[u8], most: usize, made: &mut Vec<Place>) {
        find(&self.keys, text, most, made);
    }

    /// True when there is something to write.
    pub(crate) fn writes(&self) -> bool {
        !matches!(self.job, Job::Count)
    }

    /// What there is to do with `token`, which is genuine and of `kind`.
    pub(crate) fn wish(&self, token: &[u8], kind: Kind, domain: Domain) -> Wish {
        match (&self.job, kind) {
            (_, Kind::Hash) => Wish::Never,
            (Job::Rekey, Kind::Vault) => Wish::Never,
            (Job::Rekey, Kind::Reversible) => {
                let id = Parts::of(token).map(|parts| parts.key_id);
                if id == Some(self.keys.key_id().as_bytes()) { Wish::Done } else { Wish::Turn }
            }
            (Job::Count | Job::Reveal, _) if !self.allowed[domain as usize] => Wish::Forbidden,
            (Job::Count | Job::Reveal, _) => Wish::Turn,
        }
    }

    /// What there is to do with a surrogate of `domain` that looks like a value.
    pub(crate) fn wish_value(&self, domain: Domain) -> Wish {
        match self.job {
            Job::Count | Job::Reveal if self.allowed[domain as usize] => Wish::Turn,
            _ => Wish::Forbidden,
        }
    }

    /// Appends what `surrogate`, whose value is `value`, was made of, if it is wished for and can be had back.
    pub(crate) fn undo(&self, surrogate: &Surrogate<'_>, value: &[u8], out: &mut Vec<u8>) -> bool {
        self.may_open() && surrogate.undo(value, out)
    }

    /// Appends what takes the place of `token`, which is genuine and wished for. False when nothing does: why is not
    /// said, so that nothing can be learned from trying.
    pub(crate) fn turn(&self, token: &[u8], out: &mut Vec<u8>) -> bool {
        if !self.may_open() {
            return false;
        }
        let Some((domain, value)) = self.open(token) else { return false };
        match self.job {
            Job::Count => false,
            Job::Reveal => {
                out.extend_from_slice(&value);
                true
            }
            Job::Rekey => self.keys.reversible_token(domain, &value, out).is_ok(),
        }
    }

    /// Takes one from what may be opened.
    fn may_open(&self) -> bool {
        let counted =
            self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if counted.is_err() {
            let what = "there are more tokens than were counted before; the output is withheld";
            let _ = self.failure.set(Error::new(ErrorKind::Refused, what));
            return false;
        }
        true
    }

    /// The value of a token, wherever it is kept.
    fn open(&self, token: &[u8]) -> Option<(Domain, Zeroizing<Vec<u8>>)> {
        let Some((vault, keys)) = &self.vault else { return self.keys.open(token) };
        match vault.open_token(keys, token) {
            Ok(found) => found.or_else(|| self.keys.open(token)),
            Err(e) => {
                let _ = self.failure.set(e);
                None
            }
        }
    }

    /// What ended the run, if something did.
    pub fn failure(&self) -> Option<Error> {
        self.failure.get().cloned()
    }
}

/// What is to be done with a genuine token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// It is to be turned.
    Turn,
    /// Its domain is not among those allowed.
    Forbidden,
    /// It is a token of the newest key.
    Done,
    /// Nobody can turn it: a hash token has no value in it, and a token of a vault no key.
    Never,
}

/// What was found and done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tokens turned; of a run that counts, those that would be.
    pub turned: Counts,
    /// Genuine tokens of domains that are not allowed. They stay.
    pub forbidden: u64,
    /// Tokens of the newest key, which need no other.
    pub current: u64,
    /// Hash tokens, and for rekey those of a vault: genuine, and nothing can be done with them.
    pub fixed: u64,
    /// What begins like a token and could not be turned, for whatever reason. It stays.
    pub unturned: u64,
}

impl Tally {
    /// Adds that of another part.
    pub fn add(&mut self, other: &Tally) {
        self.turned.add(&other.turned);
        self.forbidden += other.forbidden;
        self.current += other.current;
        self.fixed += other.fixed;
        self.unturned += other.unturned;
    }
}
