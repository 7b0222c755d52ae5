//! Does what a value stood in still decode when the value is gone? One check for each carrier and each kind of encoding.

use data_encoding::{BASE64, BASE64URL_NOPAD};

use crate::carriers::{Carrier, FROM};
use crate::decode::compiled;
use crate::disguises::Container;

/// True when `record` is still what `carrier` says it is.
pub fn is_whole(carrier: Carrier, id: &str, record: &[u8]) -> bool {
    let around = |before: &str, after: &str, never: &[u8]| around_in(record, before, after, never);
    match carrier {
        Carrier::Text => true,
        Carrier::CsvBare | Carrier::CsvQuoted => cell(record).is_some(),
        Carrier::Json => json(id, record).is_some(),
        Carrier::Url => {
            around("client \"GET https://shop.example.com/", " HTTP\" ok\n", b" \"<>\n\r\t\x1b\0")
                && broken(Container::Percent, record) == 0
        }
        Carrier::Html => {
            let tags = compiled("<!--.*?-->|</?[a-z]+>").replace_all(record, &b""[..]);
            let bare = compiled("^<p class=\"note\">").replace(&tags, &b""[..]);
            around("<p class=\"note\">", "</p>\n", b"") && !bare.contains(&b'<') && !bare.contains(&b'>')
        }
        Carrier::Attribute => around("<input name=\"note\" title=\"", "\" disabled>\n", b"<>\""),
        Carrier::Xml => {
            around("<entry><note>", "</note><state>open</state></entry>\n", b"<>")
                && broken(Container::Entities, record) == 0
        }
        Carrier::XmlDocument => {
            let head = format!("<entry id=\"{id}\"><note>");
            let record = record.strip_suffix(carrier.tail().as_bytes()).unwrap_or(record);
            around_in(record, &head, "</note><state>open</state></entry>\n", b"<>")
                && broken(Container::Entities, record) == 0
        }
        Carrier::Sql => sql(id, record).is_some(),
        Carrier::MailBody => {
            let head = format!(
                "{FROM}X-Id: {id}\nSubject: notes\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
            );
            around(&head, "\n\n", b"")
        }
        Carrier::MailHeader => {
            let head = format!("{FROM}X-Id: {id}\nMIME-Version: 1.0\nSubject: ");
            around(&head, "\nPrecedence: list\n\nas above\n\n", b"")
                && broken(Container::EncodedWords, record) == 0
        }
    }
}

/// True for a record between `before` and `after` that has none of `never` in it.
fn around_in(record: &[u8], before: &str, after: &str, never: &[u8]) -> bool {
    let inner = record.strip_prefix(before.as_bytes()).and_then(|rest| rest.strip_suffix(after.as_bytes()));
    inner.is_some_and(|inner| !inner.iter().any(|b| never.contains(b)))
}

/// What the carrier says that the line is; nothing when the record is not what it should be.
pub fn content(carrier: Carrier, id: &str, record: &[u8], is_native: bool) -> Option<Vec<u8>> {
    match carrier {
        Carrier::CsvBare | Carrier::CsvQuoted => cell(record),
        Carrier::Json if !is_native => json(id, record),
        Carrier::Sql => sql(id, record),
        Carrier::Html | Carrier::Attribute | Carrier::Xml | Carrier::XmlDocument if !is_native => {
            let text = String::from_utf8_lossy(record);
            let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            Some(plain.replace("&amp;", "&").into_bytes())
        }
        _ => Some(record.to_vec()),
    }
}

/// The second of three cells.
fn cell(record: &[u8]) -> Option<Vec<u8>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(record);
    let rows: Vec<csv::ByteRecord> = reader.byte_records().collect::<Result<_, _>>().ok()?;
    let [row] = rows.as_slice() else { return None };
    (row.len() == 3 && &row[2] == b"open").then(|| row[1].to_vec())
}

/// The note of an object with the three keys.
fn json(id: &str, record: &[u8]) -> Option<Vec<u8>> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(record).ok()?;
    let is_same = object.get("record")? == id && object.get("state")? == "open";
    let note = object.get("note")?.as_str()?;
    is_same.then(|| note.as_bytes().to_vec())
}

/// The second of three values of a statement of MySQL.
fn sql(id: &str, record: &[u8]) -> Option<Vec<u8>> {
    let head = format!("INSERT INTO `notes` VALUES ('{id}','");
    let rest = record.strip_prefix(head.as_bytes())?.strip_suffix(b"','open');\n")?;
    let mut note = Vec::new();
    let mut bytes = rest.iter();
    while let Some(byte) = bytes.next() {
        note.push(match byte {
            b'\'' => return None,
            b'\\' => match bytes.next()? {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'0' => 0,
                b'Z' => 0x1a,
                other => *other,
            },
            other => *other,
        });
    }
    Some(note)
}

