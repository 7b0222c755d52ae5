//! Passwords that protocols carry behind words of their own: `PASS x` (FTP, POP3, IRC), `LOGIN ann x` (IMAP, RFC 9051), `IDENTIFY x` (services of IRC).

use crate::bytes::without_trailing;
use crate::detect::validate::command::{is_name_of_value, is_value};
use crate::detect::validate::told::check_said;
use crate::detect::validate::{Candidate, Verdict};

/// Nothing stands behind such a password. Programs that test others begin lines with `PASS` too, so there a value is letters and figures.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let before = without_trailing(c.before, |b| matches!(b, b' ' | b'"' | b'\''));
    let is_last = c.after.trim_ascii().iter().all(|b| matches!(b, b'"' | b'\'' | b'\\' | b')' | b']'));
    let is_service = has_service(before);
    let is_mixed = check_said(c) != Verdict::Invalid;
    Verdict::valid(is_last && (is_service || is_mixed) && !is_name_of_value(c.value) && is_value(c))
}

/// True where a service of IRC is told who somebody is.
fn has_service(before: &[u8]) -> bool {
    before.windows(8).any(|word| word.eq_ignore_ascii_case(b"nickserv"))
}
