//! JSON against documents whose leaves are known, and against serde_json.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

use obelus::format::json::document::{Context, read_block};
use obelus::format::json::lines::{Start, read_lines};
use obelus::format::json::parse::{Ground, Reader};
use obelus::format::json::string::{escape, unescape, unescape_decoded};
use obelus::format::names::{NameId, Names};
use obelus::format::sheet::{Cell, Kind, Layer, Layers, Sheet, Value};
use obelus::span::Span;
use serde_json::Value as Json;

#[path = "json/blocks.rs"]
mod blocks;
#[path = "json/borders.rs"]
mod borders;
#[path = "fuzz_targets/json.rs"]
mod compared;
#[path = "json/documents.rs"]
mod documents;
#[allow(dead_code)]
#[path = "common/random.rs"]
mod random;

use compared::{SAMPLES, read, serde_accepts};
use documents::{Dialect, Leaf, Writer};
use random::Random;

const STRICT: Dialect = Dialect { is_strict: true, has_twins: false, nested: 0 };
const LOOSE: Dialect = Dialect { is_strict: false, has_twins: true, nested: 4 };

fn path(sheet: &Sheet, name: NameId) -> Vec<Vec<u8>> {
    sheet.names.shown(name).into_iter().map(<[u8]>::to_vec).collect()
}

fn leaves(sheet: &Sheet, text: &[u8]) -> Vec<Leaf> {
    let leaf = |cell: &Cell| (cell.kind, path(sheet, cell.name), sheet.value(cell, text).to_vec());
    sheet.cells.iter().map(leaf).collect()
}

