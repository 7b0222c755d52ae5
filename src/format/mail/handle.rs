//! Addresses in bodies that no address of today looks like: paths of hosts (`uunet!host!ann`), and a user at a host without a
//! domain (`ann@host`).
//!
//! In any other text `a!b` is code and `x@y` a decorator, a version, a price; in mail they are addresses where what stands around
//! says so.

use crate::span::Span;

/// What a host or a user consists of.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+' | b'%')
}

/// The longest address that is looked at.
const ADDRESS_MAX: usize = 256;

/// How much stands between a word that says what follows, and the address.
const BETWEEN_MAX: usize = 12;

/// Words that say that an address follows.
const WORDS: [&[u8]; 9] =
    [b"mail", b"email", b"e-mail", b"from", b"reply-to", b"internet", b"bitnet", b"uucp", b"address"];

/// Where addresses of these two kinds stand in `text`.
pub(super) fn find(text: &[u8], mut put: impl FnMut(Span)) {
    let mut at = 0;
    while let Some(n) = memchr::memchr2(b'!', b'@', &text[at..]) {
        let sign = at + n;
        let found = if text[sign] == b'!' { path(text, sign) } else { local(text, sign) };
        at = sign + 1;
        if let Some(span) = found {
            put(span);
            at = at.max(span.end);
        }
    }
}

/// The path whose first `!` stands at `at`: at least two of them, and names between and behind them. Before the first stands a host,
/// some of which one is meant (`{a,b}!c!d`), or dots for those that everybody knows.
fn path(text: &[u8], at: usize) -> Option<Span> {
    let near = at.saturating_sub(ADDRESS_MAX);
    let is_front = |b: &&u8| is_of_name(**b) || b"{},|[]".contains(*b);
    let mut start = at - text[near..at].iter().rev().take_while(is_front).count();
    // A comma ends a word as well.
    if let Some(comma) = memchr::memrchr(b',', &text[start..at]).filter(|_| text[at - 1] != b'}') {
        start += comma + 1;
    }
    let is_word = |part: &[u8]| part.iter().any(u8::is_ascii_alphanumeric);
    if start == at || !(is_word(&text[start..at]) || text[start..at].iter().all(|b| *b == b'.')) {
        return None;
    }
    let (mut end, mut signs) = (at, 0);
    while text.get(end) == Some(&b'!') && end - at < ADDRESS_MAX {
        let length = text[end + 1..].iter().take(ADDRESS_MAX).take_while(|b| is_of_name(**b)).count();
        if !text[end + 1..end + 1 + length].first().is_some_and(u8::is_ascii_alphanumeric) {
            break;
        }
        (end, signs) = (end + 1 + length, signs + 1);
    }
    // The end of a sentence is none of a name.
    while text[..end].ends_with(b".") {
        end -= 1;
    }
    (signs > 1 && text.get(end) != Some(&b'!')).then(|| Span::new(start, end))
}

/// The address around the `@` at `at`, if its host has no domain, and a word before it says what it is.
fn local(text: &[u8], at: usize) -> Option<Span> {
    let near = at.saturating_sub(ADDRESS_MAX);
    let start = at - text[near..at].iter().rev().take_while(|b| is_of_name(**b)).count();
    let host = text[at + 1..].iter().take(ADDRESS_MAX);
    let end = at + 1 + host.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
    let has_domain = matches!(text.get(end..), Some([b'.', next, ..]) if next.is_ascii_alphanumeric());
    if start == at || end < at + 3 || has_domain || text.get(end) == Some(&b'@') {
        return None;
    }
    says_address(&text[..start]).then(|| Span::new(start, end))
}

/// True when `before` ends with a word that says that an address follows, on the same line.
fn says_address(before: &[u8]) -> bool {
    let is_between =
        |b: &&u8| matches!(**b, b' ' | b'\t' | b':' | b'<' | b'(' | b'[' | b'"' | b'=' | b'>' | b'-');
    let without = |text: &[u8]| {
        let signs = text.iter().rev().take(BETWEEN_MAX).take_while(is_between).count();
        text.len() - signs
    };
    let mut end = without(before);
    let ends_with = |end: usize, word: &[u8]| {
        let text = &before[..end];
        let start = text.len().checked_sub(word.len());
        start.is_some_and(|start| {
            text[start..].eq_ignore_ascii_case(word)
                && (start == 0 || !text[start - 1].is_ascii_alphanumeric())
        })
    };
    for filler in [&b"to"[..], b"at", b"is", b"me"] {
        if end < before.len() && ends_with(end, filler) {
            end = without(&before[..end - filler.len()]);
        }
    }
    end < before.len() && WORDS.iter().any(|word| ends_with(end, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_by_what_stands_around() {
        for (text, wanted) in [
            ("Ann Lee  uunet!host!ann.", vec!["uunet!host!ann"]),
            ("path: ...!host!zorva, or", vec!["...!host!zorva"]),
            ("{uunet,ucbvax}!a.b.example!ann", vec!["{uunet,ucbvax}!a.b.example!ann"]),
            ("UUCP: x,uunet!host!ann!bob", vec!["uunet!host!ann!bob"]),
            ("if (!a!b) c!d, wow!!! No!no! stop!", vec![]),
            ("a!b", vec![]),
            ("a!b!!c", vec![]),
            ("Email: ann@host", vec!["ann@host"]),
            ("mail me at <ann_l@host-a>.", vec!["ann_l@host-a"]),
            ("From: ann@vax1\n", vec!["ann@vax1"]),
            ("BITNET:  ann@host", vec!["ann@host"]),
            ("ten apples @ 5, ann@host, voicemail ann@host", vec![]),
            ("mail ann@host.example", vec![]),
            ("e-mail\nann@host", vec![]),
            ("@x from @y", vec![]),
        ] {
            let mut found = Vec::new();
            find(text.as_bytes(), |span| found.push(String::from_utf8_lossy(span.of(text.as_bytes()))));
            assert_eq!(found, wanted, "{text}");
        }
    }
}
