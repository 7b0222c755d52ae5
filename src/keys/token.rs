//! One recipient's keys, and the tokens that are made with them. `docs/TOKENS.md` is the contract.

use std::sync::Arc;

use crate::keys::canon::{self, Domain};
use crate::keys::derive::{Keyed, Use, code};
use crate::keys::form::{CODE_BYTES, Kind, Parts, base32, push_base32, push_head, push_tag};
use crate::keys::material::{Epoch, Material, NoKey};
use crate::keys::root::RootKey;

/// The keys with which one recipient's tokens are made and opened. No Debug.
pub struct TokenKeys {
    /// The first makes tokens; the others still know theirs.
    pub(crate) epochs: Vec<Epoch>,
}

impl TokenKeys {
    /// The keys of `recipient`.
    pub fn new(root: &RootKey, recipient: &str) -> Self {
        TokenKeys { epochs: vec![Epoch::new(root.material().clone(), recipient)] }
    }

    /// The same of several key ids; the first makes tokens.
    pub(crate) fn of(materials: &[Arc<Material>], recipient: &str) -> Self {
        TokenKeys { epochs: materials.iter().map(|m| Epoch::new(m.clone(), recipient)).collect() }
    }

    /// True when there is a key for `use_`, so that what needs it can be refused before any work.
    pub fn can(&self, use_: Use) -> bool {
        self.epochs.first().is_some_and(|e| e.material.has(use_))
    }

    /// The key id that stands in new tokens.
    pub fn key_id(&self) -> &str {
        self.epochs.first().map_or("", Epoch::id)
    }

    /// Every key id whose tokens are known, the one of new tokens first.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.epochs.iter().map(Epoch::id)
    }

    /// The place of the newest key in its file: how often keys were rotated before.
    pub fn number(&self) -> Option<u32> {
        self.epochs.first().map(|e| e.material.number)
    }

    /// The place of another one.
    pub fn number_of(&self, key_id: &str) -> Option<u32> {
        self.epochs.iter().find(|e| e.id() == key_id).map(|e| e.material.number)
    }

    /// Appends the token of `value`. A hash token that these keys made for this domain stays as it is, so that
    /// what was tokenized once is not changed by a second run; its check tag tells it from text that only
    /// looks like one.
    pub fn hash_token(&self, domain: Domain, value: &[u8], out: &mut Vec<u8>) -> Result<(), NoKey> {
        if self.is_ours(value) == Some((Kind::Hash, domain)) {
            out.extend_from_slice(value);
            return Ok(());
        }
        let key = self.primary()?.keyed(Use::HashToken, Some(domain))?;
        let made = code(key, &canon::canonical(domain, value));
        self.push(Kind::Hash, domain, &made[..CODE_BYTES], out)
    }

    /// Appends the token of a vault whose code is `random`.
    pub fn vault_token(
        &self,
        domain: Domain,
        random: &[u8; CODE_BYTES],
        out: &mut Vec<u8>,
    ) -> Result<(), NoKey> {
        self.push(Kind::Vault, domain, random, out)
    }

    /// What `token` is, when these keys made its check tag, under any key id.
    pub fn is_ours(&self, token: &[u8]) -> Option<(Kind, Domain)> {
        let parts = Parts::of(token)?;
        self.maker(&parts)?;
        Some((parts.kind, parts.domain))
    }

    /// The scheduled HMAC key for `use_` and `domain`.
    pub fn keyed(&self, use_: Use, domain: Domain) -> Result<&Keyed, NoKey> {
        self.primary()?.keyed(use_, Some(domain))
    }

    pub(crate) fn primary(&self) -> Result<&Epoch, NoKey> {
        self.epochs.first().ok_or(NoKey)
    }

    /// The keys that made the tag of a token.
    pub(crate) fn maker(&self, parts: &Parts<'_>) -> Option<&Epoch> {
        let epoch = self.epochs.iter().find(|e| e.id().as_bytes() == parts.key_id)?;
        let mark = epoch.keyed(Use::Mark, None).ok()?;
        parts.is_genuine(mark).then_some(epoch)
    }

    pub(crate) fn push(
        &self,
        kind: Kind,
        domain: Domain,
        payload: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), NoKey> {
        let epoch = self.primary()?;
        let mark = epoch.keyed(Use::Mark, None)?;
        let start = out.len();
        push_head(kind, domain, epoch.id(), out);
        push_base32(payload, out);
        push_tag(mark, start, out);
        Ok(())
    }
}

/// The keys with which findings get fingerprints.
pub struct FindingKeys(Vec<Keyed>);

impl FindingKeys {
    /// Derives them. They are no recipient's, so a fingerprint cannot be joined with any token.
    pub fn new(root: &RootKey) -> Self {
        FindingKeys(Domain::ALL.iter().map(|d| root.key(Use::Finding, "", d.name())).collect())
    }

    /// The fingerprint of `value`: 80 bits in base32.
    pub fn fingerprint(&self, domain: Domain, value: &[u8]) -> String {
        base32().encode(&code(&self.0[domain as usize], &canon::canonical(domain, value))[..10])
    }
}
