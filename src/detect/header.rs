//! Is the first row of a table its header, and what are its columns called where none is?

use crate::detect::engine::Engine;
use crate::detect::facts::Declarations;
use crate::detect::field::Fields;
use crate::finding::Likelihood;
use crate::info_type::Vocabulary;

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

/// What the first rows of a table say of its columns, where the first is no sure header.
pub struct Said {
    /// The names of the columns; empty where nothing is said.
    pub columns: Vec<Vec<u8>>,
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
    let look = |(n, row): (usize, &&[Vec<u8>])| Look::of(by, row, rest.get(n + 1).copied());
    let looks: Vec<Look> = rest.iter().enumerate().map(look).collect();
    let is_fewer = |other: Option<&Look>, n: usize| other.is_some_and(|l| l.names * 2 < looks[n].names);
    let is_one = |n: &usize| {
        let is_first_of_such = *n == 0 || is_fewer(looks.get(n - 1), *n);
        let is_own = looks[*n].is_header() && looks[*n].names > top.names;
        is_own && is_first_of_such && is_fewer(looks.get(n + 1), *n)
    };
    let best = (0..looks.len()).filter(is_one).max_by_key(|n| (looks[*n].names, looks.len() - n));
    let columns = match best {
        // What the first row says holds where the other says nothing.
        Some(n) => {
            let (own, above) = (looks[n].named(by, rest[n]), top.named(by, first));
            own.into_iter().zip(above).map(|(own, above)| if own.is_empty() { above } else { own }).collect()
        }
        None => top.named(by, first),
    };
    let has_names = columns.iter().any(|name: &Vec<u8>| !name.is_empty());
    has_names.then_some(Said { columns, row: best.map_or(0, |n| n + 1) })
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
    fn of(by: &Judges<'_>, cells: &[Vec<u8>], below: Option<&[Vec<u8>]>) -> Look {
        let below = |n: usize| below.map_or(&[][..], |below| below[n].trim_ascii());
        let is_label = |(n, cell): (usize, &Vec<u8>)| {
            let cell = plain(cell);
            cell.is_empty() || is_label(by, &cell) || is_number_above(&cell, below(n))
        };
        let mut labels = cells.iter().enumerate().all(is_label);
        let mut filled: Vec<Vec<u8>> = cells.iter().map(|c| plain(c)).filter(|c| !c.is_empty()).collect();
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
            let cell = plain(cell);
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

/// A cell on one line and without what programs put around names: `{first_name}`, `b'first_name'`, `|first_name|`.
fn plain(cell: &[u8]) -> Vec<u8> {
    let mut cell = cell.trim_ascii();
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

/// Names are not numbers or dates, and no detector finds anything in them.
pub(crate) fn is_data(by: &Judges<'_>, cell: &[u8]) -> bool {
    cell.len() > NAME_BYTES_MAX
        || is_number(cell)
        || cell.contains(&b'@')
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
