//! Finnish personal identity code (HETU): date of birth, a sign for the century, serial and check character (DVV).

use crate::detect::validate::checksum::remainder;
use crate::detect::validate::national::parts::{exactly, is_day, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The rest by 31 of date and serial.
pub fn may_be(value: &[u8]) -> bool {
    const CHECK: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let (Some(sign), Some(check)) = (value.get(6), value.last()) else { return false };
    let century = match sign.to_ascii_uppercase() {
        b'+' => 1800,
        b'-' | b'U'..=b'Y' => 1900,
        b'A'..=b'F' => 2000,
        _ => return false,
    };
    exactly::<9>(&value[..value.len() - 1]).is_some_and(|d| {
        let serial = d[6] * 100 + two(&d, 7);
        let expected = CHECK[remainder(d.into_iter(), 31) as usize % CHECK.len()];
        serial > 1
            && is_day(century + two(&d, 4), two(&d, 2), two(&d, 0))
            && check.to_ascii_uppercase() == expected
    })
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
