//! A list as `obelus lists build` writes it: marks under a key, sorted, and no value. Who has the file and not the key cannot tell
//! whether somebody is in it, and who changes it is noticed.
//!
//! All numbers are little-endian. A head (what it was made for, by which key, how many statements), the statements in their order,
//! and a code over all of it.

use std::fs::File;
use std::hash::Hasher;
use std::io::{BufReader, Read, Write};
use std::path::Path;

use siphasher::sip128::{Hasher128, SipHasher24};

use crate::error::{Error, ErrorKind, Result};
use crate::keys::CANON_VERSION;
use crate::keys::canon::Domain;
use crate::limits::{LIST_HEAD_BYTES_MAX, LIST_PURPOSES_MAX};
use crate::lists::read::Statements;
use crate::lists::{ListKey, Mark, Match, Row, broad};

/// How such a file begins.
pub const MAGIC: &[u8; 8] = b"obelusL\x01";
/// One statement: mark, purpose and time.
const ROW_BYTES: usize = 24;
/// The code at the end.
const CODE_BYTES: usize = 16;
/// Statements that are read at once.
const ROWS_AT_ONCE: usize = 4096;

/// What stands at the beginning, as JSON behind its length: what it was made for.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    key: String,
    broad: bool,
    /// The version of the forms in which subjects are compared, and the kinds that statements name by number.
    form: String,
    purposes: Vec<String>,
    rows: u64,
}

impl Head {
    fn written(&self) -> Vec<u8> {
        let Head { key, broad, form, purposes, rows } = self;
        let head = serde_json::json!({
            "key": key, "broad": broad, "form": form, "purposes": purposes, "rows": rows,
        });
        head.to_string().into_bytes()
    }

    fn read(bytes: &[u8]) -> Option<Head> {
        let head: serde_json::Value = serde_json::from_slice(bytes).ok()?;
        let text = |key: &str| head[key].as_str().map(str::to_owned);
        let purposes = head["purposes"].as_array()?.iter();
        Some(Head {
            key: text("key")?,
            broad: head["broad"].as_bool()?,
            form: text("form")?,
            purposes: purposes.map(|v| v.as_str().map(str::to_owned)).collect::<Option<_>>()?,
            rows: head["rows"].as_u64()?,
        })
    }
}

fn form() -> String {
    format!("{CANON_VERSION}.{} {}", broad::VERSION, Domain::NAMES.join(" "))
}

/// True for a file that begins as one that was built.
pub fn is_built(path: &Path) -> bool {
    let mut start = [0; MAGIC.len()];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == *MAGIC
}

/// The id of the key that the list at `path` was built with.
pub fn key_of(name: &str, path: &Path) -> Result<String> {
    Ok(Reading::open(name, path)?.head.key)
}

/// Writes statements that were read with `key`.
pub fn write(
    out: impl Write,
    matching: Match,
    statements: Statements,
    key: &ListKey,
) -> std::io::Result<u64> {
    let Statements { mut rows, purposes } = statements;
    rows.sort_unstable();
    rows.dedup();
    let head = Head {
        key: key.id.clone(),
        broad: matching == Match::Broad,
        form: form(),
        purposes,
        rows: rows.len() as u64,
    };
    let head = head.written();
    let mut out = Coded { out, code: key.code() };
    out.put(MAGIC)?;
    out.put(&(head.len() as u32).to_le_bytes())?;
    out.put(&head)?;
    for some in rows.chunks(ROWS_AT_ONCE) {
        let mut bytes = Vec::with_capacity(some.len() * ROW_BYTES);
        for Row { mark: Mark(one, two), rest } in some {
            [one, two, rest].iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
        }
        out.put(&bytes)?;
    }
    let Coded { mut out, code } = out;
    out.write_all(&ended(&code))?;
    Ok(rows.len() as u64)
}

