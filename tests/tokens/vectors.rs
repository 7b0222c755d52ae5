//! The token contract (`docs/TOKENS.md`): the published vectors hold for obelus and for an independent program.
//!
//! `UPDATE=1 cargo test --test tokens vectors` writes the file anew; a change of it is a change of the contract.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::process::Command;

use data_encoding::HEXLOWER as HEX;
use hmac::Mac;
use obelus::keys::canon::{Domain, canonical};
use obelus::keys::derive::Use;
use obelus::keys::root::RootKey;
use obelus::keys::token::{FindingKeys, TokenKeys};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::common;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/tokens-v1.json");

/// (domain, value): at least two ways to write each value, and bytes that are no text.
static VALUES: &[(Domain, &[u8])] = &[
    (Domain::Account, b"DE 123-456"),
    (Domain::Account, b"de123456"),
    (Domain::Address, "1 Beispielstra\u{df}e".as_bytes()),
    (Domain::Address, "  1  BEISPIELSTRA\u{1e9e}E ".as_bytes()),
    (Domain::Agent, b"Probe/1.0 (X11)"),
    (Domain::Card, b"4111 1111 1111 1111"),
    (Domain::Card, b"4111-1111-1111-1111"),
    (Domain::Cookie, b"sid=1; uid=2"),
    (Domain::Credential, b"guest:guest"),
    (Domain::Email, b"ann.lee@example.com"),
    (Domain::Email, b" Ann.Lee@EXAMPLE.com."),
    (Domain::Email, "\u{ff21}nn@b\u{fc}cher.example".as_bytes()),
    (Domain::Email, b"jos\xe9@EXAMPLE.com"),
    (Domain::Iban, b"GB82 WEST 1234 5698 7654 32"),
    (Domain::Iban, b"gb82west12345698765432"),
    (Domain::Id, b"e-1.7"),
    (Domain::Ip, b"192.0.2.17"),
    (Domain::Ip, b"::ffff:192.0.2.17"),
    (Domain::Ip, b"2001:DB8:0:0:1::1%eth0"),
    (Domain::Ip, b"no address"),
    (Domain::Mac, b"00-00-5E-00-53-AF"),
    (Domain::Mac, b"0000.5e00.53af"),
    (Domain::Name, "Ann \u{a0} LEE".as_bytes()),
    (Domain::Name, "\u{fb01}nn \u{3a3}".as_bytes()),
    (Domain::Name, b"\xffA"),
    (Domain::Phone, b"(212) 555-0142"),
    (Domain::Phone, b"+1 212 555 0142"),
    (Domain::Phone, b"+44 (0)20 7946 0958"),
    (Domain::Phone, b"0044 20 7946 0958"),
    (Domain::Phone, b"555-0142"),
    (Domain::Text, b"12/34"),
    (Domain::Url, b"a=1&b=2"),
    (Domain::UsSsn, b"536-22-8726"),
    (Domain::UsSsn, b""),
];

fn made() -> Value {
    let bytes: [u8; 32] = std::array::from_fn(|i| i as u8);
    let root = RootKey::from_parts("k7q2".to_owned(), Zeroizing::new(bytes)).unwrap();
    let findings = FindingKeys::new(&root);
    let mut vectors = Vec::new();
    let mut others = Vec::new();
    for recipient in ["internal", "ad-network"] {
        let keys = TokenKeys::new(&root, recipient);
        others.extend(made_otherwise(&keys, recipient));
        for (domain, value) in VALUES {
            let mut token = Vec::new();
            keys.hash_token(*domain, value, &mut token).unwrap();
            vectors.push(json!({
                "recipient": recipient,
                "domain": Domain::NAMES[*domain as usize],
                "value_hex": HEX.encode(value),
                "canonical_hex": HEX.encode(&canonical(*domain, value)),
                "token": String::from_utf8(token).unwrap(),
                "finding_fingerprint": findings.fingerprint(*domain, value),
            }));
        }
    }
    json!({
        "contract": "docs/TOKENS.md",
        "token_version": "ob1h",
        "canonical_version": "1",
        "root_hex": HEX.encode(&bytes),
        "key_id": "k7q2",
        "root_fingerprint": root.fingerprint(),
        "vectors": vectors,
        "others": others,
    })
}

