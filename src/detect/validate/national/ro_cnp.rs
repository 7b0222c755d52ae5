//! Romanian personal code (CNP, law 105/1996): sex and century, date of birth, county, serial and check digit.

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, is_day, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The check digit modulo 11, what would be 10 is 1.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<13>(value).is_some_and(|d| {
        let year = two(&d, 1);
        let (month, day, county) = (two(&d, 3), two(&d, 5), two(&d, 7));
        // 7 to 9 are of foreigners, whose century is not said.
        let is_day = match d[0] {
            1 | 2 => is_day(1900 + year, month, day),
            3 | 4 => is_day(1800 + year, month, day),
            5 | 6 => is_day(2000 + year, month, day),
            7..=9 => is_day(2000 + year, month, day) || is_day(1900 + year, month, day),
            _ => false,
        };
        let rest = weighted(d[..12].iter().copied(), &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
        let check = if rest == 10 { 1 } else { rest };
        is_day && matches!(county, 1..=48 | 51 | 52 | 70 | 80..=83) && check == d[12]
    })
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
