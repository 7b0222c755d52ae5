//! Values in what databases say of a statement that they refuse: `Key (a, b)=(x, y) already exists.` of PostgreSQL, and `Duplicate entry 'x' for
//! key 't.a'`, `Incorrect date value: 'x' for column 'a'` of MySQL.

use memchr::{memchr, memmem, memrchr};

use crate::detect::compared::name_before;
use crate::format::sql::lex::is_word;
use crate::limits::{MATCH_BYTES_MAX, SQL_LISTED_MAX};
use crate::span::Span;

/// What stands behind the values of a key.
const BEHIND_KEY: [&[u8]; 4] =
    [b") already exists", b") is not present", b") is still referenced", b") conflicts with"];

/// What names of indexes end with behind the name of their column.
const OF_INDEX: [&[u8]; 7] = [b"_unique", b"_uniq", b"_index", b"_idx", b"_key", b"_uk", b"_uq"];

/// The longest word before a value that is refused.
const BEFORE_BYTES_MAX: usize = 48;

/// What such sentences begin with.
const KEY: &[u8] = b"Key (";
const DUPLICATE: &[u8] = b"Duplicate entry ";
const INCORRECT: &[u8] = b"Incorrect ";

/// What stands before the key that another one conflicts with, which is written small: `conflicts with existing key (a)=(x).`
const BEFORE_OTHER: [&[u8]; 2] = [b"with ", b"existing "];
const OTHER: &[u8] = b"key (";

/// True where one begins.
pub(super) fn begins(text: &[u8], at: usize) -> bool {
    [KEY, OTHER, DUPLICATE, INCORRECT].iter().any(|begin| text[at..].starts_with(begin))
}

/// Passes on the values of the one that begins at `mark`, each with its name; all of it is in `part`. Returns where what was read ends.
pub(super) fn read<'t>(text: &'t [u8], mark: usize, part: Span, found: impl FnMut(&'t [u8], Span)) -> usize {
    let near = Span::new(mark, part.end.min(mark + MATCH_BYTES_MAX));
    match text[mark] {
        b'K' | b'k' => key(text, near, found),
        _ => entry(text, near, found),
    }
    .unwrap_or(near.end)
}

/// `Key (a, b)=(x, y) already exists.`
fn key<'t>(text: &'t [u8], part: Span, mut found: impl FnMut(&'t [u8], Span)) -> Option<usize> {
    let said = part.of(text);
    let border = memmem::find(said, b")=(")?;
    let (start, rest) = (border + 3, &said[border + 3..]);
    let is_behind = |at: &usize| BEHIND_KEY.iter().any(|behind| rest[*at..].starts_with(behind));
    let is_other = said.starts_with(OTHER);
    let end = match memmem::find_iter(rest, b") ").find(is_behind) {
        Some(end) => end,
        // In other sentences this may be said of other keys.
        None if is_other && !BEFORE_OTHER.iter().any(|word| text[..part.start].ends_with(word)) => {
            return Some(part.start + start);
        }
        None if is_other => memmem::find(rest, b").").or_else(|| memrchr(b')', rest)).unwrap_or(rest.len()),
        // Where nothing says that the values end, they do where the next sentence begins.
        None => {
            let own = &rest[..memmem::find(rest, KEY).unwrap_or(rest.len())];
            memrchr(b')', own).unwrap_or(own.len())
        }
    };
    let end = start + end;
    let names = said[KEY.len()..border].split(|b| *b == b',').take(SQL_LISTED_MAX);
    let names: Vec<Option<&[u8]>> = names.map(name_before).collect();
    let mut values = Vec::new();
    let mut at = start;
    while let Some(n) = memmem::find(&said[at..end], b", ").filter(|_| values.len() < SQL_LISTED_MAX) {
        values.push(Span::new(at, at + n));
        at += n + 2;
    }
    values.push(Span::new(at, end));
    // Where values have commas themselves, nobody can tell them apart.
    let is_told = values.len() == names.len();
    for (n, name) in names.iter().enumerate() {
        let value = if is_told { values[n] } else { Span::new(start, end) };
        let value = Span::new(part.start + value.start, part.start + value.end);
        if let Some(name) = name.filter(|_| !value.is_empty()) {
            found(name, value);
        }
    }
    Some(part.start + end)
}

