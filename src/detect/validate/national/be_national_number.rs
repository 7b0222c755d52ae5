//! Belgian national register number: date of birth, serial, and 97 less the rest of both by 97 (Arrete royal of 3 April 1984).

use crate::detect::validate::checksum::remainder;
use crate::detect::validate::national::parts::{exactly, printed_points, two, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Behind a 2 for births since 2000. The month has 20 or 40 more for people who are only known to social security, and month or day are
/// 00 where they are not known.
pub fn may_be(value: &[u8]) -> bool {
    exactly::<11>(value).is_some_and(|d| {
        let check = two(&d, 9);
        let body = d[..9].iter().copied();
        let agrees = 97 - remainder(body.clone(), 97) == check
            || 97 - remainder([2].into_iter().chain(body), 97) == check;
        let (month, day) = (two(&d, 2) % 20, two(&d, 4));
        agrees && two(&d, 2) < 53 && month < 13 && day < 32
    })
}

/// Points between the parts are rare elsewhere; dashes alone are not.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), if c.value.contains(&b'.') { 45 } else { printed_points(c.value, 15) })
}
