//! Token domains, and canonical form 1 of each: what is the same value however it was written.
//!
//! `docs/TOKENS.md` states these rules; they may only change together with
//! [`crate::keys::CANON_VERSION`].

use std::borrow::Cow;
use std::net::{IpAddr, Ipv6Addr};

use unicode_normalization::UnicodeNormalization;

macro_rules! domains {
    ($($variant:ident $name:literal $code:literal,)*) => {
        /// Which values share a token: the info type's family, never the category it falls in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Domain { $($variant,)* }

        impl Domain {
            /// Every domain, in the order of [`Domain::NAMES`].
            pub const ALL: &'static [Domain] = &[$(Domain::$variant,)*];
            /// The names, as in `rules/info-types.toml` and in key derivation.
            pub const NAMES: &'static [&'static str] = &[$($name,)*];

            /// Its name.
            pub fn name(self) -> &'static str {
                Domain::NAMES[self as usize]
            }

            /// The two letters that stand in a token.
            pub fn code(self) -> &'static str {
                match self { $(Domain::$variant => $code,)* }
            }
        }
    };
}

domains! {
    Account "account" "ac",
    Address "address" "ad",
    Agent "agent" "ag",
    Card "card" "pa",
    Cookie "cookie" "ck",
    Credential "credential" "cr",
    Email "email" "em",
    Iban "iban" "ib",
    Id "id" "id",
    Ip "ip" "ip",
    Mac "mac" "ma",
    Name "name" "nm",
    Phone "phone" "ph",
    Text "text" "tx",
    Url "url" "ur",
    UsSsn "us-ssn" "ss",
}

/// The canonical form of `value`.
pub fn canonical(domain: Domain, value: &[u8]) -> Cow<'_, [u8]> {
    match domain {
        Domain::Account => Cow::Owned(compact(value)),
        Domain::Iban | Domain::Id => Cow::Owned(compact(&ungrouped(value))),
        Domain::Card | Domain::UsSsn => Cow::Owned(digits(value)),
        Domain::Mac => Cow::Owned(hex_digits(value)),
        Domain::Email => email(value),
        Domain::Ip => ip(value),
        Domain::Phone => phone(value),
        Domain::Address | Domain::Name => folded(value),
        Domain::Agent | Domain::Cookie | Domain::Credential | Domain::Text | Domain::Url => {
            Cow::Borrowed(value)
        }
    }
}

/// True when the canonical form says that `value` can be one of its kind: an address with what stands before the sign, a number with
/// enough digits. Part of one would be taken for somebody else.
pub fn is_whole(domain: Domain, value: &[u8]) -> bool {
    let canonical = canonical(domain, value.trim_ascii());
    let digits = canonical.iter().filter(|b| b.is_ascii_digit()).count();
    match domain {
        Domain::Email => {
            memchr::memchr(b'@', &canonical).is_some_and(|at| at > 0 && at + 1 < canonical.len())
        }
        Domain::Phone => digits >= 6,
        Domain::Card | Domain::UsSsn => digits >= 9,
        _ => !canonical.is_empty(),
    }
}

/// What `keep` makes of the bytes, in memory that is asked for once.
fn kept(value: &[u8], keep: impl Fn(u8) -> Option<u8>) -> Vec<u8> {
    let mut kept = Vec::with_capacity(value.len());
    kept.extend(value.iter().filter_map(|b| keep(*b)));
    kept
}

/// Without spaces, dashes and dots, in upper case.
fn compact(value: &[u8]) -> Vec<u8> {
    kept(value, |b| (!matches!(b, b' ' | b'-' | b'.')).then(|| b.to_ascii_uppercase()))
}

/// Without what parts groups of numbers that are not printed so: `GB82_WEST_…`, `850101/1234`, `(529) 982 …`.
fn ungrouped(value: &[u8]) -> Vec<u8> {
    kept(value, |b| (!matches!(b, b'\t' | b'/' | b'_' | b'(' | b')')).then_some(b))
}

