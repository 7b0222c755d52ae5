//! The strict parser: one value → the cells and members of a sheet.

use super::heads::{self, Table};
use super::nested::may_be_json;
use super::option;
use super::pair::{self, Half};
use super::place::Stretch;
use super::skip_white;
use super::string::decode;
use super::text::{InFrame, Places, Quotes};
use crate::format::called::Part;
use crate::format::names::NameId;
use crate::format::sheet::{Cell, Kind, Layer, Layers, Member, Sheet, TEXT_BYTES_MAX, Value};
use crate::limits::{JSON_DEPTH_MAX, JSON_TABLE_DEPTH_MAX};
use crate::span::Span;

/// The text is not JSON, or nested deeper than [`JSON_DEPTH_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// What a value stands in.
#[derive(Clone, Copy, Debug)]
pub struct Ground {
    /// The field whose value it is.
    pub name: NameId,
    /// The member whose value it is.
    pub member: Option<u32>,
    /// The layers of its strings, the quotes of JSON included.
    pub layers: Layers,
}

impl Ground {
    /// Nothing: a document of its own.
    pub fn root() -> Self {
        Ground { name: NameId::ROOT, member: None, layers: Layers::one(Layer::Json) }
    }
}

/// Reads values. Holds the memory that this takes, so that one reader for many values allocates once.
#[derive(Default)]
pub struct Reader {
    /// The arrays and objects that are open, outermost first.
    open: Vec<Open>,
    /// The halves of pairs met in the values that are read.
    halves: Vec<Half>,
    /// Lists of lists met there that may be tables.
    tables: Vec<Table>,
    /// A string begins with a dash, or a member is called like one that holds arguments.
    has_arguments: bool,
    /// Memory for values that are parsed themselves.
    pub(super) spare: Vec<(Vec<u8>, Vec<u32>)>,
}

/// An array or object whose end was not met yet.
#[derive(Clone, Copy)]
struct Open {
    /// The number of the object; `None` for an array.
    object: Option<u32>,
    /// The field whose value it is or is part of.
    name: NameId,
    /// The member whose value it is or is part of.
    member: Option<u32>,
}

impl Reader {
    /// Reads the value that begins at `start` of the frame `text`, white space before it allowed, and says
    /// where it ends. Appends its cells and members; when it is malformed, nothing.
    ///
    /// A number, `true`, `false` and `null` have the layers that a string in their place would have.
    pub fn read_value(
        &mut self,
        text: &[u8],
        start: usize,
        ground: Ground,
        sheet: &mut Sheet,
    ) -> Result<usize, Malformed> {
        self.read(text, text, InFrame, start, ground, sheet)
    }

    /// Like [`Reader::read_value`], of a frame that goes on behind `end`, before which the value has to end.
    pub(super) fn read_before(
        &mut self,
        frame: &[u8],
        (start, end): (usize, usize),
        ground: Ground,
        sheet: &mut Sheet,
    ) -> Result<usize, Malformed> {
        self.read(frame, &frame[..end], InFrame, start, ground, sheet)
    }

    /// Like [`Reader::read_value`], for a `text` with places in `frame`.
    pub(super) fn read<P: Places>(
        &mut self,
        frame: &[u8],
        text: &[u8],
        places: P,
        start: usize,
        ground: Ground,
        sheet: &mut Sheet,
    ) -> Result<usize, Malformed> {
        if frame.len() > TEXT_BYTES_MAX {
            return Err(Malformed);
        }
        let (mark, depth) = (Mark::of(sheet), self.open.len());
        let (halves, tables) = (self.halves.len(), self.tables.len());
        // What this value stands in may have had some.
        let had_arguments = std::mem::take(&mut self.has_arguments);
        let quotes = Quotes::from(places.with_rest(frame, text), start.min(text.len()));
        let mut parser = Parser { frame, text, places, quotes, ground, depth, sheet, reader: self };
        let end = parser.value(start);
        if end.is_none() {
            self.open.truncate(depth);
            mark.roll_back(sheet);
        } else {
            if self.halves.len() > halves {
                pair::join(frame, &mut self.halves[halves..], sheet);
            }
            self.tables[tables..].iter().for_each(|table| heads::join(frame, *table, sheet));
            if self.has_arguments {
                option::join(frame, mark.cells, ground.layers, sheet);
            }
        }
        self.has_arguments = had_arguments;
        self.halves.truncate(halves);
        self.tables.truncate(tables);
        end.ok_or(Malformed)
    }
}

