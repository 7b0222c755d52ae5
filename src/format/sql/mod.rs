//! SQL dumps: what mysqldump, pg_dump and sqlite3 write, with their escapes.
//!
//! A row is a record, whether it stands among the values of an `INSERT` or is a line of a `COPY`; its values are cells,
//! named by table and column. Everything else is read as well: comments and texts of other statements can be changed, the
//! words between them cannot.
//!
//! `machine.rs` says where each part ends, and is what cuts the input and what reads it; [`read`] makes cells of the parts.

use std::sync::Arc;

pub mod fit;
pub mod head;
pub mod read;
pub mod split;
pub mod written;

mod brackets;
mod change;
mod compared;
mod copy;
mod define;
mod home;
pub(crate) mod lex;
mod literal;
mod machine;
mod naming;
mod schema;
mod settings;
mod statement;
mod table;
mod tables;
mod value;

pub use machine::Machine;

/// Whose SQL it is: they differ in what a backslash and a quote mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// MySQL and MariaDB.
    MySql,
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
}

/// What an input is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dump {
    /// Whose.
    pub dialect: Dialect,
    /// What columns are called decides something, so that values without a name are an error.
    pub names_decide: bool,
}

impl Dump {
    /// A dump of `dialect`.
    pub fn new(dialect: Dialect, names_decide: bool) -> Arc<Self> {
        Arc::new(Dump { dialect, names_decide })
    }
}

/// How texts are written at a place of a dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mode {
    pub(crate) dialect: Dialect,
    /// A backslash in plain quotes is an escape.
    pub(crate) backslash: bool,
    /// Double quotes are those of names, where they else are those of texts (MySQL).
    pub(crate) ansi_quotes: bool,
}

impl Mode {
    /// That of the start of a dump.
    pub(crate) fn of(dialect: Dialect) -> Self {
        Mode { dialect, backslash: dialect == Dialect::MySql, ansi_quotes: false }
    }
}
