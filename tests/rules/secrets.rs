//! Keys and addresses that have a check are found when it is right, and never when one character is another.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use obelus::detect::engine::Engine;
use obelus::detect::rule::{self, Rule};
use obelus::finding::Likelihood;
use obelus::info_type::Vocabulary;
use sha2::{Digest, Sha256};

#[path = "../common/issued.rs"]
mod issued;

const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const DIGITS: &[u8] = b"0123456789";

/// Values of each kind that are made.
const MADE: usize = 40;

/// Numbers from a seed.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn of(&mut self, alphabet: &[u8], length: usize) -> Vec<u8> {
        (0..length).map(|_| alphabet[self.below(alphabet.len())]).collect()
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.below(256) as u8).collect()
    }
}

/// The engine of one rule.
fn engine(id: &str) -> Engine {
    let rules = rule::builtin(&Vocabulary::builtin().unwrap()).unwrap();
    let rule: Rule = rules.into_iter().find(|rule| rule.id == id).expect("the rule is shipped");
    Engine::new([Arc::new(rule)]).unwrap()
}

/// True when the whole of `value` is found in `before` and `after`.
fn found(engine: &Engine, before: &str, value: &[u8]) -> bool {
    let text = [before.as_bytes(), value, b" "].concat();
    let mut findings = Vec::new();
    engine.detect(&text, 0, &mut findings);
    findings.iter().any(|f| {
        f.likelihood() >= Likelihood::Possible
            && (f.span.start, f.span.end) == (before.len(), before.len() + value.len())
    })
}

/// Makes values with `make`; each must be found, and of those with one character of `alphabet` changed from `from` on no more
/// than `rate` of all.
fn holds(
    id: &str,
    before: &str,
    alphabet: &[u8],
    from: usize,
    rate: f64,
    make: impl Fn(&mut Random) -> Vec<u8>,
) {
    let engine = engine(id);
    let mut random = Random(17);
    let (mut wrong, mut all) = (0, 0);
    for _ in 0..MADE {
        let value = make(&mut random);
        assert!(found(&engine, before, &value), "{id}: one that is right is not found");
        for at in from..value.len() {
            for other in alphabet.iter().filter(|other| **other != value[at]) {
                let mut changed = value.clone();
                changed[at] = *other;
                all += 1;
                wrong += usize::from(found(&engine, before, &changed));
            }
        }
    }
    assert!(all > 100, "{id}: errors were made");
    assert!(wrong as f64 <= rate * f64::from(all), "{id}: {wrong} of {all} errors are not seen");
}

fn github(random: &mut Random, prefix: &str) -> Vec<u8> {
    issued::with_crc(prefix, &random.of(BASE62, 30))
}

#[test]
fn every_single_error_in_a_github_or_npm_token_is_seen() {
    // Any burst of 32 bits or fewer changes the sum, and one character is eight.
    for prefix in ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_"] {
        holds("credentials.issued-key", "x ", BASE62, 4, 0.0, |random| github(random, prefix));
    }
}

fn base58check(version: u8, body: &[u8]) -> Vec<u8> {
    let data = [&[version], body].concat();
    let sum = Sha256::digest(Sha256::digest(&data));
    let bytes = [&data[..], &sum[..4]].concat();
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    let mut digits: Vec<usize> = Vec::new();
    for byte in &bytes {
        let mut carry = usize::from(*byte);
        for digit in &mut digits {
            carry += *digit << 8;
            *digit = carry % 58;
            carry /= 58;
        }
        while carry > 0 {
            digits.push(carry % 58);
            carry /= 58;
        }
    }
    let places = digits.iter().rev().map(|digit| BASE58[*digit]);
    std::iter::repeat_n(b'1', zeros).chain(places).collect()
}

#[test]
fn every_single_error_in_an_address_in_base58check_is_seen() {
    // A sum of 32 bits lets one error in four billion through.
    for version in [0x00, 0x05, 0x30, 0x1e, 0x41] {
        holds("payment.crypto-base58", "to ", BASE58, 0, 0.0, |random| {
            base58check(version, &random.bytes(20))
        });
    }
    holds("payment.crypto-key", "key ", BASE58, 0, 0.0, |random| base58check(0x80, &random.bytes(32)));
}

fn bech32(prefix: &str, data: &[usize], constant: u32) -> Vec<u8> {
    const TERMS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let high = prefix.bytes().map(|b| u32::from(b >> 5));
    let low = prefix.bytes().map(|b| u32::from(b & 31));
    let values = high.chain([0]).chain(low).chain(data.iter().map(|d| *d as u32)).chain([0; 6]);
    let sum = values.fold(1u32, |sum, value| {
        let next = (sum & 0x1ff_ffff) << 5 ^ value;
        (0..5).filter(|i| sum >> 25 >> i & 1 == 1).fold(next, |next, i| next ^ TERMS[i])
    }) ^ constant;
    let check = (0..6).map(|i| (sum >> (5 * (5 - i)) & 31) as usize);
    let letters = data.iter().copied().chain(check).map(|d| BECH32[d]);
    prefix.bytes().chain([b'1']).chain(letters).collect()
}

