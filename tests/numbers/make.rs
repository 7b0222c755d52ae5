//! What generators of valid numbers are made of. None of it is the code under test.

use crate::random::Random;

/// So many random digits.
pub fn digits(random: &mut Random, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + random.below(10) as u8)).collect()
}

/// So many random letters of `alphabet`.
pub fn letters(random: &mut Random, count: usize, alphabet: &[u8]) -> String {
    (0..count).map(|_| char::from(*random.pick(alphabet))).collect()
}

/// A number of `low` to `high`, with as many digits as `width` says.
pub fn between(random: &mut Random, low: usize, high: usize, width: usize) -> String {
    format!("{:0width$}", low + random.below(high - low + 1))
}

/// `yymmdd`; every month has its first 28 days.
pub fn short_date(random: &mut Random) -> String {
    format!("{:02}{:02}{:02}", random.below(100), 1 + random.below(12), 1 + random.below(28))
}

/// What each character counts: digits as they are, A is 10.
pub fn values(text: &str) -> Vec<i64> {
    text.chars().filter_map(|c| c.to_digit(36)).map(i64::from).collect()
}

/// The values, each times its weight.
pub fn sum(text: &str, weights: &[i64]) -> i64 {
    let values = values(text);
    assert!(values.len() <= weights.len(), "{text} is longer than its weights");
    values.iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

/// `body` with the one digit behind it that `agrees`; none where no digit does.
pub fn closed(body: &str, agrees: impl Fn(&str) -> bool) -> Option<String> {
    closed_with(body, "0123456789", agrees)
}

/// The same with another alphabet.
pub fn closed_with(body: &str, alphabet: &str, agrees: impl Fn(&str) -> bool) -> Option<String> {
    alphabet.chars().map(|c| format!("{body}{c}")).find(|text| agrees(text))
}

/// Luhn: every second digit from the right counts twice, and its digits are added up.
pub fn luhn(text: &str) -> bool {
    let twice = |digit: i64| [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit as usize];
    let each = values(text).into_iter().rev().enumerate();
    each.map(|(place, digit)| if place % 2 == 1 { twice(digit) } else { digit }).sum::<i64>() % 10 == 0
}

/// Verhoeff, by the multiplication of permutations of a pentagon: `reflect` is 0 or 1.
pub fn verhoeff(text: &str) -> bool {
    // The permutation of the scheme, as cycles: (0 1 5 8 9 4 2 7)(3 6).
    let step = |digit: i64| [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][digit as usize];
    let (mut turn, mut reflect) = (0i64, 0i64);
    for (place, mut digit) in values(text).into_iter().rev().enumerate() {
        (0..place % 8).for_each(|_| digit = step(digit));
        let (by, mirrored) = (digit % 5, digit / 5);
        // A turn behind a reflection goes the other way round.
        turn = (turn + if reflect == 1 { -by } else { by }).rem_euclid(5);
        reflect ^= mirrored;
    }
    (turn, reflect) == (0, 0)
}
