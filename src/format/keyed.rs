//! Tables that say in one column what another one holds: `meta_key` and `meta_value` of WordPress, `field`, `old` and `new` of
//! a journal, questions and answers. Pairs of JSON (`json/pair.rs`) are the same in objects.

use crate::format::is_identifier_with;
use crate::format::names;
use crate::format::sheet::{Kind, Sheet};
use crate::limits::PAIR_HALVES_MAX;

/// What columns with names are called, without the signs between words.
const KEYS: [&str; 32] = [
    "attr",
    "attribute",
    "attributecode",
    "attributekey",
    "attributename",
    "columnname",
    "configkey",
    "configname",
    "field",
    "fieldkey",
    "fieldname",
    "k",
    "key",
    "metakey",
    "metaname",
    "option",
    "optionkey",
    "optionname",
    "param",
    "parameter",
    "parametername",
    "paramname",
    "path",
    "preferencekey",
    "prop",
    "property",
    "propertyname",
    "question",
    "setting",
    "settingkey",
    "settingname",
    "variable",
];

/// The same, of which a value can be that of a person as well.
const KEYS_IN_DOUBT: [&str; 5] = ["label", "name", "questiontext", "variablename", "varname"];

/// What columns are called that hold what the others name.
const VALUES: [&str; 34] = [
    "after",
    "attributevalue",
    "before",
    "configvalue",
    "datavalue",
    "fieldvalue",
    "metavalue",
    "new",
    "newstring",
    "newval",
    "newvalue",
    "old",
    "oldstring",
    "oldval",
    "oldvalue",
    "optionvalue",
    "parametervalue",
    "paramvalue",
    "preferencevalue",
    "propertyvalue",
    "propvalue",
    "settingvalue",
    "stringvalue",
    "textvalue",
    "v",
    "val",
    "value",
    "valuenew",
    "valueold",
    "values",
    "valuestring",
    "valuetext",
    "variablevalue",
    "varvalue",
];

/// What answers to questions are called; beside a path a `response` is that of a server.
const ANSWERS: [&str; 4] = ["answer", "answertext", "response", "responsetext"];

/// The longest of them.
const NAME_BYTES_MAX: usize = 24;

/// How many names above one another a key is read as (`general/store_information/phone`).
const LEVELS_MAX: usize = 2;

/// Digits in the name of a field, which an identifier of somebody has more of.
const DIGITS_MAX: usize = 2;

/// Which columns of a table name which.
#[derive(Debug)]
pub(in crate::format) struct Keyed {
    /// With whether each has nothing but names.
    keys: Vec<(usize, bool)>,
    values: Vec<usize>,
}

