//! What is done with one frame: segment, detect, then decide, resolve and splice per recipient.

use std::sync::Arc;

use crate::detect::behind;
use crate::detect::cells::{self, CellFinding, CellsFound};
use crate::detect::commands;
use crate::detect::lines;
use crate::detect::page::{Page, Pages};
use crate::detect::printed;
use crate::detect::tags;
use crate::detect::views::unread;
use crate::error::Result;
use crate::finding::Finding;
use crate::format::Reading;
use crate::format::csv::rows::Columns;
use crate::format::json::document::read_block;
use crate::format::json::lines::{read_lines, read_mixed_lines};
use crate::format::mail;
use crate::format::pages;
use crate::format::sheet::Gap;
use crate::format::sql;
use crate::format::xml;
use crate::frame::{Block, Frame};
use crate::pipeline::{Shared, Structure, detect};
use crate::policy::plans::{Answers, Fate, Plans};
use crate::span::Span;
use crate::spare::Spares;
use crate::splice::{ClearedFrame, Clearing, Fates, Inside, Named, Refusal, Scratch, Treatment};
use crate::standing::{self, Wanted};
use crate::subject::Subjects;
use crate::vault::{FrameTokens, Vault};

/// A frame with what was found in it.
pub(crate) struct Done {
    pub(crate) frame: Frame,
    /// Line ends in its part, and how many bytes stand behind the last one.
    pub(crate) lines: (usize, Option<usize>),
    pub(crate) found: Found,
    /// Per recipient.
    pub(crate) cleared: Vec<ClearedFrame>,
    /// Why some recipient may not have the input.
    pub(crate) refusal: Option<Refusal>,
    /// Where nothing of it goes out, because it cannot be read or may not be had: what stands before the record at fault.
    pub(crate) front: Option<Box<Done>>,
    /// It holds tokens of a vault that are not durable yet.
    pub(crate) waits: bool,
}

/// What was found.
pub(crate) enum Found {
    /// In text.
    Text(Vec<Finding>),
    /// In the cells of a sheet.
    Cells(Box<CellsFound>),
}

impl Done {
    /// Where the record begins that ends the input, or that which cannot be read in it.
    fn stops_at(&self) -> Option<usize> {
        let Found::Cells(cells) = &self.found else { return None };
        let refused = |refusal: Refusal| cells.sheet.records[refusal.record()].span.start;
        cells.sheet.fault.map(|fault| fault.at).or(self.refusal.map(refused))
    }

    /// Why the frame cannot be read, when it has its place.
    pub(crate) fn check(&self) -> Result<()> {
        match &self.found {
            Found::Cells(cells) => match cells.sheet.fault {
                Some(fault) => Err(fault.error(&self.frame.bytes, self.frame.origin.lines)),
                None => Ok(()),
            },
            Found::Text(_) => Ok(()),
        }
    }
}

/// What every frame of a run is worked on with.
pub(crate) struct Worker {
    pub(crate) shared: Arc<Shared>,
    pub(crate) structure: Structure,
    /// Per recipient.
    pub(crate) plans: Vec<Arc<Plans>>,
    pub(crate) spares: Arc<Spares>,
}

impl Worker {
    pub(crate) fn work(&self, frame: Frame) -> Done {
        let mut done = self.work_whole(frame);
        if let Some(at) = done.stops_at() {
            let front = done.frame.before(&self.structure, at);
            done.front = front.map(|front| Box::new(self.work(front)));
        }
        done
    }

    fn work_whole(&self, frame: Frame) -> Done {
        let part = frame.part.of(&frame.bytes);
        let last = memchr::memrchr(b'\n', part).map(|n| part.len() - n - 1);
        let lines = (memchr::memchr_iter(b'\n', part).count(), last);
        let mut scratch = self.spares.scratch();
        let mut cleared = self.spares.cleared();
        cleared.resize_with(self.plans.len(), ClearedFrame::default);
        let tokens = self.shared.vault.as_deref().map(Vault::frame);
        let (found, refusal) = match &frame.block {
            Block::Text(inside) => {
                let inside = *inside;
                (self.text(&frame, inside, tokens.as_ref(), &mut scratch, &mut cleared), None)
            }
            _ => self.records(&frame, self.sheet(&frame), tokens.as_ref(), &mut scratch, &mut cleared),
        };
        self.spares.give_scratch(scratch);
        let waits = tokens.is_some_and(|t| t.waits());
        Done { frame, lines, found, cleared, refusal, front: None, waits }
    }

