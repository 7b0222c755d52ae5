//! Egyptian national number: century, day of birth, governorate, serial. The last digit checks the others in a way that is not
//! published.

use crate::detect::validate::national::parts::{digits, is_day, number, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Day of birth and governorate (88: born abroad).
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<14>(c.value).is_some_and(|d| {
        let century = match d[0] {
            2 => 1900,
            3 => 2000,
            _ => return false,
        };
        let governorate = number(&d[7..9]);
        is_day(century + number(&d[1..3]), number(&d[3..5]), number(&d[5..7]))
            && matches!(governorate, 1..=4 | 11..=19 | 21..=29 | 31..=35 | 88)
    });
    verdict(is_valid, 0)
}
