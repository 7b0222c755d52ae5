//! The policies that obelus ships: `rules/policies/<name>.toml`.

use crate::config::nearest;
use crate::embedded::POLICIES;
use crate::error::{Error, ErrorKind, Result};

/// The policy used when none is named: everything found becomes a marker, for anyone.
pub const STRICT: &str = "builtin:strict";

/// What the file of a policy's cases is called after the policy.
const CASES: &str = ".test";

/// The names, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    files().map(|(name, _)| name).filter(|name| !name.ends_with(CASES))
}

/// The text of the policy called `name`.
pub fn text(name: &str) -> Result<&'static str> {
    let found = files().find(|(own, _)| *own == name && !own.ends_with(CASES));
    found.map(|(_, text)| text).ok_or_else(|| {
        Error::new(ErrorKind::Policy, "there is no built-in policy of this name")
            .about("--policy")
            .known(nearest(name, names()))
    })
}

/// The cases of the policy called `name`, where there are any.
pub fn cases(name: &str) -> Option<&'static str> {
    files().find(|(own, _)| own.strip_suffix(CASES) == Some(name)).map(|(_, text)| text)
}

fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    let name = |path: &'static str| path.trim_start_matches("policies/").trim_end_matches(".toml");
    POLICIES.iter().map(move |(path, text)| (name(path), *text))
}
