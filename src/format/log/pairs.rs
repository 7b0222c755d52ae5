//! Pairs of a key and its value (`key=value key="value"`): logfmt, and what programs write into messages.

use crate::format::log::cursor::close;
use crate::format::log::{Fields, Place, State, Weight};
use crate::span::Span;

/// How many pairs a line of logfmt has at least, and from which on words between them are not looked at.
const PAIRS_MIN: usize = 3;

pub(super) fn fits(line: &[u8]) -> bool {
    let mut pairs = Pairs { line, at: 0 };
    let (mut count, mut bytes) = (0, 0);
    for (key, value, is_quoted) in &mut pairs {
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
    for pair in (Pairs { line, at: 0 }) {
        put(line, pair, Weight::Name, fields);
    }
}

/// The pairs of `line`, which is free text from `at` on: a sentence can hold what looks like one.
pub(super) fn read_from(line: &[u8], at: usize, fields: &mut Fields<'_>) {
    for pair in (Pairs { line, at }) {
        put(line, pair, Weight::Message, fields);
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
        let pair = match end {
            Some(end) => (key, Span::new(start + 1, end), true),
            None => {
                let length = line[start..].iter().take_while(|b| !is_between(**b)).count();
                (key, Span::new(start, start + length), false)
            }
        };
        at = pair.1.end + 1;
        put(line, pair, Weight::Name, fields);
    }
}

/// True for a byte that separates the pairs of a list.
fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b',')
}

/// Those of `line` from `at` on that are words of it; what stands between quotes is one value.
pub(super) fn read_words(line: &[u8], at: usize, fields: &mut Fields<'_>) {
    let mut at = at;
    while let Some(first) = line.get(at) {
        let end = memchr::memchr(b' ', &line[at..]).map_or(line.len(), |n| at + n);
        if *first == b'"' {
            at = close(line, at + 1, b'"').map_or(line.len(), |end| end + 1);
            continue;
        }
        let mut pairs = Pairs { line, at };
        // A word that is no pair is not worth a search for the next one.
        let key = memchr::memchr(b'=', &line[at..end]).map(|n| &line[at..at + n]);
        let is_key = key.is_some_and(|key| key.iter().all(|b| of_key(*b)));
        match is_key.then(|| pairs.next()).flatten().filter(|(key, ..)| key.start == at) {
            Some(pair) => {
                put(line, pair, Weight::Message, fields);
                at = pairs.at.max(at + 1);
            }
            None => at = end + 1,
        }
    }
}

fn put(line: &[u8], (key, value, is_quoted): Pair, weight: Weight, fields: &mut Fields<'_>) {
    let place = if is_quoted { Place::Quoted(line[value.start - 1]) } else { Place::Bare };
    let (name, text) = (key.of(line), value.of(line));
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
    fields.put_as(weight, &[name], value, place);
    // What programs tell the audit of Linux stands in one message (`msg='op=login acct="root" …'`).
    if name == b"msg" && place == Place::Quoted(b'\'') {
        for pair in (Pairs { line: &line[..value.end], at: value.start }) {
            match pair {
                // Elsewhere that is short for any account.
                (key, account, true) if key.of(line) == b"acct" => {
                    fields.put_below(
                        &[&b"acct"[..], b"username"],
                        account,
                        Place::Quoted(line[account.start - 1]),
                    );
                }
                pair => put(line, pair, Weight::Message, fields),
            }
        }
    }
}

/// `PWD` is the directory in which a command runs (POSIX.1-2017, 8.3), where it is one; elsewhere it is short for a password.
pub(super) fn is_directory(key: &[u8], value: &[u8]) -> bool {
    matches!(key, b"PWD" | b"OLDPWD") && value.starts_with(b"/")
}

/// Key, value, and whether that is in quotes.
type Pair = (Span, Span, bool);

struct Pairs<'a> {
    line: &'a [u8],
    at: usize,
}

/// How many bytes at the end of a value in free text are none of it, but separate or end a list of pairs. A bracket that is opened in
/// the value belongs to it.
fn ending(value: &[u8]) -> usize {
    let ends = |byte: &u8| match byte {
        b')' => !value.contains(&b'('),
        b']' => !value.contains(&b'['),
        b'}' => !value.contains(&b'{'),
        other => matches!(other, b',' | b';' | b'"' | b'\'' | b'>'),
    };
    value.iter().rev().take_while(|byte| ends(byte)).count()
}

/// True for a byte that goes on with a value where a quote does not end it.
fn of_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || b"\"'\\_$%&*+-./@~^".contains(&byte)
}

/// True for a byte of a key.
fn of_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'@')
}

impl Iterator for Pairs<'_> {
    type Item = Pair;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let sign = self.at + memchr::memchr(b'=', self.line.get(self.at..)?)?;
            let length = self.line[self.at..sign].iter().rev().take_while(|b| of_key(**b)).count();
            let key = Span::new(sign - length, sign);
            let before = key.start.checked_sub(1).map_or(b' ', |at| self.line[at]);
            let begins = matches!(before, b'\'' | b' ' | b'\t' | b',' | b';' | b'[' | b'(' | b'{' | b'|');
            let is_key = key.of(self.line).first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
            // `==` compares.
            if !begins || !is_key || self.line.get(sign + 1) == Some(&b'=') {
                self.at = sign + 1;
                continue;
            }
            let start = sign + 1;
            if let Some(quote @ (b'"' | b'\'')) = self.line.get(start)
                && let Some(end) = close(self.line, start + 1, *quote)
                && self.line.get(end + 1).is_none_or(|behind| !of_value(*behind))
            {
                self.at = end + 1;
                return Some((key, Span::new(start + 1, end), true));
            }
            let rest = &self.line[start..];
            let length = rest.iter().position(|b| matches!(b, b' ' | b'\t')).unwrap_or(rest.len());
            self.at = start + length;
            let value = &rest[..length];
            let is_quoted = matches!(value.first(), Some(b'"' | b'\''));
            let behind = if is_quoted { 0 } else { ending(value) };
            return Some((key, Span::new(start, start + length - behind), false));
        }
    }
}
