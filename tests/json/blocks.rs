//! Lines and documents cut into blocks: in every place, however their bytes arrive.

use obelus::error::ErrorKind;
use obelus::format::json::document::{Arrival, Block, Context, Splitter, read_block};
use obelus::format::json::lines::{Start, read_lines};
use obelus::format::sheet::{Flaw, Sheet};
use obelus::span::Span;

use crate::documents::Writer;
use crate::random::Random;
use crate::{LOOSE, lines, say};

#[test]
fn lines_are_records() {
    let text =
        b"\xef\xbb\xbf{\"a\":1}\r\n\n \t\r\n[1,2] \n{\"a\":\"x\ny\"}\n\"\0\" 1\n{\"a\":1,\"b\\n\":[1,}\n7";
    let sheet = lines(text);
    let found: Vec<(&[u8], &[u8], usize, bool)> = sheet
        .records
        .iter()
        .map(|r| (r.span.of(text), r.content.of(text), r.cells.1 - r.cells.0, r.flaw.is_some()))
        .collect();
    let wanted: &[(&[u8], &[u8], usize, bool)] = &[
        (b"{\"a\":1}\r\n", b"{\"a\":1}", 2, false),
        (b"[1,2] \n", b"[1,2] ", 2, false),
        (b"{\"a\":\"x\n", b"{\"a\":\"x", 0, true),
        (b"y\"}\n", b"y\"}", 0, true),
        (b"\"\0\" 1\n", b"\"\0\" 1", 0, true),
        (b"{\"a\":1,\"b\\n\":[1,}\n", b"{\"a\":1,\"b\\n\":[1,}", 0, true),
        (b"7", b"7", 1, false),
    ];
    assert_eq!(found, wanted);
    assert!(sheet.decoded.is_empty());
    // A byte order mark belongs at the start of the input alone.
    let mut sheet = Sheet::default();
    let mut later = Start::first();
    later.pass(b"1\n");
    read_lines(text, Span::new(0, 12), &later, &mut sheet);
    assert_eq!(sheet.records[0].flaw, Some(Flaw::Malformed));
    assert_eq!(lines(b"1\n\xef\xbb\xbf2\n").records[1].flaw, Some(Flaw::Malformed));
}

#[test]
fn lines_are_read_alike_in_any_part() {
    let mut random = Random::new(4);
    for _ in 0..200 {
        let mut text = Vec::new();
        let mut ends = vec![0];
        if random.one_in(2) {
            text.extend_from_slice(b"[\"id\",\"email\"]\r\n[1,\"a\",{\"b\":2}]\n");
            ends.extend([16, text.len()]);
        }
        for _ in 0..random.below(6) {
            let mut line = Vec::new();
            Writer::new(&mut random, LOOSE).value(3, &mut line);
            line.retain(|b| *b != b'\n');
            if random.one_in(5) {
                line.truncate(line.len() / 2);
            }
            text.extend_from_slice(&line);
            text.extend_from_slice(if random.one_in(2) { b"\n" } else { b"\r\n" });
            ends.push(text.len());
        }
        let whole = say(&lines(&text), &text, 0);
        for cut in ends {
            let mut sheet = Sheet::default();
            let mut start = Start::first();
            read_lines(&text, Span::new(0, cut), &start, &mut sheet);
            let mut said = say(&sheet, &text, 0);
            sheet.clear();
            start.pass_all(&text[..cut]);
            read_lines(&text, Span::new(cut, text.len()), &start, &mut sheet);
            said.extend(say(&sheet, &text, 0));
            assert_eq!(said, whole);
        }
    }
}

/// How an input reaches the splitter.
#[derive(Clone, Copy)]
struct Feed {
    first: usize,
    step: usize,
    idles: bool,
}

