//! Indonesian NIK: province, regency, district, day of birth (women: day + 40), serial. There is no check digit.

use crate::detect::validate::national::parts::{digits, is_day_of_any_century, number, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// A province in use, a day of birth, and a serial.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<16>(c.value).is_some_and(|d| {
        let is_province =
            matches!(number(&d[..2]), 11..=19 | 21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81 | 82 | 91..=97);
        let day = number(&d[6..8]);
        let day = if day > 40 { day - 40 } else { day };
        is_province
            && number(&d[2..4]) > 0
            && number(&d[4..6]) > 0
            && is_day_of_any_century(number(&d[10..12]), number(&d[8..10]), day)
            && number(&d[12..]) > 0
    });
    verdict(is_valid, 0)
}
