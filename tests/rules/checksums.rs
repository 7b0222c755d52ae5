//! Check digits of national numbers, of vehicles and devices: valid numbers are accepted, and of all single-digit errors and swaps of
//! neighbours as many are refused as each scheme promises.

#![allow(clippy::unwrap_used)]

use obelus::detect::validate::{self, Candidate, Verdict};

// Others make numbers in other ways.
#[allow(dead_code)]
#[path = "../numbers/mod.rs"]
mod numbers;
use crate::common::random;

use numbers::{Scheme, Swaps, schemes};
use random::Random;

/// Numbers made for each scheme.
const NUMBERS: usize = 400;

fn points(validator: &str, value: &[u8]) -> Option<i16> {
    let validator = validate::named(validator).unwrap();
    match (validator.check)(&Candidate { value, before: b"", after: b"" }) {
        Verdict::Invalid => None,
        Verdict::Points(points) => Some(points),
        Verdict::Part { .. } => panic!("{} takes a part", validator.name),
    }
}

fn numbers(scheme: &Scheme) -> Vec<String> {
    let mut random = Random::new(20_260_301);
    let made: Vec<String> =
        (0..NUMBERS * 2).filter_map(|_| (scheme.make)(&mut random)).take(NUMBERS).collect();
    assert_eq!(made.len(), NUMBERS, "{} makes too few", scheme.validator);
    made
}

/// Placeholders are refused though they may be drawn.
fn is_placeholder(number: &str) -> bool {
    let mut digits: Vec<u8> = number.bytes().filter(u8::is_ascii_digit).collect();
    digits.dedup();
    digits.len() == 1
}

#[test]
fn valid_numbers_are_accepted() {
    for scheme in schemes() {
        for number in numbers(scheme).iter().filter(|number| !is_placeholder(number)) {
            assert!(points(scheme.validator, number.as_bytes()).is_some(), "{}: {number}", scheme.validator);
        }
    }
}

#[test]
fn every_validator_of_these_numbers_is_tested() {
    let is_tested = |name: &str| schemes().any(|scheme| scheme.validator == name);
    let missing: Vec<&str> = validate::all()
        .map(|validator| validator.name)
        // Those of states begin with a country.
        .filter(|name| name.as_bytes().get(2) == Some(&b'-') && *name != "us-ssn" && !is_tested(name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Every number that differs from `number` in one digit.
fn singles(number: &str) -> Vec<Vec<u8>> {
    let mut made = Vec::new();
    for (at, byte) in number.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        for digit in (b'0'..=b'9').filter(|digit| *digit != byte) {
            let mut wrong = number.as_bytes().to_vec();
            wrong[at] = digit;
            made.push(wrong);
        }
    }
    made
}

/// Every number with two unlike digits that stand side by side changed places, and these two.
fn swaps(number: &str) -> Vec<(Vec<u8>, String)> {
    let mut made = Vec::new();
    for at in 1..number.len() {
        let pair = &number.as_bytes()[at - 1..=at];
        if pair.iter().all(u8::is_ascii_digit) && pair[0] != pair[1] {
            let mut wrong = number.as_bytes().to_vec();
            wrong.swap(at - 1, at);
            made.push((wrong, number[at - 1..=at].to_owned()));
        }
    }
    made
}

#[test]
fn errors_are_seen_as_often_as_each_scheme_promises() {
    let mut failed = Vec::new();
    for scheme in schemes() {
        let Scheme { validator, promise, .. } = scheme;
        let (mut single, mut swapped) = ((0, 0), (0, 0));
        for number in numbers(scheme).iter().filter(|number| !is_placeholder(number)) {
            let own = points(validator, number.as_bytes());
            let is_seen = |wrong: &[u8]| points(validator, wrong) < own;
            for wrong in singles(number) {
                single = (single.0 + usize::from(is_seen(&wrong)), single.1 + 1);
            }
            for (wrong, pair) in swaps(number) {
                let is_excepted =
                    matches!(promise.swaps, Swaps::AllBut(pairs) if pairs.contains(&pair.as_str()));
                let seen = is_seen(&wrong) || is_excepted;
                swapped = (swapped.0 + usize::from(seen), swapped.1 + 1);
            }
        }
        let rate = |(seen, all): (usize, usize)| seen as f64 / all as f64;
        let least = match promise.swaps {
            Swaps::All | Swaps::AllBut(_) => 1.0,
            Swaps::Rate(rate) => rate,
        };
        if rate(single) < promise.singles || rate(swapped) < least {
            failed.push(format!("{validator}: singles {:.4}, swaps {:.4}", rate(single), rate(swapped)));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn placeholders_are_refused() {
    const OF_LENGTH: &[(&str, usize)] = &[
        ("us-ein", 9),
        ("ca-sin", 9),
        ("br-cpf", 11),
        ("br-cnpj", 14),
        ("uy-ci", 8),
        ("jp-my-number", 12),
        ("jp-corporate-number", 13),
        ("kr-brn", 10),
        ("in-aadhaar", 12),
        ("th-tnin", 13),
        ("il-id", 9),
        ("pk-cnic", 13),
        ("au-tfn", 9),
        ("au-abn", 11),
        ("au-acn", 9),
        ("imei", 15),
        ("imsi", 15),
        ("plain-number", 9),
        ("za-id", 13),
        ("vn-cccd", 12),
        ("ec-cedula", 10),
        ("co-nit", 10),
        ("cn-ric", 18),
        ("vin", 17),
        ("br-rg", 9),
    ];
    for (validator, length) in OF_LENGTH {
        for digit in '0'..='9' {
            let number = digit.to_string().repeat(*length);
            assert_eq!(points(validator, number.as_bytes()), None, "{validator}: {number}");
        }
    }
    assert_eq!(points("plain-number", b"123456789"), None);
    assert_eq!(points("plain-number", b"987654321"), None);
}

#[test]
fn one_digit_over_and_over_is_no_european_number() {
    // Letters carry what these check.
    const STRUCTURED: &[&str] =
        &["de-identity-card", "de-passport", "gb-driving-licence", "it-fiscal-code", "nl-passport"];
    let checked = |scheme: &&Scheme| !STRUCTURED.contains(&scheme.validator);
    for scheme in numbers::european::SCHEMES.iter().filter(checked) {
        let number = numbers::number(scheme, &mut Random::new(5));
        for digit in '0'..='9' {
            let alike: String = number.chars().map(|c| if c.is_ascii_digit() { digit } else { c }).collect();
            assert_eq!(points(scheme.validator, alike.as_bytes()), None, "{} of {digit}", scheme.validator);
        }
    }
}

#[test]
fn european_schemes_are_sorted() {
    assert!(numbers::european::SCHEMES.is_sorted_by_key(|scheme| scheme.validator));
}

#[test]
fn validators_are_total() {
    let random = &mut Random::new(31);
    for scheme in schemes() {
        let validator = validate::named(scheme.validator).unwrap();
        for _ in 0..200 {
            let mut value = numbers::number(scheme, random).into_bytes();
            value.truncate(random.below(value.len() + 1));
            if !value.is_empty() && random.one_in(2) {
                let at = random.below(value.len());
                value[at] = random.next() as u8;
            }
            // Whatever it says, it says it.
            let said = (validator.check)(&Candidate { value: &value, before: b"", after: b"" });
            assert!(said == Verdict::Invalid || (validator.may_be)(&value));
        }
    }
}
