//! Lines that have not the values that the header names: one too many for a space that nobody escaped, one too few, or values
//! where those of another column should be.
//!
//! Nobody can tell there which value belongs to which column, so each may be any of them, and goes where one of them would go.
//! Only the first stay what they are as long as they look like a date, a time, an address or a method where the header has one.

use crate::format::log::w3c::{Columns, Delimiter, Kind, is_blank, quoted};
use crate::format::log::{Fields, Place, Weight};
use crate::limits::LOG_ODD_WORDS_MAX;
use crate::span::Span;

pub(super) fn read(columns: &Columns, line: &[u8], fields: &mut Fields<'_>) {
    let Some(name) = fields.any_of(&columns.names) else { return };
    let separates = |byte: u8| match columns.delimiter {
        Delimiter::Comma => byte == b',',
        Delimiter::Tab | Delimiter::Space => is_blank(byte),
    };
    let bare = if columns.delimiter == Delimiter::Comma { Place::Until(b',') } else { Place::Bare };
    let mut sure = columns.kinds.iter().zip(columns.names.iter());
    let (mut at, mut is_sure) = (0, !columns.is_lost);
    for count in 0.. {
        at += line[at..].iter().take_while(|b| separates(**b)).count();
        if at == line.len() {
            return;
        }
        if count == LOG_ODD_WORDS_MAX {
            return fields.push(name, Weight::Name, Span::new(at, line.len()), Place::Rest);
        }
        let (value, place, end) = match quoted(line, at, separates) {
            Some(quote) => (Span::new(at + 1, quote), Place::Doubled(b'"'), quote + 1),
            None => {
                let end = at + line[at..].iter().take_while(|b| !separates(**b)).count();
                (Span::new(at, end), bare, end)
            }
        };
        at = end;
        let text = value.of(line);
        let column = sure.next().filter(|(kind, _)| is_sure && kind.may_be_sure(text));
        is_sure = column.is_some();
        // An address is none to trust: of two columns, one may be missing.
        match column.filter(|(kind, _)| **kind != Kind::Address && kind.is_surely(text)) {
            Some((_, own)) => fields.put(own, value, place),
            None => fields.push(name, Weight::Name, value, place),
        }
    }
}
