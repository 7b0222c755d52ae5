//! Opens an input: what it is, by what was said, by its name, and by its first bytes.

use std::io::{self, Read};
use std::path::Path;

use crate::decode::codec::CODECS;
use crate::error::{Error, ErrorKind, Result};
use crate::format::csv::DELIMITERS;
use crate::format::csv::header::{FirstRow, first_row, rows_below};
use crate::format::log::sniff::YamlBeginning;
use crate::format::log::{self, Log};
use crate::format::mail::{self, Mail};
use crate::format::sql::{self, Dialect};
use crate::format::{BOM, Reading};
use crate::limits::{HEADER_BYTES_MAX, READ_BYTES};

/// What the user or the policy says an input is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Declared {
    /// Nothing.
    #[default]
    Auto,
    /// Plain text.
    Text,
    /// A table with any delimiter.
    Csv,
    /// A table with tabs.
    Tsv,
    /// One JSON value a line.
    JsonLines,
    /// JSON documents.
    Json,
    /// A dump of SQL; its first lines say whose.
    Sql,
    /// A dump of MySQL or MariaDB.
    MySqlDump,
    /// A dump of PostgreSQL.
    PgDump,
    /// A dump of SQLite.
    SqliteDump,
    /// An XML document.
    Xml,
    /// A message, or several with `From ` lines before them.
    Mail,
    /// Several messages with `From ` lines before them.
    Mbox,
    /// Contacts (vCard) or a calendar (iCalendar).
    Card,
    /// Text, whose lines have values with names.
    Log(Log),
}

impl Declared {
    /// The names of `--input-format` that are no logs, and what they mean.
    const KINDS: &'static [(&'static str, Declared)] = &[
        ("auto", Declared::Auto),
        ("text", Declared::Text),
        ("csv", Declared::Csv),
        ("tsv", Declared::Tsv),
        ("jsonl", Declared::JsonLines),
        ("json", Declared::Json),
        ("sql", Declared::Sql),
        ("mysql-dump", Declared::MySqlDump),
        ("pg-dump", Declared::PgDump),
        ("sqlite-dump", Declared::SqliteDump),
        ("xml", Declared::Xml),
        ("mail", Declared::Mail),
        ("mbox", Declared::Mbox),
        ("vcard", Declared::Card),
        ("icalendar", Declared::Card),
    ];

    /// The names of `--input-format`.
    pub fn names() -> Vec<&'static str> {
        Self::KINDS.iter().map(|(name, _)| *name).chain(Log::all().map(Log::name)).collect()
    }

    /// What `--input-format` calls `name`.
    pub fn named(name: &str) -> Option<Declared> {
        let kind = Self::KINDS.iter().find(|(own, _)| *own == name).map(|(_, kind)| *kind);
        kind.or_else(|| Log::named(name).map(Declared::Log))
    }

    /// What a file's name says.
    fn by_name(path: &Path) -> Self {
        let name = path.file_name().map(|n| n.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        let log = |name: &str| Log::named(name).map_or(Declared::Auto, Declared::Log);
        if name == ".env" || name.starts_with(".env.") {
            return log("env");
        }
        let packed = CODECS.iter().find_map(|codec| name.strip_suffix(codec.extension));
        let name = packed.unwrap_or(&name);
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("csv") => Declared::Csv,
            Some("tsv" | "tab") => Declared::Tsv,
            Some("jsonl" | "ndjson") => Declared::JsonLines,
            Some("json") => Declared::Json,
            Some("sql") => Declared::Sql,
            Some("xml") => Declared::Xml,
            Some("htm") => log("html"),
            Some("yml") => log("yaml"),
            Some(own @ ("html" | "yaml" | "ini" | "properties" | "env")) => log(own),
            Some("eml") => Declared::Mail,
            Some("mbox") => Declared::Mbox,
            Some("vcf" | "vcard" | "ics" | "ifb") => Declared::Card,
            _ => Declared::Auto,
        }
    }
}

/// What an input is.
pub enum Opened {
    /// It is read like this.
    As(Reading),
    /// A table; what its first row is has still to be told.
    Table(FirstRow),
    /// A dump of SQL.
    Dump(Dialect),
}

