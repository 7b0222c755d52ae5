//! Lines of base64 that go on in each other: as in mail (RFC 2045, section 6.8), PEM (RFC 7468) and LDIF (RFC 2849), indented, behind the signs
//! of comments and quotes, and as strings of a list or of a sum.

use crate::bytes::without_return;
use crate::span::Span;
use crate::view::base64::{digits_before, is_digit};
use crate::view::soft::End;

/// How many digits a line has that goes on: 76 at most in mail, 64 in PEM, 60 or 40 elsewhere, and more in code.
pub(crate) const WRAPPED_MIN: usize = 40;
const WRAPPED_MAX: usize = 128;

/// The most signs before the digits of a line in which another goes on.
const LEAD_MAX: usize = 40;

/// The most signs behind the digits of a line that goes on.
const CLOSE_MAX: usize = 8;

/// The most figures of the number of a line.
const FIGURES_MAX: usize = 6;

/// As many digits at its beginning say that a line goes on one that is nothing but digits.
const BARE_MIN: usize = 16;

/// The most bytes of the next line that decide.
pub(super) const AHEAD_MAX: usize = LEAD_MAX + WRAPPED_MIN;

/// A line with as many digits of base64 at its end as programs put on one, with large and small letters: hashes in a list have one kind, rows of
/// figures none.
pub(super) struct Wrapped {
    /// It is nothing but digits.
    is_bare: bool,
    /// It may be one of LDIF, where lines are as long as others, whatever stands before the digits, and begin with a space.
    is_folded: bool,
}

impl Wrapped {
    /// The line that ends `before`, without its line end.
    pub(super) fn of(before: &[u8]) -> Option<Wrapped> {
        // Of most lines one of a few bytes says that they are none: those where digits stand wherever they end.
        const END_MAX: usize = CLOSE_MAX + ESCAPES_MAX;
        let is = |back: usize| before.len() >= back && is_digit(before[before.len() - back]);
        if ![WRAPPED_MIN, (WRAPPED_MIN + END_MAX) / 2, END_MAX + 1].into_iter().all(is) {
            return None;
        }
        if !before.last().is_some_and(|last| is_close(*last) || is_digit(*last)) {
            return None;
        }
        let end = digits_end(before);
        let near = &before[end.saturating_sub(WRAPPED_MAX + 1)..end];
        let digits = digits_before(near, near.len());
        let start = end - digits;
        if !(WRAPPED_MIN..=WRAPPED_MAX).contains(&digits) || !is_mixed(&before[start..end]) {
            return None;
        }
        let is_first = |at: usize| at == 0 || before[at - 1] == b'\n';
        let lead = &before[..start];
        let is_folded = lead.ends_with(b":: ") || lead.ends_with(b" ") && is_first(start - 1);
        let is_bare = end == before.len() && is_first(start);
        (is_folded || digits.is_multiple_of(4)).then_some(Wrapped { is_bare, is_folded })
    }

    /// Whether it goes on in a line that begins with `rest`: with as many digits as are looked at, or with groups up to its end.
    pub(super) fn goes_on(&self, rest: &[u8]) -> End {
        let rest = &rest[..rest.len().min(AHEAD_MAX)];
        match self.goes_on_behind(rest, lead(rest)) {
            End::Line if rest.len() < AHEAD_MAX && is_open(rest) => End::Unknown,
            end => end,
        }
    }

    /// The same behind so many signs.
    fn goes_on_behind(&self, rest: &[u8], lead: usize) -> End {
        let is_bare = self.is_bare && lead == 0;
        let enough = if is_bare { BARE_MIN } else { WRAPPED_MIN };
        if lead > LEAD_MAX || is_bare && rest.starts_with(b"--") {
            return End::Line;
        }
        let is_folded = self.is_folded && &rest[..lead] == b" ";
        let rest = &rest[lead..rest.len().min(lead + enough)];
        let digits = rest.iter().take_while(|b| is_digit(**b)).count();
        let filled = rest[digits..].iter().take_while(|b| **b == b'=').count();
        let is_some = digits > 1 && filled <= 2;
        let is_whole = (digits + filled).is_multiple_of(4);
        let is_one = filled == 0 && is_bare || is_folded;
        match rest.get(digits + filled) {
            None if filled > 2 => End::Line,
            None if digits + filled < enough => End::Unknown,
            None if is_bare || is_mixed(rest) => End::Soft,
            Some(b'\r' | b'\n') if is_some && (is_whole || is_one) => End::Soft,
            // A word of four letters is whole as well.
            Some(sign)
                if !is_bare && is_some && is_whole && ends(*sign, filled > 0 || digits >= BARE_MIN) =>
            {
                End::Soft
            }
            _ => End::Line,
        }
    }
}

