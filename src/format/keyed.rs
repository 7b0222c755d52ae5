//! Tables that say in one column what another one holds: `meta_key` and `meta_value` of WordPress, `field`, `old` and `new` of
//! a journal, questions and answers. Pairs of JSON (`json/pair.rs`) are the same in objects.

use crate::format::called::Called;
use crate::format::is_identifier_with;
use crate::format::names::{self, NameId, Names};
use crate::format::sheet::{Kind, Sheet};
use crate::limits::PAIR_HALVES_MAX;

/// Digits in the name of a field, which an identifier of somebody has more of.
const DIGITS_MAX: usize = 2;

/// Which columns of a table name which.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Keyed {
    keys: Vec<Key>,
}

/// A column that names others.
#[derive(Debug, PartialEq, Eq)]
struct Key {
    column: usize,
    /// It has nothing but names.
    is_sure: bool,
    values: Vec<usize>,
}

impl Keyed {
    /// Those of a table with these columns, if there are any.
    pub(crate) fn of<'n>(columns: impl Iterator<Item = &'n [u8]>) -> Option<Self> {
        let called: Vec<Called> = columns.map(Called::of_column).collect();
        let all = |is: fn(Called) -> bool| {
            let of_all = called.iter().enumerate().filter(move |(_, called)| is(**called));
            of_all.map(|(column, called)| (column, *called)).take(PAIR_HALVES_MAX)
        };
        let key = |(column, own): (usize, Called)| {
            let values = all(Called::is_value).filter(|(_, value)| own.names(*value));
            let values: Vec<usize> = values.map(|(column, _)| column).collect();
            (!values.is_empty()).then_some(Key { column, is_sure: own.is_nobodys(), values })
        };
        let keys: Vec<Key> = all(Called::may_name).filter_map(key).collect();
        (!keys.is_empty()).then_some(Keyed { keys })
    }

    /// Those of a table of so many columns without a header, of which these (in order) have the names of what stands to their right.
    pub(in crate::format) fn by_column(keys: &[usize], columns: usize) -> Option<Self> {
        let end = |n: usize| keys.get(n + 1).copied().unwrap_or(columns);
        let key = |(n, column): (usize, &usize)| Key {
            column: *column,
            is_sure: true,
            values: (column + 1..end(n)).collect(),
        };
        (!keys.is_empty()).then(|| Keyed { keys: keys.iter().enumerate().map(key).collect() })
    }

    /// Calls the values of the row whose cells and members are the last of `sheet`, from these numbers on, what the keys beside them say.
    pub(in crate::format) fn call(&self, text: &[u8], (cells, members): (usize, usize), sheet: &mut Sheet) {
        // Members of JSON in cells are no columns.
        let is_column = |member: &usize| sheet.members[*member].column;
        let columns: Vec<usize> = (members..sheet.members.len()).filter(is_column).collect();
        for Key { column, is_sure, values } in &self.keys {
            let Some(key) = columns.get(*column) else { continue };
            let own = |sheet: &Sheet| {
                let mut own = (cells..sheet.cells.len())
                    .filter(|cell| sheet.cells[*cell].member() == Some(*key as u32))
                    .filter(|cell| sheet.cells[*cell].kind == Kind::Text);
                own.next().filter(|_| own.next().is_none())
            };
            let Some(cell) = own(sheet) else { continue };
            let said = sheet.value(&sheet.cells[cell], text).to_vec();
            if names::levels(&said).is_empty() {
                continue;
            }
            if *is_sure && may_be_label(&said) {
                let label = sheet.names.label_of(sheet.members[*key].name);
                sheet.cells[cell].name = label;
            }
            for value in values.iter().filter_map(|value| columns.get(*value)) {
                let before = sheet.members[*value].name;
                let Some(name) = called(before, &said, &mut sheet.names) else { continue };
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

impl Keyed {
    /// The columns with names, each with those that hold what it names.
    pub(crate) fn halves(&self) -> impl Iterator<Item = (usize, &[usize])> {
        self.keys.iter().map(|key| (key.column, key.values.as_slice()))
    }
}

/// What a value is called that was called `before`, behind the key that names it; nothing where that is no name.
pub(in crate::format) fn called(before: NameId, key: &[u8], names: &mut Names) -> Option<NameId> {
    let levels = names::levels(key);
    let name = levels.iter().fold(before, |above, level| names.said(above, level));
    (!levels.is_empty()).then_some(name)
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
            let keyed = Keyed::of(columns.iter().map(|name| name.as_bytes()))?;
            let keys = keyed.keys.into_iter();
            Some(keys.map(|key| (key.column, key.is_sure, key.values)).collect::<Vec<_>>())
        };
        assert_eq!(of(&["umeta_id", "user_id", "meta_key", "meta_value"]), Some(vec![(2, true, vec![3])]));
        assert_eq!(of(&["Field", "Old Value", "new-value"]), Some(vec![(0, true, vec![1, 2])]));
        assert_eq!(of(&["name", "value"]), Some(vec![(0, false, vec![1])]));
        assert_eq!(of(&["type", "value", "data"]), Some(vec![(0, false, vec![1])]));
        assert_eq!(of(&["key", "kind"]), None);
        assert_eq!(of(&["question", "response"]), Some(vec![(0, true, vec![1])]));
        assert_eq!(of(&["path", "response"]), None);
        assert_eq!(of(&["old", "new"]), None);
        assert_eq!(of(&[&"value".repeat(9), "key"]), None);
    }

    #[test]
    fn a_column_of_names_names_what_stands_to_its_right() {
        let keyed = Keyed::by_column(&[0, 2], 4).map(|keyed| keyed.keys).unwrap_or_default();
        let values: Vec<_> = keyed.into_iter().map(|key| (key.column, key.values)).collect();
        assert_eq!(values, [(0, vec![1]), (2, vec![3])]);
        assert_eq!(Keyed::by_column(&[], 4), None);
    }

    #[test]
    fn keys_are_names_or_paths_of_names() {
        let of = |key: &str| {
            names::levels(key.as_bytes()).iter().map(|l| l.escape_ascii().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(of("_billing_first_name"), ["_billing_first_name"]);
        assert_eq!(of("general/store_information/phone"), ["store_information", "phone"]);
        assert_eq!(of("/password"), ["password"]);
        assert_eq!(of("What is your date of birth?"), ["What is your date of birth"]);
        assert_eq!(of("urn:example:claims/surname"), ["surname"]);
        assert_eq!(of("addr:street"), ["street"]);
        assert_eq!(of("12:30"), [""; 0]);
        assert_eq!(of("12"), [""; 0]);
        assert_eq!(of("[PERSON_NAME]"), [""; 0]);
    }
}
