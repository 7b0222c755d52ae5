//! Pakistani identity card number (CNIC): province, district and family, a serial, and a last digit that says the sex. There is no
//! check digit.

use crate::detect::validate::national::parts::{alike, digits, grouped, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// No number begins with 0, and none is a placeholder.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<13>(c.value).is_some_and(|d| d[0] > 0 && !alike(&d));
    verdict(is_valid, grouped(c.value, 15))
}
