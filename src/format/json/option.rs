//! Commands as lists of their arguments: `["app", "--db-password", "x"]`, as containers, audit logs and programs that start others write them. The
//! argument behind an option that is written as a word is what the option says.

use crate::format::names;
use crate::format::sheet::{Kind, Sheet};
use crate::span::Span;

/// Calls values from cell `first` on what the options before them say. `frame` is what the cells stand in.
pub(super) fn join(frame: &[u8], first: usize, sheet: &mut Sheet) {
    for n in first..sheet.cells.len().saturating_sub(1) {
        let (cell, next) = (&sheet.cells[n], &sheet.cells[n + 1]);
        let is_row = cell.kind == Kind::Text && next.kind != Kind::Key && cell.member() == next.member();
        if !is_row || !is_next(frame, Span::new(cell.span().end, next.span().start)) {
            continue;
        }
        let Some(option) = names::option(sheet.value(cell, frame)) else { continue };
        let (option, above) = (option.to_vec(), next.name);
        let is_option = sheet.value(next, frame).first() == Some(&b'-');
        if !is_option {
            sheet.cells[n + 1].name = sheet.names.said(above, &option);
        }
    }
}

/// True when nothing but a comma stands `between` two values, and the quotes of both.
fn is_next(frame: &[u8], between: Span) -> bool {
    let between = between.of(frame);
    between.iter().all(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\\' | b','))
        && between.iter().filter(|b| **b == b',').count() == 1
}
