//! XML: what is taken, roxmltree takes too and says the same, in whatever blocks it is read; and no byte is in no cell
//! but those that every document has.

use obelus::decode::charset::Charset;
use obelus::format::json::document::Arrival;
use obelus::format::sheet::{Cell, Kind, Sheet};
use obelus::format::xml::read::read_block;
use obelus::format::xml::split::Splitter;
use obelus::span::Span;
use roxmltree::{Document, Error, Node};

/// Documents to begin with.
pub const SAMPLES: &[&str] = &[
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<users>\n  <row Id=\"1\" N='a&amp;b' Body=\"&lt;p&gt;x&#xA;y\" />\n  <row Id=\"2\"/>\n</users>",
    "<list a=\"1\"><!-- c --><r><x>1</x><y k='v'>t<![CDATA[u]]>v<!-- w --></y></r>\n<r>p <b>q</b> s<i/></r></list><!-- e -->",
    "<p>ann<b>@example</b>.com &#x41;&#66;<?p q?>\r\n</p>",
    "<!DOCTYPE a SYSTEM 'x'><a:b xmlns:a='urn:x' a:c='d\n\te'><![CDATA[ ]] > ]]></a:b>",
    "<a><b><c><d/></c></b><b>]] &gt; ]</b><b x=''></b></a>",
];

/// What a document says, in its order: fields with their values, and beside them notes and larger texts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub fields: Vec<(String, Vec<u8>)>,
    pub notes: Vec<Vec<u8>>,
    pub joined: Vec<Vec<u8>>,
    pub has_json: bool,
    /// Bytes that are in no cell, with a zero for those that are.
    pub rest: Vec<u8>,
}

/// All of `text`, in blocks of `frame` bytes or more that come `step` bytes at a time.
pub fn read(text: &[u8], frame: usize, step: usize) -> Option<Said> {
    let (mut splitter, mut said) = (Splitter::new(frame, 1 << 20), Said::default());
    said.rest = text.to_vec();
    let (mut taken, mut have) = (0, 0);
    loop {
        have = text.len().min(have + step);
        let arrival = if have == text.len() { Arrival::End } else { Arrival::More };
        while let Some(block) = splitter.cut(&text[taken..have], arrival).ok()? {
            let part = &text[taken..taken + block.length];
            let mut sheet = Sheet::default();
            let whole = Span::new(0, part.len());
            read_block(part, whole, &block.context, Charset::UTF_8, &mut sheet);
            if sheet.fault.is_some() {
                return None;
            }
            let mut at = 0;
            for record in &sheet.records {
                assert!(record.span.start >= at && record.span.end <= part.len());
                at = record.span.end;
            }
            say(part, &sheet, taken, &mut said);
            taken += block.length;
        }
        if have == text.len() {
            return Some(said);
        }
    }
}

fn say(text: &[u8], sheet: &Sheet, base: usize, said: &mut Said) {
    let value = |cell: &Cell| sheet.value(cell, text).to_vec();
    for cell in &sheet.cells {
        said.has_json |= cell.layers.strings() > 0 || cell.unread;
        for (run, _) in sheet.runs(cell, sheet.place(cell, Span::new(0, sheet.value(cell, text).len()))) {
            said.rest[base + run.start..base + run.end].fill(0);
        }
        match cell.kind {
            Kind::Key => {}
            Kind::Note => said.notes.push(value(cell)),
            _ => {
                // What an attribute calls its element is no part of the tree.
                let path = sheet.names.shown(cell.name).join(&b'.');
                said.fields.push((String::from_utf8_lossy(&path).into_owned(), value(cell)));
            }
        }
    }
    for (from, to) in &sheet.joins {
        let mut joined = Vec::new();
        for piece in &sheet.pieces[*from..*to] {
            joined.extend_from_slice(piece.gap.text());
            joined.extend_from_slice(sheet.value(&sheet.cells[piece.cell as usize], text));
        }
        said.joined.push(joined);
    }
}

/// White space is written in many ways.
fn plain(value: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(value).replace("\r\n", "\n").replace(['\r', '\n', '\t'], " ");
    text.trim_matches(' ').as_bytes().to_vec()
}

