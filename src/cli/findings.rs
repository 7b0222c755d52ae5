//! Findings as JSON lines (`docs/findings.schema.json`): where things are, never what they say.

use std::collections::BTreeMap;

use serde_json::json;

use crate::cli::progress::Progress;
use crate::cli::side_by_side::Part;
use crate::cli::tally::{Tally, preview};
use crate::detect;
use crate::detect::cells::CellsFound;
use crate::detect::documented::is_documented;
use crate::detect::views::unread;
use crate::error::Result;
use crate::finding::{DetectorId, Finding, Likelihood};
use crate::format::sheet::{Cell, Flaw, Record};
use crate::info_type::InfoTypeId;
use crate::keys::token::FindingKeys;
use crate::pipeline::{Observer, Origin, Shared};
use crate::policy::Policy;
use crate::span::Span;
use crate::view::Coder;

/// The longest name of a field that is shown.
const NAME_BYTES_MAX: usize = 128;

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
    /// Leave out values that are documented as examples.
    pub hides_examples: bool,
    /// Leave out other info types.
    pub wanted: Option<Vec<InfoTypeId>>,
    /// Says what must not stand inside of what.
    pub policy: Option<&'a Policy>,
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
    /// Examples that were left out.
    pub hidden: u64,
    /// What must not stand where it stands: how often, by number of what the policy says.
    pub violations: BTreeMap<usize, u64>,
    /// Findings that a limit cut short, however likely; not zero = exit 3.
    pub overlong: u64,
    /// Parts of messages that nobody looked into; not zero = exit 3.
    pub unread: u64,
}

impl<'a, 'p> Findings<'a, 'p> {
    /// Nothing yet, in the input at `path`.
    pub fn new(
        how: &'a Reporting<'a>,
        path: &'a str,
        categories: Vec<Option<String>>,
        part: &'a mut Part<'p>,
        progress: &'a Progress,
    ) -> Self {
        let (tally, violations) = (Tally::default(), BTreeMap::new());
        let (gate_closed, hidden, overlong, unread) = (false, 0, 0, 0);
        Findings {
            how,
            path,
            categories,
            part,
            progress,
            tally,
            gate_closed,
            hidden,
            violations,
            overlong,
            unread,
        }
    }
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

/// A finding as it is reported.
struct Shown<'a> {
    finding: &'a Finding,
    /// Where it stands in the frame.
    span: Span,
    value: &'a [u8],
    record: Option<u64>,
    field: Option<&'a str>,
    /// What it violates, by number.
    violates: Option<usize>,
}

/// The path of a field with dots. What holds a finding, or is long, is not shown.
pub(crate) fn shown_path(shared: &Shared, path: &[&[u8]]) -> Result<String> {
    // A name can hold what was not asked for.
    let engine = shared.rules.all()?;
    let is_shown = |name: &[u8]| {
        detect::find(&engine, &shared.vocabulary, name, 0).is_empty() && name.len() <= NAME_BYTES_MAX
    };
    let name = |name: &&[u8]| match is_shown(name) {
        true => String::from_utf8_lossy(name).into_owned(),
        false => "?".to_owned(),
    };
    Ok(path.iter().map(name).collect::<Vec<_>>().join("."))
}

impl Findings<'_, '_> {
    /// What each of `findings` in `text` violates.
    fn violated(&self, text: &[u8], findings: &[Finding]) -> Vec<Option<usize>> {
        match self.how.policy {
            Some(policy) => policy.violated(&self.how.shared.vocabulary, text, findings),
            None => vec![None; findings.len()],
        }
    }

    /// The same for what was found in cells, each by itself.
    fn violated_in_cells(&self, text: &[u8], cells: &CellsFound) -> Vec<Option<usize>> {
        let mut made = Vec::with_capacity(cells.found.len());
        for of_cell in cells.found.chunk_by(|(one, _), (other, _)| one == other) {
            let value = cells.sheet.value(&cells.sheet.cells[of_cell[0].0 as usize], text);
            let findings: Vec<Finding> = of_cell.iter().map(|(_, f)| *f).collect();
            made.extend(self.violated(value, &findings));
        }
        made
    }

    /// Reports the parts of messages that cannot be seen into: what is in them nobody looked for.
    fn unread_parts(
        &mut self,
        origin: Origin,
        text: &[u8],
        first: u64,
        cells: &CellsFound,
        numbers: &[Option<u64>],
    ) -> Result<()> {
        let (sheet, mut cursor) = (&cells.sheet, Cursor::new(origin));
        let is_unread = |cell: &Cell| cell.unread && cell.layers.mail().is_some();
        for (number, cell) in sheet.cells.iter().enumerate().filter(|(_, cell)| is_unread(cell)) {
            self.unread += 1;
            if !self.how.lines {
                continue;
            }
            let place = sheet.records.partition_point(|r| r.cells.1 <= number);
            let field = shown_path(self.how.shared, &sheet.names.shown(cell.name))?;
            let finding = unread(&self.how.shared.vocabulary, cell.span());
            let shown = Shown {
                finding: &finding,
                span: cell.span(),
                // It is not shown: nobody knows what it says.
                value: b"",
                record: numbers[place].map(|n| first + n),
                field: Some(&field),
                violates: None,
            };
            self.row(origin, &mut cursor, text, &shown, false)?;
        }
        Ok(())
    }

