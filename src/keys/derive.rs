//! HKDF over everything that a key is for.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::keys::CANON_VERSION;

/// HMAC-SHA-256 (RFC 2104, FIPS 198-1) with its key already scheduled.
pub(crate) type Keyed = Hmac<Sha256>;

const SALT: &[u8] = b"obelus/root/v1";

/// What a derived key is for.
#[derive(Clone, Copy)]
pub(crate) enum Use {
    /// Tokens that cannot be reversed.
    HashToken,
    /// The check tag at the end of a token.
    Mark,
    /// The fingerprint of a finding in reports.
    Finding,
    /// The fingerprint of the root key in summaries.
    Root,
}

impl Use {
    fn name(self) -> &'static str {
        match self {
            Use::HashToken => "hash-token",
            Use::Mark => "mark",
            Use::Finding => "finding",
            Use::Root => "root",
        }
    }
}

/// The pseudorandom key of a root: HKDF-Extract with a fixed salt.
pub(crate) struct Extracted(Hkdf<Sha256>);

impl Extracted {
    pub(crate) fn new(root: &[u8; 32]) -> Self {
        Extracted(Hkdf::<Sha256>::new(Some(SALT), root))
    }

    /// The key for one use: HKDF-Expand over the length-prefixed parts, so that no two lists of parts
    /// spell the same bytes.
    pub(crate) fn key(&self, use_: Use, key_id: &str, recipient: &str, domain: &str) -> Keyed {
        let mut info = Vec::new();
        for part in ["v1", use_.name(), key_id, recipient, domain, CANON_VERSION] {
            info.extend_from_slice(&(part.len() as u16).to_be_bytes());
            info.extend_from_slice(part.as_bytes());
        }
        let mut key = Zeroizing::new([0u8; 32]);
        // 32 bytes are far below HKDF's limit of 255 times 32, so this cannot fail; were it to, a key of
        // zero bytes must not be used.
        #[allow(clippy::expect_used)]
        self.0.expand(&info, &mut key[..]).expect("32 bytes can be expanded");
        keyed(&key[..])
    }
}

/// HMAC-SHA-256 under `key`.
pub(crate) fn keyed(key: &[u8]) -> Keyed {
    // HMAC takes keys of any length.
    #[allow(clippy::expect_used)]
    Keyed::new_from_slice(key).expect("HMAC takes any key")
}

/// The code of `message`.
pub(crate) fn code(key: &Keyed, message: &[u8]) -> [u8; 32] {
    let mut mac = key.clone();
    mac.update(message);
    mac.finalize().into_bytes().into()
}
