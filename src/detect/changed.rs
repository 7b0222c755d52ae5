//! Values that take the place of others, as plans and logs of changes write them: `password = "old" -> "new"`, `password changed from a to b`. What
//! the first one is, the second one is too.

use crate::finding::Finding;
use crate::info_type::Vocabulary;
use crate::keys::canon::Domain;
use crate::span::Span;
use crate::view::Via;

/// No more of a value is looked at.
const VALUE_BYTES_MAX: usize = 256;

/// The most signs that close the first value, and the most blanks beside the sign between the two.
const CLOSE_MAX: usize = 4;
const BLANKS_MAX: usize = 4;

/// What stands between the two; the last one where the first value is the new one.
const SIGNS: [&[u8]; 10] = [
    b"->",
    b"=>",
    b"-->",
    b"==>",
    b"~>",
    b"&rarr;",
    "\u{2192}".as_bytes(),
    "\u{21d2}".as_bytes(),
    "\u{27f6}".as_bytes(),
    b"(was ",
];

/// What stands where no value does.
const NONE: [&[u8]; 3] = [b"null", b"(known after apply)", b"(sensitive value)"];

/// Adds to sorted `findings` the values of `text` that take the place of those behind a name.
pub(super) fn find(vocabulary: &Vocabulary, text: &[u8], findings: &mut Vec<Finding>) {
    let count = findings.len();
    for n in 0..count {
        let f = findings[n];
        let Some((span, is_quoted)) = next(text, f).filter(|_| f.from < f.span.start && f.via == Via::PLAIN)
        else {
            continue;
        };
        let value = span.of(text);
        // What no quote closes may be anything but a password.
        let fits = is_quoted || vocabulary.get(f.info_type).domain == Domain::Credential;
        if fits && !NONE.contains(&value) && !super::is_marker(vocabulary, text, span) {
            findings.push(Finding { span, from: f.from, overlong: false, ..f });
        }
    }
    if findings.len() > count {
        findings.sort_unstable();
    }
}

/// The value that takes the place of `f`, and whether it stands in quotes.
fn next(text: &[u8], f: Finding) -> Option<(Span, bool)> {
    let is_quote = |b: &u8| matches!(b, b'"' | b'\'' | b'`' | b'\\');
    let mut at = f.span.end;
    let closed = text[at..].iter().take(CLOSE_MAX).take_while(|b| is_quote(b)).count();
    at += closed;
    let blanks = blanks(text, at);
    let rest = &text[at + blanks..];
    let length = match SIGNS.iter().find(|sign| rest.starts_with(sign)) {
        Some(sign) => sign.len(),
        None if blanks > 0 && rest.starts_with(b"to ") && is_from(text, f) => 2,
        None => return None,
    };
    at += blanks + length;
    at += self::blanks(text, at);
    let opened = text[at..].iter().take(CLOSE_MAX).take_while(|b| is_quote(b)).count();
    let start = at + opened;
    let near = &text[start..text.len().min(start + VALUE_BYTES_MAX)];
    let end = match opened.checked_sub(1).map(|last| text[at + last]) {
        Some(quote) => memchr::memchr2(quote, b'\n', near).filter(|end| near[*end] == quote)?,
        None => near.iter().position(|b| b.is_ascii_whitespace() || is_quote(b)).unwrap_or(near.len()),
    };
    // Behind an escaped quote a backslash stands before the last one.
    let kept = near[..end].strip_suffix(b"\\").unwrap_or(&near[..end]);
    let kept =
        if opened > 0 { kept } else { crate::bytes::without_trailing(kept, |b| b",;.)}]".contains(b)) };
    // A rocket between what nothing quotes belongs to a log line or a map.
    let is_pair = opened > 0 && closed > 0 || opened == 0 && closed == 0 && !rest.starts_with(b"=>");
    (is_pair && !kept.is_empty()).then_some((Span::new(start, start + kept.len()), opened > 0))
}

fn blanks(text: &[u8], at: usize) -> usize {
    text[at..].iter().take(BLANKS_MAX).take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// True where words say that `f` is what was there before.
fn is_from(text: &[u8], f: Finding) -> bool {
    let before = crate::bytes::without_trailing(&text[..f.span.start], |b| {
        matches!(b, b'"' | b'\'' | b'`' | b'\\' | b' ')
    });
    before.ends_with(b" from") || before.ends_with(b": changed")
}
