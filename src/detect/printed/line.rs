//! What a line of a printed table is: a rule, cells, or neither; whatever stands before the table in every line.

use std::sync::LazyLock;

use memchr::{memchr, memmem};
use regex::bytes::Regex;

use super::markdown;

/// What every table has in a rule below its names or above its record, of signs or of lines that are drawn (`─`, `━`, `═`; ClickHouse has one
/// around its names, `┌─id─┬─`; Markdown has few signs, `|-|:--:|`), and what a line with the value of a pair or a flag of a list has.
static SIGNS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"---|\|-|:--|==\+|\[ RECORD |──|━━|══|┌─|alue:|alue":|alue" :|alue =|alue':|alue>|<string>|- --|- "--|- '--"#,
    )
    .ok()
});

/// What stands behind the number of a record.
const RECORD: &[u8] = b"[ RECORD ";

/// Where in `text` the first sign of a table stands.
pub(super) fn sign(text: &[u8]) -> Option<usize> {
    SIGNS.as_ref().and_then(|signs| signs.find(text)).map(|found| found.start())
}

/// A line that parts others.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// Where it begins in its line.
    pub(super) column: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `+----+----+`, with its signs `+`, which stand so many characters from its start.
    Frame(Vec<usize>),
    /// `----+----`, for so many columns.
    Inner(usize),
    /// `-----------`, so many signs.
    Single(usize),
    /// `---- ----`: where in it each column begins and ends, in characters.
    Apart(Vec<(usize, usize)>),
    /// `-[ RECORD 1 ]----`
    Record,
    /// `|---|:--:|`, for so many columns.
    Bars(usize),
}

/// A character of a rule, as one of `-`, `=`, `+` and a space, and how many bytes it has; it ends `line`.
fn last_sign(line: &[u8]) -> Option<(u8, usize)> {
    match line {
        [.., sign @ (b'-' | b'=' | b'+' | b' ')] => Some((*sign, 1)),
        // Box Drawing, U+2500 to U+257F: lines that go across, lines that stand, and what they meet in.
        [.., 0xe2, 0x94, 0x80 | 0x81 | 0x84 | 0x85 | 0x88 | 0x89] => Some((b'-', 3)),
        [.., 0xe2, 0x94, 0x8c..=0xbf] | [.., 0xe2, 0x95, 0x80..=0x8b | 0x92..=0xb0] => Some((b'+', 3)),
        [.., 0xe2, 0x95, 0x90 | 0xb4..=0xbf] => Some((b'-', 3)),
        _ => None,
    }
}

impl Rule {
    /// The rule that ends `line`, of which [`without_end`] left nothing behind it.
    pub(super) fn of(line: &[u8]) -> Option<Rule> {
        if let Some(rule) = memmem::find(line, RECORD).and_then(|at| Rule::of_record(line, at)) {
            return Some(rule);
        }
        if let Some(rule) = markdown::rule(line) {
            return Some(rule);
        }
        let (mut column, mut folded) = (line.len(), Vec::new());
        while let Some((sign, length)) = last_sign(&line[..column]) {
            folded.push(sign);
            column -= length;
        }
        folded.reverse();
        let blank = folded.iter().take_while(|b| **b == b' ').count();
        // A line of a diff has a sign directly before it.
        let first = blank + usize::from(folded[blank..].starts_with(b"+"));
        let is_apart =
            folded[first..].contains(&b' ') && folded[first..].iter().all(|b| matches!(b, b'-' | b' '));
        // What is quoted, listed or a remark has a sign and a space before it.
        let lead =
            if is_apart { first } else { folded.iter().rposition(|b| *b == b' ').map_or(0, |n| n + 1) };
        let frame = folded[lead..].windows(2).position(|pair| matches!(pair, b"+-" | b"+="));
        let is_frame = frame.is_some() && folded.ends_with(b"+") && !is_apart;
        let lead = match frame {
            Some(at) if is_frame => lead + at,
            Some(0) => lead + 1,
            _ => lead,
        };
        let own = &folded[lead..];
        let kind = match () {
            () if own.len() < 2 || own.contains(&b'=') && !is_frame => return None,
            () if is_frame => Kind::Frame((0..own.len()).filter(|n| own[*n] == b'+').collect()),
            () if is_apart => Kind::Apart(groups(own)),
            () if own.ends_with(b"+") => return None,
            () if own.contains(&b'+') => Kind::Inner(1 + memchr::memchr_iter(b'+', own).count()),
            () => Kind::Single(own.len()),
        };
        // The signs of what is drawn have more bytes.
        let mut before = column;
        for _ in 0..lead {
            before += if line[before] < 0x80 { 1 } else { 3 };
        }
        Some(Rule { column: of_lines(line, before), kind })
    }

