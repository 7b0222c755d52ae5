//! SQL: how a dump is cut shows nowhere, no byte of it is passed over, and what is written in the place of a value is that value.

use obelus::decode::charset::Charset;
use obelus::format::json::document::Arrival;
use obelus::format::sheet::{Kind, Sheet};
use obelus::format::sql::read::read_block;
use obelus::format::sql::split::Splitter;
use obelus::format::sql::written::Way;
use obelus::format::sql::{Dialect, Dump, Machine};
use obelus::span::Span;

/// Dumps to begin with.
pub const SAMPLES: &[&str] = &[
    "CREATE TABLE t (a int, b text);\nINSERT INTO t VALUES (1,'it''s'),(2,'x\\'y'), (3,NULL) ;\nINSERT INTO t VALUES (4,'z');\n",
    "COPY t (a, b) FROM stdin;\n1\tx\\ty\\\\\n\\N\t{\"k\": \"a\\\\nb\"}\n\\.\n\nSELECT 1;\n",
    "INSERT INTO t (a) VALUES (X'616e6e'),(0x616e6e),(E'a\\x41\\101'),(replace('a\\nb','\\n',char(10))),('a' 'b'||'c');\n",
    "/*!40101 SET NAMES utf8mb4 */;\n-- x\n/* y */ UPDATE t SET a='x', b=5 WHERE c IN ('d'); # z\n",
    "CREATE FUNCTION f() AS $a$ BEGIN 'x'; END $a$;\nCOMMENT ON TABLE t IS 'it''s';\nALTER TABLE t ADD b int;\n",
    "DELIMITER ;;\nCREATE TRIGGER a BEGIN SELECT 'x;y'; END ;;\nDELIMITER ;\nINSERT INTO t (a) VALUES (\"b\"\"c\") ON DUPLICATE KEY UPDATE a='b';\n",
    "INSERT INTO t (a,b) VALUES ('{\\\"k\\\":[1,\\\"v\\\"]}',-1.5e+3),(CAST('x' AS CHAR(3)),_binary 'y' /* z */),(f('a','b'),(1));\n",
];

/// A cell as it is compared: its place, what it says, its name, what it is.
type Seen = (Span, Vec<u8>, Vec<Vec<u8>>, Kind, bool);

/// All that is read of a dump.
#[derive(Default, PartialEq)]
struct Read {
    cells: Vec<Seen>,
    records: Vec<(Span, bool, Option<obelus::format::sheet::Flaw>)>,
    /// Where reading stopped.
    end: usize,
    message: Option<String>,
}

/// Reads `text` that comes in pieces of `piece` bytes, cut into blocks of about `frame`.
fn read(dialect: Dialect, text: &[u8], frame: usize, piece: usize, arrival: Arrival) -> Read {
    let machine = Machine::new(&Dump::new(dialect, false), Charset::UTF_8);
    let mut splitter = Splitter::new(machine, frame, 1 << 20);
    let (mut made, mut start, mut end) = (Read::default(), 0, 0);
    loop {
        let now = if end == text.len() { Arrival::End } else { arrival };
        match splitter.cut(&text[start..end], now) {
            Ok(Some(block)) => {
                let mut sheet = Sheet::default();
                let part = &text[start..start + block.length];
                read_block(part, Span::new(0, part.len()), &block.machine, &mut sheet);
                add(&mut made, &sheet, part, start);
                start += block.length;
                continue;
            }
            Ok(None) if now == Arrival::End => break,
            Ok(None) => end = text.len().min(end + piece),
            Err(e) => {
                made.message = Some(e.to_string());
                break;
            }
        }
    }
    made.end = start;
    made
}

fn add(made: &mut Read, sheet: &Sheet, text: &[u8], start: usize) {
    let at = |span: Span| Span::new(start + span.start, start + span.end);
    for cell in &sheet.cells {
        let path = sheet.names.path(cell.name).into_iter().map(<[u8]>::to_vec).collect();
        made.cells.push((at(cell.span()), sheet.value(cell, text).to_vec(), path, cell.kind, cell.unread));
    }
    made.records.extend(sheet.records.iter().map(|r| (at(r.span), r.element, r.flaw)));
}

/// Signs that need not be looked at: those of JSON, quotes, what parts values, what begins a comment or a text, and the end of rows.
const DULL: &[u8] = b"{}[]:(),;'\"-#/*\\.\xef\xbb\xbf";

/// Every byte that was read is in a cell, or says nothing.
fn nothing_is_passed_over(text: &[u8], read: &Read) {
    let mut seen = vec![false; read.end];
    read.cells.iter().for_each(|(span, ..)| seen[span.start..span.end].fill(true));
    for (at, byte) in text[..read.end].iter().enumerate().filter(|(at, _)| !seen[*at]) {
        let before_quote = matches!(text.get(at + 1), Some(b'\'' | b'x')) && b"eEnNxXbB0".contains(byte);
        let is_hex = *byte == b'x' && at > 0 && text[at - 1] == b'0';
        assert!(
            *byte <= b' ' || DULL.contains(byte) || before_quote || is_hex,
            "{at}: {}",
            text.escape_ascii()
        );
    }
}

/// Writes every text in its place again.
fn written_again(dialect: Dialect, text: &[u8]) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    let machine = Machine::new(&Dump::new(dialect, false), Charset::UTF_8);
    let mut sheet = Sheet::default();
    read_block(text, Span::new(0, text.len()), &machine, &mut sheet);
    let (mut made, mut values, mut at) = (Vec::new(), Vec::new(), 0);
    for cell in sheet.cells.iter().filter(|c| c.kind == Kind::Text && !c.unread && c.layers.strings() == 0) {
        let written = cell.layers.sql()?;
        let value = sheet.value(cell, text);
        values.push(value.to_vec());
        made.extend_from_slice(&text[at..cell.span().start]);
        let start = made.len();
        if matches!(written.way, Way::Comment | Way::Dollar | Way::Name) || !written.write(value, &mut made) {
            made.truncate(start);
            made.extend_from_slice(cell.span().of(text));
        }
        at = cell.span().end;
    }
    made.extend_from_slice(&text[at..]);
    Some((made, values))
}

/// Compares what is read of `data`, whose first byte says whose it is.
#[allow(dead_code)] // The tests that have other dumps use the rest.
pub fn check(data: &[u8]) {
    let Some((first, text)) = data.split_first() else { return };
    let dialect = [Dialect::MySql, Dialect::Postgres, Dialect::Sqlite][usize::from(first % 3)];
    let whole = read(dialect, text, usize::MAX >> 1, usize::MAX >> 1, Arrival::More);
    for (frame, piece, arrival) in
        [(1, 1, Arrival::More), (1, 1, Arrival::Idle), (16, 7, Arrival::Idle), (40, 64, Arrival::More)]
    {
        let other = read(dialect, text, frame, piece, arrival);
        // In pieces, white space and what stands in the way are met one by one.
        assert!(
            other == whole,
            "{frame} {piece}: {:?} {:?}: {}",
            whole.message,
            other.message,
            text.escape_ascii()
        );
    }
    nothing_is_passed_over(text, &whole);
    let part = &text[..whole.end];
    if let Some((made, values)) = written_again(dialect, part) {
        let again = written_again(dialect, &made);
        assert!(
            again.is_some_and(|(_, other)| other == values),
            "{}: {}",
            part.escape_ascii(),
            made.escape_ascii()
        );
    }
}
