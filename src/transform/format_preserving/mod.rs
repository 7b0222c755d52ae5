//! Format-preserving token: digits become as many other digits, separators stay where they are.
//!
//! FF1 (NIST SP 800-38G), and only over at least a million values: with fewer, who sees many of them can tell what
//! they stand for. Whoever has the keys can have the value back, so for cards this is a reversible cryptographic token,
//! which stays in the scope of PCI DSS. `card.rs`, `phone.rs` and `plain.rs` say which digits are encrypted.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::config::Table;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::Domain;
use crate::keys::derive::Use;
use crate::keys::token::TokenKeys;
use crate::limits::{FPE_DIGITS_MAX, FPE_VALUES_MIN, FPE_WALK_MAX};
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

mod card;
mod phone;
mod plain;
#[cfg(test)]
mod tests;

/// The least number of digits that has a million values.
const DIGITS_MIN: usize = FPE_VALUES_MIN.ilog10() as usize;

/// How the check digit of a card's token is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Luhn {
    /// Wrong by an amount that the key id says, so that no token can be taken for a card.
    Invalid,
    /// Right: the token can be the number of somebody's card.
    Valid,
}

const LUHN: &[&str] = &["invalid", "valid"];

struct FormatPreserving {
    /// First digits of a card that stay.
    keep_first: usize,
    luhn: Luhn,
    /// Without keys it can only be checked, not applied.
    keys: Option<Arc<TokenKeys>>,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let keep_first = match table.get("keep_first") {
        None => 0,
        Some(item) => match item.int(0..9)? {
            kept @ (0 | 6 | 8) => kept as usize,
            _ => return Err(item.error("an issuer's number has 6 or 8 digits; write one of them, or 0")),
        },
    };
    let luhn = match table.get("luhn").map(|item| item.one_of(LUHN)).transpose()? {
        Some(1) => Luhn::Valid,
        _ => Luhn::Invalid,
    };
    Ok(Arc::new(FormatPreserving { keep_first, luhn, keys: None }))
}

/// The digits of a value, with what stands between them left where it is.
struct Digits<'v> {
    value: &'v [u8],
    /// Where in the value, and which.
    places: Vec<usize>,
    digits: Zeroizing<Vec<u16>>,
}

impl<'v> Digits<'v> {
    /// `None` when something else stands in the value than digits and `separators`.
    fn of(value: &'v [u8], separators: &[u8]) -> Option<Self> {
        let places: Vec<usize> = (0..value.len()).filter(|at| value[*at].is_ascii_digit()).collect();
        let digits = places.iter().map(|at| u16::from(value[*at] - b'0')).collect();
        let fits = value.iter().all(|b| b.is_ascii_digit() || separators.contains(b));
        fits.then_some(Digits { value, places, digits: Zeroizing::new(digits) })
    }

    /// Appends the value with these digits in the place of its own, when they are others.
    fn write(&self, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let start = out.len();
        out.extend_from_slice(self.value);
        for (at, digit) in self.places.iter().zip(self.digits.iter()) {
            out[start + at] = b'0' + *digit as u8;
        }
        // A permutation of numbers leaves about one of them where it is.
        if &out[start..] == self.value { Err(CannotTransform) } else { Ok(()) }
    }
}

/// What one value is encrypted with.
struct Encryption<'a> {
    keys: &'a TokenKeys,
    domain: Domain,
    way: Way,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Encrypt,
    Decrypt,
}

impl Encryption<'_> {
    /// Replaces `digits` by others, or by those they stand for, for which `fits` holds, as it does for these: what does not fit is encrypted again, so
    /// that no two values get one token ("cycle walking"). The first digit stays 0 or stays another, so that a number
    /// stays a number. With six digits all have to be used: fewer are under a million.
    fn apply(
        &self,
        tweak: &str,
        digits: &mut [u16],
        fits: impl Fn(&[u16]) -> bool,
    ) -> Result<(), CannotTransform> {
        if !(DIGITS_MIN..=FPE_DIGITS_MAX).contains(&digits.len()) {
            return Err(CannotTransform);
        }
        let cipher = self.keys.ff1(self.domain, 10)?;
        let is_zero = |digits: &[u16]| digits.first() == Some(&0);
        let (was_zero, walks) = (is_zero(digits), digits.len() > DIGITS_MIN);
        for _ in 0..FPE_WALK_MAX {
            let turned = match self.way {
                Way::Encrypt => cipher.encrypt(tweak.as_bytes(), digits),
                Way::Decrypt => cipher.decrypt(tweak.as_bytes(), digits),
            };
            turned.map_err(|_| CannotTransform)?;
            if fits(digits) && (!walks || is_zero(digits) == was_zero) {
                return Ok(());
            }
        }
        Err(CannotTransform)
    }
}

impl Transform for FormatPreserving {
    fn name(&self) -> &'static str {
        "format_preserving"
    }

    fn strictness(&self) -> Strictness {
        Strictness::ReversibleToken
    }

    fn parameters(&self) -> String {
        format!("keep_first = {}, luhn = \"{}\"", self.keep_first, LUHN[self.luhn as usize])
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        let is_card = info_type.domain == Domain::Card;
        match info_type.domain {
            Domain::Card => None,
            _ if self.keep_first > 0 => Some("`keep_first` is for card numbers; leave it out"),
            _ if self.luhn == Luhn::Valid => Some("`luhn` is for card numbers; leave it out"),
            Domain::Phone | Domain::UsSsn | Domain::Account | Domain::Id => None,
            Domain::Text => Some(
                "dates, ages, verification codes and what else has under a million values cannot be \
                 encrypted in their form; use another action",
            ),
            _ => Some("values of this kind are not digits; use `reversible_token` or `hash_token`"),
        }
        .filter(|_| !is_card)
    }

    fn needs_keys(&self) -> bool {
        self.keys.is_none()
    }

    fn with_keys(&self, keys: &Arc<TokenKeys>) -> Option<Arc<dyn Transform>> {
        let FormatPreserving { keep_first, luhn, .. } = *self;
        let made = || FormatPreserving { keep_first, luhn, keys: Some(keys.clone()) };
        keys.can(Use::Fpe).then(|| Arc::new(made()) as Arc<dyn Transform>)
    }

    fn keeps_numbers(&self) -> bool {
        true
    }

    fn apply(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        self.turn(Way::Encrypt, value, cx, out)
    }

    fn undoes(&self) -> bool {
        true
    }

    fn undo(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        self.turn(Way::Decrypt, value, cx, out)
    }
}

impl FormatPreserving {
    fn turn(
        &self,
        way: Way,
        value: Plain<'_>,
        cx: &Context<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), CannotTransform> {
        let keys = self.keys.as_ref().ok_or(CannotTransform)?;
        let with = Encryption { keys, domain: cx.domain, way };
        match cx.domain {
            Domain::Card => card::apply(self, &with, value.0, out),
            Domain::Phone => phone::apply(&with, value.0, out),
            Domain::UsSsn | Domain::Account | Domain::Id => plain::apply(&with, value.0, out),
            _ => Err(CannotTransform),
        }
    }
}
