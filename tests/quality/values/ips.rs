//! Addresses of documentation (RFC 5737, RFC 3849), of private networks (RFC 1918, RFC 4193) and of one link (RFC 4291).

use crate::random::Random;

use super::makers::Maker;

pub const MAKERS: &[Maker] = &[
    ("ip", "IPV4_ADDRESS", v4),
    ("ipv6", "IPV6_ADDRESS", v6),
    ("ipv6-link", "IPV6_ADDRESS", |random| {
        format!("fe80::{:x}:{:x}ff:fe{:02x}:{:x}", word(random), byte(random), byte(random), word(random))
    }),
];

fn byte(random: &mut Random) -> usize {
    1 + random.below(254)
}

fn word(random: &mut Random) -> usize {
    1 + random.below(0xfffe)
}

fn v4(random: &mut Random) -> String {
    let (second, third, last) = (random.below(256), random.below(256), byte(random));
    match random.below(6) {
        0 => format!("192.0.2.{last}"),
        1 => format!("198.51.100.{last}"),
        2 => format!("203.0.113.{last}"),
        3 => format!("10.{second}.{third}.{last}"),
        4 => format!("172.{}.{third}.{last}", 16 + random.below(16)),
        _ => format!("192.168.{third}.{last}"),
    }
}

fn v6(random: &mut Random) -> String {
    let mut group = || format!("{:x}", word(random));
    let (a, b, c, d, e, f) = (group(), group(), group(), group(), group(), group());
    match random.below(5) {
        0 => format!("2001:db8::{a}"),
        1 => format!("2001:db8:{a}:{b}::{c}"),
        2 => format!("2001:db8:{a}:{b}:{c}:{d}:{e}:{f}"),
        3 => format!("fd{}::{a}:{b}", "00"),
        _ => format!("2001:DB8:{}::{}", a.to_uppercase(), b.to_uppercase()),
    }
}
