//! Known answers, checked before a key is used: a build or a machine that computes something else must not
//! write tokens. One per primitive; `tests/vectors/published.json` has many, which the tests check.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::OnceLock;

use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes256GcmSiv, KeyInit};
use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use hkdf::Hkdf;
use sha2::Sha256;

use crate::error::{Error, ErrorKind, Result};
use crate::keys::derive::{code, keyed};
use crate::keys::fpe::Ff1;
use crate::keys::ip_pseudonym::Pfx;
use crate::keys::reversible::siv;

/// Whether a primitive gives its known answer.
type Answer = fn() -> bool;

/// One answer per primitive.
const ANSWERS: &[Answer] = &[hmac, hkdf, aes_siv, ff1, aes_gcm_siv, ipcrypt_pfx, argon2id];

/// Refuses to go on when a primitive gives another answer than the published one.
pub(crate) fn run() -> Result<()> {
    static HOLDS: OnceLock<bool> = OnceLock::new();
    if *HOLDS.get_or_init(|| ANSWERS.iter().all(|holds| holds())) {
        return Ok(());
    }
    let what = "the self-test of the cryptographic functions failed; no token is written";
    Err(Error::new(ErrorKind::Internal, what))
}

fn is(bytes: &[u8], hex: &str) -> bool {
    data_encoding::HEXLOWER.encode(bytes) == hex
}

/// RFC 4231 section 4.3.
fn hmac() -> bool {
    let made = code(&keyed(b"Jefe"), b"what do ya want for nothing?");
    is(&made, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
}

/// RFC 5869 appendix A.1.
fn hkdf() -> bool {
    let salt: Vec<u8> = (0..13).collect();
    let info: Vec<u8> = (0xf0..0xfa).collect();
    let mut okm = [0u8; 42];
    Hkdf::<Sha256>::new(Some(&salt), &[0x0b; 22]).expand(&info, &mut okm).is_ok()
        && is(&okm, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
}

/// Bytes of `first..=last` in order, in either direction: the keys of RFC 5297 are written so.
fn run_of(first: u8, last: u8) -> Vec<u8> {
    if first <= last { (first..=last).collect() } else { (last..=first).rev().collect() }
}

/// RFC 5297 has no vector for keys of 64 bytes; this one is of its appendix A.1 with the two halves doubled, made
/// with the AES-SIV of OpenSSL.
fn aes_siv() -> bool {
    let key = [run_of(0xff, 0xe0), run_of(0xe0, 0xff)].concat();
    let mut text = run_of(0x11, 0x1e);
    let header = run_of(0x10, 0x27);
    let Some(Ok(tag)) =
        siv(&key).map(|mut s| s.encrypt_inout_detached([&header], text.as_mut_slice().into()))
    else {
        return false;
    };
    is(&[&tag[..], &text].concat(), AES_256_SIV)
}

const AES_256_SIV: &str = "a27b849a4597da78180b16acaa6d6b76e3bee3c92811d53084380f0e3d9c";

/// Sample 7 of NIST's examples for SP 800-38G.
fn ff1() -> bool {
    let hex = b"2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94";
    let mut numerals: Vec<u16> = (0..10).collect();
    let key = data_encoding::HEXLOWER.decode(hex).unwrap_or_default();
    let Some(ff1) = Ff1::new(&key, 10) else { return false };
    ff1.encrypt(&[], &mut numerals).is_ok()
        && numerals == [6, 6, 5, 7, 6, 6, 7, 0, 0, 9]
        && ff1.decrypt(&[], &mut numerals).is_ok()
        && numerals.into_iter().eq(0..10)
}

/// The second vector of RFC 8452 appendix C.2.
fn aes_gcm_siv() -> bool {
    let (mut key, mut nonce, mut text) = ([0u8; 32], [0u8; 12], [0u8; 8]);
    (key[0], nonce[0], text[0]) = (1, 3, 1);
    let cipher = Aes256GcmSiv::new(&key.into());
    let Ok(tag) = cipher.encrypt_inout_detached(&nonce.into(), b"", text.as_mut_slice().into()) else {
        return false;
    };
    is(&[&text[..], &tag].concat(), "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28")
}

/// draft-denis-ipcrypt-12, test vectors of ipcrypt-pfx.
fn ipcrypt_pfx() -> bool {
    let hex = b"0123456789abcdeffedcba98765432101032547698badcfeefcdab8967452301";
    let key = data_encoding::HEXLOWER.decode(hex).unwrap_or_default();
    let Some(pfx) = Pfx::new(&key) else { return false };
    let ip = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    let made = pfx.pseudonym(ip);
    made == IpAddr::V4(Ipv4Addr::new(100, 115, 72, 131)) && pfx.original(made) == ip
}

/// RFC 9106 section 5.3.
fn argon2id() -> bool {
    let params = ParamsBuilder::new()
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .output_len(32)
        .data(AssociatedData::new(&[4; 12]).unwrap_or(AssociatedData::EMPTY))
        .build();
    let mut made = [0u8; 32];
    let argon2 =
        params.and_then(|p| Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, p));
    argon2.and_then(|a| a.hash_password_into(&[1; 32], &[2; 16], &mut made)).is_ok()
        && is(&made, "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_known_answer_holds() {
        for (number, holds) in super::ANSWERS.iter().enumerate() {
            assert!(holds(), "answer {number}");
        }
        assert!(super::run().is_ok());
    }
}
