//! Values that are documented as examples: reserved by a standard, or published by who issues them for tests.
//!
//! They are found and redacted like any value, since nobody can tell whether one stands for a person where it is written.
//! Only `scan` says that a value is one, and can leave it out.

use crate::keys::canon::{Domain, canonical};

/// Numbers that card schemes and payment services publish for tests.
static CARDS: &[&str] = &[
    "2223003122003222",
    "30569309025904",
    "3530111333300000",
    "3566002020360505",
    "371449635398431",
    "378282246310005",
    "378734493671000",
    "38520000023237",
    "4000056655665556",
    "4012888888881881",
    "4111111111111111",
    "4222222222222",
    "4242424242424242",
    "5105105105105100",
    "5200828282828210",
    "5555555555554444",
    "6011000990139424",
    "6011111111111117",
    "6200000000000005",
];

/// Account numbers that the IBAN registry (SWIFT) and the standard (ISO 13616) show.
static IBANS: &[&str] = &[
    "AT611904300234573201",
    "BE68539007547034",
    "CH9300762011623852957",
    "DE89370400440532013000",
    "ES9121000418450200051332",
    "FR1420041010050500013M02606",
    "GB29NWBK60161331926819",
    "GB82WEST12345698765432",
    "IE29AIBK93115212345678",
    "IT60X0542811101000000123456",
    "NL91ABNA0417164300",
    "PL61109010140000071219812874",
    "SE4550000000058398257466",
];

/// Top-level and second-level domains for examples and tests (RFC 2606, RFC 6761).
static DOMAINS: &[&str] =
    &["example", "example.com", "example.net", "example.org", "invalid", "localhost", "test"];

/// Numbers that the Social Security Administration calls void, because they were printed in advertisements.
static SSNS: &[&str] = &["078051120", "219099999"];

/// Ranges of British numbers for drama (Ofcom), without the last three digits.
static UK_NUMBERS: &[&str] = &[
    "+441134960",
    "+441144960",
    "+441154960",
    "+441164960",
    "+441174960",
    "+441184960",
    "+441214960",
    "+441314960",
    "+441414960",
    "+441514960",
    "+441614960",
    "+441632960",
    "+441914980",
    "+442079460",
    "+442890180",
    "+442920180",
    "+443069990",
    "+447700900",
    "+448081570",
    "+449098790",
];

/// True when `value`, of an info type of `domain`, is documented as an example.
pub fn is_documented(domain: Domain, value: &[u8]) -> bool {
    let canonical = canonical(domain, value);
    let Ok(value) = std::str::from_utf8(&canonical) else { return false };
    match domain {
        Domain::Card => CARDS.binary_search(&value).is_ok(),
        Domain::Email => value.rsplit_once('@').is_some_and(|(_, domain)| is_example_domain(domain)),
        Domain::Iban => IBANS.binary_search(&value).is_ok(),
        Domain::Ip => is_example_address(value),
        // RFC 9542, 2.1.1: addresses for documentation.
        Domain::Mac => value.len() == 12 && value.starts_with("00005e0053"),
        Domain::Phone => is_example_number(value),
        // 987-65-4320 to 4329 are reserved for advertisements.
        Domain::UsSsn => {
            SSNS.binary_search(&value).is_ok() || (value.len() == 9 && value.starts_with("98765432"))
        }
        _ => false,
    }
}

/// True for a domain of the list and those below it.
fn is_example_domain(domain: &str) -> bool {
    let is_below =
        |known: &&str| domain.strip_suffix(*known).is_some_and(|left| left.is_empty() || left.ends_with('.'));
    DOMAINS.iter().any(is_below)
}

/// Blocks for documentation: RFC 5737, RFC 3849, RFC 9637.
fn is_example_address(value: &str) -> bool {
    match value.parse() {
        Ok(std::net::IpAddr::V4(v4)) => {
            matches!(v4.octets(), [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _])
        }
        Ok(std::net::IpAddr::V6(v6)) => match v6.segments() {
            [0x2001, 0xdb8, ..] => true,
            [0x3fff, second, ..] => second < 0x1000,
            _ => false,
        },
        Err(_) => false,
    }
}

/// Numbers for fiction: 555-01xx in North America, and the ranges of Ofcom.
fn is_example_number(value: &str) -> bool {
    let digits = value.strip_prefix("+1").unwrap_or(value);
    let is_fiction = digits.len() == 10 && digits[3..].starts_with("55501");
    let is_drama =
        |range: &&str| value.starts_with(*range) && value.len() == "+44".len() + "2079460958".len();
    is_fiction || UK_NUMBERS.iter().any(is_drama)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_values_are_told_from_others() {
        for (domain, yes, no) in [
            (
                Domain::Card,
                &["4111 1111 1111 1111", "378282246310005"][..],
                &["4111111111111129", "411111111111111"][..],
            ),
            (
                Domain::Email,
                &["ann@example.com", "A@Mail.Example.ORG", "x@y.test"],
                &["a@myexample.com", "a@example.com.evil.io", "a@contest"],
            ),
            (Domain::Iban, &["GB82 WEST 1234 5698 7654 32"], &["GB82WEST12345698765433"]),
            (
                Domain::Ip,
                &["192.0.2.1", "::ffff:203.0.113.9", "2001:db8::1", "3fff:0fff::1"],
                &["192.0.3.1", "2001:db9::1", "3fff:1000::1"],
            ),
            (Domain::Mac, &["00:00:5E:00:53:AF"], &["00:00:5E:00:54:AF"]),
            (
                Domain::Phone,
                &["(212) 555-0142", "+1 212 555 0199", "+44 20 7946 0958", "+44 1632 960001"],
                &["212-555-0242", "+44 20 7946 1958", "555-0142"],
            ),
            (Domain::UsSsn, &["078-05-1120", "987-65-4321"], &["536-22-8726", "987-65-4331"]),
            (Domain::Name, &[], &["Jane Example"]),
        ] {
            yes.iter().for_each(|v| assert!(is_documented(domain, v.as_bytes()), "{v}"));
            no.iter().for_each(|v| assert!(!is_documented(domain, v.as_bytes()), "{v}"));
        }
    }

    #[test]
    fn lists_are_sorted() {
        for list in [CARDS, IBANS, SSNS, DOMAINS, UK_NUMBERS] {
            assert!(list.is_sorted());
        }
    }
}
