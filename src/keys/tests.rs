//! What holds for the tokens of one recipient, whichever kind.

#![allow(clippy::unwrap_used)]

use std::net::IpAddr;

use zeroize::Zeroizing;

use crate::keys::canon::Domain;
use crate::keys::derive::Use;
use crate::keys::form::Kind;
use crate::keys::fpe::NotEncrypted;
use crate::keys::root::RootKey;
use crate::keys::token::TokenKeys;

fn root(id: &str, byte: u8) -> RootKey {
    RootKey::from_parts(id.to_owned(), Zeroizing::new([byte; 32])).unwrap()
}

fn keys(recipient: &str) -> TokenKeys {
    TokenKeys::new(&root("k7q2", 7), recipient)
}

fn sealed(keys: &TokenKeys, domain: Domain, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    keys.reversible_token(domain, value, &mut out).unwrap();
    out
}

#[test]
fn a_reversible_token_opens_to_the_same_bytes_and_tells_their_length_by_16_only() {
    let keys = keys("a");
    let mut lengths = Vec::new();
    for length in 0..70usize {
        let value: Vec<u8> = (0..length).map(|i| if i % 3 == 0 { 0x80 } else { 0 }).collect();
        let token = sealed(&keys, Domain::Text, &value);
        assert_eq!(keys.is_ours(&token), Some((Kind::Reversible, Domain::Text)));
        let (domain, opened) = keys.open(&token).unwrap();
        assert_eq!((domain, &opened[..]), (Domain::Text, &value[..]));
        assert_eq!(sealed(&keys, Domain::Text, &value), token, "deterministic");
        lengths.push(token.len());
    }
    for (length, token) in lengths.iter().enumerate() {
        assert_eq!(*token, lengths[length / 16 * 16], "{length}");
    }
}

#[test]
fn a_reversible_token_is_its_recipients_its_domains_and_its_keys_alone() {
    let (a, b) = (keys("a"), keys("b"));
    let token = sealed(&a, Domain::Email, b"ann@example.com");
    assert!(b.open(&token).is_none(), "another recipient");
    assert!(TokenKeys::new(&root("k7q2", 8), "a").open(&token).is_none(), "another root");
    assert!(TokenKeys::new(&root("k7q3", 7), "a").open(&token).is_none(), "another key id");
    assert_ne!(sealed(&b, Domain::Email, b"ann@example.com")[13..], token[13..]);
    for at in 0..token.len() {
        for with in *b"ab27_" {
            let mut forged = token.clone();
            forged[at] = with;
            assert!(forged == token || a.open(&forged).is_none(), "changed at {at}");
        }
        assert!(a.open(&token[..at]).is_none(), "cut at {at}");
    }
}

#[test]
fn a_token_of_ours_stays_as_it_is_and_no_hash_token_becomes_one_that_opens() {
    let keys = keys("a");
    let (mut hash, mut vault, mut again) = (Vec::new(), Vec::new(), Vec::new());
    keys.hash_token(Domain::Cookie, b"sid=1", &mut hash).unwrap();
    keys.vault_token(Domain::Cookie, &[9; 16], &mut vault).unwrap();
    assert_eq!(keys.is_ours(&hash), Some((Kind::Hash, Domain::Cookie)));
    assert_eq!(keys.is_ours(&vault), Some((Kind::Vault, Domain::Cookie)));
    assert_eq!(hash.len(), vault.len());
    let reversible = sealed(&keys, Domain::Cookie, b"sid=1");
    for token in [&hash, &vault, &reversible] {
        assert_eq!(&sealed(&keys, Domain::Cookie, token), token);
        assert_ne!(&sealed(&keys, Domain::Text, token), token, "another domain");
        assert!(keys.open(token).is_some() == (token == &reversible));
    }
    // What can be opened is less strict than a hash, so it does not pass for one.
    keys.hash_token(Domain::Cookie, &reversible, &mut again).unwrap();
    assert_eq!(keys.is_ours(&again), Some((Kind::Hash, Domain::Cookie)));
    // The letter of the kind is under the tag.
    let mut other = hash.clone();
    other[3] = b'v';
    assert_eq!(keys.is_ours(&other), None);
}

#[test]
fn ff1_needs_a_million_values_and_comes_back() {
    let keys = keys("a");
    let ff1 = keys.ff1(Domain::Card, 10).unwrap();
    assert_eq!(ff1.encrypt(b"", &mut [1, 2, 3, 4, 5]), Err(NotEncrypted));
    assert_eq!(ff1.encrypt(b"", &mut [1, 2, 3, 4, 5, 10]), Err(NotEncrypted));
    let plain = [4u16, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    let mut digits = plain;
    ff1.encrypt(b"card", &mut digits).unwrap();
    assert_ne!(digits, plain);
    let (mut other, mut theirs) = (plain, plain);
    ff1.encrypt(b"phone", &mut other).unwrap();
    self::keys("b").ff1(Domain::Card, 10).unwrap().encrypt(b"card", &mut theirs).unwrap();
    assert!(digits != other && digits != theirs);
    keys.ff1_of("k7q2", Domain::Card, 10).unwrap().decrypt(b"card", &mut digits).unwrap();
    assert_eq!(digits, plain);
    assert!(keys.ff1_of("zzzz", Domain::Card, 10).is_err());
    let mut letters = [35u16, 0, 17, 3];
    keys.ff1(Domain::Id, 36).unwrap().encrypt(b"", &mut letters).unwrap();
    assert!(letters.iter().all(|n| *n < 36));
}

#[test]
fn a_pseudonym_is_an_address_of_the_same_kind_with_the_same_neighbours() {
    let keys = keys("a");
    let pseudonym = |text: &str| keys.ip_pseudonym(text.parse().unwrap()).unwrap();
    for text in ["192.0.2.17", "2001:db8::17"] {
        let ip: IpAddr = text.parse().unwrap();
        let made = pseudonym(text);
        assert!(made != ip && made.is_ipv4() == ip.is_ipv4());
        assert_eq!(keys.ip_original(made).unwrap(), ip);
        assert_eq!(keys.ip_original_of("k7q2", made).unwrap(), ip);
    }
    assert_eq!(pseudonym("::ffff:192.0.2.17"), pseudonym("192.0.2.17"));
    let (IpAddr::V4(one), IpAddr::V4(two)) = (pseudonym("192.0.2.1"), pseudonym("192.0.2.200")) else {
        panic!("not of the same kind")
    };
    assert_eq!(one.octets()[..3], two.octets()[..3]);
    assert_ne!(self::keys("b").ip_pseudonym(IpAddr::V4(one)), keys.ip_pseudonym(IpAddr::V4(one)));
}

#[test]
fn every_use_has_its_own_keys() {
    let keys = keys("a");
    let epoch = keys.primary().unwrap();
    let mut seen = Vec::new();
    for use_ in Use::ALL {
        for domain in [None, Some(Domain::Email), Some(Domain::Phone)] {
            let key = epoch.bytes(*use_, domain).unwrap();
            assert_eq!(key.len(), use_.key_bytes());
            seen.push(key[..32].to_vec());
        }
    }
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), count);
}
