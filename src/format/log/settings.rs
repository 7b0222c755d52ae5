//! Files of settings: INI (also as git and systemd write it), Java properties, and `.env`.

use crate::format::log::cursor::{Cursor, close};
use crate::format::log::escape::unescaped;
use crate::format::log::pairs::{self, is_directory};
use crate::format::log::{Fields, Place, Refused, State, is_kept};
use crate::span::Span;

/// Why settings with carriage returns as line ends are withheld: what is found in text goes over them, and takes the lines behind.
pub(super) const LONE_RETURN: Refused = Refused {
    what: "a carriage return without a line feed behind it is in the settings, and may be a line end or none; the input is withheld",
    fix: "convert its line ends (as `tr '\\r' '\\n'` does), or add `--input-format text`",
};

/// Where it shows that a carriage return has no line feed behind it; the last byte has one unless the input `is_at_end`.
pub(super) fn lone_return(bytes: &[u8], is_at_end: bool) -> Option<usize> {
    let mut behind = memchr::memchr_iter(b'\r', bytes).map(|at| at + 1);
    behind.find(|at| bytes.get(*at).map_or(is_at_end, |byte| *byte != b'\n'))
}

/// What ends a value that goes on behind a backslash.
const CONTINUED: u8 = b'\\';

/// A value that goes on in the next line.
#[derive(Clone)]
pub(super) struct Open {
    name: Vec<u8>,
    /// The quote that ends it, [`CONTINUED`] behind a backslash, or nothing.
    sign: u8,
    /// How far the line of its name is indented.
    indent: usize,
}

impl Open {
    fn new(name: &[u8], sign: u8, indent: usize) -> Option<Self> {
        is_kept(name.len()).then(|| Open { name: name.to_vec(), sign, indent })
    }
}

/// A key and where its value begins.
struct Pair<'a> {
    key: &'a [u8],
    value: usize,
}

/// `[section]` and `key = value`, with the path of both as a name. A value goes on in lines that are indented more than its key, or
/// are indented and no pairs (configparser of Python), and behind a backslash (git, systemd).
pub(super) fn read_ini(state: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    let (text, start) = trimmed(line);
    if is_remark(text, b"#;") && state.open.as_ref().is_none_or(|open| open.sign != CONTINUED) {
        // A value goes on behind it.
        return;
    }
    let found = pair(line, start, b"=:");
    let is_open = ends_open(text);
    let own_section = section(text);
    let goes_on = |open: &Open| match open.sign {
        CONTINUED => true,
        // A quote that is never closed must not take the sections behind it.
        quote if quote != 0 => own_section.is_none() || close(line, 0, quote).is_some(),
        _ => start > open.indent || start > 0 && found.is_none(),
    };
    let open = state.open.take().filter(goes_on);
    if let Some(Open { sign: quote @ (b'"' | b'\''), name, .. }) = &open {
        let end = close(line, 0, *quote);
        let span = Span::new(0, end.unwrap_or(line.len()));
        put_in_section(&state.section, name, span, Place::Quoted(*quote), fields);
        if let Some(end) = end {
            let behind = Span::new(end + 1, line.trim_ascii_end().len().max(end + 1));
            put_in_section(&state.section, name, behind, Place::Rest, fields);
        } else {
            if let Some(pair) = &found {
                let (span, place) = value(line, pair.value);
                put_in_section(&state.section, pair.key, span, place, fields);
            }
            state.open = open;
        }
        return;
    }
    if let Some(open) = &open {
        let span = Span::new(start, start + text.len() - usize::from(is_open));
        put_in_section(&state.section, &open.name, span, Place::Rest, fields);
    } else if let Some(name) = own_section {
        state.section = if is_kept(name.len()) { name.to_vec() } else { Vec::new() };
        return;
    }
    // What goes on can look like a pair, or be one: a backslash is the end of a path as well, and keys are indented.
    let mut quote = None;
    if let Some(pair) = &found {
        let (mut span, mut place) = value(line, pair.value);
        quote = line.get(pair.value).copied().filter(|b| matches!(b, b'"' | b'\''));
        let is_closed = |quote: u8| text.ends_with(&[quote]) && line.len() > pair.value + 1;
        quote = quote
            .filter(|quote| !is_open && !is_closed(*quote) && close(line, pair.value + 1, *quote).is_none());
        if let Some(quote) = quote {
            // PHP reads it on over lines.
            (span, place) = (Span::new(pair.value + 1, span.end), Place::Quoted(quote));
        }
        if is_open && place == Place::Rest {
            span.end = span.end.saturating_sub(1).max(span.start);
        }
        put_in_section(&state.section, pair.key, span, place, fields);
        // Several pairs in one line: those of a host of Ansible, or in a value.
        let has_words = pair.key.iter().any(|b| matches!(b, b' ' | b'\t'));
        let from = if has_words { start } else { pair.value };
        if has_words || memchr::memchr(b'=', &line[from..]).is_some() {
            pairs::read_list(line, from, fields);
        }
    }
    let sign = if is_open { CONTINUED } else { quote.unwrap_or(0) };
    state.open = match (open, found) {
        (Some(open), _) => Some(Open { sign, ..open }),
        (None, Some(pair)) => Open::new(pair.key, sign, start),
        (None, None) => None,
    };
}

fn section(text: &[u8]) -> Option<&[u8]> {
    let rest = text.strip_prefix(b"[")?;
    Some(&rest[..memchr::memrchr(b']', rest)?])
}

