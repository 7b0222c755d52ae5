//! Structured text: frames end at record ends.

use crate::error::{Error, ErrorKind, Result};
use crate::format::csv::rows::Start;
use crate::format::json::document::{self, Arrival};
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
    /// How far line ends were looked for, and the end of the last line.
    Lines {
        seen: usize,
        end: usize,
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
            Reading::Table(table) => Kind::Rows(csv::split::Splitter::new(table.delimiter)),
            Reading::JsonLines | Reading::MixedLines => Kind::Lines { seen: 0, end: 0 },
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
        let (end, block) = match &mut self.kind {
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
                if arrival == Arrival::End && splitter.is_open() {
                    let what = "the last row has a quote that is never closed; the input is withheld";
                    return Err(Error::new(ErrorKind::Input, what).fix("close it, or complete the file"));
                }
                check(splitter.longest(), self.record_bytes_max)?;
                let start = Start { input: is_first, rows: !self.has_rows };
                (end, Block::Rows(start))
            }
            Kind::Lines { seen, end } => {
                for n in memchr::memchr_iter(b'\n', &bytes[*seen..]) {
                    check(*seen + n + 1 - *end, self.record_bytes_max)?;
                    *end = *seen + n + 1;
                }
                *seen = bytes.len();
                let end = if arrival == Arrival::End { bytes.len() } else { *end };
                (end, Block::JsonLines(is_first))
            }
        };
        check(bytes.len() - end, self.record_bytes_max)?;
        let goes = end > 0 && (arrival != Arrival::More || bytes.len() >= self.frame_bytes);
        Ok(goes.then_some((end, block)))
    }

    /// The bytes `gone` are gone from the front.
    fn forget(&mut self, gone: &[u8]) {
        let bytes = gone.len();
        let text = gone.strip_prefix(BOM).unwrap_or(gone);
        self.has_rows |= text.iter().any(|b| !matches!(b, b'\n' | b'\r'));
        match &mut self.kind {
            Kind::Rows(splitter) => splitter.forget(bytes),
            Kind::Lines { seen, end } => {
                *seen -= bytes;
                *end -= bytes.min(*end);
            }
            // A block that it gives is gone for it.
            Kind::Documents(_) | Kind::Sql(_) | Kind::Xml(_) | Kind::Mail(_) => {}
        }
    }
}

fn check(record: usize, most: usize) -> Result<()> {
    if record <= most {
        return Ok(());
    }
    let what = "a record is longer than a record may be; the input is withheld";
    Err(Error::new(ErrorKind::Input, what).fix("split it, or look for a quote that is never closed"))
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
            self.ready.push_back(Frame { part: Span::new(0, end), bytes, block, before: None, origin });
        }
        Ok(())
    }
}
