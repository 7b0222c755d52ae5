//! Lines of access logs without a date, or with quotes that do not close: who asked is known all the same, and where nobody can
//! tell which header is which, each may be the program.

use crate::format::log::access::Head;
use crate::format::log::cursor::Cursor;
use crate::format::log::{Fields, Place, pairs};
use crate::span::Span;

/// How many quotes of a line are looked at for where a request begins.
const QUOTES_MAX: usize = 64;

/// What stands before the request of a line without a date. Where it has no request either, all of it does. Nothing for a text that
/// only stands between such lines.
pub(super) fn head(line: &[u8]) -> Option<Head> {
    let request = request_begin(line);
    let mut cursor = Cursor::new(line);
    cursor.word()?;
    let has_nobody = cursor.word().is_some_and(|ident| ident.of(line) == b"-");
    let is_one = request.is_some() || has_nobody || memchr::memmem::find(line, b" HTTP/").is_some();
    is_one.then(|| Head::before(line, request.unwrap_or(line.len()))).flatten()
}

/// Where the quote of a request stands.
fn request_begin(line: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'"', line).take(QUOTES_MAX).find(|at| {
        let behind = &line[at + 1..];
        let method = behind.iter().take_while(|b| b.is_ascii_uppercase()).count();
        method >= 3 && behind.get(method) == Some(&b' ')
    })
}

/// What stands behind the request of a line of which nobody can tell where that ends; the head ends at `at`.
pub(super) fn behind_request(line: &[u8], at: usize, fields: &mut Fields<'_>) {
    let mut quotes = memchr::memchr_iter(b'"', &line[at..]);
    if let Some(second) = quotes.nth(1) {
        headers(line, at + second, fields);
        pairs::read_words(line, at + second + 1, fields);
    }
}

/// Every value from `at` on that is in quotes, or may be.
pub(super) fn headers(line: &[u8], at: usize, fields: &mut Fields<'_>) {
    let mut start = at;
    while start < line.len() {
        let end = memchr::memchr(b'"', &line[start..]).map_or(line.len(), |n| start + n);
        let blanks = line[start..end].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let value = Span::new(start + blanks, end);
        // A status and a number of bytes are no program.
        if value.of(line).iter().any(|b| b.is_ascii_alphabetic() || *b >= 0x80) {
            fields.put(b"user_agent", value, Place::Quoted(b'"'));
        }
        start = end + 1;
    }
}

/// True where a quote stands in `rest` before any pair, or one is not closed.
pub(super) fn has_loose_quote(rest: &[u8]) -> bool {
    let Some(first) = memchr::memchr(b'"', rest) else { return false };
    let is_mark = |at: &usize| *at == 0 || rest[at - 1] != b'\\';
    let is_odd = memchr::memchr_iter(b'"', rest).filter(is_mark).count() % 2 == 1;
    is_odd || first > 0 && !rest[..first].contains(&b'=')
}
