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
use crate::splice::{ClearedFrame, Clearing, Inside, Refusal, Treatment};

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
            let mut sheet = Pages::take(&structure.pages);
            if let Reading::Table(table) = &structure.reading {
                let columns = Columns::new(table, &mut sheet);
                columns.read(&frame.bytes, frame.part, start, &mut sheet);
            }
            records(shared, structure, plans, frame, sheet)
        }
        Block::JsonLines(first) => {
            let mut sheet = Pages::take(&structure.pages);
            match structure.reading {
                Reading::MixedLines => read_mixed_lines(&frame.bytes, frame.part, first, &mut sheet),
                _ => read_lines(&frame.bytes, frame.part, first, &mut sheet),
            }
            records(shared, structure, plans, frame, sheet)
        }
        Block::Json(context) => {
            let mut sheet = Pages::take(&structure.pages);
            read_block(&frame.bytes, frame.part, context, &mut sheet);
            records(shared, structure, plans, frame, sheet)
        }
    }
}

fn text(shared: &Shared, plans: &[Arc<Plan>], frame: Frame, inside: Inside) -> Done {
    // What stands in the context of a piece is found too: it decides what the second look sees.
    let from = if inside.first { shared.engine.left_context().min(frame.part.start) } else { 0 };
    let mut findings = detect(shared, &frame.bytes, from);
    let clear = |plan: &Arc<Plan>| clearing(shared, plan).clear(&frame.bytes, frame.part, inside, &findings);
    let cleared = plans.iter().map(clear).collect();
    findings.retain(|f| frame.part.start <= f.from && f.from < frame.part.end);
    Done { frame, found: Found::Text(findings), cleared, refusal: None }
}

fn records(
    shared: &Shared,
    structure: &Structure,
    plans: &[Arc<Plan>],
    frame: Frame,
    mut sheet: Page,
) -> Done {
    sheet.learn(&structure.declared, &shared.fields);
    let facts = sheet.facts();
    let found = cells::find(&shared.engine, &shared.vocabulary, &frame.bytes, &sheet, facts);
    let treatment = Treatment { text: &frame.bytes, sheet: &sheet, facts, found: &found };
    let mut cleared = Vec::with_capacity(plans.len());
    let mut refusal = None;
    for plan in plans {
        match clearing(shared, plan).clear_sheet(Span::new(0, frame.bytes.len()), &treatment) {
            Ok(frame) => cleared.push(frame),
            Err(refused) => refusal = refusal.or(Some(refused)),
        }
    }
    Done { frame, found: Found::Cells(Box::new(CellsFound { sheet, found })), cleared, refusal }
}

fn clearing<'a>(shared: &'a Shared, plan: &'a Plan) -> Clearing<'a> {
    Clearing { engine: &shared.engine, vocabulary: &shared.vocabulary, plan }
}
