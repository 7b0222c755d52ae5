//! Values of SQL in running text that only a list of names says anything of: `INSERT INTO t (id, password) VALUES (1, 'x')` in a log, a
//! script, a string of JSON. What is before the statement and around it does not matter, and its quotes may be escaped as the language around
//! it asks.

use memchr::{memchr, memrchr};

use crate::finding::Finding;
use crate::format::sql::lex::is_word;
use crate::limits::{MATCH_BYTES_MAX, SQL_HEAD_BYTES_MAX, SQL_LISTED_MAX};
use crate::span::Span;

/// So much may stand between the names and `VALUES`: other words of the statement, or quotes between lines of a program.
const BETWEEN_BYTES_MAX: usize = 128;

/// The longest name that is one.
const NAME_BYTES_MAX: usize = 128;

/// Digits of a number without quotes that is looked at: shorter ones are flags and states, also in the bodies of triggers, where nothing can be
/// changed.
const NUMBER_BYTES_MIN: usize = 4;

/// Passes on the values of the statement whose word `VALUES` stands at `word`, each with its name; all of it is in `part`. Returns where its
/// first row begins and, if it does, where the last one ends.
pub(super) fn read<'t>(
    text: &'t [u8],
    word: usize,
    part: Span,
    mut found: impl FnMut(&'t [u8], Span),
) -> Option<(usize, Option<usize>)> {
    let (names, open) = head(text, Span::new(part.start, word), part.end)?;
    let end = rows(text, Span::new(open, part.end), |number, value| {
        let name = names.get(number).copied().unwrap_or_default();
        if !name.is_empty() && !value.is_empty() && !is_joined(value.of(text)) {
            found(name, value);
        }
    });
    Some((open, end))
}

/// The names before the word `VALUES`, which stands at the end of `before`, and where the first row opens behind it.
fn head(text: &[u8], before: Span, end: usize) -> Option<(Vec<&[u8]>, usize)> {
    let word = before.end;
    // Before it may stand the letter of an escape.
    let is_escape = matches!(text[..word], [.., b'\\', b'n' | b'r' | b't']);
    let is_word_there = matches!(text.get(word), Some(b'V' | b'v'))
        && (is_escape || !text[..word].last().is_some_and(|b| is_word(*b)));
    let behind = word + "VALUES".len();
    let open = opening(text, Span::new(behind.min(end), end)).filter(|_| is_word_there)?;
    let before = before.of(text);
    let close = before.len() - before.len().min(BETWEEN_BYTES_MAX);
    let close = close + memrchr(b')', &before[close..])?;
    if memchr(b';', &before[close..]).is_some() {
        return None;
    }
    let from = close - close.min(SQL_HEAD_BYTES_MAX);
    let listed = &before[from + memrchr(b'(', &before[from..close])? + 1..close];
    let names: Vec<&[u8]> = listed.split(|b| *b == b',').take(SQL_LISTED_MAX).map(name).collect();
    names.iter().any(|name| !name.is_empty()).then_some((names, open))
}

/// A name without quotes and the table before it; empty where it is none.
fn name(written: &[u8]) -> &[u8] {
    let is_around = |b: &u8| !is_word(*b);
    let end = written.len() - written.iter().rev().take_while(|b| is_around(b)).count();
    let start = written[..end].iter().rposition(|b| matches!(b, b'.' | b'"' | b'\'' | b'`' | b'[' | b'\\'));
    let own = written[start.map_or(0, |n| n + 1)..end].trim_ascii();
    let is_name = own.len() <= NAME_BYTES_MAX && own.iter().all(|b| is_word(*b) || matches!(b, b' ' | b'-'));
    // The letter of an escape (`\n`) is none of a name.
    let is_escaped = start.is_some_and(|n| written[n] == b'\\');
    if !is_name {
        b""
    } else if is_escaped {
        own.get(1..).unwrap_or_default().trim_ascii()
    } else {
        own
    }
}

/// Where the bracket of a row opens, with nothing before it in `part` but white space and `ROW`.
fn opening(text: &[u8], part: Span) -> Option<usize> {
    let mut at = behind_white(text, part);
    if text[at..part.end].get(..3).is_some_and(|word| word.eq_ignore_ascii_case(b"row")) {
        at = behind_white(text, Span::new(at + 3, part.end));
    }
    (at < part.end && text[at] == b'(').then_some(at)
}

