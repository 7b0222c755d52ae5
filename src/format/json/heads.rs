//! Tables whose first row has the names of their columns: `[["id", "email"], [1, "a@example.com"]]`, as programs for tables answer and write
//! them; a row of one value before that is a title. Whether a row is one of names the names say (`detect/heads.rs`), and what it stands in:
//! where that is called `values` or `rows` it is unless something speaks against it, everywhere else it is in doubt. Rows can be pairs of a name and its
//! value as well (`[["name", "Anna"], ["city", "Bonn"]]`), which the names say too.

use super::columns::column_of;
use super::place::{Place, Stretch, each};
use crate::format::names::{self, NameId};
use crate::format::sheet::{Cell, Kind, Sheet};
use crate::limits::JSON_PAIRS_MAX;

/// A row that has the names of columns, or may have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heads {
    /// Empty where nothing is known of a column.
    names: Vec<Vec<u8>>,
    is_sure: bool,
}

/// A value of a row.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    row: usize,
    column: usize,
    /// The cell.
    number: usize,
    /// It is a part of a list or an object.
    is_part: bool,
    /// It is all that is in the objects around it.
    is_wrapped: bool,
}

/// A list of rows.
#[derive(Clone, Copy)]
pub(super) struct Table {
    pub(super) stretch: Stretch,
    /// What its values are called without names of columns, and the member whose value it is.
    pub(super) name: NameId,
    pub(super) member: Option<u32>,
    /// It stands where tables stand.
    pub(super) is_sure: bool,
    /// Its lists are columns, of which the first value is the name.
    pub(super) is_turned: bool,
}

impl Slot {
    fn at(number: usize, place: Place) -> Option<Slot> {
        let (is_list, column) = place.row.filter(|_| place.list)?;
        let is_part = place.is_deeper || !is_list;
        is_list.then_some(Slot { row: place.element, column, number, is_part, is_wrapped: false })
    }

    /// The same for the value of `table` that is wrapped in objects.
    fn wrapped((number, cell): (usize, &Cell), place: Place, table: Table, sheet: &Sheet) -> Option<Slot> {
        let member = table.member.filter(|own| cell.member() != Some(*own) && place.row.is_some())?;
        let column = column_of(sheet, cell, place, member)?;
        Some(Slot { row: place.element, column, number, is_part: false, is_wrapped: true })
    }
}

impl Heads {
    /// The names that the values of `row` are.
    pub(super) fn of(frame: &[u8], row: &[Slot], sheet: &Sheet, is_sure: bool) -> Option<Heads> {
        let mut names: Vec<Vec<u8>> = Vec::new();
        for slot in row {
            let cell = &sheet.cells[slot.number];
            let value = sheet.value(cell, frame);
            let is_text = cell.kind == Kind::Text && !slot.is_part;
            let name = if is_text { names::head(value) } else { None };
            let is_nothing = !slot.is_part && sheet.is_nothing(cell, frame);
            if name.is_none() && !is_nothing && (!is_sure || is_text && is_mark(value)) {
                return None;
            }
            names.resize(names.len().max(slot.column + 1), Vec::new());
            names[slot.column] = name.unwrap_or_default().to_vec();
        }
        names.iter().any(|name| !name.is_empty()).then_some(Heads { names, is_sure })
    }

    /// The names of the columns of a table below `above`.
    pub(super) fn ids(&self, above: NameId, sheet: &mut Sheet) -> Vec<Option<NameId>> {
        let kind = if self.is_sure { names::Heads::Row } else { names::Heads::MayBeRow };
        let heads = sheet.names.heads(above, self.names.iter().map(Vec::as_slice), kind);
        let id = |name: &Vec<u8>| (!name.is_empty()).then(|| sheet.names.said(heads, name));
        self.names.iter().map(id).collect()
    }
}

/// True for the signs between words and of conditions, which no column is called.
fn is_mark(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(|b| b".,;:!?'\"()=<>|&".contains(b))
}

