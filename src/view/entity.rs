//! Character references of HTML and XML (HTML Living Standard, section 13.5), also escaped over each other
//! (`&amp;#64;`). Of names, those that say a character of which values are made.

use std::borrow::Cow;

use crate::bytes::hexadecimal;
use crate::limits::VIEW_UNIT_BYTES_MAX;
use crate::view::units::Unit;

/// Names and what they say, sorted. A character that is not shown says nothing.
static NAMES: &[(&[u8], &str)] = &[
    (b"NewLine", "\n"),
    (b"NoBreak", ""),
    (b"Tab", "\t"),
    (b"amp", "&"),
    (b"apos", "'"),
    (b"ast", "*"),
    (b"bsol", "\\"),
    (b"colon", ":"),
    (b"comma", ","),
    (b"commat", "@"),
    (b"dash", "-"),
    (b"dollar", "$"),
    (b"emsp", " "),
    (b"ensp", " "),
    (b"equals", "="),
    (b"excl", "!"),
    (b"grave", "`"),
    (b"gt", ">"),
    (b"hyphen", "-"),
    (b"lbrace", "{"),
    (b"lbrack", "["),
    (b"lcub", "{"),
    (b"lowbar", "_"),
    (b"lpar", "("),
    (b"lrm", ""),
    (b"lsqb", "["),
    (b"lt", "<"),
    (b"mdash", "-"),
    (b"minus", "-"),
    (b"nbsp", " "),
    (b"ndash", "-"),
    (b"num", "#"),
    (b"numsp", " "),
    (b"percnt", "%"),
    (b"period", "."),
    (b"plus", "+"),
    (b"puncsp", " "),
    (b"quest", "?"),
    (b"quot", "\""),
    (b"rbrace", "}"),
    (b"rbrack", "]"),
    (b"rcub", "}"),
    (b"rlm", ""),
    (b"rpar", ")"),
    (b"rsqb", "]"),
    (b"semi", ";"),
    (b"shy", ""),
    (b"sol", "/"),
    (b"thinsp", " "),
    (b"verbar", "|"),
    (b"zwj", ""),
    (b"zwnj", ""),
];

/// The unit at an `&`.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let rest = &text[at..text.len().min(at + VIEW_UNIT_BYTES_MAX)];
    let mut n = 1;
    // Each time a reference is escaped, its sign becomes `&amp;`.
    while rest[n..].starts_with(b"amp;") && says(&rest[n + 4..]).is_some() {
        n += 4;
    }
    let unit = says(&rest[n..])?;
    Some(unit.longer(n))
}

/// What stands behind an `&`.
fn says(text: &[u8]) -> Option<Unit> {
    if text.first() == Some(&b'#') {
        let is_hex = matches!(text.get(1), Some(b'x' | b'X'));
        let from = 1 + usize::from(is_hex);
        let is_digit = |b: &&u8| if is_hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() };
        let length = text.get(from..)?.iter().take_while(is_digit).count();
        let digits = &text[from..from + length];
        if digits.is_empty() {
            return None;
        }
        let code = if is_hex { hexadecimal(digits) } else { std::str::from_utf8(digits).ok()?.parse().ok() };
        let end = from + length;
        return Unit::code(end + usize::from(text.get(end) == Some(&b';')), code?);
    }
    let length = text.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    if text.get(length) != Some(&b';') {
        return None;
    }
    let line = NAMES.binary_search_by_key(&&text[..length], |(name, _)| *name).ok()?;
    let mut unit = Unit::nothing(length + 1);
    unit.push(NAMES[line].1.as_bytes());
    Some(unit)
}

/// Letters with an accent that HTML has names for: the accent, the letters, and both together.
static ACCENTS: &[(&[u8], &str, &str)] = &[
    (b"acute;", "AEIOUYaeiouy", "ÁÉÍÓÚÝáéíóúý"),
    (b"cedil;", "Cc", "Çç"),
    (b"circ;", "AEIOUaeiou", "ÂÊÎÔÛâêîôû"),
    (b"grave;", "AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
    (b"tilde;", "ANOano", "ÃÑÕãñõ"),
    (b"uml;", "AEIOUaeiouy", "ÄËÏÖÜäëïöüÿ"),
];

/// `text` without its references; those that are not known stay.
pub(crate) fn unreferenced(text: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'&', text) else { return Cow::Borrowed(text) };
    let (mut made, mut at) = (text[..first].to_vec(), first);
    while let Some(byte) = text.get(at) {
        let unit = if *byte == b'&' { unit(text, at).or_else(|| accented(&text[at + 1..])) } else { None };
        match unit {
            Some(unit) => {
                made.extend_from_slice(unit.says());
                at += unit.len;
            }
            None => {
                made.push(*byte);
                at += 1;
            }
        }
    }
    Cow::Owned(made)
}

/// The letter with an accent that stands behind an `&`.
fn accented(text: &[u8]) -> Option<Unit> {
    let (letter, rest) = text.split_first()?;
    let (accent, plain, both) = ACCENTS.iter().find(|(accent, ..)| rest.starts_with(accent))?;
    let character = plain.bytes().zip(both.chars()).find(|(plain, _)| plain == letter)?.1;
    let mut unit = Unit::nothing(2 + accent.len());
    unit.push(character.encode_utf8(&mut [0; 4]).as_bytes());
    Some(unit)
}

/// Appends `value` so that it is text and nothing else, between tags or in an attribute.
pub(super) fn write(value: &[u8], out: &mut Vec<u8>) {
    for byte in value {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'"' => out.extend_from_slice(b"&#34;"),
            b'\'' => out.extend_from_slice(b"&#39;"),
            _ => out.push(*byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_without_references() {
        for (written, read) in [
            ("Date&nbsp;of birth", "Date of birth"),
            ("E&#45;Mail", "E-Mail"),
            ("Tel&eacute;fono &amp; N&Uuml;", "Teléfono & NÜ"),
            ("a & b &nope; &", "a & b &nope; &"),
        ] {
            assert_eq!(unreferenced(written.as_bytes()), read.as_bytes());
        }
    }

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
