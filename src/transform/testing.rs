//! Actions as a policy makes them, for the tests of each.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::config::Source;
use crate::error::{ErrorKind, Result};
use crate::keys::canon::Domain;
use crate::keys::root::RootKey;
use crate::keys::token::TokenKeys;
use crate::transform::{Context, Plain, TRANSFORMS, Transform};

fn read(action: &str) -> Result<Arc<dyn Transform>> {
    let text = format!("action = {action}");
    Source::new("t.toml", &text, ErrorKind::Policy).read(|root| {
        let item = root.need("action")?;
        let reader = |name: &str| TRANSFORMS.iter().find(|(n, _)| *n == name).unwrap().1;
        if item.is_str() {
            return item.with_no_entries(reader(item.str()?));
        }
        let mut table = item.table()?;
        let made = reader(table.need_str("name")?)(&mut table)?;
        table.finish()?;
        Ok(made)
    })
}

/// The action that a policy would write like this.
pub(crate) fn made(action: &str) -> Arc<dyn Transform> {
    read(action).unwrap()
}

/// Fails unless the action is refused when the policy is loaded, and the message says `why`.
pub(crate) fn refused(action: &str, why: &str) {
    let said = read(action).err().unwrap_or_else(|| panic!("{action} is accepted")).to_string();
    assert!(said.contains(why), "{action}: {said}");
}

/// What is written for `value`; `None` when it cannot be transformed.
pub(crate) fn applied(action: &Arc<dyn Transform>, value: &str) -> Option<String> {
    applied_as(action, "X", Domain::Text, value)
}

/// The same for a value of a certain type.
pub(crate) fn applied_as(
    action: &Arc<dyn Transform>,
    info_type: &str,
    domain: Domain,
    value: &str,
) -> Option<String> {
    let mut out = Vec::new();
    let cx = Context { info_type, domain, subject: None, tokens: None };
    action.apply(Plain(value.as_bytes()), &cx, &mut out).ok()?;
    Some(String::from_utf8(out).unwrap())
}

/// The same for a value in a record about somebody.
pub(crate) fn applied_for(
    action: &Arc<dyn Transform>,
    subject: Option<&[u8]>,
    value: &str,
) -> Option<String> {
    let mut out = Vec::new();
    let cx = Context { info_type: "X", domain: Domain::Text, subject, tokens: None };
    action.apply(Plain(value.as_bytes()), &cx, &mut out).ok()?;
    Some(String::from_utf8(out).unwrap())
}

/// Keys of a recipient, the same each time.
pub(crate) fn keys(recipient: &str) -> Arc<TokenKeys> {
    let root = RootKey::from_parts("k7q2".to_owned(), Zeroizing::new([7; 32])).unwrap();
    Arc::new(TokenKeys::new(&root, recipient))
}

/// The action that a policy would write like this, with the keys of a recipient.
pub(crate) fn keyed(action: &str, recipient: &str) -> Arc<dyn Transform> {
    made(action).with_keys(&keys(recipient)).unwrap()
}

/// What the action made `surrogate` of; `None` when it cannot be had back.
pub(crate) fn undone(action: &Arc<dyn Transform>, domain: Domain, surrogate: &str) -> Option<String> {
    let mut out = Vec::new();
    let cx = Context { info_type: "X", domain, subject: Some(b"id:1"), tokens: None };
    action.undo(Plain(surrogate.as_bytes()), &cx, &mut out).ok()?;
    Some(String::from_utf8(out).unwrap())
}
