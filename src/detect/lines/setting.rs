//! Names in settings of programs, which mostly say what a thing is called and of which kind it is, and not who somebody is.

use std::borrow::Cow;

use crate::bytes::is_any;
use crate::detect;
use crate::detect::cells::{FieldFacts, FieldType};
use crate::detect::facts::DECLARED;
use crate::detect::field::Loose;
use crate::detect::lines::is_of_account;
use crate::format::sheet::{Cell, Sheet};
use crate::info_type::Vocabulary;

/// Keys below `users` and the like that say something about an account, or describe a field as a schema does.
const ABOUT: &[&[u8]] = &[
    b"description",
    b"format",
    b"group",
    b"groups",
    b"in",
    b"operationid",
    b"required",
    b"shell",
    b"state",
    b"summary",
    b"tags",
    b"type",
];

/// What schemas (JSON Schema, OpenAPI) say of the kind of a value.
const KINDS: &[&[u8]] = &[
    b"array",
    b"binary",
    b"boolean",
    b"byte",
    b"date",
    b"date-time",
    b"double",
    b"email",
    b"false",
    b"float",
    b"int32",
    b"int64",
    b"integer",
    b"ipv4",
    b"ipv6",
    b"number",
    b"object",
    b"password",
    b"string",
    b"true",
    b"uri",
    b"uuid",
];

/// What a `state` of Ansible can be, so that it is none of a country.
const STATES: &[&[u8]] = &[
    b"absent",
    b"directory",
    b"file",
    b"latest",
    b"link",
    b"present",
    b"reloaded",
    b"restarted",
    b"started",
    b"stopped",
    b"touch",
];

/// What an info type is called whose values are names of persons.
const PERSON: &str = "PERSON_NAME";

/// And whose are those of jobs: `jobs.build.name` has both words.
const JOB: &str = "JOB_TITLE";

/// True where the name of the cell `number` says of `value` that it is of this `kind`.
pub(super) fn says(
    vocabulary: &Vocabulary,
    sheet: &Sheet,
    facts: &[FieldFacts],
    number: usize,
    kind: &FieldType,
    value: &[u8],
) -> bool {
    let name = sheet.cells[number].name;
    let key = sheet.names.own(name);
    let info_type = vocabulary.get(kind.info_type);
    if kind.confidence >= DECLARED {
        return true;
    }
    if is_any(&[b"state"], key) && is_any(STATES, value.trim_ascii()) {
        return false;
    }
    let cell = &sheet.cells[number];
    let is_title = is_bare(key) && sheet.titles.binary_search(&cell.span().start).is_ok();
    if is_title && !is_below_account(vocabulary, sheet, facts, cell) {
        let is_title_of = |name: &str| kind.own && info_type.name == name;
        if is_title_of(PERSON) || is_title_of(JOB) || kind.loose > Loose::Not {
            return false;
        }
    }
    if !kind.own {
        let is_kind = is_any(&[b"type", b"format"], key) && is_any(KINDS, value.trim_ascii());
        return !(is_kind || is_of_account(info_type.domain) && is_any(ABOUT, key));
    }
    let is_below_person =
        || sheet.names.parent(name).is_some_and(|above| !facts[above.0 as usize].types.is_empty());
    let is_of_program = || is_identifier(without_markers(vocabulary, value).trim_ascii());
    info_type.name != PERSON || !is_bare(key) || !is_of_program() || is_below_person()
}

/// `value` without what an earlier run wrote, which says nothing of what stands beside it.
fn without_markers<'v>(vocabulary: &Vocabulary, value: &'v [u8]) -> Cow<'v, [u8]> {
    let (mut made, mut at) = (Vec::new(), 0);
    for marker in detect::markers(vocabulary, value) {
        made.extend_from_slice(&value[at..marker.start]);
        at = marker.end;
    }
    if at == 0 {
        return Cow::Borrowed(value);
    }
    made.extend_from_slice(&value[at..]);
    Cow::Owned(made)
}

/// True where the name above says a person or an account.
fn is_below_account(vocabulary: &Vocabulary, sheet: &Sheet, facts: &[FieldFacts], cell: &Cell) -> bool {
    let Some(above) = sheet.names.parent(cell.name) else { return false };
    let of_account =
        |kind: &FieldType| is_of_account(vocabulary.get(kind.info_type).domain) && kind.loose == Loose::Not;
    facts[above.0 as usize].types.iter().any(of_account)
}

/// `name`, also behind a prefix (`app.kubernetes.io/name`).
fn is_bare(key: &[u8]) -> bool {
    let own = key.rsplit(|b| matches!(b, b'/' | b'.')).next().unwrap_or(key);
    own.eq_ignore_ascii_case(b"name")
}

/// True for what programs call things: `my-app`, `nginx`, `DB_HOST`.
fn is_identifier(value: &[u8]) -> bool {
    let of_identifier = |b: &u8| b.is_ascii_alphanumeric() || b"-_.:/".contains(b);
    let has = |of: fn(&u8) -> bool| value.iter().any(of);
    let (upper, lower) = (has(u8::is_ascii_uppercase), has(u8::is_ascii_lowercase));
    value.iter().all(of_identifier) && (!upper || !lower && value.contains(&b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_told_from_names() {
        for (value, expected) in [
            ("my-app", true),
            ("nginx", true),
            ("DB_HOST", true),
            ("nginx:1.25", true),
            ("Anna", false),
            ("ANNA", false),
            ("anna miller", false),
            ("Anna-Maria", false),
            ("jörg", false),
        ] {
            assert_eq!(is_identifier(value.as_bytes()), expected, "{value}");
        }
        assert!(is_bare(b"app.kubernetes.io/name") && is_bare(b"Name") && !is_bare(b"first_name"));
    }
}