/// Looks at the first bytes and gives them back with the reader. `fields` says that a policy has rules for
/// fields of this input: what looks structured is then never read as text.
pub fn open(
    mut reader: Box<dyn Read + Send>,
    declared: Declared,
    path: Option<&Path>,
    fields: bool,
) -> Result<(Opened, Box<dyn Read + Send>)> {
    let is_guessed = declared == Declared::Auto;
    let declared = match declared {
        Declared::Auto => path.map_or(Declared::Auto, Declared::by_name),
        said => said,
    };
    let mut head = Head::default();
    let opened = match declared {
        Declared::Text => Opened::As(Reading::Text),
        Declared::Csv => head.table(&mut reader, &DELIMITERS)?,
        Declared::Tsv => head.table(&mut reader, b"\t")?,
        Declared::JsonLines => Opened::As(Reading::JsonLines),
        Declared::Json => Opened::As(Reading::Json),
        Declared::Sql => head.dump(&mut reader)?,
        Declared::MySqlDump => Opened::Dump(Dialect::MySql),
        Declared::PgDump => Opened::Dump(Dialect::Postgres),
        Declared::SqliteDump => Opened::Dump(Dialect::Sqlite),
        Declared::Xml => Opened::As(Reading::Xml),
        Declared::Mail => mail(false),
        Declared::Mbox => mail(true),
        Declared::Card => CARD,
        // A name alone does not make settings of what such a reader refuses.
        Declared::Log(log) if is_guessed && !fields && head.refuses(&mut reader, log)? => {
            Opened::As(Reading::Text)
        }
        Declared::Log(log) => Opened::As(Reading::Log(log)),
        Declared::Auto => head.guess(&mut reader, fields, path)?,
    };
    Ok((opened, head.before(reader)))
}

/// The rows of a table below its first, in so many lines at most. Only where the first says too little: a stream is waited for.
pub fn below(
    mut reader: Box<dyn Read + Send>,
    row: &FirstRow,
    most: usize,
) -> Result<(Vec<FirstRow>, Box<dyn Read + Send>)> {
    let mut head = Head::default();
    while head.bytes.len() < row.end && !head.ended {
        head.more(&mut reader)?;
    }
    let lines = head.bytes[..row.end].iter().filter(|b| **b == b'\n').count();
    let read = head.lines(&mut reader, lines + most.min(HEAD_LINES))?.len();
    let end = read.min(row.end + HEAD_BYTES).max(row.end);
    let at_end = head.ended && end == head.bytes.len();
    let rows = rows_below(&head.bytes[row.end..end], row.delimiter, at_end);
    Ok((rows, head.before(reader)))
}

/// Mail. What becomes of parts that cannot be seen into, the command says.
fn mail(is_mbox: bool) -> Opened {
    Opened::As(Reading::Mail(Mail { is_mbox, is_card: false, skips: false }))
}

/// Contacts, or a calendar.
const CARD: Opened = Opened::As(Reading::Mail(Mail { is_mbox: false, is_card: true, skips: false }));

/// The first bytes. How many are looked at depends on what they are, never on how they arrive.
#[derive(Default)]
struct Head {
    bytes: Vec<u8>,
    ended: bool,
}

impl Head {
    /// Them, and what is behind them in `reader`. A stream that has ended is not asked again: a terminal would wait for more.
    fn before(self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        let head = io::Cursor::new(self.bytes);
        if self.ended { Box::new(head) } else { Box::new(head.chain(reader)) }
    }

    /// Reads more.
    fn more(&mut self, reader: &mut dyn Read) -> Result<()> {
        let filled = self.bytes.len();
        self.bytes.resize(filled + READ_BYTES, 0);
        let got = loop {
            match reader.read(&mut self.bytes[filled..]) {
                Ok(n) => break n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(crate::decode::map_error(&e)),
            }
        };
        self.bytes.truncate(filled + got);
        self.ended |= got == 0;
        Ok(())
    }

    /// The bytes to the end of the first `lines` lines that are not blank, or [`HEADER_BYTES_MAX`] of them.
    fn lines(&mut self, reader: &mut dyn Read, lines: usize) -> Result<&[u8]> {
        loop {
            let mut at = 0;
            let ends = self.bytes.split_inclusive(|b| *b == b'\n').filter_map(|line| {
                at += line.len();
                (line.ends_with(b"\n") && !line.trim_ascii().is_empty()).then_some(at)
            });
            let end = ends.take(lines).nth(lines - 1);
            let most = self.bytes.len().min(HEADER_BYTES_MAX);
            if self.ended || end.is_some() || most == HEADER_BYTES_MAX {
                return Ok(&self.bytes[..end.unwrap_or(most).min(most)]);
            }
            self.more(reader)?;
        }
    }

    /// True where the first line shows that the input cannot be read as `log`.
    fn refuses(&mut self, reader: &mut dyn Read, log: Log) -> Result<bool> {
        let length = self.lines(reader, 1)?.len();
        let is_all = self.ended && length == self.bytes.len();
        Ok(log.refuses(&self.bytes[..length], is_all).is_some())
    }

