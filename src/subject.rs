//! Who a record is about: what a source's `subject` names, read from the record that holds a changed value.
//!
//! A record is a row, a JSON line or an element of the outermost array. Lines of text have no fields, so they say
//! nothing of it. Where the fields of a record name two people, nobody is its subject: an action that needs one
//! then writes the marker.

use crate::detect::cells::FieldFacts;
use crate::detect::facts::SubjectField;
use crate::detect::is_marker;
use crate::format::names::{NameId, Names};
use crate::format::sheet::{Cell, Kind, Record, Sheet};
use crate::info_type::Vocabulary;
use crate::keys::canon::{self, Domain};
use crate::limits::SUBJECT_BYTES_MAX;
use crate::span::Span;

/// The same person however the value is written: the token domain's code, a colon, and the canonical form. With the
/// domain, so that a number of a customer and the same number of something else are two subjects.
pub fn canonical(domain: Domain, value: &[u8]) -> Vec<u8> {
    let mut made = format!("{}:", domain.code()).into_bytes();
    made.extend_from_slice(&canon::canonical(domain, value.trim_ascii()));
    made
}

/// The subjects of the records of one frame.
#[derive(Default)]
pub struct Subjects {
    bytes: Vec<u8>,
    /// By number of the record.
    spans: Vec<Option<Span>>,
}

/// The best field of a record so far. A field that stands first in the list comes first, then the outermost.
struct Best {
    rank: (usize, usize),
    /// `None` when fields of this rank name two people, or one is too long.
    subject: Option<Vec<u8>>,
}

impl Subjects {
    /// Reads those of the records of `sheet`, whose fields are those of `facts`; `text` is the frame.
    pub fn read(
        vocabulary: &Vocabulary,
        declared: &[SubjectField],
        text: &[u8],
        sheet: &Sheet,
        facts: &[FieldFacts],
    ) -> Self {
        let mut made = Subjects::default();
        let is_named = |cell: &Cell| facts[cell.name.0 as usize].subject;
        if declared.is_empty() {
            return made;
        }
        for record in &sheet.records {
            let mut best: Option<Best> = None;
            for cell in of_record(sheet, record) {
                let Some(field) = is_named(cell) else { continue };
                let value = sheet.value(cell, text);
                if !names_somebody(vocabulary, sheet, cell, text) {
                    continue;
                }
                let is_short = value.len() <= SUBJECT_BYTES_MAX;
                let subject = is_short.then(|| canonical(declared[field].domain, value));
                let rank = (field, depth(&sheet.names, cell.name));
                match &mut best {
                    Some(other) if other.rank < rank => {}
                    Some(other) if other.rank == rank => {
                        if other.subject != subject {
                            other.subject = None;
                        }
                    }
                    _ => best = Some(Best { rank, subject }),
                }
            }
            let start = made.bytes.len();
            made.spans.push(best.and_then(|b| b.subject).map(|subject| {
                made.bytes.extend_from_slice(&subject);
                Span::new(start, made.bytes.len())
            }));
        }
        made
    }

    /// The subject of a record.
    pub fn of(&self, record: usize) -> Option<&[u8]> {
        let span = self.spans.get(record).copied().flatten()?;
        Some(span.of(&self.bytes))
    }
}

fn of_record<'s>(sheet: &'s Sheet, record: &Record) -> &'s [Cell] {
    &sheet.cells[record.cells.0..record.cells.1]
}

/// True when the cell holds a value that can be somebody's. A marker, which an earlier run wrote, is everybody's.
pub(crate) fn names_somebody(vocabulary: &Vocabulary, sheet: &Sheet, cell: &Cell, text: &[u8]) -> bool {
    let value = sheet.value(cell, text);
    matches!(cell.kind, Kind::Text | Kind::Number)
        && !sheet.is_nothing(cell, text)
        && !value.trim_ascii().is_empty()
        && !is_marker(vocabulary, value, Span::new(0, value.len()))
}

fn depth(names: &Names, id: NameId) -> usize {
    std::iter::successors(Some(id), |id| names.parent(*id)).count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;

    use super::*;
    use crate::detect::facts::Declarations;
    use crate::detect::field::Fields;
    use crate::detect::page::Pages;
    use crate::format::json::lines::{Start, read_lines};

    fn subjects(lines: &str) -> Vec<Option<String>> {
        let vocabulary = Vocabulary::builtin().unwrap();
        let fields = Fields::builtin(&vocabulary).unwrap();
        let field = |name: &str, domain| SubjectField { name: name.to_owned(), domain };
        let declared = Declarations {
            subjects: vec![field("customer_id", Domain::Id), field("mail", Domain::Email)],
            ..Declarations::default()
        };
        let mut page = Pages::take(&Arc::default());
        let text = lines.as_bytes();
        read_lines(text, Span::new(0, text.len()), &Start::first(), &mut page);
        page.learn(&declared, &fields);
        let read = Subjects::read(&vocabulary, &declared.subjects, text, &page, page.facts());
        (0..page.records.len()).map(|n| read.of(n).map(|s| String::from_utf8_lossy(s).into_owned())).collect()
    }

    #[test]
    fn the_first_field_with_a_value_says_who_it_is() {
        let found = subjects(concat!(
            "{\"customer_id\":17,\"mail\":\"ann@example.com\"}\n",
            "{\"customer_id\":\"a-17\",\"mail\":\"ann@example.com\"}\n",
            "{\"mail\":\"Ann@Example.com\",\"customer_id\":null}\n",
            "{\"mail\":\"ann@example.com\",\"customer_id\":\" \"}\n",
            "{\"mail\":\"[EMAIL_ADDRESS]\",\"x\":1}\n",
            "{\"x\":1}\n",
        ));
        let expected = [
            Some("id:17"),
            Some("id:A17"),
            Some("em:ann@example.com"),
            Some("em:ann@example.com"),
            None,
            None,
        ];
        assert_eq!(found.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_outermost_field_comes_first_and_two_people_are_nobody() {
        let found = subjects(concat!(
            "{\"friend\":{\"customer_id\":2},\"customer_id\":1}\n",
            "{\"people\":[{\"customer_id\":1},{\"customer_id\":2}],\"mail\":\"ann@example.com\"}\n",
            "{\"people\":[{\"customer_id\":\"1\"},{\"customer_id\":1}]}\n",
        ));
        assert_eq!(found, [Some("id:1".to_owned()), None, Some("id:1".to_owned())]);
        let long = format!("{{\"customer_id\":\"{}\"}}\n", "7".repeat(SUBJECT_BYTES_MAX + 1));
        assert_eq!(subjects(&long), [None]);
    }
}
