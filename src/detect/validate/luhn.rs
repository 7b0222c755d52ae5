//! The check digit of ISO/IEC 7812-1, annex B, and nothing else: for numbers of any issuer and grouping.

use crate::detect::validate::{Candidate, Verdict};

/// The digits, whatever stands between them.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let digits = c.value.iter().rev().filter(|b| b.is_ascii_digit()).map(|b| u32::from(b - b'0'));
    let sum: u32 =
        digits.enumerate().map(|(i, d)| if i % 2 == 0 { d } else { d * 2 / 10 + d * 2 % 10 }).sum();
    if sum.is_multiple_of(10) { Verdict::Points(0) } else { Verdict::Invalid }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_valid(value: &[u8]) -> bool {
        check(&Candidate { value, before: b"", after: b"" }) != Verdict::Invalid
    }

    #[test]
    fn the_check_digit_decides() {
        assert!(is_valid(b"4111 1111 1111 1111") && is_valid(b"378282246310005"));
        assert!(!is_valid(b"4111 1111 1111 1112") && !is_valid(b"378282246310006"));
    }
}
