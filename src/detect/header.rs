//! Is the first row of a table its header?

use crate::detect::facts::Declarations;
use crate::finding::Likelihood;
use crate::pipeline::{self, Shared};

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

/// The longest name of a column.
const NAME_BYTES_MAX: usize = 128;

/// What a row with these cells is.
pub fn judge(shared: &Shared, declared: &Declarations, cells: &[Vec<u8>]) -> Verdict {
    let filled: Vec<&[u8]> = cells.iter().map(|c| c.trim_ascii()).filter(|c| !c.is_empty()).collect();
    if filled.iter().any(|c| is_data(shared, c)) {
        return Verdict::Data;
    }
    let known = |c: &&&[u8]| {
        declared.describes(c) || shared.fields.classify(c).is_some() || shared.fields.is_known(c)
    };
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
pub(crate) fn is_data(shared: &Shared, cell: &[u8]) -> bool {
    let number = |b: &u8| b.is_ascii_digit() || b"+-.,:/()% $#TZ".contains(b);
    cell.len() > NAME_BYTES_MAX
        || (cell.iter().all(number) && cell.iter().any(u8::is_ascii_digit))
        || cell.contains(&b'@')
        || cell.iter().any(|b| matches!(b, b'\n' | b'\r'))
        || pipeline::detect(shared, cell, 0).iter().any(|f| f.likelihood() >= Likelihood::Possible)
}

/// As programs name columns: lower case, with underscores, or several words run together; a name of a person or
/// a place is neither.
fn is_identifier(cell: &[u8]) -> bool {
    let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
    let lower = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.' | b'-');
    cell.iter().all(lower) || (cell.iter().all(word) && cell.contains(&b'_'))
}
