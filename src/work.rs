//! What is done with one frame: segment, detect, then decide, resolve and splice per recipient.

use std::sync::Arc;

use crate::detect::cells::{self, CellsFound, FieldFacts};
use crate::finding::Finding;
use crate::format::Reading;
use crate::format::csv::rows::Columns;
use crate::format::json::document::read_block;
use crate::format::json::lines::{read_lines, read_mixed_lines};
use crate::format::sheet::Sheet;
use crate::frame::{Block, Frame};
use crate::pipeline::{Shared, Structure, detect};
use crate::policy::plan::Plan;
use crate::span::Span;
use crate::splice::{ClearedFrame, Clearing, Inside, Refusal, Scratch, Treatment};

/// A frame with what was found in it.
pub(crate) struct Done {
    pub(crate) frame: Frame,
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

pub(crate) fn work(shared: &Shared, structure: &Structure, plans: &[Arc<Plan>], frame: Frame) -> Done {
    match frame.block {
        Block::Text(inside) => text(shared, plans, frame, inside),
        Block::Rows(start) => {
            let mut sheet = Sheet::default();
            if let Reading::Table(table) = &structure.reading {
                let columns = Columns::new(table, &mut sheet);
                columns.read(&frame.bytes, frame.part, start, &mut sheet);
            }
            records(shared, structure, plans, frame, sheet)
        }
        Block::JsonLines(first) => {
            let mut sheet = Sheet::default();
            match structure.reading {
                Reading::MixedLines => read_mixed_lines(&frame.bytes, frame.part, first, &mut sheet),
                _ => read_lines(&frame.bytes, frame.part, first, &mut sheet),
            }
            records(shared, structure, plans, frame, sheet)
        }
        Block::Json(context) => {
            let mut sheet = Sheet::default();
            read_block(&frame.bytes, frame.part, context, &mut sheet);
            records(shared, structure, plans, frame, sheet)
        }
    }
}

fn text(shared: &Shared, plans: &[Arc<Plan>], frame: Frame, inside: Inside) -> Done {
    // What stands in the context of a piece is found too: it decides what the second look sees.
    let from = if inside.first { shared.engine.left_context().min(frame.part.start) } else { 0 };
    let mut findings = detect(shared, &frame.bytes, from);
    let mut scratch = Scratch::default();
    let mut cleared = Vec::with_capacity(plans.len());
    for plan in plans {
        let mut out = ClearedFrame::default();
        clearing(shared, plan).clear(&mut scratch, &frame.bytes, frame.part, inside, &findings, &mut out);
        cleared.push(out);
    }
    findings.retain(|f| frame.part.start <= f.from && f.from < frame.part.end);
    Done { frame, found: Found::Text(findings), cleared, refusal: None }
}

fn records(shared: &Shared, structure: &Structure, plans: &[Arc<Plan>], frame: Frame, sheet: Sheet) -> Done {
    let mut facts: Vec<FieldFacts> = Vec::new();
    structure.declared.facts(&shared.fields, &sheet.names, &mut facts);
    let found = cells::find(&shared.engine, &shared.vocabulary, &frame.bytes, &sheet, &facts);
    let treatment = Treatment { text: &frame.bytes, sheet: &sheet, facts: &facts, found: &found };
    let mut cleared = Vec::with_capacity(plans.len());
    let mut refusal = None;
    let mut scratch = Scratch::default();
    let whole = Span::new(0, frame.bytes.len());
    for plan in plans {
        let mut out = ClearedFrame::default();
        match clearing(shared, plan).clear_sheet(&mut scratch, whole, &treatment, &mut out) {
            Ok(()) => cleared.push(out),
            Err(refused) => refusal = refusal.or(Some(refused)),
        }
    }
    Done { frame, found: Found::Cells(Box::new(CellsFound { sheet, found })), cleared, refusal }
}

fn clearing<'a>(shared: &'a Shared, plan: &'a Plan) -> Clearing<'a> {
    Clearing { engine: &shared.engine, vocabulary: &shared.vocabulary, plan }
}
