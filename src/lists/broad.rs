//! The broad form of an identifier: one for all spellings that reach the same person, as far as spelling tells.
//!
//! It is for lists of people who said no. A form that two people share drops a record too many; one that
//! a person does not share with themselves lets one out.

use std::borrow::Cow;

use crate::keys::canon::Domain;

/// Changes whenever a form does, so that a list that was built before is not read as if nothing had happened.
pub const VERSION: &str = "1";

/// Digits of a telephone number that are compared: as many as all countries with long numbers have behind codes and trunk
/// prefixes, so that national and international forms are one.
const PHONE_DIGITS: usize = 9;

/// The broad form of a `canonical` form.
pub fn form(domain: Domain, canonical: &[u8]) -> Cow<'_, [u8]> {
    match domain {
        Domain::Email => Cow::Owned(email(canonical)),
        Domain::Phone => Cow::Owned(phone(canonical)),
        _ => Cow::Borrowed(canonical),
    }
}

/// Without what stands behind a plus sign, without dots and quotes in the local part, and with one name for domains that are one.
fn email(address: &[u8]) -> Vec<u8> {
    let address = &unescaped(address)[..];
    let Some(at) = memchr::memrchr(b'@', address) else { return address.to_vec() };
    let (local, domain) = address.split_at(at);
    // Every identifier of every record comes by here, so memory is asked for once.
    let mut made = Vec::with_capacity(address.len());
    for b in local {
        match b {
            b'.' | b'"' => {}
            // A plus sign that nothing stands before is part of the name.
            b'+' if !made.is_empty() => break,
            other => made.push(*other),
        }
    }
    match domain {
        b"@googlemail.com" => made.extend_from_slice(b"@gmail.com"),
        other => made.extend_from_slice(other),
    }
    made
}

/// Without escapes of letters and digits: `b%6fb` and `b=6Fb` are addresses as they stand, and mean another.
fn unescaped(address: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr2(b'%', b'=', address).is_none() {
        return Cow::Borrowed(address);
    }
    let digit = |b: &u8| char::from(*b).to_digit(16);
    let (mut made, mut rest) = (Vec::with_capacity(address.len()), address);
    while let [first, behind @ ..] = rest {
        let escaped = match (first, behind) {
            (b'%' | b'=', [high, low, ..]) => digit(high).zip(digit(low)).map(|(h, l)| (h << 4 | l) as u8),
            _ => None,
        };
        match escaped.filter(u8::is_ascii_graphic) {
            Some(byte) => {
                made.push(byte.to_ascii_lowercase());
                rest = &behind[2..];
            }
            None => {
                made.push(*first);
                rest = behind;
            }
        }
    }
    Cow::Owned(made)
}

fn phone(number: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = number.iter().copied().filter(u8::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(PHONE_DIGITS)..].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::canon::canonical;

    fn same(domain: Domain, one: &str, other: &str) -> bool {
        let broad = |text: &str| form(domain, &canonical(domain, text.as_bytes())).into_owned();
        broad(one) == broad(other)
    }

    #[test]
    fn spellings_that_reach_one_person_are_one() {
        for (one, other, wanted) in [
            ("ann.lee+shop@Example.com", "annlee@example.com", true),
            ("ann.lee@example.com", "ann.lee@example.org", false),
            ("ann@example.com", "anna@example.com", false),
            ("b%6fb@example.com", "bob@example.com", true),
            ("b=6Fb@example.com", "bob@example.com", true),
            ("100%@example.com", "100%@example.com", true),
            ("+tag@example.com", "@example.com", false),
            ("a.nn@googlemail.com", "ann+x@gmail.com", true),
            ("\"ann.lee\"@example.com", "annlee@example.com", true),
        ] {
            assert_eq!(same(Domain::Email, one, other), wanted, "{one} {other}");
        }
        for (one, other, wanted) in [
            ("+44 20 7946 0958", "020 7946 0958", true),
            ("+1 212-555-0142", "(212) 555-0142", true),
            ("0049 30 1234567", "030 1234567", true),
            ("555-0142", "555-0143", false),
        ] {
            assert_eq!(same(Domain::Phone, one, other), wanted, "{one} {other}");
        }
        assert!(!same(Domain::Id, "C-1", "C-2") && same(Domain::Id, "c 1", "C-1"));
    }
}
