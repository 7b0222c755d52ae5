//! What the names of values say that stand in lines of text.
//!
//! A line is looked at as text first, in one piece. What is found so stays as it is: a name adds, and never takes away.

use std::borrow::Cow;

use crate::detect::cells::{self, FieldFacts};
use crate::detect::facts;
use crate::detect::views::unread;
use crate::finding::{DetectorId, Finding};
use crate::format::log::Place;
use crate::format::sheet::{Kind, Sheet};
use crate::info_type::Vocabulary;
use crate::keys::canon::Domain;
use crate::span::Span;
use crate::view::Via;

mod setting;

/// What logs write where there is no value: `-` in all of them, the rest in some.
const NOTHING: &[&[u8]] = &[
    b"-",
    b"--",
    b"(null)",
    b"null",
    b"nil",
    b"<nil>",
    b"none",
    b"(none)",
    b"n/a",
    b"unknown",
    b"undefined",
];

/// Accounts that are on every machine, and nobody's. Windows writes those of a machine behind its name.
const ACCOUNTS: &[&[u8]] = &[
    b"root",
    b"nobody",
    b"anonymous",
    b"daemon",
    b"system",
    b"local service",
    b"network service",
    b"www-data",
    b"0",
    // (uint32_t) -1: no user is logged in (audit).
    b"4294967295",
    b"-1",
];

/// How sure the name of a value in free text has to make it what it is: `name=`, `client=` and `url=` stand in messages before
/// whatever a program calls so.
const IN_MESSAGE_MIN: u8 = 70;

/// All of the value `span`, which leaves for nobody.
fn all_of(vocabulary: &Vocabulary, span: Span, facts: &FieldFacts) -> Finding {
    let unread = unread(vocabulary, span);
    let info_type = facts.types.first().map_or(unread.info_type, |kind| kind.info_type);
    Finding { info_type, detector: DetectorId::FIELD, overlong: false, ..unread }
}

/// Adds to `findings`, which are sorted, what the names of the cells of `sheet` say; `facts` has a row for every name, and names of
/// settings say less (`setting`). All is sorted then. Returns those over values of fields that leave for nobody.
pub fn find(
    vocabulary: &Vocabulary,
    text: &[u8],
    sheet: &Sheet,
    facts: &[FieldFacts],
    is_settings: bool,
    findings: &mut Vec<Finding>,
) -> Vec<Finding> {
    let (found, all) = (findings.len(), facts);
    let (mut first, mut removed) = (0, Vec::new());
    let mut records = cells::Records::new(vocabulary, text, sheet, facts);
    for (number, cell) in sheet.cells.iter().enumerate() {
        let facts = &facts[cell.name.0 as usize];
        if cell.layers.line().is_some_and(Place::is_sign) {
            continue;
        }
        if facts.removed {
            removed.push(all_of(vocabulary, cell.span(), facts));
        }
        if facts.types.is_empty() && facts.beside_card.is_empty() && facts.evidence.is_empty() {
            continue;
        }
        let (span, least) = (cell.span(), least(cell.kind));
        first += findings[first..found].iter().take_while(|f| f.span.start < span.start).count();
        let inside = |f: &Finding| f.span.start < span.end;
        let last = first + findings[first..found].iter().take_while(|f| inside(f)).count();
        if least == 0 {
            raise(&mut findings[first..last], span.end, facts);
        }
        let raw = span.of(text);
        let value = cell.layers.line().map_or(Cow::Borrowed(raw), |place| place.read(raw));
        let says = |kind: &&cells::FieldType| {
            !is_settings || setting::says(vocabulary, sheet, all, number, kind, &value)
        };
        let own = || {
            let said = facts.of(&value).filter(says);
            said.map(cells::FieldType::class).filter(|kind| kind.confidence >= least)
        };
        let beside = facts.beside_card.iter().copied();
        let is_account = own().any(|kind| is_of_account(vocabulary.get(kind.info_type).domain));
        if sheet.is_nothing(cell, text) || is_nothing(&value, is_account) || is_marker(vocabulary, &value) {
            continue;
        }
        for kind in own().chain(beside.filter(|_| records.has_card(number))) {
            let mut same = findings[first..last].iter_mut().filter(|f| f.span == span);
            let known =
                same.find(|f| f.detector != DetectorId::FIELD && cells::knows(vocabulary, f, kind.info_type));
            if let Some(f) = known {
                f.confidence = f.confidence.max(kind.confidence);
            } else {
                findings.push(Finding {
                    detector: DetectorId::FIELD,
                    info_type: kind.info_type,
                    span,
                    from: span.start,
                    confidence: kind.confidence,
                    overlong: false,
                    via: Via::PLAIN,
                });
            }
        }
    }
    // Two sorted rows, but for what became more likely.
    findings.sort();
    removed.sort_unstable();
    removed
}

/// Adds what the name says to those of `findings` that end no later than the value does.
fn raise(findings: &mut [Finding], end: usize, facts: &FieldFacts) {
    for f in findings.iter_mut().filter(|f| f.span.end <= end) {
        let points = facts.evidence.iter().filter(|(info_type, n)| *info_type == f.info_type && *n > 0);
        for (_, points) in points {
            f.confidence = (i16::from(f.confidence) + points).clamp(0, 100) as u8;
        }
    }
}

