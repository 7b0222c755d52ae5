//! Findings as JSON lines (`docs/findings.schema.json`): where things are, never what they say.

use serde_json::json;

use crate::cli::progress::Progress;
use crate::cli::side_by_side::Part;
use crate::cli::tally::{Tally, preview};
use crate::error::Result;
use crate::finding::{Finding, Likelihood};
use crate::info_type::InfoTypeId;
use crate::keys::token::FindingKeys;
use crate::pipeline::{Observer, Origin, Shared};

/// What a report needs to know beside the findings.
pub struct Reporting<'a> {
    /// Names and detectors.
    pub shared: &'a Shared,
    /// Leave out what is below.
    pub least: Likelihood,
    /// The likelihood that makes the run exit 1.
    pub gate: Option<Likelihood>,
    /// Makes fingerprints, when there is a key.
    pub keys: Option<FindingKeys>,
    /// One line per finding (else only counts).
    pub lines: bool,
    /// Show values as they are (on a terminal only).
    pub reveal: bool,
    /// Leave out other info types.
    pub wanted: Option<Vec<InfoTypeId>>,
}

/// Reports the findings of one input.
pub struct Findings<'a, 'p> {
    /// What and how.
    pub how: &'a Reporting<'a>,
    /// The path, masked.
    pub path: &'a str,
    /// The policy's category of each info type for this input.
    pub categories: Vec<Option<String>>,
    /// Where the lines go.
    pub part: &'a mut Part<'p>,
    /// Counts what is done.
    pub progress: &'a Progress,
    /// The counts.
    pub tally: Tally,
    /// A finding was at or above the gate.
    pub gate_closed: bool,
}

/// Line and column of a place, counted forwards.
struct Cursor {
    line: u64,
    counted: usize,
    line_start: i64,
}

impl Cursor {
    fn new(origin: Origin) -> Self {
        let line_start = origin.context as i64 - origin.column as i64;
        Cursor { line: origin.lines, counted: origin.context, line_start }
    }

    fn move_to(&mut self, text: &[u8], at: usize) {
        if at > self.counted {
            for n in memchr::memchr_iter(b'\n', &text[self.counted..at]) {
                self.line += 1;
                self.line_start = (self.counted + n + 1) as i64;
            }
            self.counted = at;
        }
    }
}

impl Findings<'_, '_> {
    fn row(&mut self, origin: Origin, cursor: &Cursor, text: &[u8], f: &Finding) -> Result<()> {
        let rule = self.how.shared.engine.rule(f.detector);
        let info_type = self.how.shared.vocabulary.get(rule.info_type);
        let value = f.span.of(text);
        let base = origin.byte - origin.context as u64;
        let mut row = json!({
            "schema_version": 1,
            "path": self.path,
            "record": cursor.line + 1,
            "line": cursor.line + 1,
            "column": f.span.start as i64 - cursor.line_start + 1,
            "start": base + f.span.start as u64,
            "end": base + f.span.end as u64,
            "info_type": info_type.name,
            "category": self.categories.get(usize::from(rule.info_type.0)).cloned().flatten(),
            "confidence": f.confidence,
            "likelihood": f.likelihood().name(),
            "detector": rule.id,
            "field": null,
            "fingerprint": self.how.keys.as_ref().map(|k| k.fingerprint(info_type.domain, value)),
            "preview": preview(value),
        });
        if self.how.reveal {
            row["value"] = String::from_utf8_lossy(value).into();
        }
        self.part.write(&format!("{row}\n"))
    }
}

impl Observer for Findings<'_, '_> {
    fn findings(&mut self, origin: Origin, text: &[u8], findings: &[Finding]) -> Result<()> {
        let mut cursor = Cursor::new(origin);
        for f in findings.iter().filter(|f| f.likelihood() >= self.how.least) {
            let rule = self.how.shared.engine.rule(f.detector);
            if self.how.wanted.as_ref().is_some_and(|w| !w.contains(&rule.info_type)) {
                continue;
            }
            self.gate_closed |= self.how.gate.is_some_and(|g| f.likelihood() >= g);
            self.tally.count(rule.info_type, f.likelihood(), f.span.of(text));
            if self.how.lines {
                cursor.move_to(text, f.span.start);
                self.row(origin, &cursor, text, f)?;
            }
        }
        Ok(())
    }

    fn progress(&mut self, bytes: u64) {
        self.progress.add(bytes);
    }
}
