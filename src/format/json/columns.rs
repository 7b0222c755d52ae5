//! Tables in an object: a list of the names of columns, and beside it the rows as lists of their values, as programs for tables and databases
//! write them: `{"columns": ["email"], "data": [["a@example.com"]]}`. A column can have a name of several levels (pandas), and a row can be
//! an object that has the list, of objects that have the values (charts of Google): `{"rows": [{"c": [{"v": "a@example.com"}]}]}`. Without such a
//! list the first row can have the names.

use super::pair::Half;
use crate::format::names::{self, NameId};
use crate::format::sheet::{Cell, Kind, Sheet};

/// What a column is called by where the list has an object for it, the surest first.
const CALLED: [&str; 6] = ["name", "field", "column", "column_name", "label", "title"];

/// Calls the values of `rows` what `columns` says of their columns; false when that says nothing. `frame` is what the cells stand in.
pub(super) fn join<'h>(
    frame: &[u8],
    columns: Half,
    rows: impl Iterator<Item = &'h Half>,
    sheet: &mut Sheet,
) -> bool {
    let mut called: Option<Vec<Vec<Vec<u8>>>> = None;
    for rows in rows {
        let called = called.get_or_insert_with(|| read(frame, columns, sheet));
        if called.is_empty() {
            return false;
        }
        let above = sheet.members[rows.member as usize].name;
        let names: Vec<Option<NameId>> = called
            .iter()
            .map(|path| {
                let name = |above, name: &Vec<u8>| sheet.names.said(above, name);
                (!path.is_empty()).then(|| path.iter().fold(above, name))
            })
            .collect();
        let mut renamed = Vec::new();
        each(frame, *rows, sheet, |number, cell, place| {
            let column = match place {
                Place { list: true, row: Some((true, column)), .. } if cell.member() == Some(rows.member) => {
                    Some(column)
                }
                Place { list: true, row: Some((false, _)), inner, .. } => {
                    inner.filter(|_| is_of_row(sheet, cell))
                }
                _ => None,
            };
            if let Some(Some(name)) = column.and_then(|column| names.get(column)) {
                renamed.push((number, *name));
            }
        });
        renamed.into_iter().for_each(|(number, name)| sheet.cells[number].name = name);
    }
    called.is_some()
}

/// Calls the values of `rows` what the first row says, where that has names: `{"values": [["email"], ["a@example.com"]]}`, as programs for
/// tables answer. A row of one value before others is a title. What values say that are no names is nothing.
pub(super) fn join_first(frame: &[u8], rows: Half, sheet: &mut Sheet) {
    // The row, the column, and the number of the cell of each.
    let mut values: Vec<(usize, usize, usize)> = Vec::new();
    each(frame, rows, sheet, |number, _, place| {
        if let Some((true, column)) = place.row.filter(|_| place.list) {
            values.push((place.element, column, number));
        }
    });
    let of_one = |values: &[(usize, usize, usize)]| values.iter().all(|(_, column, _)| *column == 0);
    let mut by_row = values.chunk_by(|one, next| one.0 == next.0);
    let Some(mut first) = by_row.next() else { return };
    let mut below = &values[first.len()..];
    if of_one(first) && !of_one(below) {
        let Some(second) = by_row.next() else { return };
        (first, below) = (second, &below[second.len()..]);
    }
    if below.is_empty() {
        return;
    }
    let above = sheet.members[rows.member as usize].name;
    let mut called: Vec<Option<NameId>> = Vec::new();
    for (_, column, number) in first {
        let cell = &sheet.cells[*number];
        let is_text = cell.kind == Kind::Text && cell.member() == Some(rows.member);
        let text = is_text.then(|| sheet.value(cell, frame));
        let said = text.and_then(names::said).filter(|said| !said.is_empty()).map(<[u8]>::to_vec);
        called.resize(called.len().max(column + 1), None);
        called[*column] = said.map(|said| sheet.names.said(above, &said));
    }
    for (_, column, number) in below {
        if let Some(Some(name)) = called.get(*column) {
            let cell = &mut sheet.cells[*number];
            if cell.member() == Some(rows.member) {
                cell.name = *name;
            }
        }
    }
}

/// The names of columns that the list of `columns` has, each in its place.
fn read(frame: &[u8], columns: Half, sheet: &Sheet) -> Vec<Vec<Vec<u8>>> {
    let mut called: Vec<(usize, Vec<Vec<u8>>)> = Vec::new();
    each(frame, columns, sheet, |_, cell, place| {
        let rank = match place.row {
            None => Some(0),
            Some((false, _)) => {
                let own = sheet.names.own(cell.name);
                CALLED.iter().position(|known| own.eq_ignore_ascii_case(known.as_bytes()))
            }
            // One level of its name.
            Some((true, _)) => Some(CALLED.len()),
        };
        let Some(rank) = rank.filter(|_| place.list && cell.kind == Kind::Text) else { return };
        let said = names::said(sheet.value(cell, frame)).map(<[u8]>::to_vec);
        if called.len() <= place.element {
            called.resize(place.element + 1, (usize::MAX, Vec::new()));
        }
        let (known, path) = &mut called[place.element];
        if rank < *known {
            (*known, *path) = (rank, said.into_iter().collect());
        } else if rank == CALLED.len() && path.len() < LEVELS_MAX {
            path.extend(said.filter(|said| !said.is_empty()));
        }
    });
    called.into_iter().map(|(_, path)| path).collect()
}

/// What an object calls the list of its cells, and a cell its value.
const CELLS: [&str; 3] = ["c", "cells", "f"];
const VALUES: [&str; 3] = ["f", "v", "value"];

/// True for a value of a row that is an object: `{"c": [{"v": …}]}`, `{"cells": […]}`.
fn is_of_row(sheet: &Sheet, cell: &Cell) -> bool {
    let is = |name: NameId, known: &[&str]| {
        let own = sheet.names.own(name);
        known.iter().any(|known| own.eq_ignore_ascii_case(known.as_bytes()))
    };
    let parent = sheet.names.parent(cell.name);
    is(cell.name, &CELLS) || is(cell.name, &VALUES) && parent.is_some_and(|above| is(above, &CELLS))
}

/// So many levels a name of a column has at most.
const LEVELS_MAX: usize = 8;

/// Where in a value a cell stands.
#[derive(Clone, Copy, Default)]
struct Place {
    /// The value is a list.
    list: bool,
    /// Which of its elements it is in.
    element: usize,
    /// That is a list (or else an object), and which of its elements the cell is in.
    row: Option<(bool, usize)>,
    /// Which element it is in of a list in that.
    inner: Option<usize>,
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
                (b'[' | b'{', 1) => (place.row, place.inner) = (Some((*byte == b'[', 0)), None),
                (b'[', 2) => place.inner = Some(0),
                (b']', 3) => place.inner = None,
                (b']' | b'}', 2) => place.row = None,
                (b',', 1) => place.element += 1,
                (b',', 3) => place.inner = place.inner.map(|element| element + 1),
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
