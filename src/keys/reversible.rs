//! Reversible tokens: the value itself, encrypted with AES-256-SIV (RFC 5297).
//!
//! SIV is deterministic: the same value gives the same token, so joins hold, and no nonce has to be kept. Its
//! tag authenticates the value together with everything the token says of itself.

use aes_siv::KeyInit;
use aes_siv::siv::{Aes256Siv, IV_SIZE};
use zeroize::Zeroizing;

use crate::keys::CANON_VERSION;
use crate::keys::canon::Domain;
use crate::keys::derive::Use;
use crate::keys::form::{Kind, Parts, base32};
use crate::keys::material::{Epoch, NoKey, kept};
use crate::keys::padding::{pad, padded_length, value_end};
use crate::keys::token::TokenKeys;

impl TokenKeys {
    /// Appends the reversible token of exactly these bytes; who wants joins passes the canonical form. A
    /// token of this domain that these keys made stays as it is: a second run changes nothing, and a hash
    /// token must not become something that can be opened.
    pub fn reversible_token(&self, domain: Domain, value: &[u8], out: &mut Vec<u8>) -> Result<(), NoKey> {
        if self.is_ours(value).is_some_and(|(_, d)| d == domain) {
            out.extend_from_slice(value);
            return Ok(());
        }
        let epoch = self.primary()?;
        let mut sealed = Zeroizing::new(vec![0; IV_SIZE + padded_length(value.len())]);
        pad(value, &mut sealed[IV_SIZE..]);
        let (iv, text) = sealed.split_at_mut(IV_SIZE);
        let made = epoch.siv(domain)?.encrypt_inout_detached(epoch.header(domain), text.into());
        iv.copy_from_slice(&made.map_err(|_| NoKey)?);
        self.push(Kind::Reversible, domain, &sealed, out)
    }

    /// The value of a reversible token, under any key id. Whatever is wrong (form, check tag, recipient, key,
    /// ciphertext, padding) is `None`, so that nothing can be learned from trying.
    pub fn open(&self, token: &[u8]) -> Option<(Domain, Zeroizing<Vec<u8>>)> {
        let parts = Parts::of(token).filter(|p| p.kind == Kind::Reversible)?;
        let epoch = self.maker(&parts)?;
        let sealed = base32().decode(parts.payload).ok()?;
        let (iv, text) = sealed.split_at_checked(IV_SIZE)?;
        let mut value = Zeroizing::new(text.to_vec());
        let tag = iv.try_into().ok()?;
        epoch
            .siv(parts.domain)
            .ok()?
            .decrypt_inout_detached(epoch.header(parts.domain), value.as_mut_slice().into(), &tag)
            .ok()?;
        let end = value_end(&value)?;
        value.truncate(end);
        Some((parts.domain, value))
    }
}

impl Epoch {
    fn siv(&self, domain: Domain) -> Result<Aes256Siv, NoKey> {
        let key = kept(&self.siv[domain as usize], || self.bytes(Use::Reversible, Some(domain)))?;
        siv(key).ok_or(NoKey)
    }

    /// The associated data: everything that a token says of itself, and whose it is.
    fn header(&self, domain: Domain) -> [&[u8]; 6] {
        [
            b"ob1",
            b"s",
            domain.name().as_bytes(),
            self.id().as_bytes(),
            self.recipient().as_bytes(),
            CANON_VERSION.as_bytes(),
        ]
    }
}

/// The cipher under a key of 64 bytes.
pub(crate) fn siv(key: &[u8]) -> Option<Aes256Siv> {
    Aes256Siv::new_from_slice(key).ok()
}
