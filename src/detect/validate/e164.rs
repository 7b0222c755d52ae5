//! Telephone numbers in international form: ITU-T E.164 country codes and lengths, and the plans of the countries.

use crate::detect::validate::nanp;
use crate::detect::validate::plan::{PLANS, Standing};
use crate::detect::validate::{Candidate, Digits, Verdict, is_glued};

/// What of the match is a number, as far as itself can say.
struct Number {
    /// How much of the match it is.
    len: usize,
    /// How many digits, but for the way out of a country.
    count: usize,
    /// Digits of the way out of a country, `00`.
    prefix: usize,
    /// Nothing stands between the digits.
    is_bare: bool,
    /// What the plan of its country says.
    standing: Standing,
}

/// Points for a number that its country has given no range for. Ranges are given out every month, and people mistype: with a
/// word beside it the number counts, and with separators it does so alone.
const LONG: i16 = -30;

/// Points for one of a length that its country does not have, with separators and without: then only a word beside it makes
/// it count.
pub(super) const ODD: i16 = -35;
const ODD_BARE: i16 = -45;

/// Country code, 7 to 15 digits, and the plan of the country; separators say more than bare digits, and `+` more than `00`.
pub fn check(c: &Candidate<'_>) -> Verdict {
    if is_date(c.value) {
        return Verdict::Invalid;
    }
    let Some(Number { len, count, prefix, is_bare, standing }) = number(c.value) else {
        return Verdict::Invalid;
    };
    let mut points = match standing {
        Standing::Given => 0,
        Standing::Long => LONG,
        Standing::Odd if is_bare => ODD_BARE,
        Standing::Odd => ODD,
    };
    // `+1234567` is also a sum or an offset.
    points -= if is_bare && count < 10 { 30 } else { 0 };
    if prefix > 0 {
        points -= if is_bare { 40 } else { 20 };
        // A clock time and a process id in a log: `002041 4863`.
        let columns = matches!(c.before, [.., b'0'..=b'9', b' ']);
        points -= if count < 10 || columns { 40 } else { 0 };
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

/// True for a plus sign before a day of our time as ISO 8601 writes it, as in what changes a file: `+ 2018-04-26T12:34:56`.
fn is_date(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"+").map(<[u8]>::trim_ascii_start);
    let Some([b'1' | b'2', b'0' | b'9', _, _, b'-', month @ .., b'-', _, _]) =
        value.and_then(|v| v.get(..10))
    else {
        return false;
    };
    let rest = value.and_then(|value| value.get(10)).copied().unwrap_or_default();
    matches!(month, [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2'])
        && !matches!(rest, b'0'..=b'9' | b'-' | b'.' | b'/')
}

/// The longest number that the match begins with, or a shorter one that is given out where that one is not: behind a
/// number stands another one often enough.
fn number(value: &[u8]) -> Option<Number> {
    let prefix = if value.first() == Some(&b'+') { 0 } else { 2 };
    let mut longest = None;
    for len in ends(value, prefix) {
        let Some(found) = read(&value[..len], prefix) else { continue };
        if found.standing == Standing::Given {
            return Some(found);
        }
        longest.get_or_insert(found);
    }
    longest
}

/// All of `value` as a number.
fn read(value: &[u8], prefix: usize) -> Option<Number> {
    let digits = Digits::of(value)?;
    let number = digits.all().get(prefix..)?;
    let country = country_digits(number);
    if country == 0 || number.len() < 7 || (number[0] == b'1' && !nanp::is_issued(&number[1..])) {
        return None;
    }
    let has_trunk = value.windows(3).any(|part| part == b"(0)");
    let standing = match PLANS.standing(number, country) {
        Standing::Given => Standing::Given,
        // `+44 (0)20`, and often without the brackets.
        other if number[country] == b'0' => other.max(without_zero(number, country)),
        other => other,
    };
    // Behind `00` a zero is not dialled unless it is part of the number; table columns look like that.
    if prefix > 0 && number[country] == b'0' && !has_trunk && standing != Standing::Given {
        return None;
    }
    let first = value.iter().position(u8::is_ascii_digit).unwrap_or(0);
    let is_bare = value.len() - first == digits.all().len();
    Some(Number { len: value.len(), count: number.len(), prefix, is_bare, standing })
}

/// What the plan says of the number without the zero behind its country code.
fn without_zero(number: &[u8], country: usize) -> Standing {
    let mut short = [0; NUMBER_MAX];
    let Some(short) = short.get_mut(..number.len() - 1) else { return Standing::Odd };
    short[..country].copy_from_slice(&number[..country]);
    short[country..].copy_from_slice(&number[country + 1..]);
    PLANS.standing(short, country)
}

/// The most digits of a number, and a zero that is not dialled.
const NUMBER_MAX: usize = 16;

/// Where a number can end that the match begins with, the last place first: at most 15 digits, 11 behind +1, whole
/// groups, no open bracket.
fn ends(value: &[u8], prefix: usize) -> impl Iterator<Item = usize> {
    let country = value.iter().filter(|b| b.is_ascii_digit()).nth(prefix);
    let most = if country == Some(&b'1') { 11 } else { 15 } + prefix;
    let within = value.iter().scan(0, |seen, byte| {
        *seen += usize::from(byte.is_ascii_digit());
        Some(*seen)
    });
    let length = within.take_while(|seen| *seen <= most).count();
    (0..length).rev().filter(|i| ends_group(value, *i)).map(|i| i + 1)
}

/// A group of digits ends at `i`, outside brackets.
pub(super) fn ends_group(value: &[u8], i: usize) -> bool {
    value[i].is_ascii_digit() && !value.get(i + 1).is_some_and(|next| next.is_ascii_digit() || *next == b')')
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
