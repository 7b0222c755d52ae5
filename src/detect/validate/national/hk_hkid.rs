//! Hong Kong identity card: one or two letters, six digits, a check character (MOD 11, `A` counts 10) that is printed in brackets.

use crate::detect::validate::national::parts::{base_36, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// The check character, where one letter counts as if a space stood before it.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let mut marks = c.value.iter().rev().filter(|b| b.is_ascii_alphanumeric());
    let Some(check) = marks.next().filter(|b| b.is_ascii_digit() || **b == b'A') else {
        return Verdict::Invalid;
    };
    let letters = c.value.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let fits = matches!(letters, 1 | 2) && marks.clone().count() == letters + 6;
    let sum: u32 = marks.zip(2..).map(|(b, weight)| base_36(b.to_ascii_uppercase()) * weight).sum();
    let space = if letters == 1 { 36 * 9 } else { 0 };
    verdict(fits && (sum + space + base_36(*check)).is_multiple_of(11), grouped(c.value, 35))
}
