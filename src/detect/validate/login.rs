//! Names of accounts in what daemons say of logins: OpenSSH, PAM, logind, `su`, `sudo` and `cron`.

use crate::detect::validate::keyed::is_system;
use crate::detect::validate::{Candidate, Verdict, is_one_of};

/// Accounts that come with a system and log in by themselves, or that everybody tries, sorted.
static SERVICES: &[&[u8]] = &[
    b"anonymous",
    b"backup",
    b"cyrus",
    b"default",
    b"from",
    b"ftp",
    b"ftpuser",
    b"games",
    b"gdm",
    b"login",
    b"lp",
    b"mail",
    b"man",
    b"messagebus",
    b"news",
    b"pi",
    b"postfix",
    b"sshd",
    b"support",
    b"syslog",
    b"test",
    b"unknown",
    b"uucp",
    b"webmaster",
];

/// What stands before a name, and whether what stands behind it fits.
type Phrase = (&'static [u8], fn(&[u8]) -> bool);

/// What stands before the name, and what has to stand behind it: sentences say `invalid user name` too.
static PHRASES: &[Phrase] = &[
    (b"_request: invalid user ", |after| after.is_empty() || is_from(after)),
    (b"valid user ", is_from),
    (b"llegal user ", is_from),
    (b"uthenticating user ", is_from),
    (b"isconnected from user ", is_from),
    (b"Close session: user ", is_from),
    (b" for ", |after| after.starts_with(b" from ")),
    (b"ccess denied for user ", |after| after.starts_with(b" by PAM")),
    (b" by ", |after| after.starts_with(b"(uid=")),
    (b"session opened for user ", is_by),
    (b"session closed for user ", is_by),
    (b" of user ", is_end),
    (b" of user '", |after| after.starts_with(b"'")),
];

/// An address or the stage of a connection behind the name.
fn is_from(after: &[u8]) -> bool {
    let is_address = |rest: &[u8]| {
        let length = rest.iter().take_while(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':')).count();
        rest[..length].iter().any(|b| matches!(b, b'.' | b':'))
    };
    after.starts_with(b" from ")
        || after.starts_with(b" [")
        || after.strip_prefix(b" ").is_some_and(|rest| rest.starts_with(b"UNKNOWN port ") || is_address(rest))
}

/// Who opened the session, or nothing.
fn is_by(after: &[u8]) -> bool {
    after.trim_ascii().is_empty() || after.starts_with(b" by") || after.starts_with(b"(uid=")
}

fn is_end(after: &[u8]) -> bool {
    after.trim_ascii().is_empty() || matches!(after[0], b';' | b',')
}

/// The name of somebody who logs in.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let length = c.value.len() - c.value.iter().rev().take_while(|b| matches!(b, b'.' | b'-')).count();
    let (name, rest) = c.value.split_at(length);
    // What was cut off ends a sentence.
    let after = if rest.is_empty() { c.after } else { b"" };
    let fits =
        PHRASES.iter().find(|(phrase, _)| c.before.ends_with(phrase)).is_none_or(|(_, fits)| fits(after));
    let is_number = name.iter().all(u8::is_ascii_digit);
    // An address is found as one.
    let is_address = memchr::memchr(b'@', name).is_some_and(|at| name[at..].contains(&b'.'));
    if name.is_empty() || is_number || is_address || !fits || is_system(name) || is_one_of(SERVICES, name) {
        return Verdict::Invalid;
    }
    Verdict::Part { len: length, points: 0 }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_found() {
        assert!(super::SERVICES.is_sorted());
    }
}