/// True for a line of base64 that is nothing but digits and may go on in another one.
pub(crate) fn is_wrapped(line: &[u8]) -> bool {
    line.len() >= WRAPPED_MIN && Wrapped::of(line).is_some_and(|line| line.is_bare)
}

/// Where a line of base64 goes on whose digits end at `at`: the first digit of the next one. `None` where it does not.
pub(super) fn next(text: &[u8], at: usize) -> Option<usize> {
    let near = &text[at..text.len().min(at + CLOSE_MAX + ESCAPES_MAX + 2)];
    let feed = near.iter().take_while(|b| is_close(**b) || matches!(b, b'\r' | b'n' | b'r')).count();
    if near.get(feed) != Some(&b'\n') {
        return None;
    }
    let feed = at + feed;
    let is_last = digits_end(without_return(&text[..feed])) == at;
    (is_last && may_go_on_behind(text, feed)).then(|| feed + 1 + lead(ahead(text, feed)))
}

/// True when a line of base64 goes on behind the line feed at `feed`. Behind what is not there nothing comes any more.
pub(super) fn may_go_on_behind(text: &[u8], feed: usize) -> bool {
    let line = Wrapped::of(without_return(&text[..feed]));
    line.is_some_and(|line| line.goes_on(ahead(text, feed)) != End::Line)
}

/// What decides behind the line feed at `feed`.
pub(super) fn ahead(text: &[u8], feed: usize) -> &[u8] {
    &text[feed + 1..text.len().min(feed + 1 + AHEAD_MAX)]
}

/// Where the digits stand of each line of `raw`, which goes from a digit of the first one to a digit, or what fills them up, of the last one.
pub(super) fn pieces(raw: &[u8]) -> impl Iterator<Item = Span> {
    let mut start = 0;
    raw.split_inclusive(|b| *b == b'\n').map(move |line| {
        let end = match line.strip_suffix(b"\n") {
            Some(line) => digits_end(without_return(line)),
            None => line.len() - line.iter().rev().take_while(|b| **b == b'=').count(),
        };
        let piece = Span::new(start + end - digits_before(line, end), start + end);
        start += line.len();
        piece
    })
}

/// Where the digits end at the end of `line`: before what closes a string and parts it from the next one.
fn digits_end(line: &[u8]) -> usize {
    let close = line.iter().rev().take(CLOSE_MAX).take_while(|b| is_close(**b)).count();
    let tail = &line[line.len() - close..];
    // A plus sign stands behind a quote, or is a digit.
    let end = line.len() - close + tail.iter().take_while(|b| is_digit(**b)).count();
    match line.get(end) {
        Some(b'"' | b'\'') => unescaped(&line[..end]),
        _ => end,
    }
}

/// How long escaped line ends are.
const ESCAPES_MAX: usize = 4;

/// Where `string` ends without the line ends that are escaped in it.
fn unescaped(string: &[u8]) -> usize {
    let shorter = string.strip_suffix(br"\n").unwrap_or(string);
    shorter.strip_suffix(br"\r").unwrap_or(shorter).len()
}

/// True for what stands between the digits of a line and its end.
fn is_close(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'"' | b'\'' | b'`' | b',' | b'.' | b'&' | b'+' | b'_' | b'\\' | b'|' | b')' | b';'
    )
}

/// How many signs stand before the digits of a line that begins with `rest`.
fn lead(rest: &[u8]) -> usize {
    let signs = rest.iter().take(LEAD_MAX + 1).take_while(is_sign).count();
    if let Mark::Whole(length) = Mark::behind(rest, signs) {
        let behind = signs + length;
        return behind + rest[behind..].iter().take(LEAD_MAX + 1).take_while(is_sign).count();
    }
    if let Some([b'A'..=b'Z' | b'a'..=b'z', b'"' | b'\'']) = rest.get(signs..signs + 2) {
        return signs + 2;
    }
    // Those directly before others are digits.
    signs - digits_before(rest, signs)
}

fn is_sign(byte: &&u8) -> bool {
    matches!(byte, b' ' | b'\t') || byte.is_ascii_punctuation() && !matches!(byte, b'=' | b'<')
}

/// True where more of a line is needed to see what stands before its digits.
fn is_open(rest: &[u8]) -> bool {
    let signs = rest.iter().take(LEAD_MAX + 1).take_while(is_sign).count();
    signs <= LEAD_MAX && matches!(Mark::behind(rest, signs), Mark::Open)
}

/// What stands before the digits of a line besides signs.
enum Mark {
    None,
    /// So many bytes.
    Whole(usize),
    /// What is there of the line may begin one.
    Open,
}

