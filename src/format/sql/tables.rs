//! What is known of the tables of a dump by now, and which of them a name means.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use super::Dialect;
use super::fit::Fit;
use super::lex::Fault;
use crate::limits::{SQL_LISTED_MAX, SQL_SCHEMA_BYTES_MAX};

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: Box<[u8]>,
    pub(super) fit: Fit,
    /// Its values are made by the database.
    pub(super) generated: bool,
}

/// A table: its columns, no two of which have the same name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    columns: Vec<Column>,
    /// Which column has a name, in lower case: a dump may add thousands of columns one by one.
    places: HashMap<Box<[u8]>, usize>,
    bytes: usize,
}

impl Table {
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Which column has this name.
    pub(super) fn place(&self, name: &[u8]) -> Option<usize> {
        self.places.get(&name.to_ascii_lowercase()[..]).copied()
    }

    pub(super) fn fit_mut(&mut self, place: usize) -> &mut Fit {
        &mut self.columns[place].fit
    }

    /// Puts a column behind the others; `None` when there is one of that name.
    pub(super) fn push(&mut self, column: Column) -> Option<()> {
        self.insert(self.columns.len(), column)
    }

    /// Puts a column at a place; `None` when there is one of that name.
    pub(super) fn insert(&mut self, at: usize, column: Column) -> Option<()> {
        let name = column.name.to_ascii_lowercase();
        if self.places.contains_key(&name[..]) {
            return None;
        }
        self.shift(at, |place| place + 1)?;
        self.bytes += Self::cost(&name);
        self.places.insert(name.into(), at);
        self.columns.insert(at, column);
        Some(())
    }

    pub(super) fn remove(&mut self, at: usize) -> Option<Column> {
        self.shift(at + 1, |place| place - 1)?;
        let column = self.columns.remove(at);
        let name = column.name.to_ascii_lowercase();
        self.bytes -= Self::cost(&name);
        self.places.remove(&name[..]);
        Some(column)
    }

    /// Gives a column another name; `None` when there is one of that name.
    pub(super) fn rename(&mut self, at: usize, name: Vec<u8>) -> Option<()> {
        let column = Column { name: name.into(), ..self.remove(at)? };
        self.insert(at, column)
    }

    /// Moves the columns from `from` on. Of a table with more than any has whose columns move, nothing is known, since each change would cost that much.
    fn shift(&mut self, from: usize, to: impl Fn(usize) -> usize) -> Option<()> {
        if from >= self.columns.len() {
            return Some(());
        }
        if self.columns.len() > SQL_LISTED_MAX {
            return None;
        }
        looked(self.columns.len());
        self.places.values_mut().filter(|place| **place >= from).for_each(|place| *place = to(*place));
        Some(())
    }

    fn cost(name: &[u8]) -> usize {
        2 * name.len() + size_of::<Column>() + size_of::<(Box<[u8]>, usize)>()
    }
}

/// A name with all its parts, as tables are compared by it: without quotes, in lower case, the last part first. So names that may mean
/// the same table begin alike.
pub(super) type Key = Vec<u8>;

/// What stands between the parts of a name.
const APART: u8 = 0;

/// Where a name is looked for that has no schema or database before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Home {
    /// Nothing was said: wherever the program puts it.
    #[default]
    Unsaid,
    /// In the first of these that has it, and a new one is made in the first.
    In(Vec<Vec<u8>>),
    /// Something was said that is not followed.
    Unknown,
}

/// The tables of a dump, by their names.
#[derive(Clone, Debug, Default)]
pub(super) struct Schema {
    /// Without columns where what is known is no longer so.
    tables: BTreeMap<Arc<[u8]>, Option<Arc<Table>>>,
    bytes: usize,
    home: Home,
}

/// A table of the dump, or a name of which nothing is known any more.
type Entry<'a> = (&'a Arc<[u8]>, &'a Option<Arc<Table>>);

impl Schema {
    /// The columns of the table that `key` means.
    pub(super) fn table(&self, key: &[u8]) -> Option<&Arc<Table>> {
        self.found(key)?.1.as_ref()
    }

    pub(super) fn home(&self) -> &Home {
        &self.home
    }

    pub(super) fn set_home(&mut self, home: Home) {
        self.home = home;
    }

