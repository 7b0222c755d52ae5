//! Text in other charsets: values are found in it, and it comes out in the charset it came in.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;
#[path = "charsets/unsupported.rs"]
mod unsupported;

use std::fs;
use std::process::Stdio;

use common::{Run, Started, canaries, directory, have, holds_none, in_pieces, obelus, run, text};

/// A charset, what it is called by Python and iconv, and words that it has.
const CHARSETS: &[(&str, &str, &str)] = &[
    ("euc-kr", "cp949", "\u{d55c}\u{ad6d}\u{c5b4} \u{bb38}\u{c790}"),
    ("gb18030", "gb18030", "\u{4e2d}\u{6587}\u{8bb0}\u{5f55} \u{20ac} \u{1f600}"),
    ("shift_jis", "cp932", "\u{65e5}\u{672c}\u{8a9e}\u{306e}\u{8868} \u{ff76}\u{ff85}"),
    ("utf-16be", "utf-16be", "\u{65e5}\u{672c} caf\u{e9} \u{1f600}"),
    ("utf-16le", "utf-16le", "\u{65e5}\u{672c} caf\u{e9} \u{1f600}"),
    ("utf-32be", "utf-32be", "\u{65e5}\u{672c} caf\u{e9} \u{1f600}"),
    ("utf-32le", "utf-32le", "\u{65e5}\u{672c} caf\u{e9} \u{1f600}"),
    ("windows-1252", "cp1252", "caf\u{e9} \u{20ac} \u{201c}na\u{ef}ve\u{201d}"),
];

fn is_wide(charset: &str) -> bool {
    charset.starts_with("utf-")
}

/// `said` in this charset.
fn written(charset: &str, said: &str) -> Vec<u8> {
    let wide: Vec<u16> = said.encode_utf16().collect();
    let long: Vec<u32> = said.chars().map(u32::from).collect();
    match charset {
        "utf-16be" => wide.iter().flat_map(|u| u.to_be_bytes()).collect(),
        "utf-16le" => wide.iter().flat_map(|u| u.to_le_bytes()).collect(),
        "utf-32be" => long.iter().flat_map(|u| u.to_be_bytes()).collect(),
        "utf-32le" => long.iter().flat_map(|u| u.to_le_bytes()).collect(),
        other => {
            let (bytes, _, failed) = encoding_rs::Encoding::for_label(other.as_bytes()).unwrap().encode(said);
            assert!(!failed, "{other}");
            bytes.into_owned()
        }
    }
}

fn redact(flags: &[&str], input: &[u8]) -> Run {
    run(obelus([&["redact", "--quiet", "-"], flags].concat()), input)
}

/// A log with these words beside its values.
fn log(words: &str) -> String {
    let values = String::from_utf8(canaries::log(1)).unwrap();
    let lines = values.lines().map(|line| format!("{words} {line} {words}\r\n{words}\n"));
    format!("{words}ann.lee@example.com{words} (192.0.2.177)\n{}", lines.collect::<String>())
}

#[test]
fn values_are_found_and_the_rest_stays() {
    for (charset, _, words) in CHARSETS {
        let said = log(words);
        let wanted = redact(&[], said.as_bytes());
        assert_eq!(wanted.code, 0, "{}", wanted.said());
        let wanted = written(charset, std::str::from_utf8(&wanted.stdout).unwrap());
        let input = written(charset, &said);
        for how in [&[][..], &["--threads", "1"], &["--frame-size", "50"], &["--read-size", "7"]] {
            let done = redact(&[&["--charset", charset], how].concat(), &input);
            assert_eq!(done.code, 0, "{charset}: {}", done.said());
            assert!(done.stdout == wanted, "{charset}, {how:?}: {}", done.stdout.escape_ascii());
        }
    }
}

