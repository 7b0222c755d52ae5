//! Tags inside of words, which a page does not show: `ann<wbr>@example.com`, `ann@<b>example</b>.com`, and comments.

use crate::limits::VIEW_UNIT_BYTES_MAX;
use crate::view::units::Unit;

/// The names of tags that change how a word looks and do not end it.
static NAMES: &[&[u8]] = &[
    b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"mark", b"nobr", b"s", b"small", b"span", b"strike",
    b"strong", b"tt", b"u", b"wbr",
];

/// The longest of them.
const NAME_BYTES_MAX: usize = 6;

/// The unit at a `<`: tags one behind the other, with what values are made of on both sides.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let mut end = at + tag(&text[at..])?;
    while let Some(more) = text.get(end..).and_then(tag).filter(|more| end + more - at <= VIEW_UNIT_BYTES_MAX)
    {
        end += more;
    }
    is_within(&text[..at], &text[end..]).then(|| Unit::nothing(end - at))
}

/// Where the tag begins that the `>` at `at` may end.
pub(super) fn start(text: &[u8], at: usize) -> Option<usize> {
    let from = at.saturating_sub(VIEW_UNIT_BYTES_MAX);
    let start = from + memchr::memrchr(b'<', &text[from..at])?;
    (start + tag(&text[start..])? == at + 1).then_some(start)
}

/// How long the tag or comment is that `text` begins with.
fn tag(text: &[u8]) -> Option<usize> {
    let text = &text[..text.len().min(VIEW_UNIT_BYTES_MAX)];
    if let Some(comment) = text.strip_prefix(b"<!--") {
        return Some(4 + memchr::memmem::find(comment, b"-->")? + 3)
            .filter(|n| !text[1..*n].contains(&b'\n'));
    }
    let rest = text.strip_prefix(b"<")?;
    let rest = rest.strip_prefix(b"/").unwrap_or(rest);
    // Most of what stands in such brackets is an address or a longer name.
    let length = rest.iter().take(NAME_BYTES_MAX + 1).take_while(|b| b.is_ascii_alphabetic()).count();
    // What stands behind the name are attributes, or the slash of XML.
    let ends_name = matches!(rest.get(length), Some(b'>' | b' ' | b'\t' | b'/'));
    if !ends_name || !NAMES.iter().any(|name| name.eq_ignore_ascii_case(&rest[..length])) {
        return None;
    }
    let end = memchr::memchr(b'>', text)?;
    let is_whole = memchr::memchr2(b'<', b'\n', &text[1..end]).is_none();
    is_whole.then_some(end + 1)
}

/// True where a value may go on: between letters and digits, beside a sign between others of a value, or in a number with spaces.
fn is_within(before: &[u8], behind: &[u8]) -> bool {
    // From the tag on, to either side.
    let before = [before.len().checked_sub(1), before.len().checked_sub(2)].map(|n| n.map(|n| before[n]));
    let behind = [behind.first().copied(), behind.get(1).copied()];
    let is_plain = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    let is_digit = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_digit());
    let is_sign =
        |b: Option<u8>| matches!(b, Some(b'@' | b'.' | b'_' | b'+' | b'-' | b':' | b'/' | b'(' | b')'));
    let goes_on = |[first, second]: [Option<u8>; 2], beside: Option<u8>| {
        // Another tag may stand behind the sign, or before it.
        is_sign(first) && (is_plain(second) || is_sign(second) || matches!(second, Some(b'<' | b'>')))
            // The ends of a character reference.
            || first == Some(b'&') && second == Some(b'#')
            || first == Some(b';') && is_digit(second)
            || first == Some(b' ') && is_digit(beside) && is_digit(second)
    };
    match (is_plain(before[0]), is_plain(behind[0])) {
        (true, true) => true,
        (true, false) => goes_on(behind, before[0]),
        (false, true) => goes_on(before, behind[0]),
        (false, false) => false,
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
        ] {
            assert_eq!(length(text), None, "{text}");
        }
    }
}
