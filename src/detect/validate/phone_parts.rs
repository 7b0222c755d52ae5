//! What belongs to telephone numbers: extensions, numbers in URIs (RFC 3966) and behind their key.

use crate::detect::validate::phone::{is_north_american, is_something_else};
use crate::detect::validate::{Candidate, Digits, Verdict, e164, is_one_of};

/// The most bytes before an extension in which its number is looked for.
const NUMBER_BYTES: usize = 28;

/// The fewest digits of the number before an extension.
const NUMBER_DIGITS: usize = 6;

/// Words for an extension, sorted, in small letters.
static WORDS: &[&[u8]] = &[b"ext", b"extension", b"extn", b"x", "доб".as_bytes()];

/// Digits behind `ext.` or another word for an extension, which stands directly behind a number. Behind a bare `x`, the
/// number has separators: `1920000x10` is something else.
pub fn check_extension(c: &Candidate<'_>) -> Verdict {
    let end = c.before.iter().rposition(|b| b.is_ascii_digit() || *b == b')').map_or(0, |at| at + 1);
    let (number, between) = c.before.split_at(end);
    let is_sign = |b: &u8| b" ,;(.:=".contains(b);
    let start = between.iter().take_while(|b| is_sign(b)).count();
    let word = &between[start..];
    let word = &word[..word.len() - word.iter().rev().take_while(|b| is_sign(b)).count()];
    if !is_one_of(WORDS, word) {
        return Verdict::Invalid;
    }
    let is_part = |b: &&u8| b.is_ascii_digit() || b" ()./+-".contains(b) || matches!(b, 0xc2 | 0xa0);
    let length = number.iter().rev().take(NUMBER_BYTES).take_while(is_part).count();
    let number = number[number.len() - length..].trim_ascii_start();
    let is_bare = number.iter().all(u8::is_ascii_digit);
    // `(604) 555-0142 (2400x4)`: what a bracket opens directly before is no end of a number.
    let is_open = number.iter().rev().find(|b| b"()".contains(b)) == Some(&b'(');
    match number.iter().filter(|b| b.is_ascii_digit()).count() {
        count if count < NUMBER_DIGITS || is_open || is_bare && word.len() == 1 => Verdict::Invalid,
        _ => Verdict::Points(0),
    }
}

/// A number of a `tel:` URI that counts in some place only, or the place of a `phone-context`. Numbers with a `+` have a detector of
/// their own.
pub fn check_uri(c: &Candidate<'_>) -> Verdict {
    let digits = c.value.iter().filter(|b| b.is_ascii_digit()).count();
    let in_context = c.before.ends_with(b"=");
    match c.value.first() {
        Some(b'+') if !in_context => Verdict::Invalid,
        _ if !(2..=15).contains(&digits) => Verdict::Invalid,
        _ => Verdict::Points(0),
    }
}

/// Digits behind a key that says that they are a telephone's, where no detector knows the number by itself.
pub fn check_keyed(c: &Candidate<'_>) -> Verdict {
    let Some(digits) = Digits::of(c.value) else { return Verdict::Invalid };
    let digits = digits.all();
    let is_one = digits.iter().all(|digit| *digit == digits[0]);
    if !(5..=15).contains(&digits.len()) || is_one || is_something_else(c.value) {
        return Verdict::Invalid;
    }
    let international = || match e164::check(c) {
        Verdict::Part { len, .. } => len == c.value.len(),
        _ => false,
    };
    let is_known = is_north_american(c.value, digits) || c.value.first() == Some(&b'+') && international();
    if is_known { Verdict::Invalid } else { Verdict::Points(0) }
}