#[test]
fn wide_text_is_known_by_its_mark_or_its_zeros() {
    for (charset, _, words) in CHARSETS.iter().filter(|(charset, ..)| is_wide(charset)) {
        for mark in ["\u{feff}", ""] {
            let said = format!("{mark}{}{}", "quiet words of a log\n".repeat(9), log(words));
            let wanted = redact(&[], said.as_bytes());
            let done = redact(&[], &written(charset, &said));
            assert_eq!(done.code, 0, "{charset} {mark:?}: {}", done.said());
            assert!(
                done.stdout == written(charset, std::str::from_utf8(&wanted.stdout).unwrap()),
                "{charset} {mark:?}"
            );
            // However its first bytes come, and in a codec.
            let mut sizes = [1, 1, 2].into_iter();
            let pieces = {
                let (mut at, mut made, bytes) = (0, Vec::new(), written(charset, &said));
                while at < bytes.len() {
                    let end = bytes.len().min(at + sizes.next().unwrap_or(3000));
                    made.push(bytes[at..end].to_vec());
                    at = end;
                }
                made
            };
            let slowly = Started::new(obelus(["redact", "--quiet", "-"]), in_pieces(pieces)).finish();
            assert!(slowly.stdout == done.stdout, "{charset} {mark:?}: {}", slowly.said());
            let packed = redact(&[], &common::gzip(&written(charset, &said)));
            assert!(common::gunzip(&packed.stdout) == done.stdout, "{charset} {mark:?}: {}", packed.said());
        }
    }
}

/// Every place at which bytes that are no text can stand beside a value.
#[test]
fn bytes_that_are_no_text_stay_and_hide_nothing() {
    for (charset, broken) in [
        ("shift_jis", &b"\xff\x81"[..]),
        ("euc-kr", b"\xff"),
        ("gb18030", b"\xff\x80"),
        ("utf-16le", b"\x00\xd8"),
        ("utf-16be", b"\xd8\x00"),
        ("utf-32le", b"\x00\xd8\0\0"),
    ] {
        for (before, value, behind, marker) in [
            ("mail ", "ann.lee@example.com", " now", "[EMAIL_ADDRESS]"),
            ("mail <", "ann.lee@example.com", ">", "[EMAIL_ADDRESS]"),
            ("card ", "4111 1111 1111 1111", ", gone", "[CREDIT_CARD_NUMBER]"),
            ("from ", "192.0.2.177", " to", "[IPV4_ADDRESS]"),
        ] {
            let w = |said: &str| written(charset, said);
            let lines = w(&"words of a log that say nothing\n".repeat(9));
            for (left, right) in [(broken, &b""[..]), (b"", broken), (broken, broken)] {
                // Behind the sign or space that stands beside the value, so that it is one whatever these bytes are.
                let input =
                    [&lines, &w(before), left, &w(" "), &w(value), &w(" "), right, &w(behind), &w("\n")]
                        .concat();
                let wanted =
                    [&lines, &w(before), left, &w(" "), &w(marker), &w(" "), right, &w(behind), &w("\n")]
                        .concat();
                let done = redact(&["--charset", charset], &input);
                assert_eq!(done.code, 0, "{charset}: {}", done.said());
                assert!(done.stdout == wanted, "{charset}: {}", done.stdout.escape_ascii());
                // Directly beside it they may go with it, but it goes.
                let input = [&lines, &w(before), left, &w(value), right, &w(behind), &w("\n")].concat();
                let done = redact(&["--charset", charset], &input);
                assert_eq!(done.code, 0, "{charset}: {}", done.said());
                holds_none(charset, &done.stdout, &[w(value), w("ann.lee"), w("192.0.2"), w("4111 1111")]);
            }
        }
    }
}

#[test]
fn tables_and_json_in_utf16_are_read_as_such() {
    for (charset, name, said, wanted) in [
        (
            "utf-16le",
            "a.csv",
            "\u{feff}name,email\r\nAnn,\"ann@example.com\"\r\n",
            "\u{feff}name,email\r\n[PERSON_NAME],\"[EMAIL_ADDRESS]\"\r\n",
        ),
        (
            "utf-16be",
            "a.jsonl",
            "{\"email\":\"caf\u{e9} x@example.com\",\"n\":1}\n",
            "{\"email\":\"[EMAIL_ADDRESS]\",\"n\":1}\n",
        ),
        (
            "utf-32le",
            "a.json",
            "\u{feff}[{\"email\": \"ann@example.com\"}, {\"note\": \"\\u00e9\"}]",
            "\u{feff}[{\"email\": \"[EMAIL_ADDRESS]\"}, {\"note\": \"\\u00e9\"}]",
        ),
    ] {
        let file = directory("charsets-tables").join(name);
        fs::write(&file, written(charset, said)).unwrap();
        let done = run(obelus(["redact", "--quiet", text(&file)]), b"");
        assert_eq!(done.code, 0, "{name}: {}", done.said());
        assert!(done.stdout == written(charset, wanted), "{name}: {}", done.stdout.escape_ascii());
    }
}

