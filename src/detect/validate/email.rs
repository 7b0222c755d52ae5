//! Email addresses: RFC 5321 and 5322 shapes. The match is `@` and what follows; the local part is taken from
//! what stands before it, up to the nearest place where something else than an address must have ended.

use crate::detect::validate::{Candidate, Verdict, is_one_of};
use crate::limits::CONTEXT_BYTES;

/// The longest local part that is taken. RFC 5321 allows 64; what real systems accept is longer.
pub const LOCAL_MAX: usize = 1024;

/// The longest quoted local part: a quote further left opened something else.
pub const QUOTED_MAX: usize = 256;

/// What a byte is to a local part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Local {
    /// No part of one.
    No,
    /// A letter or a digit: an address can begin before it only when it ends an escape.
    Plain,
    /// No address begins directly behind it.
    Joining,
    /// An address may begin behind it.
    Odd,
}

/// RFC 5322 `atext`, dots, and bytes of UTF-8 (RFC 6531).
static LOCAL: [Local; 256] = {
    let mut table = [Local::No; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Local::Plain,
            b'-' | b'_' | b'.' => Local::Joining,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'/' | b'=' | b'?' | b'^' => Local::Odd,
            b'`' | b'{' | b'|' | b'}' | b'~' | 0x80.. => Local::Odd,
            _ => Local::No,
        };
        byte += 1;
    }
    table
};

fn is_local(byte: u8) -> bool {
    LOCAL[usize::from(byte)] != Local::No
}

fn is_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || b"-._".contains(&byte)
}

/// The bytes that can stand directly before the `@`.
pub fn ends_local(byte: u8) -> bool {
    is_local(byte) || matches!(byte, b'"' | b'\\')
}

/// How many bytes before the `@` are the local part.
pub fn local_part(c: &Candidate<'_>) -> Option<usize> {
    if c.before.last() == Some(&b'"') {
        return quoted(c.before);
    }
    // `ann\@example.com`: some languages and shells want the `@` escaped.
    let escapes = c.before.iter().rev().take(LOCAL_MAX / 2).take_while(|b| **b == b'\\').count();
    let text = &c.before[..c.before.len() - escapes];
    let end = text.len();
    let next = c.after.first().copied();
    let mut start = end;
    while start > 0 && end - start < LOCAL_MAX - escapes {
        let may_be_cut = match LOCAL[usize::from(text[start - 1])] {
            Local::No if is_letter_escape(&text[..start], &text[start..end]) => true,
            Local::No => break,
            Local::Joining => false,
            Local::Plain => start >= 3 && text[start - 3] == b'%',
            Local::Odd => true,
        };
        if may_be_cut && start < end && is_cut(&text[start.saturating_sub(CONTEXT_BYTES)..start], next) {
            break;
        }
        start -= 1;
    }
    // What a backslash makes of the first characters is no part of the address: `\nann`, `\u003cann`.
    if start > 0 && text[start - 1] == b'\\' {
        start += escape(&text[start..end]);
    }
    // Punctuation in front of the first character that names anyone is what the address stands in.
    while start < end && b"'`{}|=&?/*^.".contains(&text[start]) {
        start += 1;
    }
    (start < end).then_some(end - start + escapes)
}

/// True when `before` ends with the backslash of an escaped letter (`ren\u00e9e`), or of an apostrophe in a name.
fn is_letter_escape(before: &[u8], text: &[u8]) -> bool {
    let ([.., b'\\'], [b'u', code @ ..]) = (before, text) else { return false };
    let Some(code) = code.get(..4).and_then(|c| std::str::from_utf8(c).ok()) else { return false };
    match u16::from_str_radix(code, 16) {
        Ok(0x27) => matches!(before, [.., a, _] if a.is_ascii_alphanumeric()),
        Ok(0xc0..=0x1fff | 0x3040..=0xfeff) => true,
        _ => false,
    }
}

/// How many characters belong to the backslash before `text`: the escapes of JSON (RFC 8259 section 7).
fn escape(text: &[u8]) -> usize {
    match text {
        [b'u', rest @ ..] if rest.len() > 4 && rest[..4].iter().all(u8::is_ascii_hexdigit) => 5,
        [b'n' | b'r' | b't', _, ..] => 1,
        _ => 0,
    }
}

/// The length of a quoted local part that ends `text`.
fn quoted(text: &[u8]) -> Option<usize> {
    let close = text.len() - 1;
    let is_escaped = |at: usize| at > 0 && text[at - 1] == b'\\';
    let from = close.saturating_sub(QUOTED_MAX);
    let mut same_line = (from..close).rev().take_while(|i| text[*i] != b'\n');
    let open = same_line.find(|i| text[*i] == b'"' && is_escaped(*i) == is_escaped(close))?;
    let open = open - usize::from(is_escaped(open));
    // Directly behind a letter a quote closes something; behind another quote as well, but for that of an attribute.
    let opens_here = match &text[..open] {
        [.., b'=', b'"'] => true,
        [.., last] => !(last.is_ascii_alphanumeric() || *last == b'"'),
        [] => true,
    };
    (opens_here && open + 1 < close).then_some(text.len() - open)
}

