//! Check digits of national numbers (the Americas, Asia, Africa, Oceania), of vehicles and devices: valid numbers are accepted, and of
//! all single-digit errors and swaps of neighbours as many are refused as each scheme promises.

#![allow(clippy::unwrap_used)]

use obelus::detect::validate::{self, Candidate, Verdict};

#[path = "checksums_b/americas.rs"]
mod americas;
#[path = "checksums_b/make.rs"]
mod make;
#[path = "checksums_b/others.rs"]
mod others;
#[path = "common/random.rs"]
mod random;

use random::Random;

/// Numbers made for each scheme.
const NUMBERS: usize = 400;

/// How a number is made, and what its scheme promises.
pub struct Scheme {
    /// Its validator.
    pub validator: &'static str,
    /// A valid number; none where the scheme has no check character for the one drawn.
    pub make: fn(&mut Random) -> Option<String>,
    /// How well it sees errors.
    pub promise: Promise,
}

/// The least part of errors that are seen: refused, or weighed less where the check only adds points.
pub struct Promise {
    /// Of all changes of one digit into another.
    pub singles: f64,
    /// Of all swaps of two unlike digits side by side.
    pub swaps: Swaps,
}

/// What is promised of swaps.
pub enum Swaps {
    /// All are seen.
    All,
    /// All but swaps of these two digits, which are never seen by the check (though perhaps by the format).
    AllBut(&'static [&'static str]),
    /// At least this part.
    Rate(f64),
}

impl Promise {
    /// Modulo a prime that is larger than any difference times any weight can reach.
    const ALL: Promise = Promise { singles: 1.0, swaps: Swaps::All };
    /// Modulo 11 with ten digits: two remainders share one, so that one error in fifty to sixty is not seen.
    const SHARED: Promise = Promise { singles: 0.975, swaps: Swaps::Rate(0.965) };
    /// There is no check digit.
    const NONE: Promise = Promise { singles: 0.0, swaps: Swaps::Rate(0.0) };
}

/// Twice 0 and twice 9 come to the same with and without being doubled.
pub const LUHN: Promise = Promise { singles: 1.0, swaps: Swaps::AllBut(&["09", "90"]) };

fn points(validator: &str, value: &[u8]) -> Option<i16> {
    let validator = validate::named(validator).unwrap();
    match (validator.check)(&Candidate { value, before: b"", after: b"" }) {
        Verdict::Invalid => None,
        Verdict::Points(points) => Some(points),
        Verdict::Part { .. } => panic!("{} takes a part", validator.name),
    }
}

fn schemes() -> impl Iterator<Item = &'static Scheme> {
    americas::SCHEMES.iter().chain(others::SCHEMES)
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
    // The other part of the catalogue tests its own.
    const PREFIXES: [&str; 30] = [
        "us-", "ca-", "mx-", "br-", "ar-", "cl-", "co-", "pe-", "uy-", "ve-", "ec-", "py-", "cn-", "hk-",
        "tw-", "jp-", "kr-", "in-", "sg-", "my-", "th-", "id-", "il-", "pk-", "vn-", "kz-", "uz-", "za-",
        "eg-", "au-",
    ];
    let is_tested = |name: &str| schemes().any(|scheme| scheme.validator == name);
    let missing: Vec<&str> = validate::all()
        .map(|validator| validator.name)
        .filter(|name| PREFIXES.iter().any(|prefix| name.starts_with(prefix)) || name.starts_with("nz-"))
        .filter(|name| *name != "us-ssn" && !is_tested(name))
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
