//! Is a row of names one of the names of columns? A list of words looks like it (`["the", "cat", "name"]`), and so do rows of pairs
//! (`["name", "ASC"]`).

use crate::detect::facts::Declarations;
use crate::detect::field::Fields;
use crate::detect::header;
use crate::format::names::Heads;

/// Words that stand between others, and no column is called. Without those that are words for a column as well (`from`, `in`, `on`, `no`).
static BETWEEN: &[&str] = &[
    "an", "and", "are", "auf", "been", "but", "dans", "das", "dem", "der", "des", "die", "does", "een",
    "ein", "eine", "est", "for", "had", "has", "have", "het", "ich", "ihr", "is", "ist", "les", "mit", "my",
    "nicht", "niet", "not", "och", "oder", "of", "or", "our", "para", "pour", "que", "qui", "she", "sind",
    "sur", "that", "the", "their", "there", "these", "they", "this", "those", "una", "und", "une", "uns",
    "was", "were", "with", "would", "you", "your",
];

/// Names of columns that say too little to be known as names of fields.
static PLAIN: &[&str] = &[
    "comment",
    "comments",
    "date",
    "day",
    "description",
    "group",
    "id",
    "index",
    "link",
    "month",
    "no",
    "no.",
    "note",
    "notes",
    "nr",
    "nr.",
    "role",
    "score",
    "team",
    "time",
    "url",
    "year",
];

/// True where `names`, empty where nothing is known of a column, are names by what they say and where they stand.
pub(super) fn are_names<'n>(
    names: impl Iterator<Item = &'n [u8]>,
    heads: Heads,
    declared: &Declarations,
    fields: &Fields,
) -> bool {
    let names: Vec<&[u8]> = names.filter(|name| !name.is_empty()).collect();
    if names.iter().any(|name| is_in(BETWEEN, name)) {
        return false;
    }
    heads == Heads::Row || are_known(&names, heads, declared, fields)
}

/// True for the name of a column that says nothing by itself.
pub(super) fn is_plain(name: &[u8]) -> bool {
    is_in(PLAIN, name)
}

fn is_in(list: &[&str], name: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    std::str::from_utf8(&lower).is_ok_and(|lower| list.binary_search(&lower).is_ok())
}

/// True for names of which enough are known.
fn are_known(names: &[&[u8]], heads: Heads, declared: &Declarations, fields: &Fields) -> bool {
    let mut own: Vec<Vec<u8>> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    own.sort_unstable();
    own.dedup();
    let is_described = |name: &[u8]| !declared.is_empty() && declared.describes(name);
    let is_known = |name: &&[u8]| is_plain(name) || is_described(name) || fields.is_of_field(name);
    if own.len() < names.len() {
        return false;
    }
    // A pair of a name and its value has one that is known.
    if names.len() <= 2 {
        return names.iter().all(is_known);
    }
    let known = names.iter().filter(|name| is_known(name)).count();
    if heads == Heads::Pairs {
        return known * 2 > names.len();
    }
    known * 2 >= names.len() || known > 0 && names.iter().all(|name| header::is_identifier(name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::info_type::Vocabulary;

    #[test]
    fn names_are_told_from_words_and_values() {
        assert!(BETWEEN.is_sorted() && PLAIN.is_sorted());
        let vocabulary = Vocabulary::builtin().unwrap();
        let (fields, declared) = (Fields::builtin(&vocabulary).unwrap(), Declarations::default());
        for (list, in_doubt, sure) in [
            (&["id", "first_name", "email"][..], true, true),
            (&["Name", "Phone #", "Salary (net)"], true, true),
            (&["order_ref", "sku", "qty", "warehouse", "buyer_email"], true, true),
            (&["first_name", "last_name"], true, true),
            (&["email"], true, true),
            (&["", "email"], true, true),
            (&["name", "ASC"], false, true),
            (&["name", "Dani"], false, true),
            (&["Host", "Foo"], false, true),
            (&["email", "Email", "email"], false, true),
            (&["the", "cat", "name"], false, false),
            (&["My", "name"], false, false),
            (&["Der", "Name", "Ort"], false, false),
            (&["Hello", "dear", "name", "Bob", "Lee"], false, true),
            (&["", ""], true, true),
        ] {
            let names = || list.iter().map(|name| name.as_bytes());
            assert_eq!(are_names(names(), Heads::MayBeRow, &declared, &fields), in_doubt, "{list:?}");
            assert_eq!(are_names(names(), Heads::Row, &declared, &fields), sure, "{list:?}");
        }
        for (list, expected) in [
            (&["name", "city"][..], true),
            (&["name", "city", "x"], true),
            (&["name", "city", "x", "y"], false),
            (&["last_name", "zqmiller", "bob"], false),
            (&["name", "name"], false),
            (&["name", "x"], false),
        ] {
            let names = list.iter().map(|name| name.as_bytes());
            assert_eq!(are_names(names, Heads::Pairs, &declared, &fields), expected, "{list:?}");
        }
    }
}
