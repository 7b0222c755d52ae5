//! What holds where a setting of a program says nothing: `process.env.DB_PASSWORD || 'x'`. Labels and messages of forms stand behind names of
//! fields in the same way, so a plain word is one only where the name is that of a setting.

use memchr::memmem::find;

use crate::detect::validate::passed::{is_mixed, is_text};
use crate::detect::validate::{Candidate, Verdict};

/// So much before a value says where the name comes from.
const BEFORE_MAX: usize = 96;

/// What settings are read from, in small letters.
const SOURCES: [&[u8]; 6] = [b"env", b"config", b"settings", b".values.", b"{{", b"property"];

/// Behind the name of a setting and what takes another value where there is none.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let near = &c.before[c.before.len().saturating_sub(BEFORE_MAX)..];
    let near = near.rsplit(|b| *b == b'\n').next().unwrap_or(near);
    let lower = near.to_ascii_lowercase();
    let is_setting = SOURCES.iter().any(|source| find(&lower, source).is_some()) || ends_in_capitals(near);
    Verdict::valid(is_text(c) && (is_setting || is_mixed(c)))
}

/// True where the last name has capitals alone, as those of the environment.
fn ends_in_capitals(before: &[u8]) -> bool {
    let is_of_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let names = before.split(|b| !is_of_name(b)).rev();
    let mut longer = names.filter(|name| name.len() > 2 && name.iter().any(u8::is_ascii_alphabetic));
    longer.next().is_some_and(|name| name.contains(&b'_') && !name.iter().any(u8::is_ascii_lowercase))
}
