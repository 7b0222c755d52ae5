//! Published test vectors of every primitive: `tests/vectors/published.json` says where each is from.

#![allow(clippy::unwrap_used)]

use aes::{Aes128, Aes192, Aes256};
use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes128GcmSiv, Aes256GcmSiv};
use aes_siv::KeyInit;
use aes_siv::siv::{Aes128Siv, Aes256Siv};
use data_encoding::HEXLOWER;
use fpe::ff1::{FF1, FlexibleNumeralString};
use hkdf::Hkdf;
use serde_json::Value;
use sha2::Sha256;

use crate::keys::derive::{code, keyed};
use crate::keys::fpe::Ff1;
use crate::keys::ip_pseudonym::Pfx;

/// Calls `check` with every vector of `primitive`, and says how many there were.
fn each(primitive: &str, check: impl Fn(&Value)) -> usize {
    let all: Value = serde_json::from_str(include_str!("../../tests/vectors/published.json")).unwrap();
    let vectors = all[primitive].as_array().unwrap();
    vectors.iter().for_each(check);
    vectors.len()
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap()
}

fn bytes(vector: &Value, name: &str) -> Vec<u8> {
    HEXLOWER.decode(text(vector, name).as_bytes()).unwrap()
}

fn numerals(vector: &Value, name: &str) -> Vec<u16> {
    let alphabet = text(vector, "alphabet");
    text(vector, name).chars().map(|c| alphabet.find(c).unwrap() as u16).collect()
}

#[test]
fn hmac_sha256() {
    let count = each("hmac_sha256", |v| {
        let wanted = bytes(v, "code");
        let made = code(&keyed(&bytes(v, "key")), &bytes(v, "data"));
        assert_eq!(made[..wanted.len()], wanted[..], "{}", v["source"]);
    });
    assert_eq!(count, 7);
}

#[test]
fn hkdf_sha256() {
    let count = each("hkdf_sha256", |v| {
        let wanted = bytes(v, "key");
        let mut made = vec![0; wanted.len()];
        let extracted = Hkdf::<Sha256>::new(Some(&bytes(v, "salt")), &bytes(v, "secret"));
        extracted.expand(&bytes(v, "info"), &mut made).unwrap();
        assert_eq!(made, wanted, "{}", v["source"]);
    });
    assert_eq!(count, 3);
}

#[test]
fn aes_siv() {
    let count = each("aes_siv", |v| {
        let associated: Vec<Vec<u8>> = v["associated"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| HEXLOWER.decode(a.as_str().unwrap().as_bytes()).unwrap())
            .collect();
        let (key, mut text) = (bytes(v, "key"), bytes(v, "plain"));
        let made = match key.len() {
            32 => Aes128Siv::new_from_slice(&key)
                .unwrap()
                .encrypt_inout_detached(&associated, text.as_mut_slice().into()),
            _ => Aes256Siv::new_from_slice(&key)
                .unwrap()
                .encrypt_inout_detached(&associated, text.as_mut_slice().into()),
        };
        assert_eq!([&made.unwrap()[..], &text].concat(), bytes(v, "sealed"), "{}", v["source"]);
    });
    assert_eq!(count, 2);
}

#[test]
fn aes_gcm_siv() {
    let count = each("aes_gcm_siv", |v| {
        let (key, mut text) = (bytes(v, "key"), bytes(v, "plain"));
        let (nonce, associated) = (bytes(v, "nonce").as_slice().try_into().unwrap(), bytes(v, "associated"));
        let buffer = text.as_mut_slice().into();
        let tag = match key.len() {
            16 => Aes128GcmSiv::new_from_slice(&key).unwrap().encrypt_inout_detached(
                &nonce,
                &associated,
                buffer,
            ),
            _ => Aes256GcmSiv::new_from_slice(&key).unwrap().encrypt_inout_detached(
                &nonce,
                &associated,
                buffer,
            ),
        };
        assert_eq!([&text[..], &tag.unwrap()].concat(), bytes(v, "sealed"), "{}", v["source"]);
    });
    assert_eq!(count, 20);
}

#[test]
fn ff1() {
    let count = each("ff1", |v| {
        let (key, tweak, radix) = (bytes(v, "key"), bytes(v, "tweak"), v["radix"].as_u64().unwrap() as u32);
        let (plain, cipher) = (numerals(v, "plain"), numerals(v, "cipher"));
        let (text, sealed) =
            (FlexibleNumeralString::from(plain.clone()), FlexibleNumeralString::from(cipher.clone()));
        let (there, back) = match key.len() {
            16 => {
                let ff1 = FF1::<Aes128>::new(&key, radix).unwrap();
                (ff1.encrypt(&tweak, &text), ff1.decrypt(&tweak, &sealed))
            }
            24 => {
                let ff1 = FF1::<Aes192>::new(&key, radix).unwrap();
                (ff1.encrypt(&tweak, &text), ff1.decrypt(&tweak, &sealed))
            }
            _ => {
                let ff1 = FF1::<Aes256>::new(&key, radix).unwrap();
                (ff1.encrypt(&tweak, &text), ff1.decrypt(&tweak, &sealed))
            }
        };
        assert_eq!(Vec::from(there.unwrap()), cipher, "{}", v["source"]);
        assert_eq!(Vec::from(back.unwrap()), plain, "{}", v["source"]);
        if key.len() == 32 {
            let (ours, mut made) = (Ff1::new(&key, radix).unwrap(), plain.clone());
            ours.encrypt(&tweak, &mut made).unwrap();
            assert_eq!(made, cipher, "{}", v["source"]);
            ours.decrypt(&tweak, &mut made).unwrap();
            assert_eq!(made, plain, "{}", v["source"]);
        }
    });
    assert_eq!(count, 23);
}

#[test]
fn ipcrypt_pfx() {
    let count = each("ipcrypt_pfx", |v| {
        let pfx = Pfx::new(&bytes(v, "key")).unwrap();
        let (address, wanted) = (text(v, "address").parse().unwrap(), text(v, "pseudonym").parse().unwrap());
        assert_eq!(pfx.pseudonym(address), wanted, "{}", v["source"]);
        assert_eq!(pfx.original(wanted), address, "{}", v["source"]);
    });
    assert_eq!(count, 14);
}
