//! Values as PHP serializes them (`a:1:{s:5:"email";s:15:"ann@example.com";}`), as options of WordPress are kept in tables.
//!
//! Keys of arrays and properties of objects are names of what they hold, as in JSON. Texts have their lengths before them, so what changes
//! in one needs another length there ([`Length`]); they have no escapes.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::format::keyed::{self, Keyed};
use crate::format::log::place::is_marker;
use crate::format::names::NameId;
use crate::format::sheet::{Cell, Kind, Layers, Sheet, Value};
use crate::format::sql::fit::Shape;
use crate::limits::{PHP_DEPTH_MAX, PHP_INSIDE_PHP_MAX};
use crate::span::Span;

/// A text whose length stands before it.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    /// Its digits, in the frame.
    digits: Span,
    /// The text, in the frame.
    content: Span,
    /// What the digits say.
    bytes: usize,
    /// The text around it that is serialized itself, as an index of [`Sheet::lengths`].
    parent: Option<u32>,
    /// What is around both.
    layers: Layers,
}

/// The lengths that are others when values at places of the frame, in any order, grow by so many bytes; and how each is written.
pub fn lengths_after(lengths: &[Length], grown: impl Iterator<Item = (Span, i64)>) -> Vec<(Span, Vec<u8>)> {
    let mut sums: BTreeMap<u32, i64> = BTreeMap::new();
    for (place, bytes) in grown {
        let before = lengths.partition_point(|length| length.content.start <= place.start);
        let mut around = before.checked_sub(1).map(|n| n as u32);
        while let Some(n) = around.filter(|n| !lengths[*n as usize].content.contains(place)) {
            around = lengths[n as usize].parent;
        }
        if let Some(n) = around {
            *sums.entry(n).or_default() += bytes;
        }
    }
    let mut made = Vec::new();
    // What is inside comes behind what it is in.
    while let Some((n, bytes)) = sums.pop_last() {
        if bytes == 0 {
            continue;
        }
        let length = &lengths[n as usize];
        let now = (length.bytes as i64 + bytes).to_string();
        if let Some(parent) = length.parent {
            *sums.entry(parent).or_default() +=
                bytes + now.len() as i64 - length.bytes.to_string().len() as i64;
        }
        let mut written = Vec::new();
        // Digits can be written in any layer.
        length.layers.write(now.as_bytes(), &mut written);
        made.push((length.digits, written));
    }
    made
}

/// Whether a value with these bytes can be one of PHP: cheap, and seldom wrong.
#[inline]
pub(in crate::format) fn may_be(value: &[u8]) -> bool {
    match value {
        [b'a' | b'O' | b's' | b'C', b':', digit, ..] => digit.is_ascii_digit(),
        [b' ' | b'\t' | b'\r' | b'\n', ..] => may_be(value.trim_ascii_start()),
        [.., b'}' | b';' | b' ' | b'\t' | b'\r' | b'\n'] => variable(value).is_some(),
        _ => false,
    }
}

/// The longest name of a variable of a session.
const VARIABLE_BYTES_MAX: usize = 128;

/// The name at the start of `text` where that is a session as PHP keeps it: variables, each with its name, a bar and its value
/// (`user|a:1:{…}n|i:1;`).
fn variable(text: &[u8]) -> Option<&[u8]> {
    let most = text.len().min(VARIABLE_BYTES_MAX);
    let name = &text[..text[..most].iter().position(|b| *b == b'|')?];
    let is_name = !name.is_empty()
        && name.iter().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(b) || *b >= 0x80);
    let is_value = match &text[name.len() + 1..] {
        [b'a' | b'O' | b's' | b'C' | b'i' | b'd' | b'b', b':', digit, ..] => {
            digit.is_ascii_digit() || *digit == b'-'
        }
        rest => rest.starts_with(b"N;"),
    };
    (is_name && is_value).then_some(name)
}

