//! Line ends that end no line: soft line breaks of quoted-printable (RFC 2045, section 6.7), folded words of mail headers (RFC 2047, section
//! 6.2), lines that a backslash continues, an address that is cut behind its sign, a tag inside of a word that
//! goes on in the next line, and lines of base64.
//!
//! The end of a line and the beginning of the next one say so, so that a line whose next one did not arrive yet is known to be waited for.

use crate::limits::VIEW_RUN_BYTES_MIN;
use crate::view::units::Unit;
use crate::view::wrapped::{self, Wrapped};
use crate::view::{base64, fold, tag};

/// What a line feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The end of a line.
    Line,
    /// None.
    Soft,
    /// What comes behind it has to be known.
    Unknown,
}

/// The most bytes behind a line feed that decide.
pub(crate) const AHEAD_MAX: usize = wrapped::AHEAD_MAX;

/// What the line feed at `at` is.
pub(crate) fn end(text: &[u8], at: usize) -> End {
    let before = text[..at].strip_suffix(b"\r").unwrap_or(&text[..at]);
    let rest = wrapped::ahead(text, at);
    let indent = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let [.., last, sign] = before else { return End::Line };
    match Wrapped::of(before).map_or(End::Line, |line| line.goes_on(rest)) {
        End::Line => {}
        end => return end,
    }
    match (last, sign) {
        (b'?', b'=') if indent == 0 && !rest.is_empty() => End::Line,
        (b'?', b'=') => begins(&rest[indent..], b"=?", |_| true),
        (b'=' | b' ' | b'\t' | b'\n', b'=') => End::Line,
        (_, b'=') if is_padding(before) => match rest {
            [] | [b'@'] => End::Unknown,
            [b'@', next, ..] if next.is_ascii_alphanumeric() => End::Soft,
            _ => End::Line,
        },
        (_, b'=') => begins(rest, b"", |next| !matches!(next, b'\n' | b'\r')),
        (_, b'\\') if is_continued(before) => begins(rest, b"", |next| !matches!(next, b'\n' | b'\r')),
        (b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z', b'@') => {
            begins(rest, b"", |next| next.is_ascii_alphanumeric())
        }
        _ if tag::is_open(before) => begins(rest, b"", |next| !matches!(next, b'\n' | b'\r' | b'>')),
        _ => End::Line,
    }
}

/// Whether what follows makes the line end soft: with these bytes, and with such a one.
fn begins(rest: &[u8], bytes: &[u8], is_soft: impl Fn(u8) -> bool) -> End {
    let known = rest.len().min(bytes.len().max(1));
    match rest.first() {
        Some(first) if !is_soft(*first) || !rest[..known].starts_with(&bytes[..bytes.len().min(known)]) => {
            End::Line
        }
        Some(_) if known >= bytes.len() => End::Soft,
        _ => End::Unknown,
    }
}

/// True when the equals sign at the end of a line fills up a group of base64: as many digits, of which the last leaves no bit over, and of the
/// kinds that other bytes come to. A word that is cut has small letters, or capitals, and few of the other kind.
fn is_padding(line: &[u8]) -> bool {
    let end = line.len() - 1;
    let digits = base64::digits_before(line, end);
    let shown = if digits < VIEW_RUN_BYTES_MIN { shown_before(line, end - digits) } else { None };
    let own = shown.as_deref().unwrap_or(&line[..end]);
    let digits = base64::digits_before(own, own.len());
    let (before, own) = own.split_at(own.len() - digits);
    if digits < VIEW_RUN_BYTES_MIN || digits % 4 != 3 || before.ends_with(b"@") {
        return false;
    }
    let count = |is: fn(&u8) -> bool| own.iter().filter(|b| is(b)).count();
    let capitals = count(u8::is_ascii_uppercase);
    let is_base32 = capitals + count(|b| matches!(b, b'2'..=b'7')) == digits && capitals < digits;
    let is_mixed = capitals >= CAPITALS_MIN && count(u8::is_ascii_lowercase) >= SMALL_MIN;
    let is_long = digits >= LONG_MIN && capitals * 5 >= digits && count(u8::is_ascii_digit) > 0;
    is_base32 || is_mixed && (is_long || base64::ends_whole(own))
}

/// The digits that end at the sign `line` ends with, but for what is not shown, where such a character stands before `at`.
fn shown_before(line: &[u8], at: usize) -> Option<Vec<u8>> {
    fold::invisible_before(line, at)?;
    let (mut end, mut shown) = (line.len() - 1, Vec::new());
    loop {
        let start = end - base64::digits_before(line, end);
        shown.extend(line[start..end].iter().rev());
        match fold::invisible_before(line, start) {
            Some(length) => end = start - length,
            None => break,
        }
    }
    shown.reverse();
    Some(shown)
}

/// How many capitals and small letters digits of base64 have at least: of the fewest that are looked at, hardly any have less.
const CAPITALS_MIN: usize = 3;
const SMALL_MIN: usize = 2;

/// From how many digits on figures and capitals among them tell base64 from a word, whatever the last one leaves over.
const LONG_MIN: usize = 24;

