//! Hashes of passwords in the form of crypt(5): `$scheme$…$hash`, each of the length that its scheme has.

use crate::detect::validate::{Candidate, Verdict};

/// No hash with its parameters is longer.
const LONG: usize = 512;

/// False when no scheme begins so: most dollar signs stand before amounts and variables.
pub fn begins(first: &[u8; 4]) -> bool {
    match first {
        [b'$', b'1' | b'5' | b'6' | b'y' | b'H' | b'P', b'$', _] => true,
        [b'$', b'2', b'a' | b'b' | b'x' | b'y', b'$'] => true,
        _ => [b"$apr", b"$arg", b"$gy$", b"$pbk"].contains(&first),
    }
}

/// Scheme, parameters and length. What stands behind the hash is no part of it.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let value = &c.value[..c.value.len().min(LONG)];
    let mut parts = value.split(|b| *b == b'$');
    let scheme = parts.nth(1).unwrap_or_default();
    let Some((parameters, least, most)) = form(scheme, value) else { return Verdict::Invalid };
    let before: usize = parts.by_ref().take(parameters).map(|part| part.len() + 1).sum();
    let hash = parts.next().unwrap_or_default();
    let length = hash.iter().take_while(|b| b.is_ascii_alphanumeric() || b"./+".contains(b)).count();
    let start = scheme.len() + 2 + before;
    match (least..=most).contains(&length) {
        true => Verdict::Part { len: start + length, points: 0 },
        false => Verdict::Invalid,
    }
}

/// How many parts stand between scheme and hash, and how long the hash is, at least and at most.
fn form(scheme: &[u8], value: &[u8]) -> Option<(usize, usize, usize)> {
    let signs = value.iter().filter(|b| **b == b'$').count();
    Some(match scheme {
        // 22 characters of salt and 31 of hash in one.
        b"2a" | b"2b" | b"2x" | b"2y" => (1, 53, 53),
        b"1" | b"apr1" => (1, 22, 22),
        // The number of rounds may be left out.
        b"5" => (if signs > 3 { 2 } else { 1 }, 43, 43),
        b"6" => (if signs > 3 { 2 } else { 1 }, 86, 86),
        b"y" | b"gy" => (2, 43, 43),
        b"H" | b"P" => (0, 31, 31),
        // The version may be left out.
        b"argon2d" | b"argon2i" | b"argon2id" => (if signs > 4 { 3 } else { 2 }, 16, 128),
        b"pbkdf2-sha1" | b"pbkdf2-sha256" | b"pbkdf2-sha512" => (2, 20, 128),
        _ => return None,
    })
}
