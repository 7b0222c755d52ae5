//! Views: text as it reads once what it is written in is undone, and the way back.
//!
//! A value can stand in a text in another way than its own: with percent escapes, as entities, in base64, with
//! invisible characters between its letters. A *coder* undoes one such way and writes it again. A [`View`] holds
//! what came out with the place of every byte, so that what is found there is known where it stands. Nothing here knows
//! what is looked for.
//!
//! A coder is one file and one line in each table of [`Coder`]; a way to write a single character is one file and one line in
//! `UNITS` of `units.rs`.

use std::borrow::Cow;

use crate::limits::VIEW_DEPTH_MAX;
use crate::span::Span;

mod ansi;
mod backslash;
mod base64;
mod beside;
mod calls;
mod entity;
mod fold;
mod gzip;
mod hex;
mod hints;
mod octets;
mod percent;
mod quoted;
pub(crate) mod soft;
mod spelled;
mod sql;
mod tag;
mod text;
mod triggers;
mod units;
mod utf16;
mod utf7;
mod wrapped;

pub(crate) use base64::{says_text, texts_in};
pub(crate) use calls::OPEN_MAX;
pub(crate) use entity::unreferenced;
pub(crate) use octets::COMMA_MAX;
pub(crate) use tag::{begins_tag, tag_before};
pub(crate) use text::gather_traced;
pub use text::{View, gather};
pub use triggers::Trace;
pub(crate) use triggers::Triggers;
pub(crate) use units::begins_unit;
pub(crate) use wrapped::{WRAPPED_MIN, is_wrapped};

/// One way in which a text is written inside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coder {
    /// Escapes of single characters: percent, backslash, entities, invisible and look-alike characters …
    Escapes,
    /// The same where `+` is a space, as in forms.
    Form,
    /// Quoted-printable, and the Q form of words in mail headers.
    Quoted,
    /// Base64, with either alphabet.
    Base64,
    /// Two digits a byte.
    Hex,
    /// Bytes as numbers with something between them.
    Octets,
    /// Addresses whose signs are spelled.
    Spelled,
    /// Compressed text in base64.
    Gzip,
    /// Over the borders of elements: what stands here is a part of the value only.
    Across,
}

impl Coder {
    /// What reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Coder::Escapes => "escapes",
            Coder::Form => "form",
            Coder::Quoted => "quoted_printable",
            Coder::Base64 => "base64",
            Coder::Hex => "hex",
            Coder::Octets => "octets",
            Coder::Spelled => "spelled",
            Coder::Gzip => "gzip",
            Coder::Across => "across_elements",
        }
    }

    /// Appends what `raw`, whole units of this coder, says.
    fn read(self, raw: &[u8]) -> Vec<u8> {
        let mut view = View::default();
        match self {
            Coder::Escapes => units::read(raw, Span::new(0, raw.len()), false, &mut view),
            Coder::Form => units::read(raw, Span::new(0, raw.len()), true, &mut view),
            Coder::Quoted => quoted::read(raw, Span::new(0, raw.len()), &mut view),
            Coder::Spelled => spelled::read(raw, Span::new(0, raw.len()), &mut view),
            Coder::Base64 => return base64::read(raw),
            Coder::Hex => return hex::read(raw),
            Coder::Octets => return octets::read(raw),
            Coder::Gzip => return gzip::read(raw),
            Coder::Across => return raw.to_vec(),
        }
        view.text
    }

    /// Appends `value` as it is written in the place of `raw`.
    fn write(self, raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
        match self {
            Coder::Escapes | Coder::Form => units::write(raw, value, out),
            Coder::Quoted => quoted::write(value, out),
            Coder::Base64 => base64::write(raw, value, out),
            Coder::Hex => hex::write(raw, value, out),
            Coder::Octets => octets::write(raw, value, out),
            Coder::Spelled | Coder::Across => out.extend_from_slice(value),
            Coder::Gzip => gzip::write(raw, value, out),
        }
    }
}

/// A coder between a text and a value. Where its units are of several bytes, the value need not begin or end with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Step {
    coder: Coder,
    /// How many bytes the first unit has before the value, and the last one behind it.
    lead: u8,
    trail: u8,
}

/// How a value is written: the coders between the text and it, outermost first. None for a value that stands as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Via([Option<Step>; VIEW_DEPTH_MAX]);

impl Via {
    /// As it is.
    pub const PLAIN: Via = Via([None; VIEW_DEPTH_MAX]);

    /// A part of a value that goes on elsewhere.
    pub fn across() -> Via {
        Via::PLAIN.inside(Coder::Across, 0, 0)
    }