/// Reads the statements of the list at `path` that were made before the second `until`.
pub fn read(name: &str, path: &Path, matching: Match, key: &ListKey, until: i64) -> Result<Statements> {
    let mut reading = Reading::open(name, path)?;
    let (head, error) = (&reading.head, |what| error(what, name));
    if head.broad != (matching == Match::Broad) {
        let what =
            "the list was built for the other kind of state: a no is compared in another way than a yes";
        return Err(error(what).fix("build it again with `obelus lists build --state` for this state"));
    }
    if head.form != form() {
        let what = "the list was built by another version, to which other spellings are the same";
        return Err(error(what).fix("build it again with `obelus lists build`"));
    }
    if head.key != key.id {
        let what = "the list was built with another key than the other lists of this run";
        return Err(error(what).fix("build all of them with one key"));
    }
    if head.purposes.len() > LIST_PURPOSES_MAX {
        return Err(damaged(name));
    }
    let purposes = head.purposes.clone();
    let mut rows = Vec::with_capacity(reading.head.rows as usize);
    reading.rows(key, |row| {
        let counts = row.made().is_none_or(|made| made < until);
        rows.extend(counts.then_some(row));
    })?;
    Ok(Statements { rows, purposes })
}

fn error(what: &'static str, name: &str) -> Error {
    Error::new(ErrorKind::Usage, what).about(name)
}

fn damaged(name: &str) -> Error {
    error("the list is damaged, or was not built with this key", name)
        .fix("build it again with `obelus lists build`")
}

/// A list that is being read.
struct Reading<'n> {
    name: &'n str,
    file: BufReader<File>,
    /// What was read before the statements, which the code covers too.
    start: Vec<u8>,
    head: Head,
}

impl<'n> Reading<'n> {
    fn open(name: &'n str, path: &Path) -> Result<Self> {
        let failed = |e: std::io::Error| error("the list cannot be read", name).caused(&e);
        let file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let mut file = BufReader::with_capacity(1 << 16, file);
        let mut start = vec![0; MAGIC.len() + 4];
        file.read_exact(&mut start).map_err(|_| damaged(name))?;
        let (magic, long) = start.split_at(MAGIC.len());
        let long = long.iter().rev().fold(0, |n: usize, b| n << 8 | usize::from(*b));
        if magic != MAGIC || long > LIST_HEAD_BYTES_MAX {
            return Err(damaged(name));
        }
        let mut head = vec![0; long];
        file.read_exact(&mut head).map_err(|_| damaged(name))?;
        start.extend_from_slice(&head);
        let head = Head::read(&head).ok_or_else(|| damaged(name))?;
        // What it says that it holds is asked memory for, so it has to be there.
        let rows = head.rows.checked_mul(ROW_BYTES as u64);
        let whole = rows.and_then(|rows| rows.checked_add((start.len() + CODE_BYTES) as u64));
        if whole != Some(length) {
            return Err(damaged(name));
        }
        Ok(Reading { name, file, start, head })
    }

    /// Passes on every statement; an error at the end when one of them is not as it was written.
    fn rows(&mut self, key: &ListKey, mut each: impl FnMut(Row)) -> Result<()> {
        let failed = |e: std::io::Error| error("the list cannot be read", self.name).caused(&e);
        let mut code = key.code();
        code.write(&self.start);
        let mut bytes = vec![0; ROWS_AT_ONCE * ROW_BYTES];
        let mut left = self.head.rows as usize;
        while left > 0 {
            let some = &mut bytes[..left.min(ROWS_AT_ONCE) * ROW_BYTES];
            self.file.read_exact(some).map_err(failed)?;
            code.write(some);
            for row in some.chunks_exact(ROW_BYTES) {
                let number =
                    |at: usize| row[at..at + 8].iter().rev().fold(0, |n: u64, b| n << 8 | u64::from(*b));
                each(Row { mark: Mark(number(0), number(8)), rest: number(16) });
            }
            left -= some.len() / ROW_BYTES;
        }
        let mut end = [0; CODE_BYTES];
        self.file.read_exact(&mut end).map_err(failed)?;
        if end == ended(&code) { Ok(()) } else { Err(damaged(self.name)) }
    }
}

/// Writes, and makes the code of what was written.
struct Coded<W> {
    out: W,
    code: SipHasher24,
}

impl<W: Write> Coded<W> {
    fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.code.write(bytes);
        self.out.write_all(bytes)
    }
}

fn ended(code: &SipHasher24) -> [u8; CODE_BYTES] {
    code.finish128().as_bytes()
}
