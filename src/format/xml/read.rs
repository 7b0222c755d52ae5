//! Reads a block of a document: the cells of attributes, of text in elements, and of what stands beside them.
//!
//! One value is all text between two tags, whatever is written in CDATA sections or stands between comments. What
//! stands on both sides of a tag is looked at as one text as well where an element holds text and elements.

use std::mem::take;
use std::sync::Arc;

use super::decode::{In, append};
use super::pair::{Half, Pairs, Row, Target};
use super::prolog::{begins_declaration, declaration, document_type};
use super::split::{Context, Place};
use super::tag::{Names, Next, name, next};
use super::write::Spot;
use super::{Fault, has_fields, is_generic, is_inline, is_white, local, skip_white, trimmed};
use crate::decode::charset::Charset;
use crate::format::json::nested::{is_unread, may_be_json};
use crate::format::json::parse::Reader as JsonReader;
use crate::format::names::NameId;
use crate::format::sheet::{
    Cell, Gap, Kind, Layer, Layers, Member, Piece, Record, Sheet, TEXT_BYTES_MAX, Value,
};
use crate::format::{BOM, is_identifier};
use crate::limits::{FIELD_NAME_BYTES_MAX, XML_DEPTH_MAX};
use crate::span::Span;

mod said;

/// The number of all members that are no members of JSON: none of them has a comma.
const MARKUP: u32 = u32::MAX;

/// Reads `part` of the frame `text`, a block of a document in `charset`. What cannot be read is the fault of the sheet.
pub fn read_block(text: &[u8], part: Span, context: &Context, charset: Charset, sheet: &mut Sheet) {
    sheet.is_markup = true;
    if text.len() > TEXT_BYTES_MAX {
        sheet.fault = Some(Fault::new(part.start, "a record of the XML is longer than a record may be"));
        return;
    }
    let mut reader = Reader {
        text: &text[..part.end],
        context,
        charset,
        sheet,
        json: JsonReader::default(),
        open: Vec::new(),
        attributes: Names::default(),
        run: Vec::new(),
        notes: Vec::new(),
        gap: Gap::None,
        pairs: Pairs::default(),
        said: Vec::new(),
        began: part.start,
        cells: 0,
        members: 0,
    };
    if let Err(fault) = reader.block(part.start) {
        reader.sheet.fault = Some(fault);
    }
}

/// An element whose end was not met yet.
struct Open {
    /// Its name as it is written.
    name: Span,
    id: NameId,
    /// The field whose value its text is.
    text_id: NameId,
    /// None of the outermost one, which stays whatever goes.
    member: Option<u32>,
    /// How many pieces of text came before it.
    pieces: usize,
    has_text: bool,
    has_child: bool,
    /// One of its children does more than mark a part of a text.
    has_field: bool,
    /// The cell of its text, where that is one.
    cell: Option<u32>,
    /// The same of its only child, where that is called by the type of what it holds.
    inner: Option<u32>,
    /// What its attributes say that it is called, from this one of those of all.
    said: usize,
    /// What its children say of each other.
    row: Row,
}

/// A part of a value that is written in one way.
#[derive(Clone, Copy)]
struct Segment {
    span: Span,
    is_section: bool,
}

impl Segment {
    fn layer(self) -> Layer {
        Layer::Xml(if self.is_section { Spot::Cdata } else { Spot::Text })
    }

    fn place(self) -> In {
        if self.is_section { In::Section } else { In::Element }
    }
}

struct Reader<'a> {
    text: &'a [u8],
    context: &'a Context,
    charset: Charset,
    sheet: &'a mut Sheet,
    json: JsonReader,
    /// The elements that are open, outermost first; in a list of records, those of the record only.
    open: Vec<Open>,
    attributes: Names,
    /// The text since the last tag.
    run: Vec<Segment>,
    /// Comments and instructions in it.
    notes: Vec<Cell>,
    /// White space since the last piece of text.
    gap: Gap,
    /// What values of the record are called by what stands beside them.
    pairs: Pairs,
    /// The cells that say so of the elements that are open.
    said: Vec<u32>,
    /// Where the record under way begins, with its first cell and member.
    began: usize,
    cells: usize,
    members: usize,
}

