//! Known logs, pages and files of settings: text whose lines have values with names.
//!
//! Such an input stays text. All that is looked for in text is looked for in its lines, in one piece and with what stands
//! around it, and it is written as text is. What a reader adds is *where values stand in a line that have a name*: the name means
//! what that of a column or of a path of JSON means, and the [`Place`] says what may be written there. A line that
//! does not fit its format is text and nothing else.
//!
//! A format is one file and one line in `FORMS`.

use std::sync::Arc;

use crate::format::BOM;
use crate::format::command::{self, Part};
use crate::format::names::{Heads, NameId};
use crate::format::sheet::{Cell, Gap, Kind, Layer, Layers, Piece, Record, Sheet, Value};
use crate::limits::{LOG_COLUMNS_MAX, LOG_CUT_BYTES_MAX, LOG_STATE_BYTES_MAX};
use crate::span::Span;
use crate::view::soft;

mod access;
mod balancer;
mod cursor;
mod error;
mod escape;
mod event;
mod html;
mod journal;
mod pairs;
pub mod place;
mod settings;
pub mod sniff;
mod syslog;
mod w3c;
mod yaml;

pub(crate) use html::ends_text;
pub use place::Place;

/// A format of lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Log(usize);

/// How many bytes before others have to be seen with them to tell whether an input is refused.
pub(crate) const REFUSED_BEFORE: usize = 2;

/// What is said of an input that is withheld as a whole.
#[derive(Debug)]
pub struct Refused {
    /// What is wrong.
    pub what: &'static str,
    /// What to do about it.
    pub fix: &'static str,
}

/// How a line of a format is read.
struct Form {
    /// What `--input-format` calls it.
    name: &'static str,
    /// What is read of a line: its values go to the fields, what the next lines need to know stays in the state.
    read: fn(&mut State, &[u8], &mut Fields<'_>),
    /// True for a line that is of this format, and hardly of another.
    fits: fn(&[u8]) -> bool,
    /// One line is enough to tell it.
    is_sure: bool,
    lines: Lines,
}

/// What a line of a format has to do with those beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    /// It is read by itself.
    Alone,
    /// It depends on those before.
    Behind,
    /// So does a part of a line on those before: where one begins is known like where a line begins.
    Parts,
    /// It depends on those before, and values go on over lines: they are looked at as a whole.
    Folded,
}

/// All formats, in the order in which they are asked whether a text is theirs.
const FORMS: &[Form] = &[
    Form { name: "access-log", read: access::read, fits: access::fits, is_sure: true, lines: Lines::Alone },
    Form { name: "w3c-log", read: w3c::read, fits: w3c::fits, is_sure: true, lines: Lines::Behind },
    Form { name: "cef", read: event::read, fits: event::fits, is_sure: true, lines: Lines::Alone },
    Form { name: "syslog", read: syslog::read, fits: syslog::fits, is_sure: false, lines: Lines::Alone },
    Form { name: "error-log", read: error::read, fits: error::fits, is_sure: false, lines: Lines::Alone },
    Form { name: "elb-log", read: balancer::read, fits: balancer::fits, is_sure: true, lines: Lines::Alone },
    Form { name: "journal", read: journal::read, fits: journal::fits, is_sure: false, lines: Lines::Alone },
    Form { name: "logfmt", read: pairs::read, fits: pairs::fits, is_sure: false, lines: Lines::Alone },
    Form { name: "html", read: html::read, fits: html::fits, is_sure: true, lines: Lines::Parts },
    Form { name: "yaml", read: yaml::read, fits: no, is_sure: false, lines: Lines::Folded },
    Form { name: "ini", read: settings::read_ini, fits: no, is_sure: false, lines: Lines::Behind },
    Form {
        name: "properties",
        read: settings::read_properties,
        fits: no,
        is_sure: false,
        lines: Lines::Behind,
    },
    Form { name: "env", read: settings::read_env, fits: no, is_sure: false, lines: Lines::Behind },
];

