//! The targets of the fuzzer (`fuzz/`), driven by data from seeds: without feedback, but everywhere.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use common::packed::PACKERS;
use common::random::Random;
use reference::generate as odd;

mod common;
#[path = "fuzz_targets/decode.rs"]
mod decode;
#[path = "fuzz_targets/engine.rs"]
mod engine;
#[path = "fuzz_targets/json.rs"]
mod json;
#[path = "fuzz_targets/logs.rs"]
mod logs;
#[path = "fuzz_targets/mail.rs"]
mod mail;
#[path = "common/members.rs"]
mod members;
#[path = "fuzz_targets/program.rs"]
mod program;
#[allow(dead_code)]
#[path = "reference/mod.rs"]
mod reference;
#[allow(dead_code)]
#[path = "engine/rules.rs"]
mod rules;
#[path = "fuzz_targets/sql.rs"]
mod sql;
#[path = "fuzz_targets/table.rs"]
mod table;
#[path = "fuzz_targets/xml.rs"]
mod xml;

fn bytes(random: &mut Random, length: usize) -> Vec<u8> {
    (0..length).map(|_| random.next() as u8).collect()
}

/// Calls `check` with data of many seeds; one that fails is named.
fn drive(seeds: u64, make: fn(&mut Random) -> Vec<u8>, check: fn(&[u8])) {
    for seed in 0..seeds {
        let data = make(&mut Random::new(seed));
        let done = std::panic::catch_unwind(|| check(&data));
        assert!(done.is_ok(), "seed {seed}: {}", data.escape_ascii());
    }
}

/// Bytes of any kind, and text that holds values with some bytes in it changed.
fn text(random: &mut Random) -> Vec<u8> {
    let mut made = odd::lines(random, 600);
    for _ in 0..random.below(30) {
        let at = random.below(made.len());
        made[at] = random.next() as u8;
    }
    made
}

/// Tokens in any order, and documents with some bytes changed, taken out or put in.
fn document(random: &mut Random) -> Vec<u8> {
    const TOKENS: &[&str] = &[
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"", "\\", "1", "-0", ".5", "e3", "true", "null", " ",
        "\\u00e9", "\n", "\u{e9}",
    ];
    if random.one_in(2) {
        return (0..random.below(24)).flat_map(|_| random.pick(TOKENS).bytes()).collect();
    }
    let mut made = random.pick(json::SAMPLES).as_bytes().to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(made.len());
        match random.below(3) {
            0 => made[at] = random.next() as u8,
            1 => made.insert(at, made[random.below(made.len())]),
            _ => drop(made.remove(at)),
        }
    }
    made
}

/// Parts of markup in any order, and documents with some bytes changed, taken out or put in.
fn markup(random: &mut Random) -> Vec<u8> {
    const PARTS: &[&str] = &[
        "<a>",
        "</a>",
        "<b>",
        "</b>",
        "<a/>",
        "<b c='d'/>",
        "<a x=\"1\" y='2'>",
        "<!-- c -->",
        "<![CDATA[",
        "]]>",
        "<?p q?>",
        "&lt;",
        "&#65;",
        "&",
        ";",
        "x",
        "ann",
        " ",
        "\n",
        "]",
        "-",
        ">",
        "<",
        "'",
        "\"",
        "<!DOCTYPE a>",
        "<?xml version='1.0'?>",
        "{\"k\":1}",
    ];
    if random.one_in(3) {
        let mut made: Vec<u8> = (0..random.below(16)).flat_map(|_| random.pick(PARTS).bytes()).collect();
        if random.one_in(2) {
            made = [b"<a>", &made[..], b"</a>"].concat();
        }
        return made;
    }
    let mut made = random.pick(xml::SAMPLES).as_bytes().to_vec();
    change(random, 4, PARTS, &mut made);
    made
}

/// Fewer than `times` times a byte of `made` becomes another, comes in or goes, or one of `parts` comes in.
fn change(random: &mut Random, times: usize, parts: &[&str], made: &mut Vec<u8>) {
    for _ in 0..random.below(times) {
        let at = random.below(made.len());
        match random.below(4) {
            0 => made[at] = random.next() as u8,
            1 => made.insert(at, made[random.below(made.len())]),
            2 => drop(made.splice(at..at, random.pick(parts).bytes())),
            _ if made.len() > 1 => drop(made.remove(at)),
            _ => {}
        }
    }
}