/// What roxmltree finds.
fn walk(node: Node<'_, '_>, path: &str, said: &mut Said) {
    let path = match path {
        "" => node.tag_name().name().to_owned(),
        above => format!("{above}.{}", node.tag_name().name()),
    };
    for attribute in node.attributes() {
        said.fields.push((format!("{path}.{}", attribute.name()), attribute.value().as_bytes().to_vec()));
    }
    let mut run = Vec::new();
    for child in node.children() {
        if let Some(text) = child.text().filter(|_| child.is_text()) {
            run.extend_from_slice(text.as_bytes());
        } else if child.is_comment() {
            said.notes.push(child.text().unwrap_or("").as_bytes().to_vec());
        } else if child.is_element() {
            said.fields.push((path.clone(), std::mem::take(&mut run)));
            walk(child, &path, said);
        }
    }
    said.fields.push((path, run));
}

fn fields(said: &Said) -> Vec<(String, Vec<u8>)> {
    said.fields
        .iter()
        .map(|(path, value)| (path.clone(), plain(value)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// True for what is no mistake without namespaces.
fn is_about_namespaces(error: &Error) -> bool {
    matches!(
        error,
        Error::UnknownNamespace(..)
            | Error::DuplicatedNamespace(..)
            | Error::UnexpectedXmlUri(..)
            | Error::UnexpectedXmlnsUri(..)
            | Error::InvalidElementNamePrefix(..)
            | Error::InvalidXmlPrefixUri(..)
            | Error::DuplicatedAttribute(..)
    )
}

/// Bytes that are in no cell are those of markup: signs, white space, names that close what they opened, and the words
/// of declarations.
fn check_rest(text: &[u8], rest: &[u8]) {
    let case = || text.escape_ascii().to_string();
    let mut at = 0;
    if let Some(end) = rest.starts_with(b"<?xml").then(|| memchr(rest, b"?>")).flatten() {
        at = end + 2;
    }
    while at < rest.len() {
        let here = &rest[at..];
        at += if here.starts_with(b"</") {
            here.iter().position(|b| *b == b'>').unwrap_or_else(|| panic!("{}", case()))
        } else if here.starts_with(b"<![CDATA[") || here.starts_with(b"<!DOCTYPE") {
            9
        } else {
            let is_sign = b"\0<>/='\"?!-]\r\n\t ".contains(&here[0]) || here.starts_with(b"\xef\xbb\xbf");
            assert!(is_sign, "byte {at} is in no cell: {}", case());
            if here.starts_with(b"\xef") { 3 } else { 1 }
        };
    }
}

fn memchr(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

/// Compares what is read of `data`.
#[allow(dead_code)] // Tests that have other documents use the rest.
pub fn check(data: &[u8]) {
    let said = read(data, usize::MAX, data.len().max(1));
    for (frame, step) in [(1, 1), (1, 7), (16, 3), (64, data.len().max(1))] {
        let again = read(data, frame, step);
        assert_eq!(said, again, "frames of {frame}: {}", data.escape_ascii());
    }
    let Some(said) = said.filter(|_| !data.is_empty()) else { return };
    // The signs of JSON are in no cell either, however they are written.
    if !said.has_json {
        check_rest(data, &said.rest);
    }
    // Beyond ASCII not every character may stand in a name, and roxmltree knows XML 1.0 only.
    let Some(text) = std::str::from_utf8(data).ok().filter(|t| t.is_ascii() && !t.contains("1.1")) else {
        return;
    };
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        // A name with a colon at its end is none with namespaces.
        Err(e) if is_about_namespaces(&e) || text.contains(':') => return,
        Err(e) => panic!("roxmltree refuses it: {e}: {}", data.escape_ascii()),
    };
    let mut other = Said::default();
    for node in document.root().children() {
        if node.is_comment() {
            other.notes.push(node.text().unwrap_or("").as_bytes().to_vec());
        } else if node.is_element() {
            walk(node, "", &mut other);
        }
    }
    if !said.has_json {
        assert_eq!(fields(&said), fields(&other), "{}", data.escape_ascii());
    }
    let said_in =
        |note: &Vec<u8>| plain(note).is_empty() || said.notes.iter().any(|n| plain(n) == plain(note));
    assert!(other.notes.iter().all(said_in), "{}", data.escape_ascii());
}