/// Files of settings are told by their name: lines of other texts look like theirs.
fn no(_: &[u8]) -> bool {
    false
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Log {
    /// The format that `--input-format` calls `name`.
    pub fn named(name: &str) -> Option<Log> {
        FORMS.iter().position(|form| form.name == name).map(Log)
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Log> {
        (0..FORMS.len()).map(Log)
    }

    /// What `--input-format` calls it.
    pub fn name(self) -> &'static str {
        FORMS[self.0].name
    }

    /// Why an input of this format cannot be read, or written again when something in it has changed; `bytes` are some of it, with
    /// the two before them, and the last where the input `is_at_end`. With it comes which of them shows that.
    pub fn refuses(self, bytes: &[u8], is_at_end: bool) -> Option<(usize, &'static Refused)> {
        let lone_return = || Some((settings::lone_return(bytes, is_at_end)?, &settings::LONE_RETURN));
        match self.name() {
            "journal" => Some((journal::binary(bytes)?, &journal::BINARY)),
            "yaml" => {
                let other_break = yaml::other_break(bytes).map(|at| (at, &yaml::OTHER_BREAK));
                other_break.into_iter().chain(lone_return()).min_by_key(|(at, _)| *at)
            }
            _ if self.is_settings() => lone_return(),
            _ => None,
        }
    }

    /// True for settings of programs.
    pub fn is_settings(self) -> bool {
        matches!(self.name(), "yaml" | "ini" | "properties" | "env")
    }

    /// Fills `sheet` with the values of the lines of `part` of `text`, one record a line. `state` is what stood before. The last
    /// line goes on behind the part where that `is_cut`.
    pub fn read(self, state: &State, text: &[u8], part: Span, is_cut: bool, sheet: &mut Sheet) {
        let mut state = state.clone();
        let mut fields = Fields::new(Some(&mut *sheet), part, is_cut);
        self.each_line(&mut state, text, part, &mut fields);
        let mut commands = fields.commands;
        command::join(&mut commands, sheet);
        end_join(sheet);
        sheet.titles.sort_unstable();
    }

    /// What has to be known of `part` of `text` by who reads what stands behind it.
    pub fn pass(self, state: &mut State, text: &[u8], part: Span, is_cut: bool) {
        self.each_line(state, text, part, &mut Fields::new(None, part, is_cut));
    }

    /// True where lines that are too long to be looked at as a whole can be read in parts.
    pub fn has_parts(self) -> bool {
        FORMS[self.0].lines == Lines::Parts
    }

    /// True where what stands in a line can be called by a later one.
    pub fn calls_back(self) -> bool {
        self.is_folded() || self.has_parts()
    }

    /// True where values go on over lines.
    pub fn is_folded(self) -> bool {
        FORMS[self.0].lines == Lines::Folded
    }

    /// True where what stands between values are signs of the format, which have to stay.
    pub fn has_signs(self) -> bool {
        self.is_folded()
    }

    /// Where the last line of `part` begins with which no value goes on, behind its first byte.
    pub fn last_begin(self, state: &State, text: &[u8], part: Span) -> Option<usize> {
        let mut fields = Fields::new(None, part, false);
        self.each_line(&mut state.clone(), text, part, &mut fields);
        fields.begin.filter(|begin| *begin > part.start)
    }

    /// Where a line can be cut at `at` of `text` or soon behind it, so that the parts say what the line does.
    pub fn cut(self, text: &[u8], at: usize) -> usize {
        let near = &text[at..text.len().min(at + LOG_CUT_BYTES_MAX)];
        // Behind a tag, or else behind what separates values of scripts.
        let sign = |signs: &[u8]| near.iter().position(|byte| signs.contains(byte));
        sign(b">").or_else(|| sign(b",;")).map_or(at, |n| at + n + 1)
    }

    /// True where lines depend on those before.
    pub fn has_state(self) -> bool {
        FORMS[self.0].lines != Lines::Alone
    }

    fn each_line(self, state: &mut State, text: &[u8], part: Span, fields: &mut Fields<'_>) {
        // Places in another text say nothing here.
        state.yaml.forget_waiting();
        state.page.forget_waiting();
        let mut at = part.start;
        while at < part.end {
            let end = memchr::memchr(b'\n', &text[at..part.end]).map_or(part.end, |n| at + n + 1);
            match self.returns(without_end(&text[at..end])) {
                false => self.line(state, text, Span::new(at, end), fields),
                true => {
                    while at < end {
                        let next = memchr::memchr(b'\r', &text[at..end]).map_or(end, |n| at + n + 1);
                        let next = if text.get(next) == Some(&b'\n') { end } else { next };
                        self.line(state, text, Span::new(at, next), fields);
                        at = next;
                    }
                }
            }
            at = end;
        }
    }

    fn line(self, state: &mut State, text: &[u8], span: Span, fields: &mut Fields<'_>) {
        let line = without_end(span.of(text));
        // A mark stands before the first line, or where files were put together.
        let mark = if line.starts_with(BOM) { BOM.len() } else { 0 };
        let line = &line[mark..];
        fields.base = span.start + mark;
        fields.ending = span.len() - mark - line.len();
        fields.is_cut = fields.cut == Some(span.end) && !span.of(text).ends_with(b"\n");
        let first = fields.count();
        fields.goes_on = false;
        (FORMS[self.0].read)(state, line, fields);
        let is_line = span.start > 0 && text[span.start - 1] == b'\n';
        if !fields.goes_on && is_line && soft::end(text, span.start - 1) == soft::End::Line {
            fields.begin = Some(span.start);
        }
        fields.end_line(first, span, mark + line.len());
    }

    /// True for `line` when carriage returns end lines in it. In one of a log that has no others inside, a return is a part of
    /// a value.
    fn returns(self, line: &[u8]) -> bool {
        let form = &FORMS[self.0];
        let mut others = line.split(|b| *b == b'\r').skip(1);
        memchr::memchr(b'\r', line).is_some()
            && (self.has_state() || !(form.fits)(line) || others.any(|other| (form.fits)(other)))
    }
}

/// The line without what ends it.
fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// What the lines so far say of those that come.
#[derive(Clone, Default)]
pub struct State {
    /// The columns of a W3C log.
    columns: Arc<w3c::Columns>,
    /// The section of a file of settings.
    section: Vec<u8>,
    /// The value of a setting that goes on in the next line.
    open: Option<settings::Open>,
    /// Where in a document the next line stands.
    yaml: yaml::Nesting,
    page: html::Page,
}

/// How much the name of a value says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// As much as that of a column: the line writes it, or its format has always meant this by the place.
    Name,
    /// It stands in free text, where only a name that says much says something.
    Message,
    /// Nothing by itself: its place has a name so that a policy can speak of it.
    Place,
}

