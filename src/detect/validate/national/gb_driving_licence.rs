//! Driver number of Great Britain: five characters of the surname, the date of birth with the decade apart and 50 added to the month
//! of women, two initials and three characters of the DVLA.

use crate::detect::validate::national::parts::{is_day, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// A surname filled up with nines at its end, a date, and initials of which the first is not missing alone.
pub fn may_be(value: &[u8]) -> bool {
    let Ok(v) = <&[u8; 16]>::try_from(value) else { return false };
    let name = &v[..5];
    let letters = name.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let digit = |at: usize| u32::from(v[at].wrapping_sub(b'0'));
    let (month, day) = (digit(6) * 10 + digit(7), digit(8) * 10 + digit(9));
    let month = if month > 50 { month - 50 } else { month };
    letters > 0
        && name[letters..].iter().all(|b| *b == b'9')
        && is_day(2000, month, day)
        && v[11..13].iter().all(|b| b.is_ascii_uppercase() || *b == b'9')
        && (v[11] != b'9' || v[12] == b'9')
        && v[14..].iter().all(u8::is_ascii_uppercase)
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
