//! What a disguised value stands in: how it is put in validly, and how records are told apart again.

use std::collections::BTreeMap;

use crate::disguises::Disguise;
use crate::values::Value;

/// What a value stands in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Carrier {
    Text,
    CsvBare,
    CsvQuoted,
    Json,
    Url,
    Html,
    Attribute,
    Xml,
    XmlDocument,
    Sql,
    MailBody,
    MailHeader,
}

use Carrier::*;

/// What a message of a mailbox begins with.
pub const FROM: &str = "From - Sat Jan  3 01:05:34 2026\n";

/// Where in its line, cell or string the value stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Position {
    Start,
    Middle,
    End,
}

impl Position {
    pub const ALL: &[Position] = &[Position::Start, Position::Middle, Position::End];
}

impl Carrier {
    pub const ALL: &[Carrier] =
        &[Text, CsvBare, CsvQuoted, Json, Url, Html, Attribute, Xml, XmlDocument, Sql, MailBody, MailHeader];

    pub fn name(self) -> &'static str {
        match self {
            Text => "text",
            CsvBare => "CSV",
            CsvQuoted => "CSV, quoted",
            Json => "JSON string",
            Url => "URL in a log",
            Html => "HTML text",
            Attribute => "HTML attribute",
            Xml => "XML text",
            XmlDocument => "XML document",
            Sql => "SQL dump",
            MailBody => "mail body",
            MailHeader => "mail header",
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Text => "txt",
            CsvBare | CsvQuoted => "csv",
            Json => "jsonl",
            Url => "log",
            Html | Attribute => "html",
            // Elements in a text, and no document.
            Xml => "txt",
            XmlDocument => "xml",
            Sql => "sql",
            MailBody | MailHeader => "mbox",
        }
    }

    /// What stands before the first record.
    pub fn head(self) -> &'static str {
        match self {
            CsvBare | CsvQuoted => "record,note,state\n",
            XmlDocument => "<notes>\n",
            Sql => {
                "-- MySQL dump 10.13\n\nCREATE TABLE `notes` (\n  `record` varchar(9),\n  `note` text,\n  `state` text\n);\n"
            }
            _ => "",
        }
    }

    /// What stands behind the last.
    pub fn tail(self) -> &'static str {
        if self == XmlDocument { "</notes>\n" } else { "" }
    }

    /// The disguised value with the words beside it, as it stands in this carrier; nothing when it cannot stand there.
    pub fn embed(self, disguise: &Disguise, value: &Value, position: Position) -> Option<Embedded> {
        let disguised = (disguise.write)(value);
        let unit = if disguise.native.contains(&self) { disguised } else { self.escaped(&disguised)? };
        let word = value.category.word();
        let line = match (self, position) {
            (Url, Position::Start) => format!("/{word}/{unit}/edit?lang=en"),
            (Url, Position::Middle) => format!("/edit?lang=en&{word}={unit}&page=one"),
            (Url, Position::End) => format!("/edit/{word}/{unit}"),
            (_, Position::Start) => format!("{unit} is the {word} we noted"),
            (_, Position::Middle) => format!("the {word} {unit} was noted"),
            (_, Position::End) => format!("we noted the {word} {unit}"),
        };
        Some(Embedded { unit, line })
    }

    /// `text` as this carrier writes it.
    fn escaped(self, text: &str) -> Option<String> {
        let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        match self {
            Text => Some(text.to_owned()),
            CsvBare => (!text.contains([',', '"', '\n', '\r'])).then(|| text.to_owned()),
            CsvQuoted => Some(text.replace('"', "\"\"")),
            Json => {
                let quoted = serde_json::to_string(text).unwrap();
                Some(quoted[1..quoted.len() - 1].to_owned())
            }
            Url => Some(in_url(text)),
            Html => (!text.contains('\0')).then(|| in_markup(text)),
            Attribute => (!text.contains('\0')).then(|| in_markup(text).replace('"', "&quot;")),
            // XML 1.0, 2.2: no control characters.
            Xml | XmlDocument => (!text.contains(is_control)).then(|| in_markup(text)),
            Sql => Some(in_sql(text)),
            MailBody => (!text.contains('\0')).then(|| text.to_owned()),
            MailHeader => is_header(text).then(|| text.to_owned()),
        }
    }

    /// A whole record.
    pub fn record(self, id: &str, line: &str, disguise: &Disguise) -> String {
        match self {
            Text => format!("record {id}\n{line}\n"),
            CsvBare => format!("{id},{line},open\n"),
            CsvQuoted => format!("{id},\"{line}\",open\n"),
            Json => format!("{{\"record\":\"{id}\",\"note\":\"{line}\",\"state\":\"open\"}}\n"),
            Url => format!("record {id}\nclient \"GET https://shop.example.com{line} HTTP\" ok\n"),
            Html => format!("record {id}\n<p class=\"note\">{line}</p>\n"),
            Attribute => format!("record {id}\n<input name=\"note\" title=\"{line}\" disabled>\n"),
            Xml => format!("record {id}\n<entry><note>{line}</note><state>open</state></entry>\n"),
            XmlDocument => format!("<entry id=\"{id}\"><note>{line}</note><state>open</state></entry>\n"),
            Sql => format!("INSERT INTO `notes` VALUES ('{id}','{line}','open');\n"),
            MailBody => format!(
                "{FROM}X-Id: {id}\nSubject: notes\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {}\n\n{}\n\n",
                disguise.transfer,
                body(line, disguise.transfer)
            ),
            MailHeader => {
                format!(
                    "{FROM}X-Id: {id}\nMIME-Version: 1.0\nSubject: {line}\nPrecedence: list\n\nas above\n\n"
                )
            }
        }
    }

    /// The records of what was written, by their ids. Where ids are gone, so are their records.
    pub fn records(self, written: &[u8]) -> BTreeMap<String, Vec<u8>> {
        match self {
            CsvBare | CsvQuoted => rows(written),
            Json => {
                let lines = written.split_inclusive(|b| *b == b'\n');
                lines
                    .filter_map(|line| Some((between(line, b"{\"record\":\"", b"\"")?, line.to_vec())))
                    .collect()
            }
            XmlDocument => begun(written, b"<entry id=\"", b"\""),
            Sql => begun(written, b"INSERT INTO `notes` VALUES ('", b"'"),
            MailBody | MailHeader => begun(written, [FROM, "X-Id: "].concat().as_bytes(), b"\n"),
            _ => marked(written),
        }
    }
}

