//! Tables that pandas writes as text beside their HTML (`text/plain` in notebooks): a line of names, and below it an index and the values, each up to
//! where its name ends. Where two spaces part as many values as there are names, they are told by those: what an earlier run wrote moves the others.

use crate::bytes::without_return;
use crate::format::log::place::has_marker;
use crate::span::Span;

/// What such values are called that say nothing.
const NOTHING: [&[u8]; 5] = [b"NaN", b"None", b"NaT", b"<NA>", b"..."];

/// What the member is called that has such a text.
pub(super) const MEMBER: &[u8] = b"text/plain";

/// The most columns of a table that are read.
const COLUMNS_MAX: usize = 256;

/// Passes on the values in `text` with the names of their columns.
pub(super) fn read<'t>(text: &'t [u8], mut put: impl FnMut(&'t [u8], Span)) {
    let (mut heads, mut at): (Vec<Head<'t>>, usize) = (Vec::new(), 0);
    for line in text.split(|b| *b == b'\n') {
        let start = at;
        at += line.len() + 1;
        let line = without_return(line);
        if line.trim_ascii().is_empty() {
            // A wide table goes on below in other columns.
            heads.clear();
        } else if heads.is_empty() {
            // A table with bars is one that a client of a database printed.
            let is_first = line.starts_with(b"  ") && memchr::memmem::find(line, b" | ").is_none();
            heads = if is_first { self::heads(line) } else { Vec::new() };
        } else {
            values(line, start, &heads, &mut put);
        }
    }
}

/// The name of a column.
struct Head<'t> {
    name: &'t [u8],
    /// Where it ends in its line, in characters.
    end: usize,
}

/// The values of one `line`, which begins at `base` of its text, below `heads`.
fn values<'t>(line: &[u8], base: usize, heads: &[Head<'t>], put: &mut impl FnMut(&'t [u8], Span)) {
    let mut put = |name: &'t [u8], cell: Span| {
        let (own, value) = (cell.of(line), cell.of(line).trim_ascii());
        if !value.is_empty() && !NOTHING.contains(&value) {
            let start = base + cell.start + own.len() - own.trim_ascii_start().len();
            put(name, Span::new(start, start + value.len()));
        }
    };
    let parts = words(line);
    if parts.len() == heads.len() + 1 {
        // The index stands before the others.
        parts[1..].iter().zip(heads).for_each(|(cell, head)| put(head.name, *cell));
    } else if parts.len() > 1 && !has_marker(line) {
        let (mut from, mut at, mut characters) = (parts[0].end, 0, 0);
        for (n, Head { name, end }) in heads.iter().enumerate() {
            while at < line.len() && (characters < *end || is_inside(line[at])) {
                characters += usize::from(!is_inside(line[at]));
                at += 1;
            }
            let to = if n + 1 == heads.len() { line.len() } else { at };
            put(name, Span::new(from.min(to), to));
            from = from.max(to);
        }
    }
}

/// True for a byte inside of a character.
fn is_inside(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// The names in a line.
fn heads(line: &[u8]) -> Vec<Head<'_>> {
    let line = line.strip_suffix(b"\\").unwrap_or(line);
    let end = |word: &Span| line[..word.end].iter().filter(|b| !is_inside(**b)).count();
    words(line).iter().map(|word| Head { name: word.of(line), end: end(word) }).collect()
}

/// What stands in a line with two spaces between.
fn words(line: &[u8]) -> Vec<Span> {
    let line = line.trim_ascii_end();
    let (mut words, mut at) = (Vec::new(), 0);
    while at < line.len() && words.len() <= COLUMNS_MAX {
        at += line[at..].iter().take_while(|b| **b == b' ').count();
        let length = line[at..].windows(2).position(|pair| pair == b"  ").unwrap_or(line.len() - at);
        words.push(Span::new(at, at + length));
        at += length;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        read(text.as_bytes(), |name, value| {
            let shown = [name, b"=", value.of(text.as_bytes())].concat();
            all.push(String::from_utf8_lossy(&shown).into_owned());
        });
        all
    }

    #[test]
    fn values_stand_below_the_ends_of_names() {
        let text = "   first_name     password\n0     Zorvane  Zqx7hunter2\n10    Ann Lee          NaN\n";
        assert_eq!(named(text), ["first_name=Zorvane", "password=Zqx7hunter2", "first_name=Ann Lee"]);
        let accents = "  first_name  password\n0    J\u{f6}rg\u{e9}         x\n";
        assert_eq!(named(accents), ["first_name=J\u{f6}rg\u{e9}", "password=x"]);
        let wide = "  First name  \\\n0        Ann   \n\n  b\n0  x\n";
        assert_eq!(named(wide), ["First name=Ann", "b=x"]);
        for other in
            ["  2 |  x |  1\n  3 |  y |  1\n", "array([1, 2])", "a  b\n1  2\n", "   a", "", "  a  b\nx\n"]
        {
            assert_eq!(named(other), [""; 0], "{other}");
        }
    }
}
