//! Objects that say in one member what another is: `{"name": "Cookie", "value": "sid=1"}`, as archives of HTTP, tags of
//! resources and forms have them.

use super::columns::{self, Rows};
use super::heads::{self, Table};
use super::place::Stretch;
use crate::format::called::{self, Called, Part};
use crate::format::names::{self, NameId, Names};
use crate::format::sheet::{Cell, Kind, Sheet};
use crate::limits::PAIR_HALVES_MAX;

/// A member that is one half of a pair.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Half {
    /// The object it is in.
    pub(super) object: u32,
    pub(super) part: Part,
    pub(super) member: u32,
    /// The cell of its key.
    pub(super) key: u32,
}

impl Half {
    /// Its value.
    pub(super) fn stretch(self, sheet: &Sheet) -> Stretch {
        let (key, end) = (self.key as usize, sheet.members[self.member as usize].span().end);
        Stretch { start: sheet.cells[key].span().end, end, cell: key + 1, depth: 0 }
    }

    /// What its key can be, whatever its value is called by then.
    fn called(self, sheet: &Sheet) -> Called {
        sheet.names.called(sheet.cells[self.key as usize].name)
    }
}

/// Calls values what the names beside them say, and what covers them as well. `frame` is what the cells stand in.
pub(super) fn join(frame: &[u8], halves: &mut [Half], sheet: &mut Sheet) {
    // Names come before values, each kind in the order of the text.
    halves.sort_unstable();
    let lists = described(halves, sheet);
    let turned = if lists.is_empty() { Vec::new() } else { lists_of_values(halves, sheet) };
    for of_one in halves.chunk_by(|one, next| one.object == next.object) {
        let (names, rest) = of_one.split_at(of_one.partition_point(|half| half.part <= Part::Kind));
        let (values, tables) = rest.split_at(rest.partition_point(|half| half.part <= Part::Answer));
        let held = &values[..values.partition_point(|half| half.part == Part::Value)];
        for value in values.iter().take(PAIR_HALVES_MAX) {
            let own = value.called(sheet);
            // Where two say so, both hold.
            for name in names.iter().chain(held).take(PAIR_HALVES_MAX) {
                if name.called(sheet).names(own) {
                    call(frame, *name, *value, sheet);
                }
            }
        }
        thing(frame, of_one, sheet);
        let names = &names[..names.partition_point(|half| half.part == Part::Name)];
        // Those that stand in an object beside the rows.
        let object = of_one[0].object;
        let first = lists.partition_point(|(of, _)| *of < object);
        let beside = lists[first..].iter().take_while(|(of, _)| *of == object).map(|(_, half)| *half);
        // A `header` can be that of columns.
        let headers = names.iter().filter(|name| has_list(frame, **name, sheet)).copied();
        let beside: Vec<Half> = headers.chain(beside).collect();
        let inside = held.iter().filter_map(|value| columns_in(*value, &turned, sheet)).collect();
        Halves { values: held, tables, beside, inside }.join(frame, sheet);
    }
    for half in halves.iter().filter(|half| half.part == Part::Name) {
        field(frame, *half, sheet);
    }
}

/// What may be tables in an object.
struct Halves<'h> {
    values: &'h [Half],
    tables: &'h [Half],
    /// Lists of columns that are called in another way, or stand beside the object.
    beside: Vec<Half>,
    /// Lists that are columns of objects in its values, as frames of Grafana have them: `{"schema": {"fields": …}, "data": {"values": …}}`.
    inside: Vec<Rows>,
}

impl Halves<'_> {
    fn join(self, frame: &[u8], sheet: &mut Sheet) {
        let Halves { values, tables, beside, inside } = self;
        let (columns, rows) = tables.split_at(tables.partition_point(|half| half.part == Part::Columns));
        let (rows, directions) = rows.split_at(rows.partition_point(|half| half.part < Part::Direction));
        let directions = directions.iter().filter(|half| half.part == Part::Direction);
        let sure = rows.partition_point(|half| half.part == Part::Rows);
        let mut is_called = false;
        let own = |half: &Half| Rows { half: *half, is_turned: false };
        for columns in columns.iter().chain(&beside).take(PAIR_HALVES_MAX) {
            let rows = rows.iter().chain(values).map(own).take(PAIR_HALVES_MAX);
            is_called |= columns::join(frame, *columns, rows, sheet);
            let inside = inside.iter().copied().take(PAIR_HALVES_MAX);
            is_called |= columns::join(frame, *columns, inside, sheet);
        }
        let table = |half: &Half, is_turned: bool, sheet: &Sheet| {
            let (stretch, member) = (half.stretch(sheet), Some(half.member));
            let name = sheet.members[half.member as usize].name;
            Table { stretch, name, member, is_sure: true, is_turned }
        };
        if !rows.iter().chain(values).any(|half| begins_rows(frame, *half, sheet)) {
            for headers in columns.iter().filter(|half| half.called(sheet).is_of_pairs()).collect::<Vec<_>>()
            {
                heads::pairs_in(frame, table(headers, false, sheet), sheet);
            }
        } else if !is_called {
            // Hardly any value is a list, and to look for rows is to look at all that a value holds.
            let is_turned = directions.clone().any(|half| is_of_columns(frame, *half, sheet));
            for rows in rows[..sure].iter().chain(values) {
                if begins_rows(frame, *rows, sheet) {
                    heads::join(frame, table(rows, is_turned, sheet), sheet);
                }
            }
        }
    }
}

