//! What values of columns look like whose names say so.

use crate::format::log::cursor::{has_shape, is_number};
use crate::format::log::place::is_marker;

/// What a column says of how its values look.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Date,
    Time,
    Address,
    Method,
    Number,
    Any,
}

/// Columns of numbers. Names of other programs (`x-…-status`) can have words.
const NUMBERS: &[&str] = &[
    "bytes",
    "c-bytes",
    "c-port",
    "cs-bytes",
    "cs-uri-port",
    "dst-port",
    "r-port",
    "rs-bytes",
    "s-port",
    "sc-bytes",
    "sc-status",
    "sc-substatus",
    "sc-win32-status",
    "src-port",
    "time-taken",
];

/// Methods of HTTP (RFC 9110, 5789, 4918), of which no user has the name.
const METHODS: &[&[u8]] =
    &[b"CONNECT", b"DELETE", b"GET", b"HEAD", b"OPTIONS", b"PATCH", b"POST", b"PROPFIND", b"PUT", b"TRACE"];

impl Kind {
    pub(super) fn of(name: &[u8]) -> Self {
        let is = |known: &&str| name.eq_ignore_ascii_case(known.as_bytes());
        match name.to_ascii_lowercase().as_slice() {
            b"date" => Kind::Date,
            b"time" => Kind::Time,
            b"cs-method" => Kind::Method,
            lower if lower.ends_with(b"-ip") && !lower.starts_with(b"x-") => Kind::Address,
            _ if NUMBERS.iter().any(is) => Kind::Number,
            _ => Kind::Any,
        }
    }

    /// True when a value of such a column may look like `value`. What an earlier run wrote can look like anything.
    pub(super) fn may_be(self, value: &[u8]) -> bool {
        let digits = |signs: &[u8]| value.iter().all(|b| b.is_ascii_digit() || signs.contains(b));
        let fits = match self {
            Kind::Any | Kind::Method => return true,
            Kind::Date => digits(b"-/."),
            Kind::Time => digits(b":.Z"),
            Kind::Number => digits(b".-"),
            Kind::Address => value.iter().any(|b| matches!(b, b'.' | b':')),
        };
        fits || value == b"-" || is_marker(value) || value.starts_with(b"ob1")
    }

    /// True when nothing speaks against `value` being one of such a column, which says what they look like: an earlier run may have
    /// written it.
    pub(super) fn may_be_sure(self, value: &[u8]) -> bool {
        self.is_surely(value) || is_marker(value) && !matches!(self, Kind::Number | Kind::Any)
    }

    /// True when `value` looks like those of such a column and like no name.
    pub(super) fn is_surely(self, value: &[u8]) -> bool {
        match self {
            Kind::Date => value.len() == 10 && has_shape(value, b"9999-99-99"),
            Kind::Time => has_shape(value, b"99:99:99") && self.may_be(value),
            Kind::Method => METHODS.contains(&value),
            Kind::Address => {
                let is_hex = value.iter().all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':'));
                let parts = || value.split(|b| matches!(b, b'.' | b':'));
                is_hex && parts().count() >= 4 && parts().any(is_number)
            }
            Kind::Number | Kind::Any => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_say_what_their_values_look_like() {
        for (name, value, may_be, is_surely) in [
            ("date", "2026-01-01", true, true),
            ("date", "10:00:00", false, false),
            ("Time", "10:00:00", true, true),
            ("time", "anna", false, false),
            ("c-ip", "192.0.2.1", true, true),
            ("c-ip", "2001:db8::1", true, true),
            ("c-ip", "pool.example.net", true, false),
            ("c-ip", "anna", false, false),
            ("cs-method", "GET", true, true),
            ("cs-method", "ANNA", true, false),
            ("sc-status", "200", true, false),
            ("sc-status", "anna", false, false),
            ("sc-status", "-", true, false),
            ("sc-status", "[USERNAME]", true, false),
            ("cs-username", "anna", true, false),
            ("x-rs-certificate-validate-status", "CERT_VALID", true, false),
        ] {
            let kind = Kind::of(name.as_bytes());
            let told = (kind.may_be(value.as_bytes()), kind.is_surely(value.as_bytes()));
            assert_eq!(told, (may_be, is_surely), "{name} {value}");
        }
    }
}
