//! Telephone numbers: the country code stays, the national number is encrypted.
//!
//! `+1 212 555 0123`, `1-212-555-0123` and `(212) 555-0123` are one number (`docs/TOKENS.md`), so they are encrypted
//! alike. A token has to be read as having the same country code again, or it could not be had back.

use crate::detect::validate::e164::country_digits;
use crate::transform::CannotTransform;
use crate::transform::format_preserving::{Digits, Encryption};

/// How a number says its country.
#[derive(PartialEq, Eq)]
struct Country {
    /// The digits in front that stay.
    kept: usize,
    /// The country code; empty where the number does not say it.
    code: String,
}

/// Appends the token of `value`.
pub(super) fn apply(with: &Encryption<'_>, value: &[u8], out: &mut Vec<u8>) -> Result<(), CannotTransform> {
    let text = value.trim_ascii_start();
    let is_international = text.first() == Some(&b'+');
    if value.iter().filter(|b| **b == b'+').count() != usize::from(is_international) {
        return Err(CannotTransform);
    }
    let mut digits = Digits::of(value, b" -./()+").ok_or(CannotTransform)?;
    // The zero that is dialled inside a country only is no part of the number.
    if let Some(at) = memchr::memmem::find(value, b"(0)")
        && let Some(zero) = digits.places.iter().position(|place| *place == at + 1)
    {
        digits.places.remove(zero);
        digits.digits.remove(zero);
    }
    let all = digits.digits.clone();
    let country = country(&all, is_international).ok_or(CannotTransform)?;
    let (kept, national) = digits.digits.split_at_mut(country.kept);
    let tweak = format!("phone/{}/{}", national.len(), country.code);
    with.apply(&tweak, national, |made| {
        let whole = [kept, made].concat();
        self::country(&whole, is_international).as_ref() == Some(&country)
    })?;
    digits.write(out)
}

/// What stays of a number; `None` when its country is not known.
fn country(digits: &[u16], is_international: bool) -> Option<Country> {
    let ascii: Vec<u8> = digits.iter().map(|d| b'0' + *d as u8).collect();
    let made = |prefix: usize| {
        let length = country_digits(ascii.get(prefix..)?);
        let code = ascii.get(prefix..prefix + length)?;
        let code = String::from_utf8_lossy(code).into_owned();
        (length > 0).then_some(Country { kept: prefix + length, code })
    };
    match (&*ascii, ascii.len()) {
        _ if is_international => made(0),
        ([b'0', b'0', ..], _) => made(2),
        ([b'1', ..], 11) => made(0),
        (_, 10) => Some(Country { kept: 0, code: "1".to_owned() }),
        _ => Some(Country { kept: 0, code: String::new() }),
    }
}