    /// The cells of a frame of structured text.
    pub(crate) fn sheet(&self, frame: &Frame) -> Page {
        let mut sheet = Pages::take(&self.structure.pages);
        match &frame.block {
            Block::Text(_) => {}
            Block::Rows(start) => {
                if let Reading::Table(table) = &self.structure.reading {
                    let columns = Columns::new(table, &mut sheet);
                    columns.read(&frame.bytes, frame.part, *start, &mut sheet);
                }
            }
            Block::JsonLines(start) => match self.structure.reading {
                Reading::MixedLines => read_mixed_lines(&frame.bytes, frame.part, start, &mut sheet),
                _ => read_lines(&frame.bytes, frame.part, start, &mut sheet),
            },
            Block::Json(context) => read_block(&frame.bytes, frame.part, context.clone(), &mut sheet),
            Block::Sql(machine) => sql::read::read_block(&frame.bytes, frame.part, machine, &mut sheet),
            Block::Xml(context) => {
                let charset = self.structure.charset;
                xml::read::read_block(&frame.bytes, frame.part, context, charset, &mut sheet);
            }
            Block::Mail(context) => {
                if let Reading::Mail(mail) = &self.structure.reading {
                    let charset = self.structure.charset;
                    mail::read::read_block(&frame.bytes, frame.part, *context, (*mail, charset), &mut sheet);
                }
            }
        }
        if !matches!(frame.block, Block::Text(_) | Block::Mail(_)) {
            pages::read(&frame.bytes, &mut sheet);
        }
        sheet
    }

    fn text(
        &self,
        frame: &Frame,
        inside: Inside,
        tokens: Option<&FrameTokens<'_>>,
        scratch: &mut Scratch,
        cleared: &mut [ClearedFrame],
    ) -> Found {
        // What stands in the context of a piece is found too: it decides what the second look sees.
        let from = if inside.first { self.shared.engine.left_context().min(frame.part.start) } else { 0 };
        let mut findings = detect(&self.shared, &frame.bytes, from);
        let by = (&*self.shared.engine, &self.shared.vocabulary);
        behind::find(by, &frame.bytes, (frame.part, inside.first), frame.open, &mut findings);
        printed::find(by, &frame.bytes, (frame.part, inside.first), &frame.table, &mut findings);
        self.structure.declared.published.leave_out(&self.shared.vocabulary, &frame.bytes, &mut findings);
        let lines = self.name_values(frame, inside, &mut findings);
        let mut record = standing::Record::default();
        let wanted = self.wanted();
        self.clear_for_all(tokens, cleared, |number, clearing, out| {
            let lines = lines.as_ref().map(|(sheet, removed, as_text)| Named {
                sheet,
                facts: sheet.facts(),
                removed,
                as_text,
                has_signs: matches!(self.structure.reading, Reading::Log(log) if log.has_signs()),
            });
            let borders = lines.map_or(&[][..], |lines| &lines.sheet.borders);
            let clearing = &Clearing { lines, borders, ..*clearing };
            let (text, plans) = (&frame.bytes[..], &self.plans[number]);
            if !plans.by_record() {
                return clearing.clear(scratch, text, frame.part, inside, &findings, out);
            }
            let mut of =
                |found: &[Finding]| self.fate_of_line(plans, wanted.as_ref(), &mut record, text, found);
            let fates = Fates { of: &mut of, unknown: plans.fate(Answers::default()) };
            clearing.clear_by_line(scratch, text, frame.part, inside, &findings, fates, out);
        });
        findings.retain(|f| frame.part.start <= f.from && f.from < frame.part.end);
        Found::Text(findings)
    }

    /// The values of the lines of a frame that have a name; nothing of text without names.
    pub(crate) fn named_lines(&self, frame: &Frame, inside: Inside) -> Option<Page> {
        let (Reading::Log(log), Some(before)) = (&self.structure.reading, &frame.before) else { return None };
        let mut sheet = Pages::take(&self.structure.pages);
        let (text, part) = (&frame.bytes[..], frame.part);
        let whole = match log.has_parts() {
            true if inside.last => Span::new(before.at, text.len()),
            true => Span::new(before.at, part.end),
            false => inside.whole(text, part),
        };
        log.read(&before.state, text, whole, inside.last, &mut sheet);
        Some(sheet)
    }

