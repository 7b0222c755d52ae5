//! IP truncation: an address becomes its network address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::Domain;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// Default prefix lengths: the last octet of IPv4 and the last 80 bits of IPv6 go.
const V4_DEFAULT: i64 = 24;
const V6_DEFAULT: i64 = 48;

/// An address of 6to4 begins with these 16 bits, and an IPv4 address follows (RFC 3056, section 2).
const SIX_TO_FOUR: u16 = 0x2002;
const SIX_TO_FOUR_BITS: u32 = 16;

struct IpTruncate {
    v4: u32,
    v6: u32,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    Ok(Arc::new(IpTruncate {
        // A longer prefix would keep a household or a host, which is no truncation.
        v4: table.int("v4_prefix", 8..25)?.unwrap_or(V4_DEFAULT) as u32,
        v6: table.int("v6_prefix", 16..57)?.unwrap_or(V6_DEFAULT) as u32,
    }))
}

/// The network of an address, as one that is truncated by default, with its length.
pub(crate) fn network(address: IpAddr) -> String {
    let by = IpTruncate { v4: V4_DEFAULT as u32, v6: V6_DEFAULT as u32 };
    match address.to_canonical() {
        IpAddr::V4(v4) => format!("{}/{}", by.v4(v4), by.v4),
        IpAddr::V6(v6) => format!("{}/{}", by.v6(v6), by.v6),
    }
}

/// The address that is written. A zone names an interface of the machine that wrote it, so it plays no part; with a
/// port or a prefix length it is no address.
pub(super) fn address(value: Plain<'_>) -> Result<IpAddr, CannotTransform> {
    let text = value.0.split(|b| *b == b'%').next().unwrap_or(value.0);
    let text = std::str::from_utf8(text).map_err(|_| CannotTransform)?;
    text.parse().map_err(|_| CannotTransform)
}

impl IpTruncate {
    fn v4(&self, address: Ipv4Addr) -> Ipv4Addr {
        Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << (32 - self.v4)))
    }

    fn v6(&self, address: Ipv6Addr) -> Ipv6Addr {
        match address.to_ipv4_mapped() {
            Some(v4) => self.v4(v4).to_ipv6_mapped(),
            None => {
                let kept = match address.segments()[0] {
                    SIX_TO_FOUR => self.v6.min(SIX_TO_FOUR_BITS + self.v4),
                    _ => self.v6,
                };
                Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - kept)))
            }
        }
    }
}

impl Transform for IpTruncate {
    fn name(&self) -> &'static str {
        "ip_truncate"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Generalise
    }

    fn parameters(&self) -> String {
        format!("v4_prefix = {}, v6_prefix = {}", self.v4, self.v6)
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        (info_type.domain != Domain::Ip).then_some("only IP addresses can be truncated")
    }

    fn apply(&self, value: Plain<'_>, _: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let address = address(value)?;
        let cut = match address {
            IpAddr::V4(v4) => self.v4(v4).to_string(),
            IpAddr::V6(v6) => self.v6(v6).to_string(),
        };
        out.extend_from_slice(cut.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(value: &str) -> Result<String, CannotTransform> {
        let mut out = Vec::new();
        let cx = Context { info_type: "X", domain: Domain::Ip, subject: None, tokens: None };
        IpTruncate { v4: 24, v6: 48 }.apply(Plain(value.as_bytes()), &cx, &mut out)?;
        Ok(String::from_utf8_lossy(&out).into_owned())
    }

    #[test]
    fn the_host_part_goes() {
        assert_eq!(cut("192.0.2.17").as_deref(), Ok("192.0.2.0"));
        assert_eq!(cut("2001:db8:1:2:3:4:5:6").as_deref(), Ok("2001:db8:1::"));
        assert_eq!(cut("::ffff:192.0.2.17").as_deref(), Ok("::ffff:192.0.2.0"));
        assert_eq!(cut("fe80::1%eth0").as_deref(), Ok("fe80::"));
        assert_eq!(cut("192.0.2"), Err(CannotTransform));
        assert_eq!(cut("2002:c000:211:1::1").as_deref(), Ok("2002:c000:200::"), "6to4 holds an IPv4 address");
    }
}
