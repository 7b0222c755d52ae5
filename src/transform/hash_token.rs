//! Hash token: the same value gives the same token for one recipient, and nobody can turn it back.
//!
//! HMAC-SHA-256 over the canonical form, 128 bits (`docs/TOKENS.md`). PCI DSS 4.0.1 requirement 3.5.1.1
//! asks for a keyed hash of the entire card number; this is one.

use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::keys::derive::Use;
use crate::keys::token::TokenKeys;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// Without keys it can only be checked, not applied.
struct HashToken(Option<Arc<TokenKeys>>);

pub(super) fn read(_: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    Ok(Arc::new(HashToken(None)))
}

impl Transform for HashToken {
    fn name(&self) -> &'static str {
        "hash_token"
    }

    fn strictness(&self) -> Strictness {
        Strictness::HashToken
    }

    fn needs_keys(&self) -> bool {
        self.0.is_none()
    }

    fn with_keys(&self, keys: &Arc<TokenKeys>) -> Option<Arc<dyn Transform>> {
        keys.can(Use::HashToken).then(|| Arc::new(HashToken(Some(keys.clone()))) as Arc<dyn Transform>)
    }

    fn apply(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let keys = self.0.as_ref().ok_or(CannotTransform)?;
        Ok(keys.hash_token(cx.domain, value.0, out)?)
    }
}
