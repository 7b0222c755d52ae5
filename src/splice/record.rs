//! One record of structured text: what is to be changed in it, and writing it.

use crate::detect::REDACTED;
use crate::format::mail;
use crate::format::parts::Part;
use crate::format::php::lengths_after;
use crate::format::sheet::{Cell, Kind, Layer, Layers, Record, Sheet};
use crate::format::sql::written::{Way, Written};
use crate::format::xml::write::Spot;
use crate::info_type::InfoTypeId;
use crate::span::Span;
use crate::splice::sheet::Treatment;
use crate::splice::{ClearedFrame, Edit, drop_span, memory};
use crate::transform::redact;

/// New bytes for a place of the frame.
#[derive(Clone, Copy)]
struct Change {
    input: Span,
    /// In [`Changes::made`].
    bytes: Span,
    /// Where in an XML document it is.
    spot: Option<Spot>,
    /// By how many bytes the value grows there, however it is written; of a value that PHP serialized.
    grown: i64,
}

impl Change {
    fn new(input: Span, bytes: Span) -> Self {
        Change { input, bytes, spot: None, grown: 0 }
    }
}

/// What becomes of a changed number, `true` or `false` of JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AsNumber {
    /// `null`.
    Null,
    /// A string.
    String,
    /// A number when what is written is one, and `null` otherwise.
    Number,
}

/// The largest whole number that every reader of JSON keeps (RFC 8259, section 6).
const SAFE_MAX: u64 = (1 << 53) - 1;

/// True when `made` is a whole number of JSON of as many digits as `was` has, and not one that readers round where they
/// keep the other.
pub(crate) fn is_number_like(made: &[u8], was: &[u8]) -> bool {
    let number = |text: &[u8]| {
        let is_whole =
            text.iter().all(u8::is_ascii_digit) && (text.len() == 1 || text.first() != Some(&b'0'));
        is_whole.then(|| std::str::from_utf8(text).ok()).flatten().map(|t| t.parse().unwrap_or(u64::MAX))
    };
    match (number(made), number(was)) {
        (Some(now), Some(before)) => made.len() == was.len() && (now <= SAFE_MAX || before > SAFE_MAX),
        _ => false,
    }
}

/// What is written for `place` of the value with these `parts`, for which `made` was made: a number of JSON can only become another
/// one, or `null`.
fn fitting<'a>(parts: &[Part], value: &[u8], place: Span, made: &'a [u8]) -> &'a [u8] {
    let from = parts.partition_point(|part| part.span.start < place.start);
    let mut same = parts[from..].iter().take_while(|part| part.span.start == place.start);
    let is_number = same.any(|part| part.kind == Kind::Number && part.span == place);
    if is_number && !is_number_like(made, place.of(value)) { b"null" } else { made }
}

/// What becomes of a record. Cleared for each; the memory is kept.
#[derive(Default)]
pub(super) struct Changes {
    rows: Vec<Change>,
    /// The bytes of all of them.
    made: Vec<u8>,
    /// Members that go, by index.
    pub(super) members: Vec<u32>,
    /// The owners of the clusters that were written.
    pub(super) owners: Vec<InfoTypeId>,
    pub(super) unclassified: u64,
    pub(super) limits_hit: u64,
    pub(super) without_subject: u64,
    /// Values of SQL that are replaced as a whole, whatever becomes of their parts.
    slots: Vec<Change>,
    /// Of every object that loses a member: whether one before stays.
    objects: Vec<(u32, bool)>,
    /// What goes with the members, and the same without overlaps.
    gone: Vec<Span>,
    removed: Vec<Span>,
}