/// When the last cell of the sheet is a text that PHP serialized, puts what is in it in its place. `text` is the frame. One that
/// has fields and cannot be read is marked as such.
pub(in crate::format) fn expand_last(text: &[u8], sheet: &mut Sheet) {
    let Some(cell) = sheet.cells.last().copied() else { return };
    let value = sheet.value(&cell, text);
    if cell.kind != Kind::Text || cell.unread || !may_be(value) {
        return;
    }
    let has_room = cell
        .layers
        .sql()
        .is_none_or(|written| matches!(written.fit.shape, Shape::Any | Shape::Text | Shape::Bytes));
    let value = value.to_vec();
    let mut reading =
        Reading { value: &value, at: 0, found: Vec::new(), lengths: Vec::new(), inside: 0, parent: None };
    let is_read = reading.all(cell.name, sheet).is_some();
    if !(is_read && has_room) {
        if let Some(last) = sheet.cells.last_mut() {
            last.unread = has_fields(&value);
        }
        return;
    }
    let Reading { found, lengths, .. } = reading;
    sheet.cells.pop();
    let base = sheet.lengths.len() as u32;
    let place = |span: Span, sheet: &Sheet| sheet.place(&cell, span);
    for length in lengths {
        let (digits, content) = (place(length.digits, sheet), place(length.content, sheet));
        let parent = length.parent.map(|n| base + n);
        sheet.lengths.push(Length { digits, content, parent, layers: cell.layers, bytes: length.bytes });
    }
    for one in &found {
        let part = match cell.value() {
            Value::Plain => Value::Plain,
            Value::Decoded(span) => {
                Value::Decoded(Span::new(span.start + one.span.start, span.start + one.span.end))
            }
        };
        let layers = cell.layers.serialized(room(&value, one.span, found.len(), cell.layers));
        let mut made = Cell::new(place(one.span, sheet), part, one.kind, layers).of(one.name, cell.member());
        made.unread = one.unread;
        sheet.cells.push(made);
    }
}

/// How long a part of a value may become in a column of SQL that takes so many characters, when all `parts` grow as much.
fn room(value: &[u8], part: Span, parts: usize, layers: Layers) -> u16 {
    let most = layers.sql().map_or(0, |written| usize::from(written.fit.most));
    if most == 0 {
        return 0;
    }
    // Each length can get some digits more.
    let spare = most.saturating_sub(value.len() + 2 * parts) / parts.max(1);
    (part.len() + spare).clamp(1, usize::from(u16::MAX)) as u16
}

/// True for a text that begins as an array or object of PHP does.
fn has_fields(value: &[u8]) -> bool {
    let value = value.trim_ascii_start();
    let value = variable(value).map_or(value, |name| &value[name.len() + 1..]);
    let digits = value.iter().skip(2).take_while(|b| b.is_ascii_digit()).count();
    matches!(value.first(), Some(b'a' | b'O' | b'C'))
        && matches!(value.get(2 + digits..), Some([b':', b'{' | b'"', ..]))
}

/// A value in the text.
struct Found {
    span: Span,
    name: NameId,
    kind: Kind,
    unread: bool,
}

/// A field of an array or object.
struct Field {
    key: Span,
    name: NameId,
    /// What it holds, of all that was found.
    held: Range<usize>,
}

struct Reading<'v> {
    value: &'v [u8],
    at: usize,
    found: Vec<Found>,
    /// With places in the value.
    lengths: Vec<Length>,
    /// In how many texts.
    inside: usize,
    parent: Option<u32>,
}

/// Digits of a length or a count: nothing is longer than a value may be.
const DIGITS_MAX: usize = 9;

