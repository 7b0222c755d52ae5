//! Values of SQL in running text that only a list of names says anything of: `INSERT INTO t (id, password) VALUES (1, 'x')` in a log, a
//! script, a string of JSON. What is before the statement and around it does not matter, and its quotes may be escaped as the language around
//! it asks.

use memchr::{memchr, memrchr};

use crate::bytes::is_any;
use crate::detect::literal::{NUMBER_BYTES_MIN, Quote, behind_white, in_dollars};
use crate::format::sql::lex::is_word;
use crate::limits::{MATCH_BYTES_MAX, SQL_HEAD_BYTES_MAX, SQL_LISTED_MAX};
use crate::span::Span;

/// So much may stand between the names and `VALUES`: other words of the statement, or quotes between lines of a program.
const BETWEEN_BYTES_MAX: usize = 128;

/// The longest name that is one.
const NAME_BYTES_MAX: usize = 128;

/// How many dollars of a row are taken for those of a text that turn out to begin none.
const DOLLARS_MAX: usize = 8;

/// So many queries stand around one whose values are rows.
const AROUND_MAX: usize = 4;

/// Words behind what a query selects.
const BEHIND_QUERY: [&[u8]; 11] = [
    b"union",
    b"except",
    b"intersect",
    b"where",
    b"group",
    b"having",
    b"order",
    b"limit",
    b"returning",
    b"on",
    b"into",
];

