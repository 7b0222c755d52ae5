//! Valid numbers of states, vehicles and devices, made from what their issuers say and not from the code that checks them, and what the check
//! of each promises.

use crate::random::Random;

pub mod americas;
pub mod europe;
pub mod europe_east;
pub mod european;
pub mod make;
pub mod others;

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
    pub const ALL: Promise = Promise { singles: 1.0, swaps: Swaps::All };
    /// Modulo 11 with ten digits: two remainders share one, so that one error in fifty to sixty is not seen.
    pub const SHARED: Promise = Promise { singles: 0.975, swaps: Swaps::Rate(0.965) };
    /// There is no check digit.
    pub const NONE: Promise = Promise { singles: 0.0, swaps: Swaps::Rate(0.0) };
}

/// Twice 0 and twice 9 come to the same with and without being doubled.
pub const LUHN: Promise = Promise { singles: 1.0, swaps: Swaps::AllBut(&["09", "90"]) };

/// Every scheme.
pub fn schemes() -> impl Iterator<Item = &'static Scheme> {
    americas::SCHEMES.iter().chain(others::SCHEMES).chain(european::SCHEMES)
}

/// A valid number of the scheme.
pub fn number(scheme: &Scheme, random: &mut Random) -> String {
    loop {
        if let Some(number) = (scheme.make)(random) {
            return number;
        }
    }
}