    /// True for such a part.
    pub fn is_across(self) -> bool {
        self.coders().any(|coder| coder == Coder::Across)
    }

    /// True for a value that stands as it is.
    pub fn is_plain(self) -> bool {
        self.0[0].is_none()
    }

    /// True for a value in something that can only be changed as a whole (its span and what it says are those of the whole), or
    /// of which only a part stands here.
    pub fn is_whole(self) -> bool {
        self.coders().any(|coder| matches!(coder, Coder::Gzip | Coder::Across))
    }

    /// The coders, outermost first.
    pub fn coders(self) -> impl Iterator<Item = Coder> {
        self.0.into_iter().map_while(|step| Some(step?.coder))
    }

    /// The same with one coder more around it.
    #[must_use]
    fn inside(self, coder: Coder, lead: usize, trail: usize) -> Self {
        let mut steps = [None; VIEW_DEPTH_MAX];
        steps[0] = Some(Step { coder, lead: lead as u8, trail: trail as u8 });
        steps[1..].copy_from_slice(&self.0[..VIEW_DEPTH_MAX - 1]);
        Via(steps)
    }

    /// How the union of two values is written that overlap, of which this one begins first, at `starts.0` of the text, and ends
    /// at `ends.0`: by the coders that are around both.
    #[must_use]
    pub fn united(self, other: Via, starts: (usize, usize), ends: (usize, usize)) -> Self {
        if self == other {
            return self;
        }
        let both = self.coders().zip(other.coders()).take_while(|(mine, theirs)| mine == theirs).count();
        let mut united = self;
        united.0[both..].fill(None);
        for (mine, theirs) in united.0.iter_mut().zip(other.0) {
            let (Some(mine), Some(theirs)) = (mine, theirs) else { break };
            if starts.0 == starts.1 {
                mine.lead = mine.lead.min(theirs.lead);
            }
            mine.trail = match ends.0.cmp(&ends.1) {
                std::cmp::Ordering::Less => theirs.trail,
                std::cmp::Ordering::Equal => mine.trail.min(theirs.trail),
                std::cmp::Ordering::Greater => mine.trail,
            };
        }
        united
    }

    /// The value that is written as `raw`.
    pub fn value(self, raw: &[u8]) -> Cow<'_, [u8]> {
        let mut value = Cow::Borrowed(raw);
        for step in self.0.into_iter().map_while(|step| step) {
            let read = step.coder.read(&value);
            value = Cow::Owned(step.inner(&read).to_vec());
        }
        value
    }

    /// Appends `value` as it is written in the place of `raw`.
    pub fn write(self, raw: &[u8], value: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        // Spaces that fill up groups would stand between the digits of what is in digits itself; behind the value they do no harm.
        let mut value = value.to_vec();
        for _ in 0..SPACES_MAX {
            if self.write_once(raw, &value, out) {
                return;
            }
            out.truncate(start);
            value.push(b' ');
        }
        self.write_once(raw, &value, out);
    }

    /// The same; false where digits that are in digits themselves had to be filled up.
    fn write_once(self, raw: &[u8], value: &[u8], out: &mut Vec<u8>) -> bool {
        let Some(step) = self.0[0] else {
            out.extend_from_slice(value);
            return true;
        };
        let mut rest = [None; VIEW_DEPTH_MAX];
        rest[..VIEW_DEPTH_MAX - 1].copy_from_slice(&self.0[1..]);
        let rest = Via(rest);
        let read = step.coder.read(raw);
        let inner = step.inner(&read);
        let (lead, trail) = step.around(read.len());
        let mut made = read[..lead].to_vec();
        let is_inner_whole = rest.write_once(inner, value, &mut made);
        let is_filled = step.coder == Coder::Base64 && base64::fill(raw, &mut made, trail);
        made.extend_from_slice(&read[read.len() - trail..]);
        step.coder.write(raw, &made, out);
        is_inner_whole && !(is_filled && rest.coders().any(|coder| coder == Coder::Base64))
    }
}

/// How many spaces are tried behind a value; every third length fits, at each of some depths.
const SPACES_MAX: usize = 27;

impl Step {
    /// What of `read` is not the value: before and behind it.
    fn around(self, length: usize) -> (usize, usize) {
        let lead = usize::from(self.lead).min(length);
        (lead, usize::from(self.trail).min(length - lead))
    }

    fn inner(self, read: &[u8]) -> &[u8] {
        let (lead, trail) = self.around(read.len());
        &read[lead..read.len() - trail]
    }
}

#[cfg(test)]
mod tests;