/// Lists of columns in an object that has no rows itself and is a member of another one (`{"schema": {"fields": …}, "rows": …}`), with the number of
/// that.
fn described(halves: &[Half], sheet: &Sheet) -> Vec<(u32, Half)> {
    let mut described = Vec::new();
    for of_one in halves.chunk_by(|one, next| one.object == next.object) {
        if of_one.iter().any(|half| matches!(half.part, Part::Rows | Part::Items | Part::Value)) {
            continue;
        }
        for half in of_one.iter().filter(|half| half.part == Part::Columns) {
            let above = sheet.members[half.member as usize].parent();
            described.extend(above.map(|above| (sheet.members[above as usize].object, *half)));
        }
    }
    described.sort_unstable();
    described
}

/// Members called `values`, by the object in which they are.
fn lists_of_values(halves: &[Half], sheet: &Sheet) -> Vec<Half> {
    let is_it = |half: &&Half| {
        let own = sheet.names.own(sheet.cells[half.key as usize].name);
        half.part == Part::Value && own.eq_ignore_ascii_case(b"values")
    };
    halves.iter().filter(is_it).copied().collect()
}

/// The columns that the object in `data` has as lists, if it is one; `lists` are those of all objects.
fn columns_in(data: Half, lists: &[Half], sheet: &Sheet) -> Option<Rows> {
    let first = sheet.cells.get(data.key as usize + 1).filter(|first| first.kind == Kind::Key)?;
    let inner = first.member()?;
    let object =
        sheet.members.get(inner as usize).filter(|inner| inner.parent() == Some(data.member))?.object;
    let at = lists.partition_point(|list| list.object < object);
    lists.get(at).filter(|list| list.object == object).map(|list| Rows { half: *list, is_turned: true })
}

/// What stands behind the key of a member before the first cell there, and that cell.
fn before_first<'t, 's>(frame: &'t [u8], half: Half, sheet: &'s Sheet) -> Option<(&'t [u8], &'s Cell)> {
    let (key, first) = (&sheet.cells[half.key as usize], sheet.cells.get(half.key as usize + 1)?);
    Some((frame.get(key.span().end..first.span().start)?, first))
}

/// True for a member whose value is a list that begins with a value.
fn has_list(frame: &[u8], half: Half, sheet: &Sheet) -> bool {
    before_first(frame, half, sheet)
        .is_some_and(|(between, first)| between.contains(&b'[') && first.member() == Some(half.member))
}

/// True for a member whose value is a list that begins with a list that holds anything, or with an object that has nothing but such a list.
fn begins_rows(frame: &[u8], half: Half, sheet: &Sheet) -> bool {
    let Some((between, first)) = before_first(frame, half, sheet) else { return false };
    let mut marks = between.iter().filter(|b| matches!(b, b'[' | b'{'));
    match (marks.next(), marks.next()) {
        (Some(b'['), Some(b'[')) => true,
        (Some(b'['), Some(b'{')) => {
            let next = sheet.cells.get(half.key as usize + 2);
            let behind = next.and_then(|next| frame.get(first.span().end..next.span().start));
            first.kind == Kind::Key && behind.is_some_and(|between| between.contains(&b'['))
        }
        _ => false,
    }
}

/// True for a member that says that lists are columns, as programs for tables have it.
fn is_of_columns(frame: &[u8], half: Half, sheet: &Sheet) -> bool {
    before_first(frame, half, sheet).is_some_and(|(_, first)| {
        first.member() == Some(half.member) && sheet.value(first, frame).eq_ignore_ascii_case(b"columns")
    })
}

