//! Addresses whose signs are spelled so that programs do not see them: `ann at example dot com`, `ann[at]example(dot)com`.

use crate::span::Span;
use crate::view::text::View;

/// How far around what is spelled an address can reach.
pub(super) const REACH: usize = 96;

/// What the sign at `at` is spelled with: how many bytes, and the sign. Spaces around it belong to it.
fn sign(text: &[u8], at: usize) -> Option<(usize, u8)> {
    let spaces = spaces(&text[at..]);
    let rest = &text[at + spaces..];
    let (mut len, says, is_bare) = word(rest)?;
    let behind = self::spaces(&rest[len..]);
    // A word without brackets is one only between spaces; the sign itself has one on a side at least.
    let is_apart =
        if says == b'@' && rest[0] == b'@' { spaces + behind > 0 } else { spaces > 0 && behind > 0 };
    if is_bare && !is_apart {
        return None;
    }
    len += spaces + behind;
    Some((len, says))
}

fn spaces(text: &[u8]) -> usize {
    text.iter().take(2).take_while(|b| **b == b' ').count()
}

/// The longest word for a sign, and one byte more.
const WORD_BYTES_MAX: usize = 11;

/// A spelled sign without the spaces around it, and whether it has nothing else around it.
fn word(text: &[u8]) -> Option<(usize, u8, bool)> {
    let closing = match text.first()? {
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        b'{' => Some(b'}'),
        b'<' => Some(b'>'),
        sign @ (b'_' | b'-' | b'*') => Some(*sign),
        _ => None,
    };
    let inside = usize::from(closing.is_some());
    let spaced = if closing.is_some() { spaces(&text[inside..]) } else { 0 };
    let from = inside + spaced;
    let length = match text.get(from)? {
        b'@' | b'.' => 1,
        _ => text[from..]
            .iter()
            .take(WORD_BYTES_MAX)
            .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80)
            .count(),
    };
    let is_marked = closing.is_some();
    let says = says(&text[from..from + length], matches!(text[0], b'[' | b'(' | b'{' | b'<'))?;
    let mut end = from + length;
    if let Some(closing) = closing {
        end += spaces(&text[end..]);
        if text.get(end) != Some(&closing) {
            return None;
        }
        end += 1;
    }
    Some((end, says, !is_marked))
}

/// Words for the signs that only brackets tell from others.
pub(super) const AT: [&[u8]; 7] = [b"a", b"ta", b"arroba", b"aet", "ät".as_bytes(), b"chez", b"arobase"];
pub(super) const DOT: [&[u8]; 6] = [b"d", b"punkt", b"point", b"punto", b"ponto", b"punt"];

/// What a word is the name of. Short ones, and those of other languages, are none outside brackets.
fn says(word: &[u8], is_marked: bool) -> Option<u8> {
    let is = |name: &&[u8]| word.eq_ignore_ascii_case(name);
    match word {
        b"@" => Some(b'@'),
        b"." => Some(b'.'),
        _ if is(&&b"at"[..]) || is_marked && AT.iter().any(is) => Some(b'@'),
        _ if is(&&b"underscore"[..]) => Some(b'_'),
        _ if is(&&b"dash"[..]) || is(&&b"hyphen"[..]) => Some(b'-'),
        _ if is(&&b"dot"[..]) || is_marked && DOT.iter().any(is) => Some(b'.'),
        _ => None,
    }
}

/// False for what no sign in brackets ends with.
pub(super) const fn may_end_sign(last: u8) -> bool {
    matches!(last.to_ascii_lowercase(), b'a' | b'd' | b'e' | b'o' | b't' | b'z' | b'@' | b'.' | b' ')
}

/// True for what names a sign in brackets.
pub(super) fn is_sign(word: &[u8]) -> bool {
    says(word, true).is_some()
}

