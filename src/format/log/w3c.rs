//! The extended log format of the W3C (WD-logfile-960323), as IIS, Exchange and CloudFront write it: `#Fields:` names the
//! columns of the lines behind it, and can come again.
//!
//! A value has the name of its column where the line has as many values as there are columns, and those fit whose columns say
//! what they look like (`odd` has the other lines).

use std::sync::Arc;

use crate::format::log::cursor::close;
use crate::format::log::{Fields, Place, State, columns};
use crate::span::Span;

mod kind;
mod odd;

use kind::Kind;

/// What `#Fields:` says of the lines behind it.
#[derive(Default)]
pub(super) struct Columns {
    names: Arc<Vec<Vec<u8>>>,
    kinds: Vec<Kind>,
    delimiter: Delimiter,
    /// There were more than are kept: nobody knows which value is which.
    is_lost: bool,
}

/// What separates values.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Delimiter {
    /// Spaces, as the format has it, or tabs.
    #[default]
    Space,
    /// Tabs, as the header has them too: values can have spaces, and be empty.
    Tab,
    /// Commas, as Exchange writes them.
    Comma,
}

/// A value, and whether it is in quotes.
type Cell = (Span, bool);

/// What columns are called that say who somebody is, for lines whose own are not known.
const USUAL: &[&str] = &[
    "c-ip",
    "cs-username",
    "cs(User-Agent)",
    "cs(Referer)",
    "cs(Cookie)",
    "cs-uri-stem",
    "cs-uri-query",
    "email",
    "password",
];

/// What stands behind the sign of the directive that names columns.
fn names(line: &[u8]) -> Option<&[u8]> {
    let (word, rest) = line.split_at_checked(b"#Fields".len())?;
    let rest = word.eq_ignore_ascii_case(b"#Fields").then(|| rest.trim_ascii_start())?;
    rest.strip_prefix(b":")
}

pub(super) fn fits(line: &[u8]) -> bool {
    names(line).is_some() || line.starts_with(b"#Version: ") || line.starts_with(b"#Software: ")
}

pub(super) fn read(state: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    if line.starts_with(b"#") {
        if let Some(names) = names(line) {
            state.columns = Arc::new(Columns::read(names));
        }
        return;
    }
    let columns = &state.columns;
    if fields.sheet.is_none() || line.is_empty() || columns.names.is_empty() {
        return;
    }
    let mut cells = Vec::with_capacity(columns.names.len() + 1);
    let Some(delimiter) = columns.split(line, &mut cells) else {
        return odd::read(columns, line, fields);
    };
    for (name, (span, is_quoted)) in columns.names.iter().zip(&cells) {
        let place = match delimiter {
            _ if *is_quoted => Place::Doubled(b'"'),
            b' ' => Place::Bare,
            other => Place::Until(other),
        };
        fields.put(name, *span, place);
    }
}

impl Columns {
    fn read(header: &[u8]) -> Self {
        let header = header.trim_ascii();
        let named = header.split(|b| matches!(b, b' ' | b'\t' | b',')).filter(|name| !name.is_empty());
        let mut names = columns(named);
        let is_lost = names.is_empty() && !header.is_empty();
        if is_lost {
            names = columns(USUAL.iter().map(|name| name.as_bytes()));
        }
        let delimiter = match header {
            _ if header.contains(&b' ') => Delimiter::Space,
            _ if header.contains(&b',') => Delimiter::Comma,
            _ if header.contains(&b'\t') => Delimiter::Tab,
            _ => Delimiter::Space,
        };
        let kinds = names.iter().map(|name| Kind::of(name)).collect();
        Columns { names, kinds, delimiter, is_lost }
    }

    /// The values of a line, one for each column, and what separates them; `None` where nobody can tell which is which.
    fn split(&self, line: &[u8], cells: &mut Vec<Cell>) -> Option<u8> {
        if self.is_lost {
            return None;
        }
        let most = self.names.len();
        match self.delimiter {
            Delimiter::Comma => self.is_split(line, b',', most, true, cells).then_some(b','),
            Delimiter::Tab => self.is_split(line, b'\t', most, true, cells).then_some(b'\t'),
            Delimiter::Space => {
                // CloudFront writes tabs under a header with spaces. A field without a value is a dash.
                let line = line.trim_ascii_end();
                let has_tabs = memchr::memchr(b'\t', line).is_some();
                if has_tabs && self.is_split(line, b'\t', most, false, cells) {
                    return Some(b'\t');
                }
                // Some programs fill columns with spaces.
                let is_it = words(line, most, cells) && self.fit(line, cells, false);
                is_it.then_some(b' ')
            }
        }
    }

    fn is_split(&self, line: &[u8], by: u8, most: usize, has_empty: bool, cells: &mut Vec<Cell>) -> bool {
        split(line, by, most, cells);
        self.fit(line, cells, has_empty)
    }

    /// True where there are as many values as columns, and those fit of which a column says what they look like.
    fn fit(&self, line: &[u8], cells: &[Cell], has_empty: bool) -> bool {
        let fits = |(kind, (span, is_quoted)): (&Kind, &Cell)| match span.is_empty() {
            true => has_empty || *is_quoted,
            false => kind.may_be(span.of(line)),
        };
        cells.len() == self.names.len() && self.kinds.iter().zip(cells).all(fits)
    }
}

/// Where the quotes end that begin at `at`, when a value ends there.
fn quoted(line: &[u8], at: usize, ends: impl Fn(u8) -> bool) -> Option<usize> {
    if line.get(at) != Some(&b'"') {
        return None;
    }
    let mut quote = close(line, at + 1, b'"')?;
    while line.get(quote + 1) == Some(&b'"')
        && let Some(next) = close(line, quote + 2, b'"')
    {
        quote = next;
    }
    line.get(quote + 1).is_none_or(|behind| ends(*behind)).then_some(quote)
}

/// The cells of a line, no more than one more than `most`.
fn split(line: &[u8], delimiter: u8, most: usize, cells: &mut Vec<Cell>) {
    cells.clear();
    let mut at = 0;
    while cells.len() <= most {
        let end = match quoted(line, at, |behind| behind == delimiter) {
            Some(quote) => {
                cells.push((Span::new(at + 1, quote), true));
                quote + 1
            }
            None => {
                let end = memchr::memchr(delimiter, &line[at..]).map_or(line.len(), |n| at + n);
                cells.push((Span::new(at, end), false));
                end
            }
        };
        if end >= line.len() {
            return;
        }
        at = end + 1;
    }
}

/// What stands between spaces and tabs; false where it is more than `most`.
fn words(line: &[u8], most: usize, cells: &mut Vec<Cell>) -> bool {
    cells.clear();
    let mut at = 0;
    while at < line.len() {
        if is_blank(line[at]) {
            at += 1;
            continue;
        }
        if cells.len() == most {
            return false;
        }
        at = match quoted(line, at, is_blank) {
            Some(quote) => {
                cells.push((Span::new(at + 1, quote), true));
                quote + 1
            }
            None => {
                let end = memchr::memchr2(b' ', b'\t', &line[at..]).map_or(line.len(), |n| at + n);
                cells.push((Span::new(at, end), false));
                end
            }
        };
    }
    true
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
