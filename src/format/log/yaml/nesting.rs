//! Where in a document of YAML a line stands.

use std::collections::HashSet;

use crate::format::called::Called;
use crate::format::log::yaml::anchored::{self, Anchored};
use crate::format::log::yaml::argument::Arguments;
use crate::format::log::yaml::command::Commands;
use crate::format::log::yaml::signs;
use crate::format::log::yaml::title::{Titles, is_of_workflow};
use crate::format::log::{Fields, Fold, Place, is_kept};
use crate::format::names::said_levels;
use crate::format::sheet::Gap;
use crate::limits::{
    PAIR_HALVES_MAX, YAML_ANCHOR_BYTES_MAX, YAML_ANCHORS_MAX, YAML_DEPTH_MAX, YAML_FOLDED_BYTES_MAX,
    YAML_WAITING_MAX,
};
use crate::span::Span;
use crate::view::WRAPPED_MIN;

/// How many of the names that a mapping says behind a value are its.
const WAITING_NAMES: usize = 2;

/// Where in a document a line stands.
#[derive(Clone, Default)]
pub(in crate::format::log) struct Nesting {
    /// The keys around, outermost first, each with the column that it begins in.
    pub(super) keys: Vec<(usize, Vec<u8>)>,
    /// What the mappings around say that their values are called, each with the column of its keys.
    called: Vec<(usize, Said)>,
    /// A scalar goes on behind this line.
    pub(super) open: Option<Open>,
    /// The column of the key or entry that what is open stands below; nothing for the outermost of a document.
    pub(super) below: Option<usize>,
    /// How many bytes of its lines so far are looked at as one.
    pub(super) folded: usize,
    /// The last of them ends with an escaped line break, which stands for nothing (YAML 1.2.2, section 7.3.1).
    is_joined: bool,
    /// What is open is base64, of which lines may end anywhere.
    pub(super) is_binary: bool,
    /// The last of its lines is too short to be taken for one of base64 by itself.
    is_short: bool,
    /// Handles of the tags that YAML has: in this document, and those that directives say for the next one.
    pub(super) handles: Vec<Vec<u8>>,
    directed: Vec<Vec<u8>>,
    /// The block that is open keeps its lines.
    pub(super) is_literal: bool,
    /// How far the first line of the block that is open is indented.
    pub(super) block: Option<usize>,
    /// A question mark in this column began a key, which says so much so far.
    pub(super) asked: Option<(usize, Vec<u8>)>,
    /// The flow collections that are open.
    pub(super) flow: Vec<Flow>,
    /// Values whose mapping has not said yet what they are called.
    waiting: Waiting,
    /// Names that may be those of things.
    titles: Titles,
    /// The entry under way may be an argument of a command.
    pub(super) arguments: Arguments,
    /// The members of the mapping under way may make up one.
    commands: Commands,
    /// The value of a tag that says what it is comes behind this line.
    pub(super) is_tagged: bool,
    /// The anchors of the document so far.
    pub(super) anchors: HashSet<Vec<u8>>,
    /// The scalars that have some.
    pub(super) anchored: Anchored,
}

/// Values whose mapping has not said yet what they are called (`value: …`, then `name: …`).
#[derive(Clone, Default)]
pub(super) struct Waiting {
    /// The column of the keys of the mapping, or how deep it is for flow collections, and where the value is.
    pub(super) values: Vec<(Around, Span)>,
    /// Since where there were some all the time.
    since: usize,
}

/// A mapping around a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    Column(usize),
    Depth(usize),
}

impl Waiting {
    /// False where too many wait.
    pub(super) fn add(&mut self, around: Around, span: Span) -> bool {
        if self.values.is_empty() {
            self.since = span.start;
        }
        let is_kept = self.values.len() < YAML_WAITING_MAX;
        if is_kept {
            self.values.push((around, span));
        }
        is_kept
    }

    pub(super) fn leave(&mut self, has_left: impl Fn(Around) -> bool) {
        self.values.retain(|(around, _)| !has_left(*around));
    }

    /// The line is read: what waits since before it has to be seen together with it. True where that is longer than `bytes_max`
    /// already.
    pub(super) fn end_line(&mut self, fields: &mut Fields<'_>, bytes_max: usize) -> bool {
        let is_before = |(_, span): &(Around, Span)| span.start < fields.base;
        if !self.values.iter().any(is_before) {
            self.since = fields.base;
        } else if fields.base - self.since > bytes_max {
            return true;
        } else {
            fields.goes_on = true;
        }
        false
    }
}

