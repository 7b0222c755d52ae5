//! Argentine CUIT and CUIL: a prefix for people or companies, eight digits, a check digit (MOD 11).

use crate::detect::validate::national::parts::{digits, grouped, number, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Prefix and check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<11>(c.value).is_some_and(|d| {
        let sum = checksum::weighted(d[..10].iter().copied(), &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
        let check = match 11 - sum % 11 {
            11 => 0,
            // People whose digit would be this get another prefix; companies keep theirs.
            10 => 9,
            digit => digit,
        };
        matches!(number(&d[..2]), 20 | 23..=27 | 30 | 33 | 34 | 50 | 51 | 55) && check == d[10]
    });
    verdict(is_valid, grouped(c.value, 40))
}
