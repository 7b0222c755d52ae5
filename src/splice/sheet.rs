//! Structured text, record by record and cell by cell, in place.

use crate::detect::cells::{CellFinding, FieldFacts, FieldType};
use crate::detect::parts::removed;
use crate::finding::Finding;
use crate::format::parts::{self, Part};
use crate::format::sheet::{Cell, Flaw, Kind, Layer, Record, Sheet, Value};
use crate::policy::plan::{Action, Cell as PlanCell, FreeText, Plan};
use crate::policy::plans::Fate;
use crate::resolve::{self, Cluster};
use crate::span::Span;
use crate::splice::record::{AsNumber, Changes, drop_record};
use crate::splice::settle::{Batch, Given, Item, Settled};
use crate::splice::{ClearedFrame, Clearing, Scratch, memory};
use crate::subject::Subjects;

/// A frame of structured text with what was found in it.
pub struct Treatment<'a> {
    /// The bytes.
    pub text: &'a [u8],
    /// Its records and cells.
    pub sheet: &'a Sheet,
    /// What the names of its fields say, a row for every name.
    pub facts: &'a [FieldFacts],
    /// What was found in its cells, sorted by cell.
    pub found: &'a [CellFinding],
    /// Who its records are about.
    pub subjects: &'a Subjects,
    /// What becomes of its records, by number; none where all are decided on alike.
    pub fates: &'a [Fate],
}

/// The policy does not let this input out. Ordinals only: the name of a field can be personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The name of a field holds what the recipient may not have.
    Name {
        /// 0-based, in the frame.
        record: usize,
        /// 0-based, among the names of the record.
        name: usize,
    },
    /// A field that nobody classified, which the policy refuses.
    Unclassified {
        /// 0-based, in the frame.
        record: usize,
        /// 0-based, among the cells of the record.
        field: usize,
    },
    /// A row of SQL is to be dropped that stands in a statement with others.
    Listed {
        /// 0-based, in the frame.
        record: usize,
    },
    /// What holds a message together has what the recipient may not have, or was to leave.
    Frame {
        /// 0-based, in the frame.
        record: usize,
    },
    /// What stands between the values of SQL holds what the recipient may not have.
    Words {
        /// 0-based, in the frame.
        record: usize,
    },
}

impl Refusal {
    /// The record that it is about, 0-based, in the frame.
    pub fn record(self) -> usize {
        match self {
            Refusal::Name { record, .. }
            | Refusal::Unclassified { record, .. }
            | Refusal::Listed { record }
            | Refusal::Frame { record }
            | Refusal::Words { record } => record,
        }
    }
}

/// What becomes of one cell.
enum CellFate {
    /// It stays as it is.
    Stays,
    /// Parts of it, or all, are replaced.
    Changed,
    /// The field goes.
    Dropped,
    /// The record goes.
    RecordDropped,
}

/// The cells of a frame in which something was found.
#[derive(Default)]
pub(super) struct Cells {
    rows: Vec<Look>,
    /// Of all of them.
    findings: Vec<Finding>,
}

impl Cells {
    /// How much memory it keeps.
    pub(super) fn memory(&self) -> usize {
        memory(&self.rows) + memory(&self.findings)
    }
}

/// A cell in which something was found.
struct Look {
    /// Which.
    cell: usize,
    /// Its findings, by number.
    findings: (usize, usize),
    /// What they come to, by number among the clusters of the batch.
    clusters: (usize, usize),
    /// Its number in the batch, when it is settled there.
    item: Option<usize>,
}

/// What was found in the cells of one record.
struct Seen<'a> {
    rows: &'a [Look],
    findings: &'a [Finding],
    batch: &'a Batch,
}

/// What was found in one cell.
#[derive(Clone, Copy, Default)]
struct OfCell<'a> {
    findings: &'a [Finding],
    clusters: &'a [Cluster],
    item: Option<usize>,
}

