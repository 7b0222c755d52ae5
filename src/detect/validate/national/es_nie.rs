//! Spanish NIE of foreigners (X, Y, Z) and NIF of those without DNI (K, L, M): a letter, seven digits, a letter.

use crate::detect::validate::checksum::remainder;
use crate::detect::validate::national::es_dni::control_letter;
use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// X, Y and Z count 0, 1 and 2 in front of the digits; K, L and M do not count.
pub fn may_be(value: &[u8]) -> bool {
    let (Some(first), Some(last)) = (value.first(), value.last()) else { return false };
    let lead = match first.to_ascii_uppercase() {
        b'K'..=b'M' | b'X' => 0,
        b'Y' => 1,
        b'Z' => 2,
        _ => return false,
    };
    exactly::<7>(value).is_some_and(|d| {
        let rest = remainder([lead].into_iter().chain(d), 23);
        control_letter(rest) == last.to_ascii_uppercase()
    })
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 5))
}
