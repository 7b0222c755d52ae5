//! Error logs of Apache and nginx: the message, with who asked behind or before it.

use crate::format::log::cursor::{Cursor, close, has_shape, request, url, without_port};
use crate::format::log::{Fields, Place, State};
use crate::span::Span;

/// What nginx calls the parts behind a message, and the fields that they are.
const PARTS: &[(&[u8], &[u8])] = &[
    (b", client: ", b"client_address"),
    (b", server: ", b"server"),
    (b", request: ", b"request"),
    (b", upstream: ", b"upstream"),
    (b", host: ", b"host"),
    (b", referrer: ", b"referrer"),
    (b", referer: ", b"referer"),
];

/// Behind which words of a message the name of a user stands (`mod_auth_basic`, `ngx_http_auth_basic_module`).
const USERS: &[&[u8]] = &[b" user \"", b": user ", b"] user "];

pub(super) fn fits(line: &[u8]) -> bool {
    let is_nginx = has_shape(line, b"9999/99/99 99:99:99 [") && level(&line[20..]).is_some();
    let is_apache = has_shape(line, b"[AAA AAA 99 99:99:99") && {
        let behind = memchr::memmem::find(line, b"] ").map(|at| &line[at + 2..]);
        behind.is_some_and(|rest| level(rest).is_some())
    };
    is_nginx || is_apache
}

/// `[error]`, `[core:error]`: how long it is.
fn level(text: &[u8]) -> Option<usize> {
    const LEVELS: [&[u8]; 9] =
        [b"emerg", b"alert", b"crit", b"error", b"warn", b"notice", b"info", b"debug", b"trace"];
    let inside = &text.strip_prefix(b"[")?[..memchr::memchr(b']', text)? - 1];
    let word = inside.rsplit(|b| *b == b':').next()?;
    LEVELS.iter().any(|level| word.starts_with(level)).then_some(inside.len() + 2)
}

pub(super) fn read(_: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    if !fits(line) {
        return;
    }
    let mut cursor = Cursor::new(line);
    bracketed(&mut cursor, fields);
    let parts: Vec<(usize, usize, &[u8])> = parts(line, cursor.at);
    let message = parts.first().map_or(line.len(), |(start, ..)| *start);
    user(line, cursor.at.min(message), message, fields);
    for (n, (_, start, name)) in parts.iter().enumerate() {
        let end = parts.get(n + 1).map_or(line.len(), |(next, ..)| *next);
        let span = Span::new(*start, end);
        let quoted = Cursor { line, at: *start }.quoted(b'"');
        let (span, place) = match quoted {
            Some(inside) if inside.end < end => (inside, Place::Quoted(b'"')),
            _ => (span, Place::Until(b',')),
        };
        match *name {
            b"request" => request(line, span, place, fields),
            b"referrer" | b"referer" => url(line, name, span, place, fields),
            name => fields.put(name, without_port(line, span), place),
        }
    }
}

/// What Apache says in brackets before the message: of that, who asked.
fn bracketed(cursor: &mut Cursor<'_>, fields: &mut Fields<'_>) {
    while cursor.rest().first() == Some(&b'[') {
        // What is inside can have brackets of its own, where it has been redacted.
        let rest = cursor.rest();
        let end = memchr::memmem::find(rest, b"] ").or(rest.ends_with(b"]").then(|| rest.len() - 1));
        let Some(end) = end.map(|n| cursor.at + n) else { return };
        let inside = Span::new(cursor.at + 1, end);
        let start = inside.start;
        cursor.at = end + 1;
        for word in [&b"client "[..], b"remote "] {
            if inside.of(cursor.line).starts_with(word) {
                let span = Span::new(start + word.len(), inside.end);
                fields.put(b"client_address", without_port(cursor.line, span), Place::Until(b']'));
            }
        }
        cursor.skip_spaces();
    }
}

/// Where each part begins, with its name and without, in their order. What somebody asked for can hold such words, so those in
/// quotes are none.
fn parts(line: &[u8], from: usize) -> Vec<(usize, usize, &'static [u8])> {
    let (mut found, mut at) = (Vec::new(), from);
    while let Some(n) = line.get(at..).and_then(|rest| memchr::memchr(b',', rest)) {
        let comma = at + n;
        at = comma + 1;
        let Some((word, name)) = PARTS.iter().find(|(word, _)| line[comma..].starts_with(word)) else {
            continue;
        };
        let start = comma + word.len();
        found.push((comma, start, *name));
        at = start;
        if line.get(start) == Some(&b'"') {
            at = close(line, start + 1, b'"').map_or(line.len(), |end| end + 1);
        }
    }
    found
}

/// The user that a message between `start` and `end` is about.
fn user(line: &[u8], start: usize, end: usize, fields: &mut Fields<'_>) {
    // The space before the message is a part of what is looked for.
    let start = start.saturating_sub(2);
    let message = &line[start..end];
    for word in USERS {
        let Some(found) = memchr::memmem::find(message, word) else { continue };
        let from = start + found + word.len();
        let rest = &line[from..end];
        let (length, place) = match word.ends_with(b"\"") {
            true => (memchr::memchr(b'"', rest), Place::Quoted(b'"')),
            false => (rest.iter().position(|b| matches!(b, b':' | b' ' | b',')), Place::Bare),
        };
        return fields.put(b"username", Span::new(from, from + length.unwrap_or(rest.len())), place);
    }
}
