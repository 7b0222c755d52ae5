//! What was seen in one input: counts per field, never a value.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use crate::detect::cells::CellsFound;
use crate::finding::{DetectorId, Finding, Likelihood};
use crate::format::Reading;
use crate::format::names::NameId;
use crate::format::sheet::{Flaw, Kind};
use crate::info_type::InfoTypeId;
use crate::limits::{SAMPLE_BYTES_MAX, SAMPLE_RECORDS_MAX};
use crate::pipeline::Origin;

/// The names that lead to a field, the outermost first.
pub type FieldPath = Vec<Box<[u8]>>;

/// A value of so many words is text that somebody wrote.
const PROSE_WORDS: usize = 4;

/// What kind of input it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Plain text.
    Text,
    /// A delimited table.
    Table,
    /// JSON, one value a line or not.
    Json,
    /// A dump of SQL.
    Sql,
    /// XML.
    Xml,
    /// Mail.
    Mail,
}

impl Form {
    fn of(reading: &Reading) -> Self {
        match reading {
            Reading::Text | Reading::Log(_) => Form::Text,
            Reading::Table(_) => Form::Table,
            Reading::JsonLines | Reading::MixedLines | Reading::Json => Form::Json,
            Reading::Sql(_) => Form::Sql,
            Reading::Xml => Form::Xml,
            Reading::Mail(_) => Form::Mail,
        }
    }

    /// In plain words.
    pub fn name(self) -> &'static str {
        match self {
            Form::Text => "plain text",
            Form::Table => "table",
            Form::Json => "JSON",
            Form::Sql => "SQL dump",
            Form::Xml => "XML",
            Form::Mail => "mail",
        }
    }
}

/// What was found of one info type in a field: counts of values.
#[derive(Clone, Copy, Default)]
pub struct Found {
    /// Values that hold it, at `likely` or above.
    pub likely: u64,
    /// Values that are nothing else, at `likely` or above.
    pub whole: u64,
}

/// What was seen in a field.
#[derive(Clone, Default)]
pub struct Evidence {
    /// Values that are not empty or `null`.
    pub filled: u64,
    /// Values that are text of some words.
    pub prose: u64,
    /// Values that hold anything at `possible` or above.
    pub doubtful: u64,
    /// What detectors found.
    pub found: BTreeMap<InfoTypeId, Found>,
}

impl Evidence {
    fn count(&mut self, value: &[u8], findings: &[&Finding]) {
        self.filled += 1;
        let words = value.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty());
        self.prose += u64::from(words.take(PROSE_WORDS).count() == PROSE_WORDS);
        self.doubtful += u64::from(findings.iter().any(|f| f.likelihood() >= Likelihood::Possible));
        let start = value.len() - value.trim_ascii_start().len();
        let end = value.trim_ascii_end().len();
        let likely = findings.iter().filter(|f| f.likelihood() >= Likelihood::Likely);
        let mut seen: BTreeMap<InfoTypeId, bool> = BTreeMap::new();
        for f in likely {
            *seen.entry(f.info_type).or_default() |= f.span.start <= start && f.span.end >= end;
        }
        for (info_type, whole) in seen {
            let found = self.found.entry(info_type).or_default();
            found.likely += 1;
            found.whole += u64::from(whole);
        }
    }

    /// Adds what was seen in the same field of another input.
    pub fn add(&mut self, other: &Evidence) {
        self.filled += other.filled;
        self.prose += other.prose;
        self.doubtful += other.doubtful;
        for (info_type, more) in &other.found {
            let found = self.found.entry(*info_type).or_default();
            found.likely += more.likely;
            found.whole += more.whole;
        }
    }
}

/// What was seen in one input.
pub struct Sample {
    /// What the input is called below the output directory.
    pub relative: PathBuf,
    /// What it is.
    pub form: Form,
    /// Its fields in the order in which they came.
    pub fields: Vec<(FieldPath, Evidence)>,
    /// What detectors found in plain text, at `likely` or above.
    pub text: BTreeSet<InfoTypeId>,
    /// Records looked at, a header included.
    pub records: u64,
    /// Those of them that cannot be parsed, or have another number of cells than the header.
    pub flawed: u64,
    /// There is more than was looked at.
    pub is_cut: bool,
    known: HashMap<FieldPath, usize>,
}

impl Sample {
    /// Nothing seen yet.
    pub fn new(relative: PathBuf, reading: &Reading) -> Self {
        Sample {
            relative,
            form: Form::of(reading),
            fields: Vec::new(),
            text: BTreeSet::new(),
            records: 0,
            flawed: 0,
            is_cut: false,
            known: HashMap::new(),
        }
    }

    /// Looks at a block of text. False when there is no more to be looked at.
    pub fn text(&mut self, origin: Origin, end: u64, findings: &[Finding]) -> bool {
        if origin.byte < SAMPLE_BYTES_MAX {
            let base = origin.byte - origin.context as u64;
            let counts = |f: &&Finding| {
                f.likelihood() >= Likelihood::Likely && base + (f.span.start as u64) < SAMPLE_BYTES_MAX
            };
            self.text.extend(findings.iter().filter(counts).map(|f| f.info_type));
        }
        self.is_cut |= end > SAMPLE_BYTES_MAX;
        !self.is_cut
    }

    /// Looks at a block of records. False when there is no more to be looked at.
    pub fn cells(&mut self, origin: Origin, text: &[u8], cells: &CellsFound) -> bool {
        let (sheet, base) = (&cells.sheet, origin.byte - origin.context as u64);
        let mut rows: Vec<Option<usize>> = vec![None; sheet.names.len()];
        for record in &sheet.records {
            let start = base + record.span.start as u64;
            if self.records == SAMPLE_RECORDS_MAX || start >= SAMPLE_BYTES_MAX {
                self.is_cut = true;
                return false;
            }
            if record.flaw.is_some_and(Flaw::is_between) {
                continue;
            }
            self.records += 1;
            if record.flaw.is_some() {
                self.flawed += 1;
                continue;
            }
            for number in record.cells.0..record.cells.1 {
                let cell = &sheet.cells[number];
                if cell.kind == Kind::Key || cell.name == NameId::ROOT {
                    continue;
                }
                let row = &mut rows[cell.name.0 as usize];
                let row = *row.get_or_insert_with(|| self.row(&sheet.names.shown(cell.name)));
                if !sheet.is_nothing(cell, text) {
                    let from = cells.found.partition_point(|(cell, _)| (*cell as usize) < number);
                    let of_cell = cells.found[from..].iter().take_while(|(cell, _)| *cell as usize == number);
                    let findings: Vec<&Finding> =
                        of_cell.map(|(_, f)| f).filter(|f| f.detector != DetectorId::FIELD).collect();
                    self.fields[row].1.count(sheet.value(cell, text), &findings);
                }
            }
        }
        true
    }

    fn row(&mut self, path: &[&[u8]]) -> usize {
        let path: FieldPath = path.iter().map(|name| Box::from(*name)).collect();
        let next = self.fields.len();
        let row = *self.known.entry(path.clone()).or_insert(next);
        if row == next {
            self.fields.push((path, Evidence::default()));
        }
        row
    }
}
