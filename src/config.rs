//! Reads TOML with positions, for rule files and policies.
//!
//! Errors give file, line, column and the nearest valid name, and never repeat what the file says at that
//! place: a value that was pasted into a policy by mistake must not come out in a message or a CI log.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, ErrorKind, Place, Result};

/// A configuration text with the name it is reported under.
pub struct Source<'t> {
    name: &'t str,
    text: &'t str,
    kind: ErrorKind,
    file: usize,
}

/// A text, parsed.
pub struct Parsed<'t> {
    source: &'t Source<'t>,
    table: Spanned<DeTable<'t>>,
}

impl Parsed<'_> {
    /// The root table.
    pub fn root(&self) -> Table<'_> {
        Table {
            source: self.source,
            at: self.table.span(),
            table: self.table.get_ref(),
            asked: BTreeSet::new(),
        }
    }

    /// The closure reads the root table.
    pub fn read<T>(&self, read: impl FnOnce(&mut Table<'_>) -> Result<T>) -> Result<T> {
        let mut table = self.root();
        let made = read(&mut table)?;
        table.finish()?;
        Ok(made)
    }
}

impl<'t> Source<'t> {
    /// `name` is printed in errors; the caller has made sure that it may be.
    pub fn new(name: &'t str, text: &'t str, kind: ErrorKind) -> Self {
        Source { name, text, kind, file: 0 }
    }

    /// The same, as the text that another goes on from, by number.
    #[must_use]
    pub fn numbered(self, file: usize) -> Self {
        Source { file, ..self }
    }

    /// Parses the text.
    pub fn parse(&self) -> Result<Parsed<'_>> {
        let table = DeTable::parse(self.text).map_err(|e| {
            let at = e.span().unwrap_or(0..0);
            self.error(at, "not valid TOML").fix("check quotes, brackets and duplicate keys at this place")
        })?;
        Ok(Parsed { source: self, table })
    }

    /// Parses the text; the closure reads the root table.
    pub fn read<T>(&self, read: impl FnOnce(&mut Table<'_>) -> Result<T>) -> Result<T> {
        self.parse()?.read(read)
    }

    fn place(&self, at: usize) -> Place {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |i| i + 1);
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        Place { line, column: before.len() - line_start + 1, file: self.file }
    }

    fn error(&self, at: Range<usize>, what: &'static str) -> Error {
        Error::new(self.kind, what).about(self.name).at(self.place(at.start))
    }
}

/// A table being read. Keys that nobody asked for are an error in [`Table::finish`].
pub struct Table<'t> {
    source: &'t Source<'t>,
    at: Range<usize>,
    table: &'t DeTable<'t>,
    asked: BTreeSet<&'static str>,
}

/// One value with its position.
#[derive(Clone)]
pub struct Item<'t> {
    source: &'t Source<'t>,
    at: Range<usize>,
    value: &'t DeValue<'t>,
}