    /// Adds to `findings` what the names of values in the lines of a frame say. Returns where these stand, those of fields
    /// that leave for nobody, and what `findings` were.
    fn name_values(
        &self,
        frame: &Frame,
        inside: Inside,
        findings: &mut Vec<Finding>,
    ) -> Option<(Page, Vec<Finding>, Vec<Finding>)> {
        let mut sheet = self.named_lines(frame, inside)?;
        let (text, part, vocabulary) = (&frame.bytes[..], frame.part, &self.shared.vocabulary);
        let whole = inside.whole(text, part);
        sheet.learn(&self.structure.declared, &self.shared.fields);
        let is_settings = matches!(self.structure.reading, Reading::Log(log) if log.is_settings());
        tags::cut(vocabulary, text, &sheet.borders, findings);
        let as_text = findings.clone();
        let removed = lines::find(vocabulary, text, &sheet, sheet.facts(), is_settings, findings);
        self.over_lines(text, &sheet, findings);
        lines::go_on(&sheet, findings);
        lines::retag(text, &sheet, findings);
        self.structure.declared.published.leave_out(vocabulary, text, findings);
        // What stands in a line that is too long to be looked at as a whole has names too, and where it cannot be read in parts,
        // nobody knows which.
        let has_parts = matches!(self.structure.reading, Reading::Log(log) if log.has_parts());
        let pieces = [Span::new(part.start, whole.start), Span::new(whole.end, part.end)];
        let unnamed =
            pieces.into_iter().filter(|_| inside != Inside::default() && !has_parts).filter_map(|piece| {
                let ends = piece.of(text).iter().rev().take_while(|b| matches!(b, b'\n' | b'\r')).count();
                (ends < piece.len()).then(|| unread(vocabulary, Span::new(piece.start, piece.end - ends)))
            });
        let before = findings.len();
        findings.extend(unnamed);
        if findings.len() > before {
            findings.sort();
        }
        Some((sheet, removed, as_text))
    }

    /// Adds what stands in values that go on over lines, where it does so too or a command does, and in commands that are written over lines.
    fn over_lines(&self, text: &[u8], sheet: &Page, findings: &mut Vec<Finding>) {
        let (before, mut found) = (findings.len(), Vec::new());
        let (engine, vocabulary) = (&self.shared.engine, &self.shared.vocabulary);
        cells::across(engine, vocabulary, text, sheet, &mut found);
        found.retain(|(cell, f)| {
            f.via.is_across() || engine.is_of_command(f.detector) && is_folded(sheet, *cell)
        });
        commands::find(engine, vocabulary, text, sheet, &mut found);
        let known = |f: &Finding| {
            let same = |own: &Finding| own.span == f.span && own.info_type == f.info_type;
            let first = findings[..before].partition_point(|own| own.span.start < f.span.start);
            let near = findings[first..before].iter().take_while(|own| own.span.start == f.span.start);
            !f.via.is_across() && near.into_iter().any(same)
        };
        let found: Vec<Finding> = found
            .into_iter()
            .map(|(cell, f)| {
                let at = sheet.cells[cell as usize].span().start;
                let span = Span::new(at + f.span.start, at + f.span.end);
                Finding { span, from: span.start, ..f }
            })
            .filter(|f| !known(f))
            .collect();
        findings.extend(found);
        if findings.len() > before {
            findings.sort_unstable();
        }
    }

    fn records(
        &self,
        frame: &Frame,
        mut sheet: Page,
        tokens: Option<&FrameTokens<'_>>,
        scratch: &mut Scratch,
        cleared: &mut [ClearedFrame],
    ) -> (Found, Option<Refusal>) {
        let shared = &*self.shared;
        if sheet.fault.is_some() {
            // Whoever gets it looks for that first.
            return (Found::Cells(Box::new(CellsFound { sheet, found: Vec::new() })), None);
        }
        sheet.learn(&self.structure.declared, &shared.fields);
        let facts = sheet.facts();
        let mut found = cells::find(&shared.engine, &shared.vocabulary, &frame.bytes, &sheet, facts);
        let published = &self.structure.declared.published;
        if !published.is_empty() {
            found.retain(|(cell, f)| {
                let value = sheet.value(&sheet.cells[*cell as usize], &frame.bytes);
                !published.holds(&shared.vocabulary, f, &f.value(value))
            });
        }
        let subjects = match self.plans.iter().any(|plan| plan.uses_subjects()) {
            true => {
                let declared = &self.structure.declared.subjects;
                Subjects::read(&shared.vocabulary, declared, &frame.bytes, &sheet, facts)
            }
            false => Subjects::default(),
        };
        let fates = self.fates(&frame.bytes, &sheet, &found);
        let whole = Span::new(0, frame.bytes.len());
        let mut refusal: Option<Refusal> = None;
        self.clear_for_all(tokens, cleared, |number, clearing, out| {
            let treatment = Treatment {
                text: &frame.bytes,
                sheet: &sheet,
                facts,
                found: &found,
                subjects: &subjects,
                fates: &fates[number],
            };
            if let Err(refused) = clearing.clear_sheet(scratch, whole, &treatment, out) {
                // Which one is told must not depend on where frames end.
                let is_first = refusal.is_none_or(|known| refused.record() < known.record());
                refusal = if is_first { Some(refused) } else { refusal };
            }
        });
        (Found::Cells(Box::new(CellsFound { sheet, found })), refusal)
    }