/// Words that stand before `at` in sentences, sorted. None of them is whose address it is.
static WORDS: &[&[u8]] = &[
    b"a",
    b"about",
    b"aimed",
    b"all",
    b"am",
    b"an",
    b"and",
    b"are",
    b"arrive",
    b"arrived",
    b"as",
    b"available",
    b"be",
    b"been",
    b"better",
    b"board",
    b"bought",
    b"but",
    b"buy",
    b"by",
    b"call",
    b"came",
    b"check",
    b"click",
    b"come",
    b"day",
    b"dinner",
    b"do",
    b"down",
    b"drinks",
    b"eat",
    b"everyone",
    b"find",
    b"for",
    b"forum",
    b"found",
    b"from",
    b"go",
    b"good",
    b"guys",
    b"had",
    b"happened",
    b"has",
    b"have",
    b"he",
    b"held",
    b"help",
    b"her",
    b"here",
    b"him",
    b"home",
    b"hosted",
    b"i",
    b"in",
    b"into",
    b"is",
    b"it",
    b"just",
    b"laugh",
    b"laughed",
    b"left",
    b"live",
    b"lives",
    b"located",
    b"look",
    b"looked",
    b"looking",
    b"looks",
    b"lunch",
    b"made",
    b"me",
    b"meet",
    b"meeting",
    b"met",
    b"mine",
    b"my",
    b"new",
    b"night",
    b"no",
    b"not",
    b"now",
    b"of",
    b"off",
    b"on",
    b"one",
    b"only",
    b"or",
    b"ordered",
    b"our",
    b"out",
    b"over",
    b"page",
    b"party",
    b"people",
    b"place",
    b"point",
    b"pointed",
    b"posted",
    b"read",
    b"released",
    b"run",
    b"running",
    b"same",
    b"sat",
    b"saw",
    b"see",
    b"seen",
    b"server",
    b"she",
    b"shop",
    b"shopping",
    b"shows",
    b"since",
    b"sit",
    b"site",
    b"smiled",
    b"sold",
    b"some",
    b"someone",
    b"spoke",
    b"started",
    b"starting",
    b"starts",
    b"stay",
    b"still",
    b"stood",
    b"stop",
    b"stopped",
    b"store",
    b"stuff",
    b"talk",
    b"that",
    b"the",
    b"their",
    b"them",
    b"then",
    b"there",
    b"they",
    b"thing",
    b"things",
    b"this",
    b"time",
    b"to",
    b"today",
    b"tomorrow",
    b"tonight",
    b"until",
    b"up",
    b"us",
    b"use",
    b"used",
    b"using",
    b"via",
    b"visit",
    b"wait",
    b"waits",
    b"was",
    b"we",
    b"went",
    b"were",
    b"what",
    b"when",
    b"where",
    b"which",
    b"while",
    b"who",
    b"with",
    b"without",
    b"work",
    b"worked",
    b"working",
    b"works",
    b"worth",
    b"yelled",
    b"yesterday",
    b"you",
    b"your",
];

/// True when the word before `at` in `text` can be whose address it is.
fn is_owner(text: &[u8]) -> bool {
    let length = text.iter().rev().take(64).take_while(|b| !b.is_ascii_whitespace()).count();
    let word = text[text.len() - length..].to_ascii_lowercase();
    !word.is_empty() && WORDS.binary_search(&word.as_slice()).is_err()
}

/// Appends what the bytes `part` of `text` say to `view`, with their places. An at sign in plain words is one where a spelled dot
/// follows its first word.
pub(super) fn read(text: &[u8], part: Span, view: &mut View) {
    let text = &text[..part.end];
    let mut at = part.start;
    while at < part.end {
        let plain = text[at..].iter().enumerate().take_while(|(n, byte)| match byte {
            b' ' => !may_sign_follow(text, at + n),
            b'[' | b'(' | b'{' | b'<' | b'_' | b'-' | b'*' | b'@' | b'A' | b'D' => false,
            _ => true,
        });
        let plain = plain.count();
        if plain > 0 {
            view.push_all(&text[at..at + plain], at);
            at += plain;
            continue;
        }
        if let Some(len) = comment(text, at) {
            at += len;
            continue;
        }
        if let Some((len, says)) = capital(text, at) {
            view.push(says, at);
            at += len;
            continue;
        }
        let begins = matches!(text[at], b' ' | b'[' | b'(' | b'{' | b'<' | b'_' | b'-' | b'*' | b'@');
        let spelled = if begins { sign(text, at) } else { None };
        match spelled {
            Some((len, says)) if says != b'@' || may_be_at(text, part, at, len) => {
                view.push(says, at);
                at += len;
            }
            _ => {
                view.push(text[at], at);
                at += 1;
            }
        }
    }
}

