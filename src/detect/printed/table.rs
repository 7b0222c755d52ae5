//! The columns of a printed table, and the values of its rows.

use super::columns;
use super::line::{self, bar, cells, last_bar};
use super::markdown;
use crate::bytes::is_any;
use crate::format::keyed::Keyed;

/// The longest line of names that is kept, and the longest name.
pub(super) const HEADS_BYTES_MAX: usize = 4 << 10;
const NAME_BYTES_MAX: usize = 64;

/// So many bars may stand in the values of a row.
const BARS_MAX: usize = 8;

/// Functions of which a result is no value of what they are called with.
const COUNTS: [&[u8]; 8] =
    [b"avg", b"bit_length", b"char_length", b"count", b"length", b"len", b"octet_length", b"sum"];

/// A table of which rows follow.
pub(crate) struct Table {
    /// Where its lines begin.
    column: usize,
    /// What its columns are called; those empty that no name is of.
    names: Vec<Vec<u8>>,
    form: Form,
    /// Columns that say what stands in others.
    keyed: Option<Keyed>,
}

/// How its values are told.
enum Form {
    /// Bars around them, in a line so many characters from its start; nothing where that is not known yet.
    Framed(Vec<usize>),
    /// Bars between them.
    Bare,
    /// One in each line of so many characters, with a space before it where the name has one; else it is one word.
    Single(usize, bool),
    /// Bars between them, and around them perhaps; those in a value have a backslash before them.
    Marked,
    /// Where each column begins and ends.
    Apart(Vec<(usize, usize)>),
}

impl Table {
    fn new(column: usize, names: Vec<Vec<u8>>, form: Form) -> Option<Table> {
        let bytes: usize = names.iter().map(|name| name.len() + 1).sum();
        let keyed = Keyed::of(names.iter().map(Vec::as_slice));
        (bytes <= HEADS_BYTES_MAX).then_some(Table { column, names, form, keyed })
    }

    /// One whose names stand in a frame in `row`.
    pub(super) fn framed(column: usize, row: &[u8]) -> Option<Table> {
        let names = whole(row)?.into_iter().map(name).collect();
        Table::new(column, names, Form::Framed(Vec::new()))
    }

    /// The same one, with bars so many characters from the start of a line.
    pub(super) fn with_bars(&self, signs: Vec<usize>) -> Table {
        let (names, keyed) = (self.names.clone(), Keyed::of(self.names.iter().map(Vec::as_slice)));
        Table { column: self.column, names, form: Form::Framed(signs), keyed }
    }

    /// One with names in the first line of its frame.
    pub(super) fn drawn(line: &[u8]) -> Option<Table> {
        let (column, names) = line::drawn_names(line)?;
        Table::new(column, names.into_iter().map(name).collect(), Form::Framed(Vec::new()))
    }

    /// One of so many columns above whose rule the line of `names` stands.
    pub(super) fn bare(column: usize, names: &[u8], count: usize) -> Option<Table> {
        let names = cells(behind(names, column));
        let is_one = names.len() == count;
        Table::new(column, names.into_iter().map(name).collect(), Form::Bare).filter(|_| is_one)
    }

    /// One of a single column: psql has a space before each value, and a rule as long as the longest line; others have none.
    pub(super) fn single(column: usize, names: &[u8], width: usize) -> Option<Table> {
        let own = behind(names, column);
        // The sign of a diff looks like those of a rule.
        let removed = usize::from(own.starts_with(b"-"));
        let (own, width) = (&own[removed..], width - removed);
        let (name, is_set_off) = (name(own), own.starts_with(b" "));
        let is_one = line::characters(own.trim_ascii_end()) <= width
            && !name.is_empty()
            && own.trim_ascii().iter().all(|b| !b.is_ascii_whitespace());
        Table::new(column + removed, vec![name], Form::Single(width, is_set_off)).filter(|_| is_one)
    }

    /// One of so many columns, with names above the rule that Markdown has.
    pub(super) fn marked(column: usize, names: &[u8], count: usize) -> Option<Table> {
        let names = markdown::row(names, column)?;
        let is_one = names.len() == count;
        let names = names.into_iter().map(|cell| name(markdown::plain(cell))).collect();
        Table::new(column, names, Form::Marked).filter(|_| is_one)
    }

