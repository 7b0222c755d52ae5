//! Known answers, checked before a key is used: a build or a machine that computes something else must not
//! write tokens.

use crate::error::{Error, ErrorKind, Result};
use crate::keys::derive::{code, keyed};
use hkdf::Hkdf;
use sha2::Sha256;

/// RFC 4231 section 4.3 (HMAC-SHA-256) and RFC 5869 appendix A.1 (HKDF-SHA-256).
pub(crate) fn run() -> Result<()> {
    let mac = code(&keyed(b"Jefe"), b"what do ya want for nothing?");
    let salt: Vec<u8> = (0..13).collect();
    let info: Vec<u8> = (0xf0..0xfa).collect();
    let mut okm = [0u8; 42];
    let expanded = Hkdf::<Sha256>::new(Some(&salt), &[0x0b; 22]).expand(&info, &mut okm).is_ok();
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let same = hex(&mac) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        && expanded
        && hex(&okm)
            == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
    if same {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Internal, "the self-test of the keyed functions failed; no token is written"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_known_answers_hold() {
        assert!(super::run().is_ok());
    }
}
