//! The columns of a table as `CREATE TABLE` says them: their names and types.

use super::fit::{Fit, Shape};
use super::lex::{Kind, Token};
use super::tables::{Column, Key, Schema, Table, key};
use super::{Dialect, Mode};

/// The bytes of a name, without quotes.
pub(super) fn unquoted(text: &[u8], token: &Token) -> Vec<u8> {
    let inner = token.inner.of(text);
    let quote = text[token.span.start];
    if !matches!(quote, b'"' | b'`') || memchr::memchr(quote, inner).is_none() {
        return inner.to_vec();
    }
    let mut made = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(n) = memchr::memchr(quote, rest) {
        made.extend_from_slice(&rest[..=n]);
        rest = rest.get(n + 2..).unwrap_or_default();
    }
    made.extend_from_slice(rest);
    made
}

/// True for a token that can be a name.
pub(super) fn is_name(token: &Token, mode: Mode) -> bool {
    // SQLite takes text in quotes for a name where one has to stand.
    let is_text = matches!(token.kind, Kind::Text(_)) && mode.dialect == Dialect::Sqlite;
    matches!(token.kind, Kind::Name | Kind::Word | Kind::Number) || is_text
}

/// A name with parts, at the start of `tokens`: its key, its last part, and how many tokens it takes.
pub(super) fn name(text: &[u8], tokens: &[Token], mode: Mode) -> Option<(Key, Vec<u8>, usize)> {
    let mut parts = Vec::new();
    let mut at = 0;
    loop {
        let token = tokens.get(at).filter(|t| is_name(t, mode))?;
        parts.push(unquoted(text, token));
        at += 1;
        if !tokens.get(at).is_some_and(|t| t.is_sign(b'.')) {
            return Some((key(&parts), parts.pop()?, at));
        }
        at += 1;
    }
}

pub(super) fn is_word(text: &[u8], token: Option<&Token>, word: &str) -> bool {
    token.is_some_and(|t| t.kind == Kind::Word && t.span.of(text).eq_ignore_ascii_case(word.as_bytes()))
}

/// The columns in the brackets that open at the start of `tokens`, which have no white space and comments. `None` where there are none,
/// where they are those of a table of which nothing is known, or where two have one name.
pub(super) fn columns(text: &[u8], tokens: &[Token], mode: Mode, known: &Schema) -> Option<Table> {
    let mut made = Table::default();
    let mut depth = 0;
    let mut start = 1;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Sign(b'(') => depth += 1,
            Kind::Sign(b')') => depth -= 1,
            _ if at == 0 => return None,
            _ => {}
        }
        let ends = depth == 0 || (depth == 1 && token.is_sign(b','));
        if ends {
            let one = &tokens[start.min(at)..at];
            if is_word(text, one.first(), "LIKE") && mode.dialect != Dialect::Sqlite {
                let (key, ..) = name(text, &one[1..], mode)?;
                for column in known.table(&key)?.columns() {
                    made.push(column.clone())?;
                }
            } else if let Some(column) = column(text, one, mode) {
                made.push(column)?;
            }
            start = at + 1;
        }
        if depth == 0 {
            return Some(made).filter(|table| !table.columns().is_empty());
        }
    }
    None
}

/// What begins something in a `CREATE TABLE` that is no column.
pub(super) fn is_constraint(text: &[u8], tokens: &[Token], dialect: Dialect) -> bool {
    let is = |words: &[&str]| words.iter().any(|w| is_word(text, tokens.first(), w));
    let is_exclusion = is(&["EXCLUDE"])
        && (is_word(text, tokens.get(1), "USING") || tokens.get(1).is_some_and(|t| t.is_sign(b'(')));
    is(&["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"])
        || (dialect == Dialect::Postgres && (is(&["LIKE"]) || is_exclusion))
        || (dialect == Dialect::MySql && is(&["KEY", "INDEX", "FULLTEXT", "SPATIAL", "PERIOD"]))
}