/// Calls the values of a table what its first row says, or what stands before them.
pub(super) fn join(frame: &[u8], table: Table, sheet: &mut Sheet) {
    let (mut values, mut others) = (Vec::new(), false);
    each(frame, table.stretch, sheet, |number, cell, place| {
        let plain = |slot: Slot| Slot { is_part: slot.is_part || cell.member() != table.member, ..slot };
        match Slot::wrapped((number, cell), place, table, sheet).or(Slot::at(number, place).map(plain)) {
            Some(slot) => values.push(slot),
            None => others |= place.row.is_none(),
        }
    });
    let few = if values.len() <= 2 * JSON_PAIRS_MAX { values.clone() } else { Vec::new() };
    by_first_row(frame, table, values, others, sheet);
    if !others {
        pairs(frame, &few, table.name, sheet);
    }
}

/// The same for the `values` of one whose first row has the names; there are `others` that stand in no row.
fn by_first_row(frame: &[u8], table: Table, mut values: Vec<Slot>, others: bool, sheet: &mut Sheet) {
    if table.is_turned {
        values.iter_mut().for_each(|slot| (slot.row, slot.column) = (slot.column, slot.row));
        values.sort_by_key(|slot| slot.row);
    }
    let of_one = |values: &[Slot]| values.iter().all(|slot| slot.column == 0);
    let mut by_row = values.chunk_by(|one, next| one.row == next.row);
    let Some(mut first) = by_row.next() else { return };
    let mut below = &values[first.len()..];
    if of_one(first) && !of_one(below) {
        let Some(second) = by_row.next() else { return };
        (first, below) = (second, &below[second.len()..]);
    }
    if below.is_empty() || !table.is_sure && (others || !is_table(frame, first, below, sheet)) {
        return;
    }
    let Some(heads) = Heads::of(frame, first, sheet, table.is_sure) else { return };
    let ids = heads.ids(table.name, sheet);
    call(below, &ids, table.name, table.member, sheet);
}

/// Calls the second of two texts that each row has what the first says, if those are names.
fn pairs(frame: &[u8], values: &[Slot], above: NameId, sheet: &mut Sheet) {
    let mut rows = values.chunk_by(|one, next| one.row == next.row);
    let is_text = |slot: &Slot| !slot.is_part && sheet.cells[slot.number].kind == Kind::Text;
    let value = |slot: &Slot| sheet.value(&sheet.cells[slot.number], frame);
    let name = |row: &&[Slot]| match row {
        [one, other] if is_text(one) && is_text(other) => names::head(value(one)).map(<[u8]>::to_vec),
        _ => None,
    };
    let called: Option<Vec<Vec<u8>>> = rows.clone().map(|row| name(&row)).collect();
    // One alone is a row of any table.
    let Some(called) = called.filter(|called| called.len() > 1) else { return };
    if rows.all(|row| is_kind(value(&row[1]))) {
        return;
    }
    let heads = sheet.names.heads(above, called.iter().map(Vec::as_slice), names::Heads::Pairs);
    for (row, name) in values.chunks_exact(2).zip(&called) {
        let said = sheet.names.said(heads, name);
        let cell = &mut sheet.cells[row[1].number];
        // Another table may have it as a value of a column.
        cell.name = if cell.name == above { said } else { sheet.names.any_of(&[cell.name, said]) };
    }
}

