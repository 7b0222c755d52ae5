//! Texts of elements of HTML that end in a line (`<td>pass: x</td>`). To most rules a value goes on up to the next blank, so what stands directly
//! before a tag is none to them; and what says something at the start of a line only says nothing behind a tag. So such a text is looked at as a
//! line of its own as well.

use memchr::{memchr_iter, memchr2, memchr3, memrchr, memrchr3};

use crate::bytes::is_any;
use crate::format::log::ends_text;
use crate::span::Span;

/// The longest tag that is seen, and the longest name of one.
const TAG_BYTES_MAX: usize = 512;
const NAME_BYTES_MAX: usize = 64;

/// So much of a text before a tag is looked at: rules see less.
const TEXT_BYTES_MAX: usize = 512;

/// Where the tag begins that the `>` at `sign` ends, if the text before it ends there.
#[inline]
pub(super) fn of_sign(text: &[u8], sign: usize) -> Option<usize> {
    // Arrows and comparisons are most of these signs outside of pages.
    let last = *text[..sign].last()?;
    let is_set_off = || matches!(text[..sign], [.., before, b' '] if before.is_ascii_alphanumeric());
    if !last.is_ascii_alphanumeric() && !matches!(last, b'"' | b'\'' | b'/') && !is_set_off() {
        return None;
    }
    let from = sign.saturating_sub(TAG_BYTES_MAX);
    let start = from + memrchr3(b'<', b'>', b'\n', &text[from..sign]).filter(|n| text[from + n] == b'<')?;
    is_end(&text[start + 1..sign]).then_some(start)
}

/// Where the tag ends that begins at `tag`, if the text before it ends there.
pub(super) fn end_of_tag(text: &[u8], tag: usize) -> Option<usize> {
    let near = &text[tag + 1..text.len().min(tag + TAG_BYTES_MAX)];
    let length = memchr3(b'<', b'>', b'\n', near).filter(|n| near[*n] == b'>')?;
    is_end(&near[..length]).then_some(tag + 1 + length + 1)
}

/// Where in `value`, behind which `after` stands, such a tag begins; the value is read up to the next blank, and the tag may go on behind it.
pub(in crate::detect) fn end_of_value(value: &[u8], after: &[u8]) -> Option<usize> {
    let near = &value[..value.len().min(TEXT_BYTES_MAX)];
    memchr_iter(b'<', near).filter(|at| *at > 0).find(|at| {
        let tag = &value[at + 1..value.len().min(at + TAG_BYTES_MAX)];
        match memchr2(b'<', b'>', tag) {
            Some(end) => {
                let goes_on = value.get(at + 1 + end + 1).is_some_and(|next| *next != b'<');
                tag[end] == b'>' && is_end(&tag[..end]) && !(goes_on && is_inline_end(&tag[..end]))
            }
            None => {
                let more = &after[..after.len().min(TAG_BYTES_MAX)];
                let goes_on = matches!(more.first(), Some(b'>' | b'/' | b' ' | b'\t'));
                goes_on && memchr2(b'<', b'>', more).is_some_and(|n| more[n] == b'>') && is_end(tag)
            }
        }
    })
}

/// True where a mark at `at` is such a tag.
pub(super) fn is_tag_at(text: &[u8], at: usize) -> bool {
    matches!(text[at..], [b'<', b'/' | b'A'..=b'Z' | b'a'..=b'z', ..])
}

/// True for the end of an element inside of a line, as `/b`: a word can go on behind it.
fn is_inline_end(tag: &[u8]) -> bool {
    const BLOCKS: &[&[u8]] = &[
        b"td",
        b"th",
        b"tr",
        b"p",
        b"li",
        b"div",
        b"h1",
        b"h2",
        b"h3",
        b"h4",
        b"h5",
        b"h6",
        b"dd",
        b"dt",
        b"pre",
        b"table",
        b"ul",
        b"ol",
        b"body",
        b"section",
        b"article",
        b"blockquote",
        b"caption",
        b"option",
        b"title",
    ];
    tag.strip_prefix(b"/").is_some_and(|name| !is_any(BLOCKS, name.trim_ascii()))
}