impl Weight {
    /// How cells have it; see [`crate::detect::lines`].
    fn kind(self) -> Kind {
        match self {
            Weight::Name => Kind::Text,
            Weight::Message => Kind::Note,
            Weight::Place => Kind::Word,
        }
    }
}

/// Where the values of lines go. Without a sheet they are read for what they say of the lines behind.
struct Fields<'s> {
    sheet: Option<&'s mut Sheet>,
    /// Where the line begins.
    base: usize,
    /// How many bytes end it.
    ending: usize,
    /// Where a line ends that goes on.
    cut: Option<usize>,
    /// This one does.
    is_cut: bool,
    /// Values of this line that can go on over lines, and whether they do from the line before.
    folded: Vec<Fold>,
    /// Values of this line that are arguments of commands, as [`Part`]s without their cells.
    arguments: Vec<(Span, Part)>,
    /// All of those.
    commands: Vec<Part>,
    /// A value goes on with this line, or may do so behind it.
    goes_on: bool,
    /// Where the last line began with which none does.
    begin: Option<usize>,
    /// The first row of a table that was asked last, and its id.
    heads: Option<(Arc<Vec<Vec<u8>>>, NameId)>,
}

impl<'s> Fields<'s> {
    fn new(sheet: Option<&'s mut Sheet>, part: Span, is_cut: bool) -> Self {
        let cut = is_cut.then_some(part.end);
        Fields {
            sheet,
            base: 0,
            ending: 0,
            cut,
            is_cut: false,
            folded: Vec::new(),
            arguments: Vec::new(),
            commands: Vec::new(),
            goes_on: false,
            begin: None,
            heads: None,
        }
    }
}

