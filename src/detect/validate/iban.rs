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

/// By both letters of a country: one more than where its format stands in [`FORMATS`], 0 where there is none.
static BY_COUNTRY: [u8; 26 * 26] = {
    let mut table = [0; 26 * 26];
    let mut i = 0;
    while i < FORMATS.len() {
        let [a, b] = *FORMATS[i].0;
        table[(a - b'A') as usize * 26 + (b - b'A') as usize] = i as u8 + 1;
        i += 1;
    }
    table
};

/// False when these are the letters of no country.
pub fn begins(first: &[u8; 4]) -> bool {
    format_of(first).is_some()
}

/// Country, format, check digits.
pub fn may_be(value: &[u8]) -> bool {
    part(value).is_some()
}

/// Country, format, check digits. The pattern takes along what follows; the country says where it ends.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some(len) = part(c.value) else { return Verdict::Invalid };
    let value = &c.value[..len];
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

/// The length of the part of `value` that is one.
fn part(value: &[u8]) -> Option<usize> {
    let format = format_of(value)?;
    let len = fits(format, value)?;
    (remainder(&value[..len]) == 1).then_some(len)
}

/// The format of the country that `value` begins with.
fn format_of(value: &[u8]) -> Option<&'static str> {
    let letter = |b: &u8| b.is_ascii_alphabetic().then(|| usize::from(b.to_ascii_uppercase() - b'A'));
    let [a, b, ..] = value else { return None };
    let row = usize::from(BY_COUNTRY[letter(a)? * 26 + letter(b)?]);
    Some(FORMATS[row.checked_sub(1)?].1)
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

/// What is left of the number that the letters and digits are, from the fifth on and then the first four, divided by 97.
fn remainder(value: &[u8]) -> u64 {
    let marks = || value.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_uppercase);
    marks().skip(4).chain(marks().take(4)).fold(0, |r, b| {
        let next = match b {
            b'0'..=b'9' => r * 10 + u64::from(b - b'0'),
            _ => r * 100 + u64::from(b - b'A') + 10,
        };
        // A division takes longer than all else, so several digits are waited for.
        if next < 1 << 56 { next } else { next % 97 }
    }) % 97
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_is_found_in_any_case() {
        for (country, format) in FORMATS {
            let [a, b] = country;
            assert_eq!(format_of(&[*a, *b]), Some(*format));
            assert_eq!(format_of(&[a.to_ascii_lowercase(), b.to_ascii_lowercase()]), Some(*format));
        }
        for other in [&b"ZZ"[..], b"AA", b"[D", b"D", b"", b"D1", b"@E"] {
            assert_eq!(format_of(other), None);
        }
    }

    #[test]
    fn the_check_digits_decide() {
        assert!(may_be(b"GB82 WEST 1234 5698 7654 32") && may_be(b"fr1420041010050500013m02606"));
        assert!(may_be(b"DE89370400440532013000 and more"));
        assert!(!may_be(b"DE88370400440532013000") && !may_be(b"DE8937040044053201300"));
        assert!(!may_be(b"GB82 1234 WEST 5698 7654 32"));
    }
}