impl<'t> Table<'t> {
    /// The value of `key`, if it is there.
    pub fn get(&mut self, key: &'static str) -> Option<Item<'t>> {
        self.asked.insert(key);
        let (_, value) = self.table.iter().find(|(k, _)| k.get_ref().as_ref() == key)?;
        Some(Item { source: self.source, at: value.span(), value: value.get_ref() })
    }

    /// The value of `key`; a missing one is an error at the table's own place.
    pub fn need(&mut self, key: &'static str) -> Result<Item<'t>> {
        self.get(key).ok_or_else(|| self.error("a required key is missing here").known([format!("`{key}`")]))
    }

    /// A required string.
    pub fn need_str(&mut self, key: &'static str) -> Result<&'t str> {
        self.need(key)?.str()
    }

    /// An optional string.
    pub fn str(&mut self, key: &'static str) -> Result<Option<&'t str>> {
        self.get(key).map(|i| i.str()).transpose()
    }

    /// An optional list of strings, each with its position; absent = empty.
    pub fn strs(&mut self, key: &'static str) -> Result<Vec<(Item<'t>, &'t str)>> {
        let Some(list) = self.get(key) else { return Ok(Vec::new()) };
        list.list()?.into_iter().map(|i| i.str().map(|s| (i, s))).collect()
    }

    /// An optional whole number in `range`.
    pub fn int(&mut self, key: &'static str, range: Range<i64>) -> Result<Option<i64>> {
        self.get(key).map(|i| i.int(range)).transpose()
    }

    /// An optional `true` or `false`.
    pub fn bool(&mut self, key: &'static str) -> Result<Option<bool>> {
        self.get(key).map(|i| i.bool()).transpose()
    }

    /// An optional table.
    pub fn table(&mut self, key: &'static str) -> Result<Option<Table<'t>>> {
        self.get(key).map(|i| i.table()).transpose()
    }

    /// An optional array of tables; absent = empty.
    pub fn tables(&mut self, key: &'static str) -> Result<Vec<Table<'t>>> {
        let Some(list) = self.get(key) else { return Ok(Vec::new()) };
        list.list()?.into_iter().map(|i| i.table()).collect()
    }

    /// Every entry, for tables whose keys are names chosen by the writer of the file. The first part is
    /// the key with its position.
    pub fn entries(&mut self) -> Vec<(Key<'t>, Item<'t>)> {
        let source = self.source;
        let made: Vec<_> = self
            .table
            .iter()
            .map(|(k, v)| {
                let key = Key { source, at: k.span(), name: k.get_ref().as_ref() };
                (key, Item { source, at: v.span(), value: v.get_ref() })
            })
            .collect();
        self.asked.insert("*");
        made
    }

    /// An error at this table's place.
    pub fn error(&self, what: &'static str) -> Error {
        self.source.error(self.at.clone(), what)
    }

    /// This table's place in the text.
    pub fn place(&self) -> Place {
        self.source.place(self.at.start)
    }

    /// True when `key` is there.
    pub fn has(&self, key: &str) -> bool {
        self.table.iter().any(|(k, _)| k.get_ref().as_ref() == key)
    }

    /// Fails at the first key that was never asked for, naming the nearest one that could have been.
    pub fn finish(&self) -> Result<()> {
        #[cfg(test)]
        ASKED.with_borrow_mut(|all| all.extend(self.asked.iter().map(|key| (*key).to_owned())));
        if self.asked.contains("*") {
            return Ok(());
        }
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref().as_ref();
            if !self.asked.contains(name) {
                let error = self.source.error(key.span(), "unknown key");
                return Err(error.known(nearest(name, self.asked.iter().copied())));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
thread_local! {
    /// Every key that was asked for in a table that was read to its end.
    static ASKED: std::cell::RefCell<BTreeSet<String>> = const { std::cell::RefCell::new(BTreeSet::new()) };
}

/// The keys that `read` asks for.
#[cfg(test)]
pub(crate) fn asked_of(read: impl FnOnce()) -> BTreeSet<String> {
    ASKED.take();
    read();
    ASKED.take()
}

/// A key chosen by the writer of the file.
#[derive(Clone)]
pub struct Key<'t> {
    source: &'t Source<'t>,
    at: Range<usize>,
    /// The name.
    pub name: &'t str,
}

impl Key<'_> {
    /// An error at this key's place.
    pub fn error(&self, what: &'static str) -> Error {
        self.source.error(self.at.clone(), what)
    }
}

impl<'t> Item<'t> {
    /// A string.
    pub fn str(&self) -> Result<&'t str> {
        match self.value {
            DeValue::String(s) => Ok(s.as_ref()),
            _ => Err(self.error("must be a string")),
        }
    }

    /// A whole number in `range`.
    pub fn int(&self, range: Range<i64>) -> Result<i64> {
        let DeValue::Integer(i) = self.value else { return Err(self.error("must be a whole number")) };
        let parsed = i64::from_str_radix(i.as_str(), i.radix()).ok().filter(|n| range.contains(n));
        parsed.ok_or_else(|| {
            self.error("the number is out of range").known([format!("{} to {}", range.start, range.end - 1)])
        })
    }

    /// `true` or `false`.
    pub fn bool(&self) -> Result<bool> {
        match self.value {
            DeValue::Boolean(b) => Ok(*b),
            _ => Err(self.error("must be true or false")),
        }
    }

    /// A list.
    pub fn list(&self) -> Result<Vec<Item<'t>>> {
        let DeValue::Array(a) = self.value else { return Err(self.error("must be a list")) };
        Ok(a.iter().map(|v| Item { source: self.source, at: v.span(), value: v.get_ref() }).collect())
    }

    /// Its place in the text.
    pub fn place(&self) -> Place {
        self.source.place(self.at.start)
    }

    /// True for a string (as opposed to a table, list or number).
    pub fn is_str(&self) -> bool {
        self.value.is_str()
    }

    /// True for a list.
    pub fn is_list(&self) -> bool {
        matches!(self.value, DeValue::Array(_))
    }

    /// A table.
    pub fn table(&self) -> Result<Table<'t>> {
        let DeValue::Table(table) = self.value else { return Err(self.error("must be a table")) };
        Ok(Table { source: self.source, at: self.at.clone(), table, asked: BTreeSet::new() })
    }

    /// Reads a table without entries, for a value in short form: `"mask"` for `{ name = "mask" }`.
    pub fn with_no_entries<T>(&self, read: impl FnOnce(&mut Table<'_>) -> Result<T>) -> Result<T> {
        let none = DeTable::new();
        read(&mut Table { source: self.source, at: self.at.clone(), table: &none, asked: BTreeSet::new() })
    }

    /// One of `names`, by its index. Anything else is an error with the nearest of them.
    pub fn one_of(&self, names: &[&str]) -> Result<usize> {
        let given = self.str()?;
        names
            .iter()
            .position(|n| *n == given)
            .ok_or_else(|| self.error("unknown name").known(nearest(given, names.iter().copied())))
    }

    /// An error at this value's place.
    pub fn error(&self, what: &'static str) -> Error {
        self.source.error(self.at.clone(), what)
    }
}

/// Letters of a name that mean it when another holds them.
const HELD_MIN: usize = 4;

/// Up to five of `names`, nearest to `given` first (edit distance, case folded). One that holds all of it is near, however
/// much more it says: who writes `PHONE` means `PHONE_NUMBER`.
pub fn nearest<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let given = given.to_ascii_lowercase();
    let far = |name: &str| match given.len() >= HELD_MIN && name.contains(&given) {
        true => 1,
        false => distance(given.as_bytes(), name.as_bytes()),
    };
    let mut ranked: Vec<(usize, &str)> =
        names.into_iter().map(|n| (far(&n.to_ascii_lowercase()), n)).collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked.into_iter().take(5).map(|(_, n)| n.to_owned()).collect()
}

fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let here = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], here);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read<T>(text: &str, f: impl FnOnce(&mut Table<'_>) -> Result<T>) -> Result<T> {
        Source::new("p.toml", text, ErrorKind::Policy).read(f)
    }

    #[test]
    fn an_unknown_key_is_placed_and_the_nearest_named_but_never_repeated() {
        let e = read("name = 'x'\n  pourpose = 'secret@example.com'\n", |t| {
            t.need_str("name")?;
            t.str("purpose").map(|_| ())
        })
        .unwrap_err();
        let shown = e.to_string();
        assert!(shown.starts_with("p.toml:2:3: unknown key"), "{shown}");
        assert!(
            shown.contains("purpose") && !shown.contains("pourpose") && !shown.contains("secret"),
            "{shown}"
        );
    }

    #[test]
    fn broken_toml_is_placed_without_its_text() {
        let e = read("a = 1\nb = 'secret@example.com\n", |_| Ok(())).unwrap_err().to_string();
        assert!(e.starts_with("p.toml:2:"), "{e}");
        assert!(!e.contains("secret"), "{e}");
    }

    #[test]
    fn missing_keys_and_wrong_types_are_errors() {
        assert!(read("", |t| t.need_str("name").map(|_| ())).unwrap_err().to_string().contains("`name`"));
        assert!(
            read("name = 3", |t| t.need_str("name").map(|_| ())).unwrap_err().to_string().contains("string")
        );
        assert!(read("n = 300", |t| t.int("n", 0..101)).unwrap_err().to_string().contains("0 to 100"));
    }
}
