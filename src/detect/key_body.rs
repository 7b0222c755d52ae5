//! The lines of a private key behind its first one (RFC 7468), whatever stands before and behind their digits: the signs of a diff, numbers and
//! times of lines, the name of a file, a command or a call that writes each. Rules see one line, which does not say of what its digits are.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use memchr::{memchr, memmem};

use crate::bytes::without_return;
use crate::detect::engine::Engine;
use crate::detect::validate::pem;
use crate::finding::Finding;
use crate::info_type::Vocabulary;
use crate::keys::canon::Domain;
use crate::limits::{KEY_LINES_BYTES, MATCH_BYTES_MAX};
use crate::span::Span;
use crate::view::{Via, soft};

mod pieces;

use pieces::pieces;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// What the first line calls a private key, and the most bytes up to its end.
const KEY: &[u8] = b"PRIVATE KEY";
const FIRST_BYTES_MAX: usize = 96;

/// The most lines behind each other that are none of the body: headers, what others wrote in between.
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

/// The fewest bytes that say a first line and a body behind it.
const WITH_BODY_BYTES_MIN: usize = BEGIN.len() + KEY.len() + 20;

/// True where `value` is long enough for a first line with a body, and may have one.
pub(super) fn may_begin(value: &[u8]) -> bool {
    value.len() >= WITH_BODY_BYTES_MIN && memmem::find(value, BEGIN).is_some()
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
        let feed = memchr(b'\n', &text[at..part.end]).map(|n| at + n);
        let (line, next) = (Span::new(at, feed.unwrap_or(part.end)), feed.map_or(part.end, |feed| feed + 1));
        open = in_line(by, text, line, open, &mut found).and_then(|key| key.behind(next - line.end));
        at = next;
    }
    open
}

/// Passes on the digits of one line. Returns the key that is open at its end.
fn in_line(
    by: (&Engine, &Vocabulary),
    text: &[u8],
    line: Span,
    mut open: Option<Open>,
    found: &mut impl FnMut(Finding),
) -> Option<Open> {
    // What a rule finds with the first line it stands in goes already.
    let mut known = line.start;
    for (piece, next) in pieces(text, line) {
        let said_here = without_return(piece.of(text));
        if let Some(first) = first_line(said_here) {
            let begin = piece.start + first;
            let first = said(by, &text[begin..line.end]);
            known = first.map_or(known, |f| begin + f.span.end);
            open = first.map(Open::new);
        } else if memmem::find(said_here, END).is_some() {
            open = None;
        } else if let Some(key) = &mut open {
            let digits = key.digits(said_here).into_iter();
            let digits = digits.map(|span| Span::new(piece.start + span.start, piece.start + span.end));
            let said = key.said;
            for span in digits.filter(|span| span.end > known) {
                found(Finding { span, from: span.start, overlong: false, via: Via::PLAIN, ..said });
            }
        }
        open = open.and_then(|key| key.behind(next - piece.start));
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
    // The line may have begun before.
    let start = memchr::memrchr(b'\n', &text[part.start..start]).map_or(part.start, |n| part.start + n + 1);
    find(by, text, (Span::new(start, part.end), is_in_line && start == part.start), before, |_| ())
}

impl Open {
    fn new(said: Finding) -> Self {
        Open { said, left: KEY_LINES_BYTES, others: OTHERS_MAX, shape: None }
    }

    /// Where the digits of `line` stand.
    fn digits(&mut self, line: &[u8]) -> Vec<Span> {
        // Something else beside them can look like such digits, too, and be longer than those of a last line.
        let mut digits: Vec<Span> = runs(line).filter(|run| pem::is_of_body(run.of(line))).collect();
        let longest = digits.iter().copied().rev().max_by_key(|run| run.len());
        if let Some(own) = self.shape.and_then(|shape| shape.of(line)).filter(|own| !digits.contains(own)) {
            digits.push(own);
        }
        if let Some(run) = longest {
            let behind = hash(&line[run.end..]);
            self.shape.get_or_insert(Shape { column: run.start, behind });
        }
        if !digits.is_empty() {
            self.others = OTHERS_MAX;
        } else if line.iter().any(u8::is_ascii_alphanumeric) {
            self.others -= 1;
        }
        digits
    }

    /// What is open so many bytes behind it.
    fn behind(self, bytes: usize) -> Option<Open> {
        let left = self.left.checked_sub(bytes)?;
        (self.others > 0).then_some(Open { left, ..self })
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

/// The runs of digits in `line`.
fn runs(line: &[u8]) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + line[at..].iter().position(|b| is_digit(*b))?;
        at = start + line[start..].iter().take_while(|b| is_digit(**b)).count();
        Some(Span::new(start, at))
    })
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

fn hash(bytes: &[u8]) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one(bytes)
}

/// Where in `line` the first line of a private key begins.
fn first_line(line: &[u8]) -> Option<usize> {
    let begin = memmem::find(line, BEGIN)?;
    let first = &line[begin..line.len().min(begin + FIRST_BYTES_MAX)];
    let name = BEGIN.len() + memmem::find(&first[BEGIN.len()..], KEY)?;
    memmem::find(&first[name..], b"-----").map(|_| begin)
}

/// What detectors say of a first line at the start of `text`, with what follows in it.
fn said((engine, vocabulary): (&Engine, &Vocabulary), text: &[u8]) -> Option<Finding> {
    let near = &text[..text.len().min(MATCH_BYTES_MAX)];
    let next = memmem::find(&near[BEGIN.len()..], BEGIN).map_or(near.len(), |n| BEGIN.len() + n);
    let mut line = near[..next].to_vec();
    soft::close(&mut line);
    let found = super::find(engine, vocabulary, &line, 0);
    found.into_iter().find(|f| f.span.start == 0 && vocabulary.get(f.info_type).domain == Domain::Credential)
}