/// How much a sheet holds.
#[derive(Clone, Copy)]
pub(in crate::format) struct Mark {
    pub(in crate::format) cells: usize,
    pub(in crate::format) members: usize,
    decoded: usize,
    arguments: usize,
    commands: usize,
    lengths: usize,
}

impl Mark {
    pub(in crate::format) fn of(sheet: &Sheet) -> Self {
        Mark {
            cells: sheet.cells.len(),
            members: sheet.members.len(),
            decoded: sheet.decoded.len(),
            arguments: sheet.arguments.len(),
            commands: sheet.commands.len(),
            lengths: sheet.lengths.len(),
        }
    }

    /// Drops what came after. Names stay: they cost nothing and say nothing.
    pub(in crate::format) fn roll_back(self, sheet: &mut Sheet) {
        sheet.cells.truncate(self.cells);
        sheet.members.truncate(self.members);
        sheet.decoded.truncate(self.decoded);
        sheet.places.truncate(self.decoded);
        sheet.arguments.truncate(self.arguments);
        sheet.commands.truncate(self.commands);
        sheet.lengths.truncate(self.lengths);
    }
}

struct Parser<'a, P> {
    frame: &'a [u8],
    text: &'a [u8],
    places: P,
    quotes: Quotes,
    /// What the value to come stands in.
    ground: Ground,
    /// How many arrays and objects were open when it began.
    depth: usize,
    sheet: &'a mut Sheet,
    reader: &'a mut Reader,
}

