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
        let (delimiter, heads) = (*delimiter, Vec::new());
        let named: Vec<Vec<u8>> = self.common.columns.iter().map(|c| c.clone().into_bytes()).collect();
        if !named.is_empty() {
            if named.len() != cells.len() && !cells.is_empty() {
                let what = "--columns names another number of columns than the first row has";
                return Err(Error::new(ErrorKind::Input, what)
                    .ordinal("columns of the first row", cells.len() as u64)
                    .fix("name every column, in order"));
            }
            return Ok((Table { delimiter, columns: named, header: false, heads }, reader));
        }
        if cells.is_empty() || is_header {
            return Ok((Table { delimiter, columns: row.cells, header: true, heads }, reader));
        }
        let Shared { rules, vocabulary, fields, .. } = self.shared;
        // What a row is does not depend on what the run needs.
        let judges = Judges { engine: &*rules.all()?, vocabulary, fields };
        let is_header = header::judge(&judges, &self.declared, cells) == Verdict::Header;
        // A header that leaves columns without names can be that of groups of columns.
        if is_header && !cells.iter().any(|cell| cell.trim_ascii().is_empty()) {
            return Ok((Table { delimiter, columns: row.cells, header: true, heads }, reader));
        }
        let (below, reader) =
            if self.names_decide && !is_header { (Vec::new(), reader) } else { below(reader, &row)? };
        let rows: Vec<&[Vec<u8>]> = std::iter::once(&row).chain(&below).map(|row| &row.cells[..]).collect();
        let said = header::said(&judges, &rows);
        if is_header && said.as_ref().is_none_or(|said| said.row == 0) {
            return Ok((Table { delimiter, columns: row.cells, header: true, heads }, reader));
        }
        if self.names_decide {
            let what = "the first row of the table does not look like a header; the input is withheld";
            return Err(Error::new(ErrorKind::Input, what)
                .fix("add `--columns NAME,NAME,…` if it is data, or `--header` if it is the header"));
        }
        let (columns, heads) = match said {
            None => (vec![Vec::new(); cells.len()], heads),
            Some(said) => (
                said.columns,
                std::iter::once(&row).chain(&below).nth(said.row).map_or(heads, |row| row.written.clone()),
            ),
        };
        Ok((Table { delimiter, columns, header: false, heads }, reader))
    }
}
