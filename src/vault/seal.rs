//! What a store may see of a value: keyed identifiers (HMAC-SHA-256) and sealed bytes (AES-256-GCM-SIV, RFC 8452).
//!
//! Everything comes from the keys of one recipient, so that who has those of another can neither find nor open it.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce, Tag};
use hmac::Mac;
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::keys::canon::{Domain, canonical};
use crate::keys::derive::{Keyed, Use};
use crate::keys::material::{Epoch, NoKey, kept};
use crate::keys::padding::{pad, padded_length, value_end};
use crate::keys::token::TokenKeys;
use crate::vault::store::{Id, NewRow, Owner, OwnerId, Stored};

const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
const DATA_KEY_BYTES: usize = 32;

/// What the identifiers that are no index begin with, so that no two kinds can be the same.
const SUBJECT: &[u8] = b"subject";
const OWNER: &[u8] = b"owner";

/// One recipient's keys for a vault. No Debug.
pub struct VaultKeys {
    pub(crate) tokens: Arc<TokenKeys>,
    /// By key id, in the order of `tokens`.
    wraps: Vec<OnceLock<Box<Aes256GcmSiv>>>,
}

impl VaultKeys {
    /// Those of `tokens`; each is derived when it is first needed.
    pub fn new(tokens: Arc<TokenKeys>) -> Self {
        let wraps = tokens.epochs.iter().map(|_| OnceLock::new()).collect();
        VaultKeys { tokens, wraps }
    }

    /// The keys with which its tokens are made.
    pub fn tokens(&self) -> &Arc<TokenKeys> {
        &self.tokens
    }

    pub(crate) fn epoch(&self, number: usize) -> Result<&Epoch, NoKey> {
        self.tokens.epochs.get(number).ok_or(NoKey)
    }

    /// Finds a value in canonical form.
    pub(crate) fn index(&self, epoch: usize, domain: Domain, plain: &[u8]) -> Result<Id, NoKey> {
        Ok(id(self.epoch(epoch)?.keyed(Use::VaultIndex, Some(domain))?, &[plain]))
    }

    /// A subject in its canonical form ([`crate::subject::canonical`]).
    pub(crate) fn subject(&self, epoch: usize, subject: &[u8]) -> Result<Id, NoKey> {
        Ok(id(self.epoch(epoch)?.keyed(Use::VaultIndex, None)?, &[SUBJECT, subject]))
    }

    /// Recipient and key id.
    pub(crate) fn owner(&self, epoch: usize) -> Result<Owner, NoKey> {
        let epoch = self.epoch(epoch)?;
        let all = id(epoch.keyed(Use::VaultIndex, None)?, &[OWNER]);
        let mut short = OwnerId::default();
        short.copy_from_slice(&all[..size_of::<OwnerId>()]);
        Ok(Owner { id: short, recipient: epoch.recipient().to_owned(), key_id: epoch.id().to_owned() })
    }

    /// What wraps data keys.
    fn wrap(&self, epoch: usize) -> Result<&Aes256GcmSiv, NoKey> {
        let cell = self.wraps.get(epoch).ok_or(NoKey)?;
        kept(cell, || {
            let bytes = self.epoch(epoch)?.bytes(Use::VaultSeal, None)?;
            Aes256GcmSiv::new_from_slice(&bytes).map(Box::new).map_err(|_| NoKey)
        })
        .map(|cipher| &**cipher)
    }

    /// The data key of `subject`; `None` when these keys did not wrap it.
    fn unwrapped(&self, epoch: usize, subject: &Id, wrapped: &[u8]) -> Option<DataKey> {
        let plain = open(self.wrap(epoch).ok()?, subject, wrapped)?;
        let mut key = DataKey::default();
        if plain.len() != key.len() {
            return None;
        }
        key.copy_from_slice(&plain);
        Some(key)
    }

    /// The value of a row with `code`, in canonical form. `None` when these keys did not seal it.
    pub(crate) fn value(&self, epoch: usize, code: &Id, row: &Stored) -> Option<Zeroizing<Vec<u8>>> {
        let key = self.unwrapped(epoch, &row.subject, &row.wrapped)?;
        let cipher = Aes256GcmSiv::new_from_slice(&key[..]).ok()?;
        let about = about(code, &row.index, &row.subject, row.domain);
        let mut plain = open(&cipher, &about, &row.sealed)?;
        let end = value_end(&plain)?;
        plain.truncate(end);
        // The index says once more whose and which value it is.
        (self.index(epoch, row.domain, &plain).ok()? == row.index).then_some(plain)
    }
}

type DataKey = Zeroizing<[u8; DATA_KEY_BYTES]>;

/// The keyed identifier of `parts`, of which all but the last are of fixed length.
fn id(key: &Keyed, parts: &[&[u8]]) -> Id {
    let mut mac = key.clone();
    parts.iter().for_each(|part| mac.update(part));
    let whole = mac.finalize().into_bytes();
    let mut short = Id::default();
    short.copy_from_slice(&whole[..size_of::<Id>()]);
    short
}

/// What a sealed value belongs to. It is authenticated with it, so that rows cannot be exchanged.
fn about(code: &Id, index: &Id, subject: &Id, domain: Domain) -> Vec<u8> {
    [&code[..], index, subject, domain.code().as_bytes()].concat()
}

