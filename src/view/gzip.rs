//! Base64 of compressed text: gzip (RFC 1952) and zlib (RFC 1950).
//!
//! What is compressed cannot be changed in part: where something in it has to go, all of it does.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::limits::{VIEW_INFLATED_BYTES_ALWAYS, VIEW_INFLATED_BYTES_MAX, VIEW_INFLATED_TIMES_MAX};
use crate::view::base64;

/// What compressed data says.
pub(super) enum Inflated {
    /// This, as far as it can be read.
    Text(Vec<u8>),
    /// More than is looked at.
    TooLong,
}

/// Where in a run of base64 digits compressed data can begin: `1f 8b 08` anywhere, or, at the start or behind a sign that may be none of it, what
/// zlib begins with at each level.
pub(super) fn starts(run: &[u8]) -> impl Iterator<Item = usize> {
    let is_head = |n: &usize| {
        let is_start = *n == 0 || matches!(run[n - 1], b'/' | b'-' | b'_' | b'+');
        is_start && matches!(run[*n + 1], b'A' | b'F' | b'J' | b'N')
    };
    let heads = memchr::memchr_iter(b'e', &run[..run.len().saturating_sub(1)]).filter(is_head);
    memchr::memmem::find_iter(run, b"H4sI").chain(heads)
}

/// What `bytes`, the beginning of which says gzip or zlib, say; `None` when they are neither.
pub(super) fn inflate(bytes: &[u8]) -> Option<Inflated> {
    let mut text = Vec::new();
    let bound =
        (bytes.len() * VIEW_INFLATED_TIMES_MAX).max(VIEW_INFLATED_BYTES_ALWAYS).min(VIEW_INFLATED_BYTES_MAX);
    let most = bound as u64 + 1;
    // Data that is cut short or damaged says what stands before that.
    let read = if bytes.starts_with(&[0x1f, 0x8b]) {
        MultiGzDecoder::new(bytes).take(most).read_to_end(&mut text)
    } else {
        ZlibDecoder::new(bytes).take(most).read_to_end(&mut text)
    };
    match read {
        _ if text.len() > bound => Some(Inflated::TooLong),
        Err(_) if text.is_empty() => None,
        _ => Some(Inflated::Text(text)),
    }
}

/// What the base64 digits `raw` say, uncompressed.
pub(super) fn read(raw: &[u8]) -> Vec<u8> {
    match inflate(&base64::read(raw)) {
        Some(Inflated::Text(text)) => text,
        Some(Inflated::TooLong) | None => Vec::new(),
    }
}

/// Appends `value` compressed and in base64, as `raw` is.
pub(super) fn write(raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let compressed = if raw.starts_with(b"H4sI") {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(value).and_then(|()| encoder.finish())
    } else {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(value).and_then(|()| encoder.finish())
    };
    // Writing into memory does not fail; if it did, nothing of the value would be left all the same.
    base64::write_last(raw, &compressed.unwrap_or_default(), out);
}
