//! North American telephone numbers: NANP area codes (NPA) and exchanges start with 2-9; N11 is no area.

use crate::detect::validate::e164;
use crate::detect::validate::{Candidate, Digits, Verdict, is_glued, separators};

/// Area and exchange codes that are given out.
pub fn may_be(value: &[u8]) -> bool {
    let Some(digits) = Digits::of(value) else { return false };
    match digits.all() {
        [_, local @ ..] if local.len() == 10 => is_issued(local),
        local => is_issued(local),
    }
}

/// Area and exchange codes; separators say more than bare digits.
pub fn check(c: &Candidate<'_>) -> Verdict {
    if !may_be(c.value) || is_rest(c) || in_international(c) {
        return Verdict::Invalid;
    }
    let first = c.value.iter().position(u8::is_ascii_digit).unwrap_or(0);
    let mut between = separators(&c.value[first..]);
    let points = match (between.next(), between.next()) {
        (None, _) => 0,
        // A status and a size in a log stand like this: `200 4378624`.
        (Some(b" "), None) if c.before.ends_with(b"\" ") => return Verdict::Invalid,
        (Some(b" "), None) => -10,
        (_, None) => 25,
        // So do columns of a table, and more so with a number beside them.
        (Some(b" "), Some(b" ")) if between.all(|s| s == b" ") => match c.before {
            [.., b'0'..=b'9', b' '] => 10,
            _ if matches!(c.after, [b' ', b'0'..=b'9', ..]) => 10,
            _ => 25,
        },
        _ => 45,
    };
    let before = c.before.strip_suffix(b"_").unwrap_or(c.before);
    let glued = is_glued(before, b"") || c.after.first() == Some(&b'_');
    if glued && points < 25 {
        return Verdict::Invalid;
    }
    Verdict::Points(points - if glued { 20 } else { 0 })
}

/// Ten digits that can be a number.
pub(crate) fn is_issued(local: &[u8]) -> bool {
    local.len() == 10
        && local[0] >= b'2'
        && local[3] >= b'2'
        && local[1..3] != *b"11"
        && local.iter().any(|d| *d != local[0])
}

/// True for a number without the 1 that stands before it, which is found with it.
fn is_rest(c: &Candidate<'_>) -> bool {
    let is_country = match c.before {
        [b'1', sign] | [.., b'\0'..=b'/' | b':'..=b'\xff', b'1', sign] => b" .-/".contains(sign),
        _ => false,
    };
    is_country && c.value.iter().filter(|b| b.is_ascii_digit()).count() == 10
}

/// The most of a number before it that is looked at, but for its sign.
const BEFORE_MAX: usize = 12;

/// The most bytes of a number whose parts stand together: as many digits as there can be, and three bytes between any two.
const JOINED_MAX: usize = 4 * (BEFORE_MAX + Digits::MOST) + 4;

/// True when the number is the end of one in international form, which another detector finds whole. A sign in
/// front of something else, as the offset of a time stamp, makes it none.
fn in_international(c: &Candidate<'_>) -> bool {
    let allowed = |b: &&u8| b.is_ascii_digit() || b" ()./-".contains(b);
    let length = c.before.iter().rev().take(BEFORE_MAX).take_while(allowed).count();
    let Some(start) = (c.before.len() - length).checked_sub(1).filter(|at| c.before[*at] == b'+') else {
        return false;
    };
    let begin = &c.before[start..];
    let mut number = [0; JOINED_MAX];
    let Some(number) = number.get_mut(..begin.len() + c.value.len()) else { return false };
    let (left, right) = number.split_at_mut(begin.len());
    left.copy_from_slice(begin);
    right.copy_from_slice(c.value);
    let joined = separators(&number[1..]).all(|s| s.len() <= 3);
    let whole = Candidate { value: number, before: &c.before[..start], after: c.after };
    // Behind a sign or a figure no such number begins (`C++`), and one that hardly is one is left to who finds it (`A+ (415)`).
    let begins = !matches!(whole.before.last(), Some(b'+' | b'0'..=b'9'));
    let is_it = |points| points >= e164::ODD;
    joined
        && begins
        && matches!(e164::check(&whole), Verdict::Part { len, points } if len == number.len() && is_it(points))
}
