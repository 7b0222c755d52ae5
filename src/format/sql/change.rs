//! Statements that make and change tables: what their columns are behind them. What is not followed makes the columns unknown.

use super::lex::{Fault, Kind, Token};
use super::schema::{
    Column, Key, Schema, Table, column, columns, is_constraint, is_name, is_word, kind, name, unquoted,
};
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
        // Whether there is a table already, only the database knows.
        let known = self.schema.table(&key).filter(|_| is_conditional);
        match made.filter(|made| known.is_none_or(|known| **known == *made)) {
            Some(made) => self.schema.add(key, made),
            None => {
                self.schema.forget(&key);
                Ok(())
            }
        }
    }

    /// The columns of a table of which this stands behind the name.
    fn made(&self, tokens: &[Token]) -> Option<Table> {
        let known = |tokens: &[Token]| {
            let (key, ..) = name(self.text, tokens, self.mode)?;
            self.schema.table(&key).map(|table| Table::clone(table))
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
        let Some(above) = above else { return Some(own) };
        let end = above + tokens[above..].iter().position(|t| t.is_sign(b')'))?;
        let mut made = Table::default();
        for parent in tokens.get(above + 2..end)?.split(|t| t.is_sign(b',')) {
            made.columns.extend(known(parent)?.columns);
        }
        let is_new = |made: &Table, own: &Column| made.place(&own.name).is_none();
        let more: Vec<Column> = own.columns.into_iter().filter(|own| is_new(&made, own)).collect();
        made.columns.extend(more);
        Some(made)
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
        let known = self.schema.table(&key).map(|table| Table::clone(table));
        let mut made = known.clone();
        let mut called = None;
        for action in actions(rest) {
            if let Some(new) = self.new_name(action) {
                called = Some(new);
            } else if made.as_mut().and_then(|table| self.apply(action, table)).is_none() {
                made = None;
            }
        }
        if called.is_none() && made == known {
            return Ok(());
        }
        let old = self.schema.remove(&key).unwrap_or(key);
        let new = called.map_or(old.clone(), |new| Schema::beside(&old, new));
        match made {
            Some(table) => self.schema.add(new, table),
            None => {
                self.schema.forget(&old);
                self.schema.forget(&new);
                Ok(())
            }
        }
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
                Some(place) => {
                    table.columns.remove(place);
                    Some(())
                }
                None => is_conditional.then_some(()),
            };
        }
        if is(&["CHANGE", "MODIFY"]) && is_mysql {
            let rest = self.behind(rest, &["COLUMN", "IF", "EXISTS"]);
            let (place, behind) = self.at(rest, table);
            let old = table.columns.remove(place?);
            let made = if is(&["CHANGE"]) { behind } else { rest };
            return self.put(made, table, place).filter(|()| !old.generated);
        }
        if is(&["RENAME"]) {
            if self.is(rest.first(), &["CONSTRAINT", "INDEX", "KEY"]) {
                return Some(());
            }
            let (place, behind) = self.at(self.behind(rest, &["COLUMN"]), table);
            let new = behind.get(1).filter(|t| self.is(behind.first(), &["TO"]) && is_name(t, self.mode))?;
            table.columns[place?].name = unquoted(self.text, new).into();
            return Some(());
        }
        if is(&["ALTER"]) {
            if is_mysql && self.is(rest.first(), &["CHECK", "CONSTRAINT", "INDEX"]) {
                return Some(());
            }
            let (place, behind) = self.at(self.behind(rest, &["COLUMN"]), table);
            return self.alter_column(behind, &mut table.columns[place?]);
        }
        (is(&HARMLESS) || self.is(Some(first), &["NO", "NOT"])).then_some(())
    }

    fn alter_column(&self, tokens: &[Token], column: &mut Column) -> Option<()> {
        let fit = &mut column.fit;
        let tokens = match self.is(tokens.get(1), &["DATA"]) {
            true => tokens.get(2..)?,
            false => tokens,
        };
        if self.is(tokens.first(), &["TYPE"]) {
            *fit = super::fit::Fit {
                not_null: fit.not_null,
                ..kind(self.text, &tokens[1..], self.mode.dialect)
            };
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
            for made in columns(self.text, rest, self.mode, self.schema)?.columns {
                table.place(&made.name).is_none().then_some(())?;
                table.columns.push(made);
            }
            return Some(());
        }
        match self.at(rest, table).0 {
            Some(_) => is_conditional.then_some(()),
            None => self.put(rest, table, None),
        }
    }

    /// Puts the column that `tokens` describe at its place: behind the others, where they say so, or at `place`.
    fn put(&self, tokens: &[Token], table: &mut Table, place: Option<usize>) -> Option<()> {
        let (mut end, mut at) = (tokens.len(), place.unwrap_or(table.columns.len()));
        if self.mode.dialect == Dialect::MySql && tokens.len() > 2 {
            if self.is(tokens.last(), &["FIRST"]) {
                (end, at) = (end - 1, 0);
            } else if self.is(tokens.get(end - 2), &["AFTER"]) {
                at = table.place(&unquoted(self.text, &tokens[end - 1]))? + 1;
                end -= 2;
            }
        }
        let made = column(self.text, &tokens[..end], self.mode)?;
        table.place(&made.name).is_none().then_some(())?;
        table.columns.insert(at, made);
        Some(())
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
            let known = self.schema.table(&old).map(|table| Table::clone(table));
            self.schema.remove(&old);
            match known {
                Some(table) => self.schema.add(new, table)?,
                None => self.schema.forget(&new),
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