    /// Counts a finding and reports it, if it is wanted.
    fn one(&mut self, origin: Origin, cursor: &mut Cursor, text: &[u8], shown: &Shown<'_>) -> Result<()> {
        let f = shown.finding;
        if self.how.wanted.as_ref().is_some_and(|w| !w.contains(&f.info_type)) {
            return Ok(());
        }
        self.overlong += u64::from(f.overlong);
        if f.likelihood() < self.how.least {
            return Ok(());
        }
        let info_type = self.how.shared.vocabulary.get(f.info_type);
        let is_example = is_documented(info_type.domain, shown.value);
        if is_example && self.how.hides_examples {
            self.hidden += 1;
            return Ok(());
        }
        if let Some(violated) = shown.violates {
            *self.violations.entry(violated).or_default() += 1;
        }
        self.gate_closed |= self.how.gate.is_some_and(|g| f.likelihood() >= g);
        self.tally.count(f.info_type, f.likelihood(), shown.value);
        if !self.how.lines {
            return Ok(());
        }
        self.row(origin, cursor, text, shown, is_example)
    }

    /// Reports a finding.
    fn row(
        &mut self,
        origin: Origin,
        cursor: &mut Cursor,
        text: &[u8],
        shown: &Shown<'_>,
        is_example: bool,
    ) -> Result<()> {
        let f = shown.finding;
        let info_type = self.how.shared.vocabulary.get(f.info_type);
        cursor.move_to(text, shown.span.start);
        let detector = match f.detector {
            DetectorId::FIELD => "field",
            DetectorId::LIMIT => "limit",
            id => &self.how.shared.engine.rule(id).id,
        };
        let base = origin.byte - origin.context as u64;
        let keys = self.how.keys.as_ref().filter(|_| !f.via.is_whole() && !shown.value.is_empty());
        let violates = self.how.policy.zip(shown.violates).map(|(policy, n)| policy.violations[n].cited());
        let mut row = json!({
            "schema_version": 1,
            "path": self.path,
            "record": shown.record.unwrap_or(cursor.line + 1),
            "line": cursor.line + 1,
            "column": shown.span.start as i64 - cursor.line_start + 1,
            "start": base + shown.span.start as u64,
            "end": base + shown.span.end as u64,
            "info_type": info_type.name,
            "category": self.categories.get(usize::from(f.info_type.0)).cloned().flatten(),
            "confidence": f.confidence,
            "likelihood": f.likelihood().name(),
            "detector": detector,
            "encoding": f.via.coders().map(Coder::name).collect::<Vec<_>>(),
            "field": shown.field,
            "fingerprint": keys.map(|k| k.fingerprint(info_type.domain, shown.value)),
            "example": is_example,
            "preview": preview(shown.value),
            "violates": violates,
        });
        if self.how.reveal {
            row["value"] = String::from_utf8_lossy(shown.value).into();
        }
        self.part.write(&format!("{row}\n"))
    }
}

impl Observer for Findings<'_, '_> {
    fn findings(&mut self, origin: Origin, text: &[u8], findings: &[Finding]) -> Result<()> {
        let mut cursor = Cursor::new(origin);
        let violated = self.violated(text, findings);
        for (finding, violates) in findings.iter().zip(violated) {
            let (span, value) = (finding.span, finding.value(text));
            let shown = Shown { finding, span, value: &value, record: None, field: None, violates };
            self.one(origin, &mut cursor, text, &shown)?;
        }
        Ok(())
    }

    fn cells(&mut self, origin: Origin, text: &[u8], first: u64, cells: &CellsFound) -> Result<()> {
        let mut cursor = Cursor::new(origin);
        let sheet = &cells.sheet;
        let mut fields: Vec<Option<String>> = vec![None; sheet.names.len()];
        // What stands between rows has no number among them.
        let mut rows = 0;
        let number = |r: &Record| {
            let is_row = !r.flaw.is_some_and(Flaw::is_between);
            rows += u64::from(is_row);
            is_row.then(|| rows - 1)
        };
        let numbers: Vec<Option<u64>> = sheet.records.iter().map(number).collect();
        let violated = self.violated_in_cells(text, cells);
        for ((number, finding), violates) in cells.found.iter().zip(violated) {
            let cell = &sheet.cells[*number as usize];
            let place = sheet.records.partition_point(|r| r.cells.1 <= *number as usize);
            let record = numbers[place];
            let field = &mut fields[cell.name.0 as usize];
            if field.is_none() && self.how.lines {
                *field = Some(shown_path(self.how.shared, &sheet.names.shown(cell.name))?);
            }
            let value = finding.value(sheet.value(cell, text));
            let shown = Shown {
                finding,
                span: sheet.place(cell, finding.span),
                value: &value,
                record: record.map(|n| first + n),
                field: field.as_deref(),
                violates,
            };
            self.one(origin, &mut cursor, text, &shown)?;
        }
        self.unread_parts(origin, text, first, cells, &numbers)
    }

    fn progress(&mut self, bytes: u64) {
        self.progress.add(bytes);
    }

    fn is_behind(&self) -> bool {
        self.part.is_behind()
    }

    fn catch_up(&mut self) -> Result<()> {
        self.part.flush()
    }
}
