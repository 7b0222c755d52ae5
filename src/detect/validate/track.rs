//! What a card's magnetic stripe holds, and when it ends.

use crate::detect::validate::{Candidate, Verdict, checksum};

/// The number that the track begins with agrees with its check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let first = c.value.iter().skip_while(|b| !b.is_ascii_digit()).take_while(|b| b.is_ascii_digit());
    if checksum::luhn(first.map(|b| u32::from(b - b'0'))) { Verdict::Points(0) } else { Verdict::Invalid }
}

/// Month and year behind a word that says what ends then.
pub fn check_expiry(c: &Candidate<'_>) -> Verdict {
    let text = &c.before[c.before.len().saturating_sub(24)..];
    let end = text.iter().rposition(|b| !matches!(b, b' ' | b':' | b'.' | b'(')).map_or(0, |last| last + 1);
    let text = &text[..end];
    let says = |label: &&[u8]| {
        let start = text.len().checked_sub(label.len());
        start.is_some_and(|start| {
            text[start..].eq_ignore_ascii_case(label)
                && !text[..start].last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-')
        })
    };
    let number = |part: &[u8]| part.iter().fold(0u32, |n, b| n * 10 + u32::from(b.wrapping_sub(b'0')));
    let (month, year) = c.value.split_at(2);
    let year = number(year.get(1..).unwrap_or_default());
    let is_date = (1..=12).contains(&number(month)) && matches!(year, 20..50 | 2020..2050);
    if is_date && LABELS.iter().any(says) { Verdict::Points(0) } else { Verdict::Invalid }
}

/// What stands before an expiry date.
static LABELS: &[&[u8]] = &[
    b"exp",
    b"exp date",
    b"expiration",
    b"expiration date",
    b"expires",
    b"expiry",
    b"expiry date",
    b"valid through",
    b"valid thru",
    b"valid to",
    b"valid until",
];

/// What may stand between `cvv` and its value, beside signs. Sorted.
static BETWEEN: &[&[u8]] = &[b"code", b"is", b"no", b"number", b"was"];

/// The verification value of a card: `cvv` or `cvc`, and no other thing between it and the value.
pub fn check_verification(c: &Candidate<'_>) -> Verdict {
    let mut words = c.before.rsplit(|b| !b.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let word = words.find(|word| BETWEEN.binary_search(word).is_err());
    let is_label = word.is_some_and(|word| {
        let name = word.strip_suffix(b"2").unwrap_or(word);
        name.eq_ignore_ascii_case(b"cvv") || name.eq_ignore_ascii_case(b"cvc")
    });
    if is_label { Verdict::Points(0) } else { Verdict::Invalid }
}
