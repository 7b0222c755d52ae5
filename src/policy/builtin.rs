//! The policies that obelus ships: `rules/policies/<name>.toml`.

use crate::config::nearest;
use crate::embedded::POLICIES;
use crate::error::{Error, ErrorKind, Result};

/// The policy used when none is named: everything found becomes a marker, for anyone.
pub const STRICT: &str = "builtin:strict";

/// The names, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    POLICIES.iter().map(|(path, _)| path.trim_start_matches("policies/").trim_end_matches(".toml"))
}

/// The text of the policy called `name`.
pub fn text(name: &str) -> Result<&'static str> {
    let found = names().position(|n| n == name).map(|i| POLICIES[i].1);
    found.ok_or_else(|| {
        Error::new(ErrorKind::Policy, "there is no built-in policy of this name")
            .about("--policy")
            .known(nearest(name, names()))
    })
}