fn count(text: &[u8], pattern: &'static str) -> usize {
    compiled(pattern).find_iter(text).count()
}

/// Places that do not decode. More of them than before are too many.
pub fn broken(container: Container, text: &[u8]) -> usize {
    let less = |all: &'static str, whole: &'static str| count(text, all).saturating_sub(count(text, whole));
    match container {
        Container::None => 0,
        Container::Percent => less("%", "%(?:[0-9A-Fa-f]{2}|[uU][0-9A-Fa-f]{4})"),
        Container::Entities => less("&[#A-Za-z]", "&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);"),
        Container::Backslashes => {
            let whole = r"(?s)\\(?:u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|[^uxUX])";
            let all: usize = count(text, r"(?s)\\.?");
            all.saturating_sub(count(text, whole))
        }
        Container::NestedJson => usize::from(!is_nested_json(text)),
        Container::QuotedPrintable => less("=", r"=(?:[0-9A-Fa-f]{2}|[ \t]*\r?\n)"),
        Container::EncodedWords => {
            let marks = count(text, r"=\?[A-Za-z]").max(count(text, r"[^?=]\?=(?:\s|$|\?)"));
            marks.saturating_sub(count(
                text,
                r"=\?[A-Za-z0-9*-]+\?(?:[bB]\?[A-Za-z0-9+/]+=*|[qQ]\?[^?\s]*)\?=",
            ))
        }
        Container::Base64 => runs_broken(text),
        Container::Base64Body => {
            let body = memchr::memmem::find(text, b"\n\n").map_or(text, |at| &text[at..]);
            let body: Vec<u8> = body.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
            usize::from(BASE64.decode(&body).is_err())
        }
        Container::Hex => runs(text, "[0-9A-Fa-f]{10,}").filter(|run| run.len() % 2 == 1).count(),
        Container::Utf16 => utf16_broken(text),
        // In `ESC [` and a marker the bracket of the marker would end the code.
        Container::Terminal => less(r"\x1b\[", r"\x1b\[[0-?]*[ -/]*[A-Za-z]"),
        Container::Utf7 => less(r"\+[A-Za-z0-9/]{3,}", r"\+[A-Za-z0-9/]{3,}-"),
    }
}

/// Runs outside of markers.
fn runs(text: &[u8], pattern: &'static str) -> impl Iterator<Item = Vec<u8>> {
    let plain = compiled(r"\[[A-Z0-9_]+\]").replace_all(text, &b" "[..]).into_owned();
    let found: Vec<Vec<u8>> =
        compiled(pattern).find_iter(&plain).map(|run| run.as_bytes().to_vec()).collect();
    found.into_iter()
}

/// Runs with signs of base64 (a capital, a digit or padding) that are of no possible length or do not decode.
fn runs_broken(text: &[u8]) -> usize {
    let looks = |run: &Vec<u8>| {
        run.iter().any(u8::is_ascii_uppercase) && run.iter().any(u8::is_ascii_lowercase)
            || run.ends_with(b"=")
    };
    let decodes = |run: &Vec<u8>| {
        let url: Vec<u8> = run.iter().copied().filter(|b| *b != b'=').collect();
        let mut lenient = BASE64URL_NOPAD.specification();
        lenient.check_trailing_bits = false;
        BASE64.decode(run).is_ok() || run == &url && lenient.encoding().unwrap().decode(&url).is_ok()
    };
    runs(text, "[A-Za-z0-9+/_-]{12,}=*").filter(looks).filter(|run| !decodes(run)).count()
}

/// The text from the first bracket to the last, when there is one.
fn is_nested_json(text: &[u8]) -> bool {
    let from = text.iter().position(|b| *b == b'{');
    let to = text.iter().rposition(|b| *b == b'}');
    match (from, to) {
        (None, None) => true,
        (Some(from), Some(to)) if from < to => {
            serde_json::from_slice::<serde_json::Value>(&text[from..=to]).is_ok()
        }
        _ => false,
    }
}

/// NULs that are not the second (or the first) half of a character beside them.
fn utf16_broken(text: &[u8]) -> usize {
    let all = text.iter().filter(|b| **b == 0).count();
    let little: usize = runs(text, r"(?s)(?:[^\x00]\x00){2,}").map(|run| run.len() / 2).sum();
    let big: usize = runs(text, r"(?s)(?:\x00[^\x00]){2,}").map(|run| run.len() / 2).sum();
    all.saturating_sub(little.max(big))
}
