//! Korean Resident and Foreigner Registration Number: day of birth, century and sex, and until October 2020 a place and a check digit
//! (MOD 11). Newer ones end at random, so the check digit adds points and refuses nothing.

use crate::detect::validate::national::parts::{digits, grouped, is_day, number, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Day of birth, and a check digit that may agree.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some(d) = digits::<13>(c.value) else { return Verdict::Invalid };
    let century = match d[6] {
        1 | 2 | 5 | 6 => 1900,
        3 | 4 | 7 | 8 => 2000,
        _ => 1800,
    };
    let is_born = is_day(century + number(&d[..2]), number(&d[2..4]), number(&d[4..6]));
    let sum = checksum::weighted(d[..12].iter().copied(), &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
    let foreign = if matches!(d[6], 5..=8) { 2 } else { 0 };
    let agrees = (11 - sum % 11 + foreign) % 10 == d[12];
    verdict(is_born, grouped(c.value, 20) + if agrees { 15 } else { 0 })
}
