//! Pages (HTML): a page is text, and what its tags say of a value is the name of the value.
//!
//! Names stand in attributes (`<input name="phone" value="…">`, `<meta name="author" content="…">`, `data-user-id="…"`,
//! `itemprop="telephone"`, classes as microformats have them), before a value (`<dt>Born</dt><dd>…</dd>`, `<b>Phone:</b> …`), and
//! at the head of a table. Tags are read as the HTML Standard reads them (13.2.5), as far as a line shows it.

use std::sync::Arc;

use crate::format::log::{Fields, Place, State, Weight, columns};
use crate::limits::HTML_LABEL_BYTES_MAX;
use crate::span::Span;

/// Where in a page the next line begins.
#[derive(Clone, Default)]
pub(super) struct Page {
    /// What ends what is no markup: a script, a sheet of styles.
    raw: Option<&'static [u8]>,
    /// In a comment, where a script begins none.
    in_comment: bool,
    /// The tag that is open.
    tag: Option<Tag>,
    /// The element whose text has a name, and that name.
    named: Option<(Vec<u8>, Vec<u8>)>,
    /// The text of the element that is a label is read.
    in_label: bool,
    /// The last label, which is that of the text to come.
    label: Vec<u8>,
    /// The columns of the table, and those of its row so far.
    columns: Arc<Vec<Vec<u8>>>,
    heads: Vec<Vec<u8>>,
    /// Which cell of its row is read; none outside of one.
    cell: usize,
    in_head: bool,
}

/// A tag as far as it was read.
#[derive(Clone, Default)]
struct Tag {
    /// In small letters; with the slash of one that closes.
    name: Vec<u8>,
    /// What its attributes call its value, and how much that says.
    field: Vec<u8>,
    is_named: bool,
}

/// Attributes that say what a field is called, in the order of who knows best; the first four are for nothing else.
const NAMES: [&[u8]; 6] = [b"itemprop", b"autocomplete", b"name", b"property", b"id", b"class"];
const FOR_NAMES: usize = 4;

/// Attributes that hold what an element says.
const VALUES: [&[u8]; 3] = [b"value", b"content", b"datetime"];

/// Elements without an end.
const VOID: [&[u8]; 8] = [b"area", b"br", b"hr", b"img", b"input", b"link", b"meta", b"wbr"];

/// An attribute: its name and its value.
struct Attribute {
    name: Span,
    value: Span,
    place: Place,
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
        if let Some(end) = page.raw {
            let Some(found) = find(&line[at..], end) else { return };
            at += found + end.len();
            // The rest of the tag that closes it.
            at += usize::from(line.get(at) == Some(&b'>'));
            page.raw = None;
        } else if let Some(tag) = page.tag.take() {
            at = page.attributes(tag, line, at, fields);
        } else if line[at] == b'<' && page.opens(line, &mut at) {
            // What was opened is read in the next round.
        } else {
            let length = memchr::memchr(b'<', &line[at + 1..]).map_or(line.len() - at, |n| n + 1);
            page.text(line, Span::new(at, at + length), fields);
            at += length;
        }
    }
}

/// Where `wanted` stands in `text`, in any case.
fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part.eq_ignore_ascii_case(wanted))
}

