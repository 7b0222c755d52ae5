//! Whose dump it is, by its first lines.

use crate::format::BOM;
use crate::format::sql::Dialect;

/// How many lines that are not blank are looked at: programs say at once who they are.
pub const LINES: usize = 12;

/// What programs begin a dump with, in lower case.
const MARKS: [(&str, Dialect); 10] = [
    ("-- mysql dump ", Dialect::MySql),
    ("-- mariadb dump ", Dialect::MySql),
    ("/*!999999\\- enable the sandbox mode", Dialect::MySql),
    ("/*m!999999\\- enable the sandbox mode", Dialect::MySql),
    ("-- phpmyadmin sql dump", Dialect::MySql),
    ("/*!40101 set ", Dialect::MySql),
    ("/*!40014 set ", Dialect::MySql),
    ("-- postgresql database dump", Dialect::Postgres),
    ("-- postgresql database cluster dump", Dialect::Postgres),
    ("pragma foreign_keys=off;", Dialect::Sqlite),
];

/// The dialect of a dump that begins with `head`, when it says so.
pub fn dialect(head: &[u8]) -> Option<Dialect> {
    let mut found = lines(head).filter_map(|line| {
        let lower = line[..line.len().min(64)].to_ascii_lowercase();
        // Adminer knows several databases, and says which one it was.
        if lower.starts_with(b"-- adminer ") {
            let has = |word: &str| memchr::memmem::find(&lower, word.as_bytes()).is_some();
            return match (has(" mysql ") || has(" mariadb "), has(" postgresql ")) {
                (true, false) => Some(Dialect::MySql),
                (false, true) => Some(Dialect::Postgres),
                _ => None,
            };
        }
        MARKS.iter().find(|(mark, _)| lower.starts_with(mark.as_bytes())).map(|(_, dialect)| *dialect)
    });
    let first = found.next()?;
    // Where two programs say two things, nobody knows.
    found.all(|other| other == first).then_some(first)
}

/// True for a line that can begin a dump.
pub fn may_begin(line: &[u8]) -> bool {
    let lower = line[..line.len().min(16)].to_ascii_lowercase();
    [
        "--", "/*", "pragma ", "insert ", "create ", "drop ", "set ", "begin", "start tr", "copy ",
        "replace ", "use ", "lock ",
    ]
    .iter()
    .any(|begin| lower.starts_with(begin.as_bytes()))
}

/// True for lines of which one begins a statement for rows or tables.
pub fn is_sql(head: &[u8]) -> bool {
    lines(head).any(|line| {
        let lower = line[..line.len().min(32)].to_ascii_lowercase();
        ["insert into ", "replace into ", "create table ", "copy ", "drop table "]
            .iter()
            .any(|begin| lower.starts_with(begin.as_bytes()))
    })
}

fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let head = head.strip_prefix(BOM).unwrap_or(head);
    head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii)
}
