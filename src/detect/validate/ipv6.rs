//! IPv6 addresses: RFC 4291 text forms, and the code and clock times that look like them.

use std::net::Ipv6Addr;

use crate::detect::validate::{Candidate, Verdict};

/// Colons enough for an address, or two of them for what is left out. Clock times have neither.
pub fn may_be(value: &[u8]) -> bool {
    value.iter().filter(|b| **b == b':').count() > 5 || value.windows(2).any(|pair| pair == b"::")
}

/// Parses; short forms need something that words and scopes of a program do not have.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some((len, address)) = part(c.value) else { return Verdict::Invalid };
    let text = c.value[..len].split(|b| *b == b'%').next().unwrap_or(c.value);
    Verdict::Part { len, points: points(text, address) }
}

/// How much of the match is an address. Behind it can stand a colon, a port in the way of `netstat`, or a
/// ninth group, which is a port.
fn part(value: &[u8]) -> Option<(usize, Ipv6Addr)> {
    let zone = value.iter().position(|b| *b == b'%').unwrap_or(value.len());
    let parse = |len: usize| std::str::from_utf8(&value[..len]).ok().and_then(|t| t.parse::<Ipv6Addr>().ok());
    if let Some(address) = parse(zone) {
        return Some((value.len(), address));
    }
    let ninth = value.iter().enumerate().filter(|(_, b)| **b == b':').nth(7).map(|(i, _)| i);
    let dotted = value.iter().position(|b| *b == b'.');
    let colon = value[..zone].strip_suffix(b":").map(<[u8]>::len);
    [colon, dotted, ninth].into_iter().flatten().find_map(|len| parse(len).map(|address| (len, address)))
}

fn points(text: &[u8], address: Ipv6Addr) -> i16 {
    if address.is_unspecified() || address.is_loopback() {
        return -70;
    }
    let groups = || text.split(|b| *b == b':').filter(|g| !g.is_empty());
    let count = groups().count();
    let fingerprint = count == 8 && groups().all(|g| g.len() <= 2);
    let has_digit = text.iter().any(u8::is_ascii_digit);
    let known = matches!(address.segments()[0] >> 12, 2 | 3 | 0xf) || address.to_ipv4_mapped().is_some();
    match (fingerprint, count) {
        (true, _) => -60,
        (_, 8) => 0,
        (_, n) if has_digit && (n >= 4 || (known && n >= 2)) => 0,
        (_, n) if has_digit && n >= 3 => -35,
        _ => -60,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_no_address_does_not_parse() {
        let pieces = ["1", "a2:", ":", "::", "3:4:5:", "192.0.2.1", "::1", "%1"];
        for n in 0..pieces.len().pow(4) {
            let value: String = (0..4).map(|i| pieces[n / pieces.len().pow(i) % pieces.len()]).collect();
            assert!(may_be(value.as_bytes()) || part(value.as_bytes()).is_none(), "{value}");
        }
        assert!(!may_be(b"2026:10:05:03") && may_be(b"1:2:3:4:5:6:192.0.2.1") && may_be(b"a::b"));
    }
}
