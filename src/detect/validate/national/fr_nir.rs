//! French NIR (numero de securite sociale): sex, year, month, department, commune, order and a key of two digits (INSEE).

use crate::detect::validate::national::parts::verdict;
use crate::detect::validate::{Candidate, Verdict};

/// The key is 97 less the rest of the thirteen digits; 2A and 2B of Corsica count as 19 and 18.
pub fn may_be(value: &[u8]) -> bool {
    let (mut d, mut at) = ([0u64; 15], 0);
    for b in value.iter().filter(|b| b.is_ascii_alphanumeric()) {
        if at == d.len() {
            return false;
        }
        d[at] = match (at, b) {
            (_, b'0'..=b'9') => u64::from(b - b'0'),
            (6, b'A') if d[5] == 2 => 9,
            (6, b'B') if d[5] == 2 => 8,
            _ => return false,
        };
        if !b.is_ascii_digit() {
            d[5] = 1;
        }
        at += 1;
    }
    let number = |from: usize, to: usize| d[from..to].iter().fold(0, |n, digit| n * 10 + digit);
    // Codes above 12 stand where the month is not known.
    let month = matches!(number(3, 5), 1..=12 | 20..=42 | 50..=99);
    let department = number(5, 7) > 0;
    at == 15
        && matches!(d[0], 1..=4 | 7 | 8)
        && month
        && department
        && number(7, 10) > 0
        && number(10, 13) > 0
        && 97 - number(0, 13) % 97 == number(13, 15)
}

/// Points for the printed form. A number of thirteen digits and one of two beside each other are columns of a log as well.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), if c.value.get(1) == Some(&b' ') { 35 } else { 0 })
}
