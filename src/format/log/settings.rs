//! Files of settings: INI (also as git and systemd write it), Java properties, and `.env`.

use crate::format::log::cursor::{Cursor, close};
use crate::format::log::pairs::is_directory;
use crate::format::log::{Fields, Place, State, is_kept};
use crate::span::Span;

/// What ends a value that goes on behind a backslash.
const CONTINUED: u8 = b'\\';

/// A key and where its value begins.
struct Pair<'a> {
    key: &'a [u8],
    value: usize,
}

/// `[section]` and `key = value`, with the path of both as a name. A value goes on in lines that are indented and no pairs
/// (configparser of Python), and behind a backslash (git, systemd).
pub(super) fn read_ini(state: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    let (text, start) = trimmed(line);
    let open = state.open.take();
    if is_remark(text, b"#;") {
        return;
    }
    let goes_on = |found: Option<&Pair<'_>>, sign: u8| sign == CONTINUED || start > 0 && found.is_none();
    let found = pair(line, start, b"=:");
    let is_open = text.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1;
    let sign = if is_open { CONTINUED } else { 0 };
    if let Some((key, _)) = open.filter(|(_, sign)| goes_on(found.as_ref(), *sign)) {
        let span = Span::new(start, start + text.len() - usize::from(is_open));
        put_in_section(&state.section, &key, span, Place::Rest, fields);
        // A backslash can be the end of a path as well, and then a pair is one.
        if let Some(pair) = found {
            let (span, place) = value(line, pair.value);
            put_in_section(&state.section, pair.key, span, place, fields);
        }
        state.open = Some((key, sign));
        return;
    }
    if let Some(name) = text.strip_prefix(b"[").and_then(|rest| Some(&rest[..memchr::memrchr(b']', rest)?])) {
        state.section = if is_kept(name.len()) { name.to_vec() } else { Vec::new() };
        return;
    }
    let Some(pair) = found else { return };
    let (mut span, place) = value(line, pair.value);
    if is_open && place == Place::Rest {
        span.end = span.end.saturating_sub(1).max(span.start);
    }
    put_in_section(&state.section, pair.key, span, place, fields);
    state.open = is_kept(pair.key.len()).then(|| (pair.key.to_vec(), sign));
}

fn put_in_section(section: &[u8], key: &[u8], span: Span, place: Place, fields: &mut Fields<'_>) {
    match section.is_empty() {
        true => fields.put(key, span, place),
        false => fields.put_below(&[section, key], span, place),
    }
}

/// `key=value`, `key: value`, `key value`; a value goes on behind a backslash (java.util.Properties).
pub(super) fn read_properties(state: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    let (text, start) = trimmed(line);
    let is_open = line.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1;
    let end = line.len() - usize::from(is_open);
    if let Some((name, CONTINUED)) = state.open.take() {
        fields.put(&name, Span::new(start.min(end), end), Place::Rest);
        state.open = is_open.then_some((name, CONTINUED));
        return;
    }
    if is_remark(text, b"#!") {
        return;
    }
    let Some(pair) = pair(line, start, b"=:").or_else(|| pair(line, start, b" \t")) else { return };
    fields.put(pair.key, Span::new(pair.value.min(end), end), Place::Rest);
    state.open = (is_open && is_kept(pair.key.len())).then(|| (pair.key.to_vec(), CONTINUED));
}

/// `KEY=value` and `export KEY="value"`; what is in quotes can go on over lines.
pub(super) fn read_env(state: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    if let Some((name, quote)) = state.open.take() {
        let end = close(line, 0, quote);
        fields.put(&name, Span::new(0, end.unwrap_or(line.len())), Place::Quoted(quote));
        // A quote that is never closed must not take the names of the lines behind it, so those are read both ways.
        let other = env_line(line, fields);
        state.open = if end.is_none() { Some((name, quote)) } else { other };
    } else {
        state.open = env_line(line, fields);
    }
}

/// A line that begins in no quotes. Gives the name of a value that goes on behind it, and the quote that ends that.
fn env_line(line: &[u8], fields: &mut Fields<'_>) -> Option<(Vec<u8>, u8)> {
    let (text, mut start) = trimmed(line);
    if is_remark(text, b"#") {
        return None;
    }
    if text.starts_with(b"export ") {
        start += 7;
    }
    let pair = pair(line, start, b"=").filter(|p| !is_directory(p.key, &line[p.value..]))?;
    let quote = line.get(pair.value).copied().filter(|b| matches!(b, b'"' | b'\'' | b'`'));
    if let Some(quote) = quote
        && close(line, pair.value + 1, quote).is_none()
    {
        fields.put(pair.key, Span::new(pair.value + 1, line.len()), Place::Quoted(quote));
        return is_kept(pair.key.len()).then(|| (pair.key.to_vec(), quote));
    }
    let (mut span, mut place) = value(line, pair.value);
    if place == Place::Rest {
        // A shell reads it as one word.
        place = Place::Bare;
    }
    if quote.is_none()
        && let Some(remark) = memchr::memmem::find(span.of(line), b" #")
    {
        span.end = span.start + remark;
        span.end -= span.of(line).iter().rev().take_while(|b| **b == b' ').count();
    }
    fields.put(pair.key, span, place);
    None
}

/// The line without white space around, and where that begins.
fn trimmed(line: &[u8]) -> (&[u8], usize) {
    let start = line.len() - line.trim_ascii_start().len();
    (line.trim_ascii(), start)
}

fn is_remark(text: &[u8], signs: &[u8]) -> bool {
    text.first().is_none_or(|first| signs.contains(first))
}

/// The key that begins at `start`, up to the first of `signs`.
fn pair<'a>(line: &'a [u8], start: usize, signs: &[u8]) -> Option<Pair<'a>> {
    let sign = start + line[start..].iter().position(|b| signs.contains(b))?;
    let key = line[start..sign].trim_ascii();
    let mut cursor = Cursor { line, at: sign + 1 };
    cursor.skip_spaces();
    (!key.is_empty()).then_some(Pair { key, value: cursor.at })
}

/// The value at `at`, without quotes and the white space behind.
fn value(line: &[u8], at: usize) -> (Span, Place) {
    let end = line.trim_ascii_end().len().max(at);
    let mut cursor = Cursor { line: &line[..end], at };
    let quote = cursor.rest().first().copied().filter(|b| matches!(b, b'"' | b'\'' | b'`'));
    match quote.and_then(|quote| Some((cursor.quoted(quote)?, quote))) {
        // What stands directly behind the quote belongs to the value.
        Some((inside, quote)) if matches!(cursor.rest().first(), None | Some(b' ' | b'\t' | b';' | b'#')) => {
            (inside, Place::Quoted(quote))
        }
        _ => (Span::new(at, end), Place::Rest),
    }
}
