//! IPv4 addresses (RFC 791 dotted quads) and the version numbers that look like them.

use crate::detect::validate::{Candidate, Verdict, is_one_of};

/// Octets up to 255; versions and addresses that name nobody weigh against.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some(octets) = octets(c.value, b'.') else { return Verdict::Invalid };
    let has_port = c.after.len() > 1 && c.after[0] == b':' && c.after[1].is_ascii_digit();
    let mut points = nobody_points(octets);
    if !has_port && !in_host_name(c.after) {
        points -= version_points(c.before, octets);
    }
    Verdict::Points(points)
}

/// An address in a host name, as `ip-192-0-2-17.example.net`: a host name must be seen around it.
pub fn check_host(c: &Candidate<'_>) -> Verdict {
    let Some(octets) = octets(c.value, b'-') else { return Verdict::Invalid };
    let is_label = |b: &&u8| b.is_ascii_alphanumeric() || b"-_.".contains(b);
    let label = c.before.iter().rev().take_while(is_label).count();
    let label = &c.before[c.before.len() - label..];
    if is_in_row(label, c) {
        return Verdict::Invalid;
    }
    let named = label.iter().filter(|b| b.is_ascii_alphabetic()).count() >= 2
        && matches!(label, [.., a, b'-' | b'_' | b'.'] if a.is_ascii_alphanumeric());
    let domain = c.after.iter().take_while(|b| b.is_ascii_alphanumeric() || b"-.".contains(b)).count();
    let domain = &c.after[..domain];
    let has_domain = (domain.first() == Some(&b'.') || domain.first() == Some(&b'-'))
        && domain.iter().filter(|b| **b == b'.').count() >= 2
        && domain.iter().any(u8::is_ascii_alphabetic);
    let points = match (named, has_domain) {
        (_, true) => 0,
        (true, false) => -30,
        (false, false) => -60,
    };
    Verdict::Points(points + nobody_points(octets))
}

/// True in a row of bytes: `61-6e-42-45-52-5d`. Behind `label`, all of which is of it, the last one may be cut.
fn is_in_row(label: &[u8], c: &Candidate<'_>) -> bool {
    let is_pair = |pair: &[u8]| pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit);
    let Some(pairs) = label.strip_suffix(b"-") else { return false };
    let rest = c.after.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let last = c.value.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let (first, last_pair) = c.value.split_at(c.value.len() - last);
    let last_pair = [last_pair, &c.after[..rest]].concat();
    let first = first.strip_suffix(b"-").unwrap_or(first);
    // No more of it is seen, and the first one can be cut.
    let cut = usize::from(label.len() == c.before.len());
    let before = pairs.split(|b| *b == b'-').skip(cut);
    before.chain(first.split(|b| *b == b'-')).all(is_pair) && is_pair(&last_pair)
}

/// An address with its port behind a dot, on either side of the arrow: `192.0.2.17.54321 > 198.51.100.4.443:`.
pub fn check_packet(c: &Candidate<'_>) -> Verdict {
    let (Some(octets), [b'.', port @ ..]) = (octets(c.value, b'.'), c.after) else { return Verdict::Invalid };
    let digits = port.iter().take_while(|b| b.is_ascii_digit()).count();
    let is_source = port[digits..].starts_with(b" > ");
    let is_destination = port[digits..].starts_with(b":") && c.before.ends_with(b" > ");
    if digits > PORT_DIGITS || !(is_source || is_destination) {
        return Verdict::Invalid;
    }
    Verdict::Points(nobody_points(octets))
}

/// Of the highest port, 65535.
const PORT_DIGITS: usize = 5;

/// A domain goes on after the address: `dsl-192.0.2.17.example.net`. File names go on as well.
fn in_host_name(after: &[u8]) -> bool {
    let [b'.', rest @ ..] = after else { return false };
    let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"-._".contains(b)).count();
    let Some(dot) = memchr::memrchr(b'.', &rest[..length]) else { return false };
    let last = &rest[dot + 1..length];
    last.len() > 1 && last.iter().all(u8::is_ascii_alphabetic) && !is_one_of(FILES, last)
}

