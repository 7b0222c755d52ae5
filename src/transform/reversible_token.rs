//! Reversible token: the value itself, encrypted so that who has the keys can have it back (`obelus restore`).
//!
//! AES-256-SIV (RFC 5297), padded so that the length of a token tells little of the value's. It cannot both join and
//! restore exactly: values that differ only in how they are written are one canonical form.

use std::borrow::Cow;
use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::keys::canon;
use crate::keys::derive::Use;
use crate::keys::token::TokenKeys;
use crate::limits::REVERSIBLE_BYTES_MAX;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// What can be had back, in the order of [`Restores`].
const RESTORES: &[&str] = &["canonical", "exact"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Restores {
    /// The canonical form: the same value written in two ways has one token.
    Canonical,
    /// The bytes as they were.
    Exact,
}

/// Without keys it can only be checked, not applied.
struct ReversibleToken {
    restores: Restores,
    keys: Option<Arc<TokenKeys>>,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let restores = match table.get("restores").map(|item| item.one_of(RESTORES)).transpose()? {
        Some(1) => Restores::Exact,
        _ => Restores::Canonical,
    };
    Ok(Arc::new(ReversibleToken { restores, keys: None }))
}

impl Transform for ReversibleToken {
    fn name(&self) -> &'static str {
        "reversible_token"
    }

    fn strictness(&self) -> Strictness {
        Strictness::ReversibleToken
    }

    fn parameters(&self) -> String {
        format!("restores = \"{}\"", RESTORES[self.restores as usize])
    }

    fn needs_keys(&self) -> bool {
        self.keys.is_none()
    }

    fn with_keys(&self, keys: &Arc<TokenKeys>) -> Option<Arc<dyn Transform>> {
        let restores = self.restores;
        keys.can(Use::Reversible)
            .then(|| Arc::new(ReversibleToken { restores, keys: Some(keys.clone()) }) as Arc<dyn Transform>)
    }

    fn apply(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let keys = self.keys.as_ref().ok_or(CannotTransform)?;
        if value.0.len() > REVERSIBLE_BYTES_MAX {
            return Err(CannotTransform);
        }
        // Before the canonical form, which would change the letters of a token.
        if keys.is_ours(value.0).is_some_and(|(_, domain)| domain == cx.domain) {
            out.extend_from_slice(value.0);
            return Ok(());
        }
        let passed = match self.restores {
            Restores::Exact => Cow::Borrowed(value.0),
            Restores::Canonical => canon::canonical(cx.domain, value.0),
        };
        // One sign can have a canonical form of many.
        if passed.len() > REVERSIBLE_BYTES_MAX {
            return Err(CannotTransform);
        }
        Ok(keys.reversible_token(cx.domain, &passed, out)?)
    }

    fn undo(&self, token: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let keys = self.keys.as_ref().ok_or(CannotTransform)?;
        let opened = keys.open(token.0).filter(|(domain, _)| *domain == cx.domain);
        out.extend_from_slice(&opened.ok_or(CannotTransform)?.1);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::keys::canon::Domain;
    use crate::transform::testing::{applied_as, keyed, keys, refused, undone};

    #[test]
    fn a_token_opens_to_what_was_asked_for() {
        for (parameters, value, back) in [
            ("", "Ann@Example.com", "ann@example.com"),
            (", restores = \"canonical\"", " ann@example.com", "ann@example.com"),
            (", restores = \"exact\"", "Ann@Example.com", "Ann@Example.com"),
        ] {
            let action = keyed(&format!("{{ name = \"reversible_token\"{parameters} }}"), "ann");
            let token = applied_as(&action, "X", Domain::Email, value).unwrap();
            let (domain, opened) = keys("ann").open(token.as_bytes()).unwrap();
            assert_eq!((domain, opened.as_slice()), (Domain::Email, back.as_bytes()));
            assert_eq!(undone(&action, Domain::Email, &token).as_deref(), Some(back));
            assert_eq!(undone(&action, Domain::Name, &token), None, "of another domain");
            assert_eq!(applied_as(&action, "X", Domain::Email, &token), Some(token), "a second run");
        }
        refused("{ name = \"reversible_token\", restores = \"all\" }", "canonical");
    }

    #[test]
    fn what_only_looks_like_a_token_is_encrypted_like_any_text() {
        let action = keyed("\"reversible_token\"", "ann");
        let token = applied_as(&action, "X", Domain::Id, "a-17").unwrap();
        let forged = format!("{}{}", &token[..token.len() - 1], if token.ends_with('a') { 'b' } else { 'a' });
        let again = applied_as(&action, "X", Domain::Id, &forged).unwrap();
        assert!(again != forged && again.len() > token.len());
        assert_eq!(applied_as(&action, "X", Domain::Id, &"7".repeat(REVERSIBLE_BYTES_MAX + 1)), None);
        let grows = "\u{fdfa}".repeat(REVERSIBLE_BYTES_MAX / 10);
        assert!(grows.len() < REVERSIBLE_BYTES_MAX);
        assert_eq!(applied_as(&action, "X", Domain::Name, &grows), None, "its canonical form is longer");
    }
}
