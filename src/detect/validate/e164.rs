//! Telephone numbers in international form: ITU-T E.164 country codes and lengths.

use crate::detect::validate::nanp;
use crate::detect::validate::{Candidate, Digits, Verdict, is_glued};

/// What of the match is a number, as far as itself can say.
struct Number {
    /// How much of the match it is.
    len: usize,
    digits: Digits,
    /// Digits of the way out of a country, `00`.
    prefix: usize,
    /// Nothing stands between the digits.
    is_bare: bool,
}

/// Country code, 7 to 15 digits; separators say more than bare digits, and `+` more than `00`.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some(Number { len, digits, prefix, is_bare }) = number(c.value) else { return Verdict::Invalid };
    let number = &digits.all()[prefix..];
    // `+1234567` is also a sum or an offset.
    let mut points = if is_bare && number.len() < 10 { -30 } else { 0 };
    if prefix > 0 {
        points -= if is_bare { 40 } else { 20 };
        // A clock time and a process id in a log: `002041 4863`.
        let columns = matches!(c.before, [.., b'0'..=b'9', b' ']);
        points -= if number.len() < 10 || columns { 40 } else { 0 };
        let joined = c.before.last().is_some_and(|b| b".,:/-_".contains(b));
        if joined && matches!(c.before, [.., a, _] if a.is_ascii_alphanumeric()) || is_glued(c.before, b"") {
            return Verdict::Invalid;
        }
    }
    if c.before.last().is_some_and(u8::is_ascii_alphanumeric) {
        points -= 30;
    }
    Verdict::Part { len, points }
}

fn number(value: &[u8]) -> Option<Number> {
    let prefix = if value.first() == Some(&b'+') { 0 } else { 2 };
    let len = part(value, prefix)?;
    let value = &value[..len];
    let digits = Digits::of(value)?;
    let number = digits.all().get(prefix..)?;
    let country = country_digits(number);
    if country == 0 || number.len() < 7 || (number[0] == b'1' && !nanp::is_issued(&number[1..])) {
        return None;
    }
    // Behind `00` a trunk zero is not dialled; table columns look like that.
    if prefix > 0 && number[country] == b'0' && !value.contains(&b'(') {
        return None;
    }
    let first = value.iter().position(u8::is_ascii_digit).unwrap_or(0);
    let is_bare = len - first == digits.all().len();
    Some(Number { len, digits, prefix, is_bare })
}

/// How much of the match is the number: at most 15 digits, 11 behind +1, whole groups, no open bracket.
fn part(value: &[u8], prefix: usize) -> Option<usize> {
    let country = value.iter().filter(|b| b.is_ascii_digit()).nth(prefix);
    let most = if country == Some(&b'1') { 11 } else { 15 } + prefix;
    let mut seen = 0;
    let mut end = None;
    for (i, byte) in value.iter().enumerate() {
        if !byte.is_ascii_digit() {
            continue;
        }
        seen += 1;
        if seen > most {
            break;
        }
        if !value.get(i + 1).is_some_and(|next| next.is_ascii_digit() || *next == b')') {
            end = Some(i + 1);
        }
    }
    end
}

/// How many digits the country code has, 0 when there is none. ITU list of assigned codes.
pub(crate) fn country_digits(number: &[u8]) -> usize {
    let [a, b, c, ..] = number else { return 0 };
    match (a, b, c) {
        (b'1' | b'7', ..) => 1,
        (b'2', b'0' | b'7', _)
        | (b'3', b'0'..=b'4' | b'6' | b'9', _)
        | (b'4', b'0' | b'1' | b'3'..=b'9', _)
        | (b'5', b'1'..=b'8', _)
        | (b'6', b'0'..=b'6', _)
        | (b'8', b'1' | b'2' | b'4' | b'6', _)
        | (b'9', b'0'..=b'5' | b'8', _) => 2,
        (b'2', b'1', b'1'..=b'3' | b'6' | b'8')
        | (b'2', b'2'..=b'6', _)
        | (b'2', b'9', b'0' | b'1' | b'7'..=b'9')
        | (b'3', b'5' | b'7' | b'8', _)
        | (b'4', b'2', b'0' | b'1' | b'3')
        | (b'5', b'0' | b'9', _)
        | (b'6', b'7'..=b'9', _)
        | (b'8', b'0', b'0' | b'8')
        | (b'8', b'5', b'0' | b'2' | b'3' | b'5' | b'6')
        | (b'8', b'7', b'0' | b'8')
        | (b'8', b'8', b'0'..=b'3' | b'6' | b'8')
        | (b'9', b'6' | b'7', _)
        | (b'9', b'9', b'2'..=b'8') => 3,
        _ => 0,
    }
}