/// False where nothing that spells a sign begins behind the space at `at`.
#[inline]
pub(super) fn may_sign_follow(text: &[u8], at: usize) -> bool {
    let next = &text[at + 1..];
    let next = if let [b' ', rest @ ..] = next { rest } else { next };
    // Without brackets there are `at`, `dot`, `dash`, `hyphen` and `underscore`.
    matches!(next, [b'[' | b'(' | b'{' | b'<' | b'_' | b'-' | b'*' | b'@' | b'.', ..])
        || matches!(
            next,
            [b'a' | b'A', b't' | b'T', ..]
                | [b'd' | b'D', b'o' | b'O' | b'a' | b'A', ..]
                | [b'h' | b'H', b'y' | b'Y', ..]
                | [b'u' | b'U', b'n' | b'N', ..]
        )
}

/// True when the at sign that is spelled with `len` bytes at `at` stands between a name and a domain.
fn may_be_at(text: &[u8], part: Span, at: usize, len: usize) -> bool {
    let (word, behind) = (&text[at..at + len], &text[at + len..]);
    if word[0] == b'-' {
        // Where nothing but dashes is around it, its dots are spelled in the same way.
        let word = text[part.start..at].rsplit(|b| *b == b'-').next();
        return has_dot_between_dashes(behind) && word.is_some_and(is_owner);
    }
    let is_bare = word.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'@'));
    if !is_bare {
        return true;
    }
    let label = behind.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    let has_dot = label > 0 && matches!(sign(text, at + len + label), Some((_, b'.')));
    let is_sign = text[at..at + len].contains(&b'@');
    // Names with dots stand behind a space and a sign as well, of people who are spoken to.
    let is_domain = behind.get(label) == Some(&b'.') && (!word.ends_with(b"@") || ends_in_common(behind));
    (has_dot || is_domain && is_sign || is_named(text, at, at + len)) && is_owner(&text[part.start..at])
}

/// The signs in a run of letters and figures that are words in capitals between small letters: `annATexampleDOTcom`.
pub(super) fn capitals(text: &[u8], run: Span) -> Option<Span> {
    let dot = memchr::memrchr_iter(b'D', run.of(text))
        .map(|n| run.start + n)
        .find(|n| capital(text, *n).is_some())?;
    let mut before = memchr::memchr_iter(b'A', &text[run.start..dot]).map(|n| run.start + n);
    before.find(|n| capital(text, *n).is_some()).map(|at| Span::new(at, at + 2))
}

/// The same at `at`: how many bytes, and the sign.
pub(super) fn capital(text: &[u8], at: usize) -> Option<(usize, u8)> {
    let (len, says) = match &text[at..] {
        [b'A', b'T', ..] => (2, b'@'),
        [b'D', b'O', b'T', ..] => (3, b'.'),
        _ => return None,
    };
    let is_small = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (is_small(text[..at].last()) && is_small(text.get(at + len))).then_some((len, says))
}

/// True when a host name that `text` begins with goes on with `-dot-`.
fn has_dot_between_dashes(text: &[u8]) -> bool {
    let name =
        text.iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')).count();
    text[..name].windows(5).skip(1).any(|five| five.eq_ignore_ascii_case(b"-dot-"))
}

/// True when a host name that `text` begins with ends as most do.
fn ends_in_common(text: &[u8]) -> bool {
    const COMMON: [&[u8]; 6] = [b"com", b"edu", b"gov", b"info", b"net", b"org"];
    let name =
        text.iter().take(96).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')).count();
    let name = text[..name].strip_suffix(b".").unwrap_or(&text[..name]);
    name.rsplit(|b| *b == b'.')
        .next()
        .is_some_and(|last| COMMON.iter().any(|end| last.eq_ignore_ascii_case(end)))
}

