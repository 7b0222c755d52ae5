//! Statements that make and change tables: what their columns are behind them. What is not followed makes the columns unknown.

use std::sync::Arc;

use super::fit::Fit;
use super::lex::{Fault, Kind, Token};
use super::schema::{column, columns, is_constraint, is_name, is_word, kind, name, unquoted};
use super::tables::{Home, Key, Schema, Table};
use super::{Dialect, Mode};

/// Where statements change what is known.
pub(super) struct Changing<'a> {
    pub(super) text: &'a [u8],
    pub(super) mode: Mode,
    pub(super) schema: &'a mut Schema,
}

/// What an `ALTER TABLE` may begin to say that leaves the columns as they are.
const HARMLESS: [&str; 46] = [
    "ALGORITHM",
    "ANALYZE",
    "ATTACH",
    "AUTOEXTEND_SIZE",
    "AUTO_INCREMENT",
    "AVG_ROW_LENGTH",
    "CHARACTER",
    "CHARSET",
    "CHECKSUM",
    "CLUSTER",
    "COALESCE",
    "COLLATE",
    "COMMENT",
    "COMPRESSION",
    "CONVERT",
    "DEFAULT",
    "DELAY_KEY_WRITE",
    "DETACH",
    "DISABLE",
    "DISCARD",
    "ENABLE",
    "ENCRYPTION",
    "ENGINE",
    "FORCE",
    "IMPORT",
    "INSERT_METHOD",
    "KEY_BLOCK_SIZE",
    "LOCK",
    "MAX_ROWS",
    "MIN_ROWS",
    "NOWAIT",
    "OPTIMIZE",
    "ORDER",
    "OWNER",
    "PACK_KEYS",
    "PARTITION",
    "REBUILD",
    "REPLICA",
    "RESET",
    "ROW_FORMAT",
    "SET",
    "STATS_AUTO_RECALC",
    "STATS_PERSISTENT",
    "TABLESPACE",
    "TRUNCATE",
    "VALIDATE",
];

