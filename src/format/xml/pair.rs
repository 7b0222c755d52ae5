//! Elements that say in one place what is in another: `<property name="email" value="…"/>`, `<entry key="email">…</entry>`,
//! `<name>email</name><value>…</value>`, `<key>email</key><string>…</string>`.
//!
//! What says so is noted while a record is read, and its values are called so at its end: a name may stand behind its value.

use std::collections::HashMap;

use super::local;
use crate::bytes::{ends_with_word, is_any};
use crate::format::called::Called;
use crate::format::names::{self, NameId, Names};
use crate::format::sheet::{Cell, Kind, Sheet};
use crate::limits::{FIELD_NAME_BYTES_MAX, PAIR_HALVES_MAX};

/// Which half of a pair an element or attribute is called like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Name,
    /// One behind which the next element is its value, whatever that is called.
    Key,
    /// All that is in it is the value.
    Value,
    /// Its text is the value; what else may be in it is something of its own.
    Text,
    /// A value where a name stands right before it.
    Typed,
    None,
}

/// Elements that are things of programs, so that what their `name` says is not called like a person.
const THINGS: [&[u8]; 62] = [
    b"activity",
    b"add",
    b"appender",
    b"attribute",
    b"attributegroup",
    b"binding",
    b"bool",
    b"call-template",
    b"color",
    b"column",
    b"complextype",
    b"component",
    b"console",
    b"constraint",
    b"counter",
    b"declare-styleable",
    b"dimen",
    b"element",
    b"enum",
    b"event",
    b"field",
    b"fileset",
    b"filter",
    b"function",
    b"group",
    b"import",
    b"index",
    b"init-param",
    b"input",
    b"integer",
    b"integer-array",
    b"interface",
    b"logger",
    b"macrodef",
    b"meta-data",
    b"method",
    b"metric",
    b"module",
    b"namespace",
    b"operation",
    b"package",
    b"param",
    b"parameter",
    b"part",
    b"plugin",
    b"plurals",
    b"porttype",
    b"property",
    b"provider",
    b"receiver",
    b"rollingfile",
    b"setting",
    b"simpletype",
    b"string",
    b"string-array",
    b"style",
    b"target",
    b"template",
    b"testcase",
    b"testsuite",
    b"variable",
    b"with-param",
];

/// Elements that are a pair, or hold nothing but pairs in a row.
const PAIRS: [&[u8]; 11] = [
    b"attribute",
    b"context-param",
    b"dict",
    b"entry",
    b"env-entry",
    b"init-param",
    b"param",
    b"parameter",
    b"property",
    b"setting",
    b"variable",
];

/// True for an outermost element `name` that is a pair, as its first `child` says: that names the next one, or is named by it.
pub(super) fn is_one(name: &[u8], child: &[u8]) -> bool {
    is_any(&PAIRS, local(name)) && matches!(Half::of(child), Half::Name | Half::Key | Half::Value)
}

/// True for an element, called `name` without its prefix, that is a thing of a program.
pub(crate) fn is_thing(name: &[u8]) -> bool {
    is_any(&THINGS, name)
}

/// The same of an element in `around`, whose `<name>` stands beside its `<value>`: what a structure of XML-RPC has are members.
pub(super) fn holds_thing(name: &[u8], around: &[u8]) -> bool {
    is_thing(name) || name.eq_ignore_ascii_case(b"member") && around.eq_ignore_ascii_case(b"struct")
}

impl Half {
    /// That of an element or attribute `name`, which may have a prefix.
    pub(super) fn of(name: &[u8]) -> Half {
        let name = local(name);
        // `<param-name>`, `<meta_key>`, `Argument.name`: what stands before is the same in both halves.
        let last = match name.iter().rposition(|b| matches!(b, b'-' | b'_' | b'.')) {
            Some(sign) => &name[sign + 1..],
            None => name,
        };
        let is_whole = last.len() == name.len();
        let (called, whole) = (Called::of_element(last), Called::of_element(name));
        let ends = |word: &[u8]| last.eq_ignore_ascii_case(word);
        match called {
            _ if ends(b"key") => Half::Key,
            _ if called.is_name() && (is_whole || ends(b"name")) => Half::Name,
            _ if ends_with_word(name, b"value") => Half::Value,
            _ if is_whole && ends(b"data") => Half::Typed,
            _ if is_whole && called.is_value() => {
                if called.is_text() {
                    Half::Text
                } else {
                    Half::Value
                }
            }
            _ if whole.is_typed() => Half::Typed,
            _ => Half::None,
        }
    }

    pub(super) fn is_name(self) -> bool {
        matches!(self, Half::Name | Half::Key)
    }

    pub(super) fn is_value(self) -> bool {
        matches!(self, Half::Value | Half::Text)
    }
}

