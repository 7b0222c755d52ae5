//! New Zealand IRD number: seven or eight digits and a check digit (MOD 11, a second row of weights where the first gives 10).

use crate::detect::validate::national::parts::{grouped, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// Check digit, and the range that Inland Revenue issues.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let all = checksum::digits(c.value);
    let number = all.clone().fold(0u64, |number, digit| number * 10 + u64::from(digit));
    let (count, check) = (all.clone().count(), number % 10);
    if !(8..=9).contains(&count) || !(10_000_000..=150_000_000).contains(&number) {
        return Verdict::Invalid;
    }
    // Eight digits count as if a 0 stood before them.
    let body = || std::iter::repeat_n(0, 9 - count).chain(all.clone()).take(8);
    let expected = |weights| (11 - checksum::weighted(body(), weights) % 11) % 11;
    let digit = match expected(&[3, 2, 7, 6, 5, 4, 3, 2]) {
        10 => expected(&[7, 4, 3, 2, 5, 2, 7, 6]),
        digit => digit,
    };
    verdict(u64::from(digit) == check, grouped(c.value, 10))
}
