//! Email token: a hash token that is still an email address, for fields and programs that take nothing else.
//!
//! The part before the `@` is the hash token of the whole address (`docs/TOKENS.md`), so it joins with `hash_token`.
//! Behind it stands a name below `.invalid`, which nobody can register or send to (RFC 2606), or the address's own
//! domain, which says where somebody works and, when it is their own, who they are.

use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::{self, Domain};
use crate::keys::derive::Use;
use crate::keys::form::Kind;
use crate::keys::token::TokenKeys;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// What stands behind the `@`.
const NOBODY: &[u8] = b"email.invalid";

/// Without keys it can only be checked, not applied.
struct EmailToken {
    keeps_domain: bool,
    keys: Option<Arc<TokenKeys>>,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let keeps_domain = table.get("domain").map(|item| item.one_of(&["keep"])).transpose()?.is_some();
    Ok(Arc::new(EmailToken { keeps_domain, keys: None }))
}

/// The parts of an address in canonical form: all of it, and its domain.
fn parts(canonical: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = canonical.iter().rposition(|b| *b == b'@').filter(|at| *at > 0)?;
    let domain = &canonical[at + 1..];
    let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.');
    (!domain.is_empty() && domain.iter().all(fits)).then_some((canonical, domain))
}

impl Transform for EmailToken {
    fn name(&self) -> &'static str {
        "email_token"
    }

    fn strictness(&self) -> Strictness {
        // A domain that stays is a part of the value in sight.
        if self.keeps_domain { Strictness::Mask } else { Strictness::HashToken }
    }

    fn parameters(&self) -> String {
        if self.keeps_domain { "domain = \"keep\"".to_owned() } else { String::new() }
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        (info_type.domain != Domain::Email).then_some("only email addresses can become such a token")
    }

    fn needs_keys(&self) -> bool {
        self.keys.is_none()
    }

    fn with_keys(&self, keys: &Arc<TokenKeys>) -> Option<Arc<dyn Transform>> {
        let keeps_domain = self.keeps_domain;
        keys.can(Use::HashToken)
            .then(|| Arc::new(EmailToken { keeps_domain, keys: Some(keys.clone()) }) as Arc<dyn Transform>)
    }

    fn apply(&self, value: Plain<'_>, _: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let keys = self.keys.as_ref().ok_or(CannotTransform)?;
        let canonical = canon::canonical(Domain::Email, value.0);
        let (address, domain) = parts(&canonical).ok_or(CannotTransform)?;
        let local = &address[..address.len() - domain.len() - 1];
        // An address that an earlier run made keeps its token; the tag tells it from one that only looks like it.
        if keys.is_ours(local) == Some((Kind::Hash, Domain::Email)) {
            out.extend_from_slice(local);
        } else {
            keys.hash_token(Domain::Email, address, out)?;
        }
        out.push(b'@');
        out.extend_from_slice(if self.keeps_domain { domain } else { NOBODY });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::transform::testing::{applied_as, keyed, refused};

    fn token(action: &str, value: &str) -> Option<String> {
        applied_as(&keyed(action, "ann"), "X", Domain::Email, value)
    }

    #[test]
    fn a_token_is_an_address_and_joins_with_hash_tokens() {
        let made = token("\"email_token\"", "Ann@Example.com").unwrap();
        let (local, domain) = made.split_once('@').unwrap();
        assert_eq!(domain, "email.invalid");
        assert_eq!(local, token("\"hash_token\"", "ann@example.com").unwrap());
        assert!(local.len() <= 64, "RFC 5321 4.5.3.1.1");
        assert_eq!(token("\"email_token\"", &made), Some(made.clone()), "a second run");
        let kept = token("{ name = \"email_token\", domain = \"keep\" }", "Ann@Example.com.").unwrap();
        assert_eq!(kept, format!("{local}@example.com"));
        assert_eq!(token("\"email_token\"", &kept), Some(format!("{local}@email.invalid")));
        refused("{ name = \"email_token\", domain = \"example.com\" }", "keep");
    }

    #[test]
    fn what_is_no_address_is_none() {
        for value in ["ann", "@example.com", "ann@", "<ann@example.com>", "ann@exa mple.com"] {
            assert_eq!(token("{ name = \"email_token\", domain = \"keep\" }", value), None, "{value}");
        }
        let made = token("\"email_token\"", "ann@example.com").unwrap();
        let forged = made.replacen("ob1h_em_", "ob1h_em_a", 1);
        assert!(!token("\"email_token\"", &forged).unwrap().contains(&forged[..20]));
    }
}
