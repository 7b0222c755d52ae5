//! Passwords without quotes that have an ampersand in them (`password: Kx9&vTq`, `Password=Kx9&amp;vTq;`): rules end a value before one, since
//! the next parameter of an address follows it there.

use memchr::memchr;

use crate::finding::Finding;
use crate::info_type::Vocabulary;
use crate::limits::MATCH_BYTES_MAX;

const PASSWORD: &str = "PASSWORD";

/// So much before a value says that it stands in an address or a form, and so long a name has a parameter.
const NEAR_BYTES_MAX: usize = 256;
const NAME_BYTES_MAX: usize = 64;

/// How an ampersand is written in XML.
const ENTITY: &[u8] = b"&amp;";

/// Lets such values of sorted `findings` go on to their ends.
pub(super) fn extend(vocabulary: &Vocabulary, text: &[u8], findings: &mut Vec<Finding>) {
    let is_cut = |f: &Finding| text.get(f.span.end) == Some(&b'&');
    if !findings.iter().any(is_cut) {
        return;
    }
    let password = vocabulary.find(PASSWORD);
    let mut is_changed = false;
    for f in findings.iter_mut().filter(|f| is_cut(f) && Some(f.info_type) == password && f.via.is_plain()) {
        let end = if is_in_address(&text[..f.span.start]) { None } else { end_of(text, f.span.end) };
        is_changed |= end.is_some();
        f.span.end = end.unwrap_or(f.span.end);
    }
    if is_changed {
        Finding::settle(findings);
    }
}

/// True behind the beginning of an address or a form, and behind a quote, which ends the value.
fn is_in_address(before: &[u8]) -> bool {
    let near = before.iter().rev().take(NEAR_BYTES_MAX).take_while(|b| !b.is_ascii_whitespace());
    before.last().is_some_and(|b| is_quote(*b)) || near.into_iter().any(|b| matches!(b, b'?' | b'&'))
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Where the value ends whose ampersand stands at `at`; `None` where another parameter or command begins there.
fn end_of(text: &[u8], at: usize) -> Option<usize> {
    let most = text.len().min(at + MATCH_BYTES_MAX);
    let mut end = at;
    loop {
        let sign = if text[end..most].starts_with(ENTITY) { ENTITY.len() } else { 1 };
        let rest = &text[end + sign..most];
        let name = rest.iter().take(NAME_BYTES_MAX);
        let name = name.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count();
        let is_part = rest.first().is_some_and(|b| b.is_ascii_graphic() && !b"&;#|<>()\"'`".contains(b));
        if !is_part || rest.get(name) == Some(&b'=') || sign == 1 && is_reference(rest) {
            break;
        }
        let ends = |b: &u8| b.is_ascii_whitespace() || is_quote(*b) || b"&;,<>\\".contains(b);
        end += sign + rest.iter().position(ends).unwrap_or(rest.len());
        if text.get(end) != Some(&b'&') {
            break;
        }
    }
    let value = text[at..end].iter().rev().take_while(|b| b".)]}".contains(b)).count();
    (end > at).then_some(end - value)
}

/// True for what is a reference to a character behind its ampersand: `lt;`.
fn is_reference(rest: &[u8]) -> bool {
    const NAMES: &[&[u8]] = &[
        b"apos", b"bull", b"copy", b"gt", b"hellip", b"laquo", b"ldquo", b"lsquo", b"lt", b"mdash",
        b"middot", b"nbsp", b"ndash", b"quot", b"raquo", b"rarr", b"rdquo", b"rsquo",
    ];
    memchr(b';', &rest[..rest.len().min(8)]).is_some_and(|n| NAMES.contains(&&rest[..n]))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn values_go_on_behind_an_ampersand() {
        for (text, wanted) in [
            ("a: x&y z", Some("&y")),
            ("a: x&y&z.", Some("&y&z")),
            ("a=x&amp;y;b=1", Some("&amp;y")),
            ("a: x&y</p>", Some("&y")),
            ("a: x&y, b", Some("&y")),
            ("a=x&b=1", None),
            ("a=x&amp;b=1", None),
            ("a=x&y&b=1", Some("&y")),
            ("a=x&& b", None),
            ("a=x& b", None),
            ("a=x&", None),
            ("a: x&lt;", None),
            ("a: x&#38;", None),
            ("a=x&yz;b", Some("&yz")),
            ("?a=x&y", None),
            ("b&a=x&y", None),
            ("a=\"x&y\"", None),
        ] {
            let start = text.find('x').unwrap();
            let at = start + 1;
            let end =
                if is_in_address(&text.as_bytes()[..start]) { None } else { end_of(text.as_bytes(), at) };
            assert_eq!(end.map(|end| &text[at..end]), wanted, "{text}");
        }
    }
}
