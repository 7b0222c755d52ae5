//! Where a document can be cut: behind the elements that are records.
//!
//! Records are the children of the outermost element. Where text stands beside the first of them, or it only marks a
//! part of a text, the outermost element is the record: it is a text, and no list. So it is where it is a pair of a name and its value.

use std::sync::Arc;

use super::prolog::DECLARATIONS;
use super::{Fault, is_inline, is_white, pair};
use crate::error::{Error, ErrorKind, Result};
use crate::format::BOM;
use crate::format::json::document::Arrival;
use crate::limits::{FRAME_BYTES, RECORD_BYTES_MAX};

/// Where a block begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before the outermost element.
    Before,
    /// In it, between records.
    Inside,
    /// Behind it.
    Behind,
}

/// What the reader of a block must know of what stands before it.
#[derive(Clone, Debug)]
pub struct Context {
    /// The input begins with it.
    pub is_first: bool,
    /// Where it begins.
    pub place: Place,
    /// The name of the outermost element, where that began before.
    pub root: Option<Arc<[u8]>>,
    /// The outermost element is a record as a whole.
    pub is_whole: bool,
}

/// A part of the input that can be read by itself.
#[derive(Clone, Debug)]
pub struct Block {
    /// How many bytes it takes.
    pub length: usize,
    /// What stands before it.
    pub context: Context,
}

/// What the bytes behind `seen` are part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Content,
    /// Markup that begins with these bytes: which is not known yet.
    Markup,
    /// A start tag, and a quote in it.
    Tag(Option<u8>),
    EndTag,
    /// What ends with these bytes.
    Until(&'static [u8]),
    /// A document type, and a quote in it.
    Type(Option<u8>),
}

/// Cuts an input into blocks. A block ends with the first record that makes it as long as a frame; when the input
/// idles, with the last that is complete.
pub struct Splitter {
    frame_bytes: usize,
    record_bytes_max: usize,
    /// Of the block to come.
    context: Context,
    /// Counted like all positions from the start of the block to come.
    seen: usize,
    inside: Inside,
    /// Where the markup that `seen` is in began.
    began: usize,
    depth: usize,
    place: Place,
    root: Option<Arc<[u8]>>,
    /// Children of the outermost element that began so far, at most two.
    children: u8,
    /// Whether the outermost element is a record, once that is known.
    is_whole: Option<bool>,
    /// Where the last record ends, and where that is.
    complete: usize,
    place_behind: Place,
    /// Line ends before the block to come.
    lines: u64,
    fault: Option<Fault>,
}

impl Default for Splitter {
    fn default() -> Self {
        Splitter::new(FRAME_BYTES, RECORD_BYTES_MAX)
    }
}

impl Splitter {
    /// Blocks are about `frame_bytes` long; a record, with what stands before it, may have `record_bytes_max`.
    pub fn new(frame_bytes: usize, record_bytes_max: usize) -> Self {
        Splitter {
            frame_bytes: frame_bytes.max(1),
            record_bytes_max,
            context: Context { is_first: true, place: Place::Before, root: None, is_whole: false },
            seen: 0,
            inside: Inside::Content,
            began: 0,
            depth: 0,
            place: Place::Before,
            root: None,
            children: 0,
            is_whole: None,
            complete: 0,
            place_behind: Place::Before,
            lines: 0,
            fault: None,
        }
    }

    /// That of which `context` is the start, with the shortest blocks there can be.
    pub(crate) fn inside(context: &Context) -> Self {
        // Between records there is none of a document that is one as a whole.
        let is_inside = context.place == Place::Inside;
        Splitter {
            context: context.clone(),
            place: context.place,
            root: context.root.clone(),
            depth: usize::from(is_inside),
            children: if is_inside { 2 } else { 0 },
            is_whole: is_inside.then_some(false),
            ..Splitter::new(1, usize::MAX)
        }
    }

    /// The next block. `pending` is all that no block has taken yet: the caller drops the block's bytes from its front
    /// before the next call, and may add to its end. `None` when there is no block for now; at the end of the input,
    /// when there is none left.
    ///
    /// What cannot be read is an error after the blocks of all records before it, however the bytes arrived.
    pub fn cut(&mut self, pending: &[u8], arrival: Arrival) -> Result<Option<Block>> {
        if self.fault.is_none()
            && let Err(fault) = self.advance(pending, arrival)
        {
            self.fault = Some(fault);
        }
        if self.complete > 0 && (self.fault.is_some() || self.complete >= self.frame_bytes) {
            return Ok(Some(self.block(pending, self.complete)));
        }
        if let Some(fault) = self.fault {
            let line = self.lines + lines(&pending[..fault.at.min(pending.len())]) + 1;
            return Err(Error::new(ErrorKind::Input, fault.what).ordinal("line", line).fix(fault.fix));
        }
        let length = match arrival {
            Arrival::More => 0,
            Arrival::Idle | Arrival::Stop => self.complete,
            Arrival::End => pending.len(),
        };
        Ok((length > 0).then(|| self.block(pending, length)))
    }

