//! De-identification: how a value is changed. An action is one file and one line in [`TRANSFORMS`].
//!
//! A transform appends the surrogate of a value; it never sees the file, the format or the policy. When it
//! cannot make one, the caller writes the marker instead, never the value.

use crate::config::Table;
use crate::error::Result;
use crate::keys::KeySet;
use crate::keys::canon::Domain;

/// How strict a decision is. Per byte, the strictest one wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Strictness {
    Keep,
    Generalise,
    Mask,
    ReversibleToken,
    HashToken,
    Redact,
    DropField,
    DropRecord,
    Refuse,
}

/// The bytes of one value on their way into a transform. No Debug, no Display, no Serialize.
#[derive(Clone, Copy)]
pub struct Plain<'a>(pub(crate) &'a [u8]);

impl<'a> Plain<'a> {
    /// The bytes. Only transforms and canonicalisers ask for them.
    pub(crate) fn bytes(self) -> &'a [u8] {
        self.0
    }
}

/// What a transform may know beside the value.
pub struct Context<'a> {
    /// The info type's name, for markers.
    pub info_type: &'a str,
    /// Which values share a token.
    pub domain: Domain,
    /// The keys of this recipient; present whenever a loaded action needs them.
    pub keys: Option<&'a KeySet>,
}

/// The value is not of a form this transform can change. The caller writes the marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CannotTransform;

/// One way to change a value.
pub trait Transform: Send + Sync {
    /// Its name in policies.
    fn name(&self) -> &'static str;
    /// Where it stands among the others.
    fn strictness(&self) -> Strictness;
    /// True when it cannot work without a key.
    fn needs_key(&self) -> bool {
        false
    }
    /// Appends the surrogate of `value` to `out`. Nothing is appended on error.
    fn apply(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform>;
}

/// Builds a transform from the keys of its table in a policy (`action = { mask = … }`).
pub type Build = fn(&mut Table<'_>) -> Result<Box<dyn Transform>>;

/// Every value action, sorted by name. `keep` and `drop_record` are decisions about bytes and records, not
/// changes of a value, and stand in [`crate::policy`].
pub static TRANSFORMS: &[(&str, Build)] = &[];