/// Passes on the values of the statement whose word `VALUES`, `VALUE` or `SELECT` stands at `word`, each with its name; all of it is in `part`.
/// Returns where its first row begins and, if it does, where the last one ends.
pub(super) fn read<'t>(
    text: &'t [u8],
    word: usize,
    part: Span,
    mut found: impl FnMut(&'t [u8], Span),
) -> Option<(usize, Option<usize>)> {
    let behind = word + text[word..part.end].iter().take_while(|b| is_word(**b)).count();
    // Before it may stand the letter of an escape.
    let is_escape = matches!(text[..word], [.., b'\\', b'n' | b'r' | b't']);
    if !is_escape && text[..word].last().is_some_and(|b| is_word(*b)) {
        return None;
    }
    let mut put = |names: &[&'t [u8]], number, value| put_called(text, names, (number, value), &mut found);
    let (before, rest) = (Span::new(part.start, word), Span::new(behind, part.end));
    if text[word..behind].eq_ignore_ascii_case(b"select") {
        let around = before.start + before_query(before.of(text));
        let names = names_before(text, Span::new(before.start, around), 0)?;
        let mut is_of_rows = false;
        let end = queries(text, rest, &mut |number, value| {
            is_of_rows = true;
            put(&names, number, value);
        });
        // What it selects may come from a query that has the values.
        let is_around = !is_of_rows && end.is_some_and(|end| end - behind <= BETWEEN_BYTES_MAX);
        return (!is_around).then_some((behind, end));
    }
    if !is_any(&[b"values", b"value"], &text[word..behind]) {
        return None;
    }
    let open = opening(text, rest)?;
    let of_rows = Span::new(open, part.end);
    let names = names_before(text, before, BETWEEN_BYTES_MAX).or_else(|| {
        let end =
            text[before.start..word].trim_ascii_end().ends_with(b"(").then(|| rows(text, of_rows, |_, _| {}));
        names_behind(text, Span::new(end??, part.end))
    })?;
    Some((open, rows(text, of_rows, |number, value| put(&names, number, value))))
}

/// The same where the sign `=` of `(a, b) = ('x', 'y')` stands at `sign`. Returns where what was read ends.
pub(super) fn assigned<'t>(
    text: &'t [u8],
    sign: usize,
    part: Span,
    mut found: impl FnMut(&'t [u8], Span),
) -> Option<usize> {
    let open = opening(text, Span::new((sign + 1).min(part.end), part.end))?;
    let names = names_before(text, Span::new(part.start, sign), 0)?;
    let of_row = Span::new(open + 1, part.end.min(open + MATCH_BYTES_MAX));
    let end = row(text, of_row, Of::Brackets, &mut |number, value| {
        put_called(text, &names, (number, value), &mut found);
    });
    Some(end.unwrap_or(of_row.end))
}

/// Passes on a value of a row, if it has a name.
fn put_called<'t>(
    text: &'t [u8],
    names: &[&'t [u8]],
    (number, value): (usize, Span),
    found: &mut impl FnMut(&'t [u8], Span),
) {
    let name = names.get(number).copied().unwrap_or_default();
    if !name.is_empty() && !value.is_empty() && !is_joined(value.of(text)) {
        found(name, value);
    }
}

/// The names in the brackets that end at most so many bytes before the end of `before`, besides white space.
fn names_before(text: &[u8], before: Span, most: usize) -> Option<Vec<&[u8]>> {
    let before = before.of(text);
    let end = if most == 0 { white_before(before) } else { before.len() };
    let close = end - end.min(most.max(1));
    let close = close + memrchr(b')', &before[close..end])?;
    if memchr(b';', &before[close..]).is_some() {
        return None;
    }
    let from = close - close.min(SQL_HEAD_BYTES_MAX);
    listed(&before[from + memrchr(b'(', &before[from..close])? + 1..close])
}

/// Where the white space begins that `before` ends with, escaped or not.
fn white_before(before: &[u8]) -> usize {
    let mut rest = before.trim_ascii_end();
    while let [shorter @ .., b'\\', b'n' | b'r' | b't'] = rest {
        rest = shorter.trim_ascii_end();
    }
    rest.len()
}

/// What stands before a query and those around it, as its length: before `(`, `SELECT * FROM (`, `WITH a AS (`.
fn before_query(before: &[u8]) -> usize {
    let mut end = white_before(before);
    for _ in 0..AROUND_MAX {
        let Some(outside) = before[..end].strip_suffix(b"(") else { break };
        let rest = &outside[..white_before(outside)];
        let outer = without_word(rest, b"from")
            .and_then(|rest| without_word(rest.strip_suffix(b"*")?, b"select"))
            .or_else(|| {
                let named = without_word(rest, b"as")?;
                let name = named.iter().rev().take(NAME_BYTES_MAX).take_while(|b| is_word(**b)).count();
                without_word(&named[..named.len() - name], b"with")
            });
        end = outer.unwrap_or(rest).len();
    }
    end
}

/// `text` without the word and the white space that it ends with.
fn without_word<'t>(text: &'t [u8], word: &[u8]) -> Option<&'t [u8]> {
    let text = &text[..white_before(text)];
    let (rest, last) = text.split_at(text.len().checked_sub(word.len())?);
    let is_apart =
        rest.last().is_none_or(|b| !is_word(*b)) || matches!(rest, [.., b'\\', b'n' | b'r' | b't']);
    (last.eq_ignore_ascii_case(word) && is_apart).then(|| &rest[..white_before(rest)])
}

/// The names behind rows that are a table: `) AS s (a, b)`.
fn names_behind(text: &[u8], part: Span) -> Option<Vec<&[u8]>> {
    let near = &text[part.start..part.end.min(part.start + SQL_HEAD_BYTES_MAX)];
    let open = memchr(b'(', &near[..near.len().min(BETWEEN_BYTES_MAX)])?;
    let between = near[..open].strip_prefix(b")")?;
    let is_name = |b: &u8| is_word(*b) || b.is_ascii_whitespace() || b"\"`[]\\".contains(b);
    let is_between = between.iter().all(is_name) && between.iter().any(|b| is_word(*b));
    let close = open + memchr(b')', &near[open..])?;
    is_between.then(|| listed(&near[open + 1..close])).flatten()
}

