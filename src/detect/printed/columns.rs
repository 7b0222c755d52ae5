//! Tables whose columns are told by where they stand: below a rule of `---- ----`, whose groups are as wide as what is below them (sqlcmd, sqlplus,
//! DB2) or as wide as their names (PowerShell).

use super::line::character;
use crate::format::log::place::has_marker;
use crate::span::Span;

/// Where in `line` the cells of columns stand that begin and end at `places`: each up to the next one, and whole words.
pub(super) fn at(line: &[u8], places: &[(usize, usize)]) -> impl Iterator<Item = Span> {
    let (mut starts, mut number, mut at) = (Vec::with_capacity(places.len()), 0, 0);
    for (n, (start, _)) in places.iter().enumerate() {
        while at < line.len() && number < *start {
            (at, number) = (at + character(line[at]), number + 1);
        }
        let at = at.min(line.len());
        let is_word = n > 0 && line.get(at).is_some_and(|b| *b != b' ');
        let before = line[..at].iter().rev().take_while(|b| is_word && **b != b' ').count();
        starts.push(if n == 0 { 0 } else { at - before });
    }
    let ends = starts.iter().skip(1).copied().chain([line.len()]).collect::<Vec<_>>();
    starts.into_iter().zip(ends).map(|(start, end)| Span::new(start.min(end), end))
}

/// The values of a row; nothing where `line` is none. What an earlier run wrote moves them: then two spaces part them, or nothing is known.
pub(super) fn values<'t>(line: &'t [u8], places: &[(usize, usize)]) -> Option<Vec<&'t [u8]>> {
    // Lines that a diff takes away have a sign before them that looks like those of a rule.
    let own = line.strip_prefix(b"-").unwrap_or(line);
    let is_end = own.trim_ascii().is_empty() || own.starts_with(b"(");
    if is_end {
        return None;
    }
    if !has_marker(line) {
        return Some(at(line, places).map(|cell| cell.of(line)).collect());
    }
    let parts: Vec<&[u8]> = parts(line).collect();
    Some(if parts.len() == places.len() { parts } else { vec![&line[..0]; places.len()] })
}

/// What stands in `line` with two spaces between.
fn parts(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = line;
    std::iter::from_fn(move || {
        rest = rest.trim_ascii();
        let end = rest.windows(2).position(|pair| pair == b"  ").unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        rest = behind;
        (!part.is_empty()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_below_the_signs_of_a_rule() {
        let of = |line: &str, places: &[(usize, usize)]| {
            let cells = values(line.as_bytes(), places).unwrap_or_default();
            cells.iter().map(|c| String::from_utf8_lossy(c).trim().to_owned()).collect::<Vec<_>>()
        };
        let places = [(0, 4), (5, 9), (10, 14)];
        assert_eq!(of("   1 a b  x", &places), ["1", "a b", "x"]);
        assert_eq!(of("   1      x y z", &places), ["1", "", "x y z"]);
        assert_eq!(of("   1 \u{e9}\u{e9}\u{e9}  x", &places), ["1", "\u{e9}\u{e9}\u{e9}", "x"]);
        assert_eq!(of("ann  12345 y", &[(0, 3), (6, 10), (11, 12)]), ["ann", "12345", "y"]);
        assert_eq!(of("   1  [PASSWORD]  x", &places), ["1", "[PASSWORD]", "x"]);
        assert_eq!(of("   1 [PASSWORD] x", &places), ["", "", ""]);
        assert_eq!(of("(1 row)", &places), [""; 0]);
        assert_eq!(of("-(1 row)", &places), [""; 0]);
    }
}
