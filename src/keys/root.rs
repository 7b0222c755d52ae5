//! The root key and its file.
//!
//! The file holds comment lines and one line `obelus-key-1:<key id>:<key>:<check>` in lower-case base32.
//! Who has it can test guesses against tokens, so it is refused when others can read it.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::files::sync_directory_of;
use crate::keys::derive::{Extracted, Keyed, Use, code, keyed};
use crate::keys::form::{KEY_ID_CHARS, base32};
use crate::keys::material::Material;
use crate::keys::self_test;

const HEAD: &str = "obelus-key-1";
const CHECK_CHARS: usize = 6;
const FILE_BYTES_MAX: u64 = 4096;

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
        getrandom::fill(&mut bytes[..]).and_then(|()| getrandom::fill(&mut id)).map_err(|_| {
            Error::new(ErrorKind::Keys, "the operating system gives no random bytes; no key was made")
        })?;
        let id = base32().encode(&id)[..KEY_ID_CHARS].to_owned();
        Self::from_parts(id, bytes)
    }

    /// The key with `id` and `bytes`, as in the published test vectors.
    pub fn from_parts(id: String, bytes: Zeroizing<[u8; 32]>) -> Result<Self> {
        self_test::run()?;
        let extracted = Arc::new(Extracted::new(&bytes));
        let material = Arc::new(Material::of_root(id, extracted.clone()));
        Ok(RootKey { bytes, extracted, material })
    }

    /// Reads a key file or descriptor (`/dev/fd/3`).
    pub fn read(path: &Path) -> Result<Self> {
        let failed = |e| {
            Error::io(ErrorKind::Keys, "the key file cannot be read", &e)
                .about("--key-file")
                .fix("name one that exists, or make one with `obelus keys new --output FILE`")
        };
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(Error::new(ErrorKind::Keys, "the key file is a directory"));
        }
        if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            return Err(Error::new(ErrorKind::Keys, "others can read or write the key file")
                .fix("run `chmod 600` on it; if others may have read it, make a new key"));
        }
        let mut text = Zeroizing::new(String::new());
        // One byte more than a key file may have: a longer one is refused, not cut.
        file.take(FILE_BYTES_MAX + 1).read_to_string(&mut text).map_err(failed)?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self> {
        let malformed = || {
            Error::new(ErrorKind::Keys, "the key file is not an obelus key, or is damaged")
                .fix("make one with `obelus keys new --output FILE`")
        };
        if text.len() as u64 > FILE_BYTES_MAX {
            return Err(malformed());
        }
        let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        let (Some(line), None) = (lines.next(), lines.next()) else { return Err(malformed()) };
        let parts: Vec<&str> = line.split(':').collect();
        let [HEAD, id, key, check] = parts.as_slice() else { return Err(malformed()) };
        let decoded = Zeroizing::new(base32().decode(key.as_bytes()).map_err(|_| malformed())?);
        let bytes: [u8; 32] = decoded.as_slice().try_into().map_err(|_| malformed())?;
        let is_id = id.len() == KEY_ID_CHARS
            && id.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b));
        let key = Self::from_parts((*id).to_owned(), Zeroizing::new(bytes))?;
        if !is_id || key.check() != *check {
            return Err(malformed());
        }
        Ok(key)
    }

    /// Writes a new file that only its owner can read. An existing file is never replaced.
    pub fn write_new(&self, path: &Path) -> Result<()> {
        let failed = |e| {
            Error::io(ErrorKind::Keys, "the key file cannot be written", &e)
                .fix("name a file that does not exist yet, in a directory you can write to")
        };
        let line = Zeroizing::new(format!(
            "# obelus root key. Keep it secret: who has it can test guesses against tokens.\n{HEAD}:{}:{}:{}\n",
            self.id(),
            base32().encode(&self.bytes[..]),
            self.check()
        ));
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        sync_directory_of(path).map_err(failed)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn refused(text: &str) -> String {
        RootKey::parse(text).err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_written_key_reads_back_and_damage_is_noticed() {
        let key = RootKey::generate().unwrap();
        let line = format!("{HEAD}:{}:{}:{}\n", key.id(), base32().encode(&key.bytes[..]), key.check());
        let again = RootKey::parse(&format!("# note\n{line}")).unwrap();
        assert_eq!((again.id(), again.fingerprint()), (key.id(), key.fingerprint()));
        let secret = base32().encode(&key.bytes[..]);
        for at in [HEAD.len() + 1, HEAD.len() + 6, HEAD.len() + 20, line.len() - 2] {
            let mut damaged = line.clone().into_bytes();
            damaged[at] = if damaged[at] == b'a' { b'b' } else { b'a' };
            let said = refused(&String::from_utf8(damaged).unwrap());
            assert!(said.contains("damaged") && !said.contains(&secret[..8]), "{said}");
        }
        assert!(!refused("").is_empty());
        assert!(!refused(&line.repeat(2)).is_empty());
    }
}
