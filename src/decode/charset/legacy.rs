//! Charsets of one to four bytes a character, by the tables of the Encoding Standard.

use encoding_rs::{DecoderResult, EncoderResult, Encoding};

use super::raw;

/// Bytes of the longest character (GB18030).
const CHAR_BYTES_MAX: usize = 4;

/// In all of them a byte below this is a character of its own, whatever stands before it: none ends a longer one.
const ALONE_BELOW: u8 = 0x30;

/// See [`super::Charset::read`].
pub fn read(table: &'static Encoding, bytes: &[u8], is_last: bool, text: &mut Vec<u8>) -> usize {
    let sure = match bytes.iter().rposition(|b| *b < ALONE_BELOW) {
        _ if is_last || table.is_single_byte() => bytes.len(),
        Some(at) => at + 1,
        None => 0,
    };
    if !read_whole(table, &bytes[..sure], text) {
        // Somewhere in it is what the table does not have, mostly in one line of many.
        for line in bytes[..sure].split_inclusive(|b| *b == b'\n') {
            if !read_whole(table, line, text) {
                let read = read_each(table, line, true, text);
                debug_assert_eq!(read, line.len());
            }
        }
    }
    // Without such a byte for long, characters are read one by one.
    let rest = &bytes[sure..];
    if rest.len() < crate::limits::READ_BYTES { sure } else { sure + read_each(table, rest, false, text) }
}

/// Appends what `bytes` say, if the table reads all of it and writes the same again.
fn read_whole(table: &'static Encoding, bytes: &[u8], text: &mut Vec<u8>) -> bool {
    if bytes.is_ascii() {
        text.extend_from_slice(bytes);
        return true;
    }
    let Some(said) = table.decode_without_bom_handling_and_without_replacement(bytes) else { return false };
    let is_same = !raw::may_be_in(said.as_bytes()) && is_written(table, &said, bytes);
    if is_same {
        text.extend_from_slice(said.as_bytes());
    }
    is_same
}

/// True when the table writes `said` as `bytes`.
fn is_written(table: &'static Encoding, said: &str, bytes: &[u8]) -> bool {
    let (written, _, has_errors) = table.encode(said);
    !has_errors && *written == *bytes
}

/// Reads character by character. Says how many bytes it has read: without the last of an input, what could still become
/// longer stays.
fn read_each(table: &'static Encoding, bytes: &[u8], is_last: bool, text: &mut Vec<u8>) -> usize {
    let mut at = 0;
    while at < bytes.len() && (is_last || bytes.len() - at >= CHAR_BYTES_MAX) {
        at += next(table, &bytes[at..], text);
    }
    at
}

/// Appends the character that `bytes` begin with, or what is none. Says how many bytes that is.
pub fn next(table: &'static Encoding, bytes: &[u8], text: &mut Vec<u8>) -> usize {
    let window = &bytes[..bytes.len().min(CHAR_BYTES_MAX)];
    one(table, window, text).unwrap_or_else(|| {
        let length = malformed(table, window);
        window[..length].iter().for_each(|b| raw::push(*b, text));
        length
    })
}

/// Appends the character that `window` begins with, if there is one. Says how long it is.
fn one(table: &'static Encoding, window: &[u8], text: &mut Vec<u8>) -> Option<usize> {
    for length in 1..=window.len() {
        let bytes = &window[..length];
        let Some(said) = table.decode_without_bom_handling_and_without_replacement(bytes) else { continue };
        let mut chars = said.chars();
        let (Some(c), None) = (chars.next(), chars.next()) else { return None };
        if raw::byte(c).is_some() || !is_written(table, &said, bytes) {
            // A character, but not one that comes out as it went in: its bytes travel as they are.
            bytes.iter().for_each(|b| raw::push(*b, text));
        } else {
            text.extend_from_slice(said.as_bytes());
        }
        return Some(length);
    }
    None
}

/// How many bytes at the front of `window` belong to what is no character.
fn malformed(table: &'static Encoding, window: &[u8]) -> usize {
    let mut decoder = table.new_decoder_without_bom_handling();
    let mut out = [0; 8 * CHAR_BYTES_MAX];
    match decoder.decode_to_utf8_without_replacement(window, &mut out, true) {
        (DecoderResult::Malformed(length, _), _, 0) => usize::from(length).clamp(1, window.len()),
        _ => 1,
    }
}

/// Appends `said` as the table writes it, which it may not be able to.
pub fn write(table: &'static Encoding, said: &str, out: &mut Vec<u8>) -> bool {
    let mut encoder = table.new_encoder();
    let mut rest = said;
    let mut buffer = [0; 512];
    loop {
        let (result, read, written) = encoder.encode_from_utf8_without_replacement(rest, &mut buffer, true);
        out.extend_from_slice(&buffer[..written]);
        rest = &rest[read..];
        match result {
            EncoderResult::InputEmpty => return true,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(_) => return false,
        }
    }
}
