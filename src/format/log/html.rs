//! Pages (HTML): a page is text, and what its tags say of a value is the name of the value.
//!
//! Names stand in attributes (`<input name="phone" value="…">`, `<meta name="author" content="…">`, `data-user-id="…"`,
//! `itemprop="telephone"`, classes as microformats have them), before a value (`<dt>Born</dt><dd>…</dd>`, `<b>Phone:</b> …`), and
//! at the head of a table; in scripts they are keys. Tags are read as the HTML Standard reads them (13.2.5), as far as a line shows it.

use std::borrow::Cow;

use crate::format::log::html::label::Label;
use crate::format::log::html::script::Script;
use crate::format::log::{Fields, Place, State, Weight};
use crate::limits::{HTML_LABEL_BYTES_MAX, HTML_NAMED_MAX, HTML_TAG_NAMES_MAX, HTML_WAITING_BYTES_MAX};
use crate::span::Span;
use crate::view;

mod aside;
mod attribute;
mod elements;
mod label;
mod said;
pub(super) mod script;
mod table;
mod tag;

use aside::Aside;
use attribute::Attribute;
use said::Said;
use table::{Table, levels};
use tag::Tag;

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
    /// The element of any kind that is called a label and is open, and its text.
    label_of: Vec<u8>,
    label_text: Vec<u8>,
    label: Label,
    table: Table,
    /// Those that it stands in a cell of.
    outer: Vec<Table>,
    in_head: bool,
    /// That head says that it is one of a row.
    is_of_row: bool,
    /// What the values of a list are called until the next name, and whether that is read.
    term: Vec<u8>,
    in_term: bool,
    /// What a line ended with that another can go on with.
    tail: Vec<u8>,
    /// One of several values to choose from is read.
    in_option: bool,
}

/// An element whose text has a name.
#[derive(Clone)]
struct Named {
    tag: Vec<u8>,
    fields: Vec<Vec<u8>>,
    /// How many more of its kind are open inside of it.
    inner: usize,
    /// It has nothing but its value inside.
    is_value: bool,
    /// Something inside of it has a name of its own, so it is a record and not a value.
    is_record: bool,
}

/// Attributes that hold what an element says.
const VALUES: [&[u8]; 3] = [b"value", b"content", b"datetime"];

/// Elements without an end.
const VOID: [&[u8]; 8] = [b"area", b"br", b"hr", b"img", b"input", b"link", b"meta", b"wbr"];

/// Elements that the next one of their kind ends.
const ENDLESS: [&[u8]; 8] = [b"dd", b"dt", b"li", b"option", b"p", b"td", b"th", b"tr"];