impl<'a> Seen<'a> {
    /// What was found in the cell `index`; cells are asked for in their order.
    fn next(&mut self, index: usize) -> OfCell<'a> {
        let Some((look, rest)) = self.rows.split_first().filter(|(look, _)| look.cell == index) else {
            return OfCell::default();
        };
        self.rows = rest;
        OfCell {
            findings: &self.findings[look.findings.0..look.findings.1],
            clusters: &self.batch.clusters[look.clusters.0..look.clusters.1],
            item: look.item,
        }
    }
}

impl Clearing<'_> {
    /// Clears the bytes `part` of the frame, whose records are those of the sheet, into `frame`.
    pub fn clear_sheet(
        &self,
        scratch: &mut Scratch,
        part: Span,
        given: &Treatment<'_>,
        frame: &mut ClearedFrame,
    ) -> Result<(), Refusal> {
        frame.reset(self.vocabulary.len());
        frame.counts.nameless = given.sheet.nameless;
        let Scratch { batch, cells, changes, .. } = scratch;
        self.settle_cells(batch, cells, given);
        let (mut at, mut rows) = (part.start, &cells.rows[..]);
        for (number, record) in given.sheet.records.iter().enumerate() {
            frame.cleared.bytes.extend_from_slice(&given.text[at..record.span.start]);
            let of_record = rows.iter().take_while(|look| look.cell < record.cells.1).count();
            let seen = Seen { rows: &rows[..of_record], findings: &cells.findings, batch };
            rows = &rows[of_record..];
            at = record.span.end;
            let is_between = record.flaw.is_some_and(Flaw::is_between);
            let fate = given.fates.get(number).filter(|_| !is_header(record, given.sheet));
            let dropped = fate.is_some_and(|fate| fate.dropped) && !is_between;
            if dropped && !record.frame {
                check_list(number, record, given.sheet)?;
                frame.counts.records_dropped += 1;
                // What could not be read is told, whatever became of it.
                frame.counts.limits_hit +=
                    u64::from(matches!(record.flaw, Some(Flaw::Ragged | Flaw::Malformed)));
                drop_record(record, frame);
                continue;
            }
            let of_record = self.by(fate.map_or(self.plan, |fate| &fate.plan));
            of_record.clear_record((number, record), dropped, given, seen, changes, frame)?;
        }
        frame.cleared.bytes.extend_from_slice(&given.text[at..part.end]);
        Ok(())
    }

    /// Settles every cell of which parts are to be changed.
    fn settle_cells(&self, batch: &mut Batch, cells: &mut Cells, given: &Treatment<'_>) {
        batch.clear();
        cells.rows.clear();
        cells.findings.clear();
        cells.findings.extend(given.found.iter().map(|(_, f)| *f));
        let mut next = 0;
        for (number, record) in given.sheet.records.iter().enumerate() {
            let has_subject = given.subjects.of(number).is_some();
            let plan = given.fates.get(number).map_or(self.plan, |fate| &fate.plan);
            while let Some((cell, _)) = given.found.get(next).filter(|(c, _)| (*c as usize) < record.cells.1)
            {
                let index = *cell as usize;
                let last = next + given.found[next..].iter().take_while(|(c, _)| c == cell).count();
                let findings = (next, last);
                next = last;
                let first = batch.clusters.len();
                let of_cell = &cells.findings[findings.0..findings.1];
                let (cell, clusters) = (&given.sheet.cells[index], &mut batch.clusters);
                let removed = self.removed_parts(given, index);
                batch.resolver.clusters(plan, of_cell, removed.iter().copied(), has_subject, clusters);
                let clusters = (first, batch.clusters.len());
                let of_record = self.by(plan);
                let is_settled = of_record.is_settled(number, cell, given, &batch.clusters[first..]);
                let item = is_settled.then(|| {
                    let (decoded, place) = match cell.value() {
                        Value::Plain => (false, cell.span()),
                        Value::Decoded(span) => (true, span),
                    };
                    let whole = Span::new(0, place.len());
                    let base = place.start;
                    let item = batch.push(Item { decoded, base, whole, record: number, findings, clusters });
                    batch.force(item, &removed);
                    item
                });
                cells.rows.push(Look { cell: index, findings, clusters, item });
            }
        }
        let given = Given {
            text: given.text,
            decoded: &given.sheet.decoded,
            findings: &cells.findings,
            subjects: Some(given.subjects),
            fates: given.fates,
        };
        self.settle(batch, &given);
    }

    /// The parts of the cell `index` whose fields leave for nobody.
    fn removed_parts(&self, given: &Treatment<'_>, index: usize) -> Vec<Finding> {
        let parts = parts::of_cell(&given.sheet.parts, index).iter();
        let of = |part: &Part| {
            let facts = &given.facts[part.name.0 as usize];
            facts.removed.then(|| removed(self.vocabulary, facts, part.span))
        };
        parts.filter_map(of).collect()
    }

    /// True when neither the record nor the field nor the policy says at once what becomes of all of the cell.
    fn is_settled(&self, record: usize, cell: &Cell, given: &Treatment<'_>, clusters: &[Cluster]) -> bool {
        cell.kind != Kind::Key
            && !clusters.is_empty()
            && !given.facts[cell.name.0 as usize].removed
            && self.treatment(record, cell, given) == FreeText::Scan
            && !clusters.iter().any(|c| c.drop_record || self.drops_field(&c.owner))
            && (!cell.unread || is_covered(cell, given, clusters))
    }

    /// What happens to a cell of the record `number` whatever is found in it.
    fn treatment(&self, number: usize, cell: &Cell, given: &Treatment<'_>) -> FreeText {
        let facts = &given.facts[cell.name.0 as usize];
        let (record, fate) = (&given.sheet.records[number], given.fates.get(number));
        if record.flaw.is_some_and(Flaw::is_between) {
            // Where some fields only leave, or records of nobody do not, no text does that stands between them.
            let is_closed = fate.is_some_and(|fate| fate.dropped || fate.offers != 0);
            return if is_closed && record.flaw == Some(Flaw::Remark) {
                FreeText::Drop
            } else {
                treatment(self.plan, record, cell.kind, facts)
            };
        }
        let offers = fate.map_or(0, |fate| fate.offers);
        match facts.offers & offers == offers {
            true => treatment(self.plan, record, cell.kind, facts),
            // Of other fields than those that are offered nothing leaves.
            false => FreeText::Drop,
        }
    }

    fn drops_field(&self, finding: &Finding) -> bool {
        matches!(resolve::cell(self.plan, finding).action, Action::DropField)
    }

    /// Clears one record; with `empties` no value of it stays.
    fn clear_record(
        &self,
        (number, record): (usize, &Record),
        empties: bool,
        given: &Treatment<'_>,
        mut seen: Seen<'_>,
        changes: &mut Changes,
        frame: &mut ClearedFrame,
    ) -> Result<(), Refusal> {
        changes.clear();
        if record.flaw == Some(Flaw::Malformed) {
            changes.limits_hit += 1;
            changes.put(record.content, b"null");
        }
        let removed = |m: &usize| given.facts[given.sheet.members[*m].name.0 as usize].removed;
        let members = &given.sheet.members;
        let goes = |m: &usize| removed(m) && !members[*m].fixed;
        changes.members.extend((record.members.0..record.members.1).filter(goes).map(|m| m as u32));
        for index in record.cells.0..record.cells.1 {
            let of_cell = seen.next(index);
            let cell = &given.sheet.cells[index];
            if cell.kind == Kind::Key {
                let is_mail = cell.layers.mail().is_some();
                let is_removed = given.facts[cell.name.0 as usize].removed && cell.member().is_none();
                if is_mail && (is_removed || !of_cell.clusters.is_empty()) {
                    return Err(Refusal::Frame { record: number });
                }
                if !of_cell.clusters.is_empty() {
                    if cell.layers.sql().is_some() && cell.layers.strings() == 0 {
                        return Err(Refusal::Words { record: number });
                    }
                    let names = &given.sheet.cells[record.cells.0..index];
                    let name = names.iter().filter(|c| c.kind == Kind::Key).count();
                    return Err(Refusal::Name { record: number, name });
                }
                continue;
            }
            if empties {
                changes.empty_cell(cell, given);
                continue;
            }
            let field = index - record.cells.0;
            let refused = || Refusal::Unclassified { record: number, field };
            let fate = self.clear_cell(number, cell, given, seen.batch, of_cell, changes);
            match fate.ok_or_else(refused)? {
                CellFate::Stays | CellFate::Changed => {}
                CellFate::Dropped => self.drop_cell(cell, given, of_cell.findings, changes),
                // What is no record stays; only its texts go.
                CellFate::RecordDropped if record.frame || record.flaw.is_some_and(Flaw::is_between) => {
                    changes.empty_cell(cell, given);
                }
                CellFate::RecordDropped => {
                    check_list(number, record, given.sheet)?;
                    frame.counts.records_dropped += 1;
                    frame.counts.limits_hit += changes.limits_hit;
                    drop_record(record, frame);
                    return Ok(());
                }
            }
        }
        changes.write(record, given, frame);
        Ok(())
    }

    /// What becomes of one cell; `None` when the policy refuses it.
    fn clear_cell(
        &self,
        record: usize,
        cell: &Cell,
        given: &Treatment<'_>,
        batch: &Batch,
        of_cell: OfCell<'_>,
        changes: &mut Changes,
    ) -> Option<CellFate> {
        let clusters = of_cell.clusters;
        if clusters.iter().any(|c| c.drop_record) {
            changes.limits_hit += clusters.iter().filter(|c| c.limit).count() as u64;
            return Some(CellFate::RecordDropped);
        }
        if given.facts[cell.name.0 as usize].removed {
            // It goes with its member; of SQL, its place has to stay. A part of a header field goes alone.
            if cell.layers.sql().is_some() {
                changes.empty_slot(cell, given.sheet);
            } else if cell.layers.mail().is_some() && !goes(cell, given) {
                changes.empty_cell(cell, given);
            }
            return Some(CellFate::Stays);
        }
        if let Some(fate) = self.by_default(record, cell, given, changes) {
            return fate;
        }
        if cell.unread && !is_covered(cell, given, clusters) {
            changes.limits_hit += 1;
            changes.redact_cell(cell, given);
            return Some(CellFate::Changed);
        }
        if clusters.is_empty() {
            return Some(CellFate::Stays);
        }
        if clusters.iter().any(|c| self.drops_field(&c.owner)) {
            return Some(CellFate::Dropped);
        }
        Some(match of_cell.item.map_or(Settled::Unsettled, |number| batch.settled(number)) {
            Settled::Written { out, edits, clusters } => {
                if clusters.iter().any(|c| self.drops_field(&c.owner)) {
                    return Some(CellFate::Dropped);
                }
                changes.owners.extend(clusters.iter().map(|c| c.owner.info_type));
                changes.limits_hit += clusters.iter().filter(|c| c.limit).count() as u64;
                changes.without_subject += clusters.iter().filter(|c| c.no_subject).count() as u64;
                let all = |is: fn(&PlanCell) -> bool| {
                    clusters.iter().all(|c| is(resolve::cell(self.plan, &c.owner)))
                };
                let number = match (all(|c| c.as_string), all(|c| c.action.keeps_numbers())) {
                    (true, _) => AsNumber::String,
                    (false, true) => AsNumber::Number,
                    (false, false) => AsNumber::Null,
                };
                changes.write_cell(cell, given, out, edits, number);
                CellFate::Changed
            }
            Settled::DropRecord { limits } => {
                changes.limits_hit += limits;
                CellFate::RecordDropped
            }
            Settled::Unsettled => {
                changes.limits_hit += 1;
                changes.redact_cell(cell, given);
                CellFate::Changed
            }
        })
    }

    /// What becomes of a cell whatever is found in it, where its record or its field decides that: `Some(None)`
    /// when the policy refuses it.
    fn by_default(
        &self,
        number: usize,
        cell: &Cell,
        given: &Treatment<'_>,
        changes: &mut Changes,
    ) -> Option<Option<CellFate>> {
        let record = &given.sheet.records[number];
        if matches!(record.flaw, Some(Flaw::Ragged | Flaw::Malformed)) {
            changes.limits_hit += 1;
            changes.redact_cell(cell, given);
            return Some(Some(CellFate::Changed));
        }
        let treatment = self.treatment(number, cell, given);
        match treatment {
            FreeText::Scan => return None,
            FreeText::Refuse => return Some(None),
            _ if given.sheet.is_nothing(cell, given.text) => return Some(Some(CellFate::Stays)),
            FreeText::Redact | FreeText::Drop => changes.unclassified += 1,
        }
        Some(Some(match (treatment, record.flaw) {
            (FreeText::Drop, Some(Flaw::PlainText)) => CellFate::RecordDropped,
            (FreeText::Drop, _) => CellFate::Dropped,
            _ => {
                changes.redact_cell(cell, given);
                CellFate::Changed
            }
        }))
    }

    /// The field goes: the member whose name asked for it, or the innermost one. A column stays, empty.
    fn drop_cell(&self, cell: &Cell, given: &Treatment<'_>, findings: &[Finding], changes: &mut Changes) {
        changes.owners.extend(findings.iter().filter(|f| self.drops_field(f)).map(|f| f.info_type));
        let members = &given.sheet.members;
        let Some(mut member) = cell.member().filter(|m| !members[*m as usize].column) else {
            changes.empty_cell(cell, given);
            return;
        };
        let goes = |member: u32| {
            let facts = &given.facts[members[member as usize].name.0 as usize];
            let drops = |t: &FieldType| {
                matches!(self.plan.cells[usize::from(t.info_type.0)].action, Action::DropField)
            };
            !members[member as usize].column && facts.types.iter().any(drops)
        };
        while let Some(parent) = members[member as usize].parent().filter(|p| goes(*p)) {
            member = parent;
        }
        changes.members.push(member);
    }
}