impl Changing<'_> {
    fn is(&self, token: Option<&Token>, words: &[&str]) -> bool {
        words.iter().any(|word| is_word(self.text, token, word))
    }

    /// `tokens` without the first ones that are of `words`.
    fn behind<'t>(&self, tokens: &'t [Token], words: &[&str]) -> &'t [Token] {
        &tokens[tokens.iter().take_while(|t| self.is(Some(t), words)).count()..]
    }

    /// Follows a `CREATE`.
    pub(super) fn create(&mut self, tokens: &[Token]) -> Result<(), Fault> {
        let mut words = tokens.iter().take_while(|t| t.kind == Kind::Word).take(4);
        let Some(table) = words.position(|t| self.is(Some(t), &["TABLE"])) else { return Ok(()) };
        let mut rest = &tokens[table + 1..];
        let is_conditional = self.is(rest.first(), &["IF"]);
        if is_conditional {
            rest = rest.get(3..).unwrap_or_default();
        }
        let Some((key, _, length)) = name(self.text, rest, self.mode) else { return Ok(()) };
        let made = self.made(&rest[length..]);
        let key = self.schema.made(key);
        // Whether there is a table already, only the database knows.
        let known = self.schema.table(&key).filter(|_| is_conditional);
        self.set(key.clone(), made.filter(|made| known.is_none_or(|known| known == made)))
    }

    /// A table that is made has these columns; none when they are not known.
    fn set(&mut self, key: Key, made: Option<Arc<Table>>) -> Result<(), Fault> {
        // Where a name goes that is not known to be one of those there are, any of them can be another one now.
        match made.filter(|_| *self.schema.home() != Home::Unknown) {
            Some(made) => self.schema.put(key, Some(made)),
            None => self.schema.forget(&key),
        }
    }

    /// The columns of a table of which this stands behind the name.
    fn made(&self, tokens: &[Token]) -> Option<Arc<Table>> {
        let known = |tokens: &[Token]| {
            let (key, ..) = name(self.text, tokens, self.mode)?;
            self.schema.table(&key).cloned()
        };
        if self.is(tokens.first(), &["LIKE"]) {
            return known(&tokens[1..]);
        }
        let is_postgres = self.mode.dialect == Dialect::Postgres;
        if is_postgres && self.is(tokens.first(), &["PARTITION"]) && self.is(tokens.get(1), &["OF"]) {
            return known(&tokens[2..]);
        }
        // Rows that come from elsewhere can bring columns.
        if !is_postgres && tokens.iter().any(|t| self.is(Some(t), &["SELECT"])) {
            return None;
        }
        let own = columns(self.text, tokens, self.mode, self.schema)?;
        let above = tokens.iter().position(|t| is_postgres && self.is(Some(t), &["INHERITS"]));
        let Some(above) = above else { return Some(Arc::new(own)) };
        let end = above + tokens[above..].iter().position(|t| t.is_sign(b')'))?;
        let mut made = Table::default();
        for parent in tokens.get(above + 2..end)?.split(|t| t.is_sign(b',')) {
            // Columns that several have are one.
            known(parent)?.columns().iter().for_each(|column| _ = made.push(column.clone()));
        }
        own.columns().iter().for_each(|column| _ = made.push(column.clone()));
        Some(Arc::new(made))
    }

    /// Follows an `ALTER TABLE`.
    pub(super) fn alter(&mut self, tokens: &[Token]) -> Result<(), Fault> {
        let rest = self.behind(&tokens[2..], &["ONLY", "IF", "EXISTS"]);
        let Some((key, _, length)) = name(self.text, rest, self.mode) else {
            self.schema.forget_all();
            return Ok(());
        };
        let rest = &rest[length..];
        let rest = &rest[usize::from(rest.first().is_some_and(|t| t.is_sign(b'*')))..];
        // It is changed where it is: a dump may add one column after the other.
        let old = self.schema.take(&key);
        let is_known = old.is_some();
        // Of one that is not known only this is asked: does anything change?
        let (old, mut made) = old.unwrap_or_else(|| (self.schema.made(key.clone()), Some(Arc::default())));
        let mut called = old.clone();
        for action in actions(rest) {
            if let Some(new) = self.new_name(action) {
                called = Schema::beside(&called, new);
            } else if let Some(place) = self.new_place(action) {
                called = Schema::moved(&called, &place);
            } else if made.as_mut().and_then(|table| self.apply(action, Arc::make_mut(table))).is_none() {
                made = None;
            }
        }
        if is_known {
            return self.schema.put(called, made);
        }
        if called == old && made.is_some_and(|made| made.columns().is_empty()) {
            return Ok(());
        }
        self.schema.forget(&key)?;
        self.schema.put(called, None)
    }

    /// The schema that a table is in behind this.
    fn new_place(&self, action: &[Token]) -> Option<Vec<u8>> {
        let [set, schema, place] = action else { return None };
        let is_moved = self.is(Some(set), &["SET"]) && self.is(Some(schema), &["SCHEMA"]);
        (is_moved && is_name(place, self.mode)).then(|| unquoted(self.text, place))
    }

    /// What a table is called behind this.
    fn new_name(&self, action: &[Token]) -> Option<Key> {
        let rest = action.get(1..).filter(|_| self.is(action.first(), &["RENAME"]))?;
        if self.is(rest.first(), &["COLUMN", "CONSTRAINT", "INDEX", "KEY"]) {
            return None;
        }
        let rest = self.behind(rest, &["TO", "AS"]);
        let (key, _, length) = name(self.text, rest, self.mode)?;
        // `RENAME old TO new` is that of a column.
        (length == rest.len()).then_some(key)
    }

    /// Does to a table what a part of an `ALTER TABLE` says; `None` where that is not known.
    fn apply(&self, action: &[Token], table: &mut Table) -> Option<()> {
        let Some((first, rest)) = action.split_first() else { return Some(()) };
        let is = |words: &[&str]| self.is(Some(first), words);
        let is_mysql = self.mode.dialect == Dialect::MySql;
        if is(&["ADD"]) {
            return self.add(rest, table);
        }
        if is(&["DROP"]) {
            let parts: &[&str] =
                if is_mysql { &["PRIMARY", "INDEX", "KEY", "FOREIGN", "CHECK", "PARTITION"] } else { &[] };
            if self.is(rest.first(), parts) || self.is(rest.first(), &["CONSTRAINT"]) {
                return Some(());
            }
            let rest = self.behind(rest, &["COLUMN"]);
            let is_conditional = self.is(rest.first(), &["IF"]);
            let (place, _) = self.at(self.behind(rest, &["IF", "EXISTS"]), table);
            return match place {
                Some(place) => table.remove(place).map(|_| ()),
                None => is_conditional.then_some(()),
            };
        }
        if is(&["CHANGE", "MODIFY"]) && is_mysql {
            let rest = self.behind(rest, &["COLUMN", "IF", "EXISTS"]);
            let (place, behind) = self.at(rest, table);
            let old = table.remove(place?)?;
            let made = if is(&["CHANGE"]) { behind } else { rest };
            return self.put(made, table, place).filter(|()| !old.generated);
        }
        if is(&["RENAME"]) {
            if self.is(rest.first(), &["CONSTRAINT", "INDEX", "KEY"]) {
                return Some(());
            }
            let (place, behind) = self.at(self.behind(rest, &["COLUMN"]), table);
            let new = behind.get(1).filter(|t| self.is(behind.first(), &["TO"]) && is_name(t, self.mode))?;
            return table.rename(place?, unquoted(self.text, new));
        }
        if is(&["ALTER"]) {
            if is_mysql && self.is(rest.first(), &["CHECK", "CONSTRAINT", "INDEX"]) {
                return Some(());
            }
            let (place, behind) = self.at(self.behind(rest, &["COLUMN"]), table);
            return self.alter_column(behind, table.fit_mut(place?));
        }
        (is(&HARMLESS) || self.is(Some(first), &["NO", "NOT"])).then_some(())
    }

    fn alter_column(&self, tokens: &[Token], fit: &mut Fit) -> Option<()> {
        let tokens = match self.is(tokens.get(1), &["DATA"]) {
            true => tokens.get(2..)?,
            false => tokens,
        };
        if self.is(tokens.first(), &["TYPE"]) {
            *fit = Fit { not_null: fit.not_null, ..kind(self.text, &tokens[1..], self.mode.dialect) };
        } else if self.is(tokens.get(1), &["NOT"]) {
            fit.not_null = self.is(tokens.first(), &["SET"]);
        }
        Some(())
    }

    /// The column that is named first, and what stands behind its name.
    fn at<'t>(&self, tokens: &'t [Token], table: &Table) -> (Option<usize>, &'t [Token]) {
        let first = tokens.first().filter(|t| is_name(t, self.mode));
        (first.and_then(|t| table.place(&unquoted(self.text, t))), tokens.get(1..).unwrap_or_default())
    }

    fn add(&self, tokens: &[Token], table: &mut Table) -> Option<()> {
        let is_mysql = self.mode.dialect == Dialect::MySql;
        if is_constraint(self.text, tokens, self.mode.dialect)
            || (is_mysql && self.is(tokens.first(), &["PARTITION"]))
        {
            return Some(());
        }
        let rest = self.behind(tokens, &["COLUMN"]);
        let is_conditional = self.is(rest.first(), &["IF"]);
        let rest = self.behind(rest, &["IF", "NOT", "EXISTS"]);
        if rest.first()?.is_sign(b'(') {
            let made = columns(self.text, rest, self.mode, self.schema)?;
            return made.columns().iter().try_for_each(|column| table.push(column.clone()));
        }
        match self.at(rest, table).0 {
            Some(_) => is_conditional.then_some(()),
            None => self.put(rest, table, None),
        }
    }

    /// Puts the column that `tokens` describe at its place: behind the others, where they say so, or at `place`.
    fn put(&self, tokens: &[Token], table: &mut Table, place: Option<usize>) -> Option<()> {
        let (mut end, mut at) = (tokens.len(), place.unwrap_or(table.columns().len()));
        if self.mode.dialect == Dialect::MySql && tokens.len() > 2 {
            if self.is(tokens.last(), &["FIRST"]) {
                (end, at) = (end - 1, 0);
            } else if self.is(tokens.get(end - 2), &["AFTER"]) {
                at = table.place(&unquoted(self.text, &tokens[end - 1]))? + 1;
                end -= 2;
            }
        }
        let made = column(self.text, &tokens[..end], self.mode)?;
        table.insert(at, made)
    }

    /// Follows a `DROP`: of a table that is dropped nothing is known, and another one may be made with its name.
    pub(super) fn drop(&mut self, tokens: &[Token]) -> Result<(), Fault> {
        let rest = self.behind(tokens.get(1..).unwrap_or_default(), &["TEMPORARY"]);
        if self.is(rest.first(), &["SCHEMA", "DATABASE"]) {
            self.schema.forget_all();
            return Ok(());
        }
        if !self.is(rest.first(), &["TABLE", "TABLES"]) {
            return Ok(());
        }
        for one in actions(self.behind(&rest[1..], &["IF", "EXISTS"])) {
            let Some((key, ..)) = name(self.text, one, self.mode) else {
                self.schema.forget_all();
                return Ok(());
            };
            if self.schema.take(&key).is_none() {
                self.schema.forget(&key)?;
            }
        }
        Ok(())
    }

    /// Follows a `RENAME TABLE` of MySQL.
    pub(super) fn rename(&mut self, tokens: &[Token]) -> Result<(), Fault> {
        if self.is(tokens.get(1), &["USER"]) {
            return Ok(());
        }
        let rest = self.behind(tokens.get(1..).unwrap_or_default(), &["TABLE", "TABLES", "IF", "EXISTS"]);
        for one in actions(rest) {
            let both = name(self.text, one, self.mode).and_then(|(old, _, length)| {
                let to = one.get(length).filter(|t| self.is(Some(t), &["TO"]));
                let (new, ..) = to.and_then(|_| name(self.text, &one[length + 1..], self.mode))?;
                Some((old, new))
            });
            let Some((old, new)) = both else {
                self.schema.forget_all();
                return Ok(());
            };
            let new = self.schema.made(new);
            match self.schema.take(&old) {
                Some((_, table)) => self.schema.put(new, table)?,
                None => {
                    self.schema.forget(&old)?;
                    self.schema.forget(&new)?;
                }
            }
        }
        Ok(())
    }
}

