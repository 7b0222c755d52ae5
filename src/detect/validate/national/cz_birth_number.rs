//! Birth number of Czechia and Slovakia (rodne cislo, act 133/2000): date of birth, serial and, since 1954, a check digit.

use crate::detect::validate::checksum::remainder;
use crate::detect::validate::national::parts::{exactly, is_day, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Divisible by 11; before 1985 a rest of 10 was written as 0. Women have 50 more in the month, and since 2004 there may be 20 more.
pub fn may_be(value: &[u8]) -> bool {
    let year = |two: u32, early: bool| if two < 54 && !early { 2000 + two } else { 1900 + two };
    let is_day = |d: &[u32], early: bool| {
        let (year, month) = (year(two(d, 0), early), two(d, 2) % 50);
        let month = if month > 20 && year >= 2004 { month - 20 } else { month };
        two(d, 2) < 83 && is_day(year, month, two(d, 4))
    };
    if let Some(d) = exactly::<9>(value) {
        return two(&d, 0) < 54 && is_day(&d, true) && d[6..] != [0, 0, 0];
    }
    exactly::<10>(value).is_some_and(|d| {
        let rest = remainder(d[..9].iter().copied(), 11);
        let early = two(&d, 0) >= 54 && two(&d, 0) <= 85;
        is_day(&d, false) && (rest == d[9] || (rest == 10 && d[9] == 0 && early))
    })
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 10))
}