/// Everything but hash tokens: a row says what was done with what.
fn made_otherwise(keys: &TokenKeys, recipient: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut row = |what: &str, domain: &str, input: String, output: String| {
        rows.push(json!({
            "recipient": recipient, "what": what, "domain": domain, "input": input, "output": output,
        }));
    };
    // Every length up to two buckets and a byte, and values of every domain.
    let lengths = (0..34).map(|n| (Domain::Text, (0..n).map(|i| i * 7 % 251).collect::<Vec<u8>>()));
    let of_domains = VALUES.iter().map(|(d, v)| (*d, v.to_vec()));
    for (domain, value) in lengths.chain(of_domains) {
        let mut token = Vec::new();
        keys.reversible_token(domain, &value, &mut token).unwrap();
        row("reversible", domain.name(), HEX.encode(&value), String::from_utf8(token).unwrap());
    }
    for (domain, random) in [(Domain::Email, [0; 16]), (Domain::Card, [0xa5; 16])] {
        let mut token = Vec::new();
        keys.vault_token(domain, &random, &mut token).unwrap();
        row("vault", domain.name(), HEX.encode(&random), String::from_utf8(token).unwrap());
    }
    for (domain, radix, tweak, length) in [
        (Domain::Card, 10, "card", 15),
        (Domain::Card, 10, "", 9),
        (Domain::Phone, 10, "+1/10", 10),
        (Domain::Id, 36, "a longer tweak than one block", 8),
        (Domain::Id, 10, "id", 6),
        (Domain::Id, 10, "id", 37),
    ] {
        let plain: Vec<u16> = (0..length).map(|i| (i * 5 + 3) % radix).collect();
        let mut made = plain.clone();
        keys.ff1(domain, radix.into()).unwrap().encrypt(tweak.as_bytes(), &mut made).unwrap();
        let written = |n: &[u16]| n.iter().map(u16::to_string).collect::<Vec<_>>().join(" ");
        row(&format!("ff1 {radix} {tweak}"), domain.name(), written(&plain), written(&made));
    }
    for address in ["192.0.2.17", "192.0.2.200", "198.51.100.1", "2001:db8::1", "2001:db8::2:1", "::"] {
        let made = keys.ip_pseudonym(address.parse().unwrap()).unwrap();
        row("ip-pseudonym", "", address.to_owned(), made.to_string());
    }
    for use_ in [Use::DateShift, Use::Surrogate, Use::VaultIndex] {
        let mut code = keys.keyed(use_, Domain::Name).unwrap().clone();
        code.update(b"Rose Tester");
        row(use_.name(), "name", HEX.encode(b"Rose Tester"), HEX.encode(&code.finalize().into_bytes()));
    }
    rows
}

#[test]
fn the_published_vectors_hold() {
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, serde_json::to_string_pretty(&made()).unwrap() + "\n").unwrap();
    }
    let published: Value = serde_json::from_slice(&std::fs::read(FILE).unwrap()).unwrap();
    assert_eq!(published, made());
}

#[test]
fn an_independent_program_makes_the_same_tokens() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/tokens.py");
    if !common::have("python3") {
        return;
    }
    let output = Command::new("python3").arg(script).arg(FILE).output().unwrap();
    if output.status.code() == Some(3) {
        return common::skip("Python's cryptography package (.ci/python-packages)");
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_domain_has_a_vector_and_its_own_code() {
    let mut codes: Vec<&str> = Domain::ALL.iter().map(|d| d.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Domain::ALL.len());
    assert!(Domain::ALL.iter().all(|d| VALUES.iter().any(|(v, _)| v == d)));
}

#[test]
fn a_token_stays_itself_for_its_recipient_only_and_a_fake_one_does_not() {
    let root = RootKey::from_parts("k7q2".to_owned(), Zeroizing::new([7; 32])).unwrap();
    let token = |recipient: &str, domain: Domain, value: &[u8]| {
        let mut out = Vec::new();
        TokenKeys::new(&root, recipient).hash_token(domain, value, &mut out).unwrap();
        out
    };
    let first = token("a", Domain::Cookie, b"sid=1");
    assert_eq!(token("a", Domain::Cookie, &first), first);
    assert_ne!(token("b", Domain::Cookie, &first), first, "another recipient");
    assert_ne!(token("a", Domain::Text, &first), first, "another domain");
    for at in 0..first.len() {
        let mut fake = first.clone();
        fake[at] = if fake[at] == b'x' { b'y' } else { b'x' };
        assert_ne!(token("a", Domain::Cookie, &fake), fake, "changed at {at}");
    }
}
