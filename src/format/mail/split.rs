//! Where a mailbox can be cut: before the `From ` line of each message.
//!
//! A `From ` line begins a message where it has a date, or a field of mail behind it, and stands behind an empty line, or at the start. Writers quote
//! other lines that begin so (`>From `), or say how long a body is (`Content-Length`), which is not believed.

use super::{card, head};
use crate::error::{Error, ErrorKind, Result};
use crate::format::BOM;
use crate::format::json::document::Arrival;
use crate::limits::{FRAME_BYTES, RECORD_BYTES_MAX};

/// What the reader of a block must know of what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The input begins with it.
    pub is_first: bool,
    /// Messages begin with `From ` lines. Otherwise the input is one message.
    pub is_mbox: bool,
}

/// A part of the input that can be read by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// How many bytes it takes.
    pub length: usize,
    /// What stands before it.
    pub context: Context,
}

/// Cuts an input into blocks of whole messages.
pub struct Splitter {
    must_be_mbox: bool,
    /// The input is contacts or a calendar.
    is_card: bool,
    frame_bytes: usize,
    record_bytes_max: usize,
    /// Whether the input is a mailbox, once that is known.
    is_mbox: Option<bool>,
    is_first: bool,
    /// No message begins before this, behind the last one that is known. Counted from the start of the block to come.
    seen: usize,
    /// Where the last message ends that is complete.
    complete: usize,
    /// Line ends before the block to come.
    lines: u64,
    is_too_long: bool,
}

impl Splitter {
    /// Blocks are about `frame_bytes` long; a message may have `record_bytes_max`.
    pub fn new(must_be_mbox: bool, frame_bytes: usize, record_bytes_max: usize) -> Self {
        Splitter {
            must_be_mbox,
            is_card: false,
            frame_bytes: frame_bytes.max(1),
            record_bytes_max,
            is_mbox: None,
            is_first: true,
            seen: 0,
            complete: 0,
            lines: 0,
            is_too_long: false,
        }
    }

    /// The same for contacts and calendars, of which each entry is a message.
    pub fn of_cards(frame_bytes: usize, record_bytes_max: usize) -> Self {
        let is_mbox = Some(false);
        Splitter { is_card: true, is_mbox, seen: 1, ..Splitter::new(false, frame_bytes, record_bytes_max) }
    }

    /// That of which `context` is the start, with the shortest blocks there can be.
    pub(crate) fn inside(context: Context, is_card: bool) -> Self {
        let Context { is_first, is_mbox } = context;
        Splitter { is_card, is_first, is_mbox: Some(is_mbox), seen: 1, ..Splitter::new(false, 1, usize::MAX) }
    }

    /// With the usual lengths.
    pub fn usual(must_be_mbox: bool) -> Self {
        Splitter::new(must_be_mbox, FRAME_BYTES, RECORD_BYTES_MAX)
    }

    /// The next block; see [`crate::format::xml::split::Splitter::cut`].
    pub fn cut(&mut self, pending: &[u8], arrival: Arrival) -> Result<Option<Block>> {
        let is_end = arrival == Arrival::End;
        if self.is_mbox.is_none() && !self.begin(pending, is_end)? {
            return Ok(None);
        }
        let is_many = self.is_mbox == Some(true) || self.is_card;
        let next = if self.is_card { card::next } else { next_message };
        while is_many && self.complete < self.frame_bytes && !self.is_too_long {
            match next(pending, self.seen, is_end) {
                (Some(start), _) => {
                    self.is_too_long = start - self.complete > self.record_bytes_max;
                    if !self.is_too_long {
                        (self.complete, self.seen) = (start, start + 1);
                    }
                }
                (None, seen) => {
                    self.seen = seen;
                    break;
                }
            }
        }
        // Where the search stopped for a block that is long enough, what follows is looked at in the next one.
        let is_over = self.complete < self.frame_bytes;
        self.is_too_long |= is_over && pending.len() - self.complete > self.record_bytes_max;
        let goes = self.complete >= self.frame_bytes || self.is_too_long || arrival != Arrival::More;
        if self.complete > 0 && goes && !(is_end && is_over && !self.is_too_long) {
            return Ok(Some(self.block(pending, self.complete)));
        }
        if self.is_too_long {
            let what = "a message is longer than a record may be; the input is withheld";
            return Err(Error::new(ErrorKind::Input, what)
                .ordinal("line", self.lines + 1)
                .fix("take its attachments away, or add `--input-format text` if it is plain text"));
        }
        Ok((is_end && !pending.is_empty()).then(|| self.block(pending, pending.len())))
    }

