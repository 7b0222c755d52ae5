//! What is done with one frame: segment, detect, then decide, resolve and splice per recipient.

use std::sync::Arc;

use crate::detect::cells::{self, CellsFound};
use crate::detect::page::{Page, Pages};
use crate::finding::Finding;
use crate::format::Reading;
use crate::format::csv::rows::Columns;
use crate::format::json::document::read_block;
use crate::format::json::lines::{read_lines, read_mixed_lines};
use crate::frame::{Block, Frame};
use crate::pipeline::{Shared, Structure, detect};
use crate::policy::plan::Plan;
use crate::span::Span;
use crate::spare::Spares;
use crate::splice::{ClearedFrame, Clearing, Inside, Refusal, Scratch, Treatment};
use crate::subject::Subjects;

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
}

/// What was found.
pub(crate) enum Found {
    /// In text.
    Text(Vec<Finding>),
    /// In the cells of a sheet.
    Cells(Box<CellsFound>),
}

/// What every frame of a run is worked on with.
pub(crate) struct Worker {
    pub(crate) shared: Arc<Shared>,
    pub(crate) structure: Structure,
    /// Per recipient.
    pub(crate) plans: Vec<Arc<Plan>>,
    pub(crate) spares: Arc<Spares>,
}

impl Worker {
    pub(crate) fn work(&self, frame: Frame) -> Done {
        let part = frame.part.of(&frame.bytes);
        let last = memchr::memrchr(b'\n', part).map(|n| part.len() - n - 1);
        let lines = (memchr::memchr_iter(b'\n', part).count(), last);
        let mut scratch = self.spares.scratch();
        let mut cleared = self.spares.cleared();
        cleared.resize_with(self.plans.len(), ClearedFrame::default);
        let (found, refusal) = match frame.block {
            Block::Text(inside) => (self.text(&frame, inside, &mut scratch, &mut cleared), None),
            _ => self.records(&frame, self.sheet(&frame), &mut scratch, &mut cleared),
        };
        self.spares.give_scratch(scratch);
        Done { frame, lines, found, cleared, refusal }
    }

    /// The cells of a frame of structured text.
    fn sheet(&self, frame: &Frame) -> Page {
        let mut sheet = Pages::take(&self.structure.pages);
        match frame.block {
            Block::Text(_) => {}
            Block::Rows(start) => {
                if let Reading::Table(table) = &self.structure.reading {
                    let columns = Columns::new(table, &mut sheet);
                    columns.read(&frame.bytes, frame.part, start, &mut sheet);
                }
            }
            Block::JsonLines(first) => match self.structure.reading {
                Reading::MixedLines => read_mixed_lines(&frame.bytes, frame.part, first, &mut sheet),
                _ => read_lines(&frame.bytes, frame.part, first, &mut sheet),
            },
            Block::Json(context) => read_block(&frame.bytes, frame.part, context, &mut sheet),
        }
        sheet
    }

    fn text(
        &self,
        frame: &Frame,
        inside: Inside,
        scratch: &mut Scratch,
        cleared: &mut [ClearedFrame],
    ) -> Found {
        // What stands in the context of a piece is found too: it decides what the second look sees.
        let from = if inside.first { self.shared.engine.left_context().min(frame.part.start) } else { 0 };
        let mut findings = detect(&self.shared, &frame.bytes, from);
        for (plan, out) in self.plans.iter().zip(cleared) {
            self.clearing(plan).clear(scratch, &frame.bytes, frame.part, inside, &findings, out);
        }
        findings.retain(|f| frame.part.start <= f.from && f.from < frame.part.end);
        Found::Text(findings)
    }

    fn records(
        &self,
        frame: &Frame,
        mut sheet: Page,
        scratch: &mut Scratch,
        cleared: &mut [ClearedFrame],
    ) -> (Found, Option<Refusal>) {
        let shared = &*self.shared;
        sheet.learn(&self.structure.declared, &shared.fields);
        let facts = sheet.facts();
        let found = cells::find(&shared.engine, &shared.vocabulary, &frame.bytes, &sheet, facts);
        let subjects = match self.plans.iter().any(|plan| plan.uses_subjects()) {
            true => {
                let declared = &self.structure.declared.subjects;
                Subjects::read(&shared.vocabulary, declared, &frame.bytes, &sheet, facts)
            }
            false => Subjects::default(),
        };
        let treatment =
            Treatment { text: &frame.bytes, sheet: &sheet, facts, found: &found, subjects: &subjects };
        let whole = Span::new(0, frame.bytes.len());
        let mut refusal = None;
        for (plan, out) in self.plans.iter().zip(cleared) {
            if let Err(refused) = self.clearing(plan).clear_sheet(scratch, whole, &treatment, out) {
                refusal = refusal.or(Some(refused));
            }
        }
        (Found::Cells(Box::new(CellsFound { sheet, found })), refusal)
    }

    fn clearing<'a>(&'a self, plan: &'a Plan) -> Clearing<'a> {
        Clearing { engine: &self.shared.engine, vocabulary: &self.shared.vocabulary, plan }
    }
}
