//! Runs that are a text as a whole: base64, hexadecimal digits, numbers that are an address.

use std::io::Read;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, Encoding};

use super::replaced;

/// Alphabets whose last bits may be anything.
static LENIENT: LazyLock<Encoding> = LazyLock::new(|| lenient(&BASE64_NOPAD));
static LENIENT_URL: LazyLock<Encoding> = LazyLock::new(|| lenient(&BASE64URL_NOPAD));

fn lenient(encoding: &Encoding) -> Encoding {
    let mut lenient = encoding.specification();
    lenient.check_trailing_bits = false;
    lenient.encoding().unwrap()
}

/// Runs of base64. A slash is a digit of it, and stands around it in a path.
pub fn base64(text: &[u8]) -> Option<Vec<u8>> {
    replaced(text, r"[A-Za-z0-9+/]{8,}={0,2}", |found| {
        let run = &found[0];
        let slashes = || run.iter().enumerate().filter(|(_, b)| **b == b'/').map(|(at, _)| at).take(8);
        let starts = [0].into_iter().chain(slashes().map(|at| at + 1));
        let mut parts =
            starts.flat_map(|start| [run.len()].into_iter().chain(slashes()).map(move |end| (start, end)));
        parts.find_map(|(start, end)| {
            let decoded = readable_of(run.get(start..end)?, &LENIENT)?;
            Some([&run[..start], &decoded, &run[end..]].concat())
        })
    })
}

/// Runs of base64 for URLs; the parts of a signed token are separate ones.
pub fn base64url(text: &[u8]) -> Option<Vec<u8>> {
    replaced(text, r"[A-Za-z0-9_-]{8,}={0,2}", |found| readable_of(&found[0], &LENIENT_URL))
}

/// What `run` holds, with as many characters before it left out as it takes to make sense of it.
fn readable_of(run: &[u8], encoding: &Encoding) -> Option<Vec<u8>> {
    let end = run.iter().rposition(|b| *b != b'=')? + 1;
    (0..4).filter(|skipped| *skipped < end).find_map(|skipped| {
        let part = &run[skipped..end];
        let part = if part.len() % 4 == 1 { &part[..part.len() - 1] } else { part };
        let decoded = encoding.decode(part).ok()?;
        unpacked(&decoded).or_else(|| is_readable(&decoded).then_some(decoded))
    })
}

/// What gzip or zlib packed, also when the end of it is missing.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let whole = match bytes {
        [0x1f, 0x8b, ..] => flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => {
            flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut plain)
        }
        _ => return None,
    };
    (whole.is_ok() || !plain.is_empty()).then_some(plain)
}

/// Mostly what a text is made of. UTF-16 of ASCII has a NUL in every second place.
fn is_readable(bytes: &[u8]) -> bool {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.is_empty()
        && !text.contains(|c: char| c.is_control() && !c.is_ascii_whitespace())
    {
        return true;
    }
    let plain = bytes.iter().filter(|b| matches!(b, b'\n' | b'\r' | b'\t' | 0x20..0x7f)).count();
    let other = bytes.iter().filter(|b| **b == 0).count();
    !bytes.is_empty() && (plain * 10 >= bytes.len() * 8 || plain >= other && plain + other >= bytes.len())
}

/// From the first digit or from the second, since what is left of a run can begin with half a byte.
fn unhexed(digits: &[u8]) -> Option<Vec<u8>> {
    (0..2).find_map(|skipped| {
        let digits = digits.get(skipped..)?;
        let decoded = data_encoding::HEXLOWER_PERMISSIVE.decode(&digits[..digits.len() / 2 * 2]).ok()?;
        unpacked(&decoded).or_else(|| is_readable(&decoded).then_some(decoded))
    })
}

/// Hexadecimal runs, with or without `0x`, and rows of bytes with something between them.
pub fn hex(text: &[u8]) -> Option<Vec<u8>> {
    let rows = r"(?:(?:0[xX]|\\x)?[0-9A-Fa-f]{2}[ :,;-]{1,2}){4,}(?:0[xX]|\\x)?[0-9A-Fa-f]{2}|(?:0[xX]|\\x)?[0-9A-Fa-f]{10,}";
    replaced(text, rows, |found| {
        let bare = found[0].to_ascii_lowercase();
        let bare = replaced(&bare, r"0x|\\x|[ :,;-]", |_| Some(Vec::new())).unwrap_or(bare);
        unhexed(&bare)
    })
}

/// The texts of fields that follow each other, put together.
pub fn fields(text: &[u8]) -> Option<Vec<u8>> {
    replaced(text, r#"","[^"]*":""#, |_| Some(Vec::new()))
}

/// Lines as xxd writes them: offset, bytes, text. Lines that follow each other are one.
pub fn dump(text: &[u8]) -> Option<Vec<u8>> {
    let line = r"(?m)^[0-9a-fA-F]{4,8}:? +((?:[0-9a-fA-F]{2,4} ?)+)(?: .*)?\n?";
    replaced(text, line, |found| {
        let bare: Vec<u8> = found[1].iter().copied().filter(|b| *b != b' ').collect();
        data_encoding::HEXLOWER_PERMISSIVE.decode(&bare.to_ascii_lowercase()).ok()
    })
}

/// Every number and every row of hexadecimal groups as the addresses that it can be.
pub fn addresses(text: &[u8]) -> Option<Vec<u8>> {
    replaced(text, r"[0-9A-Fa-fxX:.]{3,}", |found| {
        let token = std::str::from_utf8(&found[0]).ok()?.trim_matches('.');
        if let Some(v4) = loose(token) {
            return Some(format!(" {v4} ").into_bytes());
        }
        let (v6, port) = match token.parse::<Ipv6Addr>() {
            Ok(v6) => (v6, ""),
            Err(_) => return None,
        };
        let octets = v6.octets();
        let of = |at: usize| Ipv4Addr::from([octets[at], octets[at + 1], octets[at + 2], octets[at + 3]]);
        Some(format!(" {v6} {} {} {port}", of(12), of(2)).into_bytes())
    })
}

/// As inet_aton reads it: up to four numbers, decimal, octal or hexadecimal; the last fills what is left.
fn loose(token: &str) -> Option<Ipv4Addr> {
    let number = |part: &str| {
        let lower = part.to_ascii_lowercase();
        match lower.strip_prefix("0x") {
            Some(hex) => u64::from_str_radix(hex, 16).ok(),
            None if lower.len() > 1 && lower.starts_with('0') => u64::from_str_radix(&lower, 8).ok(),
            None => lower.parse().ok(),
        }
    };
    let parts = token.split('.').map(number).collect::<Option<Vec<u64>>>()?;
    let (last, first) = parts.split_last()?;
    if first.len() > 3 || first.iter().any(|part| *part > 255) || *last >= 1u64 << (32 - 8 * first.len()) {
        return None;
    }
    let high = first.iter().enumerate().fold(0, |all, (at, part)| all | part << (24 - 8 * at));
    u32::try_from(high | last).ok().map(Ipv4Addr::from)
}
