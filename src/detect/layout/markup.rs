//! What only shows a value: tags, bars of a table, arrows and wide blanks between a sign and its value (`Password:</b> x`, `| Password: | x |`), and the
//! attributes of a tag before one (`is <b class="v">x</b>`), of which rules know the tag alone.

use memchr::{memchr2, memchr3};

use crate::bytes::is_any;
use crate::view::{begins_tag, tag_before};

/// The longest tag that is seen, and how much of all this one behind the other.
const TAG_BYTES_MAX: usize = 512;
const PARTS_MAX: usize = 6;

/// Elements that a page shows a name and its value in, beside those inside of a line.
const OTHERS: &[&[u8]] = &[b"br", b"td", b"th", b"dt", b"dd", b"label"];

/// A longer text is no name.
const NAME_BYTES_MAX: usize = 64;

/// Blanks beside a tag.
const BLANKS_MAX: usize = 8;

fn blanks(text: &[u8]) -> usize {
    text.iter().take(BLANKS_MAX).take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// How long the tag is that `text` begins with, if it is one of those.
fn tag(text: &[u8]) -> Option<usize> {
    let rest = text.strip_prefix(b"<")?;
    let end = memchr3(b'<', b'>', b'\n', &rest[..rest.len().min(TAG_BYTES_MAX)])?;
    let inner = &rest[..end];
    let name = inner.strip_prefix(b"/").unwrap_or(inner);
    let length = name.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let is_known = is_any(OTHERS, &name[..length]) || begins_tag(text);
    (rest[end] == b'>' && is_known).then_some(end + 2)
}

/// Signs that set a value off, in front of a blank.
const SIGNS: [&str; 11] = ["**", "__", "|", "│", "┃", "║", "→", "->", "»", "•", "–"];

/// How long the sign is that `text` begins with.
fn sign(text: &[u8]) -> Option<usize> {
    let sign = SIGNS.iter().find(|sign| text.starts_with(sign.as_bytes()))?;
    matches!(text.get(sign.len()), Some(b' ' | b'\t')).then_some(sign.len())
}

/// How long the wide blank is that `text` begins with (Unicode, general category Zs).
fn wide_blank(text: &[u8]) -> Option<usize> {
    match text {
        [0xc2, 0xa0, ..] => Some(2),
        [0xe2, 0x80, 0x80..=0x8a | 0xaf, ..] | [0xe3, 0x80, 0x80, ..] => Some(3),
        _ => None,
    }
}

/// True for a byte that what shows a value can begin with, behind blanks.
#[inline]
pub(super) fn may_begin(byte: u8) -> bool {
    matches!(byte, b'<' | b'|' | b'-' | b'*' | b'_' | 0xc2 | 0xe2 | 0xe3)
}

/// Where what shows a value ends, between a sign before `behind` and the value; `None` where there is nothing of it, or no value.
pub(super) fn shows(behind: &[u8]) -> Option<usize> {
    let (mut at, mut count) = (blanks(behind), 0);
    while count < PARTS_MAX {
        let rest = &behind[at..];
        let Some(length) = tag(rest).or_else(|| sign(rest)).or_else(|| wide_blank(rest)) else { break };
        at += length;
        at += blanks(&behind[at..]);
        count += 1;
    }
    let is_value = behind.get(at).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'<' | b'|'));
    (count > 0 && is_value && !is_name(&behind[at..])).then_some(at)
}

/// True where words and a colon are all that stands before the next tag or bar: the name of another value.
fn is_name(text: &[u8]) -> bool {
    let near = &text[..text.len().min(NAME_BYTES_MAX)];
    let is_of_words = |b: &&u8| b.is_ascii_alphabetic() || !b.is_ascii() || **b == b' ';
    let words = near.iter().take_while(is_of_words).count();
    near[words..].strip_prefix(b":").is_some_and(|rest| matches!(rest.trim_ascii_start(), [b'<' | b'|', ..]))
}

/// Where the attributes begin of the tag that ends with the `>` at `sign`, if a value stands behind it and a word before it.
pub(super) fn attributes(text: &[u8], sign: usize) -> Option<usize> {
    let is_value = text.get(sign + 1).is_some_and(|b| !b.is_ascii_whitespace() && *b != b'<');
    // Most tags have none: only a quote ends them, or the value of one without quotes.
    let start = is_value.then(|| tag_before(&text[..=sign])).flatten()?;
    let length = text[start + 1..sign].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let is_said = |b: &u8| b.is_ascii_alphanumeric() || !b.is_ascii() || b":=/".contains(b);
    let before = text[..start].strip_suffix(b" ").unwrap_or(&text[..start]);
    let has_attributes = matches!(text[start + 1 + length], b' ' | b'\t');
    (has_attributes && before.last().is_some_and(is_said)).then_some(start + 1 + length)
}

/// Where the attributes end that begin at `at`; `None` where none do.
pub(super) fn end_of_attributes(text: &[u8], at: usize) -> Option<usize> {
    let length = text[..at].iter().rev().take(TAG_BYTES_MAX).take_while(|b| b.is_ascii_alphabetic()).count();
    if length == 0 || !text[..at - length].ends_with(b"<") {
        return None;
    }
    let near = &text[at..text.len().min(at + TAG_BYTES_MAX)];
    memchr2(b'<', b'>', near).filter(|n| near[*n] == b'>').map(|n| at + n)
}

/// True where a mark at `at` is that of what shows a value, without a blank before it.
pub(super) fn begins(text: &[u8], at: usize) -> bool {
    may_begin(text[at]) && matches!(text[..at].last(), Some(b':' | b'=')) && shows(&text[at..]).is_some()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_a_value_ends_before_it() {
        for (behind, wanted) in [
            ("</b> x", Some(5)),
            (" <span class=\"a\">x", Some(17)),
            ("</td> <TD>\tx", Some(11)),
            ("<br><br/><b>x", Some(12)),
            ("</b>", None),
            ("</b> <input>", None),
            (" x", None),
            ("<secret>x", None),
            ("</th><th>E-mail:</th>", Some(9)),
            ("</th><th>Mail address:</th>", None),
            ("</p><p>x", None),
            (" | x |", Some(3)),
            ("\u{a0} \u{2003}x", Some(6)),
            ("→ x", Some(4)),
            (" -> x", Some(4)),
            (" | |", None),
            (" | Mail: |", None),
            ("|x", None),
            ("-x", None),
            (" -1", None),
            ("<b x", None),
            ("<b\n>x", None),
        ] {
            assert_eq!(shows(behind.as_bytes()), wanted, "{behind}");
        }
    }

    #[test]
    fn attributes_stand_behind_the_name_of_a_tag() {
        for (text, wanted) in [
            ("is <b class=\"v\">x", Some(" class=\"v\"")),
            ("is: <SPAN id=a>x", Some(" id=a")),
            ("é<i\tx='1'>x", Some("\tx='1'")),
            ("is <b>x", None),
            ("is <b class=\"v\"> x", None),
            ("is <b class=\"v\"><i>x", None),
            ("<b class=\"v\">x", None),
            ("is </b class=\"v\">x", None),
            ("is <table class=\"v\">x", None),
        ] {
            let sign = text.rfind('>').unwrap();
            let start = attributes(text.as_bytes(), sign);
            let seen = start.map(|at| &text[at..end_of_attributes(text.as_bytes(), at).unwrap()]);
            assert_eq!(seen, wanted, "{text}");
        }
        assert_eq!(end_of_attributes(b"a    = b>", 1), None);
    }
}
