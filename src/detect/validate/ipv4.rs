//! IPv4 addresses (RFC 791 dotted quads) and the version numbers that look like them.

use crate::detect::validate::{Candidate, Verdict};

/// Octets up to 255; versions and addresses that name nobody weigh against.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let mut octets = [0u16; 4];
    for (octet, text) in octets.iter_mut().zip(c.value.split(|b| *b == b'.')) {
        *octet = text.iter().fold(0, |n, b| n * 10 + u16::from(b - b'0'));
        if *octet > 255 {
            return Verdict::Invalid;
        }
    }
    let names_nobody = matches!(octets, [0, ..] | [127, ..] | [255, 255, 255, _]);
    let has_port = c.after.len() > 1 && c.after[0] == b':' && c.after[1].is_ascii_digit();
    let mut points = 0;
    if names_nobody {
        points -= 60;
    }
    if !has_port {
        points -= version_points(c.before);
    }
    Verdict::Points(points)
}

/// Points against, by what stands before: `v`, `version`, `rv:`, `Product/`.
fn version_points(before: &[u8]) -> i16 {
    let word = |text: &[u8]| {
        let word: Vec<u8> =
            text.iter().rev().take_while(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect();
        word.into_iter().rev().collect::<Vec<u8>>()
    };
    match before.last() {
        Some(b'/') => {
            let product = word(&before[..before.len() - 1]);
            if product.is_empty() {
                0
            } else if PRODUCTS.binary_search(&product.as_slice()).is_ok() {
                70
            } else {
                35
            }
        }
        Some(b'v' | b'V') => 60,
        Some(b'-') => 50,
        Some(b':') if word(&before[..before.len() - 1]) == b"rv" => 70,
        Some(b' ' | b'=' | b':' | b'"') => {
            let end = before.iter().rposition(|b| b.is_ascii_alphanumeric()).map_or(0, |n| n + 1);
            if before.len() - end > 3 {
                0
            } else if VERSION_WORDS.contains(&word(&before[..end]).as_slice()) {
                60
            } else {
                0
            }
        }
        _ => 0,
    }
}

static VERSION_WORDS: &[&[u8]] = &[b"build", b"release", b"rev", b"ver", b"version", b"versions"];

/// Names before a slash that are programs and not hosts, sorted.
static PRODUCTS: &[&[u8]] = &[
    b"apache",
    b"applewebkit",
    b"chrome",
    b"chromium",
    b"crios",
    b"curl",
    b"dalvik",
    b"edg",
    b"edge",
    b"epiphany",
    b"firefox",
    b"flock",
    b"gecko",
    b"iceweasel",
    b"java",
    b"konqueror",
    b"mozilla",
    b"msie",
    b"nginx",
    b"openssl",
    b"opera",
    b"opr",
    b"php",
    b"presto",
    b"python",
    b"requests",
    b"safari",
    b"trident",
    b"urllib",
    b"version",
    b"wget",
];

#[cfg(test)]
mod tests {
    #[test]
    fn products_are_found() {
        let mut sorted = super::PRODUCTS.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, super::PRODUCTS);
    }
}
