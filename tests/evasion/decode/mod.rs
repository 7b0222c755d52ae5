//! Decoders of the judge's own: they share nothing with the product, and undo whatever they can, wherever it stands.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use regex::bytes::{Captures, Regex, RegexBuilder};

mod code;
mod letters;
mod prose;
mod runs;

/// Undoes one thing; nothing when there is nothing to undo.
type Decoder = fn(&[u8]) -> Option<Vec<u8>>;

/// Every decoder, applied to what any other made.
const DECODERS: &[Decoder] = &[
    code::percent,
    code::entities,
    code::backslashes,
    code::quoted_printable,
    code::quoted_signs,
    code::encoded_words,
    code::utf7,
    code::sql,
    code::tags,
    letters::controls,
    letters::folded,
    letters::without_nul,
    prose::joined_lines,
    prose::signs,
    runs::base64,
    runs::base64url,
    runs::dump,
    runs::fields,
    runs::hex,
];

/// These change every text, so they are applied last, and only to what little was decoded for.
const LAST: &[Decoder] = &[prose::spelled, prose::reversed, prose::rot13, runs::addresses];

/// A text whose letters and digits are turned round, which is also how it is turned back.
pub fn rot13(text: &str) -> String {
    String::from_utf8(prose::rot13(text.as_bytes()).unwrap()).unwrap()
}

/// How often what was decoded is decoded again: one more than anything here was encoded.
const DEPTH: usize = 5;

/// How deep what changes every text is tried.
const DEPTH_LAST: usize = 2;

/// More readings than any record here has.
const READINGS_MAX: usize = 600;

/// Calls `held` with every reading of `text` until it says yes.
pub fn any(text: &[u8], mut held: impl FnMut(&[u8]) -> bool) -> bool {
    let mut seen: HashSet<Vec<u8>> = HashSet::new();
    let mut now = vec![text.to_vec()];
    for depth in 0..=DEPTH {
        let mut next = Vec::new();
        for reading in now {
            if seen.len() > READINGS_MAX || seen.contains(&reading) {
                continue;
            }
            let last = if depth <= DEPTH_LAST { LAST } else { &[] };
            if held(&reading) || last.iter().filter_map(|last| last(&reading)).any(|made| held(&made)) {
                return true;
            }
            if depth < DEPTH {
                next.extend(DECODERS.iter().filter_map(|decode| decode(&reading)));
            }
            seen.insert(reading);
        }
        now = next;
    }
    false
}

/// What is made of each place that `pattern` matches; nothing when no place became another.
fn replaced(
    text: &[u8],
    pattern: &'static str,
    mut make: impl FnMut(&Captures<'_>) -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let pattern = compiled(pattern);
    let (mut made, mut from, mut changed) = (Vec::new(), 0, false);
    for found in pattern.captures_iter(text) {
        let whole = found.get(0)?;
        made.extend_from_slice(&text[from..whole.start()]);
        match make(&found) {
            Some(other) => {
                changed |= other != whole.as_bytes();
                made.extend(other);
            }
            None => made.extend_from_slice(whole.as_bytes()),
        }
        from = whole.end();
    }
    made.extend_from_slice(&text[from..]);
    changed.then_some(made)
}

/// A pattern over bytes, compiled once a thread. What a search learns stays with it.
pub fn compiled(pattern: &'static str) -> &'static Regex {
    thread_local! {
        static ALL: RefCell<HashMap<&'static str, &'static Regex>> = RefCell::default();
    }
    let made = || RegexBuilder::new(pattern).unicode(false).build().unwrap();
    ALL.with_borrow_mut(|all| *all.entry(pattern).or_insert_with(|| Box::leak(Box::new(made()))))
}

/// A character of a hexadecimal number, as UTF-8.
fn character(number: &[u8], radix: u32) -> Option<Vec<u8>> {
    let number = u32::from_str_radix(std::str::from_utf8(number).ok()?, radix).ok()?;
    char::from_u32(number).map(|c| c.to_string().into_bytes())
}

/// A byte of a number.
fn byte(number: &[u8], radix: u32) -> Option<Vec<u8>> {
    u8::from_str_radix(std::str::from_utf8(number).ok()?, radix).ok().map(|b| vec![b])
}
