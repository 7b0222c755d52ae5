//! HKDF over everything that a key is for.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::keys::CANON_VERSION;

/// HMAC-SHA-256 (RFC 2104, FIPS 198-1) with its key already scheduled.
pub(crate) type Keyed = Hmac<Sha256>;

const SALT: &[u8] = b"obelus/root/v1";

/// The length of every derived key but those of AES-256-SIV, which takes two.
pub(crate) const KEY_BYTES: usize = 32;

macro_rules! uses {
    ($($(#[$doc:meta])* $variant:ident $name:literal,)*) => {
        /// What a derived key is for.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Use { $($(#[$doc])* $variant,)* }

        impl Use {
            /// Every use.
            pub const ALL: &'static [Use] = &[$(Use::$variant,)*];

            /// Its name in key derivation and in keysets.
            pub fn name(self) -> &'static str {
                match self { $(Use::$variant => $name,)* }
            }
        }
    };
}

uses! {
    /// Tokens that cannot be reversed.
    HashToken "hash-token",
    /// The check tag at the end of a token.
    Mark "mark",
    /// The fingerprint of a finding in reports.
    Finding "finding",
    /// The fingerprint of the root key in summaries.
    Root "root",
    /// Tokens that can be opened (AES-256-SIV).
    Reversible "reversible",
    /// Format-preserving encryption (FF1).
    Fpe "fpe",
    /// Prefix-preserving pseudonyms of IP addresses (ipcrypt-pfx).
    IpPseudonym "ip-pseudonym",
    /// By how many days the dates of a person are shifted.
    DateShift "date-shift",
    /// Which realistic stand-in a value gets.
    Surrogate "surrogate",
    /// The key under which a vault finds a value.
    VaultIndex "vault-index",
    /// The key that wraps the data keys of a vault.
    VaultSeal "vault-seal",
    /// What lists of people are hashed with.
    Lists "lists",
}

impl Use {
    /// How many bytes a key for it has.
    pub(crate) fn key_bytes(self) -> usize {
        match self {
            Use::Reversible => 2 * KEY_BYTES,
            _ => KEY_BYTES,
        }
    }

    /// True when every token domain has a key of its own. (A vault has one more for what is no domain's.)
    pub(crate) fn is_per_domain(self) -> bool {
        !matches!(self, Use::Mark | Use::Root | Use::IpPseudonym | Use::VaultSeal | Use::Lists)
    }
}

/// The pseudorandom key of a root: HKDF-Extract with a fixed salt.
pub(crate) struct Extracted(Hkdf<Sha256>);

impl Extracted {
    pub(crate) fn new(root: &[u8; 32]) -> Self {
        Extracted(Hkdf::<Sha256>::new(Some(SALT), root))
    }

    /// The bytes of the key for one use: HKDF-Expand over the length-prefixed parts, so that no two lists of
    /// parts spell the same bytes. `version` is that of the canonical forms, and where a first key cannot be
    /// used, says which one this is.
    fn expand(
        &self,
        use_: Use,
        version: &str,
        key_id: &str,
        recipient: &str,
        domain: &str,
    ) -> Zeroizing<Vec<u8>> {
        let mut info = Vec::new();
        for part in ["v1", use_.name(), key_id, recipient, domain, version] {
            info.extend_from_slice(&(part.len() as u16).to_be_bytes());
            info.extend_from_slice(part.as_bytes());
        }
        let mut key = Zeroizing::new(vec![0u8; use_.key_bytes()]);
        // 64 bytes are far below HKDF's limit of 255 times 32, so this cannot fail; were it to, a key of
        // zero bytes must not be used.
        #[allow(clippy::expect_used)]
        self.0.expand(&info, &mut key[..]).expect("64 bytes can be expanded");
        key
    }

    /// The key for one use.
    pub(crate) fn bytes(&self, use_: Use, key_id: &str, recipient: &str, domain: &str) -> Zeroizing<Vec<u8>> {
        let key = self.expand(use_, CANON_VERSION, key_id, recipient, domain);
        if use_ != Use::IpPseudonym {
            return key;
        }
        // ipcrypt-pfx takes two different keys of AES. That two halves are equal happens once in 2^128; then
        // the next derivation is taken.
        let mut key = key;
        let mut count = 1u32;
        while key[..KEY_BYTES / 2] == key[KEY_BYTES / 2..] {
            count += 1;
            key = self.expand(use_, &format!("{CANON_VERSION}.{count}"), key_id, recipient, domain);
        }
        key
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