/// The blocks of `text`, with where each begins, and whether the splitter refused the rest.
fn split(text: &[u8], feed: Feed, splitter: &mut Splitter) -> (Vec<(usize, Block)>, Option<String>) {
    let (mut blocks, mut taken, mut have) = (Vec::new(), 0, feed.first.min(text.len()));
    loop {
        let arrival = match have == text.len() {
            true => Arrival::End,
            false if feed.idles => Arrival::Idle,
            false => Arrival::More,
        };
        loop {
            match splitter.cut(&text[taken..have], arrival) {
                Ok(Some(block)) => {
                    assert!(block.length > 0);
                    let from = taken;
                    taken += block.length;
                    blocks.push((from, block));
                }
                Ok(None) => break,
                Err(e) => {
                    assert_eq!(e.kind(), ErrorKind::Input);
                    return (blocks, Some(e.to_string()));
                }
            }
        }
        if arrival == Arrival::End {
            assert_eq!(taken, text.len());
            return (blocks, None);
        }
        have = (have + feed.step).min(text.len());
    }
}

fn read_blocks(text: &[u8], feed: Feed, frame: usize, record_max: usize) -> (Vec<String>, Option<String>) {
    let (blocks, error) = split(text, feed, &mut Splitter::new(frame, record_max));
    let mut said = Vec::new();
    for (start, block) in blocks {
        let mut sheet = Sheet::default();
        // A block of its own, so that nothing around it can matter.
        let bytes = &text[start..start + block.length];
        read_block(bytes, Span::new(0, bytes.len()), block.context, &mut sheet);
        said.extend(say(&sheet, bytes, start));
    }
    (said, error)
}

const DOCUMENTS: &[&str] = &[
    "",
    " \n",
    "[]",
    "[ ] [] {}",
    "{\"a\":[1,{\"b\":\"]}\"}]}\n{\"a\":2}\n",
    "\u{feff} [ {\"a\":\"\\\"\\\\\"} , [1,[2]] ,\t\"x\\u0022]\" , 12.5 , null ]\r\n{\"b\":[]}[true]1 2\"s\"3[4]",
    "[{\"n\":{\"a\":x}},{\"ok\":1},{\"a\":\"\\q\"},2]",
    "[null, [\"People\"],\n[\"id\",\"email\"] , [1,\"a\"],{\"b\":[\"c\",\"d\"]},[2,[\"e\",{\"f\":3}],4]]\n[[5,\"g\"]] [[\"name\"],[\"h\"]]",
    "[1,2",
    "[1,2,]",
    "[1,,2]",
    "[,1]",
    "[1 2]",
    "[{\"a\":1]},2]",
    "{\"a\":1} garbage",
    "{\"a\":1},{\"a\":2}",
    "{\"a\":1} trash",
    "[1,2]]",
    "12 01",
    "12 -",
    "\"open",
    "{\"a\":\"\\",
    "\u{feff}",
    "1\u{feff}",
    "[1]:2",
];

#[test]
fn blocks_give_what_the_whole_gives() {
    let mut texts: Vec<Vec<u8>> = DOCUMENTS.iter().map(|text| text.as_bytes().to_vec()).collect();
    texts.push(b"\xef\xbb".to_vec());
    let mut random = Random::new(5);
    for _ in 0..30 {
        let mut text = Vec::new();
        for _ in 0..1 + random.below(3) {
            let mut writer = Writer::new(&mut random, LOOSE);
            if writer.random.one_in(3) {
                writer.value(3, &mut text)
            } else {
                writer.array(3, &mut text)
            }
            text.extend_from_slice(b"\n");
        }
        texts.push(text.clone());
        let at = random.below(text.len());
        text[at] = *random.pick(b"\"\\[]{},:x1 ");
        texts.push(text);
    }
    for text in &texts {
        let whole = read_blocks(text, Feed { first: text.len(), step: 1, idles: false }, 1 << 20, 1 << 20);
        for frame in [1, 2, 5, 16, 60] {
            for idles in [false, true] {
                for first in 0..=text.len() {
                    let feed = Feed { first, step: text.len(), idles };
                    let got = read_blocks(text, feed, frame, 1 << 20);
                    assert_eq!(got, whole, "{} at {first}, {frame}", text.escape_ascii());
                }
                for step in [1, 3] {
                    let got = read_blocks(text, Feed { first: 0, step, idles }, frame, 1 << 20);
                    assert_eq!(got, whole, "{} by {step}, {frame}", text.escape_ascii());
                }
            }
        }
    }
}

