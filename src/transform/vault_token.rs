//! Vault token: random, with its value sealed in a vault; the same value gives the same token.
//!
//! Nothing in the code comes from the value, so it can be one of HIPAA 45 CFR 164.514(c) and a non-cryptographic
//! token of the PCI tokenization guidelines, and it can be erased (`docs/VAULT.md`).

use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::keys::derive::Use;
use crate::keys::token::TokenKeys;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};
use crate::vault::seal::VaultKeys;

/// Without keys it can only be checked, not applied.
struct VaultToken(Option<Arc<VaultKeys>>);

pub(super) fn read(_: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    Ok(Arc::new(VaultToken(None)))
}

impl Transform for VaultToken {
    fn name(&self) -> &'static str {
        "vault_token"
    }

    fn strictness(&self) -> Strictness {
        // It can be turned back, by who has the vault.
        Strictness::ReversibleToken
    }

    fn needs_keys(&self) -> bool {
        self.0.is_none()
    }

    fn needs_vault(&self) -> bool {
        true
    }

    fn uses_subject(&self) -> bool {
        true
    }

    fn with_keys(&self, keys: &Arc<TokenKeys>) -> Option<Arc<dyn Transform>> {
        let can = keys.can(Use::VaultIndex) && keys.can(Use::VaultSeal);
        can.then(|| Arc::new(VaultToken(Some(Arc::new(VaultKeys::new(keys.clone()))))) as Arc<dyn Transform>)
    }

    fn apply(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let (Some(keys), Some(tokens)) = (&self.0, cx.tokens) else { return Err(CannotTransform) };
        tokens.token(keys, cx.domain, value.0, cx.subject, out).map_err(|_| CannotTransform)
    }
}
