//! US Social Security numbers: SSA randomisation rules for area, group and serial.

use crate::detect::validate::{Candidate, Verdict};

/// Area not 000, 666 or 9xx, group not 00, serial not 0000; one kind of separator.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let digits: Vec<u8> = c.value.iter().copied().filter(u8::is_ascii_digit).collect();
    let (area, rest) = digits.split_at(3);
    let issued =
        area != b"000" && area != b"666" && area[0] != b'9' && &rest[..2] != b"00" && &rest[2..] != b"0000";
    let separators: Vec<u8> = c.value.iter().copied().filter(|b| !b.is_ascii_digit()).collect();
    match separators.as_slice() {
        _ if !issued => Verdict::Invalid,
        [] => Verdict::Points(0),
        [a, b] if a == b => Verdict::Points(45),
        _ => Verdict::Invalid,
    }
}