    /// Looks whether the input is a mailbox; false when that cannot be told yet.
    fn begin(&mut self, pending: &[u8], is_end: bool) -> Result<bool> {
        const FROM: &[u8] = b"From ";
        if pending.len() < BOM.len() + FROM.len() && !is_end {
            return Ok(false);
        }
        let is_mbox = pending.strip_prefix(BOM).unwrap_or(pending).starts_with(FROM);
        if self.must_be_mbox && !is_mbox && !pending.is_empty() {
            let what = "the mailbox does not begin with a `From ` line; it is withheld";
            return Err(Error::new(ErrorKind::Input, what)
                .ordinal("line", 1)
                .fix("add `--input-format mail` for a single message, or complete the file"));
        }
        self.is_mbox = Some(is_mbox);
        self.seen = 1;
        Ok(true)
    }

    fn block(&mut self, pending: &[u8], length: usize) -> Block {
        let context = Context { is_first: self.is_first, is_mbox: self.is_mbox == Some(true) };
        self.is_first = false;
        self.lines += memchr::memchr_iter(b'\n', &pending[..length]).count() as u64;
        self.seen = self.seen.saturating_sub(length).max(1);
        self.complete = 0;
        Block { length, context }
    }
}

/// Where the next message of a mailbox begins at or behind `from`, which is not 0. Otherwise, where to look on once there is
/// more: `is_whole` says that there is no more.
pub(super) fn next_message(text: &[u8], from: usize, is_whole: bool) -> (Option<usize>, usize) {
    let mut at = from.saturating_sub(1);
    while let Some(n) = text.get(at..).and_then(|rest| memchr::memmem::find(rest, b"\nFrom ")) {
        let start = at + n + 1;
        let before = &text[..start - 1];
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        if before.is_empty() || before.ends_with(b"\n") {
            match memchr::memchr(b'\n', &text[start..]) {
                None if !is_whole => return (None, start),
                end => {
                    let end = end.map_or(text.len(), |n| start + n);
                    let behind = text.get(end + 1..).unwrap_or_default();
                    if is_from_line(&text[start..end]) {
                        return (Some(start), start);
                    }
                    let is_bare = is_bare_from(&text[start..end]);
                    match memchr::memchr(b'\n', behind) {
                        None if is_bare && !is_whole => return (None, start),
                        next if is_bare && head::is_known(&behind[..next.unwrap_or(behind.len())]) => {
                            return (Some(start), start);
                        }
                        _ => {}
                    }
                }
            }
        }
        at = start;
    }
    // The beginning of such a line may stand at the end.
    (None, text.len().saturating_sub(b"\nFrom ".len()).max(from))
}

