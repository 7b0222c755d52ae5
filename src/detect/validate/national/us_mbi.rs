//! US Medicare Beneficiary Identifier: eleven places, each a digit, a letter (without B, I, L, O, S and Z) or either. CMS defines no
//! check digit.

use crate::detect::validate::national::parts::{grouped, marks, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// What may stand at each place: `c` a digit from 1, `n` a digit, `a` a letter, `x` a letter or digit.
const FORMAT: &[u8; 11] = b"caxnaxnaann";

/// Every place holds what it may.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let letter = |b: u8| b.is_ascii_uppercase() && !b"BILOSZ".contains(&b);
    let fits = |(kind, b): (&u8, u8)| match kind {
        b'c' => (b'1'..=b'9').contains(&b),
        b'n' => b.is_ascii_digit(),
        b'a' => letter(b),
        _ => b.is_ascii_digit() || letter(b),
    };
    let is_valid = marks::<11>(c.value).is_some_and(|m| FORMAT.iter().zip(m).all(fits));
    verdict(is_valid, grouped(c.value, 10))
}
