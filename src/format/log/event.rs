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
            let is_apart = at.checked_sub(1).is_none_or(|before| line[before] == b' ');
            is_apart && line.get(at + word.len()).is_some_and(u8::is_ascii_digit)
        })
    })
}

/// Reads the event that begins at `at`.
pub(super) fn read_from(line: &[u8], at: usize, fields: &mut Fields<'_>) {
    let is_cef = line[at..].starts_with(b"CEF:");
    // CEF has a name and a severity behind what LEEF has; LEEF 2.0 may say what separates its pairs.
    let (Some(start), is_leef_2) =
        (header(line, at, if is_cef { 7 } else { 5 }), line[at..].starts_with(b"LEEF:2"))
    else {
        return;
    };
    if is_cef {
        return extension(line, start, fields);
    }
    let (mut start, mut delimiter) = (start, b'\t');
    if is_leef_2 && let Some(length) = memchr::memchr(b'|', &line[start..]).filter(|length| *length <= 6) {
        delimiter = separator(&line[start..start + length]).unwrap_or(b'\t');
        start += length + 1;
    }
    attributes(line, start, delimiter, fields);
}

/// Where the part behind `bars` bars begins that no backslash stands before.
fn header(line: &[u8], at: usize, bars: usize) -> Option<usize> {
    let mut at = at;
    for _ in 0..bars {
        at = close(line, at, b'|')? + 1;
    }
    Some(at)
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
            fields.put(line[at..sign].trim_ascii(), Span::new(sign + 1, end), Place::Until(delimiter));
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
    while let Some(sign) = line.get(at..).and_then(|_| close(line, at, b'=')) {
        at = sign + 1;
        let of_key = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'.' | b'-' | b'[' | b']');
        let length = line[start..sign].iter().rev().take_while(of_key).count();
        let key = Span::new(sign - length, sign);
        // A sign that nobody escaped belongs to the value that it stands in.
        if length == 0 || (key.start > start && line[key.start - 1] != b' ') {
            continue;
        }
        if let Some((_, last)) = pairs.last_mut() {
            last.end = key.start.saturating_sub(1).max(last.start);
            last.end -= last.of(line).iter().rev().take_while(|b| **b == b' ').count();
        }
        pairs.push((key, Span::new(sign + 1, line.len())));
    }
    if let Some((_, last)) = pairs.last_mut() {
        last.end -= last.of(line).iter().rev().take_while(|b| **b == b' ').count();
    }
    pairs
}
