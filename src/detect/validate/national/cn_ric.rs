//! Resident identity number of the PRC (GB 11643-1999): region, day of birth, serial, check character by ISO/IEC 7064 MOD 11-2.

use crate::detect::validate::national::parts::{base_36, is_day, marks, number, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Province, day of birth, check character.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some(m) = marks::<18>(c.value) else { return Verdict::Invalid };
    if !m[..17].iter().all(u8::is_ascii_digit) || !(m[17].is_ascii_digit() || m[17] == b'X') {
        return Verdict::Invalid;
    }
    let ends_with_x = m[17] == b'X';
    let v = m.map(|b| if b == b'X' { 10 } else { base_36(b) });
    let is_province =
        matches!(number(&v[..2]), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83);
    let year = number(&v[6..10]);
    let is_born = (1850..=2099).contains(&year) && is_day(year, number(&v[10..12]), number(&v[12..14]));
    verdict(is_province && is_born && checksum::mod_11_2(v.into_iter()), if ends_with_x { 15 } else { 0 })
}