/// True for a `value` that can name another, of a half called `half`.
pub(super) fn says(half: &[u8], value: &[u8]) -> bool {
    // A number of a record is in most of them, and another in each.
    let is_number = || value.iter().filter(|b| b.is_ascii_digit()).count() * 2 >= value.len();
    names::said(value).is_some_and(|said| !said.is_empty())
        && !(local(half).eq_ignore_ascii_case(b"id") && is_number())
}

/// True for a name as programs have it: one word, and none that says where somebody is reached.
fn is_code(name: &[u8]) -> bool {
    !name.is_empty()
        && name.len() <= FIELD_NAME_BYTES_MAX
        && name.iter().all(|b| b.is_ascii_graphic() && *b != b'@')
}

/// What the children of an element say of each other so far.
#[derive(Default)]
pub(super) struct Row {
    /// The cell of the last name.
    name: Option<u32>,
    /// The element behind it is its value.
    is_next: bool,
    /// That has to be one which is called like a value or a type.
    is_typed: bool,
    /// The element is a thing of a program, so that what has a value is the name of one.
    pub(super) is_of_thing: bool,
    /// It is the entry of a map: of two values in it, the first names the second (`<entry><string>a</string><string>b</string></entry>`).
    pub(super) is_entry: bool,
    /// It has children.
    pub(super) has_child: bool,
    /// Values before any name.
    waiting: [Option<(Target, Half)>; PAIR_HALVES_MAX],
}

impl Row {
    /// A value is called what a name behind it says.
    pub(super) fn wait(&mut self, target: Target, half: Half) {
        if let Some(free) = self.waiting.iter_mut().find(|waiting| waiting.is_none()) {
            *free = Some((target, half));
        }
    }
}

/// What can be called.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) member: u32,
    /// The name that those below it begin with.
    pub(super) base: NameId,
}

/// A value is called what a cell says.
struct Call {
    target: Target,
    name: u32,
    is_whole: bool,
}

/// What a record says of its values.
#[derive(Default)]
pub(super) struct Pairs {
    /// By name, as far as that was asked.
    halves: Vec<Option<Half>>,
    calls: Vec<Call>,
    /// Cells that are names, and whether they are those of things for sure.
    things: Vec<(u32, bool)>,
}

impl Pairs {
    /// Which half an element or attribute is called like.
    pub(super) fn half(&mut self, names: &Names, id: NameId) -> Half {
        let number = id.0 as usize;
        if self.halves.len() <= number {
            self.halves.resize(names.len(), None);
        }
        *self.halves[number].get_or_insert_with(|| Half::of(names.own(id)))
    }

    /// The value `target` is what the cell `name` says; `half` where it is an element.
    pub(super) fn call(&mut self, target: Target, name: u32, half: Half) {
        let is_whole = matches!(half, Half::Value | Half::Typed);
        self.calls.push(Call { target, name, is_whole });
        self.thing(name, false);
    }

    /// The cell `name` is the name of a thing and of nobody; `is_sure` where its element says so.
    pub(super) fn thing(&mut self, name: u32, is_sure: bool) {
        self.things.push((name, is_sure));
    }

    /// A child ended that is called like `half`; `name` is the cell of its text, where that can be a name and is all that is in it.
    pub(super) fn child(&mut self, row: &mut Row, half: Half, target: Target, name: Option<u32>) {
        let is_first = !std::mem::replace(&mut row.has_child, true);
        let is_key = half.is_name() || row.is_entry && is_first && half == Half::Typed;
        if let Some(name) = name.filter(|_| is_key) {
            for (target, half) in row.waiting.iter_mut().filter_map(Option::take) {
                self.call(target, name, half);
                self.thing(name, row.is_of_thing);
            }
            (row.name, row.is_next, row.is_typed) = (Some(name), true, half == Half::Name);
            return;
        }
        let is_next = std::mem::take(&mut row.is_next) && (!row.is_typed || half == Half::Typed);
        match row.name {
            Some(name) if half.is_value() || is_next => {
                self.call(target, name, if half.is_value() { half } else { Half::Value });
                self.thing(name, row.is_of_thing);
            }
            None if half.is_value() => row.wait(target, half),
            _ => {}
        }
    }

    /// Calls the values of a record that has the cells and members from these on.
    pub(super) fn join(&mut self, text: &[u8], cells: usize, members: usize, sheet: &mut Sheet) {
        if !self.calls.is_empty() {
            let said = |call: &Call| {
                names::said(sheet.value(&sheet.cells[call.name as usize], text)).map(<[u8]>::to_vec)
            };
            let mut calls: Vec<(Call, Vec<u8>)> = std::mem::take(&mut self.calls)
                .into_iter()
                .filter_map(|call| Some((said(&call)?, call)))
                .map(|(s, c)| (c, s))
                .collect();
            calls.sort_by_key(|(call, _)| (call.target.member, call.name));
            calls.dedup_by_key(|(call, _)| (call.target.member, call.name));
            Mover::new(text, members, &calls, sheet).cells(cells);
        }
        // One that is sure comes before itself in doubt, and stays.
        self.things.sort_unstable_by_key(|(cell, is_sure)| (*cell, !is_sure));
        self.things.dedup_by_key(|(cell, _)| *cell);
        for (cell, is_sure) in self.things.drain(..) {
            let value = sheet.value(&sheet.cells[cell as usize], text);
            if !is_code(value) {
                continue;
            }
            let said = value.to_vec();
            let cell = &mut sheet.cells[cell as usize];
            cell.name = sheet.names.thing(cell.name, &said, is_sure);
        }
    }
}

