//! Reads the statements of a file: a table, JSON lines or TOML.
//!
//! `subject` is who a statement is about; `type` the info type that tells how subjects are compared, where the policy
//! does not say it for the whole list; `purpose` what it is about (none = everything), `state` `yes` or `no` (yes), `date`
//! when it was made. What cannot be read ends the run: a statement that was left out would let a record go.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::keys::canon::{self, Domain};
use crate::limits::{LIST_PURPOSES_MAX, SUBJECT_BYTES_MAX};
use crate::lists::{List, Match, Row, Seed, day};

/// The names of its columns or keys.
const KEYS: [&str; 5] = ["subject", "type", "purpose", "state", "date"];

/// How a list is read.
#[derive(Clone, Copy)]
pub struct How<'a> {
    /// The names of info types.
    pub vocabulary: &'a Vocabulary,
    /// What subjects are where their rows do not say it.
    pub info_type: Option<InfoTypeId>,
    /// How subjects are compared.
    pub matching: Match,
    /// What they are hashed with.
    pub seed: Seed,
    /// Statements from this second on do not count.
    pub until: i64,
}

/// One statement as it is written: the values of [`KEYS`], empty where there is none.
type Written<'t> = [&'t str; 5];

/// The statements of a list.
pub struct Statements {
    pub(super) rows: Vec<Row>,
    pub(super) purposes: Vec<String>,
}

impl Statements {
    /// The list of them.
    pub fn list(self, matching: Match) -> List {
        List::new(matching, self.rows, self.purposes)
    }
}

/// Reads the statements at `path`, which errors call `name`.
pub fn read(how: How<'_>, name: &str, path: &Path) -> Result<Statements> {
    let failed = |e| error("the list cannot be read", name).caused(&e);
    let file = BufReader::with_capacity(1 << 16, File::open(path).map_err(failed)?);
    let mut taking = Taking { how, name, rows: Vec::new(), purposes: Vec::new() };
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("csv") => table(file, b',', &mut taking)?,
        Some("tsv") => table(file, b'\t', &mut taking)?,
        Some("jsonl" | "ndjson") => json_lines(file, &mut taking)?,
        Some("toml") => toml(file, &mut taking)?,
        _ => {
            let what = "the list is called neither .csv, .tsv, .jsonl nor .toml";
            return Err(error(what, name)
                .fix("rename it after what is in it, or build one with `obelus lists build`"));
        }
    }
    let Taking { rows, purposes, .. } = taking;
    Ok(Statements { rows, purposes })
}

fn error(what: &'static str, name: &str) -> Error {
    Error::new(ErrorKind::Usage, what).about(name)
}

/// What was taken so far.
struct Taking<'a> {
    how: How<'a>,
    name: &'a str,
    rows: Vec<Row>,
    purposes: Vec<String>,
}

impl Taking<'_> {
    fn wrong(&self, what: &'static str, number: u64) -> Error {
        error(what, self.name).ordinal("statement", number)
    }

    /// Takes the statement with this number, from 1.
    fn take(&mut self, number: u64, [subject, info_type, purpose, state, date]: Written<'_>) -> Result<()> {
        let domain = self.domain(number, info_type)?;
        if subject.len() > SUBJECT_BYTES_MAX || !canon::is_whole(domain, subject.as_bytes()) {
            let what = "its subject is no value of its type";
            let fix = "write the whole value: an address with `@`, a number with all of its digits";
            return Err(self.wrong(what, number).fix(fix));
        }
        let yes = match state.trim() {
            "" | "yes" => true,
            "no" => false,
            _ => return Err(self.wrong("its state is neither `yes` nor `no`", number)),
        };
        let made = match date.trim() {
            "" => None,
            some => {
                let what = "its date is none of ISO 8601, as `2026-11-28` or `2026-11-28T09:30:00Z`";
                Some(day::made(some).ok_or_else(|| self.wrong(what, number))?)
            }
        };
        if made.is_some_and(|m| m.time >= self.how.until) {
            return Ok(());
        }
        let purpose = self.purpose(number, purpose.trim())?;
        let mark = self.how.matching.mark(self.how.seed, domain, subject.as_bytes());
        self.rows.push(Row::new(mark, domain, purpose, made, yes));
        Ok(())
    }

    fn domain(&self, number: u64, info_type: &str) -> Result<Domain> {
        let vocabulary = self.how.vocabulary;
        let id = match info_type.trim() {
            "" => self.how.info_type.ok_or_else(|| {
                let fix = "add a column `type`, as EMAIL_ADDRESS, or `info_type` to the state in the policy";
                self.wrong("nothing says what its subject is", number).fix(fix)
            })?,
            some => vocabulary.find(some).ok_or_else(|| {
                self.wrong("its type is no info type", number).known(vocabulary.nearest(some))
            })?,
        };
        Ok(vocabulary.get(id).domain)
    }

    fn purpose(&mut self, number: u64, purpose: &str) -> Result<u16> {
        if purpose.is_empty() {
            return Ok(0);
        }
        let known = self.purposes.iter().position(|p| p == purpose);
        let index = match known {
            Some(index) => index,
            None if self.purposes.len() == LIST_PURPOSES_MAX => {
                return Err(self.wrong("the list names too many purposes", number));
            }
            None => {
                self.purposes.push(purpose.to_owned());
                self.purposes.len() - 1
            }
        };
        Ok(index as u16 + 1)
    }
}