/// How long the comment at `at` is that stands beside the sign of an address: `ann(work)@example.com` (RFC 5322, section 3.2.2).
fn comment(text: &[u8], at: usize) -> Option<usize> {
    const COMMENT_BYTES_MAX: usize = 32;
    let inside = text[at..].strip_prefix(b"(")?;
    let length = inside.iter().take(COMMENT_BYTES_MAX).position(|b| *b == b')')?;
    let is_text = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'.' | b'-' | 0x80..);
    let is_name = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
    let (before, behind) = (&text[..at], &inside[length + 1..]);
    let stands = is_name(before.last()) && behind.first() == Some(&b'@') && is_name(behind.get(1))
        || before.last() == Some(&b'@') && is_name(before.iter().nth_back(1)) && is_name(behind.first());
    (stands && length > 0 && inside[..length].iter().all(is_text)).then_some(length + 2)
}

/// Words that say that an address follows.
static CUES: &[&[u8]] = &[
    b"mail", b"address", b"contact", b"reach", b"write", b"ping", b"mine", b"send", b"adresse", b"correo",
    b"schreib", b"kontakt", b"me:",
];

/// True when the `at` between `start` and `end` stands between a name and a domain: one that has a dot, and a name with a sign or figure, or
/// after a word that says that an address follows.
pub(super) fn is_named(text: &[u8], start: usize, end: usize) -> bool {
    // Behind most words there is no dot.
    const LABEL_BYTES_MAX: usize = 62;
    let behind = &text[end..];
    let label =
        behind.iter().take(LABEL_BYTES_MAX).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    if label == 0 || !matches!(behind[label..], [b'.', next, ..] if next.is_ascii_alphabetic()) {
        return false;
    }
    let text = &text[..start];
    let name = text.iter().rev().take(64).take_while(|b| !b.is_ascii_whitespace()).count();
    let name = &text[text.len() - name..];
    let is_handle = name.iter().any(|b| b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-' | b'+'));
    let before = &text[text.len().saturating_sub(name.len() + 40)..];
    let line = memchr::memrchr(b'\n', before).map_or(0, |n| n + 1);
    let before = before[line..].to_ascii_lowercase();
    is_owner(name) && (is_handle || CUES.iter().any(|cue| memchr::memmem::find(&before, cue).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> String {
        let mut view = View::default();
        read(text.as_bytes(), Span::new(0, text.len()), &mut view);
        String::from_utf8_lossy(&view.text).into_owned()
    }

    #[test]
    fn spelled_signs_are_read() {
        for text in [
            "ann at example dot com",
            "ann AT example DOT com",
            "ann[at]example[dot]com",
            "ann (at) example (dot) com",
            "ann_AT_example_DOT_com",
            "ann { at } example.com",
            "ann -at- example . com",
            "ann @ example . com",
            "ann @ example.com",
            "ann(a)example.com",
            "ann <at> example <dot> com",
            "ann-at-example-dot-com",
            "annATexampleDOTcom",
            "ann -at- example -dot- com",
            "ann @example.com",
            "ann(work)@example.com",
            "ann@(my work)example.com",
        ] {
            assert_eq!(says(text), "ann@example.com", "{text}");
        }
    }

    #[test]
    fn other_signs_are_spelled_too() {
        assert_eq!(says("ann underscore lee at example dot com"), "ann_lee@example.com");
    }

    #[test]
    fn what_is_no_comment_stays() {
        for text in [
            "(me)@example.com",
            "me(b,c)@example.com",
            "me (b)@example.com",
            "me()@example.com",
            "@(b)example.com",
        ] {
            assert_eq!(says(text), text);
        }
    }

    #[test]
    fn sentences_stay() {
        assert!(WORDS.is_sorted());
        for text in [
            "meet me at example dot com",
            "a look-at-example.com b",
            "look-at-this-dot-com",
            "meet me @example.com",
            "moved from @example.com to @example.org",
            "at home (at last)x",
            "look at this dot",
            "5 at 3",
            "a _at b",
        ] {
            let said = says(text);
            assert!(!["e@example", "k@", "m@", "o@"].iter().any(|part| said.contains(part)), "{said}");
        }
    }
}
