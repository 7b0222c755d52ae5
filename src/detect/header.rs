//! Is the first row of a table its header, and what are its columns called where none is?

use crate::detect::engine::Engine;
use crate::detect::facts::Declarations;
use crate::detect::field::{Fields, Schema};
use crate::finding::Likelihood;
use crate::format::is_name_of_names;
use crate::info_type::Vocabulary;
use crate::span::Span;

/// What the first row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Names of columns.
    Header,
    /// Values.
    Data,
    /// It could be either.
    Doubt,
}

/// What knows values and names.
pub struct Judges<'a> {
    /// The detectors.
    pub engine: &'a Engine,
    /// The names of info types.
    pub vocabulary: &'a Vocabulary,
    /// The names of fields.
    pub fields: &'a Fields,
}

/// The longest name of a column.
const NAME_BYTES_MAX: usize = 128;

/// What a row with these cells is.
pub fn judge(by: &Judges<'_>, declared: &Declarations, cells: &[Vec<u8>]) -> Verdict {
    let filled: Vec<&[u8]> = cells.iter().map(|c| c.trim_ascii()).filter(|c| !c.is_empty()).collect();
    if filled.iter().any(|c| is_data(by, c)) {
        return Verdict::Data;
    }
    let known =
        |c: &&&[u8]| declared.describes(c) || by.fields.classify(c).is_some() || by.fields.is_known(c);
    let count = filled.iter().filter(known).count();
    let all_names = filled.iter().all(|c| known(&c) || is_identifier(c));
    match count {
        _ if filled.is_empty() => Verdict::Doubt,
        n if n * 2 >= filled.len() => Verdict::Header,
        0 if !filled.iter().any(|c| c.contains(&b'_')) => Verdict::Doubt,
        _ if all_names => Verdict::Header,
        _ => Verdict::Doubt,
    }
}

/// True for a first row that may be a name and its values, or several: not more than half of it are names, and right of one stands what no
/// program calls a column; or there are columns without a name.
pub fn may_be_sideways(by: &Judges<'_>, cells: &[Vec<u8>]) -> bool {
    let filled = cells.iter().filter(|cell| !cell.trim_ascii().is_empty());
    let is_named = |cell: &Vec<u8>| by.fields.classify(cell).is_some();
    let names = filled.clone().filter(|cell| is_named(cell)).count();
    let is_value =
        |cell: &Vec<u8>| !is_named(cell) && !by.fields.is_known(cell) && !is_identifier(cell.trim_ascii());
    let has_pair = cells.windows(2).any(|pair| is_named(&pair[0]) && is_value(&pair[1]));
    names * 2 <= filled.count() && has_pair || cells.iter().any(|cell| cell.trim_ascii().is_empty())
}

/// True for a cell of a header of which it is known what it says.
pub fn is_clear(by: &Judges<'_>, declared: &Declarations, cell: &[u8]) -> bool {
    declared.describes(cell) || by.fields.classify(cell).is_some()
}

/// What the first rows of a table say of its columns, where the first is no sure header.
pub struct Said {
    /// The names of the columns; empty where nothing is said.
    pub columns: Vec<Vec<u8>>,
    /// Of which columns that row has the name.
    pub kept: Vec<bool>,
    /// Which of the rows has them.
    pub row: usize,
}

/// The names that `rows` give to their columns, in doubt: whatever the other cells of a row are, one that is a known name says what
/// stands below it. `None` where no cell is.
///
/// The row that has most of them counts: above it there may be a title, groups of columns or their types. A row below the first must
/// look like a header, since a value can be equal to a name; where the next row has such names as well, it is a list of fields.
pub fn said(by: &Judges<'_>, rows: &[&[Vec<u8>]]) -> Option<Said> {
    let (first, rest) = rows.split_first()?;
    let rest: Vec<&[Vec<u8>]> = rest.iter().copied().take_while(|row| row.len() == first.len()).collect();
    let top = Look::of(by, first, rest.first().copied());
    let look = |(n, row): (usize, &&[Vec<u8>])| Look::below(by, row, rest.get(n + 1).copied());
    let looks: Vec<Look> = rest.iter().enumerate().map(look).collect();
    let is_fewer = |other: Option<&Look>, n: usize| other.is_some_and(|l| l.names * 2 < looks[n].names);
    let is_one = |n: &usize| {
        let is_first_of_such = *n == 0 || is_fewer(looks.get(n - 1), *n);
        let is_own = looks[*n].is_header() && looks[*n].names > top.names;
        is_own && is_first_of_such && is_fewer(looks.get(n + 1), *n)
    };
    let best = (0..looks.len()).filter(is_one).max_by_key(|n| (looks[*n].names, looks.len() - n));
    let above = top.named(by, first);
    let own = best.map_or_else(|| above.clone(), |n| looks[n].named(by, rest[n]));
    let kept = own.iter().map(|name| !name.is_empty()).collect();
    // What the first row says holds where the other says nothing.
    let either = |(own, above): (Vec<u8>, Vec<u8>)| if own.is_empty() { above } else { own };
    let columns: Vec<Vec<u8>> = own.into_iter().zip(above).map(either).collect();
    let has_names = columns.iter().any(|name| !name.is_empty());
    has_names.then_some(Said { columns, kept, row: best.map_or(0, |n| n + 1) })
}

