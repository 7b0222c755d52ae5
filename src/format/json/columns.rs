//! Tables in an object: a list of the names of columns, and beside it the rows as lists of their values, as programs for tables and databases
//! write them: `{"columns": ["email"], "data": [["a@example.com"]]}`. A column can have a name of several levels (pandas), and a row can be
//! an object that has the list, of objects that have the values (charts of Google): `{"rows": [{"c": [{"v": "a@example.com"}]}]}`. Those of other
//! programs need no name that is known where they are all that an object has.

use super::pair::Half;
use super::place::{Place, each, is_only};
use crate::format::called::{self, COLUMN_BY};
use crate::format::names::{self, NameId};
use crate::format::sheet::{Cell, Kind, Sheet};

/// Rows of a table, or lists of which each is a column.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    pub(super) half: Half,
    pub(super) is_turned: bool,
}

/// Calls the values of `rows` what `columns` says of their columns; false when that says nothing. `frame` is what the cells stand in.
pub(super) fn join(frame: &[u8], columns: Half, rows: impl Iterator<Item = Rows>, sheet: &mut Sheet) -> bool {
    let mut called: Option<Vec<Vec<Vec<u8>>>> = None;
    for Rows { half: rows, is_turned } in rows {
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
        let mut values = Vec::new();
        each(frame, rows.stretch(sheet), sheet, |number, cell, place| {
            let column = column_of(sheet, cell, place, rows.member);
            let column = if is_turned { column.map(|_| place.element) } else { column };
            values.extend(column.map(|column| (number, column, place)));
        });
        // A list of values is the only row where it has one for each column.
        let of_one = values.iter().filter(|(.., place)| place.row.is_none()).count();
        values.retain(|(.., place)| place.row.is_some() || of_one == called.len());
        // Objects are rows alike.
        let list =
            |number: usize| list_of(sheet, number, rows.member).map(|list| sheet.members[list as usize].name);
        let first = values.first().and_then(|(number, ..)| list(*number));
        if values.iter().any(|(number, ..)| list(*number) != first) {
            values.retain(|(number, _, place)| {
                !matches!(place.row, Some((false, _))) || is_of_row(sheet, &sheet.cells[*number])
            });
        }
        for (number, column, _) in values {
            let Some(Some(name)) = names.get(column) else { continue };
            // The names can be a row as well.
            let cell = &sheet.cells[number];
            if sheet.value(cell, frame) == sheet.names.own(*name) {
                continue;
            }
            let is_called = cell.member() != Some(rows.member) && !is_of_row(sheet, cell);
            sheet.cells[number].name =
                if is_called { sheet.names.any_of(&[cell.name, *name]) } else { *name };
        }
    }
    called.is_some()
}

/// Which column of the rows in `member` the value `cell` is.
pub(super) fn column_of(sheet: &Sheet, cell: &Cell, place: Place, member: u32) -> Option<usize> {
    // What is no text and no number says whether there is a value.
    let own = cell.member().filter(|own| *own == member || cell.kind != Kind::Word)?;
    let is_own = own == member;
    // An object can be around it that says its kind.
    let above = sheet.members[own as usize].parent().filter(|_| is_only(sheet, own));
    match place {
        Place { list: true, row: None, element, .. } => is_own.then_some(element),
        Place { list: true, row: Some((true, column)), .. } => {
            (is_own || above == Some(member)).then_some(column)
        }
        Place { list: true, row: Some((false, _)), inner, .. } => {
            let list = if place.is_in_object { above } else { Some(own) };
            let is_of =
                |list: u32| is_only(sheet, list) && sheet.members[list as usize].parent() == Some(member);
            inner.filter(|_| is_of_row(sheet, cell) || list.is_some_and(is_of))
        }
        _ => None,
    }
}

/// The member of the rows in `member` that has the value `number` in its list.
fn list_of(sheet: &Sheet, number: usize, member: u32) -> Option<u32> {
    let own = sheet.cells[number].member();
    let mut around = std::iter::successors(own, |own| sheet.members[*own as usize].parent()).take(3);
    around.find(|own| sheet.members[*own as usize].parent() == Some(member))
}

/// The names of columns that the list of `columns` has, each in its place.
fn read(frame: &[u8], columns: Half, sheet: &Sheet) -> Vec<Vec<Vec<u8>>> {
    let mut called: Vec<(usize, Vec<Vec<u8>>)> = Vec::new();
    each(frame, columns.stretch(sheet), sheet, |_, cell, place| {
        let rank = match place.row {
            None => Some(0),
            Some((false, _)) => called::column_by(sheet.names.own(cell.name)),
            // One level of its name.
            Some((true, _)) => Some(COLUMN_BY),
        };
        let Some(rank) = rank.filter(|_| place.list && cell.kind == Kind::Text) else { return };
        let said = names::head(sheet.value(cell, frame)).map(<[u8]>::to_vec);
        if called.len() <= place.element {
            called.resize(place.element + 1, (usize::MAX, Vec::new()));
        }
        let (known, path) = &mut called[place.element];
        if rank < *known {
            (*known, *path) = (rank, said.into_iter().collect());
        } else if rank == COLUMN_BY && path.len() < LEVELS_MAX {
            path.extend(said);
        }
    });
    called.into_iter().map(|(_, path)| path).collect()
}

/// True for a value of a row that is an object: `{"c": [{"v": …}]}`, `{"cells": […]}`.
fn is_of_row(sheet: &Sheet, cell: &Cell) -> bool {
    let own = sheet.names.called(cell.name);
    let is_in_cells =
        || sheet.names.parent(cell.name).is_some_and(|above| sheet.names.called(above).is_cells());
    own.is_cells() || own.is_cell() && is_in_cells()
}

/// So many levels a name of a column has at most.
const LEVELS_MAX: usize = 8;
