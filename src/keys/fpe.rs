//! Format-preserving encryption: FF1 (NIST SP 800-38G; the second draft of its revision 1, February 2025, leaves
//! FF1 as the only method and asks for at least a million values).

use aes::Aes256;
use fpe::ff1::{FF1, FlexibleNumeralString};
use zeroize::Zeroize;

use crate::keys::canon::Domain;
use crate::keys::derive::Use;
use crate::keys::material::{Epoch, NoKey, kept};
use crate::keys::token::TokenKeys;
use crate::limits::FPE_VALUES_MIN;

/// The numerals cannot be encrypted: too few of them, so that there would be under a million values, or one
/// that the radix does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEncrypted;

/// FF1 with AES-256 under one key and for one radix. No Debug.
pub struct Ff1 {
    cipher: FF1<Aes256>,
    radix: u32,
}

impl Ff1 {
    /// Under a key of 32 bytes.
    pub(crate) fn new(key: &[u8], radix: u32) -> Option<Self> {
        // The crate panics at a key of another length.
        let cipher = (key.len() == 32).then(|| FF1::<Aes256>::new(key, radix).ok())??;
        Some(Ff1 { cipher, radix })
    }

    /// Replaces `numerals` (each below the radix, the most significant first) by as many others.
    pub fn encrypt(&self, tweak: &[u8], numerals: &mut [u16]) -> Result<(), NotEncrypted> {
        self.apply(numerals, |cipher, text| cipher.encrypt(tweak, text).ok())
    }

    /// Undoes [`Ff1::encrypt`] with the same tweak.
    pub fn decrypt(&self, tweak: &[u8], numerals: &mut [u16]) -> Result<(), NotEncrypted> {
        self.apply(numerals, |cipher, text| cipher.decrypt(tweak, text).ok())
    }

    fn apply(
        &self,
        numerals: &mut [u16],
        run: impl FnOnce(&FF1<Aes256>, &FlexibleNumeralString) -> Option<FlexibleNumeralString>,
    ) -> Result<(), NotEncrypted> {
        if !has_enough_values(self.radix, numerals.len()) {
            return Err(NotEncrypted);
        }
        let text = FlexibleNumeralString::from(numerals.to_vec());
        let made = run(&self.cipher, &text);
        Vec::from(text).zeroize();
        let mut made = Vec::from(made.ok_or(NotEncrypted)?);
        numerals.copy_from_slice(&made);
        made.zeroize();
        Ok(())
    }
}

/// True when so many numerals have at least a million values.
pub fn has_enough_values(radix: u32, numerals: usize) -> bool {
    let exponent = u32::try_from(numerals).unwrap_or(u32::MAX);
    u64::from(radix).saturating_pow(exponent) >= FPE_VALUES_MIN
}

impl TokenKeys {
    /// FF1 over the numerals of `radix` for values of `domain`. The recipient is in the key; what else a value
    /// depends on (kind, length, digits that stay) belongs in the tweak.
    pub fn ff1(&self, domain: Domain, radix: u32) -> Result<Cipher<'_>, NoKey> {
        self.primary()?.ff1(domain, radix)
    }

    /// The same under an older key id: what is encrypted so does not say which key it needs.
    pub fn ff1_of(&self, key_id: &str, domain: Domain, radix: u32) -> Result<Cipher<'_>, NoKey> {
        self.epochs.iter().find(|e| e.id() == key_id).ok_or(NoKey)?.ff1(domain, radix)
    }
}

/// FF1 that is kept for the next value, or made for this one.
pub enum Cipher<'a> {
    /// Decimal digits, the usual case.
    Kept(&'a Ff1),
    /// Another radix.
    Made(Box<Ff1>),
}

impl std::ops::Deref for Cipher<'_> {
    type Target = Ff1;

    fn deref(&self) -> &Ff1 {
        match self {
            Cipher::Kept(ff1) => ff1,
            Cipher::Made(ff1) => ff1,
        }
    }
}

impl Epoch {
    fn ff1(&self, domain: Domain, radix: u32) -> Result<Cipher<'_>, NoKey> {
        let make = || Ff1::new(&self.bytes(Use::Fpe, Some(domain))?, radix).map(Box::new).ok_or(NoKey);
        match radix {
            10 => kept(&self.ff1[domain as usize], make).map(|f| Cipher::Kept(f)),
            _ => make().map(Cipher::Made),
        }
    }
}
