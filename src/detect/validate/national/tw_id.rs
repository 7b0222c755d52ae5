//! Identity number of Taiwan: a letter for the county, sex or kind of resident, seven digits, a check digit (MOD 10).

use crate::detect::validate::national::parts::{digits, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// The letters in the order of their numbers, which begin with 10.
const COUNTIES: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";

/// Sex and check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let [county, sex, rest @ ..] = c.value else { return Verdict::Invalid };
    let place = |letter: &u8| COUNTIES.iter().position(|l| l == letter).map(|at| at as u32 + 10);
    // People from elsewhere had a letter of A to D here until 2021, of which the last digit counts.
    let sex = match sex {
        b'1' | b'2' | b'8' | b'9' => Some(u32::from(sex - b'0')),
        b'A'..=b'D' => place(sex).map(|at| at % 10),
        _ => None,
    };
    let (Some(county), Some(sex), Some(d)) = (place(county), sex, digits::<8>(rest)) else {
        return Verdict::Invalid;
    };
    let sum = checksum::weighted(d.into_iter(), &[7, 6, 5, 4, 3, 2, 1, 1]);
    verdict((county / 10 + county % 10 * 9 + sex * 8 + sum).is_multiple_of(10), 0)
}