/// `Duplicate entry 'x' for key 't.a'`, `Incorrect date value: 'x' for column 'a'`.
fn entry<'t>(text: &'t [u8], part: Span, mut found: impl FnMut(&'t [u8], Span)) -> Option<usize> {
    let said = part.of(text);
    let Some(open) = memchr(b'\'', &said[..said.len().min(BEFORE_BYTES_MAX)]) else {
        return Some(part.start);
    };
    let escapes = said[..open].iter().rev().take_while(|b| **b == b'\\').count();
    let open = open + 1;
    // What the value is for, and which word says so.
    let (end, is_key, behind) = memmem::find_iter(said, b"' for ").find_map(|at| {
        let behind = at + b"' for ".len();
        let is_word = |word: &&[u8]| said[behind..].starts_with(word);
        [&b"key "[..], b"column "]
            .iter()
            .find(|word| is_word(word))
            .map(|word| (at, *word == b"key ", behind + word.len()))
    })?;
    let value = &said[..end];
    let close = value.len() - value.iter().rev().take(escapes).take_while(|b| **b == b'\\').count();
    let name = &said[behind..];
    let name = &name[name.iter().take_while(|b| b"\\'`\"".contains(b)).count()..];
    let may_have_spaces = !said[behind..].starts_with(b"`");
    let is_of_name = |b: &&u8| is_word(**b) || b"`.-".contains(b) || **b == b' ' && may_have_spaces;
    let name = &name[..name.iter().take_while(is_of_name).count()];
    let is_end = |b: &u8| !is_word(*b);
    let name = &name[..name.len() - name.iter().rev().take_while(|b| is_end(b)).count()];
    let name = &name[name.iter().rposition(|b| matches!(b, b'.' | b'`')).map_or(0, |n| n + 1)..];
    if close > open && !name.is_empty() {
        called(name, is_key, |name| found(name, Span::new(part.start + open, part.start + close)));
    }
    Some(part.start + behind)
}

/// Passes on what a value may be called: `name`, and where that is an index, what is left of it without the end that says so. `api_key` is a
/// name of its own.
fn called<'t>(name: &'t [u8], is_index: bool, mut found: impl FnMut(&'t [u8])) {
    found(name);
    let mut name = name;
    for of_index in OF_INDEX.iter().filter(|_| is_index) {
        if let Some(shorter) = name.strip_suffix(*of_index).filter(|shorter| !shorter.is_empty()) {
            found(shorter);
            name = shorter;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_refused_have_the_names_beside_them() {
        for (text, expected) in [
            ("Key (a)=(x) already exists.", &[("a", "x")][..]),
            ("Key (a, \"b c\")=(x, y (z)) is not present in table \"t\".", &[("a", "x"), ("b c", "y (z)")]),
            ("Key (lower(a::text))=(x) already exists.", &[("a", "x")]),
            ("Key (a, b)=(x, y, z) already exists.", &[("a", "x, y, z"), ("b", "x, y, z")]),
            ("Key (a)=(x", &[("a", "x")]),
            ("Duplicate entry 'x-y' for key 't.a'", &[("a", "x-y")]),
            (r"Duplicate entry \'x's\' for key \'t_a_unique\'", &[("t_a_unique", "x's"), ("t_a", "x's")]),
            ("Duplicate entry 'x' for key 't.api_key'", &[("api_key", "x"), ("api", "x")]),
            ("Duplicate entry 'x for key y' for key 'a'", &[("a", "x for key y")]),
            ("Incorrect string value: 'x' for column 'api_key' at row 1", &[("api_key", "x")]),
            ("key (a, b)=(x, y) already exists.", &[("a", "x"), ("b", "y")]),
            ("key (a)=(x). The end (now)", &[]),
            ("Incorrect date value: 'x' for column `d`.`t`.`a` at row 1", &[("a", "x")]),
            ("Incorrect date value: 'x' for column 'a' at row 1", &[("a", "x")]),
            ("Key (a) is missing", &[]),
            ("Duplicate entry '' for key 'a'", &[]),
            ("Incorrect value of 'x'", &[]),
        ] {
            let (mut seen, bytes) = (Vec::new(), text.as_bytes());
            let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert!(begins(bytes, 0), "{text}");
            read(bytes, 0, Span::new(0, bytes.len()), |name, value| {
                seen.push((string(name), string(value.of(bytes))));
            });
            let seen: Vec<(&str, &str)> = seen.iter().map(|(n, v)| (&n[..], &v[..])).collect();
            assert_eq!(seen, expected, "{text}");
        }
        let text = b"conflicts with existing key (a, b)=(1, x). The end (now)";
        let mut seen = Vec::new();
        read(text, 24, Span::new(0, text.len()), |name, value| seen.push((name, value.of(text))));
        assert_eq!(seen, [(&b"a"[..], &b"1"[..]), (b"b", b"x")]);
    }
}