#[test]
fn a_document_is_its_records() {
    let text = DOCUMENTS[5].as_bytes();
    let (blocks, error) =
        split(text, Feed { first: text.len(), step: 1, idles: false }, &mut Splitter::default());
    assert!(error.is_none());
    assert_eq!((blocks.len(), &blocks[0].1.context), (1, &Context::start()));
    let mut sheet = Sheet::default();
    read_block(text, Span::new(0, text.len()), Context::start(), &mut sheet);
    let found: Vec<&[u8]> = sheet.records.iter().map(|record| record.span.of(text)).collect();
    let wanted: &[&[u8]] = &[
        b"{\"a\":\"\\\"\\\\\"}",
        b"[1,[2]]",
        b"\"x\\u0022]\"",
        b"12.5",
        b"null",
        b"{\"b\":[]}",
        b"true",
        b"1",
        b"2",
        b"\"s\"",
        b"3",
        b"4",
    ];
    assert_eq!(found, wanted);
    assert!(sheet.records.iter().all(|record| record.flaw.is_none()));
    // Malformed inside its brackets: that record, and no other.
    let text = DOCUMENTS[6].as_bytes();
    let mut sheet = Sheet::default();
    read_block(text, Span::new(0, text.len()), Context::start(), &mut sheet);
    let flaws: Vec<bool> = sheet.records.iter().map(|record| record.flaw.is_some()).collect();
    assert_eq!(flaws, [true, false, true, false]);
    // Deeper than records may be, and the next one is read.
    let deep = format!("[{}1{},2]", "[".repeat(300), "]".repeat(300));
    let (said, error) = read_blocks(deep.as_bytes(), Feed { first: 0, step: 7, idles: false }, 10, 1 << 20);
    assert!(error.is_none() && said.len() == 3 && said[0].contains("Malformed"));
}

#[test]
fn what_a_splitter_refuses() {
    let refuse = |text: &str| {
        let mut splitter = Splitter::default();
        let feed = Feed { first: text.len(), step: 1, idles: false };
        let (blocks, error) = split(text.as_bytes(), feed, &mut splitter);
        let end = blocks.last().map_or(0, |(start, block)| start + block.length);
        (splitter.records(), end, error)
    };
    for (text, records, end) in [
        ("[1,2", 2, 4),
        ("[1,2,]", 2, 4),
        ("[1,,2]", 1, 2),
        ("[,1]", 0, 0),
        ("[1 2]", 1, 2),
        ("[{\"a\":1]},2]", 0, 0),
        ("{\"a\":1} garbage", 1, 8),
        ("{\"a\":1},{\"a\":2}", 1, 7),
        ("{\"a\":1} trash", 1, 8),
        ("[1,2]]", 2, 4),
        ("12 01", 1, 3),
        ("\"open", 0, 0),
        ("1\u{feff}", 0, 0),
        ("[1]:2", 1, 2),
        ("{", 0, 0),
        ("]", 0, 0),
        ("[", 0, 0),
        ("1 ,", 1, 2),
    ] {
        let (found, found_end, error) = refuse(text);
        assert_eq!((found, found_end), (records, end), "{text}: records before the fault are not lost");
        let error = error.unwrap_or_else(|| panic!("{text} is refused"));
        assert!(error.starts_with(&format!("record {}: ", records + 1)) && !error.contains("garbage"));
    }
}