/// Names with commas between them; nothing where none is one.
fn listed(written: &[u8]) -> Option<Vec<&[u8]>> {
    let names: Vec<&[u8]> = written.split(|b| *b == b',').take(SQL_LISTED_MAX).map(name).collect();
    names.iter().any(|name| !name.is_empty()).then_some(names)
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

/// Passes on the values of the rows of which the first opens where `part` begins, each with its number in the row. Returns where the last row
/// ends; nothing where one has no end in `part`.
fn rows(text: &[u8], part: Span, mut found: impl FnMut(usize, Span)) -> Option<usize> {
    let mut open = part.start;
    loop {
        let end = row(text, Span::new(open + 1, part.end), Of::Brackets, &mut found)?;
        let comma = behind_white(text, Span::new(end, part.end));
        let next = (text.get(comma) == Some(&b',')).then_some(comma + 1);
        match next.and_then(|next| opening(text, Span::new(next, part.end.max(next)))) {
            Some(next) => open = next,
            None => return Some(end),
        }
    }
}

/// The same of what queries select, of which the first begins with `part`; others stand behind `UNION`.
fn queries(text: &[u8], part: Span, found: &mut impl FnMut(usize, Span)) -> Option<usize> {
    let mut at = part.start;
    loop {
        let end = row(text, Span::new(at, part.end), Of::Query, found)?;
        match behind_union(text, Span::new(end.min(part.end), part.end)) {
            Some(next) => at = next,
            None => return Some(end),
        }
    }
}

/// Where the next query goes on behind its word, if one is put beside that which ends where `part` begins.
fn behind_union(text: &[u8], part: Span) -> Option<usize> {
    let near = Span::new(part.start, part.end.min(part.start + BETWEEN_BYTES_MAX));
    let between = near.of(text).iter().position(|b| matches!(b, b';' | b'\'' | b'"' | b'`'));
    let near = &near.of(text)[..between.unwrap_or(near.len())];
    let mut words = words(near).skip_while(|(_, word)| !word.eq_ignore_ascii_case(b"union")).skip(1);
    let (at, word) = words.find(|(_, word)| !is_any(&[b"all", b"distinct"], word))?;
    word.eq_ignore_ascii_case(b"select").then_some(part.start + at + word.len())
}

/// The words of `text`, and where each begins; the letter of an escape (`\n`) is none of it.
fn words(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += text[at..].iter().take_while(|b| !is_word(**b)).count();
        let length = text[at..].iter().take_while(|b| is_word(**b)).count();
        let is_escape = text[..at].ends_with(b"\\") && matches!(text.get(at), Some(b'n' | b'r' | b't'));
        let start = at + usize::from(is_escape);
        at += length;
        (length > 0).then(|| (start, &text[start..at]))
    })
}

/// Passes on the texts of a call behind its bracket. Returns where it ends, if it does in `part`.
pub(super) fn call(text: &[u8], part: Span, mut found: impl FnMut(Span)) -> Option<usize> {
    row(text, part, Of::Call, &mut |_, value| {
        if matches!(text[value.start - 1], b'\'' | b'"' | b'`' | b'$') {
            found(value);
        }
    })
}

/// Whose values are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Of a row in brackets.
    Brackets,
    /// Of a query.
    Query,
    /// Of a function.
    Call,
}

impl Of {
    /// True where `word` ends them.
    fn ends_with(self, word: &[u8]) -> bool {
        let is_from = word.eq_ignore_ascii_case(b"from");
        match self {
            Of::Brackets => is_from,
            Of::Query => is_from || is_any(&BEHIND_QUERY, word),
            Of::Call => false,
        }
    }
}