    /// Searches on, to the end of a block that is long enough or of the bytes.
    fn advance(&mut self, pending: &[u8], arrival: Arrival) -> Result<(), Fault> {
        if self.seen == 0 && self.context.is_first {
            let is_cut = pending.len() < BOM.len() && BOM.starts_with(pending);
            if is_cut && arrival != Arrival::End {
                return Ok(());
            }
            self.seen = if pending.starts_with(BOM) { BOM.len() } else { 0 };
        }
        while self.complete < self.frame_bytes && self.step(pending)? {}
        self.check_length(self.seen)?;
        let is_over =
            arrival == Arrival::End && self.seen == pending.len() && self.complete < self.frame_bytes;
        let is_open = self.inside != Inside::Content || self.place != Place::Behind;
        if arrival == Arrival::End && !is_over && self.inside == Inside::Markup {
            return Err(self.unfinished());
        }
        if is_over && is_open && !(self.context.is_first && pending.is_empty()) {
            return Err(self.unfinished());
        }
        Ok(())
    }

    fn unfinished(&self) -> Fault {
        let what = match self.place {
            Place::Before => "the XML ends before its first element is complete",
            _ => "the XML ends inside of an element, a comment or a tag",
        };
        Fault { at: self.seen, what, fix: "pass the whole document" }
    }

    /// Searches on to the next border; false when there is none yet.
    fn step(&mut self, pending: &[u8]) -> Result<bool, Fault> {
        let rest = &pending[self.seen..];
        let end = match self.inside {
            Inside::Content => return self.content(pending),
            Inside::Markup => return self.markup(pending),
            Inside::EndTag => memchr::memchr(b'>', rest),
            Inside::Tag(Some(quote)) | Inside::Type(Some(quote)) => memchr::memchr(quote, rest),
            Inside::Tag(None) => memchr::memchr3(b'"', b'\'', b'>', rest),
            Inside::Type(None) => rest.iter().position(|b| matches!(b, b'"' | b'\'' | b'>' | b'[')),
            Inside::Until(end) => {
                // Its first bytes can have come before.
                let from = self.seen.saturating_sub(end.len() - 1).max(self.first_inside());
                memchr::memmem::find(&pending[from..], end).map(|n| from + n + end.len() - 1 - self.seen)
            }
        };
        let Some(end) = end.map(|n| self.seen + n) else {
            self.seen = pending.len();
            return Ok(false);
        };
        self.seen = end + 1;
        match (self.inside, pending[end]) {
            (Inside::Tag(None), b'>') => {
                self.inside = Inside::Content;
                self.end_start_tag(pending, end)?;
            }
            (Inside::EndTag, _) => {
                self.inside = Inside::Content;
                self.end_element()?;
            }
            (Inside::Tag(None), quote) => self.inside = Inside::Tag(Some(quote)),
            (Inside::Tag(Some(_)), _) => self.inside = Inside::Tag(None),
            (Inside::Type(None), b'[') => {
                return Err(Fault { at: end, what: DECLARATIONS.0, fix: DECLARATIONS.1 });
            }
            (Inside::Type(None), quote @ (b'"' | b'\'')) => self.inside = Inside::Type(Some(quote)),
            (Inside::Type(Some(_)), _) => self.inside = Inside::Type(None),
            _ => self.inside = Inside::Content,
        }
        Ok(true)
    }

    /// Behind the bytes that the markup under way begins with.
    fn first_inside(&self) -> usize {
        let opening = match self.inside {
            Inside::Until(b"-->") => b"<!--".len(),
            Inside::Until(b"]]>") => b"<![CDATA[".len(),
            _ => b"<?".len(),
        };
        self.began + opening
    }

    fn content(&mut self, pending: &[u8]) -> Result<bool, Fault> {
        let rest = &pending[self.seen..];
        let end = memchr::memchr(b'<', rest).unwrap_or(rest.len());
        if self.depth < 2
            && let Some(n) = rest[..end].iter().position(|b| !is_white(*b))
        {
            self.text(self.seen + n)?;
        }
        self.seen += end;
        if self.seen == pending.len() {
            return Ok(false);
        }
        (self.began, self.inside) = (self.seen, Inside::Markup);
        Ok(true)
    }

