//! Tables: rows that the csv crate writes are read as it reads them.

use obelus::format::csv::Table;
use obelus::format::csv::rows::{Columns, Start};
use obelus::format::sheet::Sheet;
use obelus::span::Span;

/// Reads all of `text`, which has no header.
pub fn read(text: &[u8], sheet: &mut Sheet) {
    let table = Table::new(b',', Vec::new(), false);
    let start = Start { input: true, rows: true };
    Columns::new(&table, sheet).read(text, Span::new(0, text.len()), start, sheet);
}

/// Fails when the rows of `text` are not those that the csv crate reads.
pub fn same_rows(text: &[u8]) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let wanted: Vec<Vec<Vec<u8>>> =
        reader.byte_records().map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect()).collect();
    let mut sheet = Sheet::default();
    read(text, &mut sheet);
    let row = |r: &obelus::format::sheet::Record| {
        let cells = &sheet.cells[r.cells.0..r.cells.1];
        cells.iter().map(|cell| sheet.value(cell, text).to_vec()).collect()
    };
    let found: Vec<Vec<Vec<u8>>> = sheet.records.iter().map(row).collect();
    assert_eq!(found, wanted, "{}", text.escape_ascii());
    assert!(sheet.records.iter().all(|record| record.flaw.is_none()));
}

/// Compares a table that `data` describes: its first byte says how it is written, bytes of 0xff end rows, those of 0xfe
/// cells, and everything else stands in cells.
#[allow(dead_code)] // The tests that have other tables use the rest.
pub fn check(data: &[u8]) {
    let (how, data) = data.split_first().unwrap_or((&0, &[]));
    let end = if how & 1 == 0 { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let style = if how & 2 == 0 { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
    let mut writer = csv::WriterBuilder::new();
    let mut writer = writer.flexible(true).terminator(end).quote_style(style).from_writer(Vec::new());
    for row in data.split(|b| *b == 0xff) {
        writer.write_record(row.split(|b| *b == 0xfe)).unwrap();
    }
    same_rows(&writer.into_inner().unwrap());
}
