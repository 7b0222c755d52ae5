//! Pseudonyms of IP addresses: ipcrypt-pfx (draft-denis-ipcrypt-12). An address becomes one of the same kind, and
//! two addresses that share a prefix have pseudonyms that share one as long.

use std::net::IpAddr;

use ipcrypt_rs::IpcryptPfx;
use zeroize::Zeroizing;

use crate::keys::derive::{KEY_BYTES, Use};
use crate::keys::material::{Epoch, NoKey, kept};
use crate::keys::token::TokenKeys;

/// The cipher under one key. No Debug.
pub(crate) struct Pfx(IpcryptPfx);

impl Pfx {
    /// Under a key of 32 bytes whose halves differ.
    pub(crate) fn new(key: &[u8]) -> Option<Self> {
        let key: Zeroizing<[u8; KEY_BYTES]> = Zeroizing::new(key.try_into().ok()?);
        // The crate panics at equal halves.
        (key[..KEY_BYTES / 2] != key[KEY_BYTES / 2..]).then(|| Pfx(IpcryptPfx::new(*key)))
    }

    pub(crate) fn pseudonym(&self, ip: IpAddr) -> IpAddr {
        self.0.encrypt_ipaddr(ip)
    }

    pub(crate) fn original(&self, ip: IpAddr) -> IpAddr {
        self.0.decrypt_ipaddr(ip)
    }
}

impl TokenKeys {
    /// The pseudonym of `ip`: IPv4 stays IPv4 and IPv6 stays IPv6. An address mapped into IPv6 is taken for IPv4.
    pub fn ip_pseudonym(&self, ip: IpAddr) -> Result<IpAddr, NoKey> {
        Ok(self.primary()?.pfx()?.pseudonym(ip.to_canonical()))
    }

    /// The address whose pseudonym `ip` is, under the newest key.
    pub fn ip_original(&self, ip: IpAddr) -> Result<IpAddr, NoKey> {
        Ok(self.primary()?.pfx()?.original(ip.to_canonical()))
    }

    /// The same under an older key id: a pseudonym does not say which key made it.
    pub fn ip_original_of(&self, key_id: &str, ip: IpAddr) -> Result<IpAddr, NoKey> {
        let epoch = self.epochs.iter().find(|e| e.id() == key_id).ok_or(NoKey)?;
        Ok(epoch.pfx()?.original(ip.to_canonical()))
    }
}

impl Epoch {
    fn pfx(&self) -> Result<&Pfx, NoKey> {
        kept(&self.pfx, || Pfx::new(&self.bytes(Use::IpPseudonym, None)?).map(Box::new).ok_or(NoKey))
            .map(|p| &**p)
    }
}
