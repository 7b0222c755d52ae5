//! Base64 of compressed text: gzip (RFC 1952) and zlib (RFC 1950).
//!
//! What is compressed cannot be changed in part: where something in it has to go, all of it does.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::limits::{
    VIEW_INFLATED_BYTES_ALWAYS, VIEW_INFLATED_BYTES_MAX, VIEW_INFLATED_TIMES_MAX, VIEW_TRIED_TIMES_MAX,
};
use crate::view::base64;

/// What gzip begins with, in base64: `1f 8b 08`.
const GZIP: &[u8] = b"H4sI";

/// True where compressed data can begin in a run of base64 digits: gzip anywhere, or, at the start or behind a sign that may be none of it, what
/// zlib begins with at each level.
pub(super) fn may_begin(run: &[u8], at: usize) -> bool {
    match run[at..] {
        [b'e', b'A' | b'F' | b'J' | b'N', ..] => at == 0 || matches!(run[at - 1], b'/' | b'-' | b'_' | b'+'),
        [b'H', ..] => run[at..].starts_with(GZIP),
        _ => false,
    }
}

fn starts(run: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr2_iter(b'H', b'e', run).filter(|at| may_begin(run, *at))
}

/// What base64 digits say, byte by byte as somebody reads it.
struct Digits<'a> {
    digits: &'a [u8],
    read: usize,
    /// What was decoded and not read yet.
    rest: ([u8; 3], usize, usize),
}

impl<'a> Digits<'a> {
    fn new(digits: &'a [u8]) -> Self {
        Digits { digits, read: 0, rest: ([0; 3], 0, 0) }
    }
}

impl Read for Digits<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut count = 0;
        while count < into.len() {
            let (bytes, from, to) = &mut self.rest;
            if from == to {
                let group = &self.digits[self.read..self.digits.len().min(self.read + 4)];
                if group.is_empty() {
                    break;
                }
                (*bytes, *to) = base64::group_of(group);
                *from = 0;
                self.read += group.len();
                continue;
            }
            into[count] = bytes[*from];
            *from += 1;
            count += 1;
        }
        Ok(count)
    }
}

/// Passes on every compressed text that begins in `run`, a run of base64 digits, and where it begins. True when more is to be read than is: the
/// run may hold what nobody looked at.
pub(super) fn each(run: &[u8], mut found: impl FnMut(usize, &[u8])) -> bool {
    let mut budget = run.len() * VIEW_TRIED_TIMES_MAX + VIEW_INFLATED_BYTES_ALWAYS;
    for start in starts(run) {
        let digits = &run[start..];
        if !is_head(digits) {
            continue;
        }
        let mut text = Vec::new();
        let Some(is_all) = inflate(digits, &mut text, &mut budget) else { continue };
        if !is_all {
            return true;
        }
        found(start, &text);
    }
    false
}

/// True when the digits begin as gzip or zlib does (RFC 1950, section 2.2: the first two bytes are a multiple of 31).
fn is_head(digits: &[u8]) -> bool {
    let mut head = [0; 2];
    let is_read = Digits::new(digits).read_exact(&mut head).is_ok();
    is_read && (head == [0x1f, 0x8b] || u16::from_be_bytes(head).is_multiple_of(31) && head[0] == 0x78)
}

/// Appends what `digits` say, uncompressed; false when that is more than may be read, `None` when it is nothing. Data that is cut short or damaged
/// says what stands before that.
fn inflate(digits: &[u8], text: &mut Vec<u8>, budget: &mut usize) -> Option<bool> {
    let most = bound(digits) as u64 + 1;
    let mut source = std::io::BufReader::with_capacity(SOURCE_BYTES, Digits::new(digits));
    let is_gzip = digits.starts_with(GZIP);
    let read = if is_gzip {
        MultiGzDecoder::new(&mut source).take(most).read_to_end(text)
    } else {
        ZlibDecoder::new(&mut source).take(most).read_to_end(text)
    };
    let spent = source.get_ref().read;
    let is_spent = spent > *budget;
    *budget = budget.saturating_sub(spent);
    if read.is_err() && text.is_empty() {
        return is_spent.then_some(false);
    }
    Some(text.len() as u64 != most && !is_spent)
}

/// How many bytes are read at once: little, since most that looks like compressed text is none.
const SOURCE_BYTES: usize = 96;

/// The most that is read of what `digits` say.
fn bound(digits: &[u8]) -> usize {
    (digits.len() * VIEW_INFLATED_TIMES_MAX).clamp(VIEW_INFLATED_BYTES_ALWAYS, VIEW_INFLATED_BYTES_MAX)
}

/// What the base64 digits `raw` say, uncompressed.
pub(super) fn read(raw: &[u8]) -> Vec<u8> {
    let (mut text, mut budget) = (Vec::new(), usize::MAX);
    inflate(&base64::unwrapped(raw), &mut text, &mut budget);
    text
}

/// Appends `value` compressed and in base64, as `raw` is. Spaces behind it make the digits whole groups, so that nothing has to fill them up.
pub(super) fn write(raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let mut value = value.to_vec();
    let mut compressed = compress(raw, &value);
    for _ in 0..SPACES_MAX {
        if compressed.len().is_multiple_of(3) {
            break;
        }
        value.push(b' ');
        compressed = compress(raw, &value);
    }
    base64::write(raw, &compressed, out);
}

/// How many spaces are tried; a few are enough for one of three lengths.
const SPACES_MAX: usize = 32;

fn compress(raw: &[u8], value: &[u8]) -> Vec<u8> {
    let made = if raw.starts_with(GZIP) {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(value).and_then(|()| encoder.finish())
    } else {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(value).and_then(|()| encoder.finish())
    };
    // Writing into memory does not fail; if it did, nothing of the value would be left all the same.
    made.unwrap_or_default()
}