/// What a row of labels right below the header `first` says of the columns of which that says nothing, as surveys are exported:
/// codes of questions, and below them the questions. `None` where there is no such row. It `is_sure` where what stands below says so.
pub fn labels(by: &Judges<'_>, first: &[Vec<u8>], below: &[Vec<u8>], is_sure: bool) -> Option<Said> {
    if first.len() != below.len() {
        return None;
    }
    let means = |name: &[u8]| by.fields.classify(name).map(|class| class.info_type);
    let (mut said, mut fresh, mut agreed) = (0, 0, 0);
    let (mut columns, mut kept) = (first.to_vec(), vec![false; first.len()]);
    let mut look = Look::below(by, below, None);
    // A question can be longer than names are.
    look.labels |= is_sure;
    for (n, own) in look.named(by, below).into_iter().enumerate() {
        let is_empty = below[n].trim_ascii().is_empty();
        match means(&first[n]) {
            // A value of this column would be something else.
            Some(wanted) if !is_empty => {
                if means(&own) != Some(wanted) && !is_sure {
                    return None;
                }
                agreed += 1;
                kept[n] = true;
            }
            None if means(&own).is_some() => {
                said += 1;
                fresh += usize::from(!by.fields.is_known(&first[n]));
                columns[n] = own;
                kept[n] = true;
            }
            Some(_) | None => {}
        }
    }
    // Below names that are known to say nothing of a person stand values.
    let is_most = said > 1 && said * 2 >= look.filled && fresh * 2 >= said;
    let is_sure = is_sure || agreed > 0 || is_most || is_continued(first, below);
    (look.labels && said > 0 && is_sure).then_some(Said { columns, kept, row: 1 })
}

/// True for a row, as it is written, of the identifiers of the questions of a survey: `"{""ImportId"":""QID1""}"`.
pub fn is_of_questions(row: &[u8]) -> bool {
    [&b"\"{\"\"ImportId\"\":"[..], b"{\"ImportId\":"].iter().any(|begins| row.starts_with(begins))
}

/// True where what is `below` begins in columns to which the header gives no name.
fn is_continued(first: &[Vec<u8>], below: &[Vec<u8>]) -> bool {
    let is_empty = |cell: &Vec<u8>| cell.trim_ascii().is_empty();
    let starts = below.iter().position(|cell| !is_empty(cell)).unwrap_or(0);
    starts > 0 && first.iter().any(is_empty)
}

/// The columns of a table without a header of which each has the names of what stands in its rows to the right
/// (`first_name,Zorvane`), in order; none where it is a list of fields, which has no names. `None` for another table.
pub fn sideways(by: &Judges<'_>, rows: &[&[Vec<u8>]]) -> Option<Vec<usize>> {
    let first = rows.first()?;
    let of_list = |row: &[Vec<u8>]| row.iter().filter(|cell| is_name_of_names(&plain(by, cell))).count();
    if of_list(first) > 0 || rows.iter().any(|row| of_list(row) > 1) {
        return None;
    }
    let rows: Vec<&[Vec<u8>]> = rows.iter().copied().filter(|row| row.len() == first.len()).collect();
    let columns: Vec<usize> = (0..first.len()).filter(|n| names_rows(by, &rows, *n)).collect();
    let is_key = |n: &usize| columns.binary_search(n).is_ok();
    let names_beside = |row: &&[Vec<u8>]| {
        let mut others = (0..row.len()).filter(|n| !is_key(n)).map(|n| plain(by, &row[n]));
        others.any(|cell| !cell.is_empty() && is_name(by, &cell, true))
    };
    if columns.is_empty() || rows.iter().any(names_beside) {
        return None;
    }
    let has_values = |n: &usize| {
        let beside = rows.iter().filter_map(|row| row.get(*n + 1));
        let mut values = beside.map(|cell| cell.trim_ascii()).filter(|cell| !cell.is_empty()).peekable();
        values.peek().is_some() && !values.all(is_kind)
    };
    Some(if columns.iter().all(has_values) { columns } else { Vec::new() })
}