impl Mark {
    /// That behind so many signs of `rest`. Parts of a mail end at two dashes.
    fn behind(rest: &[u8], signs: usize) -> Mark {
        if rest.starts_with(b"--") { Mark::None } else { Mark::of(&rest[signs..]) }
    }

    /// That which `rest` begins with: a number as `cat -n` has it, a bullet, a remark of a batch file, or a statement that adds a string to one.
    fn of(rest: &[u8]) -> Mark {
        let figures = rest.iter().take(FIGURES_MAX + 1).take_while(|b| b.is_ascii_digit()).count();
        if (1..=FIGURES_MAX).contains(&figures) && rest.get(figures) == Some(&b'\t') {
            return Mark::Whole(figures);
        }
        for mark in ["\u{2022} ", "rem ", "REM "].map(str::as_bytes) {
            if rest.starts_with(mark) {
                return Mark::Whole(mark.len());
            }
            if !rest.is_empty() && mark.starts_with(rest) {
                return Mark::Open;
            }
        }
        let of_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$' | b'-' | b'>');
        let name = &rest[..rest.iter().take(LEAD_MAX).take_while(of_name).count()];
        if name.is_empty() {
            return Mark::None;
        }
        let mut is_open = false;
        let is_call = [&b"append"[..], b"write"].iter().any(|call| name.ends_with(call));
        let rows: [&[&[u8]]; 5] = [&[b"+="], &[b".="], &[b"=", name, b"+"], &[b"("], &[b"="]];
        let last = rows.len() - usize::from(!name.ends_with(b"."));
        for row in rows[..last].iter().filter(|row| is_call || row[0] != b"(") {
            match Mark::row(rest, name.len(), row) {
                Mark::Whole(length) => return Mark::Whole(length),
                Mark::Open => is_open = true,
                Mark::None => {}
            }
        }
        if is_open { Mark::Open } else { Mark::None }
    }

