//! Where the rows of a vault are kept. A store sees codes, keyed identifiers and sealed bytes, never a value.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::error::Result;
use crate::keys::canon::Domain;
use crate::vault::seal::VaultKeys;

/// A code, or a keyed identifier of a value or a subject: 128 bits, as in hash tokens.
pub type Id = [u8; 16];

/// Who made a row: a keyed identifier of recipient and key id.
pub type OwnerId = [u8; 8];

/// A value on its way into a store. No Debug: it holds the value.
pub struct NewRow {
    /// Whose keys.
    pub(crate) keys: Arc<VaultKeys>,
    /// The family of the value.
    pub(crate) domain: Domain,
    /// Finds the value.
    pub(crate) index: Id,
    /// The code proposed; after [`Store::put`] the one that holds.
    pub(crate) code: Id,
    /// Whose data key seals it.
    pub(crate) subject: Id,
    /// The value in canonical form.
    pub(crate) plain: Zeroizing<Vec<u8>>,
}

/// A row as it is kept.
pub struct Stored {
    /// Who made it.
    pub owner: OwnerId,
    /// The family of its value.
    pub domain: Domain,
    /// Finds its value.
    pub index: Id,
    /// Whose data key seals it.
    pub subject: Id,
    /// The value, sealed.
    pub sealed: Vec<u8>,
    /// The data key of its subject, wrapped.
    pub wrapped: Vec<u8>,
}

/// A recipient and key id whose tokens are in the store. Both are names, no secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// How rows name it.
    pub id: OwnerId,
    /// The recipient, as policies call it.
    pub recipient: String,
    /// The key id that stands in its tokens.
    pub key_id: String,
}

/// How many tokens one owner has of one family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Whose.
    pub owner: Owner,
    /// Of which family.
    pub domain: Domain,
    /// How many.
    pub tokens: u64,
}

/// What an erasure did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Data keys destroyed.
    pub subjects: u64,
    /// Tokens that restore nothing any more.
    pub tokens: u64,
}

/// A place for rows. All methods can be called from any thread.
pub trait Store: Send + Sync {
    /// True when other processes may write to it at the same time.
    fn is_shared(&self) -> bool;

    /// The code of a value, if it has one. Only asked where the store is not shared: there the answer costs no
    /// round trip and is final.
    fn find(&self, index: &Id) -> Result<Option<Id>>;

    /// Inserts rows whose value has none yet, and returns when they are durable. Afterwards every row has the code
    /// that holds, which somebody else may have given first. `rows` are sorted by index, each once.
    fn put(&self, rows: &mut [NewRow]) -> Result<()>;

    /// The row of a code.
    fn row(&self, code: &Id) -> Result<Option<Stored>>;

    /// Removes the data keys of subjects with all that they seal, and the rows of values.
    fn erase(&self, subjects: &[Id], indexes: &[Id]) -> Result<Erased>;

    /// Called once after a row of erasures: sees to it that what was erased is in no free part of the storage either,
    /// as far as the store can.
    fn forget_erased(&self) -> Result<()>;

    /// Every recipient and key id that has tokens, or had.
    fn owners(&self) -> Result<Vec<Owner>>;

    /// How many tokens there are, by owner and family.
    fn tallies(&self) -> Result<Vec<Tally>>;

    /// How many subjects have a data key.
    fn subjects(&self) -> Result<u64>;
}

/// The family whose two letters are `code`.
pub(crate) fn domain_of(code: &[u8]) -> Option<Domain> {
    Domain::ALL.iter().copied().find(|d| d.code().as_bytes() == code)
}

/// The rows counted by owner and family, in that order. Rows of an owner that is not listed are left out.
pub(crate) fn tallied(
    owners: &[Owner],
    counts: impl IntoIterator<Item = ((OwnerId, Domain), u64)>,
) -> Vec<Tally> {
    let mut made: Vec<Tally> = counts
        .into_iter()
        .filter_map(|((id, domain), tokens)| {
            let owner = owners.iter().find(|o| o.id == id)?.clone();
            Some(Tally { owner, domain, tokens })
        })
        .collect();
    made.sort_by(|a, b| {
        let key = |t: &Tally| (t.owner.recipient.clone(), t.owner.key_id.clone(), t.domain);
        key(a).cmp(&key(b))
    });
    made
}
