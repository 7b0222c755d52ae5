//! Telephone numbers as they are dialled within a country.

use crate::detect::validate::e164::ends_group;
use crate::detect::validate::plan::PLANS;
use crate::detect::validate::{Candidate, Digits, Verdict, nanp, separators};

/// The fewest digits of a number with its area; one more where nothing in front says that it is one.
const DIGITS_MIN: usize = 7;

/// Points where no plan has the number, but where it is written as one: ranges are given out every month, and people mistype.
const UNKNOWN: i16 = -20;

/// Points for a number without a zero or brackets in front, which columns of numbers look like too.
const PLAIN: i16 = -15;

/// The digits of some country's number, as it is dialled there. What stands behind it in the match is left out where a shorter one is a
/// number and the whole is not.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let in_brackets = c.value.contains(&b'(');
    let is_dialled = in_brackets || c.value.first() == Some(&b'0');
    if is_something_else(c.value) || !is_dialled && is_inside(c.before) {
        return Verdict::Invalid;
    }
    let mut longest = None;
    for len in ends(c.value) {
        let Some(digits) = Digits::of(&c.value[..len]) else { continue };
        let digits = digits.all();
        if digits.len() < DIGITS_MIN + usize::from(!is_dialled) || digits.starts_with(b"00") {
            continue;
        }
        // Those have a detector that knows more of them.
        if is_north_american(&c.value[..len], digits) {
            return Verdict::Invalid;
        }
        if PLANS.is_national(digits, !is_dialled || in_brackets) {
            return Verdict::Part { len, points: if is_dialled { 0 } else { PLAIN } };
        }
        longest.get_or_insert(len);
    }
    match longest.filter(|_| is_dialled) {
        Some(len) => Verdict::Part { len, points: UNKNOWN },
        None => Verdict::Invalid,
    }
}

/// Where a group of digits ends outside brackets, the last one first.
fn ends(value: &[u8]) -> impl Iterator<Item = usize> {
    (0..value.len()).rev().filter(|i| ends_group(value, *i)).map(|i| i + 1)
}

/// What stands before it is a number too, with a sign between them: `030 / 23125`.
fn is_inside(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    matches!(before, [rest @ .., b'.' | b'/' | b'-'] if rest.trim_ascii_end().last().is_some_and(u8::is_ascii_digit))
}

/// A number of North America, parted as these are and nowhere else: area, exchange, line.
pub(super) fn is_north_american(value: &[u8], digits: &[u8]) -> bool {
    let local = match digits {
        [b'1', local @ ..] if local.len() == 10 => local,
        local if local.len() == 10 => local,
        _ => return false,
    };
    if !nanp::is_issued(local) {
        return false;
    }
    let country = digits.len() - local.len();
    let mut seen = 0;
    value.iter().all(|byte| {
        seen += usize::from(byte.is_ascii_digit());
        byte.is_ascii_digit() || seen <= country || [3, 6].contains(&(seen - country))
    })
}

/// A date, an address of the internet, an amount with its thousands, years.
pub(super) fn is_something_else(value: &[u8]) -> bool {
    if value.contains(&b'(') {
        return false;
    }
    let mut groups = value.split(|b| !b.is_ascii_digit()).filter(|group| !group.is_empty());
    let first: [&[u8]; 4] = std::array::from_fn(|_| groups.next().unwrap_or_default());
    let more = groups.next().is_some();
    let [a, b, c, d] = first;
    let number = |group: &[u8]| {
        group.iter().fold(0_u32, |n, digit| n.saturating_mul(10).saturating_add(u32::from(digit - b'0')))
    };
    let day = |group: &[u8]| group.len() <= 2 && (1..=31).contains(&number(group));
    let month = |group: &[u8]| group.len() <= 2 && (1..=12).contains(&number(group));
    let year = |group: &[u8]| group.len() == 4 && (1900..2100).contains(&number(group));
    let is_date = year(c) && (day(a) && month(b) || month(a) && day(b)) || year(a) && month(b) && day(c);
    let are_years = year(a) && year(b) && c.is_empty();
    let by = |sign: &[u8]| separators(value).all(|between| between == sign);
    let is_address = by(b".") && !d.is_empty() && !more && first.iter().all(|group| number(group) < 256);
    let thousands = a.first() != Some(&b'0') && [b, c].iter().all(|group| group.len() == 3) && d.is_empty();
    is_date || are_years || is_address || thousands && by(b".") && a.len() < 3
}