impl Reader<'_> {
    /// Reads all of the block.
    fn block(&mut self, start: usize) -> Result<(), Fault> {
        let mut at = start;
        let mut place = self.context.place;
        let mut root = self.context.root.clone();
        let mut has_type = false;
        if self.context.is_first {
            at += if self.text[at..].starts_with(BOM) { BOM.len() } else { 0 };
            if begins_declaration(&self.text[at..]) {
                at = declaration(self.text, at, self.charset)?;
            }
        }
        loop {
            at = skip_white(self.text, at);
            let rest = &self.text[at..];
            if rest.is_empty() {
                break;
            }
            if let Some(end) = self.beside(at)? {
                at = end;
                self.take_notes();
            } else if rest.starts_with(b"<!DOCTYPE") && place == Place::Before && !has_type {
                has_type = true;
                let (inside, end) = document_type(self.text, at)?;
                self.key(inside, NameId::ROOT, None);
                at = end;
            } else if rest.starts_with(b"</") && place == Place::Inside {
                at = self.end_of(at, root.as_deref().unwrap_or(b""))?;
                place = Place::Behind;
            } else if rest.starts_with(b"<") && place != Place::Behind {
                (at, place) = self.records(at, place, &mut root)?;
            } else {
                return Err(Fault::new(at, "the XML is malformed here"));
            }
        }
        // What stands behind the last record is none.
        if self.sheet.cells.len() > self.cells {
            self.end_record(at, true);
        }
        if !self.context.is_first || place != Place::Before { Ok(()) } else { self.ends_early(at) }
    }

    fn ends_early<T>(&self, at: usize) -> Result<T, Fault> {
        Err(Fault::new(at, "the XML ends before an element does"))
    }

    /// Reads the tag at `at`, outside of records: a record, or the start of the element that holds them.
    fn records(
        &mut self,
        at: usize,
        place: Place,
        root: &mut Option<Arc<[u8]>>,
    ) -> Result<(usize, Place), Fault> {
        if place == Place::Inside {
            let above = root.as_deref().unwrap_or(b"");
            let parent = self.sheet.names.id(NameId::ROOT, local(above));
            let end = self.element(at, parent, true)?;
            self.end_record(end, false);
            return Ok((end, Place::Inside));
        }
        if self.context.is_whole {
            if self.sheet.cells.len() > self.cells {
                self.end_record(at, true);
            }
            let end = self.element(at, NameId::ROOT, false)?;
            self.end_record(end, false);
            return Ok((end, Place::Behind));
        }
        let (end, is_empty) = self.start_tag(at, NameId::ROOT, None, false)?;
        self.end_record(end, true);
        let Some(open) = self.open.pop() else { return self.ends_early(at) };
        *root = Some(open.name.of(self.text).into());
        Ok((end, if is_empty { Place::Behind } else { Place::Inside }))
    }

    /// Ends the record under way; `is_frame` for what is none: what stands around records.
    fn end_record(&mut self, end: usize, is_frame: bool) {
        self.pairs.join(self.text, self.cells, self.members, self.sheet);
        let cells = (self.cells, self.sheet.cells.len());
        let members = (self.members, self.sheet.members.len());
        let span = Span::new(self.began, end);
        self.sheet.records.push(Record {
            span,
            content: span,
            cells,
            members,
            element: false,
            frame: is_frame,
            flaw: None,
        });
        (self.began, self.cells, self.members) = (end, cells.1, members.1);
        // What is in no join is needed no more.
        self.sheet.pieces.truncate(self.sheet.joins.last().map_or(0, |join| join.1));
        self.gap = Gap::None;
    }

    /// Reads the element at `start` and gives its end.
    fn element(&mut self, start: usize, parent: NameId, has_member: bool) -> Result<usize, Fault> {
        let (mut at, mut is_empty) = self.start_tag(start, parent, None, has_member)?;
        loop {
            if is_empty {
                self.close(at);
                is_empty = false;
            }
            let Some(open) = self.open.last() else { return Ok(at) };
            let (id, text_id, member) = (open.id, open.text_id, open.member);
            let rest = &self.text[at..];
            let Some(length) = memchr::memchr(b'<', rest) else { return self.ends_early(self.text.len()) };
            if length > 0 {
                self.run.push(Segment { span: Span::new(at, at + length), is_section: false });
                at += length;
            }
            let rest = &self.text[at..];
            if let Some(section) = rest.strip_prefix(b"<![CDATA[") {
                let start = at + rest.len() - section.len();
                let Some(length) = memchr::memmem::find(section, b"]]>") else { return self.ends_early(at) };
                if length > 0 {
                    self.run.push(Segment { span: Span::new(start, start + length), is_section: true });
                }
                at = start + length + b"]]>".len();
            } else if let Some(end) = self.beside(at)? {
                at = end;
            } else if rest.starts_with(b"</") {
                self.end_run(text_id, member)?;
                let name = self.open.last().map_or(Span::default(), |open| open.name);
                at = self.end_of(at, name.of(self.text))?;
                self.close(at);
            } else {
                self.end_run(text_id, member)?;
                (at, is_empty) = self.start_tag(at, id, member, true)?;
            }
        }
    }

    /// The end tag at `at`, which has to close `name`.
    fn end_of(&self, at: usize, name: &[u8]) -> Result<usize, Fault> {
        let wrong =
            Fault::new(at, "the XML has an end tag that closes no element, or another than the last one");
        let behind = self.text[at + 2..].strip_prefix(name).ok_or(wrong)?;
        let end = skip_white(behind, 0);
        if behind.get(end) != Some(&b'>') {
            return Err(wrong);
        }
        Ok(at + 2 + name.len() + end + 1)
    }

    /// A comment or an instruction at `at`, and where it ends.
    fn beside(&mut self, at: usize) -> Result<Option<usize>, Fault> {
        let rest = &self.text[at..];
        if let Some(inside) = rest.strip_prefix(b"<!--") {
            let Some(length) = memchr::memmem::find(inside, b"--") else { return self.ends_early(at) };
            let end = at + 4 + length;
            if self.text.get(end + 2) != Some(&b'>') {
                return Err(Fault::new(end, "the XML has a comment with `--` in it"));
            }
            self.note(Span::new(at + 4, end), Spot::Comment)?;
            return Ok(Some(end + 3));
        }
        if !rest.starts_with(b"<?") {
            return Ok(None);
        }
        let target = name(self.text, at + 2)?;
        if target.of(self.text).eq_ignore_ascii_case(b"xml") {
            return Err(Fault::new(at, "the XML has an XML declaration that does not stand at its start"));
        }
        let Some(length) = memchr::memmem::find(&self.text[target.end..], b"?>") else {
            return self.ends_early(at);
        };
        let end = target.end + length;
        if length > 0 && !is_white(self.text[target.end]) {
            return Err(Fault::new(target.end, "the XML has no name where one has to stand"));
        }
        self.notes.push(key_cell(target));
        self.note(Span::new(target.end, end), Spot::Instruction)?;
        Ok(Some(end + 2))
    }

    /// What a comment or an instruction says, without white space around it.
    fn note(&mut self, span: Span, spot: Spot) -> Result<(), Fault> {
        self.check(span, In::Section)?;
        let inside = trimmed(self.text, span);
        if !inside.is_empty() {
            let mut cell = Cell::new(inside, Value::Plain, Kind::Note, Layers::one(Layer::Xml(spot)));
            cell.unread = has_fields(inside.of(self.text)) || is_unread(inside.of(self.text));
            self.notes.push(cell);
        }
        Ok(())
    }

    fn take_notes(&mut self) {
        self.sheet.cells.append(&mut self.notes);
    }

    /// A fault when `span` has what may not be written as it is.
    fn check(&self, span: Span, place: In) -> Result<(), Fault> {
        match place.next(&self.text[..span.end], span.start) {
            Some(at) => Err(Fault::new(at, "the XML has a control character")),
            None => Ok(()),
        }
    }

    /// A name: it stays as it is.
    fn key(&mut self, span: Span, id: NameId, member: Option<u32>) {
        self.sheet.cells.push(key_cell(span).of(id, member));
    }

    /// Reads the start tag at `at` with its attributes, and opens its element. Gives its end, and whether that of the
    /// element is there too.
    fn start_tag(
        &mut self,
        at: usize,
        parent: NameId,
        above: Option<u32>,
        has_member: bool,
    ) -> Result<(usize, bool), Fault> {
        if self.open.len() == XML_DEPTH_MAX {
            return Err(Fault::new(at, "the elements of the XML are nested too deep"));
        }
        let tag = name(self.text, at + 1)?;
        let bytes = local(tag.of(self.text));
        let id = self.sheet.names.id(parent, bytes);
        if let Some(parent) = self.open.last_mut() {
            parent.has_child = true;
            parent.has_field |= !is_inline(bytes);
        }
        let member = has_member.then(|| self.member(Span::new(at, tag.end), above, id));
        let pieces = self.sheet.pieces.len();
        self.open.push(Open {
            name: tag,
            id,
            text_id: id,
            member,
            pieces,
            has_text: false,
            has_child: false,
            has_field: false,
            cell: None,
            inner: None,
            said: self.said.len(),
            row: Row::default(),
        });
        self.key(tag, id, member);
        self.attributes.clear();
        let first = self.sheet.members.len();
        let mut behind = tag.end;
        loop {
            match next(self.text, behind)? {
                Next::End(end, is_empty) => {
                    self.call_attributes(first);
                    return Ok((end, is_empty));
                }
                Next::Attribute { name, value, quote } => {
                    if !self.attributes.add(self.text, name) {
                        return Err(Fault::new(name.start, "the XML has an attribute twice in one tag"));
                    }
                    self.attribute(behind, name, value, quote, id, member)?;
                    behind = value.end + 1;
                }
            }
        }
    }

    fn member(&mut self, span: Span, above: Option<u32>, id: NameId) -> u32 {
        self.sheet.members.push(Member::of_object(span, None, MARKUP, above, id));
        self.sheet.members.len() as u32 - 1
    }

    /// An attribute, with the white space from `behind` on that goes with it.
    fn attribute(
        &mut self,
        behind: usize,
        name: Span,
        value: Span,
        quote: u8,
        parent: NameId,
        above: Option<u32>,
    ) -> Result<(), Fault> {
        let bytes = name.of(self.text);
        let is_plain = In::Attribute.next(&self.text[..value.end], value.start).is_none();
        let made = if is_plain {
            Value::Plain
        } else {
            self.decoded([Segment { span: value, is_section: false }].iter(), |_| In::Attribute)?
        };
        let layers = Layers::one(Layer::Xml(Spot::Quotes(quote)));
        if bytes == b"xmlns" || bytes.starts_with(b"xmlns:") {
            // What a namespace is called is a part of names.
            self.key(name, parent, above);
            self.sheet.cells.push(Cell::new(value, made, Kind::Key, layers).of(parent, above));
            return Ok(());
        }
        let said = value.of(self.text);
        let is_named = bytes == b"name" && said.len() <= FIELD_NAME_BYTES_MAX && is_identifier(said);
        if let Some(open) =
            self.open.last_mut().filter(|open| is_named && is_generic(local(open.name.of(self.text))))
        {
            open.text_id = self.sheet.names.id(parent, said);
            // What goes with the field is the element.
            if let Some(member) = open.member {
                self.sheet.members[member as usize].name = open.text_id;
            }
        }
        let id = self.sheet.names.attribute(parent, local(bytes));
        let member = self.member(Span::new(behind, value.end + 1), above, id);
        self.key(name, id, Some(member));
        self.sheet.cells.push(Cell::new(value, made, Kind::Text, layers).of(id, Some(member)));
        self.look_for_name(id, bytes);
        self.look_inside(value);
        Ok(())
    }

    /// The last cell, written at `span`, can hold JSON. True when it does.
    fn look_inside(&mut self, span: Span) -> bool {
        let may_be = may_be_json(self.text, span) || (!span.is_empty() && self.text[span.start] == b'&');
        may_be && self.json.expand_last(self.text, self.sheet)
    }

    /// The value of all of `segments`, in the sheet.
    fn decoded<'s>(
        &mut self,
        segments: impl Iterator<Item = &'s Segment> + Clone,
        place: impl Fn(Segment) -> In,
    ) -> Result<Value, Fault> {
        let Sheet { decoded, places, borders, .. } = &mut *self.sheet;
        let start = decoded.len();
        let mut last: Option<Span> = None;
        for segment in segments {
            if let Some(last) = last {
                borders.push((Span::new(last.end, segment.span.start), segment.layer()));
            }
            append(self.text, segment.span, place(*segment), decoded, places)?;
            last = Some(segment.span);
        }
        let end = decoded.len();
        decoded.push(b'\n');
        places.push(last.unwrap_or_default().end as u32);
        Ok(Value::Decoded(Span::new(start, end)))
    }

    /// The text since the last tag, as a value of the field `id`.
    fn end_run(&mut self, id: NameId, member: Option<u32>) -> Result<(), Fault> {
        let mut run = take(&mut self.run);
        for segment in &run {
            let is_text = !segment.is_section;
            if let Some(n) = memchr::memmem::find(segment.span.of(self.text), b"]]>").filter(|_| is_text) {
                return Err(Fault::new(
                    segment.span.start + n,
                    "the XML has `]]>` outside of a CDATA section",
                ));
            }
        }
        let is_dark = |segment: &Segment| !trimmed(self.text, segment.span).is_empty();
        if let (Some(first), Some(last)) = (run.iter().position(is_dark), run.iter().rposition(is_dark)) {
            let (start, end) = (trimmed(self.text, run[first].span), trimmed(self.text, run[last].span));
            let before =
                run[..first].iter().map(|s| s.span).chain([Span::new(run[first].span.start, start.start)]);
            let before = Gap::of(before.flat_map(|span| span.of(self.text))).max(self.gap);
            let after = [Span::new(end.end, run[last].span.end)]
                .into_iter()
                .chain(run[last + 1..].iter().map(|s| s.span));
            let after = Gap::of(after.flat_map(|span| span.of(self.text)));
            run[first].span.start = start.start;
            run[last].span.end = end.end;
            self.value(&run[first..=last], before, id, member)?;
            self.gap = after;
        } else {
            self.gap = Gap::of(run.iter().flat_map(|s| s.span.of(self.text))).max(self.gap);
        }
        run.clear();
        self.run = run;
        self.take_notes();
        Ok(())
    }

    fn value(&mut self, run: &[Segment], gap: Gap, id: NameId, member: Option<u32>) -> Result<(), Fault> {
        let (first, last) = (run[0], run[run.len() - 1]);
        let span = Span::new(first.span.start, last.span.end);
        let is_plain = run.len() == 1 && first.place().next(&self.text[..span.end], span.start).is_none();
        let made = if is_plain { Value::Plain } else { self.decoded(run.iter(), Segment::place)? };
        // The outermost element stays; of it only the text can go.
        let member = member.unwrap_or_else(|| self.member(span, None, id));
        let cell = Cell::new(span, made, Kind::Text, Layers::one(first.layer())).of(id, Some(member));
        let number = self.sheet.cells.len() as u32;
        self.sheet.cells.push(cell);
        if let Some(open) = self.open.last_mut() {
            let target = Target { member, base: id };
            if open.id == open.text_id && (!open.has_text || open.member.is_none()) {
                self.said[open.said..].iter().for_each(|name| self.pairs.call(target, *name, Half::Text));
            }
            open.cell = Some(number).filter(|_| !open.has_text);
            open.has_text = true;
        }
        if run.len() == 1 && self.look_inside(span) {
            return Ok(());
        }
        if run.len() > 1 && is_unread(self.sheet.value(&cell, self.text)) {
            self.sheet.cells[number as usize].unread = true;
        }
        self.sheet.pieces.push(Piece { cell: number, part: None, gap });
        Ok(())
    }

    /// The innermost element ends at `end`.
    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        if let Some(member) = open.member {
            self.sheet.members[member as usize].end_at(end);
        }
        self.end_child(&open);
        let is_mixed = open.has_child && (open.has_text || !open.has_field);
        if is_mixed && self.sheet.pieces.len() > open.pieces + 1 {
            // What is in it is in the larger text too.
            while self.sheet.joins.last().is_some_and(|join| join.0 >= open.pieces) {
                self.sheet.joins.pop();
            }
            self.sheet.joins.push((open.pieces, self.sheet.pieces.len()));
        }
    }
}

fn key_cell(span: Span) -> Cell {
    Cell::new(span, Value::Plain, Kind::Key, Layers::one(Layer::Xml(Spot::Text)))
}