/// Calls what `value` holds by itself, or in arrays, what `name` says.
fn call(frame: &[u8], name: Half, value: Half, sheet: &mut Sheet) {
    let own = sheet.names.own(sheet.cells[name.key as usize].name);
    let is_path = own.eq_ignore_ascii_case(b"path");
    let Some(text) = text_of(name, is_path, sheet) else { return };
    let text = sheet.value(text, frame);
    let said = if is_path { names::levels(text) } else { names::said_levels(text) };
    let said: Vec<Vec<u8>> = said.into_iter().map(<[u8]>::to_vec).collect();
    if said.is_empty() {
        return;
    }
    let covers = value.called(sheet).is_value_only();
    let Sheet { cells, members, names, .. } = sheet;
    let below =
        |above: NameId, names: &mut Names| said.iter().fold(above, |above, name| names.said(above, name));
    let member = &mut members[value.member as usize];
    let before = member.name;
    member.name = below(before, names);
    let (value_name, end) = (member.name, member.span().end);
    let inside = cells[value.key as usize + 1..].iter_mut().take_while(|cell| cell.span().start < end);
    for cell in inside.filter(|cell| cell.kind != Kind::Key) {
        let Some(own) = cell.member() else { continue };
        let member = &members[own as usize];
        // `{"value": {"stringValue": …}}`
        let is_typed = || member.parent() == Some(value.member) && names.called(member.name).is_typed();
        if own == value.member {
            cell.name = value_name;
        } else if is_typed() {
            cell.name = below(cell.name, names);
        } else if covers && let Some(name) = moved(cell.name, before, value_name, names) {
            cell.name = name;
        }
    }
}

/// What is called `id`, below `before`, is below `now` in the same way; nothing where it is not, or far below.
fn moved(id: NameId, before: NameId, now: NameId, names: &mut Names) -> Option<NameId> {
    let (mut path, mut at) = (Vec::new(), id);
    while at != before {
        path.push(at);
        at = names.parent(at).filter(|_| path.len() < INSIDE_DEPTH_MAX)?;
    }
    Some(path.iter().rev().fold(now, |above, id| names.below(above, *id)))
}

/// So deep in a value what is in it is called what is said of the value.
const INSIDE_DEPTH_MAX: usize = 4;

/// The text that says a name: the value of its member, or in an object there what that is called (`{"question": {"title": …}}`). Of a list
/// of steps the last one does.
fn text_of(name: Half, is_path: bool, sheet: &Sheet) -> Option<&Cell> {
    let is_own = |cell: &&Cell| cell.member() == Some(name.member);
    let own = sheet.cells[name.key as usize + 1..].iter().take(INSIDE_MAX).take_while(is_own);
    let mut texts = own.filter(|cell| cell.kind == Kind::Text);
    let first = texts.next();
    if first.is_some() {
        return texts.last().filter(|_| is_path).or(first);
    }
    let end = sheet.members[name.member as usize].span().end;
    let inside = sheet.cells[name.key as usize + 1..].iter().take(INSIDE_MAX);
    let of_object = inside.take_while(|cell| cell.span().start < end).filter(|cell| {
        let own = cell.member().map(|own| &sheet.members[own as usize]);
        cell.kind == Kind::Text && own.is_some_and(|own| own.parent() == Some(name.member))
    });
    let rank = |cell: &&Cell| called::column_by(sheet.names.own(cell.name));
    of_object.filter(|cell| rank(cell).is_some()).min_by_key(rank)
}

/// So many keys and values are looked at for what an object is called.
const INSIDE_MAX: usize = 24;

/// A `name` may be that of a field, as lists of columns, schemas and pairs have it.
fn field(frame: &[u8], name: Half, sheet: &mut Sheet) {
    let Some((number, own)) = own_name(name, sheet) else { return };
    let said = names::field(sheet.value(&sheet.cells[number], frame)).map(<[u8]>::to_vec);
    if let Some(said) = said {
        sheet.cells[number].name = sheet.names.field(own, &said);
    }
}

/// The text of a member that is called just `name`: which cell it is, and what that is called.
fn own_name(half: Half, sheet: &Sheet) -> Option<(usize, NameId)> {
    let number = half.key as usize + 1;
    let cell = sheet.cells.get(number)?;
    let is_it = cell.kind == Kind::Text
        && cell.member() == Some(half.member)
        && sheet.names.own(cell.name).eq_ignore_ascii_case(b"name");
    is_it.then_some((number, cell.name))
}

/// The `name` of an object that describes a program is that of a thing.
fn thing(frame: &[u8], of_one: &[Half], sheet: &mut Sheet) {
    let of_thing = &of_one[of_one.partition_point(|half| half.part < Part::Thing)..];
    let weight = |half: &Half| u32::from(half.called(sheet).is_of_thing().unwrap_or(0));
    if of_thing.iter().map(weight).sum::<u32>() < 2 {
        return;
    }
    for name in of_one.iter().take_while(|half| half.part == Part::Name) {
        let Some((number, above)) = own_name(*name, sheet) else { continue };
        let value = sheet.value(&sheet.cells[number], frame).to_vec();
        if !value.is_empty() && value.iter().all(|b| b.is_ascii_graphic()) {
            sheet.cells[number].name = sheet.names.thing(above, &value, true);
        }
    }
}