/// Where white space ends, escaped or not.
fn behind_white(text: &[u8], part: Span) -> usize {
    let mut at = part.start;
    loop {
        at += match &text[at..part.end] {
            [b, ..] if b.is_ascii_whitespace() => 1,
            [b'\\', b'n' | b'r' | b't', ..] => 2,
            _ => return at,
        };
    }
}

/// Passes on the values of the rows of which the first opens where `part` begins, each with its number in the row. Returns where the last row
/// ends; nothing where one has no end in `part`.
fn rows(text: &[u8], part: Span, mut found: impl FnMut(usize, Span)) -> Option<usize> {
    let mut open = part.start;
    loop {
        let end = row(text, Span::new(open + 1, part.end), &mut found)?;
        let comma = behind_white(text, Span::new(end, part.end));
        let next = (text.get(comma) == Some(&b',')).then_some(comma + 1);
        match next.and_then(|next| opening(text, Span::new(next, part.end.max(next)))) {
            Some(next) => open = next,
            None => return Some(end),
        }
    }
}

/// The same of one row, behind its bracket.
fn row(text: &[u8], part: Span, found: &mut impl FnMut(usize, Span)) -> Option<usize> {
    let (mut at, mut depth, mut number) = (part.start, 0_usize, 0);
    while at < part.end {
        match text[at] {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at + 1),
            b')' => depth -= 1,
            b',' if depth == 0 => number += 1,
            b'\'' | b'"' | b'`' | b'\\' => {
                let Some(quote) = Quote::at(text, Span::new(at, part.end)) else {
                    at += 2;
                    continue;
                };
                let (inner, behind) = quote.literal(text, part.end);
                found(number, inner);
                at = behind?;
                continue;
            }
            byte if is_word(byte) => {
                let run = text[at..part.end].iter().take_while(|b| is_word(**b) || **b == b'.').count();
                if byte.is_ascii_digit() && run >= NUMBER_BYTES_MIN {
                    found(number, Span::new(at, at + run));
                }
                at += run;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// What stands before a value and behind it.
struct Quote {
    /// Where the value begins.
    start: usize,
    sign: u8,
    /// So many backslashes stand before each sign, where the language around the statement has the same quotes.
    escapes: usize,
    /// The sign stands there twice: the statement is a text of SQL itself.
    is_doubled: bool,
}

impl Quote {
    fn at(text: &[u8], part: Span) -> Option<Self> {
        let escapes = part.of(text).iter().take_while(|b| **b == b'\\').count();
        let at = part.start + escapes;
        let sign = *text[..part.end].get(at).filter(|b| matches!(b, b'\'' | b'"' | b'`'))?;
        let run = text[at..part.end].iter().take(5).take_while(|b| **b == sign).count();
        let next = text[..part.end].get(at + 2);
        let is_empty =
            next.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b',' | b')' | b':' | b'|' | b'\\'));
        let is_doubled = escapes == 0 && sign == b'\'' && (run == 2 && !is_empty || run == 4);
        Some(Quote { start: at + 1 + usize::from(is_doubled), sign, escapes, is_doubled })
    }

    /// The value in the quotes, and what stands behind them; nothing where they have no end, or what is around the statement ends before.
    fn literal(&self, text: &[u8], end: usize) -> (Span, Option<usize>) {
        let mut from = self.start;
        while let Some(n) = memchr(self.sign, &text[from..end]) {
            let at = from + n;
            let escapes = text[self.start..at].iter().rev().take_while(|b| **b == b'\\').count();
            let run = text[at..end].iter().take_while(|b| **b == self.sign).count();
            let value = Span::new(self.start, at - self.escapes.min(escapes));
            from = match (self.escapes, self.is_doubled) {
                (0, true) if run >= 4 => at + 4,
                (0, true) => return (value, (run >= 2).then_some(at + 2)),
                (0, false) if escapes % 2 == 1 => at + 1,
                (0, false) if run >= 2 => at + 2,
                (0, false) => return (Span::new(self.start, at), Some(at + 1)),
                (own, _) if escapes > own => at + 1,
                (own, _) => return (value, (escapes == own).then_some(at + 1)),
            };
        }
        (Span::new(self.start, end), None)
    }
}

/// True where a program puts a value between two texts: `'" + name + "'`.
fn is_joined(value: &[u8]) -> bool {
    let is_quote = |b: Option<&u8>| matches!(b, Some(b'"' | b'\'' | b'`'));
    let is_sign = |b: &&u8| !b.is_ascii_whitespace();
    let joins = |b: Option<&u8>| matches!(b, Some(b'+' | b'.' | b'&' | b'|' | b','));
    is_quote(value.first())
        && is_quote(value.last())
        && value.len() > 4
        && joins(value[1..].iter().find(is_sign))
        && joins(value[..value.len() - 1].iter().rev().find(is_sign))
}

/// A finding that is the name of a function and its bracket (`password = MD5('x')`) is one of the text that it gets.
pub(super) fn in_call(text: &[u8], f: Finding) -> Finding {
    let is_call =
        f.span.of(text).strip_suffix(b"(").is_some_and(|name| name.iter().all(|b| is_word(*b) || *b == b'.'));
    let end = text.len().min(f.span.end + MATCH_BYTES_MAX);
    let literal = is_call.then(|| Quote::at(text, Span::new(f.span.end, end))).flatten();
    match literal.map(|quote| quote.literal(text, end)) {
        Some((span, Some(_))) if !span.is_empty() && memchr(b'\n', span.of(text)).is_none() => {
            Finding { span, ..f }
        }
        _ => f,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The values of `text` with their names.
    fn values(text: &str) -> Vec<(String, String)> {
        let (mut seen, bytes) = (Vec::new(), text.as_bytes());
        let mut at = 0;
        while let Some(n) = text[at..].to_ascii_uppercase().find("VALUES") {
            let word = at + n;
            at = word + 1;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            read(bytes, word, Span::new(0, bytes.len()), |name, value| {
                seen.push((text(name), text(value.of(bytes))));
            });
        }
        seen
    }

    #[test]
    fn values_are_read_in_quotes_of_any_language() {
        for (text, expected) in [
            (
                "INSERT INTO t (id, password) VALUES (1234, 'x y');",
                &[("id", "1234"), ("password", "x y")][..],
            ),
            (
                "x: insert into `d`.t(`a`,t.`b`) values('x'),( \"y\" , 'z' )",
                &[("a", "x"), ("a", "y"), ("b", "z")],
            ),
            (r#"{"q":"INSERT INTO t (\"a\",b)\nVALUES\n(\"x\", \"y\")"}"#, &[("a", "x"), ("b", "y")]),
            (r"q = 'INSERT INTO t (a,b) VALUES (\'x\', \'y\\\'z\')'", &[("a", "x"), ("b", r"y\\\'z")]),
            (
                "EXECUTE 'INSERT INTO t (a,b) VALUES (''x'', ''y''''z'', '''')'",
                &[("a", "x"), ("b", "y''''z")],
            ),
            ("(a, b) VALUES ('it''s', 'x\\'y')", &[("a", "it''s"), ("b", "x\\'y")]),
            ("([a], [b c]) OUTPUT inserted.id VALUES (N'x', E'y'::text)", &[("a", "x"), ("b c", "y")]),
            ("(a, b) VALUES (MD5('x'), ROW(1, 'y'))", &[("a", "x"), ("b", "y")]),
            ("(a, b) VALUES ROW('x', NULL), ROW(?, 'y')", &[("a", "x"), ("b", "y")]),
            ("(a) VALUES ('x", &[("a", "x")]),
            ("(a) VALUES ($1, :b2, @c3, %s)", &[]),
            ("(a) values x (b)", &[]),
            ("f(a); VALUES ('x')", &[]),
            ("(a) ALTVALUES ('x')", &[]),
        ] {
            let seen = values(text);
            let seen: Vec<(&str, &str)> = seen.iter().map(|(n, v)| (&n[..], &v[..])).collect();
            assert_eq!(seen, expected, "{text}");
        }
    }

    #[test]
    fn what_a_program_puts_there_is_no_value() {
        for (value, expected) in [
            ("\" + name + \"", true),
            ("\".$name.\"", true),
            ("' || name || '", true),
            ("\"x\"", false),
            ("x", false),
            ("\"", false),
        ] {
            assert_eq!(is_joined(value.as_bytes()), expected, "{value}");
        }
    }
}
