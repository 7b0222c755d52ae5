//! The vault of a run: which code a value has, and that no token leaves before its row is durable.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::keys::canon::Domain;
use crate::keys::form::{Kind, Parts, base32};
use crate::keys::token::TokenKeys;
use crate::vault::cache::Cache;
use crate::vault::frame::FrameTokens;
use crate::vault::seal::{VaultKeys, damaged, names_of, no_key};
use crate::vault::store::{Erased, Id, NewRow, Owner, Store, Tally};

/// Staged rows have locks of their own, by index.
const PARTS: usize = 16;

/// A vault that is open. One for all inputs and recipients of a run.
pub struct Vault {
    store: Box<dyn Store>,
    cache: Cache,
    /// Rows that are not durable yet. Where the store is shared, rows are durable before anybody else sees their
    /// codes, so nothing is staged.
    staged: [Mutex<Staged>; PARTS],
    /// Held while staged rows are made durable.
    commit: Mutex<()>,
    /// The first failure. After it nothing more is given out or let go.
    failure: Mutex<Option<Error>>,
}

#[derive(Default)]
struct Staged {
    codes: HashMap<Id, Id>,
    /// Those of `codes` that nobody is making durable.
    rows: Vec<NewRow>,
}

/// Where a code came from.
pub(super) enum Known {
    /// Its row is durable.
    Durable(Id),
    /// Its row is staged: it may leave after [`Vault::before_emit`].
    Staged(Id),
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Vault {
    /// The vault that is kept in `store`.
    pub fn new(store: Box<dyn Store>) -> Self {
        Vault {
            store,
            cache: Cache::default(),
            staged: Default::default(),
            commit: Mutex::default(),
            failure: Mutex::default(),
        }
    }

    /// The tokens of one frame for one recipient.
    pub fn frame(&self) -> FrameTokens<'_> {
        FrameTokens::new(self)
    }

    /// Has to succeed before anything that was written with staged codes leaves: makes all staged rows durable, those
    /// of frames that come later included, so that one wait on the disk serves as many frames as possible. `waits` is
    /// [`FrameTokens::waits`] of what is to leave.
    pub fn before_emit(&self, waits: bool) -> Result<()> {
        if waits {
            let _turn = locked(&self.commit);
            self.check().and_then(|()| self.make_durable()).map_err(|e| self.fail(e))?;
        }
        self.check()
    }

    fn make_durable(&self) -> Result<()> {
        let mut rows: Vec<NewRow> = Vec::new();
        self.staged.iter().for_each(|part| rows.append(&mut locked(part).rows));
        if rows.is_empty() {
            return Ok(());
        }
        let proposed: HashMap<Id, Id> = rows.iter().map(|row| (row.index, row.code)).collect();
        self.put(&mut rows)?;
        if rows.iter().any(|row| proposed.get(&row.index) != Some(&row.code)) {
            // Only this process writes to it, and it had looked.
            return Err(
                Error::new(ErrorKind::Vault, "the vault was changed by somebody else").about("--vault")
            );
        }
        // Known as durable before it is forgotten as staged, so that nobody finds it in neither place.
        for row in rows {
            locked(self.part(&row.index)).codes.remove(&row.index);
        }
        Ok(())
    }

    /// Puts rows into the store; afterwards each has the code that holds.
    fn put(&self, rows: &mut [NewRow]) -> Result<()> {
        rows.sort_unstable_by_key(|row| row.index);
        self.store.put(rows)?;
        rows.iter().for_each(|row| self.cache.insert(row.index, row.code));
        Ok(())
    }

    /// Puts the new rows of a frame into a shared store.
    pub(super) fn put_shared(&self, rows: &mut [NewRow]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        self.check().and_then(|()| self.put(rows)).map_err(|e| self.fail(e))
    }

    /// The code of a value. Where it is not known to have one, the row that `new` makes is staged; `None` where the store
    /// is shared.
    pub(super) fn code(&self, index: &Id, new: impl FnOnce() -> Result<NewRow>) -> Result<Option<Known>> {
        self.check()?;
        if let Some(code) = self.cache.get(index) {
            return Ok(Some(Known::Durable(code)));
        }
        if self.store.is_shared() {
            return Ok(None);
        }
        self.stage(index, new).map(Some).map_err(|e| self.fail(e))
    }

