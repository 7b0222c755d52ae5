//! Structured text: frames end at record ends.

use crate::detect::printed;
use crate::error::{Error, ErrorKind, Result};
use crate::format::csv::rows::Start;
use crate::format::json::document::{self, Arrival};
use crate::format::json::lines;
use crate::format::{BOM, Reading, csv, mail, sql, xml};
use crate::frame::{Block, Feeder, Frame};
use crate::limits::Limits;
use crate::pipeline::{Origin, Structure};
use crate::span::Span;

/// Where records end in bytes that come piece by piece.
pub(super) struct Cutter {
    kind: Kind,
    record_bytes_max: usize,
    frame_bytes: usize,
    /// A block with a row in it has gone out. Before the first row there can be blank lines.
    has_rows: bool,
}

enum Kind {
    Rows(csv::split::Splitter),
    /// How far line ends were looked for, and the end of the last line; what stands before the next block, and before the line that comes;
    /// whether that one is too long.
    Lines {
        seen: usize,
        end: usize,
        start: lines::Start,
        next: lines::Start,
        is_too_long: bool,
    },
    Documents(Box<document::Splitter>),
    Sql(Box<sql::split::Splitter>),
    Xml(Box<xml::split::Splitter>),
    Mail(mail::split::Splitter),
}

impl Cutter {
    /// `None` for plain text.
    pub(super) fn new(structure: &Structure, limits: &Limits) -> Option<Self> {
        let kind = match &structure.reading {
            Reading::Text | Reading::Log(_) => return None,
            Reading::Table(table) => {
                Kind::Rows(csv::split::Splitter::with_most(table.delimiter, limits.record_bytes))
            }
            Reading::JsonLines | Reading::MixedLines => {
                let start = lines::Start::first();
                Kind::Lines { seen: 0, end: 0, next: start.clone(), start, is_too_long: false }
            }
            Reading::Json => {
                Kind::Documents(Box::new(document::Splitter::new(limits.frame_bytes, limits.record_bytes)))
            }
            Reading::Sql(dump) => {
                let machine = sql::Machine::new(dump, structure.charset);
                Kind::Sql(Box::new(sql::split::Splitter::new(
                    machine,
                    limits.frame_bytes,
                    limits.record_bytes,
                )))
            }
            Reading::Xml => {
                Kind::Xml(Box::new(xml::split::Splitter::new(limits.frame_bytes, limits.record_bytes)))
            }
            Reading::Mail(mail) if mail.is_card => {
                Kind::Mail(mail::split::Splitter::of_cards(limits.frame_bytes, limits.record_bytes))
            }
            Reading::Mail(mail) => {
                Kind::Mail(mail::split::Splitter::new(mail.is_mbox, limits.frame_bytes, limits.record_bytes))
            }
        };
        Some(Cutter {
            kind,
            record_bytes_max: limits.record_bytes,
            frame_bytes: limits.frame_bytes,
            has_rows: false,
        })
    }

    /// The next block of `bytes`, if there is one: how long it is, and what it is.
    fn block(&mut self, is_first: bool, bytes: &[u8], arrival: Arrival) -> Result<Option<(usize, Block)>> {
        let most = self.record_bytes_max;
        // What cannot be read comes behind the rows and lines before it.
        let (end, block, fault) = match &mut self.kind {
            Kind::Documents(splitter) => {
                let block = splitter.cut(bytes, arrival)?;
                return Ok(block.map(|b| (b.length, Block::Json(b.context))));
            }
            Kind::Sql(splitter) => {
                let block = splitter.cut(bytes, arrival)?;
                return Ok(block.map(|b| (b.length, Block::Sql(Box::new(b.machine)))));
            }
            Kind::Xml(splitter) => {
                let block = splitter.cut(bytes, arrival)?;
                return Ok(block.map(|b| (b.length, Block::Xml(b.context))));
            }
            Kind::Mail(splitter) => {
                let block = splitter.cut(bytes, arrival)?;
                return Ok(block.map(|b| (b.length, Block::Mail(b.context))));
            }
            Kind::Rows(splitter) => {
                let end = splitter.end(bytes, arrival == Arrival::End);
                let fault = match splitter.is_too_long() || bytes.len() - end > most {
                    true => Some(TOO_LONG),
                    false => (arrival == Arrival::End && splitter.is_open()).then_some(OPEN),
                };
                let start = Start { input: is_first, rows: !self.has_rows };
                (end, Block::Rows(start), fault)
            }
            Kind::Lines { seen, end, start, next, is_too_long } => {
                for to in memchr::memchr_iter(b'\n', &bytes[*seen..]).map(|n| *seen + n + 1) {
                    *is_too_long |= to - *end > most;
                    if *is_too_long {
                        break;
                    }
                    next.pass(&bytes[*end..to]);
                    *end = to;
                }
                *seen = bytes.len();
                *is_too_long |= bytes.len() - *end > most;
                let end = if arrival == Arrival::End && !*is_too_long { bytes.len() } else { *end };
                (end, Block::JsonLines(start.clone()), is_too_long.then_some(TOO_LONG))
            }
        };
        if let Some((what, fix)) = fault
            && end == 0
        {
            return Err(Error::new(ErrorKind::Input, what).fix(fix));
        }
        let is_due = fault.is_some() || arrival != Arrival::More || bytes.len() >= self.frame_bytes;
        Ok((end > 0 && is_due).then_some((end, block)))
    }