impl Fields<'_> {
    fn count(&self) -> usize {
        self.sheet.as_ref().map_or(0, |sheet| sheet.cells.len())
    }

    /// The value `span` of the line is that of the field `name`.
    fn put(&mut self, name: &[u8], span: Span, place: Place) {
        self.put_below(&[name], span, place);
    }

    /// The same for the field at the end of `path`.
    fn put_below<N: AsRef<[u8]>>(&mut self, path: &[N], span: Span, place: Place) {
        self.put_as(Weight::Name, path, span, place);
    }

    /// The same where the name says less.
    fn put_as<N: AsRef<[u8]>>(&mut self, weight: Weight, path: &[N], span: Span, place: Place) {
        let Some(sheet) = self.sheet.as_mut().filter(|_| !span.is_empty()) else { return };
        let name = path.iter().fold(NameId::ROOT, |above, own| sheet.names.id(above, own.as_ref()));
        self.push(name, weight, span, place);
    }

    /// The same as [`Fields::put_below`], where another value says `name` of the one at the end of `path`.
    fn put_called<N: AsRef<[u8]>>(&mut self, path: &[N], name: &[u8], span: Span, place: Place) {
        let Some(sheet) = &mut self.sheet else { return };
        let before = path.iter().fold(NameId::ROOT, |above, own| sheet.names.id(above, own.as_ref()));
        let name = sheet.names.said(before, name);
        self.push(name, Weight::Name, span, place);
    }

    /// The value `span` of the line is in the column `name` of a table whose first row says `heads`, where these are names of columns.
    fn put_in_doubt(&mut self, heads: &Arc<Vec<Vec<u8>>>, name: &[u8], span: Span, place: Place) {
        let Some(sheet) = &mut self.sheet else { return };
        let id = match self.heads.take() {
            Some((known, id)) if Arc::ptr_eq(&known, heads) => id,
            _ => sheet.names.heads(NameId::ROOT, heads.iter().map(Vec::as_slice), Heads::MayBeRow),
        };
        let name = sheet.names.said(id, name);
        self.heads = Some((Arc::clone(heads), id));
        self.push(name, Weight::Message, span, place);
    }

    /// What a value is called that may be any of the fields `names`; `None` without a sheet.
    fn any_of<N: AsRef<[u8]>>(&mut self, names: &[N]) -> Option<NameId> {
        let sheet = self.sheet.as_mut()?;
        let ids: Vec<NameId> = names.iter().map(|name| sheet.names.id(NameId::ROOT, name.as_ref())).collect();
        Some(sheet.names.any_of(&ids))
    }

    /// A value that was put more than once, at `span` of the text, is called `name` by one that stands behind it.
    fn call_later(&mut self, span: Span, name: &[u8]) {
        let Some(sheet) = &mut self.sheet else { return };
        let first = sheet.cells.partition_point(|cell| cell.span().start < span.start.min(self.base));
        // Those of this line are in no order yet.
        let near = |cell: &&mut Cell| span.start >= self.base || cell.span().start == span.start;
        let mut same = sheet.cells[first..].iter_mut().take_while(near).filter(|cell| cell.span() == span);
        let Some(own) = same.next().map(|cell| cell.name) else { return };
        if let Some(cell) = same.find(|cell| cell.name == own) {
            cell.name = sheet.names.said(own, name);
        }
    }

    /// A value that was put several times, at `span` of the text, is that of the field at the end of `path` as well, which another value
    /// calls as is `said`. The first of them keeps its name, and the last takes those for which there are not enough.
    fn call_as(&mut self, span: Span, path: &[&[u8]], said: Option<&[u8]>) {
        let base = self.base;
        let Some(sheet) = &mut self.sheet else { return };
        let path = path.iter().fold(NameId::ROOT, |above, own| sheet.names.id(above, own));
        let name = said.map_or(path, |said| sheet.names.said(path, said));
        let first = sheet.cells.partition_point(|cell| cell.span().start < span.start.min(base));
        // Those of this line are in no order yet.
        let near = |cell: &&mut Cell| span.start >= base || cell.span().start == span.start;
        let of_span =
            |cell: &&mut Cell| cell.span() == span && !cell.layers.line().is_some_and(Place::is_sign);
        let mut same: Vec<&mut Cell> =
            sheet.cells[first..].iter_mut().take_while(near).filter(of_span).collect();
        let Some((own, others)) = same.split_first_mut() else { return };
        if own.name == name || others.iter().any(|cell| cell.name == name) {
            return;
        }
        if let Some(cell) = others.iter_mut().find(|cell| cell.name == own.name) {
            cell.name = name;
        } else if let Some(cell) = others.last_mut() {
            let known: Option<Vec<NameId>> = sheet.names.each_of(cell.name).map(Iterator::collect);
            let mut ids = known.unwrap_or_else(|| vec![cell.name]);
            if !ids.contains(&name) {
                ids.push(name);
                cell.name = sheet.names.any_of(&ids);
            }
        }
    }

    /// The value that begins at `start` of the text says what a thing is called.
    fn title(&mut self, start: usize) {
        if let Some(sheet) = &mut self.sheet {
            sheet.titles.push(start);
        }
    }

    /// What stands at `span` of the line is markup, of which nothing is a value.
    fn border(&mut self, span: Span) {
        let Some(sheet) = self.sheet.as_mut().filter(|_| !span.is_empty()) else { return };
        let span = Span::new(self.base + span.start, self.base + span.end);
        match sheet.borders.last_mut() {
            Some((last, _)) if last.end == span.start => last.end = span.end,
            _ => sheet.borders.push((span, Layer::Line(Place::Until(b'<')))),
        }
    }

    /// A value of the line is one that can go on over lines.
    fn fold(&mut self, fold: Fold) {
        self.goes_on |= fold.gap.is_some();
        if !fold.span.is_empty() {
            let span = Span::new(self.base + fold.span.start, self.base + fold.span.end);
            self.folded.push(Fold { span, ..fold });
        }
    }

    /// The value `span` of the line stands at `place` in the command `of`.
    fn argument(&mut self, of: u32, place: u8, span: Span) {
        if self.sheet.is_some() {
            let span = Span::new(self.base + span.start, self.base + span.end);
            self.arguments.push((span, Part { of, place, cell: 0, is_cell: !span.is_empty() }));
        }
    }

    fn push(&mut self, name: NameId, weight: Weight, span: Span, place: Place) {
        let Some(sheet) = self.sheet.as_mut().filter(|_| !span.is_empty()) else { return };
        let span = Span::new(self.base + span.start, self.base + span.end);
        let layers = Layers::one(Layer::Line(place));
        sheet.cells.push(Cell::new(span, Value::Plain, weight.kind(), layers).of(name, None));
    }

    /// The cells from `first` on were those of the line `span`, of `length` bytes without its end.
    fn end_line(&mut self, first: usize, span: Span, length: usize) {
        let Some(sheet) = &mut self.sheet else { return self.folded.clear() };
        let (cells, members) = ((first, sheet.cells.len()), (0, 0));
        if first < sheet.cells.len() {
            // What is read in two ways is not in its order.
            sheet.cells[first..].sort_by_key(|cell| cell.span().start);
            for fold in &self.folded {
                if let Some(cell) = cell_of(fold.span, first, sheet) {
                    join(sheet, cell, *fold);
                }
            }
            let content = Span::new(span.start, span.start + length);
            let (element, frame, flaw) = (false, false, None);
            sheet.records.push(Record { span, content, cells, members, element, frame, flaw });
        }
        let cell_of = |(span, part): &(Span, Part)| {
            let next = || sheet.cells[first..].partition_point(|cell| cell.span().start < span.start);
            let empty = || Some((first + next()) as u32);
            let cell = if part.is_cell { cell_of(*span, first, sheet) } else { empty() };
            Some(Part { cell: cell?, ..*part })
        };
        self.commands.extend(self.arguments.iter().filter_map(cell_of));
        self.folded.clear();
        self.arguments.clear();
    }
}