/// Lines of known logs with some bytes changed, taken out or put in, or of several; the first byte is a format.
fn named_lines(random: &mut Random) -> Vec<u8> {
    const PARTS: &[&str] = &[
        "\"", "\\", "=", " ", "\n", "|", "]", "[", "- ", "a: ", "a=b ", "'", "{", "}", ",", "#", "\t", ":",
        "  ",
    ];
    let number = random.below(logs::SAMPLES.len());
    let mut made = logs::SAMPLES[number].1.as_bytes().to_vec();
    if random.one_in(4) {
        made.extend_from_slice(random.pick(logs::SAMPLES).1.as_bytes());
    }
    change(random, 6, PARTS, &mut made);
    let named = obelus::format::log::Log::named(logs::SAMPLES[number].0);
    let format = obelus::format::log::Log::all().position(|log| Some(log) == named).unwrap();
    made.insert(0, format as u8);
    made
}

/// Parts of messages in any order, and mail with some bytes changed, taken out or put in.
fn message(random: &mut Random) -> Vec<u8> {
    let mut made = random.pick(mail::SAMPLES).as_bytes().to_vec();
    if random.one_in(4) {
        made = (0..1 + random.below(24)).flat_map(|_| random.pick(mail::PARTS).bytes()).collect();
    }
    change(random, 5, mail::PARTS, &mut made);
    made
}

/// Cells of all lengths, with quotes and separators in some.
fn cells(random: &mut Random) -> Vec<u8> {
    let odd = b"\",\n\r;\\ a1\xfe\xfe\xff";
    let length = 1 + random.below(400);
    let often = 1 + random.below(12);
    (0..length)
        .map(|_| if random.one_in(often) { *random.pick(odd) } else { b'a' + random.below(26) as u8 })
        .collect()
}

/// Tokens in any order, and dumps with some bytes changed, taken out or put in; the first byte is a dialect.
fn statements(random: &mut Random) -> Vec<u8> {
    const TOKENS: &[&str] = &[
        "INSERT INTO t (a,b) VALUES ",
        "INSERT INTO t VALUES",
        "COPY t (a) FROM stdin;\n",
        "(",
        ")",
        ",",
        ";",
        "'",
        "''",
        "\\",
        "'a'",
        "E'",
        "X'61'",
        "0x6162",
        "$$",
        "$a$",
        "-- x\n",
        "/*",
        "*/",
        "/*!40000 ",
        "#",
        "\n",
        "\t",
        "\\.\n",
        "\\N",
        "NULL",
        "1.5e+3",
        "\"",
        "`",
        "SET NAMES utf8;",
        "DELIMITER ;;\n",
        "CREATE TABLE t (a int, b text);",
        "[",
        "]",
        "||",
        "replace(",
        "'\\n',char(10))",
        "_binary ",
        "UPDATE t SET a=",
        "{\"k\":\"v\"}",
        "\u{e9}",
        "IS ",
        "COMMENT ",
        " ",
    ];
    let dialect = random.next() as u8;
    if random.one_in(2) {
        let tokens = (0..random.below(40)).flat_map(|_| random.pick(TOKENS).bytes());
        return std::iter::once(dialect).chain(tokens).collect();
    }
    let mut made = random.pick(sql::SAMPLES).as_bytes().to_vec();
    change(random, 5, TOKENS, &mut made);
    made.insert(0, dialect);
    made
}

/// Text in some charset or codec, or bytes of any kind, with some bytes changed; the first byte is a declaration.
fn encoded(random: &mut Random) -> Vec<u8> {
    let length = 40 + random.below(300);
    let said = String::from_utf8_lossy(&odd::lines(random, length)).into_owned();
    let mut made = match random.below(7) {
        0 => bytes(random, length),
        5 => {
            let pack = [members::block, members::frame][random.below(2)];
            said.as_bytes().chunks(1 + random.below(200)).flat_map(pack).collect()
        }
        1 => said.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        2 => said.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        3 => said.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        4 => said.into_bytes(),
        _ => {
            let packer = random.pick(PACKERS);
            [(packer.pack)(said.as_bytes()), (packer.pack)(b"more")].concat()
        }
    };
    for _ in 0..random.below(4) {
        let at = random.below(made.len());
        match random.below(3) {
            0 => made[at] = random.next() as u8,
            1 => made.insert(at, random.next() as u8),
            _ => drop(made.drain(at..).next()),
        }
        if made.is_empty() {
            break;
        }
    }
    made.insert(0, random.next() as u8);
    made
}

fn all(times: u64) {
    drive(1000 * times, named_lines, logs::check);
    drive(1000 * times, markup, xml::check);
    drive(100 * times, encoded, decode::check);
    drive(4 * times, |random| bytes(random, 64), |data| program::check(data, 8000));
    drive(10 * times, text, engine::check);
    drive(1000 * times, document, json::check);
    drive(200 * times, cells, table::check);
    drive(200 * times, message, mail::check);
    drive(200 * times, statements, sql::check);
}

#[test]
fn targets_hold_for_a_little_data() {
    all(20);
}

#[test]
#[ignore = "full tier"]
fn targets_hold_for_much_data() {
    all(500);
}