    /// One whose columns stand at `places`, as the rule below `names` says.
    pub(super) fn apart(column: usize, names: &[u8], places: &[(usize, usize)]) -> Option<Table> {
        let own = behind(names, column);
        if let [(_, end), first, ..] = places
            && own.len() > *end
            && own[..*end].iter().all(|b| *b == b'-')
        {
            // A remark or an entry has such a sign before it in every line.
            let moved: Vec<_> = places[1..].iter().map(|(a, b)| (a - first.0, b - first.0)).collect();
            return match moved[..] {
                [(_, width)] => Table::single(column + first.0, names, width),
                _ => Table::apart(column + first.0, names, &moved),
            };
        }
        let names: Vec<&[u8]> = columns::at(own, places).map(|cell| cell.of(own).trim_ascii()).collect();
        let is_one = names.iter().all(|name| !name.is_empty());
        let names = names.into_iter().map(name).collect();
        Table::new(column, names, Form::Apart(places.to_vec())).filter(|_| is_one)
    }

    pub(super) fn is_marked(&self) -> bool {
        matches!(self.form, Form::Marked)
    }

    /// True where the rule below its names, with its signs at `signs`, parts more columns than there are: it was a title.
    pub(super) fn is_title(&self, signs: &[usize]) -> bool {
        self.names.len() + 1 < signs.len()
    }

    /// True for a `line` with as many cells between bars.
    pub(super) fn is_row(&self, line: &[u8]) -> bool {
        let cells = inside(line, self.column).and_then(whole);
        cells.is_some_and(|cells| cells.len() == self.names.len())
    }

    pub(super) fn is_framed(&self) -> bool {
        matches!(self.form, Form::Framed(_))
    }

    /// Passes on the values of a row. Says which column its last value is of where that goes on; nothing where `line` is no row.
    pub(super) fn row<'t>(
        &self,
        line: &'t [u8],
        is_below: bool,
        put: &mut impl FnMut(&[u8], &'t [u8]),
    ) -> Option<Option<usize>> {
        let own = behind(line, self.column);
        match &self.form {
            Form::Framed(signs) => {
                let row = inside(line, self.column)?;
                let cells = at_signs(row, signs).or_else(|| whole(row));
                if let Some(cells) = cells.filter(|cells| cells.len() >= self.names.len()) {
                    self.put(&cells, put);
                    return Some(None);
                }
                let is_begun = !is_below && bar(own) > 0;
                is_begun.then(|| self.part(&own[bar(own)..], 0, put))
            }
            Form::Bare => {
                let cells = cells(own);
                let is_row = cells.len() >= self.names.len() && (bar(own) == 0 || last_bar(own) == 0);
                is_row.then(|| self.put(&cells, put)).map(|()| None)
            }
            Form::Single(width, is_set_off) => {
                let value = match is_set_off {
                    true => own.strip_prefix(b" ")?.trim_ascii(),
                    false => line.get(self.column..).filter(|own| !own.contains(&b' '))?,
                };
                let is_row = !value.is_empty() && line::characters(own) <= *width;
                is_row.then(|| put(&self.names[0], value)).map(|()| None)
            }
            Form::Marked => {
                let mut cells = markdown::row(line, self.column)?;
                cells.resize(cells.len().max(self.names.len()), &line[..0]);
                // A value may stand in backticks, and words beside it.
                self.put(&cells, &mut |name: &[u8], cell: &'t [u8]| {
                    cell.split(|b| *b == b'`').for_each(|part| put(name, part));
                });
                Some(None)
            }
            Form::Apart(places) => {
                // A blank line has no more than what stands before it.
                let cells = columns::values(line.get(self.column..)?, places)?;
                self.put(&cells, put);
                Some(None)
            }
        }
    }

    /// Passes on what stands in `cells`, more of which than there are columns are parts of any value.
    fn put<'t>(&self, cells: &[&'t [u8]], put: &mut impl FnMut(&[u8], &'t [u8])) {
        let more = (cells.len() - self.names.len()).min(BARS_MAX);
        for (n, name) in self.names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            cells[n..=n + more].iter().for_each(|cell| put(name, cell));
        }
        if let Some(keyed) = self.keyed.as_ref().filter(|_| more == 0) {
            for (key, values) in keyed.halves() {
                let said = name(cells[key]);
                values.iter().for_each(|value| put(&said, cells[*value]));
            }
        }
    }

    /// Passes on the values of a row that has line ends in it, from `column` on. Returns the column of the last.
    fn part<'t>(
        &self,
        text: &'t [u8],
        column: usize,
        put: &mut impl FnMut(&[u8], &'t [u8]),
    ) -> Option<usize> {
        let is_closed = last_bar(text) > 0;
        let cells = cells(&text[..text.len() - last_bar(text)]);
        let last = column + cells.len() - 1;
        let most = self.names.len() - 1;
        for (n, cell) in cells.into_iter().enumerate() {
            put(&self.names[most.min(column + n)], cell);
        }
        (!is_closed || last < most).then_some(most.min(last))
    }

    /// Passes on the values in a `line` with which the value of `column` goes on. Returns the column of the last; nothing where the row ends.
    pub(super) fn goes_on<'t>(
        &self,
        line: &'t [u8],
        column: usize,
        put: &mut impl FnMut(&[u8], &'t [u8]),
    ) -> Option<usize> {
        self.part(behind(line, self.column), column, put)
    }
}

