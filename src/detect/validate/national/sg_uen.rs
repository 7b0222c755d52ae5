//! Singapore UEN: businesses (eight digits), local companies (a year and five digits) and other entities (`T08LL0001` …), each with a
//! check letter.

use crate::detect::validate::national::parts::{base_36, verdict};
use crate::detect::validate::{Candidate, Verdict, checksum};

/// The kinds of entities, sorted.
const KINDS: &[[u8; 2]] = &[
    *b"CC", *b"CD", *b"CH", *b"CL", *b"CM", *b"CP", *b"CS", *b"CX", *b"DP", *b"FB", *b"FC", *b"FM", *b"FN",
    *b"GA", *b"GB", *b"GS", *b"HS", *b"LL", *b"LP", *b"MB", *b"MC", *b"MD", *b"MH", *b"MM", *b"MQ", *b"NB",
    *b"NR", *b"PA", *b"PB", *b"PF", *b"RF", *b"RP", *b"SM", *b"SS", *b"TC", *b"TU", *b"VH", *b"XL",
];

/// Check letter of the kind of number that it is.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some((check, body)) = c.value.split_last() else { return Verdict::Invalid };
    let expected = match (body.len(), body.first()) {
        (8, _) => business(body),
        (9, Some(b'0'..=b'9')) => local_company(body),
        (9, _) => other(body),
        _ => None,
    };
    verdict(expected == Some(*check), 0)
}

fn is_digits(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

fn business(body: &[u8]) -> Option<u8> {
    let sum = checksum::weighted(checksum::digits(body), &[10, 4, 9, 3, 8, 2, 7, 1]);
    b"XMKECAWLJDB".get(sum as usize % 11).copied().filter(|_| is_digits(body))
}

fn local_company(body: &[u8]) -> Option<u8> {
    let sum = checksum::weighted(checksum::digits(body), &[10, 8, 6, 4, 9, 7, 5, 3, 1]);
    let is_year = matches!(body, [b'1', b'8' | b'9', ..] | [b'2', b'0', ..]);
    b"ZKCMDNERGWH".get(sum as usize % 11).copied().filter(|_| is_digits(body) && is_year)
}

fn other(body: &[u8]) -> Option<u8> {
    let [century, year_a, year_b, kind_a, kind_b, serial @ ..] = body else { return None };
    let fits = b"RST".contains(century)
        && is_digits(&[*year_a, *year_b])
        && KINDS.binary_search(&[*kind_a, *kind_b]).is_ok()
        && is_digits(serial);
    // Letters without I, O, Y and Z, then digits.
    let value = |mark: &u8| match mark {
        b'0'..=b'9' => base_36(*mark) + 22,
        b'A'..=b'H' => base_36(*mark) - 10,
        b'J'..=b'N' => base_36(*mark) - 11,
        _ => base_36(*mark) - 12,
    };
    let sum = checksum::weighted(body.iter().map(value), &[4, 3, 5, 3, 10, 2, 2, 5, 7]);
    b"ABCDEFGHJKL".get((sum as usize + 6) % 11).copied().filter(|_| fits)
}