#[test]
fn every_single_error_in_bech32_is_seen() {
    // The code sees any four errors.
    let data = |random: &mut Random, version, length| {
        let body: Vec<usize> = (0..length).map(|_| random.below(32)).collect();
        [&[version], &body[..]].concat()
    };
    holds("payment.crypto-bech32", "to ", BECH32, 4, 0.0, |r| bech32("bc", &data(r, 0, 32), 1));
    holds("payment.crypto-bech32", "to ", BECH32, 5, 0.0, |r| bech32("bc", &data(r, 1, 52), 0x2bc8_30a3));
    let capitals = BECH32.to_ascii_uppercase();
    holds("credentials.age-key", "key ", &capitals, 16, 0.0, |r| {
        bech32("age-secret-key-", &data(r, 3, 51), 1).to_ascii_uppercase()
    });
}

#[test]
fn every_single_error_in_a_routing_number_is_seen() {
    // 3, 7 and 1 have no divisor with ten.
    holds("payment.us-routing", "routing ", DIGITS, 0, 0.0, |random| {
        let mut number = [b"0", &random.of(b"123456789", 1)[..], &random.of(DIGITS, 6)].concat();
        let weights = [3, 7, 1, 3, 7, 1, 3, 7];
        let sum: u32 = number.iter().zip(weights).map(|(b, w)| u32::from(b - b'0') * w).sum();
        number.push(b'0' + ((10 - sum % 10) % 10) as u8);
        number
    });
}

#[test]
fn every_single_error_in_the_number_on_a_track_is_seen() {
    let engine = engine("payment.card-track");
    let track = |number: &[u8]| [number, b"=30122011000000000"].concat();
    let number = b"4111111111111111";
    assert!(found(&engine, ";", &track(number)));
    for at in 0..number.len() {
        for digit in DIGITS.iter().filter(|digit| **digit != number[at]) {
            let mut changed = *number;
            changed[at] = *digit;
            assert!(!found(&engine, ";", &track(&changed)), "place {at}");
        }
    }
}

#[test]
fn letters_of_the_other_case_in_an_address_of_ethereum_are_seen() {
    // EIP-55 has a bit of check for every letter, so one letter of the other case is always seen.
    let engine = engine("payment.crypto-ethereum");
    for address in [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ] {
        assert!(found(&engine, "to ", address.as_bytes()));
        for at in 2..address.len() {
            let mut changed = address.as_bytes().to_vec();
            if changed[at].is_ascii_alphabetic() {
                changed[at] ^= 0x20;
                assert!(!found(&engine, "to ", &changed), "place {at}");
            }
        }
    }
}

#[test]
fn of_a_private_key_nothing_but_a_short_last_line_stays() {
    let rules = rule::builtin(&Vocabulary::builtin().unwrap()).unwrap();
    let of_keys = rules.into_iter().filter(|rule| rule.id.starts_with("credentials.private-key"));
    let engine = Engine::new(of_keys.map(Arc::new)).unwrap();
    let mut random = Random(5);
    let alphabet = [BASE62, b"+/"].concat();
    let mut seen: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for round in 0..200 {
        let width = [64, 70, 76][round % 3];
        let last = 1 + random.below(width - 1);
        let lengths = [width, width, width, last];
        let body: Vec<Vec<u8>> = lengths.iter().map(|length| random.of(&alphabet, *length)).collect();
        let text = [
            b"-----BEGIN RSA PRIVATE KEY-----\n".to_vec(),
            body.join(&b'\n'),
            b"\n-----END RSA PRIVATE KEY-----\n".to_vec(),
        ]
        .concat();
        let mut findings = Vec::new();
        engine.detect(&text, 0, &mut findings);
        findings.retain(|f| f.likelihood() >= Likelihood::Possible);
        let covers = |line: &[u8]| findings.iter().any(|f| f.span.of(&text) == line);
        assert!(covers(b"-----BEGIN RSA PRIVATE KEY-----") && covers(b"-----END RSA PRIVATE KEY-----"));
        for line in &body {
            let (all, found) = seen.entry(line.len().min(64)).or_default();
            *all += 1;
            *found += usize::from(covers(line));
        }
    }
    let of = |from: usize, to: usize| {
        seen.range(from..to).fold((0, 0), |(all, found), (_, (a, f))| (all + a, found + f))
    };
    let (all, found) = of(64, 65);
    assert!(all >= 600 && found * 1000 >= all * 995, "{found} of {all} full lines");
    let (all, found) = of(24, 64);
    assert!(all > 80 && found * 100 >= all * 95, "{found} of {all} last lines of 24 and more");
    assert_eq!(of(1, 16).1, 0, "shorter ones are not told from words");
}