/// The cells of a row with bars around it.
fn whole(row: &[u8]) -> Option<Vec<&[u8]>> {
    let (first, last) = (bar(row), last_bar(row));
    (first > 0 && last > 0 && row.len() > first).then(|| cells(&row[first..row.len() - last]))
}

/// The cells of a row whose bars stand where the signs of its rule say.
fn at_signs<'t>(row: &'t [u8], signs: &[usize]) -> Option<Vec<&'t [u8]>> {
    let (mut all, mut number, mut at, mut from) = (Vec::new(), 0, 0, None);
    let mut signs = signs.iter().peekable();
    while at < row.len() && signs.peek().is_some() {
        let length = line::character(row[at]);
        if signs.next_if(|sign| **sign == number).is_some() {
            if bar(&row[at..]) == 0 {
                return None;
            }
            if let Some(from) = from {
                all.push(&row[from..at]);
            }
            from = Some(at + length);
        }
        (at, number) = (at + length, number + 1);
    }
    (at == row.len() && signs.next().is_none() && !all.is_empty()).then_some(all)
}

/// What stands in `line` from `column` on; the whole where that is inside of a character or behind its end.
pub(super) fn behind(line: &[u8], column: usize) -> &[u8] {
    line.get(column..).filter(|rest| rest.first().is_none_or(|b| b & 0xc0 != 0x80)).unwrap_or(line)
}

/// The row in a frame that begins at `column` of `line`, or at its first bar.
pub(super) fn inside(line: &[u8], column: usize) -> Option<&[u8]> {
    let own = line.get(column..).filter(|own| bar(own) > 0);
    own.or_else(|| line::first_bar(line).map(|at| &line[at..]))
}

/// What a column is called of which `cell` has the name; empty where that is none.
pub(super) fn name(cell: &[u8]) -> Vec<u8> {
    let call = |name: &'_ [u8]| name.strip_suffix(b")").and_then(|call| memchr::memchr(b'(', call));
    let mut name = cell.trim_ascii();
    while let Some(bracket) = call(name) {
        if is_any(&COUNTS, &name[..bracket]) {
            return Vec::new();
        }
        let inner = &name[bracket + 1..name.len() - 1];
        name = inner.split(|b| *b == b',').next().unwrap_or(inner).trim_ascii();
    }
    // What is quoted, or stands behind the start of a text.
    let is_quote = |b: &u8| matches!(b, b'\'' | b'"' | b'`' | b'>');
    let end = name.len() - usize::from(name.last().is_some_and(is_quote));
    let start = name[..end].iter().rposition(is_quote).map_or(0, |n| n + 1);
    let name = name[start..end].trim_ascii();
    let is_one = name.len() <= NAME_BYTES_MAX && !name.iter().any(|b| b"\\=:[]".contains(b));
    if is_one { name.to_vec() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_columns() {
        for (cell, expected) in [
            (" password ", "password"),
            ("`password`", "password"),
            ("MAX(password)", "password"),
            ("upper(max(`u.password`))", "u.password"),
            ("COALESCE(password, '')", "password"),
            ("COUNT(password)", ""),
            ("{\"log\":\" id", "id"),
            ("a=b", ""),
        ] {
            assert_eq!(name(cell.as_bytes()), expected.as_bytes(), "{cell}");
        }
    }
}