/// Endings of files, sorted.
static FILES: &[&[u8]] = &[
    b"apk", b"deb", b"dll", b"dmg", b"egg", b"exe", b"gz", b"img", b"iso", b"jar", b"log", b"msi", b"rpm",
    b"so", b"tar", b"tgz", b"txt", b"war", b"whl", b"xz", b"zip", b"zst",
];

fn octets(value: &[u8], separator: u8) -> Option<[u16; 4]> {
    let mut octets = [0u16; 4];
    let mut at = 0;
    let mut octet = 0u16;
    for byte in value {
        if *byte == separator {
            at += 1;
            octet = 0;
        } else {
            octet = octet.saturating_mul(10).saturating_add(u16::from(byte.wrapping_sub(b'0')));
        }
        *octets.get_mut(at)? = octet;
    }
    octets.iter().all(|octet| *octet <= 255).then_some(octets)
}

/// Addresses of this host, of nobody, of groups, and masks.
pub(super) fn nobody_points(octets: [u16; 4]) -> i16 {
    match octets {
        [0 | 127 | 255, ..] => -60,
        [224..=239, ..] => -30,
        _ => 0,
    }
}

/// Points against, by what stands before: `v`, `version`, `rv:`, `Product/`.
fn version_points(before: &[u8], octets: [u16; 4]) -> i16 {
    // Versions are not numbered so high, but for those of browsers that hide the rest: `120.0.0.0`.
    let is_high = octets[0] >= 100 && octets[2..] != [0, 0];
    match before.last() {
        Some(b'/') => {
            let product = last_word(&before[..before.len() - 1]);
            let initial = product.first();
            if product.is_empty() {
                0
            } else if initial.is_some_and(u8::is_ascii_uppercase) && octets[0] < 100 && octets[0] != 10 {
                // Programs are written with a capital, hosts are not.
                70
            } else if is_one_of(PRODUCTS, product) {
                70
            } else {
                35
            }
        }
        Some(b'v' | b'V') if is_high => 0,
        Some(b'v' | b'V') => 60,
        // `libc.so.1.2.3.4`
        Some(b'.') if !is_high && matches!(before, [.., b'A'..=b'Z' | b'a'..=b'z' | b'_', _]) => 60,
        // A range, or a host: packages are not numbered so high.
        Some(b'-') if octets[0] >= 100 || octets[0] == 10 => 0,
        Some(b'-') if before.len() > 1 && before[before.len() - 2].is_ascii_digit() => 0,
        Some(b'-') => 50,
        Some(b':') if last_word(&before[..before.len() - 1]).eq_ignore_ascii_case(b"rv") => 70,
        Some(b' ' | b'=' | b':' | b'"') => {
            let end = before.iter().rposition(|b| b.is_ascii_alphanumeric()).map_or(0, |n| n + 1);
            if before.len() - end > 3 || is_high {
                return 0;
            }
            let word = last_word(&before[..end]);
            if is_one_of(VERSION_WORDS, word) {
                60
            } else if octets[0] < 100 && is_one_of(PHONE_WORDS, word) {
                // Pairs of digits, as French numbers are written.
                40
            } else {
                0
            }
        }
        _ => 0,
    }
}

/// The letters and digits that `text` ends with.
fn last_word(text: &[u8]) -> &[u8] {
    let length = text.iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
    &text[text.len() - length..]
}

/// Sorted, as are those below.
static PHONE_WORDS: &[&[u8]] = &[b"fax", b"phone", b"tel", b"telefax", b"telephone"];

static VERSION_WORDS: &[&[u8]] = &[
    b"build",
    b"chapter",
    b"clause",
    b"figure",
    b"firmware",
    b"release",
    b"rev",
    b"section",
    b"ver",
    b"version",
    b"versions",
];

/// Names before a slash that are programs and not hosts.
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
    b"libcurl",
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
    b"zlib",
];

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_found() {
        for words in [super::PRODUCTS, super::VERSION_WORDS, super::PHONE_WORDS, super::FILES] {
            assert!(words.is_sorted());
        }
    }
}
