//! Pages (HTML): a page is text, and what its tags say of a value is the name of the value.
//!
//! Names stand in attributes (`<input name="phone" value="…">`, `<meta name="author" content="…">`, `data-user-id="…"`,
//! `itemprop="telephone"`, classes as microformats have them), before a value (`<dt>Born</dt><dd>…</dd>`, `<b>Phone:</b> …`), and
//! at the head of a table; in scripts they are keys. Tags are read as the HTML Standard reads them (13.2.5), as far as a line shows it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::format::log::html::label::Label;
use crate::format::log::html::script::Script;
use crate::format::log::{Fields, Place, State, Weight, columns};
use crate::limits::{HTML_LABEL_BYTES_MAX, HTML_NAMED_MAX};
use crate::span::Span;
use crate::view;

mod aside;
mod attribute;
mod label;
mod said;
pub(super) mod script;

use aside::Aside;
use attribute::{Attribute, Open};
use said::Said;

/// Where in a page the next line begins.
#[derive(Clone, Default)]
pub(super) struct Page {
    in_script: bool,
    script: Script,
    aside: Option<Box<Aside>>,
    /// What ends the text that is no markup.
    plain: Option<&'static [u8]>,
    /// How many pictures and formulas are open, whose elements have other rules.
    foreign: usize,
    said: Said,
    /// The tag that is open.
    tag: Option<Tag>,
    /// The elements whose text has a name, innermost last.
    named: Vec<Named>,
    /// The text of the element that is a label is read.
    in_label: bool,
    label: Label,
    /// The columns of the table, and those of its row so far.
    columns: Arc<Vec<Vec<u8>>>,
    heads: Vec<Vec<u8>>,
    /// Which cell of its row is read; none outside of one.
    cell: usize,
    in_head: bool,
    /// One of several values to choose from is read.
    in_option: bool,
}

/// An element whose text has a name.
#[derive(Clone)]
struct Named {
    tag: Vec<u8>,
    field: Vec<u8>,
    /// How many more of its kind are open inside of it.
    inner: usize,
    /// It has nothing but its value inside.
    is_value: bool,
    /// Something inside of it has a name of its own, so it is a record and not a value.
    is_record: bool,
}

/// A tag as far as it was read.
#[derive(Clone, Default)]
struct Tag {
    /// In small letters; with the slash of one that closes.
    name: Vec<u8>,
    /// What its attributes call its value, and how much that says.
    field: Vec<u8>,
    is_named: bool,
    /// It says that its text is JSON.
    is_data: bool,
    /// A slash closes it.
    is_closed: bool,
    /// An attribute of it goes on.
    open: Option<Open>,
}

/// Attributes that say what a field is called, in the order of who knows best; the first four are for nothing else.
const NAMES: [&[u8]; 6] = [b"itemprop", b"autocomplete", b"name", b"property", b"id", b"class"];
const FOR_NAMES: usize = 4;

/// Attributes that hold what an element says.
const VALUES: [&[u8]; 3] = [b"value", b"content", b"datetime"];

/// Elements without an end.
const VOID: [&[u8]; 8] = [b"area", b"br", b"hr", b"img", b"input", b"link", b"meta", b"wbr"];

/// Elements that the next one of their kind ends.
const ENDLESS: [&[u8]; 8] = [b"dd", b"dt", b"li", b"option", b"p", b"td", b"th", b"tr"];

pub(super) fn fits(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let begins = |with: &[u8]| line.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    begins(b"<!doctype html") || begins(b"<html>") || begins(b"<html ")
}

pub(super) fn read(state: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    let page = &mut state.page;
    let mut at = 0;
    while at < line.len() {
        let Some((end, behind)) = page.aside.as_ref().map(|aside| aside.end(line, at)) else {
            page.read(line, &mut at, fields);
            continue;
        };
        page.read(&line[..end], &mut at, fields);
        at = behind.unwrap_or(line.len());
        if let Some(aside) = page.aside.take_if(|_| behind.is_some()) {
            *page = aside.before;
        }
    }
}