    /// What has to be known of the identifiers of records.
    fn wanted(&self) -> Option<Wanted> {
        Wanted::by(self.plans.iter().filter_map(|plans| plans.asks()))
    }

    /// What becomes of a line in which `found` was found.
    fn fate_of_line(
        &self,
        plans: &Plans,
        wanted: Option<&Wanted>,
        record: &mut standing::Record,
        text: &[u8],
        found: &[Finding],
    ) -> Fate {
        let (Some(asks), Some(wanted)) = (plans.asks(), wanted) else {
            return plans.fate(Answers::default());
        };
        record.of_line(wanted, (&self.shared.vocabulary, &self.structure.declared), text, found);
        plans.fate(record.answers(asks, &self.structure.declared))
    }

    /// What becomes of every record of a sheet, per recipient; nothing for those for whom all are decided on alike.
    fn fates(&self, text: &[u8], sheet: &Page, found: &[CellFinding]) -> Vec<Vec<Fate>> {
        let mut fates: Vec<Vec<Fate>> = vec![Vec::new(); self.plans.len()];
        if !self.plans.iter().any(|plans| plans.by_record()) {
            return fates;
        }
        let declared = &self.structure.declared;
        let of =
            standing::Of { vocabulary: &self.shared.vocabulary, declared, text, sheet, facts: sheet.facts() };
        let mut record = standing::Record::default();
        let wanted = self.wanted();
        let mut rest = found;
        for (number, row) in sheet.records.iter().enumerate() {
            let of_record = rest.iter().take_while(|(cell, _)| (*cell as usize) < row.cells.1).count();
            let (own, others) = rest.split_at(of_record);
            rest = others;
            let mut is_read = false;
            for (plans, fates) in self.plans.iter().zip(&mut fates).filter(|(p, _)| p.by_record()) {
                let answers = match plans.asks().zip(wanted.as_ref()) {
                    // Of what goes on in another element nobody knows whose it is.
                    Some((asks, wanted))
                        if !standing::is_unreadable(row.flaw)
                            && !row.frame
                            && !own.iter().any(|(_, f)| f.via.is_across()) =>
                    {
                        // One reading serves all recipients: they share what identifiers are hashed with.
                        if !std::mem::replace(&mut is_read, true) {
                            record.of_sheet(wanted, &of, number, own);
                        }
                        record.answers(asks, declared)
                    }
                    _ => Answers::default(),
                };
                fates.push(plans.fate(answers));
            }
        }
        fates
    }

    /// Clears for every recipient, and once more where another process had given a value its token first.
    fn clear_for_all(
        &self,
        tokens: Option<&FrameTokens<'_>>,
        cleared: &mut [ClearedFrame],
        mut clear: impl FnMut(usize, &Clearing<'_>, &mut ClearedFrame),
    ) {
        let (engine, vocabulary) = (&*self.shared.engine, &self.shared.vocabulary);
        for (number, (plans, out)) in self.plans.iter().zip(cleared).enumerate() {
            let (charset, plan) = (self.structure.charset, &**plans.strictest());
            let published = &*self.structure.declared.published;
            let clearing =
                Clearing { engine, vocabulary, plan, tokens, charset, published, lines: None, borders: &[] };
            clear(number, &clearing, out);
            // A failure is kept by the vault, which lets nothing go from then on.
            while tokens.is_some_and(|t| t.settle().unwrap_or(false)) {
                clear(number, &clearing, out);
            }
        }
    }
}

/// True for a cell that is one line with others.
fn is_folded(sheet: &Page, cell: u32) -> bool {
    let own = sheet.pieces.partition_point(|piece| piece.cell < cell);
    let is_own = sheet.pieces.get(own).is_some_and(|piece| piece.cell == cell);
    is_own && sheet.pieces[own..].iter().take(2).any(|piece| piece.gap == Gap::Folded)
}
