//! A root key and the line it is in a key file: `obelus-key-1:<key id>:<key>:<check>` in lower-case base32.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::keys::derive::{Extracted, Keyed, Use, code, keyed};
use crate::keys::form::{KEY_ID_CHARS, base32};
use crate::keys::material::Material;
use crate::keys::self_test;

/// How the line of a root key starts.
pub(crate) const HEAD: &str = "obelus-key-1";
const CHECK_CHARS: usize = 6;

/// The root key. No Debug, no Clone; its bytes are overwritten when it goes.
pub struct RootKey {
    bytes: Zeroizing<[u8; 32]>,
    extracted: Arc<Extracted>,
    material: Arc<Material>,
}

impl RootKey {
    /// A new random key.
    pub fn generate() -> Result<Self> {
        let mut bytes = Zeroizing::new([0u8; 32]);
        let mut id = [0u8; 4];
        random(&mut bytes[..])?;
        random(&mut id)?;
        let id = base32().encode(&id)[..KEY_ID_CHARS].to_owned();
        Self::from_parts(id, bytes)
    }

    /// The key with `id` and `bytes`, as in the published test vectors.
    pub fn from_parts(id: String, bytes: Zeroizing<[u8; 32]>) -> Result<Self> {
        self_test::run()?;
        let extracted = Arc::new(Extracted::new(&bytes));
        let material = Arc::new(Material::of_root(id, 0, extracted.clone()));
        Ok(RootKey { bytes, extracted, material })
    }

    /// The same as the key at place `number` of its file.
    pub(crate) fn numbered(self, number: u32) -> Self {
        let material = Arc::new(Material::of_root(self.id().to_owned(), number, self.extracted.clone()));
        RootKey { material, ..self }
    }

    /// Reads a line of a key file. `None` when it is damaged.
    pub(crate) fn of_line(line: &str) -> Result<Option<Self>> {
        let parts: Vec<&str> = line.split(':').collect();
        let [HEAD, id, key, check] = parts.as_slice() else { return Ok(None) };
        let Ok(decoded) = base32().decode(key.as_bytes()).map(Zeroizing::new) else { return Ok(None) };
        let Ok(bytes) = <[u8; 32]>::try_from(decoded.as_slice()).map(Zeroizing::new) else { return Ok(None) };
        let key = Self::from_parts((*id).to_owned(), bytes)?;
        Ok((is_key_id(id) && key.check() == *check).then_some(key))
    }

    /// Its line in a key file.
    pub(crate) fn line(&self) -> Zeroizing<String> {
        let key = Zeroizing::new(base32().encode(&self.bytes[..]));
        Zeroizing::new(format!("{HEAD}:{}:{}:{}\n", self.id(), *key, self.check()))
    }

    /// The public id that stands in every token.
    pub fn id(&self) -> &str {
        &self.material.id
    }

    /// Tells two root keys apart without saying anything about either: 64 bits in base32.
    pub fn fingerprint(&self) -> String {
        base32().encode(&code(&self.key(Use::Root, "", ""), b"fingerprint")[..8])
    }

    fn check(&self) -> String {
        base32().encode(&code(&self.key(Use::Root, "", ""), b"check")[..5])[..CHECK_CHARS].to_owned()
    }

    pub(crate) fn key(&self, use_: Use, recipient: &str, domain: &'static str) -> Keyed {
        keyed(&self.extracted.bytes(use_, self.id(), recipient, domain))
    }

    pub(crate) fn material(&self) -> &Arc<Material> {
        &self.material
    }
}

/// True for what can be a key id.
pub(crate) fn is_key_id(id: &str) -> bool {
    id.len() == KEY_ID_CHARS && id.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b))
}

/// Fills `bytes` with chance.
pub(crate) fn random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|_| {
        Error::new(ErrorKind::Keys, "the operating system gives no random bytes; no key was made")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_written_key_reads_back_and_damage_is_noticed() {
        let key = RootKey::generate().unwrap();
        let line = key.line().trim_end().to_owned();
        let again = RootKey::of_line(&line).unwrap().unwrap();
        assert_eq!((again.id(), again.fingerprint()), (key.id(), key.fingerprint()));
        for at in [HEAD.len() + 1, HEAD.len() + 6, HEAD.len() + 20, line.len() - 2] {
            let mut damaged = line.clone().into_bytes();
            damaged[at] = if damaged[at] == b'a' { b'b' } else { b'a' };
            assert!(RootKey::of_line(&String::from_utf8(damaged).unwrap()).unwrap().is_none());
        }
    }
}