/// Passes on the values of one row, behind its bracket if it has one.
fn row(text: &[u8], part: Span, of: Of, found: &mut impl FnMut(usize, Span)) -> Option<usize> {
    let (mut at, mut depth, mut number, mut missed) = (part.start, 0_usize, 0, 0);
    let mut last_end = part.start;
    // The quote that ends a string of the language around the statement: no value stands directly behind another one, or is what goes on there.
    let ends = |at: usize, last_end: usize| {
        of == Of::Query
            && (at == last_end
                || matches!(text[..part.end].get(at + 1), None | Some(b',' | b'}' | b']' | b')')))
    };
    while at < part.end {
        match text[at] {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at + 1),
            b')' => depth -= 1,
            b',' if depth == 0 => number += 1,
            b';' if depth == 0 => return Some(at),
            b'$' if missed < DOLLARS_MAX => {
                if let Some((inner, behind)) = in_dollars(text, Span::new(at, part.end)) {
                    found(number, inner);
                    at = behind;
                    continue;
                }
                missed += 1;
            }
            b'"' | b'\'' | b'`' if ends(at, last_end) => return Some(at),
            b'\'' | b'"' | b'`' | b'\\' => {
                let Some(quote) = Quote::at(text, Span::new(at, part.end)) else {
                    let escapes = text[at..part.end].iter().take_while(|b| **b == b'\\').count();
                    at += escapes;
                    // The digits of an escape are no number.
                    if escapes % 2 == 1 {
                        at += if text.get(at) == Some(&b'u') { 5 } else { 1 };
                    }
                    continue;
                };
                let (inner, behind) = quote.literal(text, part.end);
                found(number, inner);
                at = behind?;
                last_end = at;
                continue;
            }
            byte if is_word(byte) => {
                let run = text[at..part.end].iter().take_while(|b| is_word(**b) || **b == b'.').count();
                // What was selected ends.
                if depth == 0 && of.ends_with(&text[at..at + run]) {
                    return Some(at);
                }
                // Other words with a digit first are what is left of an escape.
                let is_number = text[at..at + run].iter().all(|b| b.is_ascii_digit() || *b == b'.')
                    || text[at..at + run].starts_with(b"0x");
                if is_number && run >= NUMBER_BYTES_MIN {
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The values of `text` with their names.
    fn values(text: &str) -> Vec<(String, String)> {
        let (mut seen, bytes) = (Vec::new(), text.as_bytes());
        for word in 0..bytes.len() {
            let is_word = |known: &&str| text.to_ascii_uppercase()[word..].starts_with(*known);
            if !text.is_char_boundary(word) || !["VALUE", "SELECT"].iter().any(is_word) {
                continue;
            }
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
            ("(a, b) VALUE ($$x$$, $t$y's$t$)", &[("a", "x"), ("b", "y's")]),
            ("(a, b) /* c */ VaLuEs /* d */ ('x', /* e */ 'y')", &[("a", "x"), ("b", "y")]),
            ("USING (VALUES (1, 'x'), (2, 'y')) AS s (a, b)", &[("b", "x"), ("b", "y")]),
            ("(a, b) SELECT 1, 'x', 'y' FROM t WHERE c = 'z'", &[("b", "x")]),
            (r"(a)\nSELECT 'x'; SELECT 'y'", &[("a", "x")]),
            ("(a, b) SELECT * FROM (SELECT 'x', 'y') AS t WHERE 'z'", &[("a", "x"), ("b", "y")]),
            ("(a, b) (SELECT 'x', 'y')", &[("a", "x"), ("b", "y")]),
            ("(a, b) WITH q AS (SELECT 'x', 'y') SELECT * FROM q", &[("a", "x"), ("b", "y")]),
            (
                "(a, b) SELECT 1, 'x' UNION ALL\\nSELECT 2, 'y' FROM dual\nUNION SELECT 3, 'z' WHERE 'w'",
                &[("b", "x"), ("b", "y"), ("b", "z")],
            ),
            ("(a) VALUES (\\\\\\\\, \\\\\\'x\\\\\\', 'y')", &[]),
            ("f(a) AS SELECT 'x'", &[]),
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
