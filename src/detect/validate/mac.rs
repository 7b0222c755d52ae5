//! Hardware addresses: IEEE 802 EUI-48.

use crate::detect::validate::{Candidate, Verdict, is_glued};

/// All zero and all one are nobody's; the separators agree.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let mut hex = c.value.iter().filter(|b| b.is_ascii_hexdigit()).map(u8::to_ascii_lowercase);
    let separators: Vec<&u8> = c.value.iter().filter(|b| !b.is_ascii_hexdigit()).collect();
    let first = hex.next();
    if hex.all(|b| Some(b) == first) || separators.windows(2).any(|w| w[0] != w[1]) {
        return Verdict::Invalid;
    }
    let mut points = if is_glued(c.before, c.after) { -25 } else { 0 };
    // Decimal numbers with points.
    if separators[0] == &b'.' && !c.value.iter().any(u8::is_ascii_alphabetic) {
        points -= 45;
    }
    Verdict::Points(points)
}
