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
use crate::format::names::NameId;
use crate::format::sheet::{Cell, Kind, Layer, Layers, Record, Sheet, Value};
use crate::limits::{LOG_COLUMNS_MAX, LOG_STATE_BYTES_MAX};
use crate::span::Span;

mod access;
mod balancer;
mod cursor;
mod error;
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

pub use place::Place;

/// A format of lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Log(usize);

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
    /// Lines depend on those before.
    has_state: bool,
}

/// All formats, in the order in which they are asked whether a text is theirs.
const FORMS: &[Form] = &[
    Form { name: "access-log", read: access::read, fits: access::fits, is_sure: true, has_state: false },
    Form { name: "w3c-log", read: w3c::read, fits: w3c::fits, is_sure: true, has_state: true },
    Form { name: "cef", read: event::read, fits: event::fits, is_sure: true, has_state: false },
    Form { name: "syslog", read: syslog::read, fits: syslog::fits, is_sure: false, has_state: false },
    Form { name: "error-log", read: error::read, fits: error::fits, is_sure: false, has_state: false },
    Form { name: "elb-log", read: balancer::read, fits: balancer::fits, is_sure: true, has_state: false },
    Form { name: "journal", read: journal::read, fits: journal::fits, is_sure: false, has_state: false },
    Form { name: "logfmt", read: pairs::read, fits: pairs::fits, is_sure: false, has_state: false },
    Form { name: "html", read: html::read, fits: html::fits, is_sure: true, has_state: true },
    Form { name: "yaml", read: yaml::read, fits: no, is_sure: false, has_state: true },
    Form { name: "ini", read: settings::read_ini, fits: no, is_sure: false, has_state: true },
    Form { name: "properties", read: settings::read_properties, fits: no, is_sure: false, has_state: true },
    Form { name: "env", read: settings::read_env, fits: no, is_sure: false, has_state: true },
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

    /// True for what cannot be written again when something in it has changed.
    pub fn refuses(self, bytes: &[u8]) -> bool {
        self.name() == "journal" && journal::is_binary(bytes)
    }

    /// Fills `sheet` with the values of the lines of `part` of `text`, one record a line. `state` is what stood before.
    pub fn read(self, state: &State, text: &[u8], part: Span, sheet: &mut Sheet) {
        let mut state = state.clone();
        self.each_line(&mut state, text, part, &mut Fields { sheet: Some(sheet), base: 0 });
    }

    /// What has to be known of `part` of `text` by who reads what stands behind it.
    pub fn pass(self, state: &mut State, text: &[u8], part: Span) {
        self.each_line(state, text, part, &mut Fields { sheet: None, base: 0 });
    }

    /// True where lines depend on those before.
    pub fn has_state(self) -> bool {
        FORMS[self.0].has_state
    }

    fn each_line(self, state: &mut State, text: &[u8], part: Span, fields: &mut Fields<'_>) {
        let read = FORMS[self.0].read;
        let mut at = part.start;
        while at < part.end {
            let end = memchr::memchr(b'\n', &text[at..part.end]).map_or(part.end, |n| at + n + 1);
            let line = &text[at..end];
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            // A mark stands before the first line, or where files were put together.
            let mark = if line.starts_with(BOM) { BOM.len() } else { 0 };
            let line = &line[mark..];
            fields.base = at + mark;
            let first = fields.count();
            read(state, line, fields);
            fields.end_line(first, Span::new(at, end), mark + line.len());
            at = end;
        }
    }
}

/// What the lines so far say of those that come.
#[derive(Clone, Default)]
pub struct State {
    /// The columns of a W3C log.
    columns: Arc<Vec<Vec<u8>>>,
    /// Commas separate them, as Exchange writes them.
    by_comma: bool,
    /// The section of a file of settings.
    section: Vec<u8>,
    /// The name of a value that goes on in the next line, and the quote that ends it.
    open: Option<(Vec<u8>, u8)>,
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
        let Some(sheet) = &mut self.sheet else { return };
        if span.is_empty() {
            return;
        }
        let mut name = NameId::ROOT;
        for own in path {
            name = sheet.names.id(name, own.as_ref());
        }
        let span = Span::new(self.base + span.start, self.base + span.end);
        debug_assert!(
            sheet.cells.last().is_none_or(|last| last.span().start <= span.start),
            "in their order"
        );
        let layers = Layers::one(Layer::Line(place));
        sheet.cells.push(Cell::new(span, Value::Plain, weight.kind(), layers).of(name, None));
    }

    /// The cells from `first` on were those of the line `span`, of `length` bytes without its end.
    fn end_line(&mut self, first: usize, span: Span, length: usize) {
        let Some(sheet) = &mut self.sheet else { return };
        let (cells, members) = ((first, sheet.cells.len()), (0, 0));
        if first < sheet.cells.len() {
            let content = Span::new(span.start, span.start + length);
            let (element, frame, flaw) = (false, false, None);
            sheet.records.push(Record { span, content, cells, members, element, frame, flaw });
        }
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