/// The column that `tokens` describe, if they do.
pub(super) fn column(text: &[u8], tokens: &[Token], mode: Mode) -> Option<Column> {
    let (first, rest) = tokens.split_first()?;
    if is_constraint(text, tokens, mode.dialect) || !is_name(first, mode) {
        return None;
    }
    let pair = |a: &str, b: &str| {
        rest.windows(2).any(|two| is_word(text, two.first(), a) && is_word(text, two.last(), b))
    };
    let has = |word: &str| rest.iter().any(|t| is_word(text, Some(t), word));
    let is_array = rest.iter().any(|t| t.is_sign(b'['));
    let is_primary = pair("PRIMARY", "KEY");
    let mut fit = kind(text, rest, mode.dialect);
    if is_array && mode.dialect == Dialect::Postgres {
        fit = Fit { shape: Shape::Array, ..Fit::default() };
    }
    let is_rowid = is_primary && is_word(text, rest.first(), "INTEGER");
    if mode.dialect == Dialect::Sqlite {
        // SQLite takes any value in any column but one.
        fit = Fit { shape: if is_rowid { Shape::Integer } else { Shape::Any }, ..Fit::default() };
    }
    // A missing number of a row is chosen by the database.
    let is_counted = is_rowid && mode.dialect == Dialect::Sqlite || has("AUTO_INCREMENT");
    fit.not_null = (pair("NOT", "NULL") || is_primary) && !is_counted;
    let generated = mode.dialect == Dialect::Sqlite
        && (has("GENERATED")
            || rest.windows(2).any(|t| is_word(text, t.first(), "AS") && t[1].is_sign(b'(')));
    Some(Column { name: unquoted(text, first).into(), fit, generated })
}

/// Types of one word, by their names in both dialects.
const TYPES: &[(&str, Shape, u16)] = &[
    ("tinyint", Shape::Integer, 1),
    ("smallint", Shape::Integer, 2),
    ("smallserial", Shape::Integer, 2),
    ("mediumint", Shape::Integer, 3),
    ("int", Shape::Integer, 4),
    ("integer", Shape::Integer, 4),
    ("serial", Shape::Integer, 4),
    ("bigint", Shape::Integer, 8),
    ("bigserial", Shape::Integer, 8),
    ("oid", Shape::Integer, 4),
    ("decimal", Shape::Number, 0),
    ("numeric", Shape::Number, 0),
    ("dec", Shape::Number, 0),
    ("float", Shape::Number, 0),
    ("double", Shape::Number, 0),
    ("real", Shape::Number, 0),
    ("bit", Shape::Number, 0),
    ("boolean", Shape::Bool, 0),
    ("bool", Shape::Bool, 0),
    ("date", Shape::Date, 0),
    ("datetime", Shape::Stamp, 0),
    ("timestamp", Shape::Stamp, 0),
    ("time", Shape::Time, 0),
    ("year", Shape::Year, 0),
    ("uuid", Shape::Uuid, 0),
    ("inet", Shape::Inet, 0),
    ("inet4", Shape::Inet, 0),
    ("inet6", Shape::Inet, 0),
    ("cidr", Shape::Inet, 0),
    ("macaddr", Shape::Mac, 0),
    ("json", Shape::Json, 0),
    ("jsonb", Shape::Json, 0),
    ("enum", Shape::Enum, 0),
    ("set", Shape::Set, 0),
    ("text", Shape::Any, 0),
    ("mediumtext", Shape::Any, 0),
    ("longtext", Shape::Any, 0),
    ("blob", Shape::Any, 0),
    ("mediumblob", Shape::Any, 0),
    ("longblob", Shape::Any, 0),
    ("bytea", Shape::Any, 0),
    ("citext", Shape::Any, 0),
    ("name", Shape::Text, 63),
    ("tinytext", Shape::Bytes, 255),
    ("tinyblob", Shape::Bytes, 255),
    ("varchar", Shape::Text, 0),
    ("nvarchar", Shape::Text, 0),
    ("character", Shape::Text, 0),
    ("char", Shape::Text, 0),
    ("bpchar", Shape::Text, 0),
    ("varbinary", Shape::Bytes, 0),
    ("binary", Shape::Bytes, 0),
];

/// What a type takes.
pub(super) fn kind(text: &[u8], tokens: &[Token], dialect: Dialect) -> Fit {
    let is = |n: usize, word: &str| is_word(text, tokens.get(n), word);
    let Some((_, shape, most)) = TYPES.iter().find(|(name, ..)| is(0, name)) else {
        // Of MySQL all types are known that are no text; PostgreSQL has those of users.
        let shape = if dialect == Dialect::Postgres { Shape::Other } else { Shape::Any };
        return Fit { shape, ..Fit::default() };
    };
    let mut most = *most;
    if matches!(shape, Shape::Text | Shape::Bytes) && most == 0 {
        let words = tokens.iter().take_while(|t| t.kind == Kind::Word).count();
        let bound = tokens.get(words + 1).filter(|_| tokens.get(words).is_some_and(|t| t.is_sign(b'(')));
        let bound =
            bound.and_then(|t| std::str::from_utf8(t.span.of(text)).ok()).and_then(|n| n.parse().ok());
        // `char` alone is one character.
        let is_one = !is(0, "varchar") && !is(0, "bpchar") && !is(1, "varying");
        most = bound.unwrap_or(u64::from(is_one)).min(u64::from(u16::MAX)) as u16;
    }
    Fit { shape: *shape, not_null: false, most }
}
