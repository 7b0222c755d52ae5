//! South African identity number: day of birth, sex, citizenship, and Luhn over all thirteen digits.

use crate::detect::validate::national::parts::{digits, grouped, is_day_of_any_century, number, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Day of birth, citizenship (citizen, resident, refugee), check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<13>(c.value).is_some_and(|d| {
        is_day_of_any_century(number(&d[..2]), number(&d[2..4]), number(&d[4..6]))
            && d[10] < 3
            && checksum::luhn(d)
    });
    verdict(is_valid, grouped(c.value, 15))
}
