//! Hardware addresses: IEEE 802 EUI-48.

use crate::detect::validate::{Candidate, Verdict};

/// All zero and all one are nobody's; the separators agree.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let mut hex = c.value.iter().filter(|b| b.is_ascii_hexdigit()).map(u8::to_ascii_lowercase);
    let separators: Vec<&u8> = c.value.iter().filter(|b| !b.is_ascii_hexdigit()).collect();
    let first = hex.next();
    if hex.all(|b| Some(b) == first) || separators.windows(2).any(|w| w[0] != w[1]) {
        return Verdict::Invalid;
    }
    Verdict::Points(0)
}
