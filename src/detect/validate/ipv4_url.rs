//! IPv4 addresses as hosts of URLs in other numbers than four decimal ones: hexadecimal, octal, and fewer numbers of which
//! the last takes the bits that are left (WHATWG URL, "IPv4 parser"; `inet_aton` of 4.3BSD).

use crate::bytes::hexadecimal;
use crate::detect::validate::{Candidate, Verdict, ipv4};

/// Numbers that fill 32 bits, in another way than [`ipv4`] reads.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some(octets) = octets(c.value) else { return Verdict::Invalid };
    Verdict::Points(ipv4::nobody_points(octets) - small_points(c.value))
}

fn octets(value: &[u8]) -> Option<[u16; 4]> {
    let parts = || value.split(|b| *b == b'.');
    let count = parts().count();
    let is_usual = |part: &[u8]| part.len() <= 3 && part.iter().all(u8::is_ascii_digit);
    let is_octal = |part: &[u8]| part.len() > 1 && part[0] == b'0';
    if count > 4 || count == 4 && parts().all(is_usual) && !parts().any(is_octal) {
        return None;
    }
    let mut bits = 0_u64;
    for (n, part) in parts().enumerate() {
        // The last number takes the octets that are left.
        let octets = if n + 1 == count { 5 - count } else { 1 };
        let number = number(part)?;
        if number >> (8 * octets) != 0 {
            return None;
        }
        bits = bits << (8 * octets) | number;
    }
    Some([24, 16, 8, 0].map(|shift| (bits >> shift) as u16 & 0xff))
}

/// A number behind `0x`, behind a zero, or decimal.
fn number(part: &[u8]) -> Option<u64> {
    match part {
        [] => None,
        [b'0', b'x' | b'X', digits @ ..] => hexadecimal(digits).map(u64::from),
        [b'0', digits @ ..] => read(digits, 8),
        _ => read(part, 10),
    }
}

fn read(digits: &[u8], base: u32) -> Option<u64> {
    let add = |number: u64, digit: &u8| {
        Some(number * u64::from(base) + u64::from(char::from(*digit).to_digit(base)?))
    };
    digits.iter().try_fold(0, add)
}

/// Fewer numbers than four without one over 255 are a version, or a name of something.
fn small_points(value: &[u8]) -> i16 {
    let last = value.rsplit(|b| *b == b'.').next().unwrap_or(value);
    let is_short = value.iter().filter(|b| **b == b'.').count() < 3;
    if is_short && last.len() <= 3 && last[0] != b'0' && read(last, 10).is_some_and(|n| n <= 255) {
        60
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_browsers_do() {
        for text in [
            "0xc0000207",
            "0xC0.0x0.0x2.0x7",
            "0300.0.02.07",
            "030000001007",
            "3221225991",
            "192.0.519",
            "192.519",
            "0x0000c0.0x.2.07",
        ] {
            assert_eq!(octets(text.as_bytes()), Some([192, 0, 2, 7]), "{text}");
        }
        for text in [
            "192.0.2.7",
            "0x1c0000207",
            "4294967296",
            "192.256.519",
            "256.519",
            "09.0.2.07",
            "1.2.3.4.0x5",
            "",
            "192..519",
        ] {
            assert_eq!(octets(text.as_bytes()), None, "{text}");
        }
    }
}
