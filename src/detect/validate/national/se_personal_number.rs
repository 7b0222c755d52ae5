//! Swedish personal number (personnummer) and coordination number: date of birth, serial and the check digit of ISO/IEC 7812
//! (folkbokforingslagen section 18).

use crate::detect::validate::checksum::luhn;
use crate::detect::validate::national::parts::{exactly, is_day, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Ten digits, or twelve with the century, which does not count. Coordination numbers have 60 more in the day.
pub fn may_be(value: &[u8]) -> bool {
    if let Some(d) = exactly::<12>(value) {
        let century = two(&d, 0);
        return matches!(century, 18..=20)
            && d.last_chunk::<10>().is_some_and(|d| is_number(century * 100, d));
    }
    exactly::<10>(value).is_some_and(|d| is_number(2000, &d) || is_number(1900, &d))
}

fn is_number(century: u32, d: &[u32; 10]) -> bool {
    let day = two(d, 4);
    let day = if day > 60 { day - 60 } else { day };
    is_day(century + two(d, 0), two(d, 2), day) && d[6..9] != [0, 0, 0] && luhn(d.iter().copied())
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 20))
}