/// True when an address cannot have begun before the end of `text`, so that it begins there.
fn is_cut(text: &[u8], next: Option<u8>) -> bool {
    let Some((last, before)) = text.split_last() else { return false };
    match last {
        b'=' if ends_in_key(before) => true,
        b'/' if ends_in_path(before) => true,
        b'\'' | b'`' | b'|' | b'*' if next == Some(*last) => true,
        b'{' if next == Some(b'}') => true,
        0x80.. => ends_in_punctuation(text),
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => ends_in_escape(text),
        b'-' | b'_' | b'.' => false,
        // Directly behind the domain of another address.
        _ => {
            let domain = before.iter().rev().take_while(|b| is_domain(**b)).count();
            domain >= 3 && before[..before.len() - domain].last() == Some(&b'@')
        }
    }
}

/// `key` of `key=value`, in a query or on its own. In `<…>` an address may hold `=` (BATV, SRS).
fn ends_in_key(text: &[u8]) -> bool {
    let is_key = |b: &&u8| b.is_ascii_alphanumeric() || b"_.-[]".contains(b);
    let key = text.iter().rev().take_while(is_key).count();
    match text[..text.len() - key].last() {
        _ if key == 0 => false,
        None => true,
        Some(b'<') => false,
        Some(b) => !is_local(*b) || b"&?/#{|'`".contains(b),
    }
}

/// A path or URL up to a slash: it begins with a slash or a scheme.
fn ends_in_path(text: &[u8]) -> bool {
    let is_path = |b: &&u8| is_local(**b) || **b == b':' || **b == b'@';
    let length = text.iter().rev().take_while(is_path).count();
    let path = &text[text.len() - length..];
    let slashes = path.iter().filter(|b| **b == b'/').count();
    path.first() == Some(&b'/') || slashes >= 2 || path.windows(2).any(|w| w == b":/")
}

/// Punctuation in UTF-8: no-break space, guillemets, typographic quotes, dashes, CJK and full-width marks.
fn ends_in_punctuation(text: &[u8]) -> bool {
    let at = text.len();
    let three = at >= 3 && punctuation(&text[at - 3..]) == 3;
    three || (at >= 2 && punctuation(&text[at - 2..]) == 2)
}

/// The length of the punctuation that `text` starts with, 0 when it does not.
fn punctuation(text: &[u8]) -> usize {
    match text {
        [0xc2, 0xa0..=0xbf, ..] => 2,
        [0xe2, 0x80 | 0x81, 0x80..=0xbf, ..] | [0xe3, 0x80, 0x80..=0x9f, ..] => 3,
        [0xef, 0xbc, 0x81..=0x8f | 0x9a..=0xa0, ..] => 3,
        _ => 0,
    }
}

/// A percent-encoded separator.
fn ends_in_escape(text: &[u8]) -> bool {
    let [.., b'%', a, b] = text else { return false };
    const SEPARATORS: [&[u8; 2]; 12] =
        [b"0A", b"0D", b"22", b"26", b"28", b"2C", b"3A", b"3C", b"3D", b"3F", b"5B", b"7B"];
    SEPARATORS.contains(&&[a.to_ascii_uppercase(), b.to_ascii_uppercase()])
}

/// Looks at the domain: where it ends, and whether it looks like a name and not like a version or a file.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let Some(at) = end_of_sign(c.value) else { return Verdict::Invalid };
    let domain = &c.value[at..];
    if domain.first() == Some(&b'[') {
        return Verdict::Points(-20);
    }
    let Some((length, points)) = domain_part(domain) else { return Verdict::Invalid };
    let len = at + length;
    let points = points - message_id_points(c, len);
    Verdict::Part { len, points }
}

/// Where the domain begins: behind the last `@`, or `%40` where there is none.
fn end_of_sign(value: &[u8]) -> Option<usize> {
    let encoded = || value.windows(3).rposition(|part| part == b"%40").map(|at| at + 3);
    memchr::memrchr(b'@', value).map(|at| at + 1).or_else(encoded)
}

/// How much of `domain` is one, and points for its last label. In `ann@example.com.log` the rest is a file's.
fn domain_part(domain: &[u8]) -> Option<(usize, i16)> {
    let ends = |i: &usize| match domain[*i] {
        b'.' => domain.get(i + 1) == Some(&b'.'),
        0x80.. => punctuation(&domain[*i..]) > 0,
        _ => false,
    };
    let mut end = (0..domain.len()).find(ends).unwrap_or(domain.len());
    let mut best = None;
    loop {
        while end > 0 && b".-".contains(&domain[end - 1]) {
            end -= 1;
        }
        let Some(dot) = memchr::memrchr(b'.', &domain[..end]) else { return best };
        if let Some(points) = last_label(&domain[dot + 1..end]) {
            let is_version = is_version(&domain[..end]) && !is_common(&domain[dot + 1..end]);
            let points = points + if is_version { -70 } else { 0 };
            if best.is_none_or(|(_, most)| points > most) {
                best = Some((end, points));
            }
            if points > IS_FILE {
                return best;
            }
        }
        end = dot;
    }
}

