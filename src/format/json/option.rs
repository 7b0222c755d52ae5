//! Commands as lists of their arguments: `["app", "--db-password", "x"]`, as containers, audit logs and programs that start others write them. The
//! argument behind an option that is written as a word is what the option says, and all of them are a command.

use crate::format::command::{self, Part};
use crate::format::names;
use crate::format::sheet::{Kind, Layers, Sheet};
use crate::span::Span;

/// Calls values from cell `first` on, those in these `layers`, what the options before them say, and puts commands together. `frame` is what the
/// cells stand in.
pub(super) fn join(frame: &[u8], first: usize, layers: Layers, sheet: &mut Sheet) {
    let (mut parts, mut at) = (Vec::new(), first);
    while at < sheet.cells.len() {
        let list = at..end_of_list(frame, at, sheet);
        at = list.end;
        let cell = &sheet.cells[list.start];
        if cell.kind == Kind::Key || cell.layers != layers {
            continue;
        }
        let (is_list, name) = (list.len() > 1, sheet.names.own(cell.name));
        let member = cell.member().and_then(|member| sheet.members.get(member as usize));
        // A list without a name that says so is a command when it has options.
        let (of, place) = match (member, command::place(name)) {
            (Some(member), Some(place)) => (member.object, place),
            _ if is_list && list.clone().any(|n| is_option(frame, n, sheet)) => {
                (u32::MAX - list.start as u32, 0)
            }
            _ => continue,
        };
        parts.extend(list.clone().map(|n| Part { of, place, cell: n as u32, is_cell: true }));
        call(frame, list, sheet);
    }
    command::join(&mut parts, sheet);
}

/// Where the list ends of which the cell `first` is the first value that is not passed.
fn end_of_list(frame: &[u8], first: usize, sheet: &Sheet) -> usize {
    let goes_on = |n: usize| {
        let (cell, next) = (&sheet.cells[n], &sheet.cells[n + 1]);
        cell.kind != Kind::Key
            && next.kind != Kind::Key
            && cell.member() == next.member()
            && is_next(frame, Span::new(cell.span().end, next.span().start))
    };
    let last = (first..sheet.cells.len() - 1).find(|n| !goes_on(*n));
    last.map_or(sheet.cells.len(), |last| last + 1)
}

/// Calls the values of a list what the options before them say.
fn call(frame: &[u8], list: std::ops::Range<usize>, sheet: &mut Sheet) {
    for n in list.start..list.end - 1 {
        let (cell, next) = (&sheet.cells[n], &sheet.cells[n + 1]);
        if cell.kind != Kind::Text || is_option(frame, n + 1, sheet) {
            continue;
        }
        let Some(option) = names::option(sheet.value(cell, frame)) else { continue };
        let (option, above) = (option.to_vec(), next.name);
        sheet.cells[n + 1].name = sheet.names.said(above, &option);
    }
}

fn is_option(frame: &[u8], n: usize, sheet: &Sheet) -> bool {
    let cell = &sheet.cells[n];
    cell.kind == Kind::Text && sheet.value(cell, frame).first() == Some(&b'-')
}

/// True when nothing but a comma stands `between` two values, and the quotes of both.
fn is_next(frame: &[u8], between: Span) -> bool {
    let between = between.of(frame);
    between.iter().all(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\\' | b','))
        && between.iter().filter(|b| **b == b',').count() == 1
}
