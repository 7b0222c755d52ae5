//! Structured text, record by record and cell by cell, in place.

use std::collections::HashMap;

use crate::detect::REDACTED;
use crate::detect::cells::{CellFinding, FieldFacts, FieldType};
use crate::finding::Finding;
use crate::format::sheet::{Cell, Flaw, Kind, Layer, Record, Sheet};
use crate::policy::plan::{Action, FreeText};
use crate::resolve;
use crate::span::Span;
use crate::splice::settle::Settled;
use crate::splice::{ClearedFrame, Clearing, Counts, Edit, drop_span};
use crate::transform::redact;

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
}

/// What becomes of one cell.
enum Fate {
    /// It stays as it is.
    Stays,
    /// Parts of it, or all, are replaced.
    Changed,
    /// The field goes.
    Dropped,
    /// The record goes.
    RecordDropped,
}

/// New bytes for a place of the frame.
struct Change {
    input: Span,
    bytes: Vec<u8>,
}

/// What becomes of a record.
#[derive(Default)]
struct Changes {
    rows: Vec<Change>,
    /// Members that go, by index.
    members: Vec<u32>,
    counts: Counts,
}

impl Clearing<'_> {
    /// Clears the bytes `part` of the frame, whose records are those of the sheet.
    pub fn clear_sheet(&self, part: Span, given: &Treatment<'_>) -> Result<ClearedFrame, Refusal> {
        let mut frame = ClearedFrame { counts: Counts::new(self.vocabulary.len()), ..Default::default() };
        let (mut at, mut next) = (part.start, 0);
        for (number, record) in given.sheet.records.iter().enumerate() {
            frame.cleared.bytes.extend_from_slice(&given.text[at..record.span.start]);
            let until = given.found[next..].partition_point(|(cell, _)| (*cell as usize) < record.cells.1);
            let found = &given.found[next..next + until];
            next += until;
            self.clear_record(number, record, given, found, &mut frame)?;
            at = record.span.end;
        }
        frame.cleared.bytes.extend_from_slice(&given.text[at..part.end]);
        Ok(frame)
    }

    fn clear_record(
        &self,
        number: usize,
        record: &Record,
        given: &Treatment<'_>,
        found: &[CellFinding],
        frame: &mut ClearedFrame,
    ) -> Result<(), Refusal> {
        let mut changes = Changes { counts: Counts::new(self.vocabulary.len()), ..Default::default() };
        if record.flaw == Some(Flaw::Malformed) {
            changes.counts.limits_hit += 1;
            changes.rows.push(Change { input: record.content, bytes: b"null".to_vec() });
        }
        let removed = |m: &usize| given.facts[given.sheet.members[*m].name.0 as usize].removed;
        changes.members.extend((record.members.0..record.members.1).filter(removed).map(|m| m as u32));
        let mut rest = found;
        for index in record.cells.0..record.cells.1 {
            let of_cell = rest.iter().take_while(|(cell, _)| *cell as usize == index).count();
            let findings: Vec<Finding> = rest[..of_cell].iter().map(|(_, f)| *f).collect();
            rest = &rest[of_cell..];
            let cell = &given.sheet.cells[index];
            if cell.kind == Kind::Key {
                if !resolve::clusters(self.plan, &findings, &[]).is_empty() {
                    let names = &given.sheet.cells[record.cells.0..index];
                    let name = names.iter().filter(|c| c.kind == Kind::Key).count();
                    return Err(Refusal::Name { record: number, name });
                }
                continue;
            }
            let field = index - record.cells.0;
            let refused = || Refusal::Unclassified { record: number, field };
            match self.clear_cell(record, cell, given, &findings, &mut changes).ok_or_else(refused)? {
                Fate::Stays | Fate::Changed => {}
                Fate::Dropped => self.drop_cell(cell, given, &findings, &mut changes),
                Fate::RecordDropped => {
                    frame.counts.records_dropped += 1;
                    frame.counts.limits_hit += changes.counts.limits_hit;
                    drop_record(record, frame);
                    return Ok(());
                }
            }
        }
        frame.counts.add(&changes.counts);
        write_record(record, given, changes, frame);
        Ok(())
    }

    /// What becomes of one cell; `None` when the policy refuses it.
    fn clear_cell(
        &self,
        record: &Record,
        cell: &Cell,
        given: &Treatment<'_>,
        findings: &[Finding],
        changes: &mut Changes,
    ) -> Option<Fate> {
        let facts = &given.facts[cell.name.0 as usize];
        let value = given.sheet.value(cell, given.text);
        let clusters = resolve::clusters(self.plan, findings, &[]);
        if clusters.iter().any(|c| c.drop_record) {
            changes.counts.limits_hit += clusters.iter().filter(|c| c.limit).count() as u64;
            return Some(Fate::RecordDropped);
        }
        if facts.removed {
            // It goes with its member.
            return Some(Fate::Stays);
        }
        if let Some(fate) = self.by_default(record, cell, given, changes) {
            return fate;
        }
        let is_covered = |c: &resolve::Cluster| c.span == Span::new(0, value.len());
        if cell.unread && !clusters.iter().any(is_covered) {
            changes.counts.limits_hit += 1;
            self.redact_cell(cell, changes);
            return Some(Fate::Changed);
        }
        if clusters.is_empty() {
            return Some(Fate::Stays);
        }
        let drops = |f: &Finding| matches!(resolve::cell(self.plan, f).action, Action::DropField);
        if clusters.iter().any(|c| drops(&c.owner)) {
            return Some(Fate::Dropped);
        }
        Some(match self.settle(value, Span::new(0, value.len()), clusters, findings) {
            Settled::Written { out, edits, clusters } => {
                if clusters.iter().any(|c| drops(&c.owner)) {
                    return Some(Fate::Dropped);
                }
                for cluster in &clusters {
                    changes.counts.edits[usize::from(cluster.owner.info_type.0)] += 1;
                    changes.counts.limits_hit += u64::from(cluster.limit);
                }
                let as_string = clusters.iter().all(|c| resolve::cell(self.plan, &c.owner).as_string);
                write_cell(cell, given.sheet, &out, &edits, as_string, changes);
                Fate::Changed
            }
            Settled::DropRecord { limits } => {
                changes.counts.limits_hit += limits;
                Fate::RecordDropped
            }
            Settled::Unsettled => {
                changes.counts.limits_hit += 1;
                self.redact_cell(cell, changes);
                Fate::Changed
            }
        })
    }

    /// What becomes of a cell whatever is found in it, where its record or its field decides that: `Some(None)`
    /// when the policy refuses it.
    fn by_default(
        &self,
        record: &Record,
        cell: &Cell,
        given: &Treatment<'_>,
        changes: &mut Changes,
    ) -> Option<Option<Fate>> {
        let treatment = match record.flaw {
            Some(Flaw::Ragged | Flaw::Malformed) => {
                changes.counts.limits_hit += 1;
                self.redact_cell(cell, changes);
                return Some(Some(Fate::Changed));
            }
            Some(Flaw::PlainText) => self.plan.free_text,
            None if given.facts[cell.name.0 as usize].known => return None,
            None => self.plan.unclassified,
        };
        match treatment {
            FreeText::Scan => return None,
            FreeText::Refuse => return Some(None),
            _ if given.sheet.is_nothing(cell, given.text) => return Some(Some(Fate::Stays)),
            FreeText::Redact | FreeText::Drop => changes.counts.unclassified += 1,
        }
        Some(Some(match (treatment, record.flaw) {
            (FreeText::Drop, Some(Flaw::PlainText)) => Fate::RecordDropped,
            (FreeText::Drop, _) => Fate::Dropped,
            _ => {
                self.redact_cell(cell, changes);
                Fate::Changed
            }
        }))
    }

    /// The whole value becomes a marker that says nothing of it.
    fn redact_cell(&self, cell: &Cell, changes: &mut Changes) {
        let mut bytes = Vec::new();
        match cell.kind {
            Kind::Number | Kind::Word => bytes.extend_from_slice(b"null"),
            Kind::Text | Kind::Key => redact::marker(REDACTED, &mut bytes),
        }
        changes.rows.push(Change { input: cell.span(), bytes });
    }

    /// The field goes: the member whose name asked for it, or the innermost one. A column stays, empty.
    fn drop_cell(&self, cell: &Cell, given: &Treatment<'_>, findings: &[Finding], changes: &mut Changes) {
        for f in findings.iter().filter(|f| matches!(resolve::cell(self.plan, f).action, Action::DropField)) {
            changes.counts.edits[usize::from(f.info_type.0)] += 1;
        }
        let members = &given.sheet.members;
        let Some(mut member) = cell.member().filter(|m| !members[*m as usize].column) else {
            changes.rows.push(emptied(cell, given));
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

/// A cell without its value. An element of an array keeps its place, and a row of one cell stays a row.
fn emptied(cell: &Cell, given: &Treatment<'_>) -> Change {
    let bytes: &[u8] = match cell.kind {
        Kind::Number | Kind::Word => b"null",
        Kind::Text | Kind::Key => {
            let is_bare = matches!(cell.layers.iter().next(), Some(Layer::Bare { .. }));
            let alone = |b: Option<&u8>| b.is_none_or(|b| matches!(b, b'\n' | b'\r'));
            let before = cell.span().start.checked_sub(1).and_then(|n| given.text.get(n));
            let is_alone = alone(before) && alone(given.text.get(cell.span().end));
            if is_bare && is_alone { b"\"\"" } else { b"" }
        }
    };
    Change { input: cell.span(), bytes: bytes.to_vec() }
}

/// Nothing of the record is written, or `null` where the elements after it would get another number.
fn drop_record(record: &Record, frame: &mut ClearedFrame) {
    if !record.element {
        return drop_span(record.span, frame);
    }
    let start = frame.cleared.bytes.len();
    frame.cleared.bytes.extend_from_slice(b"null");
    let output = Span::new(start, frame.cleared.bytes.len());
    frame.edits.push(Edit { input: record.content, output });
}

/// What was settled for a value, put into the frame: parts of a text, the whole of anything else.
fn write_cell(
    cell: &Cell,
    sheet: &Sheet,
    out: &[u8],
    edits: &[Edit],
    as_string: bool,
    changes: &mut Changes,
) {
    if cell.kind != Kind::Text {
        let mut bytes = Vec::new();
        if as_string {
            let mut string = vec![b'"'];
            crate::format::json::string::escape(out, &mut string);
            string.push(b'"');
            if !cell.layers.outer().write(&string, &mut bytes) {
                bytes.clear();
            }
        }
        if bytes.is_empty() {
            bytes.extend_from_slice(b"null");
        }
        changes.rows.push(Change { input: cell.span(), bytes });
        return;
    }
    for edit in edits {
        let mut bytes = Vec::new();
        if !cell.layers.write(edit.output.of(out), &mut bytes) {
            bytes.clear();
            redact::marker(REDACTED, &mut bytes);
        }
        changes.rows.push(Change { input: sheet.place(cell, edit.input), bytes });
    }
}

/// Writes a record with its changes, less the members that go.
fn write_record(record: &Record, given: &Treatment<'_>, mut changes: Changes, frame: &mut ClearedFrame) {
    let gone = removals(given.sheet, record, &mut changes.members);
    let before = |c: &Change| gone[..gone.partition_point(|g| g.start <= c.input.start)].last().copied();
    changes.rows.retain(|c| !before(c).is_some_and(|g| g.contains(c.input)));
    changes.rows.extend(gone.into_iter().map(|input| Change { input, bytes: Vec::new() }));
    changes.rows.sort_by_key(|c| (c.input.start, c.input.end));
    let mut at = record.span.start;
    let out = &mut frame.cleared.bytes;
    for change in changes.rows {
        out.extend_from_slice(&given.text[at..change.input.start]);
        let start = out.len();
        out.extend_from_slice(&change.bytes);
        frame.edits.push(Edit { input: change.input, output: Span::new(start, out.len()) });
        at = change.input.end;
    }
    out.extend_from_slice(&given.text[at..record.span.end]);
}

/// The bytes that go with `members`: each member, and of the commas of its object all but those between two
/// members that stay.
fn removals(sheet: &Sheet, record: &Record, members: &mut Vec<u32>) -> Vec<Span> {
    if members.is_empty() {
        return Vec::new();
    }
    members.sort_unstable();
    members.dedup();
    // Of every object that loses a member: whether one before stays.
    let mut open: HashMap<u32, bool> =
        members.iter().map(|m| (sheet.members[*m as usize].object, false)).collect();
    let mut gone: Vec<Span> = Vec::new();
    for index in record.members.0..record.members.1 {
        let member = &sheet.members[index];
        let Some(kept_before) = open.get_mut(&member.object) else { continue };
        let goes = members.binary_search(&(index as u32)).is_ok();
        match (goes, member.comma()) {
            (true, comma) => gone.push(Span::new(comma.unwrap_or(member.span().start), member.span().end)),
            // The comma before the first member that stays goes with those before it.
            (false, Some(comma)) if !*kept_before => gone.push(Span::new(comma, member.span().start)),
            _ => {}
        }
        *kept_before |= !goes;
    }
    gone.sort_by_key(|s| (s.start, s.end));
    let mut merged: Vec<Span> = Vec::new();
    for span in gone {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}