const DAYS: [&[u8]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
const MONTHS: [&[u8]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

/// True for a line that a message of a mailbox begins with: `From `, and a date with a time and a year.
pub(super) fn is_from_line(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let words = || rest.split(|b| b.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let is_year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    words().any(|word| MONTHS.contains(&word)) && words().any(is_time) && words().any(is_year)
}

/// True for such a line with a sender and no date. It begins a message only where a field follows that mail has.
pub(super) fn is_bare_from(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let word = rest.strip_suffix(b"\r").unwrap_or(rest).trim_ascii();
    let is_of = |b: &u8| b.is_ascii_graphic() && !b",;:?\"()".contains(b);
    word.last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'>' || *b == b'-')
        && word.iter().all(is_of)
}

fn is_time(word: &[u8]) -> bool {
    matches!(word, [a, b, b':', rest @ ..] if a.is_ascii_digit() && b.is_ascii_digit()
        && rest.len() >= 2 && rest.iter().all(|b| b.is_ascii_digit() || *b == b':'))
}

/// True for a word that only a date has.
pub(super) fn is_of_date(word: &[u8]) -> bool {
    let number = word.strip_prefix(b"+").or(word.strip_prefix(b"-")).unwrap_or(word);
    let is_number = (1..=4).contains(&number.len()) && number.iter().all(u8::is_ascii_digit);
    let is_zone = (2..=4).contains(&word.len()) && word.iter().all(u8::is_ascii_uppercase);
    is_number || is_zone || is_time(word) || DAYS.contains(&word) || MONTHS.contains(&word)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const BOX: &[u8] = b"From a Thu Apr 22 00:00:00 1993\nSubject: x\n\nFrom here on\n\nFrom me to you\n\
        >From b Thu Apr 22 00:00:00 1993\n\n\nFrom c Thu Apr 22 00:00:00 1993\r\nSubject: y\r\n\r\nend\r\n\r\n\
        From d Thu Apr 22 00:00:00 1993\nSubject: z\nFrom e Thu Apr 22 00:00:00 1993\n";

    #[test]
    fn a_line_without_a_date_needs_a_field_behind_it() {
        let text = b"From a\nSubject: x\n\nFrom here\n\nFrom now on\nSubject: y\n\nFrom there\nNote: z\n\nFrom c@d.example\r\nSubject: z\n\nx";
        let wanted = memchr::memmem::find(text, b"From c");
        for end in 0..text.len() {
            let (found, on) = next_message(&text[..end], 1, false);
            assert!(found.is_none() || found == wanted);
            assert_eq!(next_message(text, found.unwrap_or(on).max(1), true).0, wanted);
        }
        assert_eq!(next_message(text, wanted.unwrap() + 1, true).0, None);
    }

    fn cuts(step: usize, frame: usize) -> Vec<usize> {
        let mut splitter = Splitter::new(true, frame, 1000);
        let (mut from, mut to, mut ends) = (0, 0, Vec::new());
        loop {
            let arrival = if to == BOX.len() { Arrival::End } else { Arrival::More };
            match splitter.cut(&BOX[from..to], arrival).unwrap() {
                Some(block) => {
                    assert_eq!(block.context, Context { is_first: from == 0, is_mbox: true });
                    from += block.length;
                    ends.push(from);
                }
                None if to == BOX.len() => return ends,
                None => to = (to + step).min(BOX.len()),
            }
        }
    }

    #[test]
    fn messages_are_cut_alike_however_they_arrive() {
        let find = |what: &[u8]| memchr::memmem::find(BOX, what).unwrap();
        let wanted = vec![find(b"From c"), find(b"From d"), BOX.len()];
        for step in 1..BOX.len() {
            assert_eq!(cuts(step, 1), wanted, "{step}");
            assert_eq!(cuts(step, 1 << 20), vec![BOX.len()]);
        }
    }

    #[test]
    fn what_is_too_long_comes_behind_what_is_not() {
        for arrival in [Arrival::More, Arrival::Idle, Arrival::End] {
            let mut splitter = Splitter::new(true, 1, 160);
            assert!(splitter.cut(BOX, arrival).unwrap().is_some(), "{arrival:?}");
            let mut splitter = Splitter::new(true, 1 << 20, 60);
            assert!(splitter.cut(BOX, arrival).is_err());
        }
        assert!(Splitter::usual(true).cut(b"Subject: x\n\n", Arrival::End).is_err());
        assert!(Splitter::usual(false).cut(b"Subject: x\n\n", Arrival::End).unwrap().is_some());
    }
}