impl Changes {
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.made.clear();
        self.members.clear();
        self.owners.clear();
        self.slots.clear();
        (self.unclassified, self.limits_hit, self.without_subject) = (0, 0, 0);
    }

    /// How much memory it keeps.
    pub(super) fn memory(&self) -> usize {
        memory(&self.rows) + memory(&self.made) + memory(&self.gone) + memory(&self.removed)
    }

    /// `bytes` take the place of `input`.
    pub(super) fn put(&mut self, input: Span, bytes: &[u8]) {
        let start = self.made.len();
        self.made.extend_from_slice(bytes);
        self.rows.push(Change::new(input, Span::new(start, self.made.len())));
    }

    /// What `write` appends takes the place of `input`, a part of a value, or the marker when it says that it could not.
    /// Markup that stands inside stays.
    fn put_written(
        &mut self,
        sheet: &Sheet,
        cell: &Cell,
        input: Span,
        write: impl FnOnce(Layers, &mut Vec<u8>) -> bool,
    ) -> bool {
        let start = self.made.len();
        if !sheet.is_markup {
            let is_written = self.write_or_mark(cell.layers, write);
            self.rows.push(Change::new(input, Span::new(start, self.made.len())));
            return is_written;
        }
        let runs = sheet.runs(cell, input);
        let is_written = self.write_or_mark(runs[0].1, write);
        let mut bytes = Span::new(start, self.made.len());
        for (input, layers) in runs {
            self.rows.push(Change { spot: layers.spot(), ..Change::new(input, bytes) });
            bytes.start = bytes.end;
        }
        is_written
    }

    /// False when it is the marker.
    fn write_or_mark(&mut self, layers: Layers, write: impl FnOnce(Layers, &mut Vec<u8>) -> bool) -> bool {
        let start = self.made.len();
        let is_written = write(layers, &mut self.made);
        if !is_written {
            self.made.truncate(start);
            redact::marker(REDACTED, &mut self.made);
        }
        is_written
    }

    /// `now` stands where the part `was` of a value stood that PHP serialized, however that is written.
    fn grow(&mut self, was: usize, now: usize) {
        if let Some(last) = self.rows.last_mut() {
            last.grown = now as i64 - was as i64;
        }
    }

    /// What stands in the place of a value that PHP serialized; the marker where that cannot be written, and for a number zero.
    fn put_serialized(&mut self, cell: &Cell, given: &Treatment<'_>, (out, edits): (&[u8], &[Edit])) {
        let value = given.sheet.value(cell, given.text);
        if cell.kind == Kind::Number {
            let out: &[u8] = if is_number_like(out, value) { out } else { b"0" };
            let start = self.made.len();
            // Digits can be written anywhere.
            cell.layers.write(out, &mut self.made);
            self.rows.push(Change::new(cell.span(), Span::new(start, self.made.len())));
            return self.grow(value.len(), out.len());
        }
        let written = cell.layers.sql();
        let mut fits = written.is_none_or(|written| written.fit.takes(out, value));
        let (rows, start) = (self.rows.len(), self.made.len());
        for edit in edits {
            let (first, now) = (self.made.len(), edit.output.of(out));
            fits &= cell.layers.write(now, &mut self.made);
            let bytes = Span::new(first, self.made.len());
            self.rows.push(Change::new(given.sheet.place(cell, edit.input), bytes));
            self.grow(edit.input.len(), now.len());
        }
        if fits {
            return;
        }
        self.rows.truncate(rows);
        self.made.truncate(start);
        let mut marker = Vec::new();
        redact::marker(REDACTED, &mut marker);
        match written {
            Some(written) if out == marker || !written.fit.takes(&marker, value) => {
                self.empty_slot(cell, given.sheet);
            }
            _ => {
                let start = self.made.len();
                // It has no sign that means anything to any layer.
                cell.layers.write(&marker, &mut self.made);
                self.rows.push(Change::new(cell.span(), Span::new(start, self.made.len())));
                self.grow(value.len(), marker.len());
            }
        }
    }

    /// All of such a value becomes `out`.
    fn put_serialized_whole(&mut self, cell: &Cell, given: &Treatment<'_>, out: &[u8]) {
        let whole = Span::new(0, given.sheet.value(cell, given.text).len());
        self.put_serialized(cell, given, (out, &[Edit { input: whole, output: Span::new(0, out.len()) }]));
    }

    /// Lengths that stand before what has changed.
    fn put_lengths(&mut self, sheet: &Sheet) {
        if sheet.lengths.is_empty() {
            return;
        }
        let grown = self.rows.iter().filter(|change| change.grown != 0).map(|c| (c.input, c.grown));
        for (place, bytes) in lengths_after(&sheet.lengths, grown) {
            self.put(place, &bytes);
        }
    }

    /// The whole value becomes a marker that says nothing of it.
    pub(super) fn redact_cell(&mut self, cell: &Cell, given: &Treatment<'_>) {
        if cell.layers.is_serialized() {
            let mut marker = Vec::new();
            redact::marker(REDACTED, &mut marker);
            return self.put_serialized_whole(cell, given, &marker);
        }
        if let Some(written) = own(cell) {
            let mut marker = Vec::new();
            redact::marker(REDACTED, &mut marker);
            return self.put_sql(cell, written, given, &marker);
        }
        if let Some(spot) = cell.layers.mail() {
            return self.mark_mail(cell, spot, given);
        }
        let is_lexeme = matches!(cell.kind, Kind::Number | Kind::Word);
        self.put_written(given.sheet, cell, cell.span(), |_, made| {
            made.extend_from_slice(if is_lexeme { b"null" } else { b"" });
            is_lexeme
        });
    }

    /// A cell without its value. An element of an array keeps its place, and a row of one cell stays a row.
    pub(super) fn empty_cell(&mut self, cell: &Cell, given: &Treatment<'_>) {
        if cell.layers.is_serialized() && cell.layers.sql().is_none() {
            return self.put_serialized_whole(cell, given, b"");
        }
        if own(cell).is_some() {
            return self.empty_slot(cell, given.sheet);
        }
        if let Some(spot) = cell.layers.mail() {
            let whole = Span::new(0, given.sheet.value(cell, given.text).len());
            return self.put_mail(cell, spot, given, &[(whole, b"")]);
        }
        let (sheet, text) = (given.sheet, given.text);
        let bytes: &[u8] = match cell.kind {
            Kind::Number | Kind::Word => b"null",
            Kind::Text | Kind::Key | Kind::Note | Kind::Prose => {
                let is_bare = matches!(cell.layers.iter().next(), Some(Layer::Bare { .. }));
                let alone = |b: Option<&u8>| b.is_none_or(|b| matches!(b, b'\n' | b'\r'));
                let before = cell.span().start.checked_sub(1).and_then(|n| text.get(n));
                let is_alone = alone(before) && alone(text.get(cell.span().end));
                if is_bare && is_alone { b"\"\"" } else { b"" }
            }
        };
        self.put_written(sheet, cell, cell.span(), |_, made| {
            made.extend_from_slice(bytes);
            true
        });
    }

    /// What was settled for a value, put into the frame: parts of a text, the whole of anything else.
    pub(super) fn write_cell(
        &mut self,
        cell: &Cell,
        given: &Treatment<'_>,
        out: &[u8],
        edits: &[Edit],
        number: AsNumber,
    ) {
        if cell.layers.is_serialized() {
            let out = if cell.kind == Kind::Number && number != AsNumber::Number { &[] } else { out };
            return self.put_serialized(cell, given, (out, edits));
        }
        if let Some(written) = own(cell) {
            return self.write_sql(cell, written, given, (out, edits), number);
        }
        if let Some(spot) = cell.layers.mail() {
            let (value, parts) = (given.sheet.value(cell, given.text), given.sheet.parts_of(cell));
            let fitting = |edit: &Edit| (edit.input, fitting(parts, value, edit.input, edit.output.of(out)));
            let pieces: Vec<_> = edits.iter().map(fitting).collect();
            return self.put_mail(cell, spot, given, &pieces);
        }
        if matches!(cell.kind, Kind::Text | Kind::Note | Kind::Prose) {
            for edit in edits {
                let place = given.sheet.place(cell, edit.input);
                let write = |layers: Layers, made: &mut Vec<u8>| layers.write(edit.output.of(out), made);
                self.put_written(given.sheet, cell, place, write);
            }
            return;
        }
        let value = given.sheet.value(cell, given.text);
        if number == AsNumber::Number && cell.kind == Kind::Number && is_number_like(out, value) {
            return self.put(cell.span(), out);
        }
        let mut bytes = Vec::new();
        if number == AsNumber::String {
            let mut string = vec![b'"'];
            crate::format::json::string::escape(out, &mut string);
            string.push(b'"');
            if !cell.layers.outer().write(&string, &mut bytes) {
                bytes.clear();
            }
        }
        self.put(cell.span(), if bytes.is_empty() { b"null" } else { &bytes });
    }

    /// What stands in the place of parts of a value in a message; the marker for all of it where that cannot be written.
    fn put_mail(
        &mut self,
        cell: &Cell,
        spot: mail::write::Spot,
        given: &Treatment<'_>,
        pieces: &[mail::write::Piece<'_>],
    ) {
        match mail::write::rewrite(given.text, given.sheet, cell, spot, pieces) {
            Some(made) => made.iter().for_each(|(place, bytes)| self.put(*place, bytes)),
            None => self.mark_mail(cell, spot, given),
        }
    }

    fn mark_mail(&mut self, cell: &Cell, spot: mail::write::Spot, given: &Treatment<'_>) {
        let mut marker = Vec::new();
        redact::marker(REDACTED, &mut marker);
        let whole = Span::new(0, given.sheet.value(cell, given.text).len());
        match mail::write::rewrite(given.text, given.sheet, cell, spot, &[(whole, &marker)]) {
            Some(made) => made.iter().for_each(|(place, bytes)| self.put(*place, bytes)),
            None => self.put(cell.span(), &marker),
        }
    }

    /// A value of SQL goes, with its quotes: `NULL` stands there, or what its column takes instead.
    pub(super) fn empty_slot(&mut self, cell: &Cell, sheet: &Sheet) {
        let Some((written, mut member)) = cell.layers.sql().zip(cell.member()) else {
            return self.put(cell.span(), b"");
        };
        while let Some(parent) = sheet.members[member as usize].parent() {
            member = parent;
        }
        let start = self.made.len();
        self.made.extend_from_slice(&written.nothing());
        let bytes = Span::new(start, self.made.len());
        self.slots.push(Change::new(sheet.members[member as usize].span(), bytes));
    }

    /// A value of SQL becomes `made`, if its column takes that.
    fn put_sql(&mut self, cell: &Cell, written: Written, given: &Treatment<'_>, made: &[u8]) {
        let was = given.sheet.value(cell, given.text);
        let start = self.made.len();
        let is_made =
            cell.kind == Kind::Text && written.fit.takes(made, was) && written.write(made, &mut self.made);
        if !is_made {
            self.made.truncate(start);
            return self.empty_slot(cell, given.sheet);
        }
        self.rows.push(Change::new(cell.span(), Span::new(start, self.made.len())));
    }

    /// What was settled for a value of SQL: parts of a text, where its column takes what comes out, the whole of anything else.
    fn write_sql(
        &mut self,
        cell: &Cell,
        written: Written,
        given: &Treatment<'_>,
        (out, edits): (&[u8], &[Edit]),
        number: AsNumber,
    ) {
        let value = given.sheet.value(cell, given.text);
        if cell.kind == Kind::Text {
            let (rows, start) = (self.rows.len(), self.made.len());
            let is_written = written.fit.takes(out, value)
                && edits.iter().all(|edit| {
                    let first = self.made.len();
                    let is_written = written.write(edit.output.of(out), &mut self.made);
                    let bytes = Span::new(first, self.made.len());
                    self.rows.push(Change::new(given.sheet.place(cell, edit.input), bytes));
                    is_written
                });
            if !is_written {
                self.rows.truncate(rows);
                self.made.truncate(start);
                self.redact_cell(cell, given);
            }
            return;
        }
        let is_number = number == AsNumber::Number && cell.kind == Kind::Number && is_number_like(out, value);
        if is_number && written.fit.takes(out, value) {
            return self.put(cell.span(), out);
        }
        let mut text = vec![b'\''];
        let as_text = Written { way: Way::Standard, ..written };
        let is_text = number == AsNumber::String && written.fit.takes_text() && written.fit.takes(out, value);
        // A backslash means something to some.
        if !is_text || out.contains(&b'\\') || !as_text.write(out, &mut text) {
            return self.empty_slot(cell, given.sheet);
        }
        text.push(b'\'');
        self.put(cell.span(), &text);
    }

    /// Writes a record with its changes, less the members that go.
    pub(super) fn write(&mut self, record: &Record, given: &Treatment<'_>, frame: &mut ClearedFrame) {
        if !self.members.is_empty() {
            self.find_removed(given.sheet, record);
            let gone = &self.removed;
            let before =
                |c: &Change| gone[..gone.partition_point(|g| g.start <= c.input.start)].last().copied();
            self.rows.retain(|c| !before(c).is_some_and(|g| g.contains(c.input)));
            let nothing = Span::new(self.made.len(), self.made.len());
            let spot = given.sheet.is_markup.then_some(Spot::Text);
            self.rows.extend(gone.iter().map(|g| Change { spot, ..Change::new(*g, nothing) }));
        }
        self.put_lengths(given.sheet);
        if !self.slots.is_empty() {
            self.slots.sort_unstable_by_key(|c| c.input.start);
            self.slots.dedup_by_key(|c| c.input);
            let slots = &self.slots;
            let before = |c: &Change| {
                slots[..slots.partition_point(|s| s.input.start <= c.input.start)].last().map(|s| s.input)
            };
            self.rows.retain(|c| !before(c).is_some_and(|slot| slot.contains(c.input)));
            self.rows.extend(slots);
        }
        // The bytes were made in the order of the changes, so that the order is a stable one.
        self.rows.sort_unstable_by_key(|c| (c.input.start, c.input.end, c.bytes.start));
        let mut at = record.span.start;
        let out = &mut frame.cleared.bytes;
        for change in &self.rows {
            out.extend_from_slice(&given.text[at..change.input.start]);
            let start = out.len();
            let bytes = change.bytes.of(&self.made);
            match change.spot {
                Some(spot) => spot.place(bytes, &given.text[change.input.end..], out),
                None => out.extend_from_slice(bytes),
            }
            frame.edits.push(Edit { input: change.input, output: Span::new(start, out.len()) });
            at = change.input.end;
        }
        out.extend_from_slice(&given.text[at..record.span.end]);
        for owner in &self.owners {
            frame.counts.edits[usize::from(owner.0)] += 1;
        }
        frame.counts.unclassified += self.unclassified;
        frame.counts.limits_hit += self.limits_hit;
        frame.counts.without_subject += self.without_subject;
    }

    /// The bytes that go with the members: each member, and of the commas of its object all but those between
    /// two members that stay.
    fn find_removed(&mut self, sheet: &Sheet, record: &Record) {
        self.members.sort_unstable();
        self.members.dedup();
        self.objects.clear();
        self.objects.extend(self.members.iter().map(|m| (sheet.members[*m as usize].object, false)));
        self.objects.sort_unstable();
        self.objects.dedup();
        self.gone.clear();
        for index in record.members.0..record.members.1 {
            let member = &sheet.members[index];
            let Ok(object) = self.objects.binary_search_by_key(&member.object, |(object, _)| *object) else {
                continue;
            };
            let kept_before = &mut self.objects[object].1;
            let goes = self.members.binary_search(&(index as u32)).is_ok();
            match (goes, member.comma()) {
                (true, comma) => {
                    self.gone.push(Span::new(comma.unwrap_or(member.span().start), member.span().end));
                }
                // The comma before the first member that stays goes with those before it.
                (false, Some(comma)) if !*kept_before => {
                    self.gone.push(Span::new(comma, member.span().start))
                }
                _ => {}
            }
            *kept_before |= !goes;
        }
        self.gone.sort_unstable_by_key(|s| (s.start, s.end));
        self.removed.clear();
        for span in &self.gone {
            match self.removed.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => self.removed.push(*span),
            }
        }
    }
}

/// How a value of SQL is written that is not inside of another one.
fn own(cell: &Cell) -> Option<Written> {
    cell.layers.sql().filter(|_| cell.layers.strings() == 0)
}

/// Nothing of the record is written, or `null` where the elements after it would get another number.
pub(super) fn drop_record(record: &Record, frame: &mut ClearedFrame) {
    if !record.element {
        return drop_span(record.span, frame);
    }
    let start = frame.cleared.bytes.len();
    frame.cleared.bytes.extend_from_slice(b"null");
    let output = Span::new(start, frame.cleared.bytes.len());
    frame.edits.push(Edit { input: record.content, output });
}