/// True when a member goes that `cell` is in.
fn goes(cell: &Cell, given: &Treatment<'_>) -> bool {
    let members = &given.sheet.members;
    std::iter::successors(cell.member(), |member| members[*member as usize].parent())
        .any(|member| given.facts[members[member as usize].name.0 as usize].removed)
}

/// What `plan` does with a cell of `record` whatever is found in it; `facts` are those of its field.
pub(crate) fn treatment(plan: &Plan, record: &Record, kind: Kind, facts: &FieldFacts) -> FreeText {
    match record.flaw {
        Some(Flaw::Ragged | Flaw::Malformed) => FreeText::Redact,
        Some(Flaw::PlainText) => plan.free_text,
        // Every dump has comments, so that to refuse them would refuse every dump.
        Some(Flaw::Remark) if plan.free_text == FreeText::Refuse => FreeText::Redact,
        Some(Flaw::Remark) => plan.free_text,
        Some(Flaw::Schema) => FreeText::Scan,
        // Nobody sends a comment as the free text that a recipient may not have: it goes alone.
        None if kind == Kind::Note && plan.free_text == FreeText::Refuse => FreeText::Drop,
        None if kind == Kind::Note => plan.free_text,
        // A field that is described is no free text.
        None if kind == Kind::Prose && !facts.known => plan.free_text,
        None if facts.known => FreeText::Scan,
        None => plan.unclassified,
    }
}

/// A row of SQL among others cannot be left out: whether one stands before it, other frames would have to say.
fn check_list(number: usize, record: &Record, sheet: &Sheet) -> Result<(), Refusal> {
    let first = sheet.cells.get(record.cells.0);
    let is_listed = record.element && first.is_some_and(|cell| cell.layers.sql().is_some());
    if is_listed { Err(Refusal::Listed { record: number }) } else { Ok(()) }
}

/// True for the first row of a table, which names its columns: it is about nobody.
fn is_header(record: &Record, sheet: &Sheet) -> bool {
    let cells = &sheet.cells[record.cells.0..record.cells.1];
    let names = |cell: &Cell| {
        let innermost = cell.layers.iter().next();
        cell.kind == Kind::Key && matches!(innermost, Some(Layer::Bare { .. } | Layer::Quoted { .. }))
    };
    !cells.is_empty() && cells.iter().all(names)
}

/// True when one cluster is all of the cell.
fn is_covered(cell: &Cell, given: &Treatment<'_>, clusters: &[Cluster]) -> bool {
    let whole = Span::new(0, given.sheet.value(cell, given.text).len());
    clusters.iter().any(|c| c.span == whole)
}
