//! Serial number of the German passport (PassG): as that of the identity card, with other letters in front.

use crate::detect::validate::national::de_identity_card::is_serial;
use crate::detect::validate::national::parts::verdict;
use crate::detect::validate::{Candidate, Verdict};

/// It begins with C, F, G, H, J or K.
pub fn may_be(value: &[u8]) -> bool {
    matches!(value.first(), Some(b'C'..=b'K')) && is_serial(value)
}

/// With the check digit it is surer.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(may_be(c.value), if c.value.len() > 9 { 10 } else { 0 })
}
