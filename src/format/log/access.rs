//! Access logs: the common and the combined format of NCSA, as Apache and nginx write them, also with a virtual host before
//! them and more fields behind.
//!
//! Names are those of the W3C's description of the common format (`remotehost rfc931 authuser [date] "request" status
//! bytes`), of Apache (`%l` is the remote logname, which RFC 931 gave), and of the headers of HTTP.

use crate::format::log::cursor::{Cursor, has_shape, is_number, request, url};
use crate::format::log::{Fields, Place, State, pairs};
use crate::span::Span;

mod odd;

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
    parse(line).is_some_and(|parts| !parts.head.ident.is_empty())
}

pub(super) fn read(_: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    let parts = parse(line);
    // Who asked is known also where nobody can tell what for: quotes of a request may be missing.
    let head = parts.as_ref().map_or_else(|| heads(line), |parts| Some(parts.head));
    let Some(head) = head.or_else(|| odd::head(line)) else { return };
    fields.put(b"remotehost", head.host, Place::Bare);
    fields.put(b"remote_logname", head.ident, Place::Bare);
    fields.put(b"authuser", head.user, Place::Bare);
    let Some(parts) = parts else { return odd::behind_request(line, head.end(), fields) };
    request(line, parts.request, QUOTED, fields);
    let mut cursor = Cursor { line, at: parts.status };
    // The status and the number of bytes, which may be missing.
    let _ = cursor.word();
    cursor.skip_spaces();
    if !cursor.rest().starts_with(b"\"") {
        let _ = cursor.word();
    }
    cursor.skip_spaces();
    match headers(&mut cursor) {
        Some((referer, agent)) => {
            url(line, b"referer", referer, QUOTED, fields);
            fields.put(b"user_agent", agent, QUOTED);
        }
        None => odd::headers(line, cursor.at, fields),
    }
    pairs::read_words(line, cursor.at, fields);
}

/// The two headers that stand here or none, over which it goes; `None` where quotes are not what they should be. Where there is
/// one, nobody can tell which.
fn headers(cursor: &mut Cursor<'_>) -> Option<(Span, Span)> {
    let start = cursor.at;
    if cursor.rest().first() != Some(&b'"') {
        return (!odd::has_loose_quote(cursor.rest())).then(Default::default);
    }
    let both = header(cursor).map(|first| (first, cursor.at)).and_then(|(first, behind)| {
        let second = match cursor.rest().first() {
            Some(b'"') => header(cursor)?,
            _ => first,
        };
        let is_even = !odd::has_loose_quote(cursor.rest());
        (is_even && behind > start).then_some((first, second))
    });
    if both.is_none() {
        cursor.at = start;
    }
    both
}

fn parse(line: &[u8]) -> Option<Line> {
    // A date cannot stand in a host, but a user name can hold anything: it goes on to the last date that a request stands behind.
    let mut lines = dates(line).filter_map(|date| parse_at(line, date));
    let mut first = lines.next()?;
    if let Some(last) = lines.last() {
        let user = Span::new(first.head.user.start, last.head.user.end);
        first = Line { head: Head { user, ..first.head }, ..last };
    }
    Some(first)
}

/// What stands before the dates of a line.
fn heads(line: &[u8]) -> Option<Head> {
    let mut heads = dates(line).filter_map(|date| Head::before(line, date));
    let mut first = heads.next()?;
    if let Some(last) = heads.last() {
        first.user.end = last.user.end;
    }
    Some(first)
}

/// Where dates begin in a line.
fn dates(line: &[u8]) -> impl Iterator<Item = usize> + '_ {
    memchr::memchr_iter(b'[', line).filter(|at| has_shape(&line[*at..], DATE)).take(DATES_MAX)
}

impl Head {
    /// What stands before `end`: a host and, where they are there, what `identd` says and the user.
    fn before(line: &[u8], end: usize) -> Option<Head> {
        let before = &line[..end];
        let before = &before[..before.iter().rposition(|b| !matches!(b, b' ' | b'\t'))? + 1];
        let mut cursor = Cursor::new(before);
        let mut host = cursor.word()?;
        if is_virtual(host.of(line)) && is_virtual_head(&before[cursor.at..]) {
            host = cursor.word()?;
        }
        let ident = cursor.word().unwrap_or_default();
        cursor.skip_spaces();
        // Apache writes a user name as it is, with its spaces.
        Some(Head { host, ident, user: Span::new(cursor.at, before.len()) })
    }

    fn end(&self) -> usize {
        self.host.end.max(self.ident.end).max(self.user.end)
    }
}

/// True where a host, a name and a user stand behind a virtual host.
fn is_virtual_head(rest: &[u8]) -> bool {
    let mut words = rest.split(|b| matches!(b, b' ' | b'\t')).filter(|word| !word.is_empty());
    words.next().is_some_and(|host| host != b"-") && words.nth(1).is_some()
}

/// A line whose date begins at `date`.
fn parse_at(line: &[u8], date: usize) -> Option<Line> {
    let head = Head::before(line, date)?;
    let mut cursor = Cursor { line, at: date + 1 };
    if cursor.until(b']')?.of(line).contains(&b'[') {
        return None;
    }
    cursor.skip_spaces();
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