    /// True for YAML that says so. Remarks and directives can stand before the line that does, so more lines are asked for one by one.
    fn is_yaml(&mut self, reader: &mut dyn Read) -> Result<bool> {
        for count in 1..=log::sniff::YAML_REMARKS_MAX {
            let known = self.lines(reader, count)?.len();
            match log::sniff::yaml_beginning(&self.bytes[..known]) {
                YamlBeginning::No => return Ok(false),
                YamlBeginning::Here => {
                    return Ok(log::sniff::is_yaml(self.lines(reader, count - 1 + log::sniff::LINES)?));
                }
                YamlBeginning::Later if self.ended && known == self.bytes.len() => return Ok(false),
                YamlBeginning::Later => {}
            }
        }
        Ok(false)
    }

    fn table(&mut self, reader: &mut dyn Read, delimiters: &[u8]) -> Result<Opened> {
        loop {
            if let Some(row) = first_row(&self.bytes, delimiters, self.ended) {
                return Ok(Opened::Table(row));
            }
            if self.bytes.len() > HEADER_BYTES_MAX {
                let what = "the first row of the table is too long; the input is withheld";
                return Err(Error::new(ErrorKind::Input, what).fix("check its quotes and line ends"));
            }
            self.more(reader)?;
        }
    }

    /// Whose dump of SQL it is, by its first lines: a backslash in a text means something to one database, and nothing to others.
    fn dump(&mut self, reader: &mut dyn Read) -> Result<Opened> {
        let sample = self.lines(reader, sql::head::LINES)?;
        match sql::head::dialect(sample) {
            Some(dialect) => Ok(Opened::Dump(dialect)),
            None => {
                let what = "nothing says whose SQL this is, and its texts mean other things to each database; it is withheld";
                Err(Error::new(ErrorKind::Input, what)
                    .fix("add `--input-format mysql-dump` (also for MariaDB), `pg-dump` or `sqlite-dump`"))
            }
        }
    }

    /// What the first bytes are. Of a stream, more than its first line is only asked for where that may be structured: more may be
    /// long in coming.
    fn guess(&mut self, reader: &mut dyn Read, fields: bool, path: Option<&Path>) -> Result<Opened> {
        let is_file = path.is_some();
        let line = self.lines(reader, 1)?.to_vec();
        let text = line.strip_prefix(BOM).unwrap_or(&line).trim_ascii_start();
        let is_json = text.starts_with(b"{") || (text.starts_with(b"[") && text.contains(&b'"'));
        if is_json && serde_json::from_slice::<serde_json::Value>(text).is_ok() {
            return Ok(Opened::As(Reading::MixedLines));
        }
        if begins_document(text) {
            return Ok(Opened::As(Reading::Json));
        }
        if sql::head::may_begin(text) {
            let sample = self.lines(reader, sql::head::LINES)?;
            if let Some(dialect) = sql::head::dialect(sample) {
                return Ok(Opened::Dump(dialect));
            }
            if fields && sql::head::is_sql(sample) {
                return self.dump(reader);
            }
        }
        if mail::card::begins(text) {
            return Ok(CARD);
        }
        if begins_xml(text) {
            return Ok(Opened::As(Reading::Xml));
        }
        if mail::head::may_begin(text) && mail::head::is_mail(self.lines(reader, mail::head::LINES)?) {
            return Ok(mail(false));
        }
        // The name of a file says so, where it says anything.
        let yaml = Log::named("yaml").filter(|_| !path.is_some_and(says_what));
        if let Some(yaml) = yaml
            && self.is_yaml(reader)?
        {
            return Ok(Opened::As(Reading::Log(yaml)));
        }
        if is_file || log::sniff::may_begin(text) {
            let sample = self.lines(reader, log::sniff::LINES)?;
            if let Some(log) = log::sniff::log(sample) {
                return Ok(Opened::As(Reading::Log(log)));
            }
        }
        let marks = |b: &u8| DELIMITERS.contains(b) || matches!(b, b'{' | b'[' | b'<');
        if !fields || !(text.is_empty() || text.iter().any(marks)) {
            return Ok(Opened::As(Reading::Text));
        }
        let sample = self.lines(reader, SAMPLE_LINES)?;
        // What stands behind so much white space cannot be seen from here.
        let hidden = sample.len() == HEADER_BYTES_MAX && sample.trim_ascii().is_empty();
        match structure(sample).or(hidden.then_some("a megabyte of white space before it")) {
            None => Ok(Opened::As(Reading::Text)),
            Some("JSON") => Ok(Opened::As(Reading::Json)),
            Some(name) => {
                let what = "the input looks structured, and the policy has rules for fields of its source; \
                            it is withheld until you say what it is";
                Err(Error::new(ErrorKind::Input, what).note(name).fix(
                    "add `--input-format csv`, `tsv`, `jsonl`, `json`, `xml`, `mail`, or `text` if it is plain text",
                ))
            }
        }
    }
}

