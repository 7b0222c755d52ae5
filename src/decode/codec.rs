//! Codecs: how each is recognised, read and written, in one table.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::decode::ahead::{self, Ahead, Left, Measure};
use crate::decode::source::Source;
use crate::decode::{bzip2, gzip, lz4, snappy, xz, zstd};
use crate::limits::DecodeLimits;

/// One codec.
pub struct Codec {
    /// What messages call it.
    pub name: &'static str,
    /// What names of such files end in.
    pub extension: &'static str,
    /// The bytes that each of its members begins with.
    pub magic: &'static [u8],
    /// What may stand beside its members.
    pub beside: Beside,
    /// How long the member is that some bytes begin with, where members can say so.
    pub measure: Option<fn(&[u8]) -> Measure>,
    /// Begins to read one member.
    pub reader: fn(Source, &DecodeLimits) -> io::Result<Box<dyn Member>>,
    /// Writes what it is given as one member.
    pub writer: fn(Gate) -> io::Result<Box<dyn Encode>>,
}

/// Every codec, sorted by name.
pub static CODECS: &[Codec] = &[bzip2::CODEC, gzip::CODEC, lz4::CODEC, snappy::CODEC, xz::CODEC, zstd::CODEC];

impl fmt::Debug for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Codec {
    /// The codec that `head` begins with, behind frames that hold nothing.
    pub fn of(head: &[u8]) -> Option<&'static Codec> {
        let (skipped, head) = behind_skippable(head);
        CODECS.iter().find(|c| head.starts_with(c.magic) && (!skipped || c.beside == Beside::Skippable))
    }

    /// True when `head` begins with a frame that holds nothing, whatever follows it.
    pub fn follows_note(head: &[u8]) -> bool {
        is_skippable(head)
    }

    /// True when more bytes can say that it is one.
    pub fn may_follow(head: &[u8]) -> bool {
        let is_start = |c: &Codec| c.magic.len() > head.len() && c.magic.starts_with(head);
        let (skipped, rest) = behind_skippable(head);
        CODECS.iter().any(is_start)
            || skipped && rest.len() < 4
            || is_skippable(rest)
            || (rest.len() < 4
                && b"\x2a\x4d\x18".starts_with(rest.get(1..).unwrap_or(b"x"))
                && !rest.is_empty())
    }
}

/// What may stand between members and behind the last one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Nothing.
    Nothing,
    /// Zeros behind the last one: the end of a tape's block.
    Zeros,
    /// Zeros between and behind, four at a time (the file format of xz, 2.2).
    ZerosByFour,
    /// Frames for whatever programs like to note (RFC 8878, 3.1.2; LZ4 has the same). They are not passed on.
    Skippable,
}

/// Bytes of a skippable frame before its content: what it is, and how long.
const SKIPPABLE_HEAD_BYTES: usize = 8;

fn is_skippable(bytes: &[u8]) -> bool {
    bytes.len() >= 4 && bytes[0] & 0xf0 == 0x50 && bytes[1..4] == *b"\x2a\x4d\x18"
}

/// What stands behind the notes of `codec` at the front of `bytes`, as far as they are there.
pub(super) fn behind_notes(codec: &Codec, bytes: &[u8]) -> usize {
    if codec.beside == Beside::Skippable { bytes.len() - behind_skippable(bytes).1.len() } else { 0 }
}

/// What stands behind the skippable frames at the front, as far as they are in `head`, and whether there were some.
fn behind_skippable(head: &[u8]) -> (bool, &[u8]) {
    let mut rest = head;
    while is_skippable(rest)
        && let Some(size) = rest.get(4..SKIPPABLE_HEAD_BYTES)
        && let Some(behind) = rest
            .get(SKIPPABLE_HEAD_BYTES + u32::from_le_bytes([size[0], size[1], size[2], size[3]]) as usize..)
    {
        rest = behind;
    }
    (rest.len() < head.len(), rest)
}

/// A reader of one member.
pub trait Member: Read + Send {
    /// Where its bytes come from.
    fn source(&self) -> &Source;
    /// The same, once it is read.
    fn into_source(self: Box<Self>) -> Source;
}

