//! Email addresses: RFC 5321 shapes. The last label of the domain must look like a name, not a version.

use crate::detect::validate::{Candidate, Verdict};

/// Looks at the last label of the domain.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some(at) = c.value.iter().rposition(|b| *b == b'@') else { return Verdict::Invalid };
    let domain = &c.value[at + 1..];
    if domain.first() == Some(&b'[') {
        return Verdict::Points(-20);
    }
    let last = domain.rsplit(|b| *b == b'.').next().unwrap_or(domain);
    let letters = last.iter().take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80).count();
    match letters {
        0 | 1 => Verdict::Invalid,
        n if n == last.len() => Verdict::Points(0),
        _ => Verdict::Points(-30),
    }
}
