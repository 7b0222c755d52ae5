//! De-identification: how a value is changed. An action is one file and one line in [`TRANSFORMS`].
//!
//! A transform appends the surrogate of a value; it never sees the file, the format or the policy. When it
//! cannot make one, the caller writes the marker instead, never the value.

use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::Domain;
use crate::keys::material::NoKey;
use crate::keys::token::TokenKeys;
use crate::vault::FrameTokens;

pub mod age_cap;
pub mod bucket;
pub mod date_shift;
pub mod dates;
pub mod email_token;
pub mod fixed;
pub mod format_preserving;
pub mod generalise_date;
pub mod hash_token;
pub mod ip_pseudonym;
pub mod ip_truncate;
pub mod mask;
pub mod redact;
pub mod reversible_token;
pub mod surrogate;
pub mod vault_token;
pub mod zip3;

/// How many digits a card number has (ISO/IEC 7812-1).
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 12..=19;

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
    /// A value of the caller's own, for what measures or tries actions.
    pub fn new(value: &'a [u8]) -> Self {
        Plain(value)
    }
}

/// What a transform may know beside the value.
pub struct Context<'a> {
    /// The info type's name, for markers.
    pub info_type: &'a str,
    /// Which values share a token.
    pub domain: Domain,
    /// Who the record is about, in canonical form ([`crate::subject`]); `None` where no field says so.
    pub subject: Option<&'a [u8]>,
    /// The vault's tokens in this frame; `None` where there is no vault.
    pub tokens: Option<&'a FrameTokens<'a>>,
}

/// The value is not of a form this transform can change. The caller writes the marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CannotTransform;

impl From<NoKey> for CannotTransform {
    fn from(_: NoKey) -> Self {
        CannotTransform
    }
}

/// One way to change a value, with its parameters.
pub trait Transform: Send + Sync {
    /// Its name in policies.
    fn name(&self) -> &'static str;

    /// Where it stands among the others.
    fn strictness(&self) -> Strictness;

    /// Its parameters as a policy would write them; two transforms with the same name and parameters do the
    /// same.
    fn parameters(&self) -> String {
        String::new()
    }

    /// Why it must not be used on `info_type`, if so. Asked when a policy is loaded.
    fn objection(&self, _info_type: &InfoType) -> Option<&'static str> {
        None
    }

    /// The text that every value becomes, if it is one text. `policy check` makes sure that it is no value itself.
    fn text(&self) -> Option<&str> {
        None
    }

    /// True when it can do nothing without keys.
    fn needs_keys(&self) -> bool {
        false
    }

    /// True when it can do nothing without a vault.
    fn needs_vault(&self) -> bool {
        false
    }

    /// True when it can do nothing without the subject of the record.
    fn needs_subject(&self) -> bool {
        false
    }

    /// True when the subject of the record makes a difference.
    fn uses_subject(&self) -> bool {
        self.needs_subject()
    }

    /// True when digits become as many digits, so that a JSON number that is still one may stay a number.
    fn keeps_numbers(&self) -> bool {
        false
    }

    /// True when every value becomes the same, so that nothing can be joined and no part of it is shown.
    fn hides_all(&self) -> bool {
        false
    }

    /// The same with the recipient's keys; `None` for a transform that needs none, and where these keys lack what
    /// it needs.
    fn with_keys(&self, _keys: &Arc<TokenKeys>) -> Option<Arc<dyn Transform>> {
        None
    }

    /// True when [`Transform::undo`] has values back from surrogates that look like values themselves. Tokens say what
    /// they are, and need no policy for that.
    fn undoes(&self) -> bool {
        false
    }

    /// Appends what [`Transform::apply`] made `surrogate` of, with the same keys and context; an error when that cannot be
    /// had back.
    fn undo(
        &self,
        _surrogate: Plain<'_>,
        _cx: &Context<'_>,
        _out: &mut Vec<u8>,
    ) -> Result<(), CannotTransform> {
        Err(CannotTransform)
    }

    /// Appends the surrogate of `value` to `out`. What is appended on error is taken back by the caller.
    fn apply(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform>;
}

/// Reads the parameters of an action from its table in a policy.
pub type ReadTransform = fn(&mut Table<'_>) -> Result<Arc<dyn Transform>>;

/// Every transform, sorted by name.
pub static TRANSFORMS: &[(&str, ReadTransform)] = &[
    ("age_cap", age_cap::read),
    ("bucket", bucket::read),
    ("date_shift", date_shift::read),
    ("email_token", email_token::read),
    ("fixed", fixed::read),
    ("format_preserving", format_preserving::read),
    ("generalise_date", generalise_date::read),
    ("hash_token", hash_token::read),
    ("ip_pseudonym", ip_pseudonym::read),
    ("ip_truncate", ip_truncate::read),
    ("mask", mask::read),
    ("redact", redact::read),
    ("reversible_token", reversible_token::read),
    ("surrogate", surrogate::read),
    ("vault_token", vault_token::read),
    ("zip3", zip3::read),
];

#[cfg(test)]
pub(crate) mod testing;