/// Fills `bytes` with chance from the operating system.
pub(crate) fn random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|_| {
        Error::new(ErrorKind::Vault, "the operating system gives no random bytes; no token was made")
    })
}

/// Nonce, sealed bytes, tag.
fn sealed(cipher: &Aes256GcmSiv, about: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let mut nonce = [0; NONCE_BYTES];
    random(&mut nonce)?;
    let mut out = Vec::with_capacity(NONCE_BYTES + plain.len() + TAG_BYTES);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(plain);
    let tag = cipher.encrypt_inout_detached(&Nonce::from(nonce), about, (&mut out[NONCE_BYTES..]).into());
    // AES-GCM-SIV takes up to 64 GiB, and no value is that long; were it to fail, `out` holds the value.
    let Ok(tag) = tag else {
        zeroize::Zeroize::zeroize(&mut out);
        return Err(Error::new(ErrorKind::Internal, "a value could not be sealed"));
    };
    out.extend_from_slice(&tag);
    Ok(out)
}

/// The opposite of [`sealed`].
fn open(cipher: &Aes256GcmSiv, about: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let middle = sealed.len().checked_sub(NONCE_BYTES + TAG_BYTES)?;
    let (nonce, rest) = sealed.split_at(NONCE_BYTES);
    let (body, tag) = rest.split_at(middle);
    let (nonce, tag) = (Nonce::try_from(nonce).ok()?, Tag::try_from(tag).ok()?);
    let mut plain = Zeroizing::new(body.to_vec());
    cipher.decrypt_inout_detached(&nonce, about, (&mut plain[..]).into(), &tag).ok()?;
    Some(plain)
}

/// An error for keys that a keyset was exported without.
pub(crate) fn no_key(_: NoKey) -> Error {
    Error::new(ErrorKind::Keys, "the key file has no keys for a vault")
        .fix("export the keyset again, with them")
}

/// Seals the rows of one transaction.
pub struct Sealer(BTreeMap<Id, SubjectKey>);

struct SubjectKey {
    keys: Arc<VaultKeys>,
    wrapped: Vec<u8>,
    data: DataKey,
}

impl Sealer {
    /// Proposes a new data key for each subject of `rows`.
    pub(crate) fn new<'r>(rows: impl IntoIterator<Item = &'r NewRow>) -> Result<Self> {
        let mut made = BTreeMap::new();
        for row in rows {
            if made.contains_key(&row.subject) {
                continue;
            }
            let mut data = DataKey::default();
            random(&mut data[..])?;
            let wrapped = sealed(row.keys.wrap(0).map_err(no_key)?, &row.subject, &data[..])?;
            made.insert(row.subject, SubjectKey { keys: row.keys.clone(), wrapped, data });
        }
        Ok(Sealer(made))
    }

    /// The subjects with their data keys, wrapped, in the order of their identifiers.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = (&Id, &[u8])> {
        self.0.iter().map(|(id, key)| (id, key.wrapped.as_slice()))
    }

    /// A subject has a data key already, which is taken instead of the one proposed.
    pub(crate) fn keep(&mut self, subject: &Id, wrapped: &[u8]) -> Result<()> {
        let Some(key) = self.0.get_mut(subject).filter(|key| key.wrapped != wrapped) else { return Ok(()) };
        key.data = key.keys.unwrapped(0, subject, wrapped).ok_or_else(damaged)?;
        key.wrapped = wrapped.to_vec();
        Ok(())
    }

    /// The value of `row`, sealed.
    pub(crate) fn seal(&self, row: &NewRow) -> Result<Vec<u8>> {
        let key = self.0.get(&row.subject).ok_or_else(damaged)?;
        let cipher = Aes256GcmSiv::new_from_slice(&key.data[..]).map_err(|_| damaged())?;
        let mut plain = Zeroizing::new(vec![0; padded_length(row.plain.len())]);
        pad(&row.plain, &mut plain);
        sealed(&cipher, &about(&row.code, &row.index, &row.subject, row.domain), &plain)
    }
}

/// A row does not hold what it must.
pub(crate) fn damaged() -> Error {
    Error::new(ErrorKind::Vault, "the vault is damaged, or was written with another key of the same id")
        .about("--vault")
        .fix("restore it from a backup, and see that the key file belongs to it")
}

/// The identifiers under which a store may know `line`, a subject or a value as a person writes it: those of the
/// subjects, and those of the values.
pub(crate) fn names_of(keys: &VaultKeys, line: &[u8]) -> Result<(Vec<Id>, Vec<Id>), NoKey> {
    let (mut subjects, mut indexes) = (Vec::new(), Vec::new());
    for epoch in 0..keys.tokens.epochs.len() {
        for domain in Domain::ALL.iter().copied() {
            let plain = Zeroizing::new(canonical(domain, line).into_owned());
            let subject = Zeroizing::new(crate::subject::canonical(domain, line));
            subjects.push(keys.subject(epoch, &subject)?);
            indexes.push(keys.index(epoch, domain, &plain)?);
        }
    }
    Ok((subjects, indexes))
}
