//! IPv6 addresses: RFC 4291 text forms, and the code and clock times that look like them.

use std::net::Ipv6Addr;

use crate::detect::validate::{Candidate, Verdict};

/// Parses; short forms need something that words and scopes of a program do not have.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let text = c.value.split(|b| *b == b'%').next().unwrap_or(c.value);
    let Some(address) = std::str::from_utf8(text).ok().and_then(|t| t.parse::<Ipv6Addr>().ok()) else {
        return Verdict::Invalid;
    };
    if address.is_unspecified() || address.is_loopback() {
        return Verdict::Points(-70);
    }
    let groups: Vec<&[u8]> = text.split(|b| *b == b':').filter(|g| !g.is_empty()).collect();
    let fingerprint = groups.len() == 8 && groups.iter().all(|g| g.len() == 2);
    let has_digit = text.iter().any(u8::is_ascii_digit);
    let known = matches!(address.segments()[0] >> 12, 2 | 3 | 0xf) || address.to_ipv4_mapped().is_some();
    match (fingerprint, groups.len()) {
        (true, _) => Verdict::Points(-60),
        (_, 8) => Verdict::Points(0),
        (_, n) if has_digit && (n >= 4 || (known && n >= 2)) => Verdict::Points(0),
        (_, n) if has_digit && n >= 3 => Verdict::Points(-35),
        _ => Verdict::Points(-60),
    }
}
