//! De-identification: how a value is changed. An action is one file.
//!
//! A transform appends the surrogate of a value; it never sees the file, the format or the policy. When it
//! cannot make one, the caller writes the marker instead, never the value.

use crate::keys::canon::Domain;

pub mod redact;

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
#[expect(dead_code, reason = "only actions that keep part of the value read it, and none is shipped yet")]
pub struct Plain<'a>(pub(crate) &'a [u8]);

/// What a transform may know beside the value.
pub struct Context<'a> {
    /// The info type's name, for markers.
    pub info_type: &'a str,
    /// Which values share a token.
    pub domain: Domain,
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
    /// Appends the surrogate of `value` to `out`. Nothing is appended on error.
    fn apply(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform>;
}
