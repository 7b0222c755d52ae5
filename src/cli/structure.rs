//! How an input is to be read, decided before its first record.

use std::io::Read;
use std::sync::Arc;

use crate::cli::Common;
use crate::cli::input::Input;
use crate::detect::facts::Declarations;
use crate::detect::header::{self, Judges, Verdict};
use crate::error::{Error, ErrorKind, Result};
use crate::format::Reading;
use crate::format::csv::Table;
use crate::format::csv::header::FirstRow;
use crate::format::open::{Opened, below, open};
use crate::format::sql::Dump;
use crate::pipeline::{Shared, Structure};

/// What a reader of an input needs to know.
pub struct Opening<'a> {
    /// Flags.
    pub common: &'a Common,
    /// Detectors and field names.
    pub shared: &'a Shared,
    /// What the sources say of fields.
    pub declared: Declarations,
    /// A policy has rules for fields of this input.
    pub wants_fields: bool,
    /// What columns are called decides something, so that a first row in doubt is an error.
    pub names_decide: bool,
}

impl Opening<'_> {
    /// Looks at the first bytes of `input` and gives them back with the reader.
    pub fn open(
        self,
        input: &Input,
        reader: Box<dyn Read + Send>,
    ) -> Result<(Structure, Box<dyn Read + Send>)> {
        let path = input.path.is_some().then_some(input.relative.as_path());
        let (opened, mut reader) = open(reader, self.common.declared()?, path, self.wants_fields)?;
        let reading = match opened {
            Opened::As(reading) => reading,
            Opened::Dump(dialect) => Reading::Sql(Dump::new(dialect, self.names_decide)),
            Opened::Table(row) => {
                let table;
                (table, reader) = self.table(row, reader)?;
                Reading::Table(Arc::new(table))
            }
        };
        let (pages, charset) = Default::default();
        Ok((Structure { reading, declared: self.declared, pages, charset }, reader))
    }

    fn table(&self, row: FirstRow, reader: Box<dyn Read + Send>) -> Result<(Table, Box<dyn Read + Send>)> {
        if row.is_preamble() {
            let what = "the first row of the table is empty or names its delimiter; the input is withheld";
            return Err(Error::new(ErrorKind::Input, what).fix("take the lines before the header away"));
        }
        let is_header = self.common.header || row.names_others();
        let FirstRow { delimiter, cells, .. } = &row;
        let delimiter = *delimiter;
        let named: Vec<Vec<u8>> = self.common.columns.iter().map(|c| c.clone().into_bytes()).collect();
        if !named.is_empty() {
            if named.len() != cells.len() && !cells.is_empty() {
                let what = "--columns names another number of columns than the first row has";
                return Err(Error::new(ErrorKind::Input, what)
                    .ordinal("columns of the first row", cells.len() as u64)
                    .fix("name every column, in order"));
            }
            return Ok((Table::new(delimiter, named, false), reader));
        }
        if cells.is_empty() || is_header {
            return Ok((Table::new(delimiter, row.cells, true), reader));
        }
        self.judged(row, reader)
    }

    /// The same where the cells of the first rows have to say what they are.
    fn judged(&self, row: FirstRow, reader: Box<dyn Read + Send>) -> Result<(Table, Box<dyn Read + Send>)> {
        let FirstRow { delimiter, cells, .. } = &row;
        let delimiter = *delimiter;
        let Shared { rules, vocabulary, fields, .. } = self.shared;
        // What a row is does not depend on what the run needs.
        let judges = Judges { engine: &*rules.all()?, vocabulary, fields };
        let is_header = header::judge(&judges, &self.declared, cells) == Verdict::Header;
        // Of a column that it leaves without a name, or with one that says nothing, a row below may tell more.
        if is_header && cells.iter().all(|cell| header::is_clear(&judges, &self.declared, cell)) {
            return Ok((Table::new(delimiter, row.cells, true), reader));
        }
        let most = match is_header {
            false if self.names_decide => 0,
            // Only a row of labels can stand below.
            true if !header::may_be_sideways(&judges, cells) => 1,
            _ => usize::MAX,
        };
        let (mut rows, mut reader) =
            if most == 0 { (Vec::new(), reader) } else { below(reader, &row, most)? };
        // Below one that may be such, another can say that it is.
        let is_one = |labels: &FirstRow| header::labels(&judges, cells, &labels.cells, true).is_some();
        if most == 1 && rows.first().is_some_and(is_one) {
            (rows, reader) = below(reader, &row, 2)?;
            let is_said = rows.get(1).is_some_and(|row| header::is_of_questions(&row.written));
            rows.truncate(if is_said { 2 } else { 1 });
        }
        let rows: Vec<&FirstRow> = std::iter::once(&row).chain(&rows).collect();
        let table = of_rows(&judges, &rows, is_header);
        if self.names_decide && !table.header {
            let what = "the first row of the table does not look like a header; the input is withheld";
            return Err(Error::new(ErrorKind::Input, what)
                .fix("add `--columns NAME,NAME,…` if it is data, or `--header` if it is the header"));
        }
        Ok((table, reader))
    }
}

/// The table whose first rows are `rows`; the first of them `is_header` by itself.
fn of_rows(judges: &Judges<'_>, rows: &[&FirstRow], is_header: bool) -> Table {
    let cells: Vec<&[Vec<u8>]> = rows.iter().map(|row| &row.cells[..]).collect();
    let (first, count) = (rows[0], cells[0].len());
    if let Some(keys) = header::sideways(judges, &cells) {
        return Table { keys, ..Table::new(first.delimiter, vec![Vec::new(); count], false) };
    }
    let is_survey = rows.get(2).is_some_and(|row| header::is_of_questions(&row.written));
    let labels = cells.get(1).filter(|_| is_header || is_survey);
    let labels = labels.and_then(|row| header::labels(judges, cells[0], row, is_survey));
    let said = labels.map(|said| (said, true)).or_else(|| {
        let said = header::said(judges, &cells)?;
        (!is_header || said.row > 0).then_some((said, false))
    });
    match said {
        Some((header::Said { columns, kept, row }, header)) => {
            let heads = rows[row].written.clone();
            Table { heads, kept, ..Table::new(first.delimiter, columns, header) }
        }
        None if is_header => Table::new(first.delimiter, first.cells.clone(), true),
        None => Table::new(first.delimiter, vec![Vec::new(); count], false),
    }
}
