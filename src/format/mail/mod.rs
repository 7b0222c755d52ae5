//! Mail and news: the fields of headers, and the texts of bodies as they read once their transfer encoding and charset
//! are undone (RFC 5322, 2045 to 2047, 2231, 5536).
//!
//! What is read is where values stand; what is not changed stays as it is. What cannot be understood, or would be
//! understood in more than one way, is a [`Fault`], which withholds the input.

use crate::format::fault::Fault;

pub mod card;
pub mod head;
pub mod read;
pub mod split;
pub mod write;

mod address;
mod flowed;
mod handle;
mod header;
pub(in crate::format) mod inside;
mod leaf;
mod multipart;
mod params;
mod people;
mod signature;
mod transfer;
mod word;

/// How a mailbox or a message is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mail {
    /// It has to begin with a `From ` line.
    pub is_mbox: bool,
    /// It is no mail, but contacts or a calendar, which mail has as parts.
    pub is_card: bool,
    /// Parts that cannot be seen into become a marker; else they withhold the input.
    pub skips: bool,
}

const CHECK: &str = "check it with a mail reader, or add `--input-format text` if it is plain text";

fn fault(at: usize, what: &'static str) -> Fault {
    Fault { at, what, fix: CHECK }
}

/// The line at `at`, which ends before `end`: what it says without its line end, and where the next one begins.
fn line(text: &[u8], at: usize, end: usize) -> (crate::span::Span, usize) {
    let feed = memchr::memchr(b'\n', &text[at..end]).map(|n| at + n);
    let next = feed.map_or(end, |feed| feed + 1);
    let mut stop = feed.unwrap_or(end);
    if stop > at && text[stop - 1] == b'\r' && feed.is_some() {
        stop -= 1;
    }
    (crate::span::Span::new(at, stop), next)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
