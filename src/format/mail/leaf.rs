//! What a part is that has no parts: text, or what cannot be seen into.

use crate::decode::codec::Codec;
use crate::decode::unsupported;

/// Types of parts that are text, beside those of `text` and those that end with `+json` or `+xml`.
const TEXTS: [&str; 14] = [
    "application/csv",
    "application/javascript",
    "application/json",
    "application/ld+json",
    "application/pgp",
    "application/pgp-encrypted",
    "application/pgp-signature",
    "application/rtf",
    "application/sql",
    "application/x-ndjson",
    "application/x-sh",
    "application/x-yaml",
    "application/xml",
    "application/yaml",
];

/// Types of parts that hold what is encrypted or signed as a whole, whatever their bytes look like.
const CLOSED: [&str; 5] = [
    "application/pkcs7-mime",
    "application/pkcs7-signature",
    "application/vnd.ms-tnef",
    "application/x-pkcs7-mime",
    "application/x-pkcs7-signature",
];

/// How many of the first bytes tell what the others are.
const HEAD_BYTES: usize = 4096;

/// What beginnings of lines say that a text holds something in a coding of its own.
const CODED: [&[u8]; 4] =
    [b"-----BEGIN PGP MESSAGE-----", b"=ybegin ", b"(This file must be converted with BinHex", b"begin "];

/// True for what detectors cannot look into: `kind` is its type in small letters, `raw` its bytes.
pub(super) fn is_closed(kind: &str, raw: &[u8]) -> bool {
    if CLOSED.contains(&kind) {
        return true;
    }
    let head = &raw[..raw.len().min(HEAD_BYTES)];
    if unsupported::by_signature(head).is_some()
        || Codec::of(head).is_some()
        || unsupported::is_no_text(head)
        || unsupported::is_no_text(raw)
    {
        return true;
    }
    if !is_text(kind) && (std::str::from_utf8(raw).is_err() || raw.iter().any(is_control)) {
        return true;
    }
    CODED.iter().any(|sign| holds_coded(raw, sign))
}

/// True for the type of a text.
pub(super) fn is_text(kind: &str) -> bool {
    let (main, sub) = kind.split_once('/').unwrap_or((kind, ""));
    sub.is_empty()
        || matches!(main, "text" | "message" | "multipart")
        || sub.ends_with("+xml")
        || sub.ends_with("+json")
        || TEXTS.contains(&kind)
}

fn is_control(byte: &u8) -> bool {
    matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)
}

/// True when a line of `raw` begins with `sign` and something in a coding of its own follows.
fn holds_coded(raw: &[u8], sign: &[u8]) -> bool {
    let is_one = |at: usize| {
        let begins = at == 0 || raw[at - 1] == b'\n';
        begins && (sign != b"begin " || is_uuencoded(&raw[at + sign.len()..]))
    };
    memchr::memmem::find_iter(raw, sign).any(is_one)
}

/// True for `644 name`, and a line of 45 bytes, or of fewer and then the end.
fn is_uuencoded(rest: &[u8]) -> bool {
    let mut lines = rest.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    let mode = first.iter().take_while(|b| matches!(b, b'0'..=b'7')).count();
    let is_head = (3..=4).contains(&mode) && first.get(mode) == Some(&b' ');
    let Some((length, digits)) = second.split_first() else { return false };
    let bytes = usize::from(length.wrapping_sub(b' ') & 63);
    is_head
        && second.iter().all(|b| matches!(b, b' '..=b'`'))
        && bytes > 0
        && (digits.len() >= bytes.div_ceil(3) * 4 - 3 && digits.len() <= bytes.div_ceil(3) * 4 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_into_is_told_from_text() {
        assert!(TEXTS.is_sorted() && CLOSED.is_sorted());
        for (kind, raw) in [
            ("image/png", &b"\x89PNG\r\n\x1a\n"[..]),
            ("text/plain", b"\x89PNG\r\n\x1a\n"),
            ("text/plain", b"%PDF-1.4\n"),
            ("text/plain", b"\x1f\x8b\x08\0\0\0\0\0\0\x03"),
            ("application/octet-stream", b"ab\x01cd"),
            ("application/octet-stream", b"caf\xe9"),
            ("application/pkcs7-mime", b"text"),
            ("text/plain", b"x\n-----BEGIN PGP MESSAGE-----\n"),
            (
                "text/plain",
                b"x\nbegin 644 a.gif\nM1TE&.#EA`0`!`(```````````````````````````````````````````````\n",
            ),
            ("text/plain", b"begin 644 a\n#86YN\n`\nend\n"),
            ("text/plain", b"=ybegin line=128 size=3 name=a\nx\n"),
        ] {
            assert!(is_closed(kind, raw), "{kind} {}", raw.escape_ascii());
        }
        for (kind, raw) in [
            ("text/plain", &b"caf\xe9 \x01"[..]),
            ("application/octet-stream", b"words\r\n\tand more\x0c"),
            ("application/json", b"{}"),
            ("image/svg+xml", b"<svg/>\x01"),
            ("text", b"begin 644 is how it starts\nand so on\n"),
            ("text/plain", b" -----BEGIN PGP MESSAGE-----\nbegin the day\n"),
        ] {
            assert!(!is_closed(kind, raw), "{kind} {}", raw.escape_ascii());
        }
    }
}
