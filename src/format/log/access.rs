//! Access logs: the common and the combined format of NCSA, as Apache and nginx write them, also with a virtual host before
//! them and more fields behind.
//!
//! Names are those of the W3C's description of the common format (`remotehost rfc931 authuser [date] "request" status
//! bytes`), of Apache (`%l` is the remote logname, which RFC 931 gave), and of the headers of HTTP.

use crate::format::log::cursor::{Cursor, has_shape, is_number, request, url};
use crate::format::log::{Fields, Place, State, pairs};
use crate::span::Span;

/// Between the quotes of a request or header.
const QUOTED: Place = Place::Quoted(b'"');

/// `[10/Oct/2000:13:55:36 -0700]`, to the minute.
const DATE: &[u8] = b"[99/AAA/9999:99:99";

/// How many quotes of a request are looked at.
const QUOTES_MAX: usize = 8;

/// How many dates of a line are looked at.
const DATES_MAX: usize = 16;

/// Where the parts stand that every line has.
struct Line {
    head: Head,
    request: Span,
    /// Where the status begins.
    status: usize,
}

/// What stands before the date.
#[derive(Clone, Copy)]
struct Head {
    host: Span,
    ident: Span,
    user: Span,
}

pub(super) fn fits(line: &[u8]) -> bool {
    parse(line).is_some()
}

pub(super) fn read(_: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    let parts = parse(line);
    // Who asked is known also where nobody can tell what for: quotes of a request may be missing.
    let head = parts.as_ref().map_or_else(|| heads(line), |parts| Some(parts.head));
    let Some(head) = head else { return };
    fields.put(b"remotehost", head.host, Place::Bare);
    fields.put(b"remote_logname", head.ident, Place::Bare);
    fields.put(b"authuser", head.user, Place::Bare);
    let Some(parts) = parts else { return };
    request(line, parts.request, QUOTED, fields);
    let mut cursor = Cursor { line, at: parts.status };
    // The status and the number of bytes, which may be missing.
    let _ = cursor.word();
    if !cursor.rest().starts_with(b"\"") {
        let _ = cursor.word();
    }
    if let Some(referer) = header(&mut cursor) {
        url(line, b"referer", referer, QUOTED, fields);
        let agent = header(&mut cursor);
        fields.put(b"user_agent", agent.unwrap_or_default(), QUOTED);
    }
    pairs::read_words(line, cursor.at, fields);
}

fn parse(line: &[u8]) -> Option<Line> {
    // A date cannot stand in a host, but a user name can hold anything: it goes on to the last date that a request stands behind.
    let mut lines = dates(line).filter_map(|date| parse_at(line, date));
    let mut first = lines.next()?;
    if let Some(last) = lines.last() {
        first.head.user.end = last.head.user.end;
    }
    Some(first)
}

/// What stands before the dates of a line.
fn heads(line: &[u8]) -> Option<Head> {
    let mut heads = dates(line).filter_map(|date| head(line, date));
    let (mut first, _) = heads.next()?;
    if let Some((last, _)) = heads.last() {
        first.user.end = last.user.end;
    }
    Some(first)
}

/// Where dates begin in a line.
fn dates(line: &[u8]) -> impl Iterator<Item = usize> + '_ {
    memchr::memchr_iter(b'[', line).filter(|at| has_shape(&line[*at..], DATE)).take(DATES_MAX)
}

/// What stands before the date that begins at `date`, and where that ends.
fn head(line: &[u8], date: usize) -> Option<(Head, usize)> {
    let before = line[..date].strip_suffix(b" ")?;
    let mut cursor = Cursor::new(before);
    let mut host = cursor.word()?;
    if before.split(|b| *b == b' ').count() > 3 && is_virtual(host.of(line)) {
        host = cursor.word()?;
    }
    let ident = cursor.word()?;
    // Apache writes a user name as it is, with its spaces.
    let user = Span::new(cursor.at, before.len());
    let mut cursor = Cursor { line, at: date };
    cursor.at += 1;
    let inside = cursor.until(b']')?;
    (!inside.of(line).contains(&b'[')).then_some((Head { host, ident, user }, cursor.at))
}

/// A line whose date begins at `date`.
fn parse_at(line: &[u8], date: usize) -> Option<Line> {
    let (head, at) = head(line, date)?;
    let mut cursor = Cursor { line, at };
    cursor.take(b" \"")?;
    cursor.at -= 1;
    let mut request = header(&mut cursor)?;
    for _ in 0..QUOTES_MAX {
        if is_status(cursor.rest()) {
            return Some(Line { head, request, status: cursor.at });
        }
        // A quote with a space behind it may be one of the request too.
        request.end = super::cursor::close(line, cursor.at, b'"')?;
        cursor.at = request.end + 1;
        cursor.skip_spaces();
    }
    None
}

/// True for a status and a number of bytes, which some formats leave out.
fn is_status(rest: &[u8]) -> bool {
    let mut cursor = Cursor::new(rest);
    let code = cursor.word().map_or(&[][..], |code| code.of(rest));
    let bytes = cursor.word().map(|bytes| bytes.of(rest));
    let is_count = bytes.is_none_or(|bytes| bytes == b"-" || bytes.starts_with(b"\"") || is_number(bytes));
    code.len() == 3 && is_number(code) && is_count
}

/// A virtual host with its port.
fn is_virtual(host: &[u8]) -> bool {
    memchr::memrchr(b':', host).is_some_and(|at| is_number(&host[at + 1..]))
}

/// What stands between quotes, and the space behind. Some programs write quotes in headers as they are: the one that ends it
/// has a space behind it, or nothing.
fn header(cursor: &mut Cursor<'_>) -> Option<Span> {
    let start = cursor.at + 1;
    let mut span = cursor.quoted(b'"')?;
    while !matches!(cursor.rest().first(), None | Some(b' ' | b'\t')) {
        span.end = super::cursor::close(cursor.line, cursor.at, b'"')?;
        cursor.at = span.end + 1;
    }
    cursor.skip_spaces();
    Some(Span::new(start, span.end))
}