/// A writer of one member.
pub trait Encode: Send {
    /// Adds all of `bytes`.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Writes the end.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Where a writer writes: again when a signal interrupted it, and nothing more once it is shut. Dropped writers
/// of some codecs write a valid end by themselves, so that part of an output would look whole.
pub struct Gate {
    writer: Box<dyn Write + Send>,
    is_shut: Arc<AtomicBool>,
}

impl Gate {
    /// To `writer`, until `is_shut` says so.
    pub fn new(writer: Box<dyn Write + Send>, is_shut: Arc<AtomicBool>) -> Self {
        Gate { writer, is_shut }
    }
}

impl Write for Gate {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.is_shut.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        loop {
            match self.writer.write(buf) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Encode for Gate {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

/// What all members hold, one after the other.
pub struct Members {
    codec: &'static Codec,
    limits: DecodeLimits,
    ahead: Ahead,
    state: State,
    count: u64,
    made: u64,
}

enum State {
    Between(Source),
    Inside(Box<dyn Member>),
    /// What members held that were decoded side by side, the last one first, and how much of that one was passed on.
    Made(Source, Vec<Vec<u8>>, usize),
    Over,
    /// Something failed, and whatever comes next is not looked at.
    Failed,
    /// More was made than may be, all of which was given.
    TooLarge,
}

/// After how many bytes it is looked at whether too many were made: where that shows must not depend on how many are read at once.
const LOOK_BYTES: u64 = 1 << 20;

impl Members {
    /// Reads `source`, which begins with a member of `codec`.
    pub fn new(codec: &'static Codec, source: Source, limits: DecodeLimits, ahead: Ahead) -> Self {
        Members { codec, limits, ahead, state: State::Between(source), count: 0, made: 0 }
    }

    /// How much may be made of what was taken of `source`.
    fn most(&self, source: &Source) -> u64 {
        self.limits.inflation_always.max(source.taken().saturating_mul(self.limits.inflation_times))
    }

    /// Begins with the member at which `source` stands.
    fn begin(&mut self, mut source: Source) -> io::Result<State> {
        let left = Left {
            members: self.limits.members.saturating_sub(self.count),
            bytes: self.most(&source).saturating_sub(self.made),
        };
        let mut made = ahead::members(self.codec, &mut source, &self.limits, &left, &mut self.ahead);
        if !made.is_empty() {
            self.count += made.len() as u64;
            self.made += made.iter().map(|made| made.len() as u64).sum::<u64>();
            made.reverse();
            return Ok(State::Made(source, made, 0));
        }
        self.count += 1;
        if self.count > self.limits.members {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        Ok(State::Inside((self.codec.reader)(source, &self.limits)?))
    }

    fn next(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Failed) {
                State::Failed => return Err(io::ErrorKind::InvalidData.into()),
                State::Over => {
                    self.state = State::Over;
                    return Ok(0);
                }
                State::Between(mut source) => {
                    self.state =
                        if self.finds_member(&mut source)? { self.begin(source)? } else { State::Over };
                }
                State::Made(source, mut made, at) => {
                    let Some(first) = made.last() else {
                        self.state = State::Between(source);
                        continue;
                    };
                    let count = buf.len().min(first.len() - at);
                    buf[..count].copy_from_slice(&first[at..at + count]);
                    let is_over = at + count == first.len();
                    if is_over {
                        made.pop();
                    }
                    self.state = State::Made(source, made, if is_over { 0 } else { at + count });
                    if count > 0 {
                        return Ok(count);
                    }
                }
                State::TooLarge => return Err(io::ErrorKind::FileTooLarge.into()),
                State::Inside(mut member) => {
                    let room = usize::try_from(LOOK_BYTES - self.made % LOOK_BYTES).unwrap_or(usize::MAX);
                    let end = buf.len().min(room);
                    let got = member.read(&mut buf[..end])?;
                    self.made += got as u64;
                    let is_due = got == 0 || self.made.is_multiple_of(LOOK_BYTES);
                    self.state = match is_due && self.made > self.most(member.source()) {
                        true => State::TooLarge,
                        false if got > 0 => State::Inside(member),
                        false => State::Between(member.into_source()),
                    };
                    if got > 0 {
                        return Ok(got);
                    }
                }
            }
        }
    }

    /// Skips what may stand beside members. False at the end.
    fn finds_member(&self, source: &mut Source) -> io::Result<bool> {
        let mut zeros = 0;
        loop {
            let bytes = source.peek(self.codec.magic.len().max(SKIPPABLE_HEAD_BYTES))?;
            if bytes.is_empty() {
                let is_whole = self.codec.beside != Beside::ZerosByFour || zeros % 4 == 0;
                return if is_whole { Ok(false) } else { Err(io::ErrorKind::InvalidData.into()) };
            }
            let after = match self.codec.beside {
                _ if zeros == 0 => true,
                Beside::ZerosByFour => zeros % 4 == 0,
                _ => false,
            };
            if after && bytes.starts_with(self.codec.magic) {
                return Ok(true);
            }
            match self.codec.beside {
                Beside::Skippable if is_skippable(bytes) => skip(source)?,
                Beside::Zeros | Beside::ZerosByFour if self.count > 0 && bytes[0] == 0 => {
                    zeros += 1;
                    std::io::BufRead::consume(source, 1);
                }
                _ => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
    }
}

/// Skips the frame at which `source` stands.
fn skip(source: &mut Source) -> io::Result<()> {
    let mut head = [0; SKIPPABLE_HEAD_BYTES];
    source.read_exact(&mut head)?;
    let size = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
    if io::copy(&mut source.take(size), &mut io::sink())? < size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

impl Read for Members {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        self.next(buf).map_err(plain)
    }
}

/// What failed, by a kind that [`super::map_error`] knows. What a decompressor says may hold what it read.
fn plain(error: io::Error) -> io::Error {
    use io::ErrorKind::{FileTooLarge, OutOfMemory, QuotaExceeded, UnexpectedEof};
    if error.raw_os_error().is_some() {
        return error;
    }
    match error.kind() {
        kind @ (FileTooLarge | OutOfMemory | QuotaExceeded | UnexpectedEof) => kind.into(),
        _ => io::ErrorKind::InvalidData.into(),
    }
}
