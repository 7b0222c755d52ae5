//! Escapes of URLs, HTML, programming languages, mail and SQL.

use data_encoding::BASE64_NOPAD;

use super::{byte, character, replaced};

/// `%40` and `%u0040`.
pub fn percent(text: &[u8]) -> Option<Vec<u8>> {
    replaced(text, r"%(?:([0-9A-Fa-f]{2})|[uU]([0-9A-Fa-f]{4}))", |found| match found.get(1) {
        Some(hex) => byte(hex.as_bytes(), 16),
        None => character(&found[2], 16),
    })
}

const NAMES: &[(&[u8], &str)] = &[
    (b"amp", "&"),
    (b"lt", "<"),
    (b"gt", ">"),
    (b"quot", "\""),
    (b"apos", "'"),
    (b"commat", "@"),
    (b"period", "."),
    (b"colon", ":"),
    (b"sol", "/"),
    (b"lowbar", "_"),
    (b"plus", "+"),
    (b"dash", "-"),
    (b"hyphen", "-"),
    (b"nbsp", " "),
    (b"shy", ""),
    (b"ZeroWidthSpace", ""),
    (b"lpar", "("),
    (b"rpar", ")"),
    (b"percnt", "%"),
];

/// Character references, also without their semicolon.
pub fn entities(text: &[u8]) -> Option<Vec<u8>> {
    let pattern = r"&(?:#[xX]0*([0-9A-Fa-f]{1,6})|#0*([0-9]{1,7})|([A-Za-z]+));?";
    replaced(text, pattern, |found| match (found.get(1), found.get(2)) {
        (Some(hex), _) => character(hex.as_bytes(), 16),
        (_, Some(decimal)) => character(decimal.as_bytes(), 10),
        _ => NAMES.iter().find(|(name, _)| *name == &found[3]).map(|(_, made)| made.as_bytes().to_vec()),
    })
}

/// One level of backslashes, of any language: `\u0040`, `\u{40}`, `\x40`, `\100`, `\n`, `\@`.
pub fn backslashes(text: &[u8]) -> Option<Vec<u8>> {
    let pattern = r"(?s)\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|([0-7]{1,3})|(.))";
    let mut high = None;
    replaced(text, pattern, |found| {
        if let Some(hex) = found.get(1).or(found.get(3)) {
            return character(hex.as_bytes(), 16);
        }
        if let Some(hex) = found.get(2) {
            return unit(hex.as_bytes(), &mut high);
        }
        if let Some(hex) = found.get(4) {
            return byte(hex.as_bytes(), 16);
        }
        if let Some(octal) = found.get(5) {
            return byte(octal.as_bytes(), 8);
        }
        Some(match &found[6] {
            b"n" => b"\n".to_vec(),
            b"r" => b"\r".to_vec(),
            b"t" => b"\t".to_vec(),
            b"b" => b"\x08".to_vec(),
            other => other.to_vec(),
        })
    })
}

/// A unit of UTF-16; the first of a pair is kept for the second.
fn unit(hex: &[u8], high: &mut Option<u32>) -> Option<Vec<u8>> {
    let unit = u32::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()?;
    match (unit, high.take()) {
        (0xd800..0xdc00, _) => {
            *high = Some(unit);
            Some(Vec::new())
        }
        (0xdc00..0xe000, Some(first)) => {
            let both = 0x10000 + ((first - 0xd800) << 10) + (unit - 0xdc00);
            char::from_u32(both).map(|c| c.to_string().into_bytes())
        }
        _ => char::from_u32(unit).map(|c| c.to_string().into_bytes()),
    }
}

/// `=40`, and lines that go on.
pub fn quoted_printable(text: &[u8]) -> Option<Vec<u8>> {
    replaced(text, r"=(?:[ \t]*\r?\n|([0-9A-Fa-f]{2}))", |found| match found.get(1) {
        Some(hex) => byte(hex.as_bytes(), 16),
        None => Some(Vec::new()),
    })
}

/// The same of signs alone, and not of spaces: in `address=203=2E0` the first is no escape.
pub fn quoted_signs(text: &[u8]) -> Option<Vec<u8>> {
    replaced(text, r"=(2[1-9A-Fa-f]|3[A-Fa-f]|40|5[B-Fb-f]|60|7[B-Eb-e])", |found| byte(&found[1], 16))
}

/// `=?utf-8?B?…?=` and `=?utf-8?Q?…?=`; what separates two of them is nothing.
pub fn encoded_words(text: &[u8]) -> Option<Vec<u8>> {
    let pattern = r"=\?[A-Za-z0-9*-]+\?([bBqQ])\?([^?\s]*)\?=(?:\s+(=\?))?";
    let mut now = text.to_vec();
    // Two that touch share the mark between them, so one pass sees every second of them.
    while let Some(next) = replaced(&now, pattern, |found| {
        let mut made = match &found[1] {
            b"b" | b"B" => {
                let plain: Vec<u8> = found[2].iter().copied().filter(|b| *b != b'=').collect();
                let mut lenient = BASE64_NOPAD.specification();
                lenient.check_trailing_bits = false;
                lenient.encoding().ok()?.decode(&plain).ok()?
            }
            _ => {
                let spaced: Vec<u8> = found[2].iter().map(|b| if *b == b'_' { b' ' } else { *b }).collect();
                quoted_printable(&spaced).unwrap_or(spaced)
            }
        };
        made.extend_from_slice(found.get(3).map_or(b"", |more| more.as_bytes()));
        Some(made)
    }) {
        now = next;
    }
    (now != text).then_some(now)
}

/// `+AEA-`.
pub fn utf7(text: &[u8]) -> Option<Vec<u8>> {
    replaced(text, r"\+([A-Za-z0-9/]{3,})-?", |found| {
        let mut lenient = BASE64_NOPAD.specification();
        lenient.check_trailing_bits = false;
        let bytes = lenient.encoding().ok()?.decode(&found[1]).ok()?;
        let units: Vec<u16> = bytes.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
        let made = String::from_utf16(&units).ok()?;
        made.is_ascii().then(|| made.into_bytes())
    })
}

/// Tags and comments between letters.
pub fn tags(text: &[u8]) -> Option<Vec<u8>> {
    replaced(text, r"<!--.*?-->|</?[a-z][^<>]{0,200}>", |_| Some(Vec::new()))
}

/// `CHAR(64)` put together with texts beside it, and doubled quotes.
pub fn sql(text: &[u8]) -> Option<Vec<u8>> {
    let pattern =
        r"(?i)'?\s*(?:\|\||\+|,)?\s*CHA?R\(\s*([0-9]{1,3})\s*\)\s*(?:\|\|\s*'?|\+\s*'?|,\s*'?)?|('')";
    replaced(text, pattern, |found| match found.get(1) {
        Some(number) => byte(number.as_bytes(), 10),
        None => Some(b"'".to_vec()),
    })
}
