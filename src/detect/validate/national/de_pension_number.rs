//! German pension insurance number (Rentenversicherungsnummer, VKVV section 2): area, date of birth, first letter of the
//! birth name, serial and check digit.

use crate::detect::validate::checksum::digit_sum;
use crate::detect::validate::national::parts::{is_day, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Day and month, the check digit over the digits with two for the letter, of whose products the digits are summed.
pub fn may_be(value: &[u8]) -> bool {
    let mut bytes = value.iter().filter(|b| b.is_ascii_alphanumeric());
    let (mut d, mut letters) = ([0; 13], 0);
    let mut at = 0;
    while let (Some(b), true) = (bytes.next(), at < d.len()) {
        if at == 8 && b.is_ascii_uppercase() {
            let place = u32::from(b - b'A') + 1;
            (d[8], d[9]) = (place / 10, place % 10);
            (letters, at) = (letters + 1, 10);
        } else if b.is_ascii_digit() {
            d[at] = u32::from(b - b'0');
            at += 1;
        } else {
            return false;
        }
    }
    let sum: u32 =
        d[..12].iter().zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]).map(|(d, w)| digit_sum(d * w)).sum();
    // A year of two digits may be any; 29 February counts as in a leap year.
    let is_day = is_day(2000, two(&d, 4), two(&d, 2));
    letters == 1 && at == d.len() && two(&d, 0) > 1 && is_day && sum % 10 == d[12]
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 15))
}