#[test]
fn a_record_has_a_limit_however_it_arrives() {
    let limit = 20;
    for (text, is_refused) in [
        ("[\"01234567890123456\"  ,  \"x\"]", false),
        ("[\"x\",\"012345678901234567\"]", false),
        ("[\"x\",\"0123456789012345678\"]", true),
        ("[\"x\",\"0123456789012345678\"}", true),
        ("[\"x\",[1,2,3,4,5,6,7,8,9,10,}", true),
        ("[\"x\",                    1]", true),
        ("[\"x\",                   1]", false),
        ("12345678901234567890", false),
        ("123456789012345678901", true),
        ("1 23456789012345678901x", true),
        ("                     ", true),
    ] {
        let text = text.as_bytes();
        let whole = read_blocks(text, Feed { first: text.len(), step: 1, idles: false }, 8, limit);
        assert_eq!(whole.1.is_some(), is_refused, "{}", text.escape_ascii());
        if is_refused && text.len() > 22 {
            assert!(whole.1.as_ref().unwrap().contains("longer") || text.ends_with(b"x"));
        }
        for first in 0..text.len() {
            for idles in [false, true] {
                assert_eq!(read_blocks(text, Feed { first, step: 1, idles }, 8, limit), whole);
            }
        }
    }
}

#[test]
fn blocks_are_about_as_long_as_frames_and_idling_lets_records_go() {
    let text = "[".to_owned() + &"{\"a\":1},".repeat(100) + "{}]";
    let feed = Feed { first: text.len(), step: 1, idles: false };
    let (blocks, _) = split(text.as_bytes(), feed, &mut Splitter::new(50, 1 << 20));
    assert!(blocks[..blocks.len() - 1].iter().all(|(_, block)| (50..58).contains(&block.length)));
    assert!(blocks[1..].iter().all(|(_, block)| block.context.is_inside_array()));
    let mut splitter = Splitter::default();
    let pending = b"{\"a\":1}\n{\"a\":2}\n{\"a\"";
    assert!(splitter.cut(pending, Arrival::More).unwrap().is_none());
    assert_eq!(splitter.cut(pending, Arrival::Idle).unwrap().unwrap().length, 16);
    assert_eq!(splitter.records(), 2);
    let mut splitter = Splitter::default();
    assert_eq!(splitter.cut(&pending[..16], Arrival::Idle).unwrap().unwrap().length, 16);
}

/// `cargo test --release --test json -- --ignored --nocapture` says how fast JSON is read.
#[test]
#[ignore = "a measurement"]
fn speed() {
    let record = r#"{"id":1234567,"ts":"2026-01-01T10:00:00Z","user":{"name":"Ada Example","email":"ada@example.com","ip":"192.0.2.17"},"tags":["a","b"],"ok":true,"agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36","note":"said \"hello\" and left","amount":12.50}"#;
    let nested = serde_json::json!({ "id": 7, "payload": record }).to_string();
    for (name, record) in [("plain", record.to_owned()), ("nested", nested)] {
        let text = (record + "\n").repeat(200_000);
        let text = text.as_bytes();
        let mut best = [f64::MAX; 3];
        let mut sheet = Sheet::default();
        for _ in 0..5 {
            let parts: Vec<Span> = split_at_lines(text, 256 << 10);
            let start = std::time::Instant::now();
            let mut start_of = Start::first();
            for part in &parts {
                sheet.clear();
                read_lines(part.of(text), Span::new(0, part.len()), &start_of, &mut sheet);
                start_of.pass_all(part.of(text));
            }
            best[0] = best[0].min(start.elapsed().as_secs_f64());
            let start = std::time::Instant::now();
            let feed = Feed { first: text.len(), step: 1, idles: false };
            let (blocks, _) = split(text, feed, &mut Splitter::default());
            best[1] = best[1].min(start.elapsed().as_secs_f64());
            let start = std::time::Instant::now();
            for (from, block) in blocks {
                sheet.clear();
                let part = Span::new(from, from + block.length);
                read_block(part.of(text), Span::new(0, part.len()), block.context, &mut sheet);
            }
            best[2] = best[2].min(start.elapsed().as_secs_f64());
        }
        let [lines, split, blocks] = best.map(|seconds| text.len() as f64 / seconds / 1e6);
        eprintln!("{name}: lines {lines:.0} MB/s, splitter {split:.0} MB/s, blocks {blocks:.0} MB/s");
    }
}

fn split_at_lines(text: &[u8], size: usize) -> Vec<Span> {
    let (mut parts, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let from = (at + size).min(text.len());
        let end = text[from..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |n| from + n + 1);
        parts.push(Span::new(at, end));
        at = end;
    }
    parts
}
