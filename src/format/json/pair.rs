//! Objects that say in one member what another is: `{"name": "Cookie", "value": "sid=1"}`, as archives of HTTP, tags of
//! resources and forms have them.

use super::columns;
use super::heads::{self, Table};
use super::place::Stretch;
use crate::format::names::{self, Part};
use crate::format::sheet::{Cell, Kind, Sheet, Value};
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
}

/// Calls values what the names beside them say, and what covers them as well. `frame` is what the cells stand in.
pub(super) fn join(frame: &[u8], halves: &mut [Half], sheet: &mut Sheet) {
    // Names come before values, each kind in the order of the text.
    halves.sort_unstable();
    let described = described(halves, sheet);
    for of_one in halves.chunk_by(|one, next| one.object == next.object) {
        let (names, rest) = of_one.split_at(of_one.partition_point(|half| half.part == Part::Name));
        let (values, tables) = rest.split_at(rest.partition_point(|half| half.part == Part::Value));
        for value in values.iter().take(PAIR_HALVES_MAX) {
            // Where two say so, both hold.
            for name in names.iter().take(PAIR_HALVES_MAX) {
                call(frame, *name, *value, sheet);
            }
        }
        let (columns, rows) = tables.split_at(tables.partition_point(|half| half.part == Part::Columns));
        let (rows, directions) = rows.split_at(rows.partition_point(|half| half.part != Part::Direction));
        let sure = rows.partition_point(|half| half.part == Part::Rows);
        // A `header` can be that of columns.
        let lists = names.iter().filter(|name| has_list(frame, **name, sheet)).copied().collect::<Vec<_>>();
        let mut is_called = false;
        // Those that stand in an object beside the rows.
        let object = of_one[0].object;
        let first = described.partition_point(|(of, _)| *of < object);
        let beside = described[first..].iter().take_while(|(of, _)| *of == object).map(|(_, half)| half);
        for columns in columns.iter().chain(&lists).chain(beside).take(PAIR_HALVES_MAX) {
            let rows = rows.iter().chain(values).take(PAIR_HALVES_MAX);
            is_called |= columns::join(frame, *columns, rows, sheet);
        }
        if !is_called {
            // Hardly any value is a list, and to look for rows is to look at all that a value holds.
            let is_turned = directions.iter().any(|half| is_of_columns(frame, *half, sheet));
            for rows in rows[..sure].iter().chain(values) {
                if begins_rows(frame, *rows, sheet) {
                    let (stretch, member) = (rows.stretch(sheet), Some(rows.member));
                    let name = sheet.members[rows.member as usize].name;
                    heads::join(frame, Table { stretch, name, member, is_sure: true, is_turned }, sheet);
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
    let Sheet { cells, members, names, decoded, .. } = sheet;
    let text = cells.get(name.key as usize + 1);
    let Some(text) = text.filter(|cell| cell.member() == Some(name.member) && cell.kind == Kind::Text) else {
        return;
    };
    let said = match text.value() {
        Value::Plain => text.span().of(frame),
        Value::Decoded(span) => span.of(decoded),
    };
    let Some(said) = names::said(said) else { return };
    let member = &mut members[value.member as usize];
    member.name = names.said(member.name, said);
    let (value_name, end) = (member.name, member.span().end);
    for cell in cells[value.key as usize + 1..].iter_mut().take_while(|cell| cell.span().start < end) {
        if cell.kind == Kind::Key {
            continue;
        }
        match cell.member() {
            Some(own) if own == value.member => cell.name = value_name,
            // `{"value": {"stringValue": …}}`
            Some(own) if members[own as usize].parent() == Some(value.member) => {
                let kind = names.own(members[own as usize].name);
                if KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known.as_bytes())) {
                    cell.name = names.said(cell.name, said);
                }
            }
            _ => {}
        }
    }
}

/// What programs call a value by its kind: telemetry, databases.
const KINDS: [&str; 8] =
    ["boolvalue", "bytesvalue", "doublevalue", "intvalue", "n", "s", "stringvalue", "value"];
