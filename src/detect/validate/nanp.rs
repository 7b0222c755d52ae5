//! North American telephone numbers: NANP area codes (NPA) and exchanges start with 2-9; N11 is no area.

use crate::detect::validate::e164;
use crate::detect::validate::{Candidate, Verdict, digits, is_glued, separators};

/// Area and exchange codes; separators say more than bare digits.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let all = digits(c.value);
    let local = if all.len() == 11 { &all[1..] } else { &all[..] };
    if !is_issued(local) {
        return Verdict::Invalid;
    }
    if in_international(c) {
        return Verdict::Invalid;
    }
    let first = c.value.iter().position(u8::is_ascii_digit).unwrap_or(0);
    let between = separators(&c.value[first..]);
    let points = match between.as_slice() {
        [] => 0,
        // A status and a size in a log stand like this: `200 4378624`.
        [b" "] if c.before.ends_with(b"\" ") => return Verdict::Invalid,
        [b" "] => -10,
        [_] => 25,
        // So do columns of a table, and more so with a number beside them.
        many if many.iter().all(|s| *s == b" ") => match c.before {
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

/// True when the number is the end of one in international form, which another detector finds whole. A sign in
/// front of something else, as the offset of a time stamp, makes it none.
fn in_international(c: &Candidate<'_>) -> bool {
    let allowed = |b: &&u8| b.is_ascii_digit() || b" ()./-".contains(b);
    let length = c.before.iter().rev().take(12).take_while(allowed).count();
    let Some(start) = (c.before.len() - length).checked_sub(1).filter(|at| c.before[*at] == b'+') else {
        return false;
    };
    let number = [&c.before[start..], c.value].concat();
    let joined = separators(&number[1..]).iter().all(|s| s.len() <= 3);
    let whole = Candidate { value: &number, before: &c.before[..start], after: c.after };
    joined && matches!(e164::check(&whole), Verdict::Part { len, .. } if len == number.len())
}
