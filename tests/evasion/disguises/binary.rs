//! Texts that are a run of something else: rows 11 (base64), 12 (signed tokens), 13 (hexadecimal), 14 (packed), 24 (UTF-16, UTF-7).

use std::io::Write as _;

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

use super::{ANY, Container, Disguise, EMAIL, d, each, sentence};
use crate::carriers::Carrier::MailBody;
use crate::values::Value;

pub const ALL: &[Disguise] = &[
    base64(11, "base64 of the value", |v| BASE64.encode(v.text.as_bytes())),
    base64(11, "base64 of a sentence", |v| BASE64.encode(sentence(v).as_bytes())),
    base64(11, "base64 without padding", |v| BASE64_NOPAD.encode(sentence(v).as_bytes())),
    base64(11, "base64 for URLs", |v| BASE64URL_NOPAD.encode(sentence(v).as_bytes())),
    base64(11, "base64 of JSON", |v| BASE64.encode(json(v).as_bytes())),
    base64(11, "base64 of base64", |v| BASE64.encode(BASE64.encode(sentence(v).as_bytes()).as_bytes())),
    base64(11, "base64 of UTF-16", |v| {
        BASE64.encode(&sentence(v).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>())
    }),
    d(11, "base64 in lines", ANY, |v| wrapped(&BASE64.encode(sentence(v).as_bytes()), 40)),
    base64(11, "data URI", |v| format!("data:text/plain;base64,{}", BASE64.encode(sentence(v).as_bytes()))),
    base64(11, "basic authentication", |v| {
        format!("Authorization: Basic {}", BASE64.encode(format!("{}:secret", v.text).as_bytes()))
    }),
    d(11, "base64 of a mail", ANY, |v| v.text.clone() + " ")
        .only(&[MailBody])
        .transfer("base64")
        .container(Container::Base64Body),
    base64(12, "claims of a signed token", |v| token(&json(v))),
    base64(12, "claims of a signed token, bare", |v| {
        token(&format!(r#"{{"{}":"{}"}}"#, v.category.word(), v.text))
    }),
    hex("hexadecimal", |v| HEXLOWER.encode(v.text.as_bytes())),
    hex("hexadecimal, capitals", |v| HEXUPPER.encode(v.text.as_bytes())),
    hex("hexadecimal of a sentence", |v| HEXLOWER.encode(sentence(v).as_bytes())),
    hex("hexadecimal, 0x", |v| format!("0x{}", HEXLOWER.encode(v.text.as_bytes()))),
    hex("hexadecimal, X''", |v| format!("X'{}'", HEXUPPER.encode(v.text.as_bytes()))),
    d(13, "hexadecimal, a digit behind it", ANY, |v| HEXLOWER.encode(v.text.as_bytes()) + "7"),
    d(13, "hexadecimal, a digit on both sides", ANY, |v| format!("a{}7", HEXLOWER.encode(v.text.as_bytes()))),
    d(13, "bytes with spaces", ANY, |v| row(&v.text, "", " ")),
    d(13, "bytes with colons", ANY, |v| row(&v.text, "", ":")),
    d(13, "bytes with dashes", ANY, |v| row(&v.text, "", "-")),
    d(13, "array of bytes", ANY, |v| format!("{{{}}}", row(&v.text, "0x", ", "))),
    d(13, r"\x of every byte", ANY, |v| row(&v.text, "\\x", "")).container(Container::Backslashes),
    d(13, "dump in lines", ANY, |v| dump(&sentence(v))),
    base64(14, "gzip in base64", |v| BASE64.encode(&crate::common::gzip(json(v).as_bytes()))),
    base64(14, "zlib in base64", |v| BASE64.encode(&zlib(json(v).as_bytes()))),
    base64(14, "gzip in base64 for URLs", |v| {
        BASE64URL_NOPAD.encode(&crate::common::gzip(sentence(v).as_bytes()))
    }),
    d(24, "UTF-16, little end first", ANY, |v| each(&v.text, |c| format!("{c}\0")))
        .container(Container::Utf16),
    d(24, "UTF-16, big end first", ANY, |v| each(&v.text, |c| format!("\0{c}"))).container(Container::Utf16),
    d(24, "UTF-7: +AEA-", EMAIL, |v| v.text.replace('@', "+AEA-")).container(Container::Utf7),
    d(24, "UTF-7, everything", ANY, |v| {
        let bytes: Vec<u8> = v.text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        format!("+{}-", BASE64_NOPAD.encode(&bytes))
    })
    .container(Container::Utf7),
];

const fn base64(row: u8, name: &'static str, write: fn(&Value) -> String) -> Disguise {
    d(row, name, ANY, write).container(Container::Base64)
}

const fn hex(name: &'static str, write: fn(&Value) -> String) -> Disguise {
    d(13, name, ANY, write).container(Container::Hex)
}

fn json(v: &Value) -> String {
    serde_json::json!({ "sub": "member", v.category.word(): v.text, "open": true }).to_string()
}

/// RFC 7519: header, claims, and what would be a signature.
fn token(claims: &str) -> String {
    let part = |text: &[u8]| BASE64URL_NOPAD.encode(text);
    let signature: Vec<u8> = claims.bytes().cycle().take(32).map(|b| b.wrapping_mul(151) ^ 0x5c).collect();
    format!("{}.{}.{}", part(br#"{"alg":"HS256","typ":"JWT"}"#), part(claims.as_bytes()), part(&signature))
}

fn wrapped(text: &str, width: usize) -> String {
    text.as_bytes().chunks(width).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\n")
}

fn row(text: &str, before: &str, between: &str) -> String {
    text.bytes().map(|b| format!("{before}{b:02x}")).collect::<Vec<_>>().join(between)
}

/// As xxd writes it.
fn dump(text: &str) -> String {
    let line = |(nth, part): (usize, &[u8])| {
        let pairs: Vec<String> = part.chunks(2).map(|two| HEXLOWER.encode(two)).collect();
        format!("{:08x}: {:<40} {}", nth * 16, pairs.join(" "), String::from_utf8_lossy(part))
    };
    let lines = text.as_bytes().chunks(16).enumerate().map(line);
    format!("\n{}\n", lines.collect::<Vec<_>>().join("\n"))
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
