//! What an input is, by its first bytes.

use std::io::{self, Read};

use crate::decode::charset::Charset;
use crate::decode::codec::Codec;
use crate::decode::{How, map_error, unsupported};
use crate::error::{Error, ErrorKind, Result};

/// The first bytes on which it is decided whether a text is UTF-16, and whether it is text.
const HEAD_BYTES: usize = 4096;

/// The longest byte order mark.
const MARK_BYTES_MAX: usize = 4;

/// Characters of more than one byte that make a text UTF-8 beyond doubt.
const UTF8_CHARS_MIN: usize = 4;

/// What an input is, with a reader of all its bytes.
pub enum Sniffed {
    /// Text.
    Text(Box<dyn Read + Send>, Charset),
    /// Compressed.
    Packed(Box<dyn Read + Send>, &'static Codec),
}

/// Refuses what is neither text nor compressed.
pub fn sniff(mut reader: Box<dyn Read + Send>, how: &How) -> Result<Sniffed> {
    let mut head = Vec::new();
    let mut at_end = false;
    while !at_end && !is_clear(&head) {
        let had = head.len();
        head.resize(had + HEAD_BYTES, 0);
        let got = reader.read(&mut head[had..]).map_err(|e| map_error(&e))?;
        head.truncate(had + got);
        at_end = got == 0;
    }
    if let Some(codec) = Codec::of(&head) {
        let head = io::Cursor::new(head);
        // A stream that has ended is not asked again.
        return Ok(Sniffed::Packed(
            if at_end { Box::new(head) } else { Box::new(head.chain(reader)) },
            codec,
        ));
    }
    if Codec::follows_note(&head) {
        // Notes only, or one that is longer than what is looked at: compressed, but with what?
        return Err(unsupported::error("zstd or lz4 behind a long note"));
    }
    if let Some(name) = unsupported::by_signature(&head) {
        return Err(unsupported::error(name));
    }
    let charset = charset(&head, how)?;
    let is_checked = how.is_text && how.charset.is_none() && charset.is_utf8();
    let mut text = Text { reader, head, given: 0, charset, is_checked, has_ended: at_end };
    text.check(at_end)?;
    Ok(Sniffed::Text(Box::new(text), charset))
}

/// The charset of a text that begins with `head`.
fn charset(head: &[u8], how: &How) -> Result<Charset> {
    match (Charset::by_mark(head), how.charset) {
        (Some(mark), Some(said)) if mark != said => {
            let what = "the input's byte order mark says another charset than was declared; it is withheld";
            Err(Error::new(ErrorKind::Input, what)
                .fix("take the declaration away, or correct it")
                .note(mark.name()))
        }
        (Some(charset), _) | (None, Some(charset)) => Ok(charset),
        (None, None) => {
            let front = &head[..head.len().min(HEAD_BYTES)];
            Ok(Charset::by_zeros(front).unwrap_or_default())
        }
    }
}

/// True when more bytes cannot change what `head` is taken for. How the bytes arrive plays no part, and a
/// first line without NUL is enough, so that it can go out while the input idles.
fn is_clear(head: &[u8]) -> bool {
    if Codec::of(head).is_some() || head.len() >= HEAD_BYTES {
        return true;
    }
    if unsupported::may_follow(head)
        || Codec::may_follow(head)
        || (head.len() < MARK_BYTES_MAX && (head.is_empty() || matches!(head[0], 0 | 0xef | 0xfe | 0xff)))
    {
        return false;
    }
    let line = head.iter().skip(1).position(|b| *b == b'\n').map(|n| &head[..n + 2]);
    unsupported::by_signature(head).is_some() || line.is_some_and(|line| !line.contains(&0))
}

/// A text of which more than its first line has to be seen to be sure what it is.
struct Text {
    reader: Box<dyn Read + Send>,
    head: Vec<u8>,
    /// How much of `head` was passed on.
    given: usize,
    charset: Charset,
    is_checked: bool,
    /// It is not asked again: a terminal would wait for more.
    has_ended: bool,
}

impl Text {
    /// Decides when there is enough to decide on, or will be no more.
    fn check(&mut self, at_end: bool) -> Result<()> {
        if self.is_checked || !(at_end || self.head.len() >= HEAD_BYTES) {
            return Ok(());
        }
        self.is_checked = true;
        let head = &self.head[..self.head.len().min(HEAD_BYTES)];
        if self.charset.is_wide() {
            return Ok(());
        }
        if Charset::by_zeros(head).is_some() || (!self.charset.is_utf8() && is_surely_utf8(head)) {
            return Err(map_error(&io::ErrorKind::Unsupported.into()));
        }
        if unsupported::is_no_text(head) { Err(unsupported::error("unknown")) } else { Ok(()) }
    }
}

impl Read for Text {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.given == self.head.len() && !self.is_checked && !self.has_ended && !buf.is_empty() {
            // As much at once as is decided on, whatever is asked for.
            let had = self.head.len();
            self.head.resize(HEAD_BYTES, 0);
            let got = self.reader.read(&mut self.head[had..]);
            self.head.truncate(had + *got.as_ref().unwrap_or(&0));
            self.has_ended = got? == 0;
            self.check(self.has_ended).map_err(|_| io::ErrorKind::Unsupported)?;
        }
        if self.given < self.head.len() {
            let count = buf.len().min(self.head.len() - self.given);
            buf[..count].copy_from_slice(&self.head[self.given..self.given + count]);
            self.given += count;
            return Ok(count);
        }
        let count = if self.has_ended { 0 } else { self.reader.read(buf)? };
        self.has_ended |= count == 0 && !buf.is_empty();
        Ok(count)
    }
}

/// True when there are several characters of more than one byte, and nothing that is no UTF-8 but a cut end.
fn is_surely_utf8(head: &[u8]) -> bool {
    let whole = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(e) if e.error_len().is_none() => {
            std::str::from_utf8(&head[..e.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    whole.chars().filter(|c| !c.is_ascii()).count() >= UTF8_CHARS_MIN
}