    /// The rule around the number of a record at `at`; in a frame, a corner stands before and behind it.
    fn of_record(line: &[u8], at: usize) -> Option<Rule> {
        let (_, length) = last_sign(&line[..at]).filter(|(sign, _)| *sign == b'-')?;
        let start = at - length;
        let corner = last_sign(&line[..start]).filter(|(sign, _)| *sign == b'+');
        let is_framed = last_sign(line).is_some_and(|(sign, _)| sign == b'+');
        let column = start - corner.filter(|_| is_framed).map_or(0, |(_, length)| length);
        Some(Rule { column: of_lines(line, column), kind: Kind::Record })
    }
}

/// Where the lines of a table begin whose rule begins at `column` of `line`: what opens a text stands before its first line only.
pub(super) fn of_lines(line: &[u8], column: usize) -> usize {
    let is_opened = matches!(line[..column], [.., b'>' | b'"' | b'\'' | b'`'] | [.., 0xef, 0xbb, 0xbf]);
    if is_opened { 0 } else { column }
}

/// `line` without what opens a text in it.
pub(super) fn without_start(line: &[u8]) -> &[u8] {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let behind = |at: usize| memchr(b'>', &line[at..]).map(|n| &line[at + n + 1..]);
    memmem::find(line, b"<pre").and_then(behind).unwrap_or(line)
}

/// Where groups of `-` begin and end.
fn groups(signs: &[u8]) -> Vec<(usize, usize)> {
    let (mut all, mut at) = (Vec::new(), 0);
    for group in signs.split(|b| *b == b' ') {
        if !group.is_empty() {
            all.push((at, at + group.len()));
        }
        at += group.len() + 1;
    }
    all
}

/// `line` without what can stand behind a table in it: white space, what was written for the end of the line, the end of an element or a text.
pub(super) fn without_end(line: &[u8]) -> &[u8] {
    const ENDS: [&[u8]; 12] = [
        b"<br>", b"<br/>", b"<br />", b"</pre>", b"</code>", b"</p>", b"</div>", b"</body>", b"</html>",
        b"\\r", b"\\n\",", b"\\n\"",
    ];
    let mut line = line.trim_ascii_end();
    while let Some(shorter) = ENDS.iter().find_map(|end| line.strip_suffix(*end)) {
        line = shorter.trim_ascii_end();
    }
    line
}