/// True for the name of a file that has a suffix, besides that of how it is packed.
fn says_what(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let packed = CODECS.iter().find_map(|codec| name.strip_suffix(codec.extension));
    Path::new(packed.unwrap_or(&name)).extension().is_some()
}

/// True for a line that is the beginning of JSON and cannot be that of a log: brackets only, brackets and a key
/// with its value, or several values one after the other.
fn begins_document(line: &[u8]) -> bool {
    let mut marks = line.iter().filter(|b| !b.is_ascii_whitespace());
    if !marks.next().is_some_and(|b| matches!(b, b'{' | b'[')) {
        return false;
    }
    let mut values = serde_json::Deserializer::from_slice(line).into_iter::<serde_json::Value>();
    match values.find_map(Result::err) {
        None => true,
        Some(e) => {
            // A row of names, before the other rows.
            let is_row = || marks.clone().take(2).eq(b"[\"");
            e.is_eof()
                && (line.contains(&b':') || is_row() || marks.clone().all(|b| matches!(b, b'{' | b'[')))
        }
    }
}

/// True for a line that says that it is XML, or as which a dump of a MediaWiki begins.
fn begins_xml(line: &[u8]) -> bool {
    let names = [&b"<?xml"[..], b"<mediawiki"];
    let ends = |rest: &[u8]| rest.first().is_some_and(|b| b.is_ascii_whitespace() || *b == b'>');
    names.iter().any(|name| line.strip_prefix(*name).is_some_and(ends))
}

/// Among how many lines below the first row of a table its header can stand.
const HEAD_LINES: usize = 8;

/// Among how many bytes.
const HEAD_BYTES: usize = 16 << 10;

/// How many lines have to agree before a text counts as a table.
const SAMPLE_LINES: usize = 5;

/// What structure the first bytes have, if any.
fn structure(head: &[u8]) -> Option<&'static str> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = head.iter().find(|b| !b.is_ascii_whitespace())?;
    match first {
        b'{' | b'[' if !is_bracketed_log(head) => Some("JSON"),
        b'<' if begins_element(head) => Some("XML"),
        _ => [b',', b';', b'\t', b'|'].iter().any(|d| is_table(head, *d)).then_some("delimited table"),
    }
}

/// Markup, and not the priority that a line of syslog begins with.
fn begins_element(head: &[u8]) -> bool {
    let second = head.trim_ascii_start().get(1);
    second.is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'!' | b'?' | b'_'))
}

/// `[2026-01-01 …` and the like start a log line, not an array.
fn is_bracketed_log(head: &[u8]) -> bool {
    let line = head.split(|b| *b == b'\n').next().unwrap_or(head);
    line.first() == Some(&b'[') && serde_json::from_slice::<serde_json::Value>(line).is_err() && {
        let close = memchr::memchr(b']', line);
        close.is_some_and(|n| line[..n].iter().all(|b| !matches!(b, b'{' | b'"')))
    }
}

/// The first lines hold the delimiter, most of them the same number of times.
fn is_table(head: &[u8], delimiter: u8) -> bool {
    let count = |line: &[u8]| memchr::memchr_iter(delimiter, line).count();
    let mut lines = head.split(|b| *b == b'\n').filter(|l| !l.is_empty()).take(5);
    let Some(first) = lines.next().map(count) else { return false };
    let rest: Vec<usize> = lines.map(count).collect();
    first > 0 && rest.iter().filter(|n| **n == first).count() * 2 >= rest.len()
}

#[cfg(test)]
mod tests {
    use super::structure;

    #[test]
    fn structure_is_told_from_log_lines() {
        for (text, wanted) in [
            ("{\"a\":1}\n{\"a\":2}\n", Some("JSON")),
            ("\u{feff}  [\n{\"a\":1}]", Some("JSON")),
            ("<?xml version=\"1.0\"?><a/>", Some("XML")),
            ("name,email\na,b\nc,d\n", Some("delimited table")),
            ("a;b;c\n1;2;3\n", Some("delimited table")),
            ("[2026-01-01 10:00:00] started\n", None),
            ("192.0.2.1 - - [x] \"GET / HTTP/1.1\" 200 1\n", None),
            ("Jan  1 host sshd[1]: hello\nJan  1 host sshd[1]: a, b\n", None),
            ("", None),
        ] {
            assert_eq!(structure(text.as_bytes()), wanted, "{text:?}");
        }
    }
}