    fn found(&self, key: &[u8]) -> Option<Entry<'_>> {
        let is_bare = !key.contains(&APART);
        looked(1);
        let exact = self.tables.get_key_value(key);
        match &self.home {
            Home::In(places) if is_bare => {
                let mut there = places.iter().map(|place| within(key, place)).inspect(|_| looked(1));
                return there.find_map(|key| self.tables.get_key_value(&key[..])).or(exact);
            }
            Home::Unknown if is_bare => {}
            _ if exact.is_some() => return exact,
            _ => {}
        }
        // With fewer or more parts it can be the same, if no other one can.
        let fewer = borders(key).filter_map(|border| self.tables.get_key_value(&key[..border]));
        let mut alike = exact.into_iter().chain(fewer).chain(self.longer(key));
        alike.next().filter(|_| alike.next().is_none())
    }

    /// Those whose names have more parts before those of `key`.
    fn longer(&self, key: &[u8]) -> impl Iterator<Item = Entry<'_>> {
        let (from, to) = ([key, &[APART]].concat(), [key, &[APART + 1]].concat());
        let within = (Bound::Included(&from[..]), Bound::Excluded(&to[..]));
        self.tables.range::<[u8], _>(within).inspect(|_| looked(1))
    }

    /// Under which name a table is made that the dump calls `key`.
    pub(super) fn made(&self, key: Key) -> Key {
        match &self.home {
            Home::In(places) if !key.contains(&APART) => {
                places.first().map_or_else(|| key.clone(), |place| within(&key, place))
            }
            _ => key,
        }
    }

    /// Takes out the table that `key` means; gives its key as well.
    pub(super) fn take(&mut self, key: &[u8]) -> Option<(Key, Option<Arc<Table>>)> {
        let found = self.found(key)?.0.clone();
        let table = self.tables.remove(&found)?;
        self.bytes = self.bytes.saturating_sub(cost(&found, table.as_ref()));
        Some((found.to_vec(), table))
    }

    /// A table of just this name takes the place of an older one; nothing is known of one without columns.
    pub(super) fn put(&mut self, key: Key, table: Option<Arc<Table>>) -> Result<(), Fault> {
        self.bytes += cost(&key, table.as_ref());
        let key: Arc<[u8]> = key.into();
        if let Some(older) = self.tables.insert(key.clone(), table) {
            self.bytes = self.bytes.saturating_sub(cost(&key, older.as_ref()));
        }
        if self.bytes > SQL_SCHEMA_BYTES_MAX { Err(Fault::Tables) } else { Ok(()) }
    }

    /// No table is known any more.
    pub(super) fn forget_all(&mut self) {
        self.tables.clear();
        self.bytes = 0;
    }

    /// What was known of the table that `key` means, or may mean, is no longer so.
    pub(super) fn forget(&mut self, key: &[u8]) -> Result<(), Fault> {
        if let Some((found, _)) = self.found(key) {
            let found = found.to_vec();
            return self.put(found, None);
        }
        if !matches!(self.home, Home::In(_)) {
            let longer: Vec<Arc<[u8]>> = self.longer(key).map(|(key, _)| key.clone()).collect();
            for key in longer {
                let table = self.tables.remove(&key).flatten();
                self.bytes = self.bytes.saturating_sub(cost(&key, table.as_ref()));
            }
        }
        self.put(self.made(key.to_vec()), None)
    }

    /// The key of a table that is called `new` beside `old`: in its schema, where it says none.
    pub(super) fn beside(old: &[u8], new: Key) -> Key {
        match borders(old).next().filter(|_| !new.contains(&APART)) {
            Some(border) => [&new, &old[border..]].concat(),
            None => new,
        }
    }

    /// The key of the table `old` in the schema `place`.
    pub(super) fn moved(old: &[u8], place: &[u8]) -> Key {
        within(&old[..borders(old).next().unwrap_or(old.len())], &place.to_ascii_lowercase())
    }

    /// The tables that SQLite makes itself.
    pub(super) fn of(dialect: Dialect) -> Self {
        const OWN: [(&[u8], &[&str]); 4] = [
            (b"sqlite_sequence", &["table", "seq"]),
            (b"sqlite_stat1", &["table", "index", "stat"]),
            (b"sqlite_schema", &["type", "object", "table", "rootpage", "sql"]),
            (b"sqlite_master", &["type", "object", "table", "rootpage", "sql"]),
        ];
        let mut made = Schema::default();
        if dialect == Dialect::Sqlite {
            for (name, columns) in OWN {
                let mut table = Table::default();
                for name in columns {
                    let column =
                        Column { name: name.as_bytes().into(), fit: Fit::default(), generated: false };
                    table.push(column);
                }
                made.tables.insert(name.into(), Some(Arc::new(table)));
            }
        }
        made
    }
}