/// True for what stands between the brackets of a tag before which a text ends: that of any element that is closed, or a block that begins.
fn is_end(tag: &[u8]) -> bool {
    let of_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'-' | b'_' | b':' | b'.');
    if let Some(name) = tag.strip_prefix(b"/") {
        let name = name.trim_ascii_end();
        return name.len() <= NAME_BYTES_MAX && name.iter().all(|b| of_name(&b));
    }
    let length = tag.iter().take(NAME_BYTES_MAX).take_while(of_name).count();
    let is_whole = tag.get(length).is_none_or(|b| b.is_ascii_whitespace() || *b == b'/');
    is_whole && ends_text(&tag[..length])
}

/// The text before the tag at `tag`, as far as it stands in `part`, and whether all of it is.
pub(super) fn before(text: &[u8], part: Span, tag: usize) -> Option<(Span, bool)> {
    let from = part.start.max(tag.saturating_sub(TEXT_BYTES_MAX));
    let near = &text[from..tag];
    let (start, is_whole) = match memrchr(b'>', near) {
        Some(end) => (from + end + 1, true),
        None if from == part.start => (from, true),
        None => (from + near.iter().position(u8::is_ascii_whitespace)? + 1, false),
    };
    // One word says nothing of what it is.
    let is_said = |b: &u8| b.is_ascii_whitespace() || matches!(b, b':' | b'=' | b'/');
    let said = text[start..tag].trim_ascii();
    said.iter().any(is_said).then_some((Span::new(start, tag), is_whole))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn texts_end_before_tags() {
        for (text, wanted) in [
            ("pass: x</td>", "pass: x"),
            ("<p>a b<br />", "a b"),
            ("<p class=\"x\">a b<br class='x'>", "a b"),
            ("<td>a</td><td>a b</td>", "a b"),
            ("<v>a b</my:el.em-ent_1>", "a b"),
            ("a b<DIV>", "a b"),
            ("<p>a b</p >", "a b"),
        ] {
            let bytes = text.as_bytes();
            let tag = of_sign(bytes, bytes.len() - 1).unwrap();
            let (span, is_whole) = before(bytes, Span::new(0, bytes.len()), tag).unwrap();
            assert_eq!((&text[span.start..span.end], is_whole), (wanted, true), "{text}");
        }
        for text in
            ["Vec<u8>", "a b<b>", "a -> b>", "a < b/c>", "x</a b>", "<>", "a <", ">", "a\n>", "a </ >"]
        {
            let bytes = text.as_bytes();
            let last = bytes.len() - 1;
            assert_eq!(of_sign(bytes, last), None, "{text}");
        }
        assert_eq!(before(b"<td>word</td>", Span::new(0, 13), 8), None);
    }

    #[test]
    fn values_end_before_tags() {
        for (value, after, wanted) in [
            ("abc<br>Regards,", " the team", Some(3)),
            ("abc</p", ">", Some(3)),
            ("abc</p", " >", Some(3)),
            ("abc<td", " class=\"x\">", Some(3)),
            ("abc</p><p>x", "", Some(3)),
            ("a<b>c</b", ">", Some(5)),
            ("a<b>c</b>d", "", None),
            ("a<b>c</b>d<br>e", "", Some(10)),
            ("a<b>c</b></p>e", "", Some(5)),
            ("a<b", " c", None),
            ("a<td", " c < d>", None),
            ("a<br", "", None),
            ("a<b>c", "", None),
            ("<td>abc", "", None),
        ] {
            assert_eq!(end_of_value(value.as_bytes(), after.as_bytes()), wanted, "{value}{after}");
        }
    }

    #[test]
    fn of_a_long_text_the_end_is_seen() {
        let text = ["a ".repeat(TEXT_BYTES_MAX), "pass: x</p>".into()].concat();
        let (span, is_whole) = before(text.as_bytes(), Span::new(0, text.len()), text.len() - 4).unwrap();
        assert!(!is_whole && span.len() <= TEXT_BYTES_MAX && span.start % 2 == 0);
        let word = "a".repeat(2 * TEXT_BYTES_MAX);
        assert_eq!(before(word.as_bytes(), Span::new(0, word.len()), word.len()), None);
    }
}