impl Keyed {
    /// Those of a table with these columns, if there are any.
    pub(in crate::format) fn of<'n>(columns: impl Iterator<Item = &'n [u8]>) -> Option<Self> {
        let (mut keys, mut values, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        let mut asks = false;
        for (number, column) in columns.enumerate() {
            let Some(name) = folded(column) else { continue };
            let is = |known: &[&str]| known.iter().any(|known| name == known.as_bytes());
            asks |= is(&["question", "questiontext"]);
            if keys.len() < PAIR_HALVES_MAX && (is(&KEYS) || is(&KEYS_IN_DOUBT)) {
                keys.push((number, is(&KEYS)));
            } else if values.len() < PAIR_HALVES_MAX && is(&VALUES) {
                values.push(number);
            } else if answers.len() < PAIR_HALVES_MAX && is(&ANSWERS) {
                answers.push(number);
            }
        }
        if asks {
            values.append(&mut answers);
        }
        let is_any = !keys.is_empty() && !values.is_empty();
        is_any.then_some(Keyed { keys, values })
    }

    /// Calls the values of the row whose cells and members are the last of `sheet`, from these numbers on, what the keys beside them say.
    pub(in crate::format) fn call(&self, text: &[u8], (cells, members): (usize, usize), sheet: &mut Sheet) {
        // Members of JSON in cells are no columns.
        let is_column = |member: &usize| sheet.members[*member].column;
        let columns: Vec<usize> = (members..sheet.members.len()).filter(is_column).collect();
        for (key, is_sure) in &self.keys {
            let Some(key) = columns.get(*key) else { continue };
            let own = |sheet: &Sheet| {
                let mut own = (cells..sheet.cells.len())
                    .filter(|cell| sheet.cells[*cell].member() == Some(*key as u32))
                    .filter(|cell| sheet.cells[*cell].kind == Kind::Text);
                own.next().filter(|_| own.next().is_none())
            };
            let Some(cell) = own(sheet) else { continue };
            let levels = levels(sheet.value(&sheet.cells[cell], text));
            if levels.is_empty() {
                continue;
            }
            if *is_sure && may_be_label(sheet.value(&sheet.cells[cell], text)) {
                let label = sheet.names.label_of(sheet.members[*key].name);
                sheet.cells[cell].name = label;
            }
            for value in self.values.iter().filter_map(|value| columns.get(*value)) {
                let before = sheet.members[*value].name;
                let name = levels.iter().fold(before, |above, level| sheet.names.said(above, level));
                sheet.members[*value].name = name;
                // What is in a value under names of its own keeps them.
                for cell in &mut sheet.cells[cells..] {
                    if cell.member() == Some(*value as u32) && cell.name == before && cell.kind != Kind::Key {
                        cell.name = name;
                    }
                }
            }
        }
    }
}

/// A name in small letters, without the signs between its words.
fn folded(name: &[u8]) -> Option<Vec<u8>> {
    let is_between = |byte: &&u8| matches!(**byte, b'_' | b'-' | b' ' | b'.');
    (name.len() <= NAME_BYTES_MAX)
        .then(|| name.iter().filter(|b| !is_between(b)).map(u8::to_ascii_lowercase).collect())
}

/// The names that a key says, outermost first.
fn levels(key: &[u8]) -> Vec<Vec<u8>> {
    let said: Vec<&[u8]> = match is_identifier_with(key, b"/") {
        true => key.rsplit(|b| *b == b'/').take(LEVELS_MAX).filter(|level| !level.is_empty()).collect(),
        false => names::head(key).into_iter().collect(),
    };
    said.into_iter().rev().map(<[u8]>::to_vec).collect()
}

/// True for what a program calls a field, and nobody a person.
fn may_be_label(key: &[u8]) -> bool {
    is_identifier_with(key, b"/:") && key.iter().filter(|b| b.is_ascii_digit()).count() <= DIGITS_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_by_their_names() {
        let of = |columns: &[&str]| {
            Keyed::of(columns.iter().map(|name| name.as_bytes())).map(|keyed| (keyed.keys, keyed.values))
        };
        assert_eq!(of(&["umeta_id", "user_id", "meta_key", "meta_value"]), Some((vec![(2, true)], vec![3])));
        assert_eq!(of(&["Field", "Old Value", "new-value"]), Some((vec![(0, true)], vec![1, 2])));
        assert_eq!(of(&["name", "value"]), Some((vec![(0, false)], vec![1])));
        assert_eq!(of(&["key", "kind"]), None);
        assert_eq!(of(&["question", "response"]), Some((vec![(0, true)], vec![1])));
        assert_eq!(of(&["path", "response"]), None);
        assert_eq!(of(&["old", "new"]), None);
        assert_eq!(of(&[&"value".repeat(9), "key"]), None);
    }

    #[test]
    fn keys_are_names_or_paths_of_names() {
        let of = |key: &str| {
            levels(key.as_bytes()).iter().map(|l| l.escape_ascii().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(of("_billing_first_name"), ["_billing_first_name"]);
        assert_eq!(of("general/store_information/phone"), ["store_information", "phone"]);
        assert_eq!(of("What is your date of birth?"), ["What is your date of birth"]);
        assert_eq!(of("12"), [""; 0]);
        assert_eq!(of("[PERSON_NAME]"), [""; 0]);
    }
}