impl Reading<'_> {
    fn take(&mut self, sign: u8) -> Option<()> {
        let is_it = self.value.get(self.at) == Some(&sign);
        self.at += usize::from(is_it);
        is_it.then_some(())
    }

    /// A number as PHP writes it, with its place.
    fn count(&mut self) -> Option<(usize, Span)> {
        let start = self.at;
        let digits = self.value[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += digits;
        let text = std::str::from_utf8(&self.value[start..self.at]).ok()?;
        let is_one = digits > 0 && digits <= DIGITS_MAX && (digits == 1 || !text.starts_with('0'));
        Some((text.parse().ok().filter(|_| is_one)?, Span::new(start, self.at)))
    }

    /// All of the value, which is in the field `name`.
    fn all(&mut self, name: NameId, sheet: &mut Sheet) -> Option<()> {
        self.white();
        if variable(&self.value[self.at..]).is_none() {
            self.value(name, 0, sheet)?;
            self.white();
        }
        while self.at < self.value.len() {
            let variable = variable(&self.value[self.at..])?;
            self.at += variable.len() + 1;
            let below = sheet.names.id(name, variable);
            self.value(below, 0, sheet)?;
            self.white();
        }
        Some(())
    }

    fn white(&mut self) {
        self.at += self.value[self.at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
    }

    /// The value here, which stands in the field `name`. `None` when it is none.
    fn value(&mut self, name: NameId, depth: usize, sheet: &mut Sheet) -> Option<()> {
        let kind = *self.value.get(self.at)?;
        self.at += 1;
        if kind == b'N' {
            return self.take(b';');
        }
        self.take(b':')?;
        match kind {
            b'b' => {
                let is_known = matches!(self.value.get(self.at), Some(b'0' | b'1'));
                self.at += 1;
                self.take(b';').filter(|()| is_known)
            }
            b'i' | b'd' => self.number(name),
            b'r' | b'R' => {
                self.count()?;
                self.take(b';')
            }
            b's' | b'E' => {
                self.text(Some(name), sheet)?;
                self.take(b';')
            }
            b'a' => self.pairs(name, depth, sheet),
            b'O' => {
                self.text(None, sheet)?;
                self.take(b':')?;
                self.pairs(name, depth, sheet)
            }
            _ => None,
        }
    }

    fn number(&mut self, name: NameId) -> Option<()> {
        let start = self.at;
        let end = start + memchr::memchr(b';', &self.value[start..])?;
        let is_sign = |b: &u8| b.is_ascii_digit() || b"+-.eEINFA".contains(b);
        let is_number = end > start && self.value[start..end].iter().all(is_sign);
        self.found.push(Found { span: Span::new(start, end), name, kind: Kind::Number, unread: false });
        self.at = end + 1;
        is_number.then_some(())
    }

    /// A text in quotes with its length before it; `None` for the name of a class, which is in no field. Gives its place.
    fn text(&mut self, name: Option<NameId>, sheet: &mut Sheet) -> Option<Span> {
        let (bytes, digits) = self.count()?;
        self.take(b':')?;
        self.take(b'"')?;
        let content = Span::new(self.at, self.at.checked_add(bytes).filter(|end| *end <= self.value.len())?);
        let own = self.lengths.len() as u32;
        self.lengths.push(Length { digits, content, bytes, parent: self.parent, layers: Layers::default() });
        let name = name.unwrap_or(NameId::ROOT);
        let inner = content.of(self.value);
        let is_deeper = may_be(inner) && self.inside < PHP_INSIDE_PHP_MAX;
        if !(is_deeper && self.nested(content, own, name, sheet)) {
            let unread = has_fields(inner);
            self.found.push(Found { span: content, name, kind: Kind::Text, unread });
        }
        self.at = content.end;
        self.take(b'"')?;
        Some(content)
    }

    /// Reads a text that is serialized itself, as plugins do that serialize twice; false when it is not.
    fn nested(&mut self, content: Span, own: u32, name: NameId, sheet: &mut Sheet) -> bool {
        let (value, parent) = (self.value, self.parent);
        let (found, lengths) = (self.found.len(), self.lengths.len());
        self.value = &value[..content.end];
        (self.at, self.parent) = (content.start, Some(own));
        self.inside += 1;
        let is_read = self.value(name, 0, sheet).is_some() && self.at == content.end;
        self.inside -= 1;
        (self.value, self.parent) = (value, parent);
        if !is_read {
            self.found.truncate(found);
            self.lengths.truncate(lengths);
        }
        is_read
    }

    /// What is in braces: keys and values.
    fn pairs(&mut self, name: NameId, depth: usize, sheet: &mut Sheet) -> Option<()> {
        if depth == PHP_DEPTH_MAX {
            return None;
        }
        let (pairs, _) = self.count()?;
        self.take(b':')?;
        self.take(b'{')?;
        let mut fields: Vec<Field> = Vec::new();
        for _ in 0..pairs {
            let kind = *self.value.get(self.at)?;
            self.at += 1;
            self.take(b':')?;
            let below = match kind {
                b'i' => {
                    self.number(NameId::ROOT)?;
                    name
                }
                b's' => {
                    let key = self.text(None, sheet)?;
                    self.take(b';')?;
                    // Behind the class of a property that is private.
                    let begin =
                        memchr::memrchr(0, key.of(self.value)).map_or(key.start, |n| key.start + n + 1);
                    let key = Span::new(begin, key.end);
                    // A marker names nothing: it stands for a value that was a key.
                    let below = match key.is_empty() || key.len() > 2 && is_marker(key.of(self.value)) {
                        true => name,
                        false => sheet.names.id(name, key.of(self.value)),
                    };
                    let first = self.found.len();
                    fields.push(Field { key, name: below, held: first..first });
                    below
                }
                _ => return None,
            };
            self.value(below, depth + 1, sheet)?;
            if let Some(field) = fields.last_mut().filter(|_| kind == b's') {
                field.held.end = self.found.len();
            }
        }
        self.take(b'}')?;
        self.call(&fields, sheet);
        Some(())
    }

    /// Calls values of the fields of an array what others of them say: `name` and `value`.
    fn call(&mut self, fields: &[Field], sheet: &mut Sheet) {
        let Some(keyed) = Keyed::of(fields.iter().map(|field| field.key.of(self.value))) else { return };
        for (key, values) in keyed.halves() {
            let [key] = &self.found[fields[key].held.clone()] else { continue };
            let key = key.span.of(self.value);
            for Field { name: before, held, .. } in values.iter().map(|value| &fields[*value]) {
                let Some(name) = keyed::called(*before, key, &mut sheet.names) else { continue };
                let held = &mut self.found[held.clone()];
                held.iter_mut().filter(|found| found.name == *before).for_each(|found| found.name = name);
            }
        }
    }
}