/// Calls the values of a list of pairs (`[["name", "value"]]`), or of one in which names and values take turns (`["name", "value"]`).
pub(super) fn pairs_in(frame: &[u8], table: Table, sheet: &mut Sheet) {
    let mut all: Vec<(Option<usize>, usize)> = Vec::new();
    let mut is_plain = true;
    each(frame, table.stretch, sheet, |number, cell, place| {
        let row = place.row.map(|_| place.element);
        is_plain &=
            place.list && cell.member() == table.member && cell.kind == Kind::Text && !place.is_deeper;
        all.push((row, number));
    });
    let is_flat = all.iter().all(|(row, _)| row.is_none());
    let are_pairs = match is_flat {
        true => all.len().is_multiple_of(2),
        false => all.chunk_by(|one, next| one.0 == next.0).all(|row| row.len() == 2 && row[0].0.is_some()),
    };
    if !is_plain || !are_pairs {
        return;
    }
    for pair in all.chunks_exact(2) {
        let Some(name) = names::said(sheet.value(&sheet.cells[pair[0].1], frame)).map(<[u8]>::to_vec) else {
            continue;
        };
        let above = sheet.cells[pair[1].1].name;
        let said = sheet.names.said(table.name, &name);
        sheet.cells[pair[1].1].name =
            if above == table.name { said } else { sheet.names.any_of(&[above, said]) };
    }
}

/// True for what programs say of names in such pairs: how they are sorted, and of which kind they are.
fn is_kind(value: &[u8]) -> bool {
    let word = value.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let (word, rest) = value.split_at(word);
    let is_size = rest.iter().all(|b| b.is_ascii_digit() || b"(),".contains(b));
    let is_word = word.iter().all(u8::is_ascii_lowercase)
        && rest.iter().all(|b| b"_-.".contains(b) || b.is_ascii_lowercase());
    is_word || is_size && KINDS.iter().any(|kind| word.eq_ignore_ascii_case(kind.as_bytes()))
}

/// The kinds that do not always stand in small letters, or have a size.
const KINDS: [&str; 18] = [
    "ASC",
    "BIGINT",
    "BOOLEAN",
    "CHAR",
    "DATE",
    "DATETIME",
    "DECIMAL",
    "DESC",
    "DOUBLE",
    "FLOAT",
    "INT",
    "INTEGER",
    "NUMBER",
    "NUMERIC",
    "STRING",
    "TEXT",
    "TIMESTAMP",
    "VARCHAR",
];

/// True where the rows `below` may be those of a table that nothing says is one: they have the columns of the `first`, and some value that
/// no program calls anything.
fn is_table(frame: &[u8], first: &[Slot], below: &[Slot], sheet: &Sheet) -> bool {
    let last = first.last().map_or(0, |slot| slot.column);
    let is_word = |slot: &Slot| {
        let cell = &sheet.cells[slot.number];
        let value = sheet.value(cell, frame);
        let is_of_name = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-.".contains(b);
        sheet.is_nothing(cell, frame)
            || cell.kind == Kind::Text
                && value.iter().all(is_of_name)
                && value.first().is_some_and(u8::is_ascii_lowercase)
    };
    last > 0 && below.iter().all(|slot| slot.column <= last) && !below.iter().all(is_word)
}

/// Calls values that are called `known` as their columns are.
pub(super) fn call(
    values: &[Slot],
    ids: &[Option<NameId>],
    known: NameId,
    member: Option<u32>,
    sheet: &mut Sheet,
) {
    for slot in values {
        let Some(Some(name)) = ids.get(slot.column) else { continue };
        let cell = &mut sheet.cells[slot.number];
        // What stands below a name in a row is called by that.
        if slot.is_wrapped {
            cell.name = sheet.names.any_of(&[cell.name, *name]);
        } else if cell.member() == member && cell.name == known {
            cell.name = *name;
        }
    }
}

/// The values of the list at `start`, which is a row.
pub(super) fn row(frame: &[u8], start: usize, cell: usize, sheet: &Sheet) -> Vec<Slot> {
    let stretch = Stretch { start, end: usize::MAX, cell, depth: 1 };
    let mut values = Vec::new();
    each(frame, stretch, sheet, |number, cell, place| {
        let slot = Slot::at(number, place);
        values.extend(slot.map(|slot| Slot { is_part: slot.is_part || cell.member().is_some(), ..slot }));
    });
    values
}