/// Adds to `findings` the lines with which a plain scalar of YAML goes on whose first line gets quotes for what was found there.
pub fn go_on(sheet: &Sheet, findings: &mut Vec<Finding>) {
    let found = findings.len();
    let (mut first, mut reaching, mut begun): (_, _, Vec<Finding>) = (0, None, Vec::new());
    for cell in &sheet.cells {
        let span = cell.span();
        match cell.layers.line() {
            Some(Place::Continued | Place::FlowContinued) => {
                let of_line = |f: &Finding| Finding { span, from: span.start, via: Via::across(), ..*f };
                for f in &begun {
                    findings.push(of_line(f));
                }
            }
            Some(place @ (Place::Scalar | Place::Flow)) => {
                begun.clear();
                // One that begins before it can reach into it.
                while let Some(f) = findings[first..found].first().filter(|f| f.span.start < span.start) {
                    if reaching.is_none_or(|last: Finding| f.span.end > last.span.end) {
                        reaching = Some(*f);
                    }
                    first += 1;
                }
                let before = reaching.filter(|f| f.span.end > span.start);
                let inside = findings[first..found].iter().copied().take_while(|f| f.span.start < span.end);
                for f in before.into_iter().chain(inside) {
                    if !place.is_one(f.span.start <= span.start) {
                        continue;
                    }
                    // The surest of each kind is enough.
                    match begun.iter_mut().find(|other| other.info_type == f.info_type) {
                        Some(other) if other.confidence >= f.confidence => {}
                        Some(other) => *other = f,
                        None => begun.push(f),
                    }
                }
            }
            _ => begun.clear(),
        }
    }
    if findings.len() > found {
        findings.sort();
    }
}

/// Adds to `findings`, which are sorted, tags of YAML whose value is or holds one of them: what comes in its place is a text.
pub fn retag(text: &[u8], sheet: &Sheet, findings: &mut Vec<Finding>) {
    let (found, mut pieces) = (findings.len(), 0);
    for (number, cell) in sheet.cells.iter().enumerate() {
        if cell.layers.line() != Some(Place::Tag) {
            continue;
        }
        let behind = &sheet.cells[number + 1..];
        // Between the two there can be an anchor, or the sign of a block.
        let value = behind.iter().position(|next| !next.layers.line().is_some_and(Place::is_sign));
        let Some(value) = value.filter(|value| behind[*value].name == cell.name) else { continue };
        let first = number + 1 + value;
        pieces += sheet.joins[pieces..]
            .iter()
            .take_while(|(_, to)| (sheet.pieces[to - 1].cell as usize) < first)
            .count();
        let join = sheet.joins.get(pieces).filter(|(from, _)| sheet.pieces[*from].cell as usize == first);
        let last = join.map_or(first, |(_, to)| sheet.pieces[to - 1].cell as usize);
        let (start, end) = (sheet.cells[first].span().start, sheet.cells[last].span().end);
        let n = findings[..found].partition_point(|f| f.span.start < start);
        // What is written in base64 again still is, but not what goes on in another line, of which each part is a marker, nor what
        // cannot stand beside the rest of its value.
        let is_one = |f: &Finding| {
            let own = sheet.cells[first..=last].iter().find(|cell| cell.span().contains(f.span));
            own.is_some_and(|own| {
                let (place, whole) = (own.layers.line(), own.span());
                f.span != whole && place.is_some_and(|place| place.is_one(f.span.start == whole.start))
            })
        };
        let is_text = |f: &&Finding| {
            f.via.is_plain()
                || f.via.is_across()
                || memchr::memchr(b'\n', f.span.of(text)).is_some()
                || is_one(f)
        };
        let inside = findings[n..found].iter().take_while(|f| f.span.start < end).filter(is_text);
        let mut kinds: Vec<Finding> = Vec::new();
        for f in inside {
            // The surest of each kind is enough.
            match kinds.iter_mut().find(|other| other.info_type == f.info_type) {
                Some(other) if other.confidence >= f.confidence => {}
                Some(other) => *other = *f,
                None => kinds.push(*f),
            }
        }
        let span = cell.span();
        findings.extend(kinds.into_iter().map(|f| Finding {
            span,
            from: span.start,
            via: Via::across(),
            ..f
        }));
    }
    if findings.len() > found {
        findings.sort();
    }
}

/// How sure a name has to make what it means. Values in free text are notes; a word is a value whose place has a name, so that a
/// policy can say what stands there.
pub(super) fn least(kind: Kind) -> u8 {
    match kind {
        Kind::Note => IN_MESSAGE_MIN,
        Kind::Word => facts::DECLARED,
        Kind::Text | Kind::Prose | Kind::Number | Kind::Key => 0,
    }
}

pub(super) fn is_of_account(domain: Domain) -> bool {
    matches!(domain, Domain::Id | Domain::Name)
}

pub(super) fn is_nothing(value: &[u8], is_account: bool) -> bool {
    let value = value.trim_ascii();
    let is = |list: &[&[u8]]| list.iter().any(|word| value.eq_ignore_ascii_case(word));
    let account = memchr::memrchr(b'\\', value).map_or(value, |at| &value[at + 1..]);
    value.is_empty()
        || is(NOTHING)
        || is_account && ACCOUNTS.iter().any(|word| account.eq_ignore_ascii_case(word))
}

/// True for a marker, alone or in the quotes that a scalar of YAML gets for one.
fn is_marker(vocabulary: &Vocabulary, value: &[u8]) -> bool {
    let value = value.strip_prefix(b"\"").and_then(|v| v.strip_suffix(b"\"")).unwrap_or(value);
    super::is_marker(vocabulary, value, Span::new(0, value.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nobodys_is_nothing() {
        for (value, is_account, expected) in [
            ("-", false, true),
            (" ", false, true),
            ("root", true, true),
            ("root", false, false),
            ("NT AUTHORITY\\SYSTEM", true, true),
            ("0", true, true),
            ("0", false, false),
            ("rooter", true, false),
            ("anna", true, false),
        ] {
            assert_eq!(is_nothing(value.as_bytes(), is_account), expected, "{value}");
        }
    }
}
