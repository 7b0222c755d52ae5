//! Tables in an object: a list of the names of columns, and beside it the rows as lists of their values, as programs for tables and databases
//! write them: `{"columns": ["email"], "data": [["a@example.com"]]}`.

use super::pair::Half;
use crate::format::names::{self, NameId};
use crate::format::sheet::{Cell, Kind, Sheet};

/// What a column is called by where the list has an object for it, the surest first.
const CALLED: [&str; 6] = ["name", "field", "column", "column_name", "label", "title"];

/// Calls the values of `rows` what `columns` says of their columns. `frame` is what the cells stand in.
pub(super) fn join<'h>(frame: &[u8], columns: Half, rows: impl Iterator<Item = &'h Half>, sheet: &mut Sheet) {
    let mut called: Option<Vec<Option<Vec<u8>>>> = None;
    for rows in rows {
        let called = called.get_or_insert_with(|| read(frame, columns, sheet));
        if called.is_empty() {
            return;
        }
        let above = sheet.members[rows.member as usize].name;
        let names: Vec<Option<NameId>> =
            called.iter().map(|name| name.as_ref().map(|name| sheet.names.said(above, name))).collect();
        let mut renamed = Vec::new();
        each(frame, *rows, sheet, |number, cell, place| {
            if cell.member() == Some(rows.member)
                && let Place { list: true, row: Some((true, column)), .. } = place
                && let Some(Some(name)) = names.get(column)
            {
                renamed.push((number, *name));
            }
        });
        renamed.into_iter().for_each(|(number, name)| sheet.cells[number].name = name);
    }
}

/// The names of columns that the list of `columns` has, each in its place.
fn read(frame: &[u8], columns: Half, sheet: &Sheet) -> Vec<Option<Vec<u8>>> {
    let mut called: Vec<(usize, Option<Vec<u8>>)> = Vec::new();
    each(frame, columns, sheet, |_, cell, place| {
        let rank = match place.row {
            None => Some(0),
            Some((false, _)) => {
                let own = sheet.names.own(cell.name);
                CALLED.iter().position(|known| own.eq_ignore_ascii_case(known.as_bytes()))
            }
            Some((true, _)) => None,
        };
        let Some(rank) = rank.filter(|_| place.list && cell.kind == Kind::Text) else { return };
        let said = names::said(sheet.value(cell, frame)).map(<[u8]>::to_vec);
        if called.len() <= place.element {
            called.resize(place.element + 1, (usize::MAX, None));
        }
        if rank < called[place.element].0 {
            called[place.element] = (rank, said);
        }
    });
    called.into_iter().map(|(_, name)| name).collect()
}

/// Where in a value a cell stands.
#[derive(Clone, Copy, Default)]
struct Place {
    /// The value is a list.
    list: bool,
    /// Which of its elements it is in.
    element: usize,
    /// That is a list (or else an object), and which of its elements the cell is in.
    row: Option<(bool, usize)>,
}

/// Passes on every value behind the key of `half`, with its number. What stands between two cells says where they are: strings are
/// cells, so the brackets and commas there are those of lists and objects.
fn each(frame: &[u8], half: Half, sheet: &Sheet, mut found: impl FnMut(usize, &Cell, Place)) {
    let first = half.key as usize;
    let end = sheet.members[half.member as usize].span().end;
    let (mut at, mut depth, mut place) = (sheet.cells[first].span().end, 0_usize, Place::default());
    let inside =
        sheet.cells.iter().enumerate().skip(first + 1).take_while(|(_, cell)| cell.span().start < end);
    for (number, cell) in inside {
        let between = frame.get(at..cell.span().start).unwrap_or_default();
        for byte in between {
            match (byte, depth) {
                (b'[' | b'{', 0) => place = Place { list: *byte == b'[', ..Place::default() },
                (b'[' | b'{', 1) => place.row = Some((*byte == b'[', 0)),
                (b']' | b'}', 2) => place.row = None,
                (b',', 1) => place.element += 1,
                (b',', 2) => place.row = place.row.map(|(list, column)| (list, column + 1)),
                _ => {}
            }
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        at = cell.span().end;
        if cell.kind != Kind::Key {
            found(number, cell, place);
        }
    }
}
