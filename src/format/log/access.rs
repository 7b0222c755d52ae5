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

/// How many dates of a line are looked at.
const DATES_MAX: usize = 16;

/// Where the parts stand that every line has.
struct Line {
    host: Span,
    ident: Span,
    user: Span,
    request: Span,
    /// Where the status begins.
    status: usize,
}

pub(super) fn fits(line: &[u8]) -> bool {
    parse(line).is_some()
}

pub(super) fn read(_: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    let Some(parts) = parse(line) else { return };
    fields.put(b"remotehost", parts.host, Place::Bare);
    fields.put(b"remote_logname", parts.ident, Place::Bare);
    fields.put(b"authuser", parts.user, Place::Bare);
    request(line, parts.request, QUOTED, fields);
    let mut cursor = Cursor { line, at: parts.status };
    // The status and the number of bytes.
    let _ = (cursor.word(), cursor.word());
    if let Some(referer) = header(&mut cursor) {
        url(line, b"referer", referer, QUOTED, fields);
        let agent = header(&mut cursor);
        fields.put(b"user_agent", agent.unwrap_or_default(), QUOTED);
    }
    pairs::read_words(line, cursor.at, fields);
}

fn parse(line: &[u8]) -> Option<Line> {
    // A date cannot stand in a host, but a user name can hold anything: it goes on to the last date that a request stands behind.
    let dates = memchr::memchr_iter(b'[', line).filter(|at| has_shape(&line[*at..], DATE)).take(DATES_MAX);
    let mut lines = dates.filter_map(|date| parse_at(line, date));
    let first = lines.next()?;
    let user = lines.last().map_or(first.user, |last| Span::new(first.user.start, last.user.end));
    Some(Line { user, ..first })
}

/// A line whose date begins at `date`.
fn parse_at(line: &[u8], date: usize) -> Option<Line> {
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
    if inside.of(line).contains(&b'[') {
        return None;
    }
    cursor.take(b" \"")?;
    cursor.at -= 1;
    let request = header(&mut cursor)?;
    let status = cursor.at;
    let code = cursor.word()?.of(line);
    let bytes = cursor.word()?.of(line);
    let is_count = bytes == b"-" || is_number(bytes);
    (code.len() == 3 && is_number(code) && is_count).then_some(Line { host, ident, user, request, status })
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