/// How many bytes the character has that begins with `byte`.
pub(super) fn character(byte: u8) -> usize {
    match byte {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}

/// How many characters `text` has.
pub(super) fn characters(text: &[u8]) -> usize {
    text.iter().filter(|b| **b & 0xc0 != 0x80).count()
}

/// How many bytes the bar has with which `text` begins; 0 for none.
pub(super) fn bar(text: &[u8]) -> usize {
    match text {
        [b'|', ..] => 1,
        // U+2502, U+2503 and U+2551.
        [0xe2, 0x94, 0x82 | 0x83, ..] | [0xe2, 0x95, 0x91, ..] => 3,
        _ => 0,
    }
}

/// The bar with which `text` ends; 0 for none.
pub(super) fn last_bar(text: &[u8]) -> usize {
    match text {
        [.., b'|'] => 1,
        [.., 0xe2, 0x94, 0x82 | 0x83] | [.., 0xe2, 0x95, 0x91] => 3,
        _ => 0,
    }
}

/// Where the first bar of `text` stands.
pub(super) fn first_bar(text: &[u8]) -> Option<usize> {
    let drawn = || memchr::memchr_iter(0xe2, text).find(|at| bar(&text[*at..]) > 0);
    memchr(b'|', text).into_iter().chain(drawn()).min()
}

/// The cells of `text`, with bars between them. Where a bar is drawn, `|` is part of a value.
pub(super) fn cells(text: &[u8]) -> Vec<&[u8]> {
    if !memchr::memchr_iter(0xe2, text).any(|at| bar(&text[at..]) > 0) {
        return text.split(|b| *b == b'|').collect();
    }
    let (mut all, mut from) = (Vec::new(), 0);
    for at in memchr::memchr_iter(0xe2, text) {
        let length = bar(&text[at..]);
        if length > 0 {
            all.push(&text[from..at]);
            from = at + length;
        }
    }
    all.push(&text[from..]);
    all
}

/// The names in a first line of ClickHouse, `┌─id─┬─password─┐`, and where that begins.
pub(super) fn drawn_names(line: &[u8]) -> Option<(usize, Vec<&[u8]>)> {
    let column = memmem::find(line, "┌─".as_bytes())?;
    let mut rest = line[column + 3..].strip_suffix("┐".as_bytes())?;
    let mut names = Vec::new();
    loop {
        let end = memmem::find(rest, "┬".as_bytes());
        let mut name = &rest[..end.unwrap_or(rest.len())];
        while let Some(shorter) = name.strip_prefix("─".as_bytes()).or(name.strip_suffix("─".as_bytes()))
        {
            name = shorter;
        }
        names.push(name);
        let Some(end) = end else { break };
        rest = &rest[end + 3..];
    }
    names.iter().any(|name| !name.is_empty()).then_some((column, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_whatever_stands_before_them() {
        let frame = |column, signs: &[usize]| Some(Rule { column, kind: Kind::Frame(signs.to_vec()) });
        let of = |line: &str| Rule::of(without_end(line.as_bytes()));
        assert_eq!(of("+--+---+"), frame(0, &[0, 3, 7]));
        assert_eq!(of("  +--+---+  "), frame(2, &[0, 3, 7]));
        assert_eq!(of("++--+---+"), frame(1, &[0, 3, 7]));
        assert_eq!(of("-+--+---+\r"), frame(1, &[0, 3, 7]));
        assert_eq!(of("-- +--+---+<br>"), frame(3, &[0, 3, 7]));
        assert_eq!(of("db-1  | +==+===+"), frame(8, &[0, 3, 7]));
        assert_eq!(of("> ├──┼───┤"), frame(2, &[0, 3, 7]));
        let rule = |column, kind| Some(Rule { column, kind });
        assert_eq!(of("----+----"), rule(0, Kind::Inner(2)));
        assert_eq!(of("+----+----"), rule(1, Kind::Inner(2)));
        assert_eq!(of("-- ----+----"), rule(3, Kind::Inner(2)));
        assert_eq!(of("────┼────"), rule(0, Kind::Inner(2)));
        assert_eq!(of("12:00 ----"), rule(6, Kind::Single(4)));
        assert_eq!(of("-- ----"), rule(0, Kind::Apart(vec![(0, 2), (3, 7)])));
        assert_eq!(of("  --  ----"), rule(2, Kind::Apart(vec![(0, 2), (4, 8)])));
        assert_eq!(of("> -[ RECORD 1 ]---"), rule(2, Kind::Record));
        assert_eq!(of("-[ RECORD 1 ]-+---"), rule(0, Kind::Record));
        assert_eq!(of("+-[ RECORD 1 ]-+---+"), rule(0, Kind::Record));
        assert_eq!(of("─[ RECORD 1 ]─┬──"), rule(0, Kind::Record));
        assert_eq!(of("|---|---|"), rule(0, Kind::Bars(2)));
        for other in ["", "a", "a = b", "+++ b/x", "a --", "====", "a-b+"] {
            assert!(!matches!(of(other).map(|r| r.kind), Some(Kind::Frame(_) | Kind::Inner(_))), "{other}");
        }
    }

    #[test]
    fn cells_stand_between_bars() {
        assert_eq!(cells(b" a | b"), [&b" a "[..], b" b"]);
        assert_eq!(cells("a|b│c".as_bytes()), [&b"a|b"[..], b"c"]);
        assert_eq!(drawn_names("┌─id─┬─password─┐".as_bytes()), Some((0, vec![&b"id"[..], b"password"])));
        assert_eq!(drawn_names("┌────┐".as_bytes()), None);
        assert_eq!(first_bar("é│a|".as_bytes()), Some(2));
    }
}
