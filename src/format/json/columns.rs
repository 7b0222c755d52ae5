//! Tables in an object: a list of the names of columns, and beside it the rows as lists of their values, as programs for tables and databases
//! write them: `{"columns": ["email"], "data": [["a@example.com"]]}`. A column can have a name of several levels (pandas), and a row can be
//! an object that has the list, of objects that have the values (charts of Google): `{"rows": [{"c": [{"v": "a@example.com"}]}]}`.

use super::pair::Half;
use super::place::{Place, each};
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
        each(frame, rows.stretch(sheet), sheet, |number, cell, place| {
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

/// The names of columns that the list of `columns` has, each in its place.
fn read(frame: &[u8], columns: Half, sheet: &Sheet) -> Vec<Vec<Vec<u8>>> {
    let mut called: Vec<(usize, Vec<Vec<u8>>)> = Vec::new();
    each(frame, columns.stretch(sheet), sheet, |_, cell, place| {
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
        let said = names::head(sheet.value(cell, frame)).map(<[u8]>::to_vec);
        if called.len() <= place.element {
            called.resize(place.element + 1, (usize::MAX, Vec::new()));
        }
        let (known, path) = &mut called[place.element];
        if rank < *known {
            (*known, *path) = (rank, said.into_iter().collect());
        } else if rank == CALLED.len() && path.len() < LEVELS_MAX {
            path.extend(said);
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
