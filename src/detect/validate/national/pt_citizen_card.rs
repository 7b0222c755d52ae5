//! Number of the Portuguese citizen card (cartao de cidadao): eight digits and a check digit, two characters and another check digit.

use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Every second character from the right but one counts twice, nine less when that is ten or more.
pub fn may_be(value: &[u8]) -> bool {
    let of = |b: &u8| match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        _ => u32::from(b.to_ascii_uppercase().wrapping_sub(b'A')) + 10,
    };
    let values = value.iter().filter(|b| b.is_ascii_alphanumeric());
    let twice = |(at, b): (usize, &u8)| match (at % 2, of(b)) {
        (1, n) if n >= 5 => 2 * n - 9,
        (1, n) => 2 * n,
        (_, n) => n,
    };
    let alike = exactly::<8>(&value[..value.len().min(8)]).is_none();
    !alike
        && values.clone().count() == 12
        && values.rev().enumerate().map(twice).sum::<u32>().is_multiple_of(10)
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 15))
}
