//! Events of security products: CEF (ArcSight Common Event Format, version 0.1 of the implementation standard) and LEEF (IBM
//! QRadar, 1.0 and 2.0), alone or behind a header of syslog.

use crate::format::log::cursor::close;
use crate::format::log::{Fields, Place, State};
use crate::span::Span;

pub(super) fn fits(line: &[u8]) -> bool {
    begin(line).is_some()
}

pub(super) fn read(_: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    if let Some(at) = begin(line) {
        read_from(line, at, fields);
    }
}

/// Where the event of a line begins.
pub(super) fn begin(line: &[u8]) -> Option<usize> {
    ["CEF:", "LEEF:"].iter().find_map(|word| {
        memchr::memmem::find_iter(line, word.as_bytes()).find(|at| {
            // A header of syslog may end with its priority or a tag.
            let is_apart = |before: usize| matches!(line[before], b' ' | b'\t' | b'>' | b':');
            let version = line[at + word.len()..].trim_ascii_start();
            at.checked_sub(1).is_none_or(is_apart) && version.first().is_some_and(u8::is_ascii_digit)
        })
    })
}

/// Reads the event that begins at `at`.
pub(super) fn read_from(line: &[u8], at: usize, fields: &mut Fields<'_>) {
    // CEF has a name and a severity behind what LEEF has; LEEF 2.0 may say what separates its pairs.
    if line[at..].starts_with(b"CEF:") {
        return extension(line, header(line, at, 7), fields);
    }
    let start = header(line, at, 5);
    let (length, delimiter) = match line[at + 5..].trim_ascii_start().starts_with(b"2") {
        true => delimiter(&line[start..]),
        false => (0, b'\t'),
    };
    let start = start + length;
    // What the header promises need not be what was written.
    let is_there = memchr::memchr(delimiter, &line[start..]).is_some();
    attributes(line, start, if is_there { delimiter } else { b'\t' }, fields);
}

/// Where the part stands behind `bars` bars that no backslash stands before, or behind as many as there are.
fn header(line: &[u8], at: usize, bars: usize) -> usize {
    (0..bars).try_fold(at, |at, _| close(line, at, b'|').map(|bar| bar + 1).ok_or(at)).unwrap_or_else(|at| at)
}

/// How long the part of a header of LEEF 2.0 is that names a separator, with its bar, and what it names.
fn delimiter(text: &[u8]) -> (usize, u8) {
    if text.starts_with(b"||") {
        return (2, b'|');
    }
    match memchr::memchr(b'|', text).filter(|length| *length <= 6) {
        Some(length) if !text[..length].contains(&b'=') => {
            (length + 1, separator(&text[..length]).unwrap_or(b'\t'))
        }
        _ => (0, b'\t'),
    }
}

/// The separator that a header of LEEF 2.0 names: a character, or its number in hexadecimal (`x5E`, `0x5E`).
fn separator(name: &[u8]) -> Option<u8> {
    let digits = name.strip_prefix(b"0x").or(name.strip_prefix(b"x"));
    match (name, digits.map(std::str::from_utf8)) {
        ([only], _) => Some(*only),
        (_, Some(Ok(digits))) => u8::from_str_radix(digits, 16).ok(),
        _ => None,
    }
}

fn attributes(line: &[u8], start: usize, delimiter: u8, fields: &mut Fields<'_>) {
    let mut at = start;
    while at < line.len() {
        let end = memchr::memchr(delimiter, &line[at..]).map_or(line.len(), |n| at + n);
        if let Some(sign) = memchr::memchr(b'=', &line[at..end]).map(|n| at + n) {
            let key = line[at..sign].rsplit(|b| *b == b'|').next().unwrap_or_default();
            fields.put(key.trim_ascii(), Span::new(sign + 1, end), Place::Until(delimiter));
        }
        at = end + 1;
    }
}

/// A key of an extension and its value, which ends before the space in front of the next key.
type Pair = (Span, Span);

/// Pairs among which labels are looked for: several times what the standard has keys for.
const LABELLED_MAX: usize = 512;

fn extension(line: &[u8], start: usize, fields: &mut Fields<'_>) {
    let pairs = split(line, start);
    for (key, value) in &pairs {
        let name = key.of(line);
        // `cs1` is called what `cs1Label` says.
        let label = || {
            let is_label = |of: &[u8]| of.strip_suffix(b"Label") == Some(name);
            pairs.iter().find(|(key, _)| is_label(key.of(line))).map(|(_, value)| value.of(line))
        };
        let is_custom = name.last().is_some_and(u8::is_ascii_digit) && pairs.len() <= LABELLED_MAX;
        let called = is_custom.then(label).flatten().filter(|label| !label.is_empty());
        fields.put(called.unwrap_or(name), *value, Place::Extension);
    }
}

fn split(line: &[u8], start: usize) -> Vec<Pair> {
    let (mut pairs, mut at) = (Vec::<Pair>::new(), start);
    // The last pair, and the last one with a space before its sign: that may be a part of a value.
    let (mut last, mut last_loose) = (None, None);
    while let Some(sign) = line.get(at..).and_then(|_| close(line, at, b'=')) {
        at = sign + 1;
        let of_key = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'.' | b'-' | b'[' | b']');
        let spaces = line[start..sign].iter().rev().take_while(|b| **b == b' ').count();
        let end = sign - spaces;
        let length = line[start..end].iter().rev().take_while(of_key).count();
        let key = Span::new(end - length, end);
        // A sign that nobody escaped belongs to the value that it stands in; a header may have one bar more.
        let begins = |at: usize| line[at] == b' ' || line[at] == b'|' && pairs.is_empty();
        if length == 0 || (key.start > start && !begins(key.start - 1)) {
            continue;
        }
        let is_loose = spaces > 0;
        let ended = [last.filter(|_| !is_loose), last_loose];
        for ended in ended.into_iter().flatten() {
            end_before(line, key.start, &mut pairs[ended]);
        }
        (last, last_loose) = match is_loose {
            true => (last, Some(pairs.len())),
            false => (Some(pairs.len()), None),
        };
        pairs.push((key, Span::new(sign + 1, line.len())));
    }
    for last in [last, last_loose].into_iter().flatten() {
        end_before(line, line.len(), &mut pairs[last]);
    }
    pairs
}

/// A value ends before `end` and the spaces there.
fn end_before(line: &[u8], end: usize, (_, value): &mut Pair) {
    let text = &line[value.start.min(end)..end];
    value.end = value.start + text.trim_ascii_end().len();
    value.start += value.of(line).iter().take_while(|b| **b == b' ').count();
}