/// The cell of the value `span`, which is one from `first` on.
fn cell_of(span: Span, first: usize, sheet: &Sheet) -> Option<u32> {
    let n = first + sheet.cells[first..].partition_point(|cell| cell.span().start < span.start);
    let same = sheet.cells[n..].iter().take_while(|cell| cell.span().start == span.start);
    same.map(|cell| cell.span()).position(|other| other == span).map(|more| (n + more) as u32)
}

/// A value that is a piece of one that goes on over lines, or may be the first.
#[derive(Clone, Copy)]
struct Fold {
    span: Span,
    /// The part of it that says something.
    part: Span,
    /// What the line end before it is, where the value goes on in this line.
    gap: Option<Gap>,
}

/// The value `cell` is such a piece.
fn join(sheet: &mut Sheet, cell: u32, fold: Fold) {
    let (last, part) = (sheet.pieces.len(), Some(fold.part));
    if let Some((gap, (_, end))) = fold.gap.zip(sheet.joins.last_mut()) {
        *end = last + 1;
        return sheet.pieces.push(Piece { cell, part, gap });
    }
    end_join(sheet);
    sheet.joins.push((sheet.pieces.len(), sheet.pieces.len() + 1));
    sheet.pieces.push(Piece { cell, part, gap: Gap::None });
}

/// A value that did not go on is no piece.
fn end_join(sheet: &mut Sheet) {
    if let Some((from, _)) = sheet.joins.pop_if(|(from, to)| *to - *from == 1) {
        sheet.pieces.truncate(from);
    }
}

/// True when names and what else a state keeps are no longer than is kept.
fn is_kept(bytes: usize) -> bool {
    bytes <= LOG_STATE_BYTES_MAX
}

/// As many columns as are kept, or none.
fn columns<'a>(names: impl Iterator<Item = &'a [u8]>) -> Arc<Vec<Vec<u8>>> {
    let names: Vec<Vec<u8>> = names.take(LOG_COLUMNS_MAX + 1).map(<[u8]>::to_vec).collect();
    let is_kept = names.len() <= LOG_COLUMNS_MAX && is_kept(names.iter().map(Vec::len).sum());
    Arc::new(if is_kept { names } else { Vec::new() })
}
