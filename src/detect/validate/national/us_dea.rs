//! US DEA registration number: a letter for the kind of registrant, one of the name (or 9), seven digits of which the last checks the
//! others.

use crate::detect::validate::national::parts::{alike, digits, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Kind of registrant and check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let [kind, name, ..] = c.value else { return Verdict::Invalid };
    let is_kind = b"ABCDEFGHJKLMPRSTUX".contains(kind) && (name.is_ascii_uppercase() || *name == b'9');
    let is_valid = c.value.get(2..).and_then(digits::<7>).is_some_and(|d| {
        let sum = d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5]);
        sum % 10 == d[6] && !alike(&d)
    });
    verdict(is_kind && is_valid, 0)
}
