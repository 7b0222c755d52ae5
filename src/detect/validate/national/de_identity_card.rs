//! Serial number of the German identity card (PAuswG): nine characters without vowels and without letters that look like digits,
//! and behind them the check digit of ICAO Doc 9303 where it is written along.

use crate::detect::validate::checksum::icao_9303;
use crate::detect::validate::national::parts::verdict;
use crate::detect::validate::{Candidate, Verdict};

/// The letters that are used.
const LETTERS: &[u8] = b"CFGHJKLMNPRTVWXYZ";

/// It begins with a letter of L to Z; passports with one of C to K.
pub fn may_be(value: &[u8]) -> bool {
    matches!(value.first(), Some(b'L'..=b'Z')) && is_serial(value)
}

/// At least two digits, so that it is no word, and the check digit when there is one, with `D` for the state behind it or not.
pub(super) fn is_serial(value: &[u8]) -> bool {
    let Some((serial, rest)) = value.split_at_checked(9) else { return false };
    let digits = serial.iter().filter(|b| b.is_ascii_digit()).count();
    let alike = serial[1..].iter().all(|b| *b == serial[1]);
    let used = |b: &u8| b.is_ascii_digit() || LETTERS.contains(b);
    let checked = match rest {
        [] => true,
        [_] | [_, b'D'] => icao_9303(&value[..10]),
        _ => false,
    };
    digits >= 2 && !alike && serial.iter().all(used) && checked
}

/// With the check digit it is surer.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), if c.value.len() > 9 { 10 } else { 0 })
}