fn digits(value: &[u8]) -> Vec<u8> {
    kept(value, |b| b.is_ascii_digit().then_some(b))
}

fn hex_digits(value: &[u8]) -> Vec<u8> {
    kept(value, |b| b.is_ascii_hexdigit().then(|| b.to_ascii_lowercase()))
}

/// Trimmed, NFKC, lower case; the domain as A-labels (IDNA, UTS 46). Bytes that are not UTF-8 are only
/// lower-cased in ASCII.
fn email(value: &[u8]) -> Cow<'_, [u8]> {
    let Ok(text) = std::str::from_utf8(value) else { return Cow::Owned(value.to_ascii_lowercase()) };
    if text.is_ascii() {
        // NFKC and UTS 46 leave ASCII in lower case alone, but for labels that are encoded already.
        let folded = text.trim().to_ascii_lowercase();
        if !folded.contains("xn--") {
            let is_address = folded.contains('@');
            let end = if is_address { folded.trim_end_matches('.').len() } else { folded.len() };
            let mut folded = folded.into_bytes();
            folded.truncate(end);
            return Cow::Owned(folded);
        }
    }
    email_in_unicode(text)
}

fn email_in_unicode(text: &str) -> Cow<'_, [u8]> {
    let folded: String = text.trim().nfkc().collect::<String>().to_lowercase();
    let Some((local, domain)) = folded.rsplit_once('@') else { return Cow::Owned(folded.into_bytes()) };
    let domain = domain.trim_end_matches('.');
    let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
    Cow::Owned(format!("{local}@{domain}").into_bytes())
}

/// The RFC 5952 text of an IPv6 address, the dotted quad of an IPv4 address or of one mapped into IPv6; a
/// zone is dropped. What is no address stays as it is.
fn ip(value: &[u8]) -> Cow<'_, [u8]> {
    let text = value.split(|b| *b == b'%').next().unwrap_or(value);
    let parsed = std::str::from_utf8(text).ok().and_then(|t| t.parse::<IpAddr>().ok());
    match parsed {
        None => Cow::Borrowed(value),
        // Only the canonical text of IPv4 can be read.
        Some(IpAddr::V4(_)) => Cow::Borrowed(text),
        Some(IpAddr::V6(v6)) => Cow::Owned(unmapped(v6).to_string().into_bytes()),
    }
}

fn unmapped(v6: Ipv6Addr) -> IpAddr {
    v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4)
}

/// `+` and the digits (E.164) where the country is known: written with `+` or `00`, or ten digits or
/// eleven that start with 1 (NANP). A trunk zero in brackets is dropped. Else the digits alone.
fn phone(value: &[u8]) -> Cow<'_, [u8]> {
    let plus = value.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'+');
    let (before, after) = match value.windows(3).position(|w| w == b"(0)") {
        Some(at) => (&value[..at], &value[at + 3..]),
        None => (value, &value[..0]),
    };
    // Room for what may come in front.
    let mut made = Vec::with_capacity(value.len() + 2);
    made.extend(before.iter().chain(after).filter(|b| b.is_ascii_digit()));
    match made.as_slice() {
        _ if plus => made.insert(0, b'+'),
        [b'0', b'0', ..] => drop(made.splice(..2, [b'+'])),
        d if d.len() == 10 && d[0] >= b'2' => drop(made.splice(..0, *b"+1")),
        d if d.len() == 11 && d[0] == b'1' => made.insert(0, b'+'),
        _ => {}
    }
    Cow::Owned(made)
}

/// NFKC, lower case, white space collapsed to single spaces and trimmed.
fn folded(value: &[u8]) -> Cow<'_, [u8]> {
    let Ok(text) = std::str::from_utf8(value) else { return Cow::Owned(value.to_ascii_lowercase()) };
    if text.is_ascii() {
        let mut folded = Vec::with_capacity(text.len());
        for word in text.split_whitespace() {
            if !folded.is_empty() {
                folded.push(b' ');
            }
            folded.extend(word.bytes().map(|b| b.to_ascii_lowercase()));
        }
        return Cow::Owned(folded);
    }
    folded_in_unicode(text)
}

