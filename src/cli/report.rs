//! Reports: where things are and how many, never what they say.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, Likelihood};
use crate::pipeline::{Observer, Origin, Shared};
use crate::splice::Edit;

fn failed(e: &io::Error) -> Error {
    let kind = if e.kind() == io::ErrorKind::BrokenPipe { ErrorKind::BrokenPipe } else { ErrorKind::Output };
    Error::io(kind, "the report could not be written", e)
}

/// Findings on standard output: counts, or JSON lines (`docs/findings.schema.json`).
pub struct Findings {
    shared: Arc<Shared>,
    jsonl: bool,
    least: Likelihood,
    gate: Option<Likelihood>,
    closed: bool,
    counts: Vec<[u64; 5]>,
    name: String,
    out: BufWriter<io::Stdout>,
}

impl Findings {
    /// Reports findings of `least` or above; `gate` is the likelihood that makes the run exit 1.
    pub fn new(shared: Arc<Shared>, jsonl: bool, least: Likelihood, gate: Option<Likelihood>) -> Self {
        let counts = vec![[0; 5]; shared.vocabulary.len()];
        let out = BufWriter::new(io::stdout());
        Findings { shared, jsonl, least, gate, closed: false, counts, name: String::new(), out }
    }

    /// The next input. Its path is reported with its findings masked.
    pub fn begin(&mut self, number: usize, path: Option<&Path>) {
        self.name = match path {
            None => "-".to_owned(),
            Some(p) if crate::pipeline::holds_findings(&self.shared, p.as_os_str().as_bytes()) => {
                format!("(input {number}: the path holds personal data)")
            }
            Some(p) => p.to_string_lossy().into_owned(),
        };
    }

    /// True when a finding was at or above the gate.
    pub fn gate_closed(&self) -> bool {
        self.closed
    }

    /// Writes what is left.
    pub fn finish(&mut self, inputs: usize) -> Result<()> {
        if !self.jsonl {
            let mut text =
                format!("{:<28}{:>10}{:>10}{:>13}\n", "info type", "possible", "likely", "very likely");
            for (id, row) in self.shared.vocabulary.ids().zip(&self.counts) {
                if row.iter().any(|n| *n > 0) {
                    let name = &self.shared.vocabulary.get(id).name;
                    text.push_str(&format!("{name:<28}{:>10}{:>10}{:>13}\n", row[2], row[3], row[4]));
                }
            }
            text.push_str(&format!("{inputs} inputs\n"));
            self.out.write_all(text.as_bytes()).map_err(|e| failed(&e))?;
        }
        self.out.flush().map_err(|e| failed(&e))
    }
}

impl Observer for Findings {
    fn findings(&mut self, origin: Origin, text: &[u8], findings: &[Finding]) -> Result<()> {
        let mut line = origin.lines;
        let mut counted = origin.context;
        let mut line_start: i64 = origin.context as i64 - origin.column as i64;
        for f in findings.iter().filter(|f| f.likelihood() >= self.least) {
            let rule = self.shared.engine.rule(f.detector);
            self.closed |= self.gate.is_some_and(|g| f.likelihood() >= g);
            self.counts[usize::from(rule.info_type.0)][f.likelihood() as usize] += 1;
            if !self.jsonl {
                continue;
            }
            if f.span.start > counted {
                for n in memchr::memchr_iter(b'\n', &text[counted..f.span.start]) {
                    line += 1;
                    line_start = (counted + n + 1) as i64;
                }
                counted = f.span.start;
            }
            let base = origin.byte - origin.context as u64;
            let row = json!({
                "schema_version": 1,
                "path": self.name,
                "record": line + 1,
                "line": line + 1,
                "column": f.span.start as i64 - line_start + 1,
                "start": base + f.span.start as u64,
                "end": base + f.span.end as u64,
                "info_type": self.shared.vocabulary.get(rule.info_type).name,
                "category": null,
                "confidence": f.confidence,
                "likelihood": f.likelihood().name(),
                "detector": rule.id,
                "field": null,
                "fingerprint": null,
                "preview": preview(f.span.of(text)),
            });
            writeln!(self.out, "{row}").map_err(|e| failed(&e))?;
        }
        Ok(())
    }
}

/// The shape of a value: letters as `x`, digits as `d`, a few separators, at most 40 characters.
fn preview(value: &[u8]) -> String {
    let shape = |b: &u8| match b {
        b'0'..=b'9' => 'd',
        b' ' | b'-' | b'.' | b'@' | b':' | b'(' | b')' | b'+' | b'/' => *b as char,
        _ => 'x',
    };
    value.iter().take(40).map(shape).collect()
}

/// The edit map: one JSON line per change, with spans of input and output.
pub struct EditMap {
    out: Option<BufWriter<File>>,
    input: usize,
}

impl EditMap {
    /// Creates a new file, readable by its owner only.
    pub fn create(path: Option<&Path>) -> Result<Self> {
        use std::os::unix::fs::OpenOptionsExt;
        let open = |p: &Path| OpenOptions::new().write(true).create_new(true).mode(0o600).open(p);
        let file = path.map(open).transpose();
        let file = file.map_err(|e| Error::io(ErrorKind::Usage, "the edit map cannot be created", &e))?;
        Ok(EditMap { out: file.map(BufWriter::new), input: 0 })
    }

    /// The next input.
    pub fn begin(&mut self, number: usize) {
        self.input = number;
    }

    /// Writes what is held back.
    pub fn finish(&mut self) -> Result<()> {
        self.out.as_mut().map_or(Ok(()), |o| o.flush()).map_err(|e| failed(&e))
    }
}

impl Observer for EditMap {
    fn edits(&mut self, input: u64, output: u64, edits: &[Edit]) -> Result<()> {
        let Some(out) = &mut self.out else { return Ok(()) };
        for edit in edits {
            let row = json!({
                "input": self.input,
                "in_start": input + edit.input.start as u64,
                "in_end": input + edit.input.end as u64,
                "out_start": output + edit.output.start as u64,
                "out_end": output + edit.output.end as u64,
            });
            writeln!(out, "{row}").map_err(|e| failed(&e))?;
        }
        Ok(())
    }
}
