//! A name and a password together in base 64, as HTTP (`Basic`, RFC 7617), registries of images (`"auth"`) and SASL (`PLAIN`, RFC 4616) have them.

use crate::detect::validate::{Candidate, Verdict};

/// More of a value is not looked at: a password is shorter.
const LONG: usize = 1024;

/// What it says is text with a colon before a password, or with the two zeros of SASL.
pub fn check(c: &Candidate<'_>) -> Verdict {
    Verdict::valid(c.value.len() <= LONG && says(c.value).is_some_and(|said| is_login(&said)))
}

fn says(value: &[u8]) -> Option<Vec<u8>> {
    let digits = crate::bytes::without_trailing(value, |b| *b == b'=');
    let is_url = digits.iter().any(|b| matches!(b, b'-' | b'_'));
    let encoding = if is_url { data_encoding::BASE64URL_NOPAD } else { data_encoding::BASE64_NOPAD };
    encoding.decode(digits).ok()
}

fn is_login(said: &[u8]) -> bool {
    let is_text =
        std::str::from_utf8(said).is_ok_and(|text| !text.chars().any(|c| c.is_control() && c != '\0'));
    let zeros = said.iter().filter(|b| **b == 0).count();
    let is_plain = zeros == 2 && said.last() != Some(&0);
    let is_pair = zeros == 0 && memchr::memchr(b':', said).is_some_and(|at| at + 1 < said.len());
    is_text && (is_plain || is_pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_told_from_other_text() {
        for (value, expected) in [
            ("YW5uOlpxeDdodW50ZXIy", true),
            ("YW5uOng", true),
            ("YW5uOng=", true),
            ("AGFubgBacXg3aHVudGVyMg==", true),
            ("YW5uOg==", false),
            ("YWJjZGVmZ2hpamtsbW5v", false),
            ("authentication", false),
            ("AAAAOgAA", false),
        ] {
            let c = Candidate { value: value.as_bytes(), before: b"Basic ", after: b"" };
            assert_eq!(check(&c) != Verdict::Invalid, expected, "{value}");
        }
    }
}