/// What is below a value that was called, called anew.
struct Moved {
    from: NameId,
    to: NameId,
    end: usize,
}

struct Mover<'a> {
    sheet: &'a mut Sheet,
    members: usize,
    moved: Vec<Moved>,
    /// By member of the record: that in which it is.
    of_member: Vec<Option<usize>>,
    /// By member of the record: what its own values are called below their names.
    own: HashMap<u32, Vec<Vec<u8>>>,
    known: HashMap<(usize, NameId), NameId>,
    /// The cells that are names, which no name around them covers.
    names: Vec<u32>,
}

impl<'a> Mover<'a> {
    fn new(text: &[u8], members: usize, calls: &[(Call, Vec<u8>)], sheet: &'a mut Sheet) -> Self {
        let count = sheet.members.len() - members;
        let mut mover = Mover {
            sheet,
            members,
            moved: Vec::new(),
            of_member: vec![None; count],
            own: HashMap::new(),
            known: HashMap::new(),
            names: calls.iter().map(|(call, _)| call.name).collect(),
        };
        mover.names.sort_unstable();
        let mut open: Vec<usize> = Vec::new();
        let mut calls = calls.chunk_by(|one, next| one.0.target.member == next.0.target.member).peekable();
        for n in 0..count {
            let member = mover.sheet.members[members + n];
            while open.last().is_some_and(|last| mover.moved[*last].end <= member.span().start) {
                open.pop();
            }
            let above = member.parent().and_then(|parent| (parent as usize).checked_sub(members));
            // Attributes say something of the element that they are in, and so they do where that is a value.
            let is_attribute = super::is_white(text[member.span().start]);
            let around = open
                .last()
                .copied()
                .filter(|_| !is_attribute && above.is_none_or(|above| mover.of_member[above].is_some()));
            mover.of_member[n] = around;
            let mut name = mover.name(around, member.name);
            if let Some(of_one) = calls.next_if(|calls| calls[0].0.target.member as usize == members + n) {
                let of_one = &of_one[..of_one.len().min(PAIR_HALVES_MAX)];
                let add = |names: &mut Names, name| {
                    of_one.iter().fold(name, |name, (_, said)| names.said(name, said))
                };
                if of_one.iter().any(|(call, _)| call.is_whole) {
                    let from = of_one[0].0.target.base;
                    let to = mover.name(around, from);
                    let to = add(&mut mover.sheet.names, to);
                    mover.moved.push(Moved { from, to, end: member.span().end });
                    open.push(mover.moved.len() - 1);
                    mover.of_member[n] = open.last().copied();
                    name = mover.name(mover.of_member[n], member.name);
                } else {
                    name = add(&mut mover.sheet.names, name);
                    mover.own.insert(n as u32, of_one.iter().map(|(_, said)| said.clone()).collect());
                }
            }
            mover.sheet.members[members + n].name = name;
        }
        mover
    }

    /// What `id` is called in that of these.
    fn name(&mut self, of: Option<usize>, id: NameId) -> NameId {
        let Some(n) = of else { return id };
        let Moved { from, to, .. } = self.moved[n];
        let (mut above, mut path) = (id, Vec::new());
        let mut to = loop {
            if above == from {
                break to;
            }
            if let Some(known) = self.known.get(&(n, above)) {
                break *known;
            }
            path.push(above);
            let Some(next) = self.sheet.names.parent(above) else { return id };
            above = next;
        };
        for id in path.into_iter().rev() {
            to = self.sheet.names.below(to, id);
            self.known.insert((n, id), to);
        }
        to
    }

    fn cells(mut self, cells: usize) {
        for number in cells..self.sheet.cells.len() {
            let Cell { kind, name, .. } = self.sheet.cells[number];
            let member =
                self.sheet.cells[number].member().and_then(|m| (m as usize).checked_sub(self.members));
            let Some(member) =
                member.filter(|_| kind != Kind::Key && self.names.binary_search(&(number as u32)).is_err())
            else {
                continue;
            };
            let mut made = self.name(self.of_member[member], name);
            for said in self.own.get(&(member as u32)).into_iter().flatten() {
                made = self.sheet.names.said(made, said);
            }
            self.sheet.cells[number].name = made;
        }
    }
}