    /// The bytes `gone` are gone from the front.
    fn forget(&mut self, gone: &[u8]) {
        let bytes = gone.len();
        let text = gone.strip_prefix(BOM).unwrap_or(gone);
        let told = csv::told_delimiter(text).map_or(0, |(_, length)| length);
        let text = if self.has_rows { text } else { &text[told..] };
        self.has_rows |= text.iter().any(|b| !matches!(b, b'\n' | b'\r'));
        match &mut self.kind {
            Kind::Rows(splitter) => splitter.forget(bytes),
            Kind::Lines { seen, end, start, next, .. } => {
                *start = next.clone();
                *seen -= bytes;
                *end -= bytes.min(*end);
            }
            // A block that it gives is gone for it.
            Kind::Documents(_) | Kind::Sql(_) | Kind::Xml(_) | Kind::Mail(_) => {}
        }
    }
}

/// Why a row or a line withholds the input, and what to do.
type Why = (&'static str, &'static str);

const TOO_LONG: Why = (
    "a record is longer than a record may be; the input is withheld",
    "split it, or look for a quote that is never closed",
);

const OPEN: Why = (
    "the last row has a quote that is never closed; the input is withheld",
    "close it, or complete the file",
);

/// Where the last block ends that `frame` could have been cut into before the record in which `at` is. Only what cannot be read
/// or may not go out asks for that, so what was found out when it was cut is found out again.
pub(super) fn end_before(structure: &Structure, frame: &Frame, at: usize) -> usize {
    let bytes = frame.part.of(&frame.bytes);
    let kind = match (&frame.block, &structure.reading) {
        (Block::Text(_), _) => return 0,
        // Of these only records are at fault, and each begins where the last one ends.
        (Block::Rows(_) | Block::JsonLines(_), _) => return at,
        (Block::Json(context), _) => Kind::Documents(Box::new(document::Splitter::inside(context.clone()))),
        (Block::Sql(machine), _) => {
            Kind::Sql(Box::new(sql::split::Splitter::new((**machine).clone(), 1, usize::MAX)))
        }
        (Block::Xml(context), _) => Kind::Xml(Box::new(xml::split::Splitter::inside(context))),
        (Block::Mail(context), reading) => {
            let is_card = matches!(reading, Reading::Mail(mail) if mail.is_card);
            Kind::Mail(mail::split::Splitter::inside(*context, is_card))
        }
    };
    let mut cutter = Cutter { kind, record_bytes_max: usize::MAX, frame_bytes: 1, has_rows: false };
    let mut end = 0;
    loop {
        let rest = &bytes[end..];
        let white = if let Kind::Documents(splitter) = &cutter.kind { splitter.white(rest) } else { 0 };
        match cutter.block(false, rest, Arrival::End) {
            Ok(Some((length, _))) if end + length <= at && length < rest.len() => end += length,
            _ => return end + white,
        }
    }
}

impl Feeder {
    /// Cuts what can be cut.
    pub(super) fn cut_records(&mut self, arrival: Arrival) -> Result<()> {
        let Some(cutter) = &mut self.cutter else { return Ok(()) };
        let pending = &mut self.pending;
        while let Some((end, block)) = cutter.block(pending.byte == 0, &pending.bytes, arrival)? {
            let mut bytes = pending.take(end, self.spares.buffer());
            bytes.truncate(end);
            cutter.forget(&bytes);
            let origin = Origin { byte: pending.byte, ..Origin::default() };
            pending.byte += end as u64;
            self.ready.push_back(Frame {
                part: Span::new(0, end),
                bytes,
                block,
                before: None,
                open: None,
                table: printed::Open::None,
                origin,
            });
        }
        Ok(())
    }
}