/// True for a line that goes on in the next one.
fn ends_open(text: &[u8]) -> bool {
    text.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
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
    let is_open = ends_open(line);
    let end = line.len() - usize::from(is_open);
    let open = state.open.take();
    if let Some(open) = &open {
        fields.put(&open.name, Span::new(start.min(end), end), Place::Rest);
    } else if is_remark(text, b"#!") {
        return;
    }
    // A backslash can be the end of a path as well, so what goes on is read as a pair too; a key with a space is none to Java.
    let pairs = [entry(line, start), pair(line, start, b"=:")];
    let mut name = None;
    for (number, pair) in pairs.into_iter().enumerate() {
        let Some(pair) =
            pair.filter(|pair| number == 0 || Some(pair.value) != name.as_ref().map(|(_, at)| *at))
        else {
            continue;
        };
        let key = unescaped(pair.key);
        fields.put(&key, Span::new(pair.value.min(end), end), Place::Rest);
        name.get_or_insert((key, pair.value));
    }
    state.open = match (open, name) {
        (Some(open), _) if is_open => Some(open),
        (None, Some((key, _))) if is_open => Open::new(&key, CONTINUED, start),
        _ => None,
    };
}

/// A key and its value as Java reads them: the key ends at the first sign or white space that no backslash stands before.
fn entry(line: &[u8], start: usize) -> Option<Pair<'_>> {
    let mut end = start;
    while line.get(end).is_some_and(|b| !matches!(b, b'=' | b':' | b' ' | b'\t' | b'\x0c')) {
        end += 1 + usize::from(line[end] == b'\\');
    }
    let key = line.get(start..end).filter(|key| !key.is_empty())?;
    let mut cursor = Cursor { line, at: end };
    cursor.skip_spaces();
    if matches!(cursor.rest().first(), Some(b'=' | b':')) {
        cursor.at += 1;
        cursor.skip_spaces();
    }
    Some(Pair { key, value: cursor.at })
}

/// `KEY=value` and `export KEY="value"`; what is in quotes can go on over lines.
pub(super) fn read_env(state: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    if let Some(open) = state.open.take_if(|open| open.sign == CONTINUED) {
        let is_open = ends_open(line);
        let end = line.len() - usize::from(is_open);
        let word = line[..end].iter().position(|b| matches!(b, b' ' | b'\t')).unwrap_or(end);
        fields.put(&open.name, Span::new(0, word), Place::Bare);
        // A path can end so too.
        let other = env_line(line, fields);
        state.open = if is_open { Some(open) } else { other };
    } else if let Some(open) = state.open.take() {
        let end = close(line, 0, open.sign);
        fields.put(&open.name, Span::new(0, end.unwrap_or(line.len())), Place::Quoted(open.sign));
        // A quote that is never closed must not take the names of the lines behind it, so those are read both ways.
        let other = env_line(line, fields);
        state.open = if end.is_none() { Some(open) } else { other };
    } else {
        state.open = env_line(line, fields);
    }
}

/// A line that begins in no quotes. Gives the value that goes on behind it.
fn env_line(line: &[u8], fields: &mut Fields<'_>) -> Option<Open> {
    let (text, mut start) = trimmed(line);
    if is_remark(text, b"#") {
        return None;
    }
    if text.starts_with(b"export ") {
        start += 7;
    }
    let pair = pair(line, start, b"=").filter(|p| !is_directory(p.key, &line[p.value..]))?;
    others(line, pair.value, fields);
    let quote = line.get(pair.value).copied().filter(|b| matches!(b, b'"' | b'\'' | b'`'));
    if let Some(quote) = quote
        && close(line, pair.value + 1, quote).is_none()
    {
        fields.put(pair.key, Span::new(pair.value + 1, line.len()), Place::Quoted(quote));
        return Open::new(pair.key, quote, 0);
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
    let is_open =
        quote.is_none() && place == Place::Bare && ends_open(span.of(line)) && span.end == line.len();
    span.end -= usize::from(is_open);
    fields.put(pair.key, span, place);
    if is_open { Open::new(pair.key, CONTINUED, 0) } else { None }
}

/// A shell reads several pairs in one line; the value of the first begins at `start`.
fn others(line: &[u8], start: usize, fields: &mut Fields<'_>) {
    let end_of = |at: usize| match line.get(at) {
        Some(quote @ (b'"' | b'\'')) => close(line, at + 1, *quote).map(|end| end + 1),
        _ => memchr::memchr(b' ', line.get(at..)?).map(|n| at + n),
    };
    let mut end = end_of(start);
    while let Some(at) = end.filter(|at| line.get(*at) == Some(&b' ')) {
        let start = at + line[at..].iter().take_while(|b| **b == b' ').count();
        let key = line[start..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        if key == 0 || line.get(start + key) != Some(&b'=') {
            return;
        }
        let value = start + key + 1;
        let behind = end_of(value);
        let end_of_value = behind.unwrap_or(line.len());
        let (span, place) = match line.get(value) {
            Some(quote @ (b'"' | b'\'')) if behind.is_some() => {
                (Span::new(value + 1, end_of_value - 1), Place::Quoted(*quote))
            }
            _ => (Span::new(value, end_of_value), Place::Bare),
        };
        fields.put(&line[start..start + key], span, place);
        end = behind;
    }
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
        // What stands behind the quote belongs to the value, but for a remark.
        Some((inside, quote))
            if matches!(cursor.rest().trim_ascii_start().first(), None | Some(b';' | b'#')) =>
        {
            (inside, Place::Quoted(quote))
        }
        _ => (Span::new(at, end), Place::Rest),
    }
}
