//! Individual Identification Number of Kazakhstan: day of birth, century and sex, serial, check digit (MOD 11, a second row of weights
//! where the first gives 10).

use crate::detect::validate::national::parts::{digits, is_day, number, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Day of birth and check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<12>(c.value).is_some_and(|d| {
        let century = match d[6] {
            1 | 2 => 1800,
            3 | 4 => 1900,
            5 | 6 => 2000,
            _ => return false,
        };
        let sum = |weights| checksum::weighted(d[..11].iter().copied(), weights) % 11;
        let check = match sum(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
            10 => sum(&[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]),
            digit => digit,
        };
        is_day(century + number(&d[..2]), number(&d[2..4]), number(&d[4..6])) && check == d[11]
    });
    verdict(is_valid, 0)
}