/// Points for a last label that is the ending of a file.
const IS_FILE: i16 = -60;

fn last_label(label: &[u8]) -> Option<i16> {
    let letters = label.iter().take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80).count();
    match letters {
        _ if label.get(..4).is_some_and(|l| l.eq_ignore_ascii_case(b"xn--")) => Some(0),
        0 | 1 => None,
        _ if is_common(label) => Some(0),
        _ if is_one_of(NOT_TOP_LEVEL, label) => Some(IS_FILE),
        n if n == label.len() => Some(0),
        _ => Some(-30),
    }
}

/// No version ends like this, and most addresses do.
fn is_common(label: &[u8]) -> bool {
    let [a, b, c] = label else { return false };
    matches!(&[a | 0x20, b | 0x20, c | 0x20], b"com" | b"edu" | b"gov" | b"net" | b"org")
}

/// `1.2.3-beta.rc`, `v1.2.beta`: what stands after `@` in package lists.
fn is_version(domain: &[u8]) -> bool {
    let mut labels = domain.split(|b| *b == b'.');
    let (first, second) = (labels.next().unwrap_or(b""), labels.next().unwrap_or(b""));
    let first = first.strip_prefix(b"v").unwrap_or(first);
    !first.is_empty()
        && first.iter().all(u8::is_ascii_digit)
        && second.first().is_some_and(u8::is_ascii_digit)
}

/// Points against an address that names a message and not a mailbox: in `<…>` or behind `article`, and either
/// behind a header of message ids or with a local part that looks counted out.
fn message_id_points(c: &Candidate<'_>, len: usize) -> i16 {
    let next = c.value.get(len).or(c.after.first());
    let local = c.value.split(|b| *b == b'@').next().unwrap_or(b"");
    const ARTICLE: &[u8] = b"article ";
    let behind = &c.before[c.before.len().saturating_sub(ARTICLE.len())..];
    if behind.eq_ignore_ascii_case(ARTICLE) && looks_counted(local) {
        return 40;
    }
    // A long list of message ids is cut somewhere, and the last one is then not closed.
    if c.before.last() != Some(&b'<') || !(next == Some(&b'>') || looks_counted(local)) {
        return 0;
    }
    if has_header(c.before, MESSAGE_HEADERS) || names_article(c.before) {
        return 40;
    }
    if !looks_counted(local) || has_header(c.before, MAILBOX_HEADERS) { 0 } else { 40 }
}

/// True when one of `headers`, in small letters, stands in `text` in any case. Each ends with its sign, or a space behind it.
fn has_header(text: &[u8], headers: &[&[u8]]) -> bool {
    memchr::memchr2_iter(b':', b'=', text).any(|sign| {
        let stands = |header: &&[u8]| {
            let end = sign + 1 + usize::from(header.ends_with(b" "));
            let start = end.checked_sub(header.len());
            start.and_then(|start| text.get(start..end)).is_some_and(|t| t.eq_ignore_ascii_case(header))
        };
        headers.iter().any(stands)
    })
}

fn names_article(text: &[u8]) -> bool {
    const ARTICLE: &[u8] = b"article";
    memchr::memchr2_iter(b'a', b'A', text)
        .any(|at| text.get(at..at + ARTICLE.len()).is_some_and(|t| t.eq_ignore_ascii_case(ARTICLE)))
}

fn looks_counted(local: &[u8]) -> bool {
    let count = |test: fn(&u8) -> bool| local.iter().filter(|b| test(b)).count();
    let digits = count(u8::is_ascii_digit);
    let leading = local.iter().take_while(|b| b.is_ascii_digit()).count();
    let upper = count(u8::is_ascii_uppercase);
    leading >= 1 && digits >= 3 || digits >= 6 || (digits >= 2 && upper >= 2)
}

static MESSAGE_HEADERS: &[&[u8]] = &[b"message-id:", b"references:", b"in-reply-to:", b"content-id:"];
static MAILBOX_HEADERS: &[&[u8]] =
    &[b"from:", b"to: ", b"cc:", b"sender:", b"return-path:", b"reply-to:", b"from="];

/// Endings of files and units that are no top-level domains, sorted.
static NOT_TOP_LEVEL: &[&[u8]] = &[
    b"conf", b"css", b"csv", b"device", b"dll", b"exe", b"gif", b"gz", b"htm", b"html", b"ico", b"jar",
    b"jpeg", b"jpg", b"js", b"json", b"jsx", b"log", b"mount", b"mp3", b"mp4", b"pdf", b"php", b"png",
    b"scope", b"scss", b"service", b"slice", b"socket", b"sql", b"svg", b"tar", b"tgz", b"timer", b"toml",
    b"ts", b"ttf", b"txt", b"webp", b"woff", b"woff2", b"xml", b"yaml", b"yml",
];

#[cfg(test)]
mod tests {
    #[test]
    fn endings_are_found() {
        assert!(super::NOT_TOP_LEVEL.is_sorted());
    }
}