#[test]
fn utf16_on_both_sides_of_text_is_looked_at_as_it_stands() {
    let wide = |said: &str| written("utf-16le", said);
    let lines = "quiet words of a log\n".repeat(9);
    let front = wide(&format!("{lines}mail bob.roe@example.com now\n"));
    let back = wide(&format!("card 4111 1111 1111 1111 and cat.poe@example.com\n{lines}"));
    // An odd number of bytes: what follows is no UTF-16 of the same places, so the whole is none.
    let done = redact(&[], &[&front[..], b"ann.lee@example.com is here, ok?\n", &back].concat());
    assert_eq!(done.code, 0, "{}", done.said());
    let narrow: Vec<u8> = done.stdout.iter().copied().filter(|b| *b != 0).collect();
    holds_none("odd", &narrow, &["ann.lee", "bob.roe", "cat.poe", "4111 1111"]);
    assert!(narrow.windows(15).filter(|w| *w == b"[EMAIL_ADDRESS]").count() >= 3);
}

#[test]
fn what_contradicts_itself_is_withheld() {
    let wide = |said: &str| written("utf-16le", said);
    let lines = "quiet words of a log\n".repeat(9);
    for (name, flags, input) in [
        ("a mark of another", &["--charset", "shift_jis"][..], wide(&format!("\u{feff}{lines}"))),
        ("UTF-8 with a mark", &["--charset", "utf-16le"], format!("\u{feff}{lines}").into_bytes()),
        ("zeros", &["--charset", "windows-1252"], wide(&lines)),
        (
            "UTF-8",
            &["--charset", "windows-1252"],
            "caf\u{e9} \u{65e5}\u{672c}\u{8a9e}\n".repeat(9).into_bytes(),
        ),
        (
            "text appended",
            &[],
            [wide(&lines), b"mail ann.lee@example.com and more of it\n".to_vec()].concat(),
        ),
        (
            "text between",
            &[],
            [wide(&lines), b"ann.lee@example.com is here ok?\n".to_vec(), wide(&lines)].concat(),
        ),
    ] {
        let done = redact(flags, &input);
        assert_eq!(done.code, 3, "{name}: {}", done.said());
        holds_none(name, &done.stdout, &["ann.lee"]);
    }
    let done = redact(&["--charset", "ebcdic"], b"");
    assert_eq!(done.code, 2, "{}", done.said());
}

const POLICY: &str = "schema = 1\ntitle = 'T'\nversion = '1'\n";

/// Runs redact with a policy of these sources and rules.
fn by_policy(name: &str, more: &str, file: &str, input: &[u8]) -> Run {
    let place = directory(name);
    let (policy, input_file) = (place.join("p.toml"), place.join(file));
    let recipient = "[[recipient]]\nid = 'r'\ntitle = 'R'\n[[category]]\nid = 'all'\ntitle = 'A'\ninfo_types = ['EMAIL_ADDRESS']\n";
    fs::write(&policy, format!("{POLICY}{recipient}{more}")).unwrap();
    fs::write(&input_file, input).unwrap();
    run(
        obelus([
            "redact",
            "--quiet",
            "--policy",
            text(&policy),
            "--ephemeral-key",
            "--to",
            "r",
            text(&input_file),
        ]),
        b"",
    )
}

#[test]
fn a_policy_says_what_its_sources_are_written_in() {
    let sources = "[[source]]\nid = 'a'\npaths = ['*.sj']\ncategories = ['all']\ncharset = 'Shift_JIS'\n[[source]]\nid = 'b'\npaths = ['*.kr']\ncategories = ['all']\ncharset = 'euc-kr'\n";
    for (file, charset, words) in [("a.sj", "shift_jis", CHARSETS[2].2), ("a.kr", "euc-kr", CHARSETS[0].2)] {
        // Each of its characters ends with a byte that could be part of an address.
        let said = format!("{words}\u{ff0c}ann@example.com\n");
        let done = by_policy("charsets-policy", sources, file, &written(charset, &said));
        assert_eq!(done.code, 0, "{file}: {}", done.said());
        let wanted = written(charset, &format!("{words}\u{ff0c}[EMAIL_ADDRESS]\n"));
        assert!(done.stdout == wanted, "{file}: {}", done.stdout.escape_ascii());
    }
    let done = by_policy("charsets-policy", sources, "a.log", b"words\n");
    assert_eq!((done.code, done.stdout.len()), (3, 0), "{}", done.said());
    assert!(done.said().contains("--source"), "{}", done.said());
    let done = by_policy("charsets-policy", &sources.replace("euc-kr", "euc-kx"), "a.kr", b"words\n");
    assert_eq!(done.code, 2, "{}", done.said());
    assert!(done.said().contains("euc-kr") && !done.said().contains("euc-kx"), "{}", done.said());
}