/// A scalar that was not at its end with the line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Block,
    Plain,
    Quoted(u8),
}

/// What a value is called by the one of `key`, which says how much that holds for.
#[derive(Clone)]
struct Said {
    key: Called,
    name: Vec<u8>,
}

/// A flow collection.
#[derive(Clone, Default)]
pub(super) struct Flow {
    /// The key that the next value belongs to.
    pub(super) key: Vec<u8>,
    /// What values in it are called.
    called: Vec<Said>,
    /// Where the first value of a member begins that is a part of a command.
    pub(super) since: Option<usize>,
}

impl Nesting {
    /// Where the next document begins.
    pub(super) fn next_document(&mut self) -> Nesting {
        Nesting { handles: std::mem::take(&mut self.directed), ..Nesting::default() }
    }

    /// A directive stands here.
    pub(super) fn direct(&mut self, line: &[u8]) {
        let handle = signs::own_handle(line).filter(|_| self.directed.len() < signs::HANDLES_MAX);
        self.directed.extend(handle.map(<[u8]>::to_vec));
    }

    /// True for what stands below the key or entry of what is open.
    pub(super) fn holds(&self, indent: usize) -> bool {
        self.below.is_none_or(|column| indent > column)
    }

    /// Only keys in columns before this one are around.
    pub(super) fn leave(&mut self, column: usize) {
        while self.keys.last().is_some_and(|(at, _)| *at >= column) {
            self.keys.pop();
        }
        while self.called.last().is_some_and(|(at, _)| *at > column) {
            self.called.pop();
        }
        self.waiting.leave(|around| match around {
            Around::Column(at) => at > column,
            Around::Depth(_) => true,
        });
        self.titles.leave(column);
        self.commands.leave(column);
    }

    /// The document has the anchor `name`. Of very many only the first are known.
    pub(super) fn anchor(&mut self, name: &[u8]) {
        let is_known = self.anchors.contains(name);
        let is_kept =
            is_known || self.anchors.len() < YAML_ANCHORS_MAX && name.len() <= YAML_ANCHOR_BYTES_MAX;
        if is_kept && !is_known {
            self.anchors.insert(name.to_vec());
        }
        if is_kept {
            self.anchored.begin(name);
        }
    }

    /// The keys around.
    fn path(&self) -> Vec<&[u8]> {
        let flow = self.flow.iter().map(|flow| &flow.key[..]).filter(|key| !key.is_empty());
        self.keys.iter().map(|(_, key)| &key[..]).chain(flow).collect()
    }

    /// An alias of the anchor `name` stands here.
    pub(super) fn alias(&mut self, name: &[u8], fields: &mut Fields<'_>) {
        let path = self.path();
        // What calls a value that is written here calls it.
        let value = path.last().map(|key| Called::of_object(key)).unwrap_or_default();
        let is_value = value.is_plain_value();
        let called: Vec<&[u8]> = if is_value { self.called_here(value) } else { Vec::new() };
        let option = self.arguments.said().filter(|_| self.flow.is_empty());
        let mut is_called = false;
        for own in called.into_iter().chain(option) {
            self.anchored.call(name, &path, Some(own), fields);
            is_called = true;
        }
        if !is_called {
            self.anchored.call(name, &path, None, fields);
            // Its mapping may say later what it is called.
            if let Some(around) = self.around().filter(|_| is_value) {
                self.anchored.values(name).for_each(|span| {
                    self.waiting.add(around, span);
                });
            }
        }
    }

    /// The mapping around.
    fn around(&self) -> Option<Around> {
        let depth = self.flow.iter().rposition(|flow| !flow.key.is_empty());
        let own = self.keys.last().map(|(column, _)| *column);
        depth.map(|depth| Around::Depth(depth + 1)).or(own.map(Around::Column))
    }

    /// What the mapping around says that its values are called which are called `value`.
    fn called_here(&self, value: Called) -> Vec<&[u8]> {
        let own = |said: &&Said| said.key.names(value);
        if let Some(flow) = self.flow.iter().rfind(|flow| !flow.key.is_empty()) {
            return flow.called.iter().filter(own).map(|said| &said.name[..]).collect();
        }
        let column = self.keys.last().map(|(column, _)| *column);
        let here = self.called.iter().filter(|(at, _)| Some(*at) == column).map(|(_, said)| said);
        here.filter(own).map(|said| &said.name[..]).collect()
    }

