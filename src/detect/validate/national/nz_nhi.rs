//! New Zealand National Health Index number (HISO 10046): three letters without I and O, three digits and a check digit (MOD 11), or two
//! digits, a letter and a check letter (MOD 23).

use crate::detect::validate::national::parts::{base_36, marks, verdict};
use crate::detect::validate::{Candidate, Verdict};

/// Check character.
pub fn check(c: &Candidate<'_>) -> Verdict {
    verdict(marks::<7>(c.value).is_some_and(|m| agrees(&m)), 0)
}

fn agrees(m: &[u8; 7]) -> bool {
    let Some(sum) =
        m[..6].iter().zip((2..=7).rev()).try_fold(0, |sum, (b, weight)| Some(sum + value(*b)? * weight))
    else {
        return false;
    };
    let letters = m[..3].iter().all(u8::is_ascii_uppercase);
    let digits = m[3..5].iter().all(u8::is_ascii_digit);
    let check = match (m[5].is_ascii_digit(), m[6].is_ascii_digit()) {
        // A remainder of 0 is not issued.
        (true, true) => sum % 11 != 0 && (11 - sum % 11) % 10 == base_36(m[6]),
        (false, false) => value(m[6]) == Some(23 - sum % 23),
        _ => false,
    };
    letters && digits && check
}

/// A digit, or the place of a letter in the alphabet without I and O.
fn value(mark: u8) -> Option<u32> {
    match mark {
        b'0'..=b'9' => Some(base_36(mark)),
        b'I' | b'O' => None,
        b'A'..=b'Z' => Some(base_36(mark) - 9 - u32::from(mark > b'I') - u32::from(mark > b'O')),
        _ => None,
    }
}