/// The sign of a mask, which this charset does not have.
#[test]
fn what_cannot_be_written_becomes_the_marker() {
    let rule = "[[rule]]\nto = ['r']\ninfo_types = ['EMAIL_ADDRESS']\naction = { name = 'mask', char = '\u{2022}' }\norigin = 'house'\n";
    let said = "id,email\n1,ann@example.com\n";
    let plain = by_policy("charsets-marker", rule, "a.csv", said.as_bytes());
    assert_eq!(plain.code, 0, "{}", plain.said());
    let plain = String::from_utf8(plain.stdout).unwrap();
    assert!(plain.contains('\u{2022}'), "{plain}");
    let wide = by_policy("charsets-marker", rule, "a.csv", &written("utf-16le", &format!("\u{feff}{said}")));
    assert!(wide.stdout == written("utf-16le", &format!("\u{feff}{plain}")), "{}", wide.said());
    let source = format!(
        "{rule}[[source]]\nid = 'a'\npaths = ['*.csv']\ncategories = ['all']\ncharset = 'shift_jis'\n"
    );
    let done = by_policy("charsets-marker", &source, "a.csv", said.as_bytes());
    assert_eq!(String::from_utf8(done.stdout).unwrap(), "id,email\n[REDACTED],[EMAIL_ADDRESS]\n");
}

/// The places of an edit map are those of the text, as any program decodes it.
#[test]
fn the_edit_map_is_about_the_decoded_text() {
    if !have("python3") {
        return;
    }
    for (charset, called, words) in CHARSETS {
        let place = directory(&format!("charsets-map-{charset}"));
        let (input, out, map) = (place.join("in.log"), place.join("out"), place.join("map.jsonl"));
        fs::write(&input, written(charset, &log(words))).unwrap();
        let how = ["--charset", charset, "-o", text(&out), "--edit-map", text(&map)];
        let done = run(obelus([&["redact", "--quiet", text(&input)], &how[..]].concat()), b"");
        assert_eq!(done.code, 0, "{charset}: {}", done.said());
        let output = out.join("anyone/in.log");
        let program = "import sys\nfor f in sys.argv[2:]:\n t=open(f,'rb').read().decode(sys.argv[1])\n open(f+'.utf8','wb').write(t.encode())";
        let python = |arguments: &[&str]| {
            let mut command = std::process::Command::new("python3");
            command.args(arguments);
            let done = Started::new(command, Stdio::null()).finish();
            assert_eq!(done.code, 0, "{charset}: {}", done.said());
        };
        let names = [format!("{}.utf8", text(&input)), format!("{}.utf8", text(&output))];
        python(&["-c", program, called, text(&input), text(&output)]);
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/edit_map.py");
        python(&[script, &names[0], &names[1], text(&map)]);
        assert!(fs::read_to_string(&map).unwrap().lines().count() > 5, "{charset}");
    }
}

/// iconv reads what comes out, as the text that comes out of the same words in UTF-8.
#[test]
fn iconv_reads_what_is_written() {
    if !have("iconv") {
        return;
    }
    for (charset, called, words) in CHARSETS {
        let said = log(words);
        let wanted = redact(&[], said.as_bytes());
        let done = redact(&["--charset", charset], &written(charset, &said));
        assert_eq!((wanted.code, done.code), (0, 0), "{charset}: {}", done.said());
        let mut command = std::process::Command::new("iconv");
        command.args(["-f", called, "-t", "utf-8"]);
        let mut started = Started::new(command, Stdio::piped());
        started.write(&done.stdout);
        let read = started.finish();
        assert_eq!(read.code, 0, "{charset}: {}", read.said());
        assert!(read.stdout == wanted.stdout, "{charset}");
        assert!(read.stdout != said.as_bytes(), "{charset}");
    }
}