/// What ends a script.
const SCRIPT: &[u8] = b"</script";

/// Where `wanted` stands in `text`, in any case.
fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part.eq_ignore_ascii_case(wanted))
}

impl Page {
    /// Reads from `at` on, up to the beginning of something that stands aside.
    fn read(&mut self, line: &[u8], at: &mut usize, fields: &mut Fields<'_>) {
        let is_aside = self.aside.is_some();
        while *at < line.len() && is_aside == self.aside.is_some() {
            if self.in_script {
                let found = find(&line[*at..], SCRIPT).map(|n| *at + n);
                self.script.read(line, Span::new(*at, found.unwrap_or(line.len())), fields);
                let Some(found) = found else { return *at = line.len() };
                *at = found + SCRIPT.len();
                // The rest of the tag that closes it.
                *at += usize::from(line.get(*at) == Some(&b'>'));
                self.in_script = false;
            } else if let Some(tag) = self.tag.take() {
                *at = self.attributes(tag, line, *at, fields);
            } else if line[*at] == b'<' && self.opens(line, at) {
                // What was opened is read in the next round.
            } else {
                let length = memchr::memchr(b'<', &line[*at + 1..]).map_or(line.len() - *at, |n| n + 1);
                self.text(line, Span::new(*at, *at + length), fields);
                *at += length;
            }
        }
    }

