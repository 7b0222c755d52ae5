//! Tables as Markdown and Org have them: a rule of `|---|:--:|` below the names, with bars around its lines or only between their cells.

use memchr::memchr;

use super::line::{Kind, Rule, of_lines};

/// So many signs a cell has at least that begins its line without a bar: fewer open an entry or a remark.
const FIRST_MIN: usize = 3;

/// The rule that ends `line`.
pub(super) fn rule(line: &[u8]) -> Option<Rule> {
    let is_closed = line.ends_with(b"|");
    let end = line.len() - usize::from(is_closed);
    let (mut column, mut count) = (end, 0);
    // Each cell from the last one on; what stands before the first one is no part of the table.
    loop {
        let from = line[..column].iter().rposition(|b| !b"-: \t".contains(b)).map_or(0, |n| n + 1);
        let (sign, is_first) = (from.checked_sub(1).map(|n| line[n]), from == 0);
        let is_bar = sign == Some(b'|') || sign == Some(b'+') && is_closed;
        let cell = &line[from..column];
        if is_bar && is_rule(cell.trim_ascii()) {
            (column, count) = (from - 1, count + 1);
            continue;
        }
        // A cell at the start of its line has no bar before it.
        let own = cell.trim_ascii_end();
        let start = own.iter().rposition(u8::is_ascii_whitespace).map_or(0, |n| n + 1);
        let least = if is_closed && count > 0 { FIRST_MIN } else { 1 };
        let is_cell = is_rule(&own[start..]) && own.len() - start >= least;
        if is_cell && (start > 0 || is_first || sign.is_some_and(|b| b"+>\"'`".contains(&b))) {
            (column, count) = (from + start, count + 1);
        } else if line.get(column) != Some(&b'|') {
            return None;
        }
        break;
    }
    let is_one = count > 1 || count == 1 && is_closed && line[column] == b'|';
    is_one.then(|| Rule { column: of_lines(line, column), kind: Kind::Bars(count) })
}

/// True for `---`, `:--`, `:-:`.
fn is_rule(cell: &[u8]) -> bool {
    let cell = cell.strip_prefix(b":").unwrap_or(cell);
    let cell = cell.strip_suffix(b":").unwrap_or(cell);
    !cell.is_empty() && cell.iter().all(|b| *b == b'-')
}

/// The cells of a row that begins at `column` of `line`; nothing where it has no bar.
pub(super) fn row(line: &[u8], column: usize) -> Option<Vec<&[u8]>> {
    let own = line.get(column..)?.trim_ascii();
    // What stands before the table may have another length.
    let own = match memchr(b'|', line) {
        Some(bar) if !own.starts_with(b"|") && own.ends_with(b"|") && column > 0 => &line[bar..],
        _ => own,
    };
    memchr(b'|', own)?;
    let own = own.trim_ascii();
    let own = own.strip_prefix(b"|").unwrap_or(own);
    let own = own.strip_suffix(b"|").filter(|own| !own.ends_with(b"\\")).unwrap_or(own);
    let (mut cells, mut from) = (Vec::new(), 0);
    for bar in memchr::memchr_iter(b'|', own).filter(|bar| !own[..*bar].ends_with(b"\\")) {
        cells.push(&own[from..bar]);
        from = bar + 1;
    }
    cells.push(&own[from..]);
    Some(cells)
}

/// A name in `cell` without what sets it off.
pub(super) fn plain(cell: &[u8]) -> &[u8] {
    let mut cell = cell.trim_ascii();
    while let [b'*', inner @ .., b'*'] | [b'_', inner @ .., b'_'] | [b'`', inner @ .., b'`'] = cell {
        cell = inner;
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_bars_between_their_cells() {
        for (line, column, count) in [
            ("|---|---|", 0, 2),
            ("| --- | :-: |", 0, 2),
            ("|-|-|", 0, 2),
            ("|---|", 0, 1),
            ("---|---", 0, 2),
            (":--|--:", 0, 2),
            ("--- | ---", 0, 2),
            ("> |---|---|", 2, 2),
            ("- |---|---|", 2, 2),
            ("-- |---|---|", 3, 2),
            ("+|---|---|", 1, 2),
            ("-|---|---|", 1, 2),
            ("+---|---", 1, 2),
            ("12:00:00 |---|---|", 9, 2),
            ("12:00:00 ---|---", 9, 2),
            ("db-1  | |---|---|", 8, 2),
            ("|---+---|", 0, 2),
            ("x=\"|---|---|", 0, 2),
        ] {
            let wanted = Some(Rule { column, kind: Kind::Bars(count) });
            assert_eq!(rule(line.as_bytes()), wanted, "{line}");
        }
        for line in
            ["", "|", "||", "---", "a|---", "| a |---|x", "+---+---+", "---+---", "a |- b", "| |", "x |"]
        {
            assert_eq!(rule(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn rows_have_cells() {
        let of = |line: &str, column: usize| {
            let cells = row(line.as_bytes(), column)?;
            Some(
                cells
                    .iter()
                    .map(|c| String::from_utf8_lossy(c).trim().to_owned())
                    .collect::<Vec<_>>()
                    .join("; "),
            )
        };
        assert_eq!(of("| a | b |", 0).as_deref(), Some("a; b"));
        assert_eq!(of("a | b", 0).as_deref(), Some("a; b"));
        assert_eq!(of("> | a | b\\|c |", 2).as_deref(), Some("a; b\\|c"));
        assert_eq!(of("12:00:0 | a | b |", 9).as_deref(), Some("a; b"));
        assert_eq!(of("text", 0), None);
        assert_eq!(plain(b" **`a`** "), b"a");
    }
}