    pub(super) fn enter(&mut self, column: usize, key: &[u8], fields: &mut Fields<'_>) {
        self.leave(column);
        self.anchored.end();
        self.titles.enter(column, key, &self.keys, fields);
        self.commands.enter(column, key, fields);
        let bytes: usize = self.keys.iter().map(|(_, key)| key.len()).sum();
        if self.keys.len() < YAML_DEPTH_MAX && is_kept(bytes + key.len()) {
            self.keys.push((column, key.to_vec()));
        }
    }

    /// The line has `sign` in `column`: a question mark begins a key, and the colon in its column ends it.
    pub(super) fn answer(&mut self, sign: u8, column: usize, fields: &mut Fields<'_>) {
        let asked = self.asked.take().filter(|(at, name)| *at == column && !name.is_empty());
        match (sign, asked) {
            (b'?', _) => self.asked = Some((column, Vec::new())),
            (b':', Some((_, name))) => self.enter(column, &name, fields),
            _ => {}
        }
    }

    /// A key behind a question mark goes on with `text`.
    pub(super) fn ask(&mut self, text: &[u8]) {
        let Some((_, name)) = self.asked.as_mut().filter(|_| self.flow.is_empty()) else { return };
        if is_kept(name.len() + 1 + text.len()) {
            if !name.is_empty() {
                name.push(b' ');
            }
            name.extend_from_slice(text.trim_ascii());
        }
    }

    /// A flow collection ends.
    pub(super) fn close_flow(&mut self) {
        let depth = self.flow.len();
        self.waiting.leave(|around| around == Around::Depth(depth));
        self.flow.pop();
    }

    /// Nothing waits that stands before what is read now.
    pub(in crate::format::log) fn forget_waiting(&mut self) {
        (self.waiting, self.titles.waiting) = (Waiting::default(), Waiting::default());
        self.anchored.forget_waiting();
        self.commands = Commands::default();
        self.flow.iter_mut().for_each(|flow| flow.since = None);
    }

    /// The line is read: what waits since before it has to be seen together with it.
    pub(super) fn end_line(&mut self, fields: &mut Fields<'_>) {
        if self.waiting.end_line(fields, YAML_FOLDED_BYTES_MAX) {
            self.waiting = Waiting::default();
        }
        self.titles.end_line(fields);
        self.anchored.end_line(fields);
        self.commands.end_line(fields);
        for flow in &self.flow {
            Commands::end_line_in_flow(flow, fields);
        }
    }

    /// The scalar `text` may be what a value beside it is called (`name: …`, `value: …`).
    pub(super) fn call(&mut self, text: &[u8], fields: &mut Fields<'_>) {
        if self.flow.is_empty() {
            self.arguments.end(text);
        }
        let Some(text) = said_levels(text).pop() else { return };
        let said = |key: Called| Said { key, name: text.to_vec() };
        if let Some(flow) = self.flow.last_mut().filter(|flow| !flow.key.is_empty()) {
            let key = Called::of_object(&flow.key);
            if key.may_name() && flow.called.len() < PAIR_HALVES_MAX {
                flow.called.push(said(key));
                if key.is_name() {
                    self.answer_waiting(Around::Depth(self.flow.len()), text, fields);
                }
            }
            return;
        }
        let Some((column, key)) = self.keys.last().filter(|_| self.flow.is_empty()) else { return };
        let here = self.called.iter().filter(|(at, _)| at == column).count();
        let (column, key) = (*column, Called::of_object(key));
        if key.may_name() && here < PAIR_HALVES_MAX && self.called.len() < YAML_DEPTH_MAX {
            self.called.push((column, said(key)));
            // What says so beside some values only stands before them.
            if key.is_name() {
                self.answer_waiting(Around::Column(column), text, fields);
            }
        }
    }

    /// The mapping `own` calls its values `name`.
    fn answer_waiting(&self, own: Around, name: &[u8], fields: &mut Fields<'_>) {
        for (_, span) in self.waiting.values.iter().filter(|(around, _)| *around == own) {
            fields.goes_on |= span.start < fields.base;
            fields.call_later(*span, name);
        }
    }