/// What stands between the commas that are in no brackets.
fn actions(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    let mut depth = 0_usize;
    tokens.split(move |token| {
        match token.kind {
            Kind::Sign(b'(') => depth += 1,
            Kind::Sign(b')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.is_sign(b',')
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::format::sql::lex::token;
    use crate::format::sql::tables::{LOOKS, key};

    fn changed(schema: &mut Schema, dialect: Dialect, sql: &str) {
        let mode = Mode::of(dialect);
        let (text, mut at, mut tokens) = (sql.as_bytes(), 0, Vec::new());
        while at < text.len() {
            let token = token(text, at, true, mode).unwrap();
            at = token.span.end;
            tokens.extend((!token.is_dull()).then_some(token));
        }
        let mut changing = Changing { text, mode, schema };
        match is_word(text, tokens.first(), "CREATE") {
            true => changing.create(&tokens).unwrap(),
            false if is_word(text, tokens.first(), "RENAME") => changing.rename(&tokens).unwrap(),
            false => changing.alter(&tokens).unwrap(),
        }
    }

    /// How many tables and columns are looked at, for each statement that `sql` makes of a number.
    fn looks(dialect: Dialect, count: usize, sql: impl Fn(usize) -> String) -> usize {
        let mut schema = Schema::default();
        changed(&mut schema, dialect, "CREATE TABLE base (a text)");
        LOOKS.set(0);
        (0..count).for_each(|n| changed(&mut schema, dialect, &sql(n)));
        LOOKS.get() / count
    }

    #[test]
    fn a_statement_costs_the_same_however_many_tables_there_are() {
        let (mysql, pg) = (Dialect::MySql, Dialect::Postgres);
        let each = |n: usize| format!("CREATE TABLE t{n} (a text, b text)");
        let schemas = |n: usize| format!("CREATE TABLE s{n}.t (a text)");
        let like = |n: usize| format!("CREATE TABLE t{n} (LIKE base)");
        let part = |n: usize| format!("CREATE TABLE t{n} PARTITION OF base FOR VALUES IN ({n})");
        let chained = |n: usize| format!("RENAME TABLE base{} TO base{n}", n.wrapping_sub(1));
        let unknown = |n: usize| format!("ALTER TABLE t{n} FROB x");
        let attached = |n: usize| format!("ALTER TABLE base ATTACH PARTITION t{n} DEFAULT");
        let added = |n: usize| format!("ALTER TABLE base ADD c{n} text");
        let any = |n: usize| match n % 2 {
            0 => format!("CREATE TABLE s{n}.t (a text)"),
            _ => "ALTER TABLE t FROB x".to_owned(),
        };
        let cases: [(Dialect, &dyn Fn(usize) -> String); 9] = [
            (mysql, &each),
            (mysql, &schemas),
            (mysql, &like),
            (pg, &part),
            (mysql, &chained),
            (mysql, &unknown),
            (pg, &attached),
            (pg, &added),
            (mysql, &any),
        ];
        for (number, (dialect, sql)) in cases.into_iter().enumerate() {
            for count in [100, 2000] {
                let looks = looks(dialect, count, sql);
                assert!((1..12).contains(&looks), "{number}: {looks} of {count}");
            }
        }
    }

    #[test]
    fn a_table_is_changed_where_it_is_and_shared_where_it_is_the_same() {
        let mut schema = Schema::default();
        changed(&mut schema, Dialect::Postgres, "CREATE TABLE t (a text)");
        let at = |schema: &Schema, name: &str| {
            Arc::as_ptr(schema.table(&key(&[name.as_bytes().to_vec()])).unwrap())
        };
        let before = at(&schema, "t");
        changed(&mut schema, Dialect::Postgres, "ALTER TABLE t ADD b text");
        assert_eq!(at(&schema, "t"), before);
        changed(&mut schema, Dialect::Postgres, "CREATE TABLE u PARTITION OF t DEFAULT");
        assert_eq!(at(&schema, "u"), before);
    }
}