/// True for a column of which more than half of the cells are names, some of them sure, and all different or the same again in every
/// record.
fn names_rows(by: &Judges<'_>, rows: &[&[Vec<u8>]], column: usize) -> bool {
    let filled: Vec<Vec<u8>> =
        rows.iter().map(|row| plain(by, &row[column])).filter(|cell| !cell.is_empty()).collect();
    let names = filled.iter().filter(|cell| is_name(by, cell, true)).count();
    // To look at all cells costs more than to ask for names.
    if names < 2 || names * 2 <= filled.len() || !filled.iter().all(|cell| is_label(by, cell)) {
        return false;
    }
    let again = filled[1..].iter().position(|cell| *cell == filled[0]);
    let (record, rest) = filled.split_at(again.map_or(filled.len(), |n| n + 1));
    let mut known = record.to_vec();
    known.sort_unstable();
    known.dedup();
    let is_alike = || rest.chunks(record.len()).all(|other| *other == record[..other.len()]);
    record.len() > 1
        && known.len() == record.len()
        && is_alike()
        && filled.iter().any(|cell| is_name(by, cell, false))
}

/// True for what a list of fields says of one: `varchar(100)`, `text NOT NULL`.
fn is_kind(cell: &[u8]) -> bool {
    let word = cell.split(|b| matches!(b, b'(' | b' ')).next().unwrap_or(cell);
    Schema::Kind.explains(word)
}

/// What a row looks like.
struct Look {
    /// How many cells are known names and could be no value.
    names: usize,
    /// How many have something in them.
    filled: usize,
    /// All of those are labels of a few words, and different.
    labels: bool,
}

impl Look {
    /// Below the first row, what that names goes as well where it stands beside names, so a marker alone says nothing there.
    fn below(by: &Judges<'_>, cells: &[Vec<u8>], below: Option<&[Vec<u8>]>) -> Look {
        let own = |cell: &Vec<u8>| if is_marker(by, cell) { Vec::new() } else { cell.clone() };
        Look::of(by, &cells.iter().map(own).collect::<Vec<_>>(), below)
    }

    fn of(by: &Judges<'_>, cells: &[Vec<u8>], below: Option<&[Vec<u8>]>) -> Look {
        let below = |n: usize| below.map_or(&[][..], |below| below[n].trim_ascii());
        let is_label = |(n, cell): (usize, &Vec<u8>)| {
            let cell = plain(by, cell);
            cell.is_empty() || is_label(by, &cell) || is_number_above(&cell, below(n))
        };
        let mut labels = cells.iter().enumerate().all(is_label);
        let mut filled: Vec<Vec<u8>> = cells.iter().map(|c| plain(by, c)).filter(|c| !c.is_empty()).collect();
        let count = filled.len();
        let names = |labels: bool| filled.iter().filter(|cell| is_name(by, cell, labels)).count();
        let names = names(labels);
        filled.sort_unstable();
        filled.dedup();
        labels &= names > 0 && filled.len() == count;
        Look { names, filled: count, labels }
    }

    /// Below the first row: more than a word that happens to be a name.
    fn is_header(&self) -> bool {
        self.labels && self.names > 1 && self.names * 4 >= self.filled
    }

    /// The cells of a row that looks so, those empty that name nothing.
    fn named(&self, by: &Judges<'_>, cells: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let named = |cell: &Vec<u8>| {
            let cell = plain(by, cell);
            // Between labels, what is not made of words of names alone is one as well.
            let is_said = |cell: &Vec<u8>| self.labels && !cell.is_empty() && !by.fields.says_nothing(cell);
            Some(cell).filter(|cell| is_name(by, cell, self.labels) || is_said(cell)).unwrap_or_default()
        };
        cells.iter().map(named).collect()
    }
}

/// The most bytes and words of a label.
const LABEL_BYTES_MAX: usize = 60;
const LABEL_WORDS_MAX: usize = 6;

