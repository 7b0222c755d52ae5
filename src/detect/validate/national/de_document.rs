//! Serial numbers of German identity cards and passports since 2007: nine characters without vowels and without letters that
//! look like digits, and behind them the check digit of ICAO Doc 9303 where it is written along.

use crate::detect::validate::checksum::icao_9303;
use crate::detect::validate::national::judged;
use crate::detect::validate::{Candidate, Verdict};

/// At least two digits, so that it is no word, and the check digit when there is one.
pub fn may_be(value: &[u8]) -> bool {
    let value = value.strip_suffix(b"D").filter(|v| v.len() == 10).unwrap_or(value);
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let alike = value.iter().skip(1).all(|b| Some(b) == value.get(1));
    digits >= 2 && !alike && (value.len() == 9 || (value.len() == 10 && icao_9303(value)))
}

/// With the check digit it is surer.
pub fn check(c: &Candidate<'_>) -> Verdict {
    judged(may_be(c.value), if c.value.len() > 9 { 10 } else { 0 })
}