    /// Up to the quote behind the words `row`, which stand in `rest` from `at` on with blanks between them.
    fn row(rest: &[u8], mut at: usize, row: &[&[u8]]) -> Mark {
        let blanks = |at: usize| rest[at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        for word in row {
            at += blanks(at);
            match &rest[at..] {
                next if next.starts_with(word) => at += word.len(),
                next if word.starts_with(next) => return Mark::Open,
                _ => return Mark::None,
            }
        }
        at += blanks(at);
        match rest.get(at) {
            None => Mark::Open,
            Some(b'"' | b'\'') => Mark::Whole(at),
            Some(_) => Mark::None,
        }
    }
}

/// True for what may stand directly behind the digits of the last line; where these can be a word, for what closes a string or an element.
fn ends(sign: u8, is_sure: bool) -> bool {
    matches!(sign, b'"' | b'\'' | b'<')
        || is_sure && (is_close(sign) || matches!(sign, b')' | b']' | b'}' | b';'))
}

fn is_mixed(digits: &[u8]) -> bool {
    digits.iter().any(u8::is_ascii_lowercase) && digits.iter().any(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::soft;

    const LINE: &str = "YW5uQGV4YW1wbGUuY29tYW5uQGV4YW1wbGUuY29tYW5uQGV4YW1wbGUuY29t";

    #[test]
    fn lines_of_base64_go_on_while_they_are_whole_and_digits_follow() {
        let line = "YW5u".repeat(19);
        let of = |line: &str, rest: &str| {
            let text = format!("to\n{line}\n{rest}");
            soft::end(text.as_bytes(), 3 + line.len())
        };
        for rest in [line.as_str(), "YW5u\n", "YQ==\n", "YW4=\r\nx", "YW5uQGV4YW1w\n", "YW5uQGV4YW1wbGU="] {
            assert_eq!(of(&line, rest), End::Soft, "{rest}");
            assert_eq!(of(&format!("{line}\r"), rest), End::Soft, "{rest}");
        }
        for rest in ["", "YW5u", "YW4="] {
            assert_eq!(of(&line, rest), End::Unknown, "{rest}");
        }
        for rest in ["\n", "--YW5uQGV4YW1wbGU", "x y", "YW5u YW5u", "YW5u=\n", "Y\n", "=\n", "a: b"] {
            assert_eq!(of(&line, rest), End::Line, "{rest}");
        }
        // Shorter and longer lines, what is no whole group, hashes.
        let others = [
            &line[..36],
            &line[..74],
            &"YW5u".repeat(33),
            &"5d41402abc4b2a76".repeat(4),
            &"+16505550120".repeat(5),
        ];
        for other in others {
            assert_eq!(of(other, &line), End::Line, "{other}");
        }
    }

    /// Whether `LINE` goes on over `border`, in as many digits as are looked at.
    fn is_joined(before: &str, border: &str) -> bool {
        let text = format!("x\n{before}{LINE}{border}{LINE}\n");
        let (at, next_at) = (2 + before.len() + LINE.len(), text.len() - LINE.len() - 1);
        let feed = text[at..].find('\n').unwrap_or_default() + at;
        let is_soft = soft::end(text.as_bytes(), feed) == End::Soft;
        assert_eq!(next(text.as_bytes(), at), is_soft.then_some(next_at), "{border:?}");
        let raw = format!("{}{border}{LINE}", &LINE[8..]);
        let pieces: Vec<_> = pieces(raw.as_bytes()).map(|span| &raw[span.start..span.end]).collect();
        assert!(!is_soft || pieces == [&LINE[8..], LINE], "{pieces:?}");
        is_soft
    }

    #[test]
    fn what_stands_around_line_ends_is_left_out() {
        for (before, border) in [
            ("    ", "\n    "),
            ("\t", "\r\n\t"),
            ("data:text/plain;base64,", "\n"),
            ("key: ", "\n  "),
            ("# ", "\n# "),
            ("> > ", "\n> > "),
            ("// ", "\n// "),
            (" * ", "\n * "),
            ("-- ", "\n-- "),
            ("[\"", "\",\n  \""),
            ("x = \"", "\" +\n  \""),
            ("x = '", "'\n  + '"),
            ("$x = '", "' .\n'"),
            ("x = b\"", "\"\n    b\""),
            ("x = \"", "\" & _\n  \""),
            ("x = \"", "\\n\"\n  \""),
            ("x = \"", "\\r\\n\"\r\n\""),
            ("x = \"", "\\\n  "),
            ("     1\t", "\n     2\t"),
            ("\u{2022} ", "\n\u{2022} "),
            ("rem ", "\nrem "),
            ("sb.append(\"", "\");\nsb.append(\""),
            ("  s += \"", "\";\n  s += \""),
            ("$s .= '", "';\n$s .= '"),
            ("x = \"", "\"\nx = x + \""),
            ("  '", "' ||\n  '"),
        ] {
            assert!(is_joined(before, border), "{before:?} {border:?}");
        }
        for border in
            ["\";\n  y = \"", "\")\ncall(\"", "\n\n", "\n  key: ", " x\n", "\n x ", ";\n\n\"", "\n=="]
        {
            assert!(!is_joined("", border), "{border:?}");
        }
    }

    #[test]
    fn what_goes_on_elsewhere_is_seen_by_its_end() {
        let of = |rest: &str| {
            let text = format!("key: {LINE}\n{rest}");
            soft::end(text.as_bytes(), 5 + LINE.len())
        };
        for rest in ["  YW5u\n", "  YQ==\n", "  YQ==\"]", "YW5uYQ==</pre>"] {
            assert_eq!(of(rest), End::Soft, "{rest}");
        }
        for rest in ["", "  ", "  YQ=", "  YQ==", "// "] {
            assert_eq!(of(rest), End::Unknown, "{rest}");
        }
        let names = "SPRING_DATASOURCE_HIKARI_DATASOURCEPROPERTIES_PASSWORD=x";
        for rest in [
            "\n",
            "ok\n",
            "  next one",
            "next, ",
            "Name: x\n",
            "PASSWORD_OF_THE_SERVER=x\n",
            names,
            "  YQ=== ",
        ] {
            assert_eq!(of(rest), End::Line, "{rest}");
        }
    }

    #[test]
    fn what_is_read_together_is_one_line_wherever_a_text_ends() {
        for (before, border) in [("", "\n"), ("    ", "\r\n    "), ("x = \"", "\" +\n  \""), ("d:: ", "\n ")]
        {
            let text = format!("{before}{LINE}{border}{LINE}{border}{LINE}");
            let at = before.len() + LINE.len();
            for end in at + border.len()..text.len() {
                let text = &text.as_bytes()[..end];
                let is_one = soft::line_end(text, 0) > at + border.len();
                assert_eq!(next(text, at).is_some(), is_one || end == at + border.len(), "{border:?} {end}");
                assert!(
                    !is_one || soft::line_start(text, end) == 0 || end > at + LINE.len(),
                    "{border:?} {end}"
                );
            }
        }
    }

    #[test]
    fn folded_lines_are_of_any_length() {
        let line = format!("description:: {}", &LINE[..58]);
        let of = |line: &str, rest: &str| soft::end(format!("{line}\n{rest}").as_bytes(), line.len());
        let next = format!(" {}", &LINE[..57]);
        assert_eq!(of(&line, &next), End::Soft);
        assert_eq!(of(&next, " YW5uY\n"), End::Soft);
        for rest in ["YW5uY\n", "  YW5uY\n", " YW5uY x", "\n"] {
            assert_eq!(of(&line, rest), End::Line, "{rest}");
        }
    }
}