    fn stage(&self, index: &Id, new: impl FnOnce() -> Result<NewRow>) -> Result<Known> {
        // Held to the end, so that a value that two frames see at once gets one code.
        let mut staged = locked(self.part(index));
        if let Some(code) = staged.codes.get(index) {
            return Ok(Known::Staged(*code));
        }
        if let Some(code) = self.store.find(index)? {
            self.cache.insert(*index, code);
            return Ok(Known::Durable(code));
        }
        let row = new()?;
        let code = row.code;
        staged.codes.insert(*index, code);
        staged.rows.push(row);
        Ok(Known::Staged(code))
    }

    fn part(&self, index: &Id) -> &Mutex<Staged> {
        &self.staged[usize::from(index[0]) % PARTS]
    }

    fn check(&self) -> Result<()> {
        locked(&self.failure).clone().map_or(Ok(()), Err)
    }

    /// Keeps the first failure, and gives it.
    pub(super) fn fail(&self, error: Error) -> Error {
        locked(&self.failure).get_or_insert(error).clone()
    }

    /// The value of a token in canonical form, with its family. `None` when the token is no genuine one of these
    /// keys, or its subject was erased, or another vault has it: who asks cannot tell which.
    pub fn open_token(&self, keys: &VaultKeys, token: &[u8]) -> Result<Option<(Domain, Zeroizing<Vec<u8>>)>> {
        let Some(parts) = Parts::of(token).filter(|p| p.kind == Kind::Vault) else { return Ok(None) };
        let Some(epoch) = keys.tokens.epochs.iter().position(|e| e.id().as_bytes() == parts.key_id) else {
            return Ok(None);
        };
        if keys.tokens.maker(&parts).is_none() {
            return Ok(None);
        }
        let code = base32().decode(parts.payload).ok().and_then(|code| Id::try_from(code).ok());
        let Some(code) = code else { return Ok(None) };
        let Some(row) = self.store.row(&code)? else { return Ok(None) };
        if row.owner != keys.owner(epoch).map_err(no_key)?.id || row.domain != parts.domain {
            return Ok(None);
        }
        let value = keys.value(epoch, &code, &row).ok_or_else(damaged)?;
        Ok(Some((row.domain, value)))
    }

    /// Erases what is kept of `lines`, each a subject or a value as a person writes it, for the recipients of `keys`.
    /// The second number is how many lines something was erased for.
    pub fn erase(&self, keys: &[Arc<TokenKeys>], lines: &[Zeroizing<Vec<u8>>]) -> Result<(Erased, u64)> {
        let (mut total, mut known) = (Erased::default(), 0);
        let keys: Vec<VaultKeys> = keys.iter().map(|k| VaultKeys::new(k.clone())).collect();
        for line in lines {
            let (mut subjects, mut indexes) = (Vec::new(), Vec::new());
            for keys in &keys {
                let (more_subjects, more_indexes) = names_of(keys, line).map_err(no_key)?;
                subjects.extend(more_subjects);
                indexes.extend(more_indexes);
            }
            let erased = self.store.erase(&subjects, &indexes)?;
            known += u64::from(erased != Erased::default());
            total.subjects += erased.subjects;
            total.tokens += erased.tokens;
        }
        if known > 0 {
            self.store.forget_erased()?;
        }
        Ok((total, known))
    }

    /// Of the recipients of `keys`, the key ids with tokens that these keys do not reach. Sorted.
    pub fn beyond(&self, keys: &[Arc<TokenKeys>]) -> Result<Vec<String>> {
        let (mut recipients, mut reached) = (Vec::new(), Vec::new());
        for keys in keys.iter().map(|k| VaultKeys::new(k.clone())) {
            for epoch in 0..keys.tokens().epochs.len() {
                let owner = keys.owner(epoch).map_err(no_key)?;
                reached.push(owner.id);
                recipients.push(owner.recipient);
            }
        }
        let owners = self.store.tallies()?.into_iter().map(|tally| tally.owner);
        let is_beyond = |owner: &Owner| recipients.contains(&owner.recipient) && !reached.contains(&owner.id);
        let mut beyond: Vec<String> = owners.filter(is_beyond).map(|owner| owner.key_id).collect();
        beyond.sort();
        beyond.dedup();
        Ok(beyond)
    }

    /// Every recipient and key id that has tokens, or had.
    pub fn owners(&self) -> Result<Vec<Owner>> {
        self.store.owners()
    }

    /// How many tokens there are, by recipient, key id and family.
    pub fn tallies(&self) -> Result<Vec<Tally>> {
        self.store.tallies()
    }

    /// How many subjects have a data key.
    pub fn subjects(&self) -> Result<u64> {
        self.store.subjects()
    }
}