    /// The same for a part of a scalar that can go on over lines.
    pub(super) fn put_part(&mut self, span: Span, place: Place, fields: &mut Fields<'_>) {
        self.put_piece(span, Span::new(0, span.len()), false, place, fields);
    }

    /// The same for a line of a scalar in double quotes.
    pub(super) fn put_quoted(&mut self, text: &[u8], span: Span, is_open: bool, fields: &mut Fields<'_>) {
        let joins = is_open && text.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1;
        // White space at the beginning that means itself stands between the two.
        let is_apart = self.is_joined && matches!(text, [b'\\', b' ' | b'\t', ..]);
        self.is_joined &= !is_apart;
        let part = Span::new(if is_apart { 2 } else { 0 }, text.len() - usize::from(joins));
        self.put_piece(span, part, joins, Place::Quoted(b'"'), fields);
    }

    fn put_piece(&mut self, span: Span, part: Span, joins: bool, place: Place, fields: &mut Fields<'_>) {
        self.put(span, place, fields);
        // Of a block the first line may be an argument.
        if place != Place::Rest || self.folded == 0 {
            self.put_argument(span, fields);
        }
        let length = span.len() + 1;
        let goes_on = self.folded > 0 && self.folded + length <= YAML_FOLDED_BYTES_MAX;
        self.folded = if goes_on { self.folded + length } else { length };
        let gap = match place {
            _ if self.is_joined || self.is_binary && self.is_short => Gap::None,
            Place::Rest if self.is_literal => Gap::Space,
            _ => Gap::Folded,
        };
        self.is_joined = joins;
        self.is_short = length <= WRAPPED_MIN;
        fields.fold(Fold { span, part, gap: goes_on.then_some(gap) });
    }

    /// The value `span` of the line is an argument where the member around it is a part of a command, alone or in a list.
    fn put_argument(&mut self, span: Span, fields: &mut Fields<'_>) {
        let inner = self.flow.iter().rposition(|flow| !flow.key.is_empty());
        if self.flow.len() - inner.map_or(0, |n| n + 1) > 1 {
            return;
        }
        match inner {
            Some(n) => Commands::put_in_flow(&mut self.flow[n], span, fields),
            None => {
                if let Some((column, key)) = self.keys.last() {
                    self.commands.put((*column, key), span, fields);
                }
            }
        }
    }

    /// The value `span` of the line stands here.
    pub(super) fn put(&mut self, span: Span, place: Place, fields: &mut Fields<'_>) {
        self.is_tagged = place == Place::Tag || self.is_tagged && (place.is_sign() || span.is_empty());
        let flow = self.flow.iter().map(|flow| &flow.key[..]).filter(|key| !key.is_empty());
        let last = flow.clone().next_back().or(self.keys.last().map(|(_, key)| &key[..]));
        let value = last.map(Called::of_object).filter(|_| !place.is_sign()).unwrap_or_default();
        let is_value = value.is_plain_value();
        let is_name = !place.is_sign() && last.is_some_and(|key| key.eq_ignore_ascii_case(b"name"));
        if let Some((column, _)) = self.keys.last().filter(|_| is_name && self.flow.is_empty()) {
            self.titles.put(*column, span, fields);
        }
        let is_anchored = !place.is_sign() && self.anchored.put(span, fields);
        // Who cuts frames asks for no cells, and waits for names alone.
        if fields.sheet.is_none() && !is_value {
            return;
        }
        let mut path = self.path();
        if let Some(last) = path.pop() {
            // A path of a page (OpenAPI) is no name of what is said of it.
            path.retain(|key| !key.starts_with(b"/"));
            path.push(last);
        }
        if is_name && is_of_workflow(&path) {
            fields.title(fields.base + span.start);
        }
        let times = if is_anchored { 1 + anchored::KEPT } else { 1 };
        (0..times).for_each(|_| fields.put_below(&path, span, place));
        if let Some(option) = self.arguments.said().filter(|_| !place.is_sign()) {
            fields.put_called(&path, option, span, place);
        }
        if !is_value {
            return;
        }
        let names = self.called_here(value);
        names.iter().for_each(|name| fields.put_called(&path, name, span, place));
        if let Some(around) = self.around().filter(|_| names.is_empty() && !span.is_empty()) {
            // In its place comes what it will be called.
            (0..WAITING_NAMES).for_each(|_| fields.put_below(&path, span, place));
            let span = Span::new(fields.base + span.start, fields.base + span.end);
            self.waiting.add(around, span);
        }
    }
}