/// True for the name of a tag that ends the text before it: an element that begins a line or a cell of its own.
pub(crate) fn ends_text(name: &[u8]) -> bool {
    label::is_block(&name.to_ascii_lowercase())
}

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
        fields.border(Span::new(end, at));
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
                fields.border(Span::new(found, *at));
                self.in_script = false;
            } else if let Some(tag) = self.tag.take() {
                *at = self.attributes(tag, line, *at, fields);
            } else if line[*at] == b'<' && self.opens(line, at, fields) {
                // What was opened is read in the next round.
            } else {
                let length = memchr::memchr(b'<', &line[*at + 1..]).map_or(line.len() - *at, |n| n + 1);
                self.text(line, Span::new(*at, *at + length), fields);
                *at += length;
            }
        }
    }

    /// Goes over the beginning of something that stands aside or a tag at `at`; false when there is none.
    fn opens(&mut self, line: &[u8], at: &mut usize, fields: &mut Fields<'_>) -> bool {
        let rest = &line[*at..];
        if let Some(end) = self.plain {
            if find(&rest[..rest.len().min(end.len())], end).is_none() {
                return false;
            }
            self.plain = None;
        }
        if let Some((length, begun)) = aside::begin(rest) {
            fields.border(Span::new(*at, *at + length));
            *at += length;
            self.tail.clear();
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
        let mut tag = Tag::new(&rest[1..end]);
        // Elements of other namespaces and of a page's own, and whatever is closed, are elements to every reader.
        let of_name = |b: &&u8| b.is_ascii_alphabetic() || matches!(**b, b'-' | b':');
        let whole = end + rest[end..].iter().take_while(of_name).count();
        let ends = rest.get(whole).is_none_or(|b| matches!(b, b'>' | b'/' | b' ' | b'\t'));
        let is_word = ends && rest[1 + slash..end].iter().all(|b| b.is_ascii_alphabetic() || *b == b'-');
        let is_own = is_word && (slash == 1 || whole > end || rest[1..end].contains(&b'-'));
        tag.is_known |= is_own;
        let end = if is_own { whole } else { end };
        if tag.is_known {
            fields.border(Span::new(*at, *at + end));
        }
        self.tag = Some(tag);
        self.tail.clear();
        *at += end;
        true
    }

    /// Reads the attributes of `tag` from `at` on; gives the end of the tag, or of the line.
    fn attributes(&mut self, mut tag: Tag, line: &[u8], at: usize, fields: &mut Fields<'_>) -> usize {
        let (mut all, mut at, start) = (Vec::new(), at, at);
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
        let had = tag.fields.len();
        tag.learn(line, &all);
        call_waiting(&mut tag, had, fields);
        if tag.is_known {
            let end = at + usize::from(last == Some(&b'>'));
            attribute::borders(line, Span::new(start, end), &all, fields);
        }
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
                wait(&mut tag, &all, fields);
                self.tag = Some(tag);
                at
            }
        }
    }

    /// Nothing waits that stands before what is read now.
    pub(super) fn forget_waiting(&mut self) {
        if let Some(tag) = &mut self.tag {
            tag.waiting.clear();
        }
        if let Some(aside) = &mut self.aside {
            aside.before.forget_waiting();
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
            // What can be chosen is what it is chosen for.
            let select = self.named.last().filter(|named| tag.name == b"option" && named.tag == b"select");
            let select = select.into_iter().flat_map(|named| &named.fields).map(Vec::as_slice);
            let said = tag.fields.iter().map(Vec::as_slice).chain([self.label.text()]).chain(select);
            for (rank, said) in said.enumerate().filter(|(_, said)| !said.is_empty()) {
                let weight = if tag.is_named && rank == 0 { Weight::Name } else { Weight::Message };
                fields.put_as(weight, &[said], *value, *place);
            }
        }
    }

    /// What a whole tag says of what follows.
    fn pass(&mut self, tag: Tag) {
        let name: &[u8] = match tag.name.as_slice() {
            b"td" if self.table.in_heads => b"th",
            b"/td" if self.table.in_heads => b"/th",
            name => name,
        };
        if matches!(
            name,
            b"td" | b"dd" | b"dt" | b"th" | b"tr" | b"/tr" | b"/table" | b"thead" | b"/thead" | b"tbody"
        ) {
            // The end of a label before them may be missing.
            self.end_label();
        }
        self.pass_table(name, &tag);
        self.pass_around(name, &tag);
        // What stands before it was for another value.
        if self.label.is_spent() && !self.in_label {
            self.label.clear();
        }
        match name {
            b"dt" | b"label" | b"th" => {
                self.label.clear();
                (self.in_label, self.in_head) = (true, name == b"th");
                if self.in_head {
                    self.is_of_row = tag.is_of_row;
                    self.table.head(&tag);
                }
            }
            b"/dt" | b"/label" | b"/th" => self.end_label(),
            // It goes on over the border to the cell behind it.
            b"/td" if self.table.is_first() => self.label.begin(),
            _ => match name.strip_prefix(b"/") {
                Some(closed) => self.label.close(closed),
                None => self.label.open(name, VOID.contains(&name)),
            },
        }
        if tag.is_label && !VOID.contains(&name) && !label::CELLS.contains(&name) {
            (self.label_of, self.label_text) = (name.to_vec(), Vec::new());
        } else if self.is_end_of_label(name) {
            self.label_of.clear();
            self.label.clear();
            self.label.push(&std::mem::take(&mut self.label_text));
        }
        if name == b"dd" && self.label.text().is_empty() {
            self.label.push(&self.term);
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

    /// Takes what a tag says of what stands behind it.
    fn pass_around(&mut self, name: &[u8], tag: &Tag) {
        match name {
            b"svg" | b"math" if !tag.is_closed => self.foreign += 1,
            b"/svg" | b"/math" => self.foreign = self.foreign.saturating_sub(1),
            b"script" | b"style" if self.foreign > 0 && tag.is_closed => {}
            b"script" => (self.in_script, self.script) = (true, Script::new(tag.is_data)),
            b"textarea" if self.foreign == 0 => self.plain = Some(b"</textarea"),
            b"title" if self.foreign == 0 => self.plain = Some(b"</title"),
            b"dl" | b"/dl" | b"dt" => {
                self.term.clear();
                self.in_term = name == b"dt";
            }
            b"option" | b"/option" => self.in_option = name == b"option",
            b"/select" => {
                self.in_option = false;
                self.label.clear();
            }
            b"input" if tag.is_control => self.label.spend(),
            b"/textarea" => self.label.spend(),
            _ => {}
        }
    }

    /// The same of tables: `name` is that of `tag`, or of what it is like.
    fn pass_table(&mut self, name: &[u8], tag: &Tag) {
        match name {
            b"table" => {
                if self.outer.len() == HTML_NAMED_MAX {
                    self.outer.remove(0);
                }
                self.outer.push(std::mem::take(&mut self.table));
                self.label.clear();
            }
            b"/table" => {
                self.table = self.outer.pop().unwrap_or_default();
                self.label.clear();
            }
            b"tr" | b"/tr" => {
                self.table.end_row();
                self.label.clear();
            }
            b"thead" | b"/thead" | b"tbody" => {
                self.table.end_row();
                self.table.in_heads = name == b"thead";
            }
            b"td" => {
                self.table.value(tag);
                if self.table.is_first() {
                    // In a table without heads the first cell says what the second is.
                    self.label.begin();
                }
            }
            _ => {}
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
            if !tag.fields.is_empty() {
                if self.named.len() == HTML_NAMED_MAX {
                    self.named.remove(0);
                }
                let Tag { name: tag, fields, is_named, .. } = tag;
                self.named.push(Named { tag, fields, inner: 0, is_value: is_named, is_record: false });
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
            self.table.end_head(self.label.text());
        }
        if std::mem::take(&mut self.in_term) {
            self.term = self.label.text().to_vec();
        }
        match (self.in_label, self.label.is_spent()) {
            // What it is a label of stands in it.
            (true, true) => self.label.clear(),
            (true, false) => self.label.begin(),
            _ => {}
        }
        (self.in_label, self.in_head) = (false, false);
    }

    /// Goes on with the text of an element that is called a label. A long one is none.
    fn add_to_label(&mut self, text: &[u8]) {
        if self.label_of.is_empty() {
            return;
        }
        if self.label_text.len() + text.len() >= HTML_LABEL_BYTES_MAX {
            self.label_text.clear();
            return self.label_of.clear();
        }
        if !self.label_text.is_empty() {
            self.label_text.push(b' ');
        }
        self.label_text.extend_from_slice(text);
    }

    /// True for `name` with the slash that closes an element of any kind that is a label.
    fn is_end_of_label(&self, name: &[u8]) -> bool {
        !self.label_of.is_empty() && name.strip_prefix(b"/") == Some(self.label_of.as_slice())
    }

    /// A piece of text: a label, or a value with the names that hold here.
    fn text(&mut self, line: &[u8], span: Span, fields: &mut Fields<'_>) {
        let whole = span.of(line);
        let (mut text, mut start) =
            (whole.trim_ascii(), span.start + (whole.len() - whole.trim_ascii_start().len()));
        // The colon may stand behind the element that has the label.
        let sign = text.strip_prefix(b":").or(text.strip_prefix(b"="));
        if let Some(rest) = sign.filter(|_| !self.in_label && !self.said.text().is_empty()) {
            self.label.clear();
            self.label.push(self.said.text());
            start += text.len() - rest.trim_ascii_start().len();
            text = rest.trim_ascii_start();
        }
        let tail = std::mem::take(&mut self.tail);
        if text == b"&nbsp;" || !text.iter().any(|b| b.is_ascii_alphanumeric() || !b.is_ascii()) {
            return;
        }
        let value = Span::new(start, start + text.len());
        if span.end == line.len() && text.len() < HTML_LABEL_BYTES_MAX {
            self.tail.extend_from_slice(text);
        }
        // A few words of the line before can begin what this one goes on with.
        let is_few =
            |words: &[u8]| words.iter().all(|b| b.is_ascii_alphabetic() || *b == b' ' || !b.is_ascii());
        let before = if span.start == 0 && is_few(&tail) { &tail[..] } else { &[] };
        let is_remark = self.aside.as_ref().is_some_and(|aside| aside.is_remark);
        if self.in_label && !is_remark {
            // The head of a row is a value where its column has a name.
            let column = self.table.of_head(self.is_of_row).filter(|name| self.in_head && *name != text);
            if let Some(name) = column.filter(|name| !name.is_empty()) {
                let path: Vec<&[u8]> = levels(name).collect();
                fields.put_as(Weight::Message, &path, value, Place::Until(b'<'));
            }
            return self.label.push(text.strip_suffix(b":").unwrap_or(text));
        }
        if let Some(label) = colon(text) {
            self.said.clear();
            self.label.clear();
            self.label.push(before);
            return self.label.push(&label);
        }
        if is_remark {
            return;
        }
        if !before.is_empty() {
            put_over_lines(before, text, value, fields);
        }
        self.said.push(text);
        if let Some((_, around)) = self.named.split_last_mut() {
            around.iter_mut().for_each(|named| named.is_record = !named.is_value);
        }
        let own = self.named.last().filter(|named| !named.is_record);
        let own = own.into_iter().flat_map(|named| &named.fields).map(Vec::as_slice);
        let names = own.chain(self.table.of_value()).chain([self.label.text()]);
        for name in names.filter(|name| !name.is_empty()) {
            // An angle bracket would begin a tag.
            let path: Vec<&[u8]> = levels(name).collect();
            fields.put_as(Weight::Message, &path, value, Place::Until(b'<'));
        }
        if let Some((heads, name)) = self.table.in_doubt() {
            fields.put_in_doubt(heads, name, value, Place::Until(b'<'));
        }
        self.table.add(text);
        self.add_to_label(text);
        if self.table.is_first() {
            self.label.push(text);
        } else if !self.in_option {
            self.label.take();
        }
    }
}

/// The values of `all` that end with the line may be called by what the next lines say of `tag`. They are put as often as names can be said.
fn wait(tag: &mut Tag, all: &[Attribute], fields: &mut Fields<'_>) {
    for Attribute { name, value, place } in all {
        let is_value = VALUES.contains(&name.as_slice()) && !value.is_empty();
        if is_value && tag.waiting.len() < HTML_TAG_NAMES_MAX {
            tag.waiting.push(Span::new(fields.base + value.start, fields.base + value.end));
            (0..HTML_TAG_NAMES_MAX).for_each(|_| fields.put(b"value", *value, *place));
        }
    }
}

/// Calls values in lines before what `tag` has been called since it had `had` names.
fn call_waiting(tag: &mut Tag, had: usize, fields: &mut Fields<'_>) {
    let Some(first) = tag.waiting.first() else { return };
    if fields.base - first.start > HTML_WAITING_BYTES_MAX {
        return tag.waiting.clear();
    }
    fields.goes_on = true;
    for span in &tag.waiting {
        tag.fields[had..].iter().for_each(|name| fields.call_as(*span, &[name.as_slice()], None));
    }
}

/// What stands behind a colon in `text`, which is `value` and goes on with the words `before`, is called so: with those of its line it is
/// text, in which detectors look for that.
fn put_over_lines(before: &[u8], text: &[u8], value: Span, fields: &mut Fields<'_>) {
    let Some(sign) = memchr::memchr(b':', text) else { return };
    let name = [before, b" ", text[..sign].trim_ascii_end()].concat();
    if name.len() <= HTML_LABEL_BYTES_MAX {
        let start = value.end - text[sign + 1..].trim_ascii_start().len();
        fields.put_as(Weight::Message, &[&name], Span::new(start, value.end), Place::Until(b'<'));
    }
}

/// The label that ends with a colon, or with an equals sign.
fn colon(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    match text.strip_suffix(b":").or(text.strip_suffix(b"=")) {
        Some(label) => Some(Cow::Borrowed(label.trim_ascii_end())),
        None if text.ends_with(b";") && text.len() <= 2 * HTML_LABEL_BYTES_MAX => {
            let said = view::unreferenced(text);
            let label = said.trim_ascii_end().strip_suffix(b":")?;
            Some(Cow::Owned(label.to_vec()))
        }
        None => None,
    }
}