impl<P: Places> Parser<'_, P> {
    /// The end of the value at `start`.
    fn value(&mut self, start: usize) -> Option<usize> {
        let mut at = start;
        loop {
            at = skip_white(self.text, at);
            let first = *self.text.get(at)?;
            at = match first {
                b'"' => self.string(at)?,
                b'-' | b'0'..=b'9' => self.lexeme(at, number_end(self.text, at)?, Kind::Number),
                b't' | b'f' | b'n' => self.lexeme(at, word_end(self.text, at)?, Kind::Word),
                b'{' | b'[' => {
                    let start = at;
                    self.open(first == b'{')?;
                    at = skip_white(self.text, at + 1);
                    if first == b'[' && self.text.get(at) == Some(&b'[') {
                        self.may_be_table(start, at);
                    }
                    match (first, self.text.get(at)?) {
                        (b'{', b'}') | (b'[', b']') => self.close(at),
                        (b'{', _) => {
                            at = self.key(at, None)?;
                            continue;
                        }
                        _ => continue,
                    }
                }
                _ => return None,
            };
            match self.after_value(at)? {
                Next::Value(n) => at = n,
                Next::End(n) => return Some(n),
            }
        }
    }

    /// What comes after a value that ends at `at`.
    #[inline(always)]
    fn after_value(&mut self, at: usize) -> Option<Next> {
        let mut at = at;
        while self.reader.open.len() > self.depth {
            let open = *self.reader.open.last()?;
            if let (Some(_), Some(member)) = (open.object, self.ground.member) {
                let end = self.places.at(at);
                self.sheet.members.get_mut(member as usize)?.end_at(end);
            }
            at = skip_white(self.text, at);
            at = match (self.text.get(at)?, open.object) {
                (b',', None) => return Some(Next::Value(at + 1)),
                (b',', Some(_)) => {
                    let comma = self.places.at(at);
                    let key = skip_white(self.text, at + 1);
                    return Some(Next::Value(self.key(key, Some(comma))?));
                }
                (b'}', Some(_)) | (b']', None) => self.close(at),
                _ => return None,
            };
        }
        Some(Next::End(at))
    }

    fn open(&mut self, is_object: bool) -> Option<()> {
        if self.reader.open.len() - self.depth == JSON_DEPTH_MAX {
            return None;
        }
        // The index of its first member is a number that no other object has.
        let object = is_object.then_some(self.sheet.members.len() as u32);
        let Ground { name, member, .. } = self.ground;
        self.reader.open.push(Open { object, name, member });
        Some(())
    }

    /// The list at `start` begins with the list at `row`.
    fn may_be_table(&mut self, start: usize, row: usize) {
        let begins_text = self.text.get(skip_white(self.text, row + 1)) == Some(&b'"');
        let Ground { name, member, .. } = self.ground;
        let part = member.and_then(|member| self.sheet.names.part(self.sheet.members[member as usize].name));
        // Of these it is known better.
        let is_known = matches!(part, Some(Part::Value | Part::Columns | Part::Rows));
        if begins_text && !is_known && self.reader.open.len() - self.depth <= JSON_TABLE_DEPTH_MAX {
            let cell = self.sheet.cells.len();
            let stretch = Stretch { start: self.places.at(start), end: usize::MAX, cell, depth: 0 };
            let table = Table { stretch, name, member, is_sure: false, is_turned: false };
            self.reader.tables.push(table);
        }
    }

    /// The array or object that was opened last ends with the bracket at `at`.
    fn close(&mut self, at: usize) -> usize {
        if let Some(open) = self.reader.open.pop() {
            (self.ground.name, self.ground.member) = (open.name, open.member);
        }
        at + 1
    }

    /// The key at `at`, with its colon: the value to come is that of a new member.
    #[inline(always)]
    fn key(&mut self, at: usize, comma: Option<usize>) -> Option<usize> {
        if *self.text.get(at)? != b'"' {
            return None;
        }
        let open = *self.reader.open.last()?;
        let expected = self.sheet.names.expected(open.name, &self.text[at + 1..]);
        let (inner, has_escape) = match expected {
            Some((_, length)) => (Span::new(at + 1, at + 1 + length), false),
            None => self.string_inner(at)?,
        };
        let span = self.in_frame(inner);
        let value = self.decoded(inner, span, has_escape)?;
        let bytes = match value {
            Value::Plain => span.of(self.frame),
            Value::Decoded(part) => part.of(&self.sheet.decoded),
        };
        let name = expected.map_or_else(|| self.sheet.names.id(open.name, bytes), |(name, _)| name);
        let member = self.sheet.members.len() as u32;
        let start = self.places.at(at);
        let span_of_all = Span::new(start, self.places.at(inner.end + 1));
        self.sheet.members.push(Member::of_object(span_of_all, comma, open.object?, open.member, name));
        (self.ground.name, self.ground.member) = (name, Some(member));
        self.reader.has_arguments |= self.sheet.names.is_command(name);
        if let Some(part) = self.sheet.names.part(name) {
            let key = self.sheet.cells.len() as u32;
            self.reader.halves.push(Half { object: open.object?, part, member, key });
        }
        self.push(span, value, Kind::Key);
        let colon = skip_white(self.text, inner.end + 1);
        (*self.text.get(colon)? == b':').then_some(colon + 1)
    }

    /// The string at `at`, as a value.
    #[inline(always)]
    fn string(&mut self, at: usize) -> Option<usize> {
        let (inner, has_escape) = self.string_inner(at)?;
        let span = self.in_frame(inner);
        let value = self.decoded(inner, span, has_escape)?;
        self.push(span, value, Kind::Text);
        self.reader.has_arguments |= self.text.get(at + 1) == Some(&b'-');
        if may_be_json(self.text, inner) {
            self.reader.expand_last(self.frame, self.sheet);
        }
        Some(inner.end + 1)
    }

    /// The inside of the string whose opening quote is at `at`, and whether there is an escape in it.
    #[inline(always)]
    fn string_inner(&mut self, at: usize) -> Option<(Span, bool)> {
        let text = self.places.with_rest(self.frame, self.text);
        let (end, has_escape) = self.quotes.close(text, at + 1, self.text.len())?;
        Some((Span::new(at + 1, end), has_escape))
    }

    /// A number or word: it has no escapes of its own, but the text it stands in may have.
    #[inline(always)]
    fn lexeme(&mut self, start: usize, end: usize, kind: Kind) -> usize {
        let part = Span::new(start, end);
        let span = self.in_frame(part);
        let value = if self.is_plain(part, span) { Value::Plain } else { self.copied(part, span) };
        self.push(span, value, kind);
        end
    }

    #[inline(always)]
    fn push(&mut self, span: Span, value: Value, kind: Kind) {
        let Ground { name, member, layers } = self.ground;
        self.sheet.cells.push(Cell::new(span, value, kind, layers).of(name, member));
    }

    #[inline(always)]
    fn in_frame(&self, part: Span) -> Span {
        Span::new(self.places.at(part.start), self.places.at(part.end))
    }

    /// Whether the bytes of a part of the text are those of the frame.
    #[inline(always)]
    fn is_plain(&self, part: Span, span: Span) -> bool {
        part == span || part.of(self.text) == span.of(self.frame)
    }

    /// The value of the inside of a string.
    #[inline(always)]
    fn decoded(&mut self, inner: Span, span: Span, has_escape: bool) -> Option<Value> {
        if !has_escape {
            let is_plain = self.is_plain(inner, span);
            return Some(if is_plain { Value::Plain } else { self.copied(inner, span) });
        }
        self.unescaped(inner, span)
    }

    /// The value of the inside of a string with escapes.
    #[inline(never)]
    fn unescaped(&mut self, inner: Span, span: Span) -> Option<Value> {
        let Sheet { decoded, places, .. } = &mut *self.sheet;
        let start = decoded.len();
        decode(self.text, self.places, inner, decoded, places)?;
        Some(self.finished(start, span))
    }

    /// The value of a part of the text that has escapes in the frame only.
    #[inline(never)]
    fn copied(&mut self, part: Span, span: Span) -> Value {
        let Sheet { decoded, places, .. } = &mut *self.sheet;
        let start = decoded.len();
        decoded.extend_from_slice(part.of(self.text));
        self.places.append(part, places);
        self.finished(start, span)
    }

    /// Ends a value in the decoded bytes with its line end.
    fn finished(&mut self, start: usize, span: Span) -> Value {
        let end = self.sheet.decoded.len();
        self.sheet.decoded.push(b'\n');
        self.sheet.places.push(span.end as u32);
        Value::Decoded(Span::new(start, end))
    }
}

enum Next {
    /// Another value begins at or after here.
    Value(usize),
    /// All of it was read, up to here.
    End(usize),
}

/// Where the number at `at` ends.
pub(super) fn number_end(text: &[u8], at: usize) -> Option<usize> {
    let digits = |from: usize| {
        let mut at = from;
        while text.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        (at > from).then_some(at)
    };
    let mut at = at + usize::from(text.get(at) == Some(&b'-'));
    at = if text.get(at) == Some(&b'0') { at + 1 } else { digits(at)? };
    if text.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        at = digits(at + 1 + sign)?;
    }
    Some(at)
}

/// Where `true`, `false` or `null` at `at` ends.
pub(super) fn word_end(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let word = [&b"true"[..], b"false", b"null"].into_iter().find(|word| rest.starts_with(word))?;
    Some(at + word.len())
}