/// The inside of a string, decoded slowly.
fn decode(text: &[u8]) -> Vec<u8> {
    let mut units: Vec<u16> = Vec::new();
    let mut out = Vec::new();
    let mut rest = text;
    let flush = |units: &mut Vec<u16>, out: &mut Vec<u8>| {
        for c in char::decode_utf16(units.drain(..)) {
            match c {
                Ok(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                Err(e) => {
                    let code = e.unpaired_surrogate();
                    let low = |n: u16| 0x80 | (n & 0x3f) as u8;
                    out.extend_from_slice(&[0xed, low(code >> 6), low(code)]);
                }
            }
        }
    };
    while let [first, after @ ..] = rest {
        if *first == b'\\' && after[0] == b'u' {
            let digits = std::str::from_utf8(&after[1..5]).unwrap();
            units.push(u16::from_str_radix(digits, 16).unwrap());
            rest = &after[5..];
            continue;
        }
        flush(&mut units, &mut out);
        if *first == b'\\' {
            let known = b"\"\\/bfnrt".iter().position(|b| *b == after[0]).unwrap();
            out.push(b"\"\\/\x08\x0c\n\r\t"[known]);
            rest = &after[1..];
        } else {
            out.push(*first);
            rest = after;
        }
    }
    flush(&mut units, &mut out);
    out
}

/// `text` decoded as often as there are layers but one for members, all for cells.
fn decode_times(text: &[u8], times: usize) -> Vec<u8> {
    (0..times).fold(text.to_vec(), |text, _| decode(&text))
}

/// Every position of the sheet leads to the raw text of what it says.
fn check_places(sheet: &Sheet, text: &[u8]) {
    assert_eq!(sheet.decoded.len(), sheet.places.len());
    let kept = |cell: &Cell| if let Value::Decoded(part) = cell.value() { part.len() + 1 } else { 0 };
    assert_eq!(sheet.cells.iter().map(kept).sum::<usize>(), sheet.decoded.len(), "nothing is left over");
    for cell in &sheet.cells {
        let layers = cell.layers.iter().count();
        let times = if matches!(cell.kind, Kind::Text | Kind::Key) { layers } else { layers - 1 };
        let value = sheet.value(cell, text);
        assert_eq!(decode_times(cell.span().of(text), times), value, "the span decodes to the value");
        if let Value::Decoded(part) = cell.value() {
            assert_eq!(sheet.decoded[part.end], b'\n');
            assert_eq!(sheet.places[part.end] as usize, cell.span().end);
            assert_ne!(cell.span().of(text), value, "what needs no decoding is plain");
        }
        for n in 0..=value.len() {
            let place = sheet.place(cell, Span::new(0, n));
            assert_eq!(place.start, cell.span().start);
            // Inside what one escape stands for, the place is that of all of it.
            let is_border = n == 0 || n == value.len() || {
                let next = sheet.place(cell, Span::new(0, n + 1));
                matches!(cell.value(), Value::Plain) || next.end != place.end
            };
            if is_border {
                let before = decode_times(&text[cell.span().start..place.end], times);
                assert_eq!(before, &value[..n], "what stands before byte {n}");
            }
        }
        let of_member = cell.member().map_or(NameId::ROOT, |m| sheet.members[m as usize].name);
        assert_eq!(cell.name, of_member);
    }
}

fn check_members(sheet: &Sheet, text: &[u8], wanted: &[documents::Text]) {
    assert_eq!(sheet.members.len(), wanted.len());
    for (n, member) in sheet.members.iter().enumerate() {
        assert_eq!(path(sheet, member.name), wanted[n].0);
        let of_it = |cell: &&Cell| cell.member() == Some(n as u32);
        let key = sheet.cells.iter().find(|cell| of_it(cell) && cell.kind == Kind::Key).unwrap();
        let times = key.layers.iter().count() - 1;
        assert_eq!(decode_times(member.span().of(text), times), wanted[n].1);
        assert_eq!(member.parent().map(|p| sheet.members[p as usize].name), sheet.names.parent(member.name));
        let before = sheet.members[..n].iter().rev().find(|other| other.object == member.object);
        match (before, member.comma()) {
            (None, None) => {}
            (Some(before), Some(comma)) => {
                let white = decode_times(&text[before.span().end..comma], times);
                assert!(white.iter().all(u8::is_ascii_whitespace));
                assert_eq!(before.parent(), member.parent());
                let between = decode_times(&text[comma..member.span().start], times);
                assert!(between[0] == b',' && between[1..].iter().all(u8::is_ascii_whitespace));
            }
            _ => panic!("a comma stands before all members but the first"),
        }
        if let Some(parent) = member.parent() {
            let parent = &sheet.members[parent as usize];
            assert!(parent.span().contains(member.span()) && parent.object != member.object);
        }
    }
}

#[test]
fn random_documents_have_the_leaves_that_were_written() {
    let mut random = Random::new(1);
    for _ in 0..4000 {
        let mut text = Vec::new();
        let mut writer = Writer::new(&mut random, LOOSE);
        writer.value(4, &mut text);
        let (wanted, members) = (writer.leaves, writer.members);
        let sheet = read(&text).expect("it is JSON");
        assert_eq!(leaves(&sheet, &text), wanted, "{}", text.escape_ascii());
        check_places(&sheet, &text);
        check_members(&sheet, &text, &members);
    }
}

/// The leaves of what serde_json read, but for the numbers, of which it keeps no lexeme.
fn walk(value: &Json, path: &mut Vec<Vec<u8>>, out: &mut Vec<Leaf>) {
    match value {
        Json::Object(members) => {
            for (key, value) in members {
                path.push(key.as_bytes().to_vec());
                out.push((Kind::Key, path.clone(), key.as_bytes().to_vec()));
                walk(value, path, out);
                path.pop();
            }
        }
        Json::Array(values) => values.iter().for_each(|value| walk(value, path, out)),
        Json::String(text) => out.push((Kind::Text, path.clone(), text.as_bytes().to_vec())),
        Json::Number(number) => {
            out.push((Kind::Number, path.clone(), number.as_f64().unwrap().to_string().into_bytes()));
        }
        word => out.push((Kind::Word, path.clone(), word.to_string().into_bytes())),
    }
}

#[test]
fn serde_json_reads_the_same() {
    let mut random = Random::new(2);
    for _ in 0..4000 {
        let mut text = Vec::new();
        Writer::new(&mut random, STRICT).value(4, &mut text);
        let mut wanted = Vec::new();
        walk(&serde_json::from_slice(&text).unwrap(), &mut Vec::new(), &mut wanted);
        let sheet = read(&text).unwrap();
        let mut got = leaves(&sheet, &text);
        for (kind, _, value) in &mut got {
            if *kind == Kind::Number {
                let number: f64 = std::str::from_utf8(value).unwrap().parse().unwrap();
                *value = number.to_string().into_bytes();
            }
        }
        let order = |a: &Leaf, b: &Leaf| (&a.1, a.0 as u8, &a.2).cmp(&(&b.1, b.0 as u8, &b.2));
        got.sort_by(order);
        wanted.sort_by(order);
        assert_eq!(got, wanted, "{}", text.escape_ascii());
        for cell in sheet.cells.iter().filter(|cell| cell.kind == Kind::Text) {
            let quoted = Span::new(cell.span().start - 1, cell.span().end + 1).of(&text);
            let value: String = serde_json::from_slice(quoted).unwrap();
            assert_eq!(value.as_bytes(), sheet.value(cell, &text));
        }
    }
}

#[test]
fn malformed_is_what_serde_json_refuses() {
    let interesting = b"\0\x1f \"\\/{}[]:,.-+019eEutfnaD\x7f\x80\xc3\xed\xff'#";
    for sample in SAMPLES {
        let sample = sample.as_bytes();
        for end in 0..sample.len() {
            assert_eq!(read(&sample[..end]).is_some(), serde_accepts(&sample[..end]), "{end}");
        }
        for at in 0..sample.len() {
            for byte in interesting.iter().copied().chain((0..8).map(|bit| sample[at] ^ 1 << bit)) {
                let mut text = sample.to_vec();
                text[at] = byte;
                assert_eq!(read(&text).is_some(), serde_accepts(&text), "{}", text.escape_ascii());
                text.insert(at, sample[at]);
                assert_eq!(read(&text).is_some(), serde_accepts(&text), "{}", text.escape_ascii());
                text.drain(at..at + 2);
                assert_eq!(read(&text).is_some(), serde_accepts(&text), "{}", text.escape_ascii());
            }
        }
    }
}

#[test]
fn what_is_no_json_is_malformed_and_leaves_nothing() {
    for text in [
        "",
        " ",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "NaN",
        "Infinity",
        "nul",
        "True",
        "'a'",
        "[1,]",
        "[,1]",
        "{,}",
        "{\"a\":1,}",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{1:1}",
        "[1 2]",
        "[1]]",
        "{]",
        "[}",
        "// c\n1",
        "1/**/",
        "\"\\x41\"",
        "\"\\u12g4\"",
        "\"\\u12",
        "\"\\",
        "\"\\\"",
        "\u{feff}1",
        "\"a\" \"b\"",
    ] {
        assert!(read(text.as_bytes()).is_none(), "{text}");
    }
    let mut sheet = Sheet::default();
    let mut reader = Reader::default();
    for text in [r#"{"\u0061":{"b":"\n"},"c":[1,"#, r#"["[1,\"x\"]", x"#] {
        assert!(reader.read_value(text.as_bytes(), 0, Ground::root(), &mut sheet).is_err());
        assert!(sheet.cells.is_empty() && sheet.members.is_empty());
        assert!(sheet.decoded.is_empty() && sheet.places.is_empty());
    }
}

#[test]
fn nesting_has_a_limit_and_needs_no_stack() {
    let nested = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();
    assert!(read(&nested(128)).is_some());
    assert!(read(&nested(129)).is_none());
    assert!(read(&nested(3_000_000)).is_none());
    assert!(read(&vec![b'['; 3_000_000]).is_none());
    let objects = "{\"a\":".repeat(128) + "0" + &"}".repeat(128);
    let sheet = read(objects.as_bytes()).unwrap();
    assert_eq!(sheet.names.path(sheet.cells.last().unwrap().name).len(), 128);
    assert!(read(("{\"a\":".repeat(129) + "0" + &"}".repeat(129)).as_bytes()).is_none());
}

/// `text` in so many strings of JSON, each the only element of an array.
fn in_strings(text: &str, times: usize) -> String {
    let string = |text: &String| serde_json::to_string(text).unwrap();
    (0..times)
        .fold(text.to_owned(), |text, n| if n == 0 { string(&text) } else { string(&format!("[{text}]")) })
}

#[test]
fn json_in_strings_is_read_to_a_depth() {
    for times in 0..=5 {
        let text = format!("{{\"out\": {}}}", in_strings(r#" {"k": ["v", 12, {"\"": ""}]} "#, times));
        let text = text.as_bytes();
        let sheet = read(text).unwrap();
        check_places(&sheet, text);
        if times <= 3 {
            let found = leaves(&sheet, text);
            let names: Vec<usize> = found.iter().map(|leaf| leaf.1.len()).collect();
            assert_eq!(names, [1, 2, 2, 2, 3, 3], "{times}");
            assert_eq!(
                sheet.members.iter().map(|m| m.parent()).collect::<Vec<_>>(),
                [None, Some(0), Some(1)]
            );
            assert!(sheet.cells[1..].iter().all(|cell| cell.layers.iter().count() == times + 1));
            // White space around a value belongs to no member, that in a string does.
            assert_eq!(sheet.members[0].span().end, text.len() - if times == 0 { 2 } else { 1 });
        } else {
            // Below the depth, one text.
            assert_eq!(sheet.cells.len(), 2);
            assert_eq!(sheet.cells[1].kind, Kind::Text);
        }
    }
    // What only looks like JSON stays a text; so does what is no object or array.
    for value in ["[1", "[1] x", "{\\\"a\\\":1} x", "[a]", "12", "\\\"x\\\"", "{\\\"a\\\":\\\"\\\\x\\\"}"] {
        let text = format!("[\"a\\n\",\"{value}\",\"\\tb\"]");
        let sheet = read(text.as_bytes()).unwrap();
        assert_eq!(sheet.cells.len(), 3, "{value}");
        assert!(sheet.members.is_empty());
        check_places(&sheet, text.as_bytes());
    }
}

#[test]
fn json_in_the_cell_of_a_table_is_read() {
    let quoted = Layers::one(Layer::Quoted { quote: b'"', escape: b'"' });
    let bare = Layers::one(Layer::Bare { delimiter: b',' });
    for (row, layers, cells) in [
        (&br#"1,{"n": [3]},2"#[..], bare, 2),
        (br#"1,{"n": [3},2"#, bare, 1),
        (br#"1,"{""n"": ""O""""x""}",2"#, quoted, 1),
        (br#"1,"[""a"",""b""]",2"#, quoted, 2),
        (br#"1,[3] 4,2"#, bare, 1),
    ] {
        let mut sheet = Sheet::default();
        let name = sheet.names.id(NameId::ROOT, b"column");
        let is_quoted = layers == quoted;
        let quote = usize::from(is_quoted);
        let inner = Span::new(2 + quote, row.len() - 2 - quote);
        let value = if is_quoted { unquote(row, inner, &mut sheet) } else { Value::Plain };
        let cell = Cell::new(inner, value, Kind::Text, layers).of(name, None);
        sheet.cells.push(cell);
        let bytes = sheet.value(&cell, row).to_vec();
        let is_json = serde_json::from_slice::<Json>(&bytes).is_ok();
        assert_eq!(Reader::default().expand_last(row, &mut sheet), is_json);
        assert_eq!(sheet.cells.len(), cells);
        assert_eq!(sheet.names.path(sheet.cells[0].name)[0], b"column");
        if !is_json {
            assert_eq!(sheet.value(&sheet.cells[0], row), bytes);
            assert_eq!(sheet.place(&sheet.cells[0], Span::new(0, bytes.len())), inner);
        }
    }
    let row = br#"1,"{""n"": ""O\""x"", ""t"": ""{\""z\"":7}""}",2"#;
    let mut sheet = Sheet::default();
    let name = sheet.names.id(NameId::ROOT, b"column");
    let inner = Span::new(3, row.len() - 3);
    let value = unquote(row, inner, &mut sheet);
    sheet.cells.push(Cell::new(inner, value, Kind::Text, quoted).of(name, None));
    assert!(Reader::default().expand_last(row, &mut sheet));
    let values: Vec<&[u8]> = sheet.cells.iter().map(|cell| sheet.value(cell, row)).collect();
    assert_eq!(values, [&b"n"[..], b"O\"x", b"t", b"z", b"7"]);
    let raw: Vec<&[u8]> = sheet.cells.iter().map(|cell| cell.span().of(row)).collect();
    assert_eq!(raw, [&b"n"[..], br#"O\""x"#, b"t", b"z", b"7"]);
    assert_eq!(sheet.members[0].span().of(row), br#"""n"": ""O\""x"""#);
    assert_eq!(sheet.members[2].span().of(row), br#"\""z\"":7"#);
    assert_eq!(sheet.members[1].comma().map(|n| row[n]), Some(b','));
    assert_eq!(sheet.cells[4].layers.iter().count(), 3);
}

/// A quoted cell, with its quotes undoubled.
fn unquote(row: &[u8], inner: Span, sheet: &mut Sheet) -> Value {
    let start = sheet.decoded.len();
    let mut at = inner.start;
    while at < inner.end {
        sheet.decoded.push(row[at]);
        sheet.places.push(at as u32);
        at += if row[at..].starts_with(b"\"\"") { 2 } else { 1 };
    }
    let value = Value::Decoded(Span::new(start, sheet.decoded.len()));
    sheet.decoded.push(b'\n');
    sheet.places.push(inner.end as u32);
    value
}

#[test]
fn strings_are_decoded_with_places() {
    let text = br#"..a\u00e9\ud83d\ude00\ud800\n\udc00x\ud800\u0041.."#;
    let (mut decoded, mut places) = (Vec::new(), Vec::new());
    unescape(text, Span::new(2, text.len() - 2), &mut decoded, &mut places).unwrap();
    assert_eq!(decoded, b"a\xc3\xa9\xf0\x9f\x98\x80\xed\xa0\x80\n\xed\xb0\x80x\xed\xa0\x80A");
    assert_eq!(places, [2, 3, 3, 9, 9, 9, 9, 21, 21, 21, 27, 29, 29, 29, 35, 36, 36, 36, 42]);
    // A string in a string: places lead through both.
    let outer = br#""\"a\\u0062\\\\c\"""#;
    let (mut first, mut first_places) = (Vec::new(), Vec::new());
    unescape(outer, Span::new(1, outer.len() - 1), &mut first, &mut first_places).unwrap();
    first_places.push((outer.len() - 1) as u32);
    let (mut second, mut places) = (Vec::new(), Vec::new());
    unescape_decoded(&first, &first_places, Span::new(1, first.len() - 1), &mut second, &mut places).unwrap();
    assert_eq!((&second[..], &places[..]), (&b"ab\\c"[..], &[3_u32, 4, 11, 15][..]));
    for wrong in [&b"a\\"[..], b"\\x", b"\\u", b"\\u12", b"\\u12g4", b"\\ud83d\\u00"] {
        let (mut decoded, mut places) = (vec![1], vec![1]);
        assert!(unescape(wrong, Span::new(0, wrong.len()), &mut decoded, &mut places).is_none());
        assert_eq!((decoded.len(), places.len()), (1, 1));
    }
}

#[test]
fn half_a_surrogate_pair_is_written_as_it_was_read() {
    let mut text = Vec::new();
    escape(b"\xed\xa0\xbd-\xed\xb8\x80 \xed\x9f\xbf\xed", &mut text);
    assert_eq!(text, b"\\ud83d-\\ude00 \xed\x9f\xbf\xed");
}

#[test]
fn keys_are_no_documents() {
    let text = br#"{"[1]":"x"}"#;
    assert_eq!(read(text).unwrap().cells.len(), 2);
    let mut sheet = read(text).unwrap();
    sheet.cells.truncate(1);
    assert!(!Reader::default().expand_last(text, &mut sheet));
}

#[test]
fn any_bytes_make_a_string_that_holds_them() {
    let mut random = Random::new(3);
    for round in 0..3000 {
        let value: Vec<u8> = match round {
            0 => (0..=255).collect(),
            1 => b"\xed\xa0\xbd-\xed\xb8\x80 \xed\x9f\xbf \xed".to_vec(),
            _ => (0..random.below(20))
                .map(|_| *random.pick(b"\"\\\n\r\t\0\x1fa\x7f\x80\xc3\xa9\xf0\xff/u"))
                .collect(),
        };
        let mut text = b"[\"".to_vec();
        escape(&value, &mut text);
        text.extend_from_slice(b"\"]");
        let sheet = read(&text).unwrap();
        assert_eq!(sheet.value(&sheet.cells[0], &text), value);
        if let Ok(value) = String::from_utf8(value) {
            assert_eq!(serde_json::from_slice::<Vec<String>>(&text).unwrap(), [value]);
        }
    }
}

/// All that a sheet says of its records, in positions of the whole input.
fn say(sheet: &Sheet, text: &[u8], offset: usize) -> Vec<String> {
    let moved = |span: Span| (span.start + offset, span.end + offset);
    let mut said = Vec::new();
    for record in &sheet.records {
        said.push(format!("{:?} {:?} {:?}", moved(record.span), moved(record.content), record.flaw));
        let first = record.members.0 as u32;
        for cell in &sheet.cells[record.cells.0..record.cells.1] {
            let (name, value) = (sheet.names.path(cell.name), sheet.value(cell, text));
            let member = cell.member().map(|n| n - first);
            let layers = cell.layers.iter().count();
            said.push(format!(
                "{:?} {:?} {name:?} {value:?} {member:?} {layers}",
                moved(cell.span()),
                cell.kind
            ));
        }
        for member in &sheet.members[record.members.0..record.members.1] {
            let (comma, parent) = (member.comma().map(|n| n + offset), member.parent().map(|n| n - first));
            said.push(format!("{:?} {comma:?} {} {parent:?}", moved(member.span()), member.object - first));
        }
    }
    let last = sheet.records.last();
    assert_eq!(last.map_or(0, |record| record.cells.1), sheet.cells.len());
    assert_eq!(last.map_or(0, |record| record.members.1), sheet.members.len());
    said
}

fn lines(text: &[u8]) -> Sheet {
    let mut sheet = Sheet::default();
    read_lines(text, Span::new(0, text.len()), &Start::first(), &mut sheet);
    sheet
}

#[test]
fn what_no_splitter_let_through_is_redacted_and_no_panic() {
    let mut random = Random::new(6);
    for _ in 0..20_000 {
        let text: Vec<u8> =
            (0..random.below(24)).map(|_| *random.pick(b"[]{}\"\\,:01-.eutfn \n\xef\xbb\xbfx\0")).collect();
        let mut sheet = Sheet::default();
        read_block(&text, Span::new(0, text.len()), Context::start(), &mut sheet);
        say(&sheet, &text, 0);
        // Outside records stands nothing but structure.
        let mut outside = text.clone();
        for record in sheet.records.iter().rev() {
            outside.drain(record.span.start..record.span.end);
        }
        let outside = outside.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&outside);
        assert!(outside.iter().all(|byte| b"[], \n".contains(byte)), "{}", text.escape_ascii());
        say(&lines(&text), &text, 0);
        if let Some(sheet) = read(&text) {
            assert!(serde_accepts(&text), "{}", text.escape_ascii());
            check_places(&sheet, &text);
        } else {
            assert!(!serde_accepts(&text), "{}", text.escape_ascii());
        }
    }
}

#[test]
fn names_are_known_again_in_any_order() {
    let mut names = Names::default();
    let mut random = Random::new(7);
    let mut known = std::collections::HashMap::new();
    for _ in 0..5000 {
        let parent = NameId(random.below(names.len().min(20)) as u32);
        let name = vec![b'a'; random.below(8)];
        let id = names.id(parent, &name);
        assert_ne!(id, NameId::ROOT);
        assert_eq!(*known.entry((parent, name.clone())).or_insert(id), id);
        assert_eq!(names.own(id), name);
    }
    assert_eq!(names.len(), known.len() + 1);
}

/// The fields of the values of `text`, as `path=value`, with what values beside them say of them.
fn named(text: &str) -> Vec<String> {
    let (mut sheet, text) = (Sheet::default(), text.as_bytes());
    Reader::default().read_value(text, 0, Ground::root(), &mut sheet).unwrap();
    let of = |cell: &Cell| {
        let path = sheet.names.path(cell.name).join(&b'.');
        [&path[..], b"=", sheet.value(cell, text)].concat()
    };
    let cells = sheet.cells.iter().filter(|cell| cell.kind != Kind::Key);
    cells.map(|cell| String::from_utf8(of(cell)).unwrap()).collect()
}

#[test]
fn a_value_is_called_what_the_member_beside_it_says() {
    for (text, wanted) in [
        (r#"{"name":"Cookie","value":"a=b"}"#, &["name=Cookie", "value.Cookie=a=b"][..]),
        (r#"{"Value":7,"x":1,"Key":"e\u002dmail"}"#, &["Value.e-mail=7", "x=1", "Key=e-mail"]),
        (
            r#"{"h":[{"name":"a","values":["b","c"]},{"name":"d","value":null}]}"#,
            &["h.name=a", "h.values.a=b", "h.values.a=c", "h.name=d", "h.value.d=null"],
        ),
        // What is in an object has names of its own; only what the value holds itself is called so.
        (r#"{"k":"a","v":{"name":"b","value":"c"}}"#, &["k=a", "v.a.name=b", "v.value.b=c"]),
        (r#"{"key":"a","name":"b","value":"c"}"#, &["key=a", "name=b", "value.a.b=c"]),
        (r#"{"label":"Date of birth: ","value":"c"}"#, &["label=Date of birth: ", "value.Date of birth=c"]),
        (
            r#"{"key":"a","value":{"stringValue":"b","other":"c"}}"#,
            &["key=a", "value.stringValue.a=b", "value.a.other=c"],
        ),
        // No names: no text, signs, a marker, nothing beside.
        (r#"{"name":7,"value":"c"}"#, &["name=7", "value=c"]),
        (r#"{"name":"a/b","value":"c"}"#, &["name=a/b", "value.a.b=c"]),
        (r#"{"name":"[NAME]","value":"c"}"#, &["name=[NAME]", "value=c"]),
        (r#"[{"name":"a"},{"value":"c"}]"#, &["name=a", "value=c"]),
        (r#"{"s":"{\"name\":\"a\",\"value\":\"b\"}"}"#, &["s.name=a", "s.value.a=b"]),
    ] {
        assert_eq!(named(text), wanted, "{text}");
    }
}

#[test]
fn a_name_that_a_value_says_is_no_key_and_is_not_shown() {
    let (mut sheet, text) = (Sheet::default(), br#"{"name":"x","value":{"x":1},"v":"y"}"#);
    Reader::default().read_value(text, 0, Ground::root(), &mut sheet).unwrap();
    let cells: Vec<_> = sheet.cells.iter().filter(|cell| cell.kind != Kind::Key).collect();
    let shown: Vec<_> = cells.iter().map(|cell| sheet.names.shown(cell.name).join(&b'.')).collect();
    assert_eq!(shown, [&b"name"[..], b"value.x", b"v"]);
    let said = sheet.names.path(cells[2].name);
    assert_eq!(said, [&b"v"[..], b"x"]);
}