    /// Goes over the beginning of something that stands aside or a tag at `at`; false when there is none.
    fn opens(&mut self, line: &[u8], at: &mut usize) -> bool {
        let rest = &line[*at..];
        if let Some(end) = self.plain {
            if find(&rest[..rest.len().min(end.len())], end).is_none() {
                return false;
            }
            self.plain = None;
        }
        if let Some((length, begun)) = aside::begin(rest) {
            *at += length;
            if let Some((end, is_remark)) = begun {
                self.step_aside(end, is_remark);
            }
            return true;
        }
        let slash = usize::from(rest.get(1) == Some(&b'/'));
        let length =
            rest[1 + slash..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
        if length == 0 || !rest[1 + slash].is_ascii_alphabetic() {
            return false;
        }
        let end = 1 + slash + length;
        self.tag = Some(Tag { name: rest[1..end].to_ascii_lowercase(), ..Tag::default() });
        *at += end;
        true
    }

    /// Reads the attributes of `tag` from `at` on; gives the end of the tag, or of the line.
    fn attributes(&mut self, mut tag: Tag, line: &[u8], at: usize, fields: &mut Fields<'_>) -> usize {
        let (mut all, mut at) = (Vec::new(), at);
        if let Some(open) = tag.open.take() {
            at = attribute::go_on(open, line, at, &mut tag.open, &mut all);
        }
        let last = loop {
            match line.get(at) {
                // The next tag: this one was never closed.
                None | Some(b'<' | b'>') => break line.get(at),
                Some(byte @ (b' ' | b'\t' | b'/')) => {
                    tag.is_closed |= *byte == b'/';
                    at += 1;
                }
                Some(_) => at = attribute::read(line, at, &mut tag.open, &mut all),
            }
        };
        for (rank, name) in NAMES.into_iter().enumerate() {
            let said = all.iter().find(|a| a.name == name).map(|a| view::unreferenced(a.value.of(line)));
            if let Some(said) = said.filter(|_| tag.field.is_empty()) {
                // Of several classes the first says what it is.
                let first = said.split(|b| *b == b' ').next().unwrap_or_default();
                if first.len() <= HTML_LABEL_BYTES_MAX {
                    tag.field = first.to_vec();
                    tag.is_named = rank < FOR_NAMES;
                }
            }
        }
        let is_json = |a: &Attribute| a.name == b"type" && find(a.value.of(line), b"json").is_some();
        tag.is_data |= all.iter().any(is_json);
        for attribute in &all {
            self.put_attribute(&tag, attribute, fields);
        }
        match last {
            Some(b'>') => {
                self.pass(tag);
                at + 1
            }
            Some(_) => at,
            None => {
                self.tag = Some(tag);
                at
            }
        }
    }

    /// The value of an attribute has the name of its tag, or the label before it.
    fn put_attribute(
        &self,
        tag: &Tag,
        Attribute { name, value, place }: &Attribute,
        fields: &mut Fields<'_>,
    ) {
        if let Some(own) = name.strip_prefix(b"data-") {
            fields.put_as(Weight::Message, &[own], *value, *place);
        } else if VALUES.contains(&name.as_slice()) {
            let weight = if tag.is_named { Weight::Name } else { Weight::Message };
            // What can be chosen is what it is chosen for.
            let select = self.named.last().filter(|named| tag.name == b"option" && named.tag == b"select");
            let select = select.map_or(&[][..], |named| &named.field);
            let said =
                [(weight, &tag.field[..]), (Weight::Message, self.label.text()), (Weight::Message, select)];
            for (weight, said) in said.into_iter().filter(|(_, said)| !said.is_empty()) {
                fields.put_as(weight, &[said], *value, *place);
            }
        }
    }

    /// What a whole tag says of what follows.
    fn pass(&mut self, tag: Tag) {
        let name = tag.name.as_slice();
        if matches!(name, b"td" | b"dd" | b"dt" | b"th" | b"tr" | b"/tr" | b"/table") {
            // The end of a label before them may be missing.
            self.end_label();
        }
        match name {
            b"svg" | b"math" if !tag.is_closed => self.foreign += 1,
            b"/svg" | b"/math" => self.foreign = self.foreign.saturating_sub(1),
            b"script" | b"style" if self.foreign > 0 && tag.is_closed => {}
            b"script" => (self.in_script, self.script) = (true, Script::new(tag.is_data)),
            b"textarea" if self.foreign == 0 => self.plain = Some(b"</textarea"),
            b"title" if self.foreign == 0 => self.plain = Some(b"</title"),
            b"table" | b"/table" => {
                (self.columns, self.heads, self.cell) = Default::default();
                self.label.clear();
            }
            b"tr" | b"/tr" => {
                self.end_row();
                self.label.clear();
            }
            b"td" => {
                if self.cell == 1 && self.columns.is_empty() {
                    // In a table without heads the first cell says what the second is.
                    self.label.begin();
                }
                self.cell += 1;
            }
            b"option" | b"/option" => self.in_option = name == b"option",
            b"/select" => {
                self.in_option = false;
                self.label.clear();
            }
            _ => {}
        }
        match name {
            b"dt" | b"label" | b"th" => {
                self.label.clear();
                (self.in_label, self.in_head) = (true, name == b"th");
            }
            b"/dt" | b"/label" | b"/th" => self.end_label(),
            // It goes on over the border to the cell behind it.
            b"/td" if self.cell == 1 && self.columns.is_empty() => self.label.begin(),
            _ => match name.strip_prefix(b"/") {
                Some(closed) => self.label.close(closed),
                None => self.label.open(name, VOID.contains(&name)),
            },
        }
        self.said.pass(name, VOID.contains(&name));
        if let Some(aside) = &mut self.aside {
            // What is in an element is one of the page, or was.
            aside.is_remark = false;
        }
        let end = aside::of_element(name).filter(|_| self.foreign == 0 || !tag.is_closed);
        self.name(tag);
        if let Some((end, is_remark)) = end {
            self.step_aside(end, is_remark);
        }
    }

    /// The elements whose text has a name, behind `tag`.
    fn name(&mut self, tag: Tag) {
        if let Some(closed) = tag.name.strip_prefix(b"/") {
            let Some(n) = self.named.iter().rposition(|named| named.tag == closed) else { return };
            match self.named[n].inner.checked_sub(1) {
                Some(inner) => self.named[n].inner = inner,
                None => self.named.truncate(n),
            }
        } else if !VOID.contains(&tag.name.as_slice()) && tag.name != b"label" {
            let is_last = self.named.last().is_some_and(|named| named.tag == tag.name);
            if is_last && ENDLESS.contains(&tag.name.as_slice()) {
                self.named.pop();
            }
            if !tag.field.is_empty() {
                if self.named.len() == HTML_NAMED_MAX {
                    self.named.remove(0);
                }
                let Tag { name: tag, field, is_named, .. } = tag;
                self.named.push(Named { tag, field, inner: 0, is_value: is_named, is_record: false });
            } else if let Some(named) = self.named.iter_mut().rfind(|named| named.tag == tag.name) {
                named.inner += 1;
            }
        }
    }

    /// What follows stands aside up to `end`. Nothing does inside of what does already.
    fn step_aside(&mut self, end: &'static [u8], is_remark: bool) {
        if self.aside.is_none() {
            self.aside = Some(Box::new(Aside { before: self.clone(), end, is_remark }));
        }
    }

    fn end_label(&mut self) {
        if self.in_head {
            self.heads.push(self.label.text().to_vec());
        }
        if self.in_label {
            self.label.begin();
        }
        (self.in_label, self.in_head) = (false, false);
    }

    fn end_row(&mut self) {
        if self.cell == 0 && self.heads.len() > 1 {
            self.columns = columns(self.heads.iter().map(Vec::as_slice));
        }
        (self.heads, self.cell) = Default::default();
    }

    /// A piece of text: a label, or a value with the names that hold here.
    fn text(&mut self, line: &[u8], span: Span, fields: &mut Fields<'_>) {
        let whole = span.of(line);
        let (mut text, mut start) =
            (whole.trim_ascii(), span.start + (whole.len() - whole.trim_ascii_start().len()));
        // The colon may stand behind the element that has the label.
        if let Some(rest) = text.strip_prefix(b":").filter(|_| !self.in_label && !self.said.text().is_empty())
        {
            self.label.clear();
            self.label.push(self.said.text());
            start += text.len() - rest.trim_ascii_start().len();
            text = rest.trim_ascii_start();
        }
        if text == b"&nbsp;" || !text.iter().any(|b| b.is_ascii_alphanumeric() || !b.is_ascii()) {
            return;
        }
        let value = Span::new(start, start + text.len());
        let is_remark = self.aside.as_ref().is_some_and(|aside| aside.is_remark);
        if self.in_label && !is_remark {
            return self.label.push(text.strip_suffix(b":").unwrap_or(text));
        }
        if let Some(label) = colon(text) {
            self.said.clear();
            self.label.clear();
            return self.label.push(&label);
        }
        if is_remark {
            return;
        }
        self.said.push(text);
        if let Some((_, around)) = self.named.split_last_mut() {
            around.iter_mut().for_each(|named| named.is_record = !named.is_value);
        }
        let own = self.named.last().filter(|named| !named.is_record).map(|named| &named.field[..]);
        let column = self.cell.checked_sub(1).and_then(|n| self.columns.get(n));
        let names = [own, column.map(Vec::as_slice), Some(self.label.text())];
        for name in names.into_iter().flatten().filter(|name| !name.is_empty()) {
            // An angle bracket would begin a tag.
            fields.put_as(Weight::Message, &[name], value, Place::Until(b'<'));
        }
        if self.cell == 1 && self.columns.is_empty() {
            self.label.push(text);
        } else if !self.in_option {
            self.label.take();
        }
    }
}

/// The label that ends with a colon.
fn colon(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    match text.strip_suffix(b":") {
        Some(label) => Some(Cow::Borrowed(label.trim_ascii_end())),
        None if text.ends_with(b";") && text.len() <= 2 * HTML_LABEL_BYTES_MAX => {
            let said = view::unreferenced(text);
            let label = said.trim_ascii_end().strip_suffix(b":")?;
            Some(Cow::Owned(label.to_vec()))
        }
        None => None,
    }
}
