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
        Domain::Account | Domain::Iban | Domain::Id => Cow::Owned(compact(value).to_ascii_uppercase()),
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

/// Without spaces, dashes and dots.
fn compact(value: &[u8]) -> Vec<u8> {
    value.iter().copied().filter(|b| !matches!(b, b' ' | b'-' | b'.')).collect()
}

fn digits(value: &[u8]) -> Vec<u8> {
    value.iter().copied().filter(u8::is_ascii_digit).collect()
}

fn hex_digits(value: &[u8]) -> Vec<u8> {
    value.iter().filter(|b| b.is_ascii_hexdigit()).map(u8::to_ascii_lowercase).collect()
}

/// Trimmed, NFKC, lower case; the domain as A-labels (IDNA, UTS 46). Bytes that are not UTF-8 are only
/// lower-cased in ASCII.
fn email(value: &[u8]) -> Cow<'_, [u8]> {
    let Ok(text) = std::str::from_utf8(value) else { return Cow::Owned(value.to_ascii_lowercase()) };
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
        Some(IpAddr::V4(v4)) => Cow::Owned(v4.to_string().into_bytes()),
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
    let mut rest = value.to_vec();
    if let Some(at) = value.windows(3).position(|w| w == b"(0)") {
        rest.drain(at..at + 3);
    }
    let digits = digits(&rest);
    let made = match digits.as_slice() {
        d if plus => [b"+", d].concat(),
        [b'0', b'0', d @ ..] => [b"+", d].concat(),
        d if d.len() == 10 && d[0] >= b'2' => [b"+1", d].concat(),
        d if d.len() == 11 && d[0] == b'1' => [b"+", d].concat(),
        d => d.to_vec(),
    };
    Cow::Owned(made)
}

/// NFKC, lower case, white space collapsed to single spaces and trimmed.
fn folded(value: &[u8]) -> Cow<'_, [u8]> {
    let Ok(text) = std::str::from_utf8(value) else { return Cow::Owned(value.to_ascii_lowercase()) };
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
            (Domain::Iban, &["GB82 WEST 1234 5698 7654 32", "gb82west12345698765432"]),
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
    fn bytes_that_are_no_text_have_a_form_too() {
        assert_eq!(&*canonical(Domain::Email, b"JOS\xe9@example.com"), b"jos\xe9@example.com");
        assert_eq!(&*canonical(Domain::Name, b"\xffA"), b"\xffa");
    }
}