/// A name of a column as people write it.
fn is_label(by: &Judges<'_>, cell: &[u8]) -> bool {
    let begins = cell.first().is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0x80 || *b == b'_');
    let words = cell.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count();
    begins && cell.len() <= LABEL_BYTES_MAX && words <= LABEL_WORDS_MAX && !is_data(by, cell)
}

/// A year, a day or the like that is the name of a column: what stands under it is written in another way.
fn is_number_above(cell: &[u8], below: &[u8]) -> bool {
    let shape = |b: &u8| if b.is_ascii_digit() { b'0' } else { *b };
    is_number(cell) && !below.is_empty() && !cell.iter().map(shape).eq(below.iter().map(shape))
}

/// How sure a name has to make what stands below it where values stand beside it.
const SURE: u8 = 85;

/// A known name that could be no value; `labels` where all beside it look like names.
fn is_name(by: &Judges<'_>, cell: &[u8], labels: bool) -> bool {
    let is_sure = || by.fields.classify(cell).is_some_and(|class| class.confidence >= SURE);
    by.fields.is_name(cell) && (labels || is_sure()) && !is_data(by, cell)
}

/// A cell on one line and without what programs put around names: `{first_name}`, `b'first_name'`, `|first_name|`. One that has a marker
/// stays as it is: before an earlier run it was a value.
fn plain(by: &Judges<'_>, cell: &[u8]) -> Vec<u8> {
    let mut cell = cell.trim_ascii();
    if has_marker(by, cell) {
        return cell.to_vec();
    }
    if let [b'b', quote @ (b'\'' | b'"'), inner @ .., end] = cell
        && quote == end
    {
        cell = inner;
    }
    let is_dress = |b: &u8| b"{}[]()<>|'\"`*#: \t\r\n".contains(b);
    let from = cell.iter().take_while(|b| is_dress(b)).count();
    let cell = &cell[from..];
    let to = cell.len() - cell.iter().rev().take_while(|b| is_dress(b)).count();
    cell[..to].iter().map(|b| if matches!(b, b'\n' | b'\r' | b'\t') { b' ' } else { *b }).collect()
}

/// What an earlier run wrote in the place of a value, however that is quoted.
fn is_marker(by: &Judges<'_>, cell: &[u8]) -> bool {
    let is_quote = |b: &u8| b"'\"`|{} ".contains(b);
    let from = cell.iter().take_while(|b| is_quote(b)).count();
    let to = cell.len() - cell[from..].iter().rev().take_while(|b| is_quote(b)).count();
    from < to && super::is_marker(by.vocabulary, cell, Span::new(from, to))
}

fn has_marker(by: &Judges<'_>, cell: &[u8]) -> bool {
    super::markers(by.vocabulary, cell).next().is_some()
}

/// Names are not numbers or dates, and no detector finds anything in them.
pub(crate) fn is_data(by: &Judges<'_>, cell: &[u8]) -> bool {
    cell.len() > NAME_BYTES_MAX
        || is_number(cell)
        || cell.strip_prefix(b"@").unwrap_or(cell).contains(&b'@')
        || has_marker(by, cell)
        || is_json(cell)
        || cell.iter().any(|b| matches!(b, b'\n' | b'\r'))
        || super::find(by.engine, by.vocabulary, cell, 0)
            .iter()
            .any(|f| f.likelihood() >= Likelihood::Possible)
}

fn is_number(cell: &[u8]) -> bool {
    let number = |b: &u8| b.is_ascii_digit() || b"+-.,:/()% $#TZ".contains(b);
    cell.iter().all(number) && cell.iter().any(u8::is_ascii_digit)
}

/// A table that is JSON has no names in its first row. `[name]` is one.
fn is_json(cell: &[u8]) -> bool {
    let mut marks = cell.iter().filter(|b| !b.is_ascii_whitespace());
    match marks.next() {
        Some(b'{') => true,
        Some(b'[') => marks.next().is_some_and(|b| matches!(b, b'{' | b'[' | b'"')),
        _ => false,
    }
}

/// As programs name columns: lower case, with underscores, or several words run together; a name of a person or
/// a place is neither.
pub(super) fn is_identifier(cell: &[u8]) -> bool {
    let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
    let lower = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.' | b'-');
    cell.iter().all(lower) || (cell.iter().all(word) && cell.contains(&b'_'))
}