/// A line of a mail, as its transfer encoding has it. Quoted-printable is written by the disguise.
fn body(line: &str, transfer: &str) -> String {
    if transfer != "base64" {
        return line.to_owned();
    }
    let all = data_encoding::BASE64.encode(line.as_bytes());
    all.as_bytes().chunks(76).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\n")
}

/// A value in the line around it.
pub struct Embedded {
    /// The value as the carrier has it.
    pub unit: String,
    pub line: String,
}

/// What stands between `before` at the start and the next `after`.
fn between(line: &[u8], before: &[u8], after: &[u8]) -> Option<String> {
    let rest = line.strip_prefix(before)?;
    let end = memchr::memmem::find(rest, after)?;
    String::from_utf8(rest[..end].to_vec()).ok()
}

/// Records behind `record id` lines.
fn marked(written: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut open: Option<String> = None;
    for line in written.split_inclusive(|b| *b == b'\n') {
        if let Some(id) = between(line, b"record ", b"\n") {
            all.insert(id.clone(), Vec::new());
            open = Some(id);
        } else if let Some(record) = open.as_ref().and_then(|id| all.get_mut(id)) {
            record.extend_from_slice(line);
        }
    }
    all
}

/// Records that begin with `before`, which stands nowhere else, and their id up to `after`.
fn begun(written: &[u8], before: &[u8], after: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let starts: Vec<usize> = memchr::memmem::find_iter(written, before).collect();
    let ends = starts.iter().skip(1).copied().chain([written.len()]);
    let records = starts.iter().zip(ends).map(|(from, to)| &written[*from..to]);
    records.filter_map(|record| Some((between(record, before, after)?, record.to_vec()))).collect()
}

/// Rows, by another reader of tables.
fn rows(written: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(written);
    let (mut row, mut starts) = (csv::ByteRecord::new(), Vec::new());
    while reader.read_byte_record(&mut row).unwrap_or(false) {
        let at = row.position().map_or(0, |place| place.byte()) as usize;
        starts.push((at, String::from_utf8_lossy(&row[0]).into_owned()));
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([written.len()]);
    let records = starts.iter().zip(ends);
    records.map(|((from, id), to)| (id.clone(), written[*from..to].to_vec())).collect()
}

/// RFC 3986: what may not stand in a path or a value of a query is percent-encoded. What is percent-encoded stays.
fn in_url(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut made = String::new();
    for (at, b) in bytes.iter().enumerate() {
        let hex = |range: std::ops::Range<usize>| {
            bytes.get(range).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        let is_escape =
            *b == b'%' && (hex(at + 1..at + 3) || bytes.get(at + 1) == Some(&b'u') && hex(at + 2..at + 6));
        let stays = b.is_ascii_alphanumeric() || b"-._~!$'()*+,;:@/".contains(b) || is_escape;
        if stays { made.push(char::from(*b)) } else { made += &format!("%{b:02X}") }
    }
    made
}

/// As mysqldump writes a text.
fn in_sql(text: &str) -> String {
    let escapes = [("\\", "\\\\"), ("'", "\\'"), ("\"", "\\\""), ("\n", "\\n"), ("\r", "\\r"), ("\0", "\\0")];
    escapes.iter().fold(text.to_owned(), |text, (plain, escaped)| text.replace(plain, escaped))
}

fn in_markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// RFC 5322, 2.2.3 and RFC 6532: no controls, and a line goes on where it begins with a space.
fn is_header(text: &str) -> bool {
    let folded = text.replace("\n ", "  ").replace("\n\t", "  ");
    !folded.contains(|c: char| c.is_control() && c != '\t')
}