/// True for a line that ends with a backslash which no other one escapes.
fn is_continued(line: &[u8]) -> bool {
    line.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// True when a line that ends with `line` can be one that goes on.
pub(crate) fn may_go_on(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    matches!(line, [.., b'=' | b'\\' | b'@']) || Wrapped::of(line).is_some() || tag::is_open(line)
}

/// Ends what `lines` holds, so that whatever is appended then is a line of its own.
pub(crate) fn close(lines: &mut Vec<u8>) {
    let ends = 1 - usize::from(lines.ends_with(b"\n")) + usize::from(may_go_on(lines));
    lines.extend(std::iter::repeat_n(b'\n', ends));
}

/// How long the soft line end is that begins with the sign at `at`, from the sign to its line feed and the spaces behind it that belong
/// to it.
pub(super) fn length(text: &[u8], at: usize) -> Option<usize> {
    let feed = match text.get(at + 1..)? {
        [b'\n', ..] => at + 1,
        [b'\r', b'\n', ..] => at + 2,
        _ => return None,
    };
    if end(text, feed) != End::Soft {
        return None;
    }
    let is_fold = text[..at].ends_with(b"?");
    let indent = text[feed + 1..].iter().take_while(|b| is_fold && matches!(b, b' ' | b'\t')).count();
    Some(feed + 1 + indent - at)
}

/// The unit at a sign that is not there at the end of every other line.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let length = length(text, at)?;
    match text[at] {
        b'@' => Some(Unit::byte(length, b'@')),
        // Words of headers are read by another coder.
        b'=' if text[..at].ends_with(b"?") => None,
        _ => Some(Unit::nothing(length)),
    }
}

/// True where a line ends at the line feed at `at` of `text`, behind which nothing comes any more: as lines of base64 are read then.
fn parts(text: &[u8], at: usize) -> bool {
    match end(text, at) {
        End::Line => true,
        End::Soft => false,
        End::Unknown => !wrapped::may_go_on_behind(text, at),
    }
}

/// Where the line at `at` ends inside `text`, its line end included; the end of the text where it ends there.
pub(crate) fn line_end(text: &[u8], at: usize) -> usize {
    let mut feeds = memchr::memchr_iter(b'\n', &text[at..]).map(|n| at + n);
    feeds.find(|feed| parts(text, *feed)).map_or(text.len(), |feed| feed + 1)
}

/// Where the line at `at` begins.
pub(crate) fn line_start(text: &[u8], at: usize) -> usize {
    let mut feeds = memchr::memrchr_iter(b'\n', &text[..at]);
    feeds.find(|feed| parts(text, *feed)).map_or(0, |feed| feed + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> End {
        end(text.as_bytes(), text.find('\n').unwrap_or_default())
    }

    #[test]
    fn the_end_of_a_line_and_what_follows_decide() {
        for soft in [
            "exam=\nple",
            "exam=\r\nple",
            "a\u{200b}nn@e\u{200b}xam\u{200b}=\nple",
            "exam=\n ple",
            "a \\\n  b",
            "a\\\r\nb",
            "ann@\nexample",
            "x?=\n =?utf-8?Q?",
            "ann<b\nclass=x>@example.com",
            "aaaaaaaaaaaaaaa=\n@example.com",
            "ann@aaaAAaaaaaaAAAA=\nb.example.com",
            "AnnaMariaLeeAAA=\n@example.com",
            "YW5uQGV4YW1wbGU=\n@example.com",
        ] {
            assert_eq!(first(soft), End::Soft, "{soft:?}");
        }
        for line in [
            "a\nb",
            "YQ==\nb",
            "a=\n\nb",
            "a =\nb",
            "=\nb",
            "a\\\\\nb",
            "a\\\n\nb",
            "@\nb",
            "a @\nb",
            "a@\n b",
            "a@\n\n",
            "x?=\n y",
            "YW5uQGV4YW1wbGU=\nb",
            "a Y\u{200b}W\u{200b}5\u{200b}u\u{200b}QGV\u{200b}4YW1wbGU\u{200b}=\nb",
            "YW5uQGV4YW1wbGU=\n@ b",
            "GEZDGNBVGY3TQOJQGEZDGNA=\nb",
            "ann <b\nclass=x>",
            "ann<b\n\nclass=x>",
            "ann<b\n> quoted",
            "key:\n value",
            "x?=\n=?utf-8?Q?",
            "\nb",
        ] {
            assert_eq!(first(line), End::Line, "{line:?}");
        }
        for unknown in ["a=\n", "a\\\n", "a@\n", "x?=\n", "x?=\n ", "x?=\n ="] {
            assert_eq!(first(unknown), End::Unknown, "{unknown:?}");
        }
    }

    #[test]
    fn lines_go_from_one_end_to_the_next() {
        let text = b"one\ntwo=\nthree \\\n  four\nfive";
        assert_eq!((line_start(text, 12), line_end(text, 5)), (4, 24));
        assert_eq!((line_start(text, 2), line_end(text, 0)), (0, 4));
        assert_eq!((line_start(text, 27), line_end(text, 26)), (24, text.len()));
        assert_eq!(&text[24..], b"five");
    }

    #[test]
    fn what_may_go_on_is_seen_at_its_end() {
        assert!(["a=", "a=\n", "a=\r\n", "a\\", "a@\n"].iter().all(|l| may_go_on(l.as_bytes())));
        assert!(may_go_on(("x\n".to_owned() + &"YW5u".repeat(19) + "\n").as_bytes()));
        assert!(["", "\n", "a", "a\n"].iter().all(|l| !may_go_on(l.as_bytes())));
    }
}
