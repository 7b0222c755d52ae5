//! UK National Insurance number: two letters, six digits and a suffix, without a check digit (HMRC NIM39110).

use crate::detect::validate::national::parts::{exactly, printed_points, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Letters and prefixes that are not used.
pub fn may_be(value: &[u8]) -> bool {
    let &[first, second, .., suffix] = value else { return false };
    let letters = !b"DFIQUV".contains(&first) && !b"DFIOQUV".contains(&second) && suffix <= b'D';
    let unused: [&[u8; 2]; 7] = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];
    letters && !unused.contains(&&[first, second]) && exactly::<6>(value).is_some()
}

/// What [`may_be`] says, with points for the printed form.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), printed_points(c.value, 5))
}