    /// Text that is no white space stands at `at`, outside of records.
    fn text(&mut self, at: usize) -> Result<(), Fault> {
        if self.depth == 0 {
            return Err(Fault {
                at,
                what: "text stands outside of the XML's outermost element",
                fix: "take it away, or add `--input-format text` if the input is plain text",
            });
        }
        match self.is_whole {
            Some(false) => Err(Fault {
                at,
                what: "text stands between the records of the XML",
                fix: "put it into an element, or the document into one more: its outermost element has records",
            }),
            _ => {
                self.is_whole = Some(true);
                Ok(())
            }
        }
    }

    fn markup(&mut self, pending: &[u8]) -> Result<bool, Fault> {
        let begun = &pending[self.began..];
        let kinds: [(&[u8], Inside); 5] = [
            (b"<!--", Inside::Until(b"-->")),
            (b"<![CDATA[", Inside::Until(b"]]>")),
            (b"<!DOCTYPE", Inside::Type(None)),
            (b"<?", Inside::Until(b"?>")),
            (b"</", Inside::EndTag),
        ];
        if let Some((opening, inside)) = kinds.iter().find(|(opening, _)| begun.starts_with(opening)) {
            (self.inside, self.seen) = (*inside, self.began + opening.len());
            return match *inside {
                Inside::Until(b"]]>") if self.depth < 2 => self.text(self.began).map(|()| true),
                Inside::Type(_) if self.place != Place::Before => Err(self.malformed()),
                _ => Ok(true),
            };
        }
        if kinds.iter().any(|(opening, _)| opening.starts_with(begun)) {
            return Ok(false);
        }
        if begun[1] == b'!' {
            return Err(self.malformed());
        }
        if self.place == Place::Behind {
            return Err(Fault {
                at: self.began,
                what: "the XML has a second outermost element",
                fix: "pass one document at a time, or add `--input-format text` for a log of documents",
            });
        }
        (self.inside, self.seen) = (Inside::Tag(None), self.began + 1);
        Ok(true)
    }

    fn malformed(&self) -> Fault {
        Fault { at: self.began, what: "the XML is malformed here", fix: super::CHECK }
    }

    /// The start tag that ends at `end` is complete.
    fn end_start_tag(&mut self, pending: &[u8], end: usize) -> Result<(), Fault> {
        let inside = &pending[self.began + 1..end];
        let length = inside.iter().position(|b| is_white(*b) || *b == b'/').unwrap_or(inside.len());
        let name = &inside[..length];
        match self.depth {
            0 => (self.place, self.root) = (Place::Inside, Some(name.into())),
            1 => {
                self.children = (self.children + 1).min(2);
                let is_pair = |root: &[u8]| pair::is_one(root, name);
                if self.is_whole.is_none() && (is_inline(name) || self.root.as_deref().is_some_and(is_pair)) {
                    self.is_whole = Some(true);
                } else if self.children == 2 {
                    self.is_whole.get_or_insert(false);
                }
            }
            _ => {}
        }
        self.depth += 1;
        if inside.ends_with(b"/") { self.end_element() } else { Ok(()) }
    }

    /// An element ends where the search stands.
    fn end_element(&mut self) -> Result<(), Fault> {
        let Some(depth) = self.depth.checked_sub(1) else { return Err(self.malformed()) };
        self.depth = depth;
        if depth == 0 {
            self.place = Place::Behind;
            self.is_whole.get_or_insert(false);
        }
        let is_record = depth == 0 || (depth == 1 && self.is_whole == Some(false));
        if is_record {
            self.check_length(self.seen)?;
            (self.complete, self.place_behind) = (self.seen, self.place);
        }
        Ok(())
    }

    /// What ends at `end` begins behind the last record.
    fn check_length(&self, end: usize) -> Result<(), Fault> {
        if end - self.complete <= self.record_bytes_max {
            return Ok(());
        }
        Err(Fault {
            at: self.complete,
            what: "a record of the XML is longer than a record may be; the input is withheld",
            fix: "split it: records are the children of the outermost element",
        })
    }

    fn block(&mut self, pending: &[u8], length: usize) -> Block {
        self.context.is_whole = self.is_whole == Some(true);
        let block = Block { length, context: self.context.clone() };
        let place = if length == self.complete { self.place_behind } else { self.place };
        self.lines += lines(&pending[..length]);
        self.context =
            Context { is_first: false, place, root: self.root.clone(), is_whole: block.context.is_whole };
        self.seen = self.seen.saturating_sub(length);
        self.began = self.began.saturating_sub(length);
        self.complete = 0;
        if let Some(fault) = &mut self.fault {
            fault.at = fault.at.saturating_sub(length);
        }
        block
    }
}

fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