impl Page {
    /// Goes over the beginning of a comment or a tag at `at`; false when there is none.
    fn opens(&mut self, line: &[u8], at: &mut usize) -> bool {
        let rest = &line[*at..];
        // What a comment holds is what was taken out of the page.
        if rest.starts_with(b"<!--") {
            self.in_comment = true;
            *at += 4;
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
        let is_whole = loop {
            match line.get(at) {
                None => break false,
                // The next tag: this one was never closed.
                Some(b'<') => return at,
                Some(b'>') => break true,
                Some(b' ' | b'\t' | b'/') => at += 1,
                Some(_) => {
                    let attribute = attribute(line, at);
                    at = attribute.value.end.max(attribute.name.end)
                        + usize::from(matches!(attribute.place, Place::Until(_)));
                    all.push(attribute);
                }
            }
        };
        for (rank, name) in NAMES.into_iter().enumerate() {
            let said = all.iter().find(|a| a.name.of(line).eq_ignore_ascii_case(name));
            if let Some(said) = said.map(|a| a.value.of(line)).filter(|_| tag.field.is_empty()) {
                // Of several classes the first says what it is.
                let first = said.split(|b| *b == b' ').next().unwrap_or_default();
                if first.len() <= HTML_LABEL_BYTES_MAX {
                    tag.field = first.to_vec();
                    tag.is_named = rank < FOR_NAMES;
                }
            }
        }
        for Attribute { name, value, place } in all {
            let own = name.of(line).to_ascii_lowercase();
            if let Some(own) = own.strip_prefix(b"data-") {
                fields.put_as(Weight::Message, &[own], value, place);
            } else if VALUES.contains(&own.as_slice()) {
                let weight = if tag.is_named { Weight::Name } else { Weight::Message };
                let said = [(weight, &tag.field), (Weight::Message, &self.label)];
                for (weight, said) in said.into_iter().filter(|(_, said)| !said.is_empty()) {
                    fields.put_as(weight, &[said], value, place);
                }
            }
        }
        if is_whole {
            self.pass(tag);
            at + 1
        } else {
            self.tag = Some(tag);
            at
        }
    }

    /// What a whole tag says of what follows.
    fn pass(&mut self, tag: Tag) {
        match tag.name.as_slice() {
            b"script" | b"style" if self.in_comment => {}
            b"script" => self.raw = Some(b"</script"),
            b"style" => self.raw = Some(b"</style"),
            b"table" | b"/table" => (self.columns, self.heads, self.cell) = Default::default(),
            b"tr" => (self.heads, self.cell) = Default::default(),
            b"/tr" => {
                if self.cell == 0 && self.heads.len() > 1 {
                    self.columns = columns(self.heads.iter().map(Vec::as_slice));
                }
                self.label.clear();
                self.cell = 0;
            }
            b"td" => self.cell += 1,
            b"dt" | b"label" | b"th" => {
                self.label.clear();
                (self.in_label, self.in_head) = (true, tag.name == b"th");
            }
            b"/dt" | b"/label" | b"/th" => self.end_label(),
            b"/dd" | b"/td" | b"/p" | b"/li" | b"/div" if self.cell != 1 => self.label.clear(),
            _ => {}
        }
        if let Some(closed) = tag.name.strip_prefix(b"/") {
            if self.named.as_ref().is_some_and(|(name, _)| name == closed) {
                self.named = None;
            }
        } else if !tag.field.is_empty() && !VOID.contains(&tag.name.as_slice()) && tag.name != b"label" {
            self.named = Some((tag.name, tag.field));
        }
    }

    fn end_label(&mut self) {
        if self.in_head {
            self.heads.push(self.label.clone());
        }
        (self.in_label, self.in_head) = (false, false);
    }

    /// A piece of text: a label, or a value with the names that hold here.
    fn text(&mut self, line: &[u8], span: Span, fields: &mut Fields<'_>) {
        let whole = span.of(line);
        if memchr::memmem::find(whole, b"-->").is_some() {
            self.in_comment = false;
        }
        let text = whole.trim_ascii();
        if text == b"&nbsp;" || !text.iter().any(|b| b.is_ascii_alphanumeric() || !b.is_ascii()) {
            return;
        }
        let start = span.start + (whole.len() - whole.trim_ascii_start().len());
        let value = Span::new(start, start + text.len());
        let label = text.strip_suffix(b":").map(|text| text.trim_ascii_end());
        if self.in_label || label.is_some() {
            let label = label.unwrap_or(text);
            if self.label.len() + label.len() < HTML_LABEL_BYTES_MAX {
                self.label.extend_from_slice(label);
            }
            return;
        }
        let column = self.cell.checked_sub(1).and_then(|n| self.columns.get(n));
        let names = [self.named.as_ref().map(|(_, name)| name), column, Some(&self.label)];
        for name in names.into_iter().flatten().filter(|name| !name.is_empty()) {
            // An angle bracket would begin a tag.
            fields.put_as(Weight::Message, &[name], value, Place::Until(b'<'));
        }
        self.label.clear();
        // In a table without heads the first cell says what the second is.
        if self.cell == 1 && self.columns.is_empty() && text.len() < HTML_LABEL_BYTES_MAX {
            self.label.extend_from_slice(text);
        }
    }
}

/// The attribute at `at`, where no white space stands.
fn attribute(line: &[u8], at: usize) -> Attribute {
    let rest = &line[at..];
    let ends = |b: &u8| matches!(*b, b' ' | b'\t' | b'=' | b'>' | b'/');
    // A name has one byte at least, whatever that is.
    let length = 1 + rest[1..].iter().position(ends).unwrap_or(rest.len() - 1);
    let name = Span::new(at, at + length);
    let spaces = |from: usize| line[from..].iter().take_while(|b| matches!(**b, b' ' | b'\t')).count();
    let sign = name.end + spaces(name.end);
    let none = Attribute { name, value: Span::new(name.end, name.end), place: Place::Bare };
    if line.get(sign) != Some(&b'=') {
        return none;
    }
    let start = sign + 1 + spaces(sign + 1);
    match line.get(start) {
        Some(quote @ (b'"' | b'\'')) => {
            let from = start + 1;
            let end = memchr::memchr(*quote, &line[from..]).map_or(line.len(), |n| from + n);
            let place = if end == line.len() { Place::Bare } else { Place::Until(*quote) };
            Attribute { name, value: Span::new(from, end), place }
        }
        Some(_) => {
            let ends = |b: &u8| matches!(*b, b' ' | b'\t' | b'>');
            let end = line[start..].iter().position(ends).map_or(line.len(), |n| start + n);
            Attribute { name, value: Span::new(start, end), place: Place::Bare }
        }
        None => Attribute { value: Span::new(start, start), ..none },
    }
}
