//! Is the first row of a table its header?

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

/// Names are not numbers or dates, and no detector finds anything in them.
pub(crate) fn is_data(by: &Judges<'_>, cell: &[u8]) -> bool {
    let number = |b: &u8| b.is_ascii_digit() || b"+-.,:/()% $#TZ".contains(b);
    cell.len() > NAME_BYTES_MAX
        || (cell.iter().all(number) && cell.iter().any(u8::is_ascii_digit))
        || cell.contains(&b'@')
        || is_json(cell)
        || cell.iter().any(|b| matches!(b, b'\n' | b'\r'))
        || super::find(by.engine, by.vocabulary, cell, 0)
            .iter()
            .any(|f| f.likelihood() >= Likelihood::Possible)
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
