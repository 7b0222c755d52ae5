//! Irish Personal Public Service number: seven digits, a check letter, and perhaps another letter (Social Welfare Consolidation Act
//! 2005, section 262).

use crate::detect::validate::checksum::weighted;
use crate::detect::validate::national::parts::{exactly, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The rest by 23 with weights 8 to 2, and 9 for the second letter; W of older numbers counts nothing.
pub fn may_be(value: &[u8]) -> bool {
    const CHECK: &[u8; 23] = b"WABCDEFGHIJKLMNOPQRSTUV";
    let (Some(d), Some(check)) = (exactly::<7>(value), value.get(7)) else { return false };
    let second = match value.get(8).map(u8::to_ascii_uppercase) {
        Some(letter @ b'A'..=b'I') => u32::from(letter - b'A') + 1,
        None | Some(b'T' | b'W' | b'X') => 0,
        Some(_) => return false,
    };
    let sum = weighted(d.into_iter(), &[8, 7, 6, 5, 4, 3, 2]) + second * 9;
    CHECK[sum as usize % CHECK.len()] == check.to_ascii_uppercase()
}

/// What [`may_be`] says.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), 0)
}
