//! Pairs of a key and its value (`key=value key="value"`): logfmt, and what programs write into messages.

use crate::format::log::cursor::close;
use crate::format::log::{Fields, Place, State, Weight};
use crate::span::Span;

mod scan;

use scan::{Pair, Pairs, Stands, Way, of_key};

/// How many pairs a line of logfmt has at least.
const PAIRS_MIN: usize = 3;

/// What the values are called that have to go whatever their name was.
const UNKNOWN: &[&[u8]] =
    &[b"username", b"password", b"email", b"client_ip", b"full_name", b"phone", b"token"];

/// How names end that say who somebody is, and what they say: what is stuck to them in a message is the value before.
const ENDINGS: &[(&[u8], &[u8])] = &[
    (b"name", b"username"),
    (b"user", b"username"),
    (b"login", b"username"),
    (b"acct", b"username"),
    (b"account", b"username"),
    (b"password", b"password"),
    (b"passwd", b"password"),
    (b"token", b"token"),
    (b"mail", b"email"),
    (b"rhost", b"rhost"),
    (b"addr", b"client_ip"),
    (b"_ip", b"client_ip"),
];

pub(super) fn fits(line: &[u8]) -> bool {
    let (mut count, mut bytes) = (0, 0);
    for Pair { key, value, is_quoted, .. } in Pairs::new(line, 0, Way::Strict) {
        if count == 0 && key.start != 0 {
            return false;
        }
        count += 1;
        bytes += key.len() + value.len() + 1 + 2 * usize::from(is_quoted) + 1;
    }
    // Nearly all of it is pairs.
    count >= PAIRS_MIN && bytes * 10 >= line.len() * 9
}

pub(super) fn read(_: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    read_line(line, 0, fields);
}

/// The pairs of `line`, which has nothing but pairs from `at` on.
pub(super) fn read_line(line: &[u8], at: usize, fields: &mut Fields<'_>) {
    let pairs = Pairs::new(line, at, Way::Line);
    // A quote before the first pair has lost its own.
    let loose = Span::new(at, pairs.loose_end(at).max(at));
    if memchr::memchr(b'"', loose.of(line)).is_some() {
        put_unknown(loose, fields);
    }
    for pair in pairs {
        put(line, &pair, Weight::Name, fields);
    }
}

/// The pairs of `line`, which is free text from `at` on: a sentence can hold what looks like one.
pub(super) fn read_from(line: &[u8], at: usize, fields: &mut Fields<'_>) {
    for pair in Pairs::new(line, at, Way::Message) {
        put(line, &pair, Weight::Message, fields);
    }
}

/// Those of `line` from `at` on that are words of it; what stands between quotes is one value.
pub(super) fn read_words(line: &[u8], at: usize, fields: &mut Fields<'_>) {
    let mut at = at;
    while let Some(first) = line.get(at) {
        let end = line[at..].iter().position(|b| matches!(b, b' ' | b'\t')).map_or(line.len(), |n| at + n);
        if *first == b'"' {
            at = close(line, at + 1, b'"').map_or(line.len(), |end| end + 1);
            continue;
        }
        let mut pairs = Pairs::new(line, at, Way::Message);
        // A word that is no pair is not worth a search for the next one.
        let has_sign = memchr::memchr(b'=', &line[at..end]).is_some() || line.get(end + 1) == Some(&b'=');
        match has_sign.then(|| pairs.next()).flatten().filter(|pair| pair.key.start <= end) {
            Some(pair) => {
                put(line, &pair, Weight::Message, fields);
                at = pairs.at.max(at + 1);
            }
            None => at = end + 1,
        }
    }
}

