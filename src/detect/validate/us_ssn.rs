//! US Social Security numbers: SSA randomisation rules for area, group and serial.

use crate::detect::validate::{Candidate, Digits, Verdict, is_glued, separators};

/// Area not 000, 666 or 9xx, group not 00, serial not 0000; no separators or two of a kind.
pub fn may_be(value: &[u8]) -> bool {
    let Some(digits) = Digits::of(value) else { return false };
    let &[a, b, c, d, e, ref serial @ ..] = digits.all() else { return false };
    let area = [a, b, c];
    let issued = a != b'9' && area != *b"000" && area != *b"666" && [d, e] != *b"00" && serial != b"0000";
    // A ZIP code has one separator.
    issued && (value.len() == digits.all().len() || two_alike(value))
}

fn two_alike(value: &[u8]) -> bool {
    let mut between = separators(value);
    between.next().is_some_and(|first| between.next() == Some(first))
}

/// Such a number; more of the same kind beside it make a longer number, a date, a range.
pub fn check(c: &Candidate<'_>) -> Verdict {
    if !may_be(c.value) {
        return Verdict::Invalid;
    }
    let separator = separators(c.value).next();
    let joins = |b: u8| match separator {
        Some(own) => own == [b].as_slice(),
        None => b"._-".contains(&b),
    };
    if matches!(c.before, [.., b'0'..=b'9', b] if joins(*b))
        || matches!(c.after, [b, b'0'..=b'9', ..] if joins(*b))
    {
        return Verdict::Invalid;
    }
    let points = match separator {
        None => 0,
        Some(b" ") if matches!(c.before, [.., b'0'..=b'9', b' ']) => 0,
        // Columns of a table and numbers with points look like this too.
        Some(b" ") => 20,
        Some(b"." | b"/" | b"_") => 5,
        Some(_) => 45,
    };
    match is_glued(c.before, c.after) {
        true if points < 45 => Verdict::Invalid,
        true => Verdict::Points(points - 20),
        false => Verdict::Points(points),
    }
}
