//! A key file under a passphrase: argon2id (RFC 9106) and AES-256-GCM-SIV (RFC 8452).
//!
//!     obelus-sealed-1:argon2id:<KiB of memory>:<passes>:<lanes>:<salt>:<nonce>:<sealed>
//!
//! Everything before the last colon is authenticated too.

use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes256GcmSiv, KeyInit};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, ErrorKind, Result};
use crate::keys::form::base32;
use crate::keys::ring::{lines, malformed};
use crate::keys::root::random;
use crate::keys::self_test;
use crate::limits::{ARGON2_MAX, ARGON2_NEW, PASSPHRASE_BYTES_MAX};

const HEAD: &str = "obelus-sealed-1";
const HOW: &str = "argon2id";
const COMMENT: &str = "# obelus keys under a passphrase.\n";
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// A passphrase. No Debug; overwritten when it goes.
pub struct Passphrase(Zeroizing<Vec<u8>>);

impl Passphrase {
    /// What a passphrase file holds, without the line end at its end.
    pub fn of_file(bytes: &[u8]) -> Result<Self> {
        let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() || line.len() > PASSPHRASE_BYTES_MAX {
            let what = "the passphrase file is empty or too long";
            return Err(Error::new(ErrorKind::Keys, what).about("--passphrase-file"));
        }
        Ok(Passphrase(Zeroizing::new(line.to_vec())))
    }
}

/// The text of a key file, under `passphrase`.
pub fn seal(text: &str, passphrase: &Passphrase) -> Result<Zeroizing<String>> {
    self_test::run()?;
    let (mut salt, mut nonce) = ([0; SALT_BYTES], [0; NONCE_BYTES]);
    random(&mut salt)?;
    random(&mut nonce)?;
    let (memory, passes, lanes) = ARGON2_NEW;
    let head = format!(
        "{HEAD}:{HOW}:{memory}:{passes}:{lanes}:{}:{}",
        base32().encode(&salt),
        base32().encode(&nonce)
    );
    let mut sealed = Zeroizing::new(text.as_bytes().to_vec());
    let cipher = cipher(passphrase, &salt, ARGON2_NEW).ok_or_else(malformed)?;
    let tag = cipher
        .encrypt_inout_detached(&nonce.into(), head.as_bytes(), sealed.as_mut_slice().into())
        .map_err(|_| malformed())?;
    sealed.extend_from_slice(&tag);
    Ok(Zeroizing::new(format!("{COMMENT}{head}:{}\n", base32().encode(&sealed))))
}

/// What `text` says under its passphrase; `None` when it has none.
pub(crate) fn open(text: &str, passphrase: Option<&Passphrase>) -> Result<Option<Zeroizing<String>>> {
    let mut lines = lines(text);
    let line = lines.next().filter(|l| l.strip_prefix(HEAD).is_some_and(|rest| rest.starts_with(':')));
    let Some(line) = line else { return Ok(None) };
    if lines.next().is_some() {
        return Err(malformed());
    }
    let Some(passphrase) = passphrase else {
        let what = "the key file is under a passphrase";
        return Err(
            Error::new(ErrorKind::Keys, what).fix("name a file that holds it with `--passphrase-file`")
        );
    };
    self_test::run()?;
    let (head, sealed) = line.rsplit_once(':').ok_or_else(malformed)?;
    let parts: Vec<&str> = head.split(':').collect();
    let [HEAD, HOW, memory, passes, lanes, salt, nonce] = parts.as_slice() else { return Err(malformed()) };
    let number = |text: &str, most: u32| text.parse().ok().filter(|n: &u32| *n <= most).ok_or_else(malformed);
    let costs = (number(memory, ARGON2_MAX.0)?, number(passes, ARGON2_MAX.1)?, number(lanes, ARGON2_MAX.2)?);
    let decoded = |text: &str| base32().decode(text.as_bytes()).map_err(|_| malformed());
    let (salt, nonce) = (decoded(salt)?, decoded(nonce)?);
    let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| malformed())?;
    let mut text = Zeroizing::new(decoded(sealed)?);
    let at = text.len().checked_sub(TAG_BYTES).ok_or_else(malformed)?;
    let tag: [u8; TAG_BYTES] = text[at..].try_into().map_err(|_| malformed())?;
    text.truncate(at);
    let wrong = || {
        let what = "the passphrase is wrong, or the key file is damaged";
        Error::new(ErrorKind::Keys, what).about("--passphrase-file")
    };
    cipher(passphrase, &salt, costs)
        .ok_or_else(malformed)?
        .decrypt_inout_detached(&nonce.into(), head.as_bytes(), text.as_mut_slice().into(), &tag.into())
        .map_err(|_| wrong())?;
    let text = std::str::from_utf8(&text).map_err(|_| wrong())?;
    Ok(Some(Zeroizing::new(text.to_owned())))
}

/// The cipher under the key that a passphrase gives.
fn cipher(
    passphrase: &Passphrase,
    salt: &[u8],
    (memory, passes, lanes): (u32, u32, u32),
) -> Option<Aes256GcmSiv> {
    let params = Params::new(memory, passes, lanes, Some(32)).ok()?;
    let mut blocks = vec![Block::default(); params.block_count()];
    let mut key = Zeroizing::new([0u8; 32]);
    let made = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
        &passphrase.0,
        salt,
        &mut key[..],
        &mut blocks,
    );
    blocks.iter_mut().for_each(Zeroize::zeroize);
    made.ok()?;
    Aes256GcmSiv::new_from_slice(&key[..]).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::of_file(text.as_bytes()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_with_its_passphrase_alone() {
        let sealed = seal("obelus-key-1:…", &passphrase("correct horse\n")).unwrap();
        assert!(!sealed.contains("obelus-key-1"));
        let opened = open(&sealed, Some(&passphrase("correct horse"))).unwrap().unwrap();
        assert_eq!(opened.as_str(), "obelus-key-1:…");
        assert!(open(&sealed, None).is_err());
        assert!(open(&sealed, Some(&passphrase("correct horse "))).is_err());
        assert!(open("obelus-key-1:abcd:x:y", None).unwrap().is_none());
        let line = sealed.lines().nth(1).unwrap();
        // The costs are authenticated, and those of a file that somebody made up are bounded.
        for (from, to) in [(":65536:3:4:", ":65536:2:4:"), (":65536:", ":4294967295:"), (":3:4:", ":3:400:")]
        {
            assert!(line.contains(from));
            assert!(open(&line.replacen(from, to, 1), Some(&passphrase("correct horse"))).is_err(), "{to}");
        }
        for at in [20, 40, 60, line.len() - 1] {
            let mut damaged = line.as_bytes().to_vec();
            damaged[at] = if damaged[at] == b'a' { b'b' } else { b'a' };
            let damaged = String::from_utf8(damaged).unwrap();
            assert!(open(&damaged, Some(&passphrase("correct horse"))).is_err(), "{at}");
        }
        assert!(Passphrase::of_file(b"\n").is_err());
    }
}
