//! The check digit of ISO/IEC 7812-1, annex B, and nothing else: for numbers of any issuer and grouping.

use crate::detect::validate::{Candidate, Verdict, checksum};

/// The digits, whatever stands between them.
pub fn check(c: &Candidate<'_>) -> Verdict {
    Verdict::valid(checksum::luhn(checksum::digits(c.value)))
}

/// The sums of the digits so far. Which of them count twice is known at the last one only, so there is one for either case.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    /// The last digit counts once, and the one before it twice.
    last_once: u32,
    last_twice: u32,
}

impl Sums {
    /// Another digit comes behind those so far.
    pub(super) fn add(&mut self, digit: u8) {
        /// Twice a digit, and the digits of that added up.
        const TWICE: [u8; 16] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9, 0, 0, 0, 0, 0, 0];
        let twice = self.last_once + u32::from(TWICE[usize::from(digit & 15)]);
        self.last_once = self.last_twice + u32::from(digit);
        self.last_twice = twice;
    }

    /// True when the last digit is the check digit of the others.
    pub(super) fn agree(self) -> bool {
        self.last_once.is_multiple_of(10)
    }
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