fn table(file: impl Read, delimiter: u8, taking: &mut Taking<'_>) -> Result<()> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::Headers).from_reader(file);
    let what = "the list is no table that can be read";
    let mut columns = Vec::new();
    let name = taking.name;
    for (number, column) in reader.headers().map_err(|_| error(what, name))?.iter().enumerate() {
        let column = column.trim_start_matches('\u{feff}');
        columns.push(KEYS.iter().position(|key| *key == column).ok_or_else(|| {
            error("a column of the list has an unknown name", name)
                .ordinal("column", number as u64 + 1)
                .known(KEYS)
        })?);
    }
    if columns.is_empty() {
        return Ok(());
    }
    if !columns.contains(&0) {
        return Err(error("the list has no column `subject`", name));
    }
    let (mut row, mut number) = (csv::StringRecord::new(), 0);
    loop {
        number += 1;
        let more = reader.read_record(&mut row).map_err(|_| {
            taking.wrong("it has more or fewer cells than the header, or is not UTF-8", number)
        })?;
        if !more {
            return Ok(());
        }
        let mut written: Written<'_> = [""; 5];
        columns.iter().zip(row.iter()).for_each(|(key, value)| written[*key] = value);
        taking.take(number, written)?;
    }
}

fn json_lines(file: impl BufRead, taking: &mut Taking<'_>) -> Result<()> {
    let mut number = 0;
    for line in file.split(b'\n') {
        let line = line.map_err(|e| error("the list cannot be read", taking.name).caused(&e))?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        number += 1;
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&line).map_err(|_| taking.wrong("it is no object of JSON", number))?;
        let value = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(n) => Some(n.to_string()),
            serde_json::Value::Null => Some(String::new()),
            serde_json::Value::Bool(true) => Some("yes".to_owned()),
            serde_json::Value::Bool(false) => Some("no".to_owned()),
            _ => None,
        };
        let entries = object.iter().map(|(key, v)| (key.as_str(), value(v)));
        take_keys(entries, number, taking)?;
    }
    Ok(())
}

fn toml(mut file: impl Read, taking: &mut Taking<'_>) -> Result<()> {
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(|e| error("the list cannot be read", taking.name).caused(&e))?;
    let root: toml::Table =
        text.parse().map_err(|_| error("the list is no TOML that can be read", taking.name))?;
    if root.keys().any(|key| key != "statement") {
        return Err(error("a list in TOML has tables `[[statement]]` and nothing else", taking.name));
    }
    let Some(statements) = root.get("statement") else { return Ok(()) };
    let what = "a list in TOML has tables `[[statement]]` and nothing else";
    let statements = statements.as_array().ok_or_else(|| error(what, taking.name))?;
    for (n, statement) in statements.iter().enumerate() {
        let number = n as u64 + 1;
        let statement = statement.as_table().ok_or_else(|| taking.wrong(what, number))?;
        let value = |value: &toml::Value| match value {
            toml::Value::String(text) => Some(text.clone()),
            toml::Value::Integer(n) => Some(n.to_string()),
            toml::Value::Boolean(b) => Some(if *b { "yes" } else { "no" }.to_owned()),
            toml::Value::Datetime(d) => Some(d.to_string()),
            _ => None,
        };
        let entries = statement.iter().map(|(key, v)| (key.as_str(), value(v)));
        take_keys(entries, number, taking)?;
    }
    Ok(())
}

/// Takes a statement whose values have names.
fn take_keys<'k>(
    entries: impl Iterator<Item = (&'k str, Option<String>)>,
    number: u64,
    taking: &mut Taking<'_>,
) -> Result<()> {
    let mut values: [String; 5] = Default::default();
    for (key, value) in entries {
        let Some(at) = KEYS.iter().position(|known| *known == key) else {
            return Err(taking.wrong("one of its keys has an unknown name", number).known(KEYS));
        };
        let what = "one of its values is neither text nor a number, `true` nor `false`";
        values[at] = value.ok_or_else(|| taking.wrong(what, number))?;
    }
    taking.take(number, values.each_ref().map(String::as_str))
}