fn folded_in_unicode(text: &str) -> Cow<'_, [u8]> {
    let folded: String = text.nfkc().collect::<String>().to_lowercase();
    Cow::Owned(folded.split_whitespace().collect::<Vec<_>>().join(" ").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_value_has_one_form() {
        for (domain, same) in [
            (Domain::Email, &["Ann.Lee@Example.COM", "ann.lee@example.com", "ann.lee@example.com."][..]),
            (Domain::Email, &["ann@bücher.example", "ANN@xn--bcher-kva.example", "ann@BÜCHER.example"]),
            (Domain::Card, &["4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111"]),
            (Domain::Phone, &["+1 (212) 555-0142", "212-555-0142", "1.212.555.0142", "0012125550142"]),
            (Domain::Phone, &["+44 (0)20 7946 0958", "+442079460958", "0044 20 7946 0958"]),
            (Domain::Ip, &["192.0.2.17", "::ffff:192.0.2.17", "::FFFF:c000:211"]),
            (Domain::Ip, &["2001:db8::1", "2001:0DB8:0:0::1", "2001:db8::1%eth0"]),
            (
                Domain::Iban,
                &["GB82 WEST 1234 5698 7654 32", "gb82west12345698765432", "GB82_WEST_1234/5698/7654_32"],
            ),
            (Domain::Id, &["529.982.247-25", "52998224725", "(529) 982 247 25", "529_982_247\t25"]),
            (Domain::Mac, &["00:00:5E:00:53:AF", "0000.5e00.53af", "00-00-5e-00-53-af"]),
            (Domain::Name, &["Ann  Lee", "ANN LEE", " ann lee"]),
            (Domain::UsSsn, &["536-22-8726", "536 22 8726", "536228726"]),
        ] {
            let forms: Vec<_> = same.iter().map(|v| canonical(domain, v.as_bytes())).collect();
            assert!(forms.windows(2).all(|w| w[0] == w[1]), "{domain:?}: {same:?}");
        }
        assert_ne!(canonical(Domain::Email, b"a.b@example.com"), canonical(Domain::Email, b"ab@example.com"));
    }

    #[test]
    fn the_short_ways_for_ascii_come_to_the_same_as_unicode() {
        let pieces = [
            "@",
            ".",
            " ",
            "\t",
            "\u{b}",
            "\u{1c}",
            "\0",
            "-",
            "Ann",
            "lee",
            "xn--bcher-kva",
            "XN--a",
            "example",
            "COM",
            "%",
            "[",
            "_",
            "7",
            "..",
            "@@",
        ];
        let mut state = 1u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..6 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            }
            assert_eq!(email(text.as_bytes()), email_in_unicode(&text), "{text:?}");
            assert_eq!(folded(text.as_bytes()), folded_in_unicode(&text), "{text:?}");
        }
    }

    #[test]
    fn telephone_numbers_with_and_without_their_country() {
        for (given, wanted) in [
            ("00 44 20 7946 0958", "+442079460958"),
            ("12125550142", "+12125550142"),
            ("1125550142", "1125550142"),
            ("  +49 (0)30 1234", "+49301234"),
            ("(0)(0)30", "030"),
            ("00", "+"),
            ("", ""),
            ("x+1", "1"),
        ] {
            assert_eq!(&*canonical(Domain::Phone, given.as_bytes()), wanted.as_bytes(), "{given}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_have_a_form_too() {
        assert_eq!(&*canonical(Domain::Email, b"JOS\xe9@example.com"), b"jos\xe9@example.com");
        assert_eq!(&*canonical(Domain::Name, b"\xffA"), b"\xffa");
    }
}
