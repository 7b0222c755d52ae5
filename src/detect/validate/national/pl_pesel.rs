//! Polish PESEL: date of birth with the century in the month, serial and check digit (Ustawa o ewidencji ludnosci).

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, is_day, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Weights 1, 3, 7, 9. Months 81 to 92 are of the 1800s, 21 to 32 of the 2000s, and so on.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<11>(value).is_some_and(|d| {
        let century = [1900, 2000, 2100, 2200, 1800][two(&d, 2) as usize / 20];
        let is_day = is_day(century + two(&d, 0), two(&d, 2) % 20, two(&d, 4));
        is_day && weighted(d.into_iter(), &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
    })
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