#[cfg(test)]
thread_local! {
    /// How many tables and columns were looked at.
    pub(super) static LOOKS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[inline(always)]
fn looked(count: usize) {
    #[cfg(test)]
    LOOKS.set(LOOKS.get() + count);
    #[cfg(not(test))]
    let _ = count;
}

/// What is kept of a table.
fn cost(key: &[u8], table: Option<&Arc<Table>>) -> usize {
    key.len() + size_of::<(Arc<[u8]>, Option<Arc<Table>>)>() + table.map_or(0, |table| table.bytes)
}

/// Where the parts of a key end, but for the last.
fn borders(key: &[u8]) -> impl Iterator<Item = usize> + '_ {
    memchr::memchr_iter(APART, key)
}

/// The key of a table in a schema or database.
fn within(key: &[u8], place: &[u8]) -> Key {
    [key, &[APART], place].concat()
}

/// A key of parts in the order in which they are written.
pub(super) fn key(parts: &[Vec<u8>]) -> Key {
    parts.iter().rev().map(|part| part.to_ascii_lowercase()).collect::<Vec<_>>().join(&APART)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn table(column: &str) -> Option<Arc<Table>> {
        let mut table = Table::default();
        table.push(Column { name: column.as_bytes().into(), fit: Fit::default(), generated: false });
        Some(Arc::new(table))
    }

    fn at(name: &str) -> Key {
        key(&name.split('.').map(|part| part.as_bytes().to_vec()).collect::<Vec<_>>())
    }

    fn schema(names: &[&str], home: Home) -> Schema {
        let mut schema = Schema { home, ..Schema::default() };
        for name in names {
            schema.put(at(name), table(name)).unwrap();
        }
        schema
    }

    fn found(schema: &Schema, name: &str) -> Option<String> {
        let table = schema.table(&at(name))?;
        Some(String::from_utf8_lossy(&table.columns()[0].name).into_owned())
    }

    #[test]
    fn a_name_means_the_only_table_that_it_can_mean() {
        let home = |names: &[&str]| Home::In(names.iter().map(|n| n.as_bytes().to_vec()).collect());
        let cases = [
            (&["a.t", "b.t"][..], Home::Unsaid, "t", None),
            (&["a.t", "b.t"], Home::Unsaid, "B.T", Some("b.t")),
            (&["a.t"], Home::Unsaid, "t", Some("a.t")),
            (&["a.t"], Home::Unsaid, "b.t", None),
            (&["a.t"], Home::Unsaid, "x.a.t", Some("a.t")),
            (&["x.a.t", "y.a.t"], Home::Unsaid, "a.t", None),
            (&["t"], Home::Unsaid, "b.t", Some("t")),
            (&["t", "a.t"], Home::Unsaid, "t", Some("t")),
            (&["t", "a.t"], Home::Unknown, "t", None),
            (&["a.t", "b.t"], home(&["b", "a"]), "t", Some("b.t")),
            (&["a.t", "b.t"], home(&["c", "a"]), "t", Some("a.t")),
            (&["a.t"], home(&["b"]), "t", None),
            (&["a.t", "t"], home(&["b"]), "t", Some("t")),
            (&["a.tt", "a.t2"], Home::Unsaid, "t", None),
        ];
        for (names, home, name, expected) in cases {
            let schema = schema(names, home.clone());
            assert_eq!(found(&schema, name).as_deref(), expected, "{names:?} {home:?} {name}");
        }
    }

    #[test]
    fn what_is_forgotten_hides_what_is_behind_it() {
        let mut made = schema(&["a.t", "b.t"], Home::In(vec![b"b".to_vec(), b"a".to_vec()]));
        made.forget(&at("t")).unwrap();
        assert_eq!(found(&made, "t"), None);
        assert_eq!(found(&made, "a.t").as_deref(), Some("a.t"));
        // Any of them is meant.
        let mut made = schema(&["a.t", "b.t", "a.u"], Home::Unsaid);
        made.forget(&at("t")).unwrap();
        assert_eq!(found(&made, "a.t"), None);
        assert_eq!(found(&made, "a.u").as_deref(), Some("a.u"));
    }

    #[test]
    fn what_is_kept_is_counted() {
        let mut made = schema(&["a.t", "b.t", "t"], Home::Unsaid);
        let bytes = made.bytes;
        made.put(at("a.t"), table("x")).unwrap();
        made.forget(&at("b.t")).unwrap();
        made.put(at("a.t"), table("a.t")).unwrap();
        made.put(at("b.t"), table("b.t")).unwrap();
        assert_eq!(made.bytes, bytes);
        for name in ["a.t", "b.t", "t"] {
            made.take(&at(name)).unwrap();
        }
        assert_eq!((made.bytes, made.tables.len()), (0, 0));
    }
}
