//! The tokens of one frame for one recipient: one value, one code, however often the frame is looked at.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::keys::canon::{Domain, canonical};
use crate::keys::form::Kind;
use crate::limits::VAULT_ROUNDS_MAX;
use crate::vault::keep::{Known, Vault};
use crate::vault::seal::{VaultKeys, no_key, random};
use crate::vault::store::{Id, NewRow};

/// See the module. It belongs to the thread that works on the frame.
pub struct FrameTokens<'v> {
    vault: &'v Vault,
    codes: RefCell<HashMap<Id, Id>>,
    /// Rows for a shared store that it does not have yet, as far as is known.
    new: RefCell<Vec<NewRow>>,
    waits: Cell<bool>,
    rounds: Cell<usize>,
}

/// No token could be made. The caller writes the marker; [`FrameTokens::settle`] and [`Vault::before_emit`] then fail,
/// when it is the vault's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoToken;

impl<'v> FrameTokens<'v> {
    pub(super) fn new(vault: &'v Vault) -> Self {
        FrameTokens {
            vault,
            codes: RefCell::default(),
            new: RefCell::default(),
            waits: Cell::new(false),
            rounds: Cell::new(0),
        }
    }

    /// Appends the token of `value`. A token of these keys stays as it is. `subject` is who the record is about, in
    /// canonical form.
    pub fn token(
        &self,
        keys: &Arc<VaultKeys>,
        domain: Domain,
        value: &[u8],
        subject: Option<&[u8]>,
        out: &mut Vec<u8>,
    ) -> Result<(), NoToken> {
        if keys.tokens.is_ours(value) == Some((Kind::Vault, domain)) {
            out.extend_from_slice(value);
            return Ok(());
        }
        let code = self.code(keys, domain, value, subject).map_err(|_| NoToken)?;
        keys.tokens.vault_token(domain, &code, out).map_err(|_| NoToken)
    }

    fn code(
        &self,
        keys: &Arc<VaultKeys>,
        domain: Domain,
        value: &[u8],
        subject: Option<&[u8]>,
    ) -> Result<Id> {
        let plain = Zeroizing::new(canonical(domain, value).into_owned());
        let index = keys.index(0, domain, &plain).map_err(|e| self.vault.fail(no_key(e)))?;
        if let Some(code) = self.codes.borrow().get(&index) {
            return Ok(*code);
        }
        let new = || {
            let mut code = Id::default();
            random(&mut code)?;
            // Where no field says who a record is about, its value is the subject itself.
            let subject = match subject {
                Some(subject) => keys.subject(0, subject),
                None => keys.subject(0, &Zeroizing::new(crate::subject::canonical(domain, value))),
            };
            let subject = subject.map_err(no_key)?;
            Ok(NewRow { keys: keys.clone(), domain, index, code, subject, plain: plain.clone() })
        };
        let code = match self.vault.code(&index, new)? {
            Some(Known::Durable(code)) => code,
            Some(Known::Staged(code)) => {
                self.waits.set(true);
                code
            }
            None => {
                let row = new().map_err(|e| self.vault.fail(e))?;
                let code = row.code;
                self.new.borrow_mut().push(row);
                code
            }
        };
        self.codes.borrow_mut().insert(index, code);
        Ok(code)
    }

    /// Called when the frame was cleared. True when it has to be cleared again: another process had given some of its
    /// values their codes first. This object then knows them.
    pub fn settle(&self) -> Result<bool> {
        let mut rows = self.new.take();
        self.vault.put_shared(&mut rows)?;
        let mut codes = self.codes.borrow_mut();
        let mut is_other = false;
        for row in &rows {
            is_other |= codes.insert(row.index, row.code) != Some(row.code);
        }
        self.rounds.set(if is_other { self.rounds.get() + 1 } else { 0 });
        if self.rounds.get() > VAULT_ROUNDS_MAX {
            return Err(self.vault.give_up());
        }
        Ok(is_other)
    }

    /// True when what was written has codes whose rows are not durable yet.
    pub fn waits(&self) -> bool {
        self.waits.get()
    }
}

impl Vault {
    /// A frame that shows new values each time it is written. It must not leave.
    fn give_up(&self) -> Error {
        self.fail(Error::new(
            ErrorKind::Vault,
            "the tokens of a block did not settle; nothing more is written",
        ))
    }
}
