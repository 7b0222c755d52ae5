//! IBAN: ISO 13616 national formats (SWIFT registry) and the ISO 7064 MOD 97-10 check.

use crate::detect::validate::{Candidate, Verdict};

/// Country and format of what follows the check digits: n digits, a letters, c either, as in the registry.
static FORMATS: &[(&[u8; 2], &str)] = &[
    (b"AD", "8n12c"),
    (b"AE", "19n"),
    (b"AL", "8n16c"),
    (b"AT", "16n"),
    (b"AZ", "4a20c"),
    (b"BA", "16n"),
    (b"BE", "12n"),
    (b"BG", "4a6n8c"),
    (b"BH", "4a14c"),
    (b"BI", "23n"),
    (b"BR", "23n1a1c"),
    (b"BY", "4c4n16c"),
    (b"CH", "5n12c"),
    (b"CR", "18n"),
    (b"CY", "8n16c"),
    (b"CZ", "20n"),
    (b"DE", "18n"),
    (b"DJ", "23n"),
    (b"DK", "14n"),
    (b"DO", "4c20n"),
    (b"EE", "16n"),
    (b"EG", "25n"),
    (b"ES", "20n"),
    (b"FI", "14n"),
    (b"FK", "2a12n"),
    (b"FO", "14n"),
    (b"FR", "10n11c2n"),
    (b"GB", "4a14n"),
    (b"GE", "2a16n"),
    (b"GI", "4a15c"),
    (b"GL", "14n"),
    (b"GR", "7n16c"),
    (b"GT", "24c"),
    (b"HR", "17n"),
    (b"HU", "24n"),
    (b"IE", "4a14n"),
    (b"IL", "19n"),
    (b"IQ", "4a15n"),
    (b"IS", "22n"),
    (b"IT", "1a10n12c"),
    (b"JO", "4a4n18c"),
    (b"KW", "4a22c"),
    (b"KZ", "3n13c"),
    (b"LB", "4n20c"),
    (b"LC", "4a24c"),
    (b"LI", "5n12c"),
    (b"LT", "16n"),
    (b"LU", "3n13c"),
    (b"LV", "4a13c"),
    (b"LY", "21n"),
    (b"MC", "10n11c2n"),
    (b"MD", "20c"),
    (b"ME", "18n"),
    (b"MK", "3n10c2n"),
    (b"MN", "16n"),
    (b"MR", "23n"),
    (b"MT", "4a5n18c"),
    (b"MU", "4a19n3a"),
    (b"NI", "4a20n"),
    (b"NL", "4a10n"),
    (b"NO", "11n"),
    (b"OM", "3n16c"),
    (b"PK", "4a16c"),
    (b"PL", "24n"),
    (b"PS", "4a21c"),
    (b"PT", "21n"),
    (b"QA", "4a21c"),
    (b"RO", "4a16c"),
    (b"RS", "18n"),
    (b"RU", "14n15c"),
    (b"SA", "2n18c"),
    (b"SC", "4a20n3a"),
    (b"SD", "14n"),
    (b"SE", "20n"),
    (b"SI", "15n"),
    (b"SK", "20n"),
    (b"SM", "1a10n12c"),
    (b"SO", "19n"),
    (b"ST", "21n"),
    (b"SV", "4a20n"),
    (b"TL", "19n"),
    (b"TN", "20n"),
    (b"TR", "6n16c"),
    (b"UA", "6n19c"),
    (b"VA", "18n"),
    (b"VG", "4a16n"),
    (b"XK", "16n"),
    (b"YE", "4a4n18c"),
];

/// Country, format, check digits. The pattern takes along what follows; the country says where it ends.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let country = [c.value[0].to_ascii_uppercase(), c.value[1].to_ascii_uppercase()];
    let Ok(row) = FORMATS.binary_search_by_key(&country, |(country, _)| **country) else {
        return Verdict::Invalid;
    };
    let Some(len) = fits(FORMATS[row].1, c.value) else { return Verdict::Invalid };
    let value = &c.value[..len];
    if remainder(value) != 1 {
        return Verdict::Invalid;
    }
    let after = c.value.get(len).or(c.after.first()).copied();
    let glued = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    let points = match glued(c.before.last().copied()) || glued(after) {
        false => 0,
        // Encoded text holds such runs by chance, but rarely in capitals only.
        true if value.iter().any(u8::is_ascii_lowercase) => -70,
        true => -40,
    };
    Verdict::Part { len, points }
}

/// The length of the part of `value` that has the national format.
fn fits(format: &str, value: &[u8]) -> Option<usize> {
    let mut marks = value.iter().enumerate().filter(|(_, b)| b.is_ascii_alphanumeric()).skip(4);
    let mut count = 0;
    let mut end = 0;
    for kind in format.bytes() {
        if kind.is_ascii_digit() {
            count = count * 10 + u32::from(kind - b'0');
            continue;
        }
        for _ in 0..count {
            let (at, byte) = marks.next()?;
            let fits = match kind {
                b'n' => byte.is_ascii_digit(),
                b'a' => byte.is_ascii_alphabetic(),
                _ => true,
            };
            if !fits {
                return None;
            }
            end = at + 1;
        }
        count = 0;
    }
    Some(end)
}

fn remainder(value: &[u8]) -> u32 {
    let marks: Vec<u8> =
        value.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_uppercase).collect();
    marks[4..].iter().chain(&marks[..4]).fold(0, |r, b| match b {
        b'0'..=b'9' => (r * 10 + u32::from(b - b'0')) % 97,
        _ => (r * 100 + u32::from(b - b'A') + 10) % 97,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn countries_are_found() {
        assert!(super::FORMATS.is_sorted_by_key(|(country, _)| *country));
    }
}
