//! Tags inside of words, which a page does not show: `ann<wbr>@example.com`, `ann@<b>example</b>.com`, and comments.

use crate::limits::VIEW_TAG_BYTES_MAX;
use crate::view::units::Unit;

/// The names of tags that change how a word looks and do not end it.
static NAMES: &[&[u8]] = &[
    b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"kbd", b"mark", b"nobr", b"s", b"small", b"span",
    b"strike", b"strong", b"tt", b"u", b"wbr",
];

/// The longest of them.
const NAME_BYTES_MAX: usize = 6;

/// The unit at a `<`: tags one behind the other, with what values are made of on both sides.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let mut end = at + tag(&text[at..])?;
    while let Some(more) = text.get(end..).and_then(tag).filter(|more| end + more - at <= VIEW_TAG_BYTES_MAX)
    {
        end += more;
    }
    is_within(&text[..at], &text[end..]).then(|| Unit::nothing(end - at))
}

/// Where the tag begins that the `>` at `at` may end.
pub(super) fn start(text: &[u8], at: usize) -> Option<usize> {
    let from = at.saturating_sub(VIEW_TAG_BYTES_MAX);
    let start = from + memchr::memrchr(b'<', &text[from..at])?;
    (start + tag(&text[start..])? == at + 1).then_some(start)
}

/// Where the tag begins that `text` ends with and that changes how the word behind it looks.
pub(crate) fn tag_before(text: &[u8]) -> Option<usize> {
    let start = text.ends_with(b">").then(|| start(text, text.len() - 1)).flatten()?;
    (begins_tag(&text[start..]) && text[start + 1] != b'/').then_some(start)
}

/// How long the tag or comment is that `text` begins with.
fn tag(text: &[u8]) -> Option<usize> {
    let text = &text[..text.len().min(VIEW_TAG_BYTES_MAX)];
    if let Some(comment) = text.strip_prefix(b"<!--") {
        return Some(4 + memchr::memmem::find(comment, b"-->")? + 3)
            .filter(|n| !text[1..*n].contains(&b'\n'));
    }
    if !begins_tag(text) {
        return None;
    }
    let end = memchr::memchr(b'>', text)?;
    let is_whole = memchr::memchr(b'<', &text[1..end]).is_none();
    // It may be cut once. A sign at the start of a line is that of a quote.
    let mut feeds = memchr::memchr_iter(b'\n', &text[..end]);
    let is_one =
        feeds.next().is_none_or(|feed| !matches!(text[feed + 1], b'\n' | b'>')) && feeds.next().is_none();
    (is_whole && is_one).then_some(end + 1)
}

/// True when `text` begins as a tag does that changes how a word looks.
pub(crate) fn begins_tag(text: &[u8]) -> bool {
    let Some(rest) = text.strip_prefix(b"<") else { return false };
    let rest = rest.strip_prefix(b"/").unwrap_or(rest);
    // Most of what stands in such brackets is an address or a longer name.
    let length = rest.iter().take(NAME_BYTES_MAX + 1).take_while(|b| b.is_ascii_alphabetic()).count();
    // What stands behind the name are attributes, or the slash of XML.
    let ends_name = rest.get(length).is_none_or(|b| matches!(b, b'>' | b' ' | b'\t' | b'\r' | b'\n' | b'/'));
    ends_name && NAMES.iter().any(|name| name.eq_ignore_ascii_case(&rest[..length]))
}

/// True for a line that ends inside of a tag which may stand in a value.
pub(super) fn is_open(line: &[u8]) -> bool {
    let near = &line[line.len().saturating_sub(VIEW_TAG_BYTES_MAX)..];
    let Some(at) = memchr::memrchr3(b'<', b'>', b'\n', near).filter(|at| near[*at] == b'<') else {
        return false;
    };
    let [first, second] = before(&near[..at]);
    let is_of_value =
        |b: u8| b.is_ascii_alphanumeric() || is_sign(b) || b == b' ' && second.is_some_and(is_of_number);
    first.is_some_and(is_of_value) && begins_tag(&near[at..])
}

/// A sign between the letters and digits of a value.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b'@' | b'.' | b'_' | b'+' | b'-' | b':' | b'/' | b'(' | b')')
}

/// What a number has beside spaces.
fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'(' | b')' | b'-')
}

/// What stands next to the tag, and behind that: other tags left out.
type Beside = [Option<u8>; 2];

/// How many tags between two signs are left out.
const SKIPPED_MAX: usize = 4;

/// The first two signs of `behind` that stand in no tag.
fn behind(behind: &[u8]) -> Beside {
    let (mut signs, mut found, mut at, mut skipped) = ([None; 2], 0, 0, 0);
    while found < 2 && at < behind.len() {
        match tag(&behind[at..]).filter(|_| skipped < SKIPPED_MAX) {
            Some(length) => (at, skipped) = (at + length, skipped + 1),
            None => {
                signs[found] = Some(behind[at]);
                (at, found) = (at + 1, found + 1);
            }
        }
    }
    signs
}

