//! Values that a machine drew: what beside a key word is no word, no number of a version, no hash of something public.

use crate::detect::validate::secret::is_placeholder;
use crate::detect::validate::{Candidate, Verdict};

/// More of a value is not looked at: so much tells what it is.
const LONG: usize = 128;

/// The least that is drawn by a machine: shorter ones are not told from names.
const LEAST: usize = 16;

/// Words beside which a row of hexadecimal digits is a hash of something that is no secret, or a number of a record.
static HASHES: &[&[u8]] = &[
    b"blob",
    b"block",
    b"build",
    b"checksum",
    b"commit",
    b"crc",
    b"digest",
    b"etag",
    b"fingerprint",
    b"git",
    b"hash",
    b"image",
    b"integrity",
    b"layer",
    b"md5",
    b"object",
    b"parent",
    b"rev",
    b"revision",
    b"sha",
    b"sha1",
    b"sha256",
    b"sha512",
    b"span",
    b"span_id",
    b"thumbprint",
    b"trace",
    b"trace_id",
    b"tree",
    b"uuid",
    b"version",
];

/// A value behind a key that says that it is secret.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let value = &c.value[..c.value.len().min(LONG)];
    if value.len() < LEAST || is_placeholder(c) || is_uuid(value) || is_hash(c, value) || !is_drawn(value) {
        return Verdict::Invalid;
    }
    Verdict::Points(0)
}

/// Letters and digits in no order, as far as so few can show it.
fn is_drawn(value: &[u8]) -> bool {
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    // Numbers with little beside them are times, amounts, addresses.
    let some = digits >= 2 || is_mixed(value);
    some && letters * 4 >= value.len() && !says(b"example", value) && bits(value) >= 3.0 && !is_worded(value)
}

/// Letters of either case and digits change places as in no word: at least at every third place.
pub(super) fn is_mixed(value: &[u8]) -> bool {
    let kind = |b: u8| match b {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let changes = value.windows(2).filter(|pair| kind(pair[0]) != kind(pair[1])).count();
    changes * 3 >= value.len()
}

/// Half of it or more is words.
pub(super) fn is_worded(value: &[u8]) -> bool {
    spelled(value) * 2 >= value.len()
}

/// The entropy of the bytes of `value`, in bits a byte.
fn bits(value: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    value.iter().for_each(|b| counts[usize::from(*b)] += 1);
    let all = value.len() as f64;
    let of = |count: &u32| f64::from(*count) / all;
    counts.iter().filter(|c| **c > 0).map(|c| -of(c) * of(c).log2()).sum()
}

/// How many bytes stand in what looks like words: four letters or more of one case, after a capital perhaps, with a vowel
/// among any four.
fn spelled(value: &[u8]) -> usize {
    let vowel = |b: &u8| b"aeiouyAEIOUY".contains(b);
    let same = |a: &u8, b: &u8| {
        a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && a.is_ascii_lowercase() == b.is_ascii_lowercase()
    };
    let runs = value.chunk_by(|a, b| same(a, b) || (a.is_ascii_uppercase() && b.is_ascii_lowercase()));
    let is_word = |run: &&[u8]| {
        run.len() >= 4 && run[0].is_ascii_alphabetic() && run.windows(4).all(|part| part.iter().any(vowel))
    };
    runs.filter(is_word).map(<[u8]>::len).sum()
}

/// `8-4-4-4-12` hexadecimal digits.
fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// The length of a hash, in hexadecimal digits, and beside it a word that says of what.
fn is_hash(c: &Candidate<'_>, value: &[u8]) -> bool {
    let hex = value.iter().all(u8::is_ascii_hexdigit);
    hex && HASHES.iter().any(|word| says(word, c.before) || says(word, &c.after[..c.after.len().min(16)]))
}

/// `word` stands in `text`, in any case, as a whole word.
fn says(word: &[u8], text: &[u8]) -> bool {
    text.windows(word.len()).enumerate().any(|(at, part)| {
        part.eq_ignore_ascii_case(word)
            && !at.checked_sub(1).is_some_and(|i| text[i].is_ascii_alphanumeric())
            && !text.get(at + word.len()).is_some_and(u8::is_ascii_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_machine_drew_is_told_from_words() {
        for drawn in ["k3x9Qz81LmPw72Rt", "0f8a3c91e7b2d6540f8a3c91e7b2d654", "aB3-xY9_kL2-pQ7_"] {
            assert!(is_drawn(drawn.as_bytes()), "{drawn}");
        }
        for word in [
            "my-database-password",
            "correcthorsebatterystaple",
            "production-cluster-01",
            "2024-01-15T10:00:00Z",
            "1111111111111111aaaaaaaa",
            "AuthenticationProvider2Impl",
            "release_2024_candidate",
        ] {
            assert!(!is_drawn(word.as_bytes()), "{word}");
        }
    }
}
