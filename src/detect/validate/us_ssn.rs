//! US Social Security numbers: SSA randomisation rules for area, group and serial.

use crate::detect::validate::{Candidate, Verdict, digits, is_glued, separators};

/// Area not 000, 666 or 9xx, group not 00, serial not 0000; one kind of separator.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let all = digits(c.value);
    let (area, rest) = all.split_at(3);
    let issued =
        area != b"000" && area != b"666" && area[0] != b'9' && &rest[..2] != b"00" && &rest[2..] != b"0000";
    if !issued {
        return Verdict::Invalid;
    }
    // More of the same kind: a longer number, a date, a range.
    let separators_here = separators(c.value);
    let joins = |b: u8| match separators_here.first() {
        Some(own) => *own == [b].as_slice(),
        None => b"._-".contains(&b),
    };
    if matches!(c.before, [.., b'0'..=b'9', b] if joins(*b))
        || matches!(c.after, [b, b'0'..=b'9', ..] if joins(*b))
    {
        return Verdict::Invalid;
    }
    let points = match separators(c.value).as_slice() {
        [] => 0,
        // A ZIP code has one.
        [_] => return Verdict::Invalid,
        [a, b] if a != b => return Verdict::Invalid,
        [b" ", _] if matches!(c.before, [.., b'0'..=b'9', b' ']) => 0,
        // Columns of a table and numbers with points look like this too.
        [b" ", _] => 20,
        [b"." | b"/" | b"_", _] => 5,
        _ => 45,
    };
    match is_glued(c.before, c.after) {
        true if points < 45 => Verdict::Invalid,
        true => Verdict::Points(points - 20),
        false => Verdict::Points(points),
    }
}
