//! IP pseudonym: an address becomes another of the same kind, the same each time for one recipient.
//!
//! ipcrypt-pfx (draft-denis-ipcrypt) preserves prefixes: two addresses of one network have pseudonyms of one network.
//! So traffic can still be counted by network, and who knows some addresses of a network learns where others are.

use std::net::IpAddr;
use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::Domain;
use crate::keys::derive::Use;
use crate::keys::token::TokenKeys;
use crate::transform::ip_truncate::address;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// Without keys it can only be checked, not applied.
struct IpPseudonym(Option<Arc<TokenKeys>>);

pub(super) fn read(_: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    Ok(Arc::new(IpPseudonym(None)))
}

impl Transform for IpPseudonym {
    fn name(&self) -> &'static str {
        "ip_pseudonym"
    }

    fn strictness(&self) -> Strictness {
        Strictness::ReversibleToken
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        (info_type.domain != Domain::Ip).then_some("only IP addresses have such a pseudonym")
    }

    fn needs_keys(&self) -> bool {
        self.0.is_none()
    }

    fn with_keys(&self, keys: &Arc<TokenKeys>) -> Option<Arc<dyn Transform>> {
        keys.can(Use::IpPseudonym).then(|| Arc::new(IpPseudonym(Some(keys.clone()))) as Arc<dyn Transform>)
    }

    fn apply(&self, value: Plain<'_>, _: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let keys = self.0.as_ref().ok_or(CannotTransform)?;
        write(value, |address| Ok(keys.ip_pseudonym(address)?), out)
    }

    fn undoes(&self) -> bool {
        true
    }

    fn undo(&self, value: Plain<'_>, _: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let keys = self.0.as_ref().ok_or(CannotTransform)?;
        write(value, |address| Ok(keys.ip_original(address)?), out)
    }
}

/// Appends what `turn` makes of the address `value`.
fn write(
    value: Plain<'_>,
    turn: impl FnOnce(IpAddr) -> Result<IpAddr, CannotTransform>,
    out: &mut Vec<u8>,
) -> Result<(), CannotTransform> {
    let address = address(value)?;
    let made = match (address, turn(address)?) {
        // Mapped into IPv6 as it was, so that the column keeps its form.
        (IpAddr::V6(_), IpAddr::V4(made)) => IpAddr::V6(made.to_ipv6_mapped()),
        (_, made) => made,
    };
    // One address in four billion is its own pseudonym.
    if made == address {
        return Err(CannotTransform);
    }
    out.extend_from_slice(made.to_string().as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::transform::testing::{applied_as, keyed, undone};

    fn pseudonym(value: &str) -> Option<String> {
        applied_as(&keyed("\"ip_pseudonym\"", "ann"), "X", Domain::Ip, value)
    }

    #[test]
    fn an_address_becomes_another_of_its_kind() {
        for value in ["192.0.2.17", "2001:db8::17", "::ffff:192.0.2.17", "127.0.0.1"] {
            let made = pseudonym(value).unwrap();
            let (before, after): (IpAddr, IpAddr) = (value.parse().unwrap(), made.parse().unwrap());
            assert!(before != after && before.is_ipv4() == after.is_ipv4(), "{value}: {made}");
            let back = undone(&keyed("\"ip_pseudonym\"", "ann"), Domain::Ip, &made).unwrap();
            assert_eq!(back.parse::<IpAddr>().unwrap(), before, "{value}");
        }
        let mapped: std::net::Ipv6Addr = pseudonym("::ffff:192.0.2.17").unwrap().parse().unwrap();
        assert_eq!(mapped.to_ipv4_mapped().unwrap().to_string(), pseudonym("192.0.2.17").unwrap());
        assert_eq!(pseudonym("2001:db8::17%eth0"), pseudonym("2001:db8::17"));
        for value in ["192.0.2.17:80", "192.0.2.0/24", "192.0.2", "ann"] {
            assert_eq!(pseudonym(value), None, "{value}");
        }
    }

    #[test]
    fn networks_stay_networks() {
        let prefix = |value: &str| pseudonym(value).unwrap().parse::<std::net::Ipv4Addr>().unwrap().octets();
        let (one, two, other) = (prefix("192.0.2.17"), prefix("192.0.2.201"), prefix("198.51.100.17"));
        assert_eq!(one[..3], two[..3]);
        assert_ne!(one[3], two[3]);
        assert_ne!(one[..3], other[..3]);
    }
}
