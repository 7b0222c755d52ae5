//! What the names of parts of a running text say.

use crate::detect::cells::{CellFinding, FieldFacts, FieldType, knows};
use crate::detect::lines::{is_nothing, is_of_account, least};
use crate::detect::views::unread;
use crate::finding::{DetectorId, Finding};
use crate::format::parts::of_cell;
use crate::format::sheet::Sheet;
use crate::info_type::Vocabulary;
use crate::span::Span;
use crate::view::Via;

/// Adds to the findings from `first` on, which are those of the cell `number` and its `value` in their order, what the names of
/// its parts say; they are in no order then. What leaves for nobody goes whatever it is.
pub(super) fn say(
    vocabulary: &Vocabulary,
    (number, value): (usize, &[u8]),
    sheet: &Sheet,
    facts: &[FieldFacts],
    first: usize,
    made: &mut Vec<CellFinding>,
) {
    let (found, mut near) = (made.len(), first);
    for part in of_cell(&sheet.parts, number) {
        near += made[near..found].iter().take_while(|(_, f)| f.span.start < part.span.start).count();
        let behind =
            near + made[near..found].iter().take_while(|(_, f)| f.span.start < part.span.end).count();
        let facts = &facts[part.name.0 as usize];
        if facts.removed && !part.span.is_empty() {
            made.push((number as u32, removed(vocabulary, facts, part.span)));
            continue;
        }
        if facts.types.is_empty() && facts.evidence.is_empty() {
            continue;
        }
        let least = least(part.kind);
        for (_, f) in made[near..behind].iter_mut().filter(|(_, f)| least == 0 && f.span.end <= part.span.end)
        {
            let points = facts.evidence.iter().filter(|(info_type, n)| *info_type == f.info_type && *n > 0);
            for (_, points) in points {
                f.confidence = (i16::from(f.confidence) + points).clamp(0, 100) as u8;
            }
        }
        let own =
            || facts.of(part.span.of(value)).map(FieldType::class).filter(|kind| kind.confidence >= least);
        let is_account = own().any(|kind| is_of_account(vocabulary.get(kind.info_type).domain));
        if is_nothing(part.span.of(value), is_account) || super::is_marker(vocabulary, value, part.span) {
            continue;
        }
        for kind in own() {
            let is_known = made[near..behind].iter_mut().any(|(_, f)| {
                let is_it = f.detector != DetectorId::FIELD
                    && f.span == part.span
                    && knows(vocabulary, f, kind.info_type);
                if is_it {
                    f.confidence = f.confidence.max(kind.confidence);
                }
                is_it
            });
            if !is_known {
                let via = if part.is_piece { Via::across() } else { Via::PLAIN };
                let (span, from) = (part.span, part.span.start);
                let (info_type, confidence) = (kind.info_type, kind.confidence);
                let (detector, overlong) = (DetectorId::FIELD, false);
                made.push((
                    number as u32,
                    Finding { detector, info_type, span, from, confidence, overlong, via },
                ));
            }
        }
    }
}

/// The finding that stands for a part of a field that leaves for nobody, whatever it is.
pub(crate) fn removed(vocabulary: &Vocabulary, facts: &FieldFacts, span: Span) -> Finding {
    let (unread, detector) = (unread(vocabulary, span), DetectorId::FIELD);
    let info_type = facts.types.first().map_or(unread.info_type, |kind| kind.info_type);
    Finding { info_type, detector, overlong: false, ..unread }
}