/// The same of the last two of `before`, the last one first.
fn before(before: &[u8]) -> Beside {
    let (mut signs, mut found, mut at, mut skipped) = ([None; 2], 0, before.len(), 0);
    while found < 2 && at > 0 {
        let is_end = before[at - 1] == b'>' && skipped < SKIPPED_MAX;
        match is_end.then(|| start(before, at - 1)).flatten() {
            Some(start) => (at, skipped) = (start, skipped + 1),
            None => {
                signs[found] = Some(before[at - 1]);
                (at, found) = (at - 1, found + 1);
            }
        }
    }
    signs
}

/// True where a value may go on: between letters and digits, beside a sign between others of a value, or in a number with spaces.
fn is_within(text_before: &[u8], text_behind: &[u8]) -> bool {
    let (before, behind) = (before(text_before), behind(text_behind));
    let is_plain = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    let is_digit = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_digit());
    let is_sign = |b: Option<u8>| b.is_some_and(is_sign);
    let is_of_number = |b: Option<u8>| b.is_some_and(is_of_number);
    let is_bracket =
        |[first, second]: Beside| first == Some(b'(') || first == Some(b')') && second == Some(b' ');
    let goes_on = |[first, second]: Beside, beside: Option<u8>| {
        is_sign(first) && (is_plain(second) || is_sign(second))
            // The ends of a character reference.
            || first == Some(b'&') && second == Some(b'#')
            || first == Some(b';') && is_digit(second)
            || is_digit(beside) && (first == Some(b' ') && is_of_number(second) || is_bracket([first, second]))
    };
    match (is_plain(before[0]), is_plain(behind[0])) {
        (true, true) => true,
        (true, false) => goes_on(behind, before[0]),
        (false, true) => goes_on(before, behind[0]),
        // Among the signs of a number: `(415)<b> 555`, `+1 <b>(415)`.
        (false, false) => {
            let are_signs = [before, behind].iter().all(|[first, _]| is_sign(*first) || *first == Some(b' '));
            are_signs && is_of_number(before[1]) && is_of_number(behind[1])
        }
    }
}

/// Appends the tags that stand in `raw`: what opens or closes there is closed or opened elsewhere.
pub(super) fn write(raw: &[u8], out: &mut Vec<u8>) {
    for at in memchr::memchr_iter(b'<', raw) {
        if let Some(length) = tag(&raw[at..]).filter(|_| !raw[at..].starts_with(b"<!--")) {
            out.extend_from_slice(&raw[at..at + length]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_inside_of_words_say_nothing() {
        assert_eq!(NAMES.iter().map(|name| name.len()).max(), Some(NAME_BYTES_MAX));
        let length = |text: &str| {
            memchr::memchr(b'<', text.as_bytes())
                .and_then(|at| unit(text.as_bytes(), at))
                .map(|unit| unit.len)
        };
        for (text, wanted) in [
            ("ann<wbr>@example.com", 5),
            ("ann<span>@</span>example.com", 6),
            ("ann@ex<B>ample</B>.com", 3),
            ("ann<!-- > a -->@example.com", 12),
            ("4111<span class=\"x\"> 1111", 16),
            ("4111 </b><i>1111", 7),
            ("192.0.2<b>.7", 3),
            ("https:<b>//a", 0),
            ("a:<b>b", 3),
            ("a<span>&#64;", 6),
            ("&#64;</span>b", 7),
            ("a<wbr/>b", 6),
            ("4111</b> <b>1111", 4),
            ("4111 <b>1111</b> <b>1111", 3),
            ("(415)</b> <b>555", 4),
            ("(415)<b> 555", 3),
            ("+1 <b>(415)", 3),
            ("(<b>415", 3),
            ("415</b>) 555", 4),
            ("ann<b\nid=x>@example.com", 8),
            ("ann<span\r\nclass=x>@example.com", 15),
        ] {
            assert_eq!(length(text).unwrap_or(0), wanted, "{text}");
        }
        for text in [
            "a <b>bold</b> word",
            "a <b> c",
            "key</span>: <span>'x'",
            "\"key\":<b>x",
            "a<p>b",
            "a<br>b",
            "<b>a",
            "a<b",
            "x<b y",
            "a<!-- b",
            "a<bold>b",
            "3 <b>five",
            "a<b\n>b",
            "a<b\n\nc>b",
            "a<b\nc\nd>b",
            "word</b> <b>word",
            "word</b>, <b>word",
        ] {
            assert_eq!(length(text), None, "{text}");
        }
    }

    #[test]
    fn a_tag_with_attributes_is_one() {
        let tag = format!("<span style=\"font: {}\">", "x ".repeat(200));
        let text = format!("ann{tag}@</span>example.com");
        assert_eq!(unit(text.as_bytes(), 3).map(|unit| unit.len), Some(tag.len()));
        assert_eq!(start(text.as_bytes(), 3 + tag.len() - 1), Some(3));
        let long = format!("ann<b {}>@example.com", "x".repeat(VIEW_TAG_BYTES_MAX));
        assert!(unit(long.as_bytes(), 3).is_none());
    }

    #[test]
    fn a_line_may_end_inside_of_a_tag() {
        for line in ["ann<span", "ann<b class=x", "ann@<i", "4111 <b", "x\nann.<b"] {
            assert!(is_open(line.as_bytes()), "{line}");
        }
        for line in ["ann <span", "ann<b>", "ann<p", "ann<", "<b", "ann<b\nx", "ann<b></b"] {
            assert_eq!(is_open(line.as_bytes()), line == "ann<b></b", "{line}");
        }
    }
}
