//! The extended log format of the W3C (WD-logfile-960323), as IIS, Exchange and CloudFront write it: `#Fields:` names the
//! columns of the lines behind it, and can come again.

use std::sync::Arc;

use crate::format::log::cursor::close;
use crate::format::log::{Fields, Place, State, columns};
use crate::span::Span;

pub(super) fn fits(line: &[u8]) -> bool {
    line.starts_with(b"#Fields:") || line.starts_with(b"#Version: ") || line.starts_with(b"#Software: ")
}

pub(super) fn read(state: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    if let Some(names) = line.strip_prefix(b"#Fields:") {
        let named = names.split(|b| matches!(b, b' ' | b'\t' | b',')).filter(|name| !name.is_empty());
        state.columns = columns(named);
        state.by_comma = !names.trim_ascii().contains(&b' ') && names.contains(&b',');
        return;
    }
    if fields.sheet.is_none() || line.is_empty() || line.starts_with(b"#") {
        return;
    }
    let columns = Arc::clone(&state.columns);
    // Exchange separates by commas, CloudFront by tabs, in which values can have spaces.
    let mut spans = Vec::with_capacity(columns.len());
    let delimiters: &[u8] = if state.by_comma { b"," } else { b"\t " };
    let line = if state.by_comma { line } else { line.trim_ascii_end() };
    let delimiter = delimiters.iter().copied().find(|delimiter| {
        split(line, *delimiter, columns.len(), &mut spans);
        spans.len() == columns.len()
    });
    // Some programs fill columns with spaces.
    let delimiter = delimiter.or_else(|| {
        split(line, b' ', line.len(), &mut spans);
        spans.retain(|(span, is_quoted)| *is_quoted || !span.is_empty());
        (spans.len() == columns.len() && !state.by_comma).then_some(b' ')
    });
    let Some(delimiter) = delimiter else { return };
    for (name, (span, is_quoted)) in columns.iter().zip(&spans) {
        let place = match delimiter {
            _ if *is_quoted => Place::Doubled(b'"'),
            b' ' => Place::Bare,
            other => Place::Until(other),
        };
        fields.put(name, *span, place);
    }
}

/// The cells of a line, with whether they are in quotes; no more than one more than `most`.
fn split(line: &[u8], delimiter: u8, most: usize, spans: &mut Vec<(Span, bool)>) {
    spans.clear();
    let mut at = 0;
    while spans.len() <= most {
        let mut end = memchr::memchr(delimiter, &line[at..]).map_or(line.len(), |n| at + n);
        let mut cell = (Span::new(at, end), false);
        if line.get(at) == Some(&b'"')
            && let Some(quote) = close(line, at + 1, b'"')
        {
            let mut quote = quote;
            while line.get(quote + 1) == Some(&b'"')
                && let Some(next) = close(line, quote + 2, b'"')
            {
                quote = next;
            }
            let behind = line.get(quote + 1);
            if behind.is_none_or(|byte| *byte == delimiter) {
                cell = (Span::new(at + 1, quote), true);
                end = quote + 1;
            }
        }
        spans.push(cell);
        if end >= line.len() {
            return;
        }
        at = end + 1;
    }
}
