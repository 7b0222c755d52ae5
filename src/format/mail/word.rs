//! Encoded words (RFC 2047): text of other characters in header fields.

use super::transfer;
use crate::decode::charset::{Charset, raw};
use crate::span::Span;

/// The longest encoded word that is read: a hundred times what RFC 2047 allows.
const WORD_MAX: usize = 8 << 10;

/// An encoded word.
pub(super) struct Word {
    /// Where it ends.
    pub(super) end: usize,
    /// What it says; nothing where its charset or encoding is not known.
    pub(super) says: Option<Vec<u8>>,
}

/// The encoded word that begins at `at`, if one does that ends before `end`.
pub(super) fn word(text: &[u8], at: usize, end: usize) -> Option<Word> {
    let inside = text[at..end.min(at + WORD_MAX)].strip_prefix(b"=?")?;
    let mut marks = memchr::memchr_iter(b'?', inside);
    let (first, second) = (marks.next()?, marks.next()?);
    let charset = &inside[..first];
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'+' | b'*');
    let is_encoding = second - first == 2 && matches!(inside[first + 1], b'b' | b'B' | b'q' | b'Q');
    let is_known = !charset.is_empty() && charset.iter().all(is_name);
    // Lenient readers undo one whatever its charset is called.
    if second - first != 2 || !is_known && (!is_encoding || charset.iter().any(u8::is_ascii_whitespace)) {
        return None;
    }
    let Some(length) = memchr::memmem::find(&inside[second + 1..], b"?=") else {
        // Nobody writes one that is so long; what it says nobody looks for.
        let is_cut = end - at > WORD_MAX;
        return is_cut.then_some(Word { end: at + WORD_MAX, says: None });
    };
    let close = second + 1 + length;
    // Readers put folded lines together first.
    let unfolded: Vec<u8>;
    let mut data = &inside[second + 1..close];
    if data.contains(&b'\n') {
        unfolded = data.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n' | b' ' | b'\t')).collect();
        data = &unfolded;
    }
    // A language may follow (RFC 2231).
    let charset = charset.split(|b| *b == b'*').next().unwrap_or(charset);
    let bytes = match inside[first + 1].to_ascii_lowercase() {
        b'b' => base64(data),
        b'q' => Some(quoted(data)),
        _ => None,
    };
    let charset = charset_named(charset).filter(|_| is_known);
    let says = bytes.zip(charset).and_then(|(bytes, charset)| charset.read_all(&bytes).ok());
    Some(Word { end: at + 2 + close + 2, says })
}

/// The charset with this name, as mail names it.
pub(super) fn charset_named(name: &[u8]) -> Option<Charset> {
    let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
    match name.as_str() {
        "us-ascii" | "ascii" | "ansi_x3.4-1968" | "unknown-8bit" | "x-unknown" | "" => Some(Charset::UTF_8),
        name => Charset::named(name),
    }
}

fn base64(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    transfer::base64(data, Span::new(0, data.len()), &mut |byte, _| out.push(byte)).ok()?;
    Some(out)
}

fn quoted(data: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::with_capacity(data.len()), 0);
    while at < data.len() {
        let escaped = (data[at] == b'=').then(|| transfer::hex(data, at + 1)).flatten();
        match (escaped, data[at]) {
            (Some(byte), _) => {
                out.push(byte);
                at += 3;
                continue;
            }
            (None, b'_') => out.push(b' '),
            (None, byte) => out.push(byte),
        }
        at += 1;
    }
    out
}

/// The most bytes that one encoded word says: with what is around it, 75 characters.
const SAID_MAX: usize = 45;

/// Appends `value` in encoded words, each on a line of its own; false for what is no text.
pub(super) fn write(value: &[u8], line_end: &[u8], out: &mut Vec<u8>) -> bool {
    let Ok(said) = std::str::from_utf8(value) else { return false };
    if raw::may_be_in(value) {
        return false;
    }
    let mut rest = said;
    while !rest.is_empty() {
        let mut length = rest.len().min(SAID_MAX);
        while !rest.is_char_boundary(length) {
            length -= 1;
        }
        let (now, behind) = rest.split_at(length);
        out.extend_from_slice(b"=?utf-8?B?");
        out.extend_from_slice(data_encoding::BASE64.encode(now.as_bytes()).as_bytes());
        out.extend_from_slice(b"?=");
        if !behind.is_empty() {
            out.extend_from_slice(line_end);
            out.push(b' ');
        }
        rest = behind;
    }
    true
}