/// The pairs of a list that begins at `at` of `line`, as settings have them: between white space (Ansible) or commas (supervisord).
pub(super) fn read_list(line: &[u8], at: usize, fields: &mut Fields<'_>) {
    let mut at = at;
    while let Some(rest) = line.get(at..) {
        let key = Span::new(at, at + rest.iter().take_while(|b| of_key(**b)).count());
        let start = key.end + 1;
        if key.is_empty() || line.get(key.end) != Some(&b'=') {
            let Some(n) = rest.iter().position(|b| is_between(*b)) else { return };
            at += n + 1;
            continue;
        }
        let quote = line.get(start).filter(|b| matches!(b, b'"' | b'\''));
        let end = quote.and_then(|quote| close(line, start + 1, *quote));
        let (value, is_quoted) = match end {
            Some(end) => (Span::new(start + 1, end), true),
            None => {
                let length = line[start..].iter().take_while(|b| !is_between(**b)).count();
                (Span::new(start, start + length), false)
            }
        };
        at = value.end + 1;
        put(
            line,
            &Pair { key, value, is_quoted, stands: Stands::Apart, head: Span::default() },
            Weight::Name,
            fields,
        );
    }
}

/// True for a byte that separates the pairs of a list.
fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b',')
}

fn put(line: &[u8], pair: &Pair, weight: Weight, fields: &mut Fields<'_>) {
    let (name, value, text) = (pair.key.of(line), pair.value, pair.value.of(line));
    let place = if pair.is_quoted { Place::Quoted(line[value.start - 1]) } else { Place::Bare };
    if is_directory(name, text) {
        return;
    }
    // Netfilter writes both addresses of a frame and its type as one (`MAC=`).
    if name == b"MAC" && text.len() == 41 && text.iter().filter(|b| **b == b':').count() == 13 {
        for at in [value.start, value.start + 18] {
            fields.put_as(weight, &[name], Span::new(at, at + 17), place);
        }
        return;
    }
    // It was like that and was redacted, or replaced by tokens.
    if name == b"MAC" && text.len() != 17 {
        return;
    }
    match (pair.stands, weight) {
        (Stands::Glued, Weight::Name) => {
            put_unknown(value, fields);
        }
        (Stands::Glued, _) => {
            let name = name.to_ascii_lowercase();
            if let Some((_, own)) = ENDINGS.iter().find(|(end, _)| name.ends_with(end)) {
                fields.put_as(weight, &[own], value, place);
            }
        }
        (Stands::Query, _) => fields.put_as(Weight::Message, &[name], value, place),
        (Stands::Apart, _) => {}
    }
    if !pair.head.is_empty() {
        let whole = [pair.head.of(line), name].concat();
        fields.put_as(weight, &[&whole], value, place);
    }
    if pair.stands != Stands::Query {
        fields.put_as(weight, &[name], value, place);
    }
    // A message has pairs of its own: what programs tell the audit of Linux stands in one (`msg='op=login acct="root" …'`).
    let is_message =
        pair.is_quoted && (weight == Weight::Name || name == b"msg" && line[value.start - 1] == b'\'');
    if is_message && memchr::memchr(b'=', text).is_some() {
        read_from(&line[..value.end], value.start, fields);
    }
    // Elsewhere that is short for any account.
    let is_audit = || [&b"msg="[..], b" exe="].iter().any(|sign| memchr::memmem::find(line, sign).is_some());
    if name == b"acct" && weight == Weight::Message && is_audit() {
        fields.put_below(&[&b"acct"[..], b"username"], value, place);
    }
}

/// The value `span` may be anything.
fn put_unknown(span: Span, fields: &mut Fields<'_>) {
    if let Some(unknown) = fields.any_of(UNKNOWN) {
        fields.push(unknown, Weight::Name, span, Place::Bare);
    }
}

/// `PWD` is the directory in which a command runs (POSIX.1-2017, 8.3), where it is one; elsewhere it is short for a password.
pub(super) fn is_directory(key: &[u8], value: &[u8]) -> bool {
    matches!(key, b"PWD" | b"OLDPWD") && value.starts_with(b"/")
}
