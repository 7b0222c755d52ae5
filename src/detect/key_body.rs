//! The lines of a private key behind its first one (RFC 7468), whatever stands before and behind their digits: the signs of a diff, numbers and
//! times of lines, the name of a file, a command or a call that writes each. Rules see one line, which does not say of what its digits are.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use memchr::memmem;

use crate::bytes::without_return;
use crate::detect::engine::Engine;
use crate::detect::validate::pem;
use crate::finding::Finding;
use crate::info_type::Vocabulary;
use crate::keys::canon::Domain;
use crate::limits::KEY_LINES_BYTES;
use crate::span::Span;
use crate::view::{Via, soft};

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// What the first line calls a private key, and the most bytes up to its end.
const KEY: &[u8] = b"PRIVATE KEY";
const FIRST_BYTES_MAX: usize = 96;

/// The most lines that are none of the body: headers, blank lines, what others wrote in between.
const OTHERS_MAX: u8 = 8;

/// A key whose last line has not come yet.
#[derive(Clone, Copy)]
pub(super) struct Open {
    /// What its lines are.
    said: Finding,
    /// So many bytes can belong to it still.
    left: usize,
    /// So many lines can be something else still.
    others: u8,
    shape: Option<Shape>,
}

/// Where the digits stand in the first line of a body.
#[derive(Clone, Copy)]
struct Shape {
    column: usize,
    /// What stands behind them, as a hash.
    behind: u64,
}

/// Passes on the digits of each line of `part` of `text` that belong to a key. `part` begins in the middle of a line where that `is_in_line`;
/// `before` is the key that is open there. Returns that which is open behind it.
pub(super) fn find(
    by: (&Engine, &Vocabulary),
    text: &[u8],
    (part, is_in_line): (Span, bool),
    before: Option<Open>,
    mut found: impl FnMut(Finding),
) -> Option<Open> {
    // Of a line that is cut nobody sees all that stands around its digits.
    let mut open = before.filter(|_| !is_in_line);
    let mut at = part.start;
    if is_in_line {
        at = memchr::memchr(b'\n', part.of(text)).map_or(part.end, |n| part.start + n + 1);
    }
    while at < part.end {
        if open.is_none() {
            let Some(begin) = memmem::find(&text[at..part.end], BEGIN).map(|n| at + n) else { break };
            at = memchr::memrchr(b'\n', &text[at..begin]).map_or(at, |n| at + n + 1);
        }
        let feed = memchr::memchr(b'\n', &text[at..part.end]).map(|n| at + n);
        let end = feed.unwrap_or(part.end);
        let line = without_return(&text[at..end]);
        if let Some(first) = first_line(line) {
            open = said(by, first).map(|said| Open {
                said,
                left: KEY_LINES_BYTES,
                others: OTHERS_MAX,
                shape: None,
            });
        } else if let Some(key) = &mut open
            && let Some(digits) = key.digits(line)
        {
            let span = Span::new(at + digits.start, at + digits.end);
            found(Finding { span, from: span.start, overlong: false, via: Via::PLAIN, ..key.said });
        }
        open = open.and_then(|key| key.behind(line));
        at = feed.map_or(part.end, |feed| feed + 1);
    }
    open
}

/// The key that is open behind `part` of `text`.
pub(super) fn open_behind(
    by: (&Engine, &Vocabulary),
    text: &[u8],
    (part, is_in_line): (Span, bool),
    before: Option<Open>,
) -> Option<Open> {
    // What began before these is over.
    let start = part.end.saturating_sub(KEY_LINES_BYTES).max(part.start);
    let is_near = start == part.start;
    let before = before.filter(|_| is_near);
    if before.is_none() && memmem::find(&text[start..part.end], BEGIN).is_none() {
        return None;
    }
    let is_in_line = if is_near { is_in_line } else { text[start - 1] != b'\n' };
    find(by, text, (Span::new(start, part.end), is_in_line), before, |_| ())
}

impl Open {
    /// Where the digits of `line` stand.
    fn digits(&mut self, line: &[u8]) -> Option<Span> {
        if memmem::find(line, END).is_some() {
            return None;
        }
        let digits = longest(line).or_else(|| self.shape?.of(line));
        match digits {
            Some(digits) => {
                let behind = hash(&line[digits.end..]);
                self.shape.get_or_insert(Shape { column: digits.start, behind });
            }
            None => self.others = self.others.saturating_sub(1),
        }
        digits
    }

    /// What is open behind `line`.
    fn behind(self, line: &[u8]) -> Option<Open> {
        let left = self.left.checked_sub(line.len() + 1)?;
        (self.others > 0 && memmem::find(line, END).is_none()).then_some(Open { left, ..self })
    }
}

impl Shape {
    /// The digits of `line` that stand where those of the first one did, before the same: too few to be told from a word.
    fn of(self, line: &[u8]) -> Option<Span> {
        let start = self.column;
        let rest = line.get(start..)?;
        let digits = rest.iter().take_while(|b| is_digit(**b)).count();
        (digits > 0 && hash(&rest[digits..]) == self.behind).then_some(Span::new(start, start + digits))
    }
}

/// The longest run of digits in `line` that says that it is one of a key.
fn longest(line: &[u8]) -> Option<Span> {
    let mut longest: Option<Span> = None;
    let mut at = 0;
    while at < line.len() {
        let run = line[at..].iter().take_while(|b| is_digit(**b)).count();
        let is_longer = longest.is_none_or(|longest| longest.len() < run);
        if is_longer && pem::is_of_body(&line[at..at + run]) {
            longest = Some(Span::new(at, at + run));
        }
        at += run + 1;
    }
    longest
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

fn hash(bytes: &[u8]) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one(bytes)
}

/// The part of `line` that is the first line of a private key.
fn first_line(line: &[u8]) -> Option<&[u8]> {
    let begin = memmem::find(line, BEGIN)?;
    let first = &line[begin..line.len().min(begin + FIRST_BYTES_MAX)];
    let name = BEGIN.len() + memmem::find(&first[BEGIN.len()..], KEY)?;
    let dashes = name + memmem::find(&first[name..], b"-----")?;
    Some(&first[..dashes + 5])
}

/// What detectors say of a first line.
fn said((engine, vocabulary): (&Engine, &Vocabulary), first: &[u8]) -> Option<Finding> {
    let mut line = first.to_vec();
    soft::close(&mut line);
    let found = super::find(engine, vocabulary, &line, 0);
    found.into_iter().find(|f| f.span.start == 0 && vocabulary.get(f.info_type).domain == Domain::Credential)
}
