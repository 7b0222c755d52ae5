//! Lines of `COPY … FROM stdin`.

use std::sync::Arc;

use super::fit::Fit;
use super::literal;
use super::machine::Target;
use super::read::{Filling, layers};
use super::table::object;
use super::written::Way;
use crate::format::json::nested::may_be_json;
use crate::format::php;
use crate::format::sheet::{Cell, Flaw, Kind};
use crate::span::Span;

/// Reads the line `span`, its line end included.
pub(super) fn line(filling: &mut Filling<'_>, span: Span, target: &Arc<Target>) {
    filling.target(target);
    let begun = filling.begin();
    let text = filling.text;
    let object = object(filling.sheet);
    let line = span.of(text);
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let end = span.start + line.strip_suffix(b"\r").unwrap_or(line).len();
    let (mut at, mut column) = (span.start, 0);
    loop {
        let stop = cell_end(text, at, end);
        let value = Span::new(at, stop);
        let name = *filling.names.get(column + 1).unwrap_or(&filling.names[0]);
        let fit = target.columns.get(column).map_or(Fit::default(), |column| column.fit);
        let member = filling.slot(value, name, object);
        let is_null = value.of(text) == b"\\N";
        let kind = if is_null { Kind::Word } else { Kind::Text };
        let decoded = if is_null {
            crate::format::sheet::Value::Plain
        } else {
            literal::value(text, value, Way::Copy, filling.sheet)
        };
        filling
            .sheet
            .cells
            .push(Cell::new(value, decoded, kind, layers(Way::Copy, fit)).of(name, Some(member)));
        let is_json =
            kind == Kind::Text && may_be_json(text, value) && filling.json.expand_last(text, filling.sheet);
        if kind == Kind::Text && !is_json {
            php::expand_last(text, filling.sheet);
        }
        column += 1;
        if stop == end {
            break;
        }
        at = stop + 1;
    }
    filling.call(target, begun);
    filling.sheet.nameless += u64::from(target.columns.is_empty());
    let is_ragged = column != target.columns.len() && !target.columns.is_empty();
    filling.end(begun, span, false, is_ragged.then_some(Flaw::Ragged));
}

/// Where the value at `at` ends: at a tab with no backslash before it.
fn cell_end(text: &[u8], at: usize, end: usize) -> usize {
    let mut from = at;
    while let Some(n) = memchr::memchr(b'\t', &text[from..end]) {
        let tab = from + n;
        if text[at..tab].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 0 {
            return tab;
        }
        from = tab + 1;
    }
    end
}
