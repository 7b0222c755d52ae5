//! The command as a user runs it: same bytes however the work is cut, nothing passed through, exit codes.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::common::directory;

const VALUES: &[&str] = &[
    "ann.lee@example.com",
    "4111 1111 1111 1111",
    "5555555555554444",
    "192.0.2.17",
    "2001:db8::17",
    "536-22-8726",
    "(212) 555-0142",
    "+44 20 7946 0958",
    "GB82 WEST 1234 5698 7654 32",
    "00:00:5e:00:53:af",
];

fn obelus(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_obelus"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A command that refuses its input closes the pipe early; that is not this thread's failure.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn redact(extra: &[&str], input: &[u8]) -> Vec<u8> {
    let output = obelus(&[&["redact", "--quiet", "-"], extra].concat(), input);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Values at the start, in the middle, at the end, glued and nested, with all line ends and all bytes.
fn adversarial() -> Vec<u8> {
    let mut text = Vec::new();
    for (i, value) in VALUES.iter().enumerate() {
        for end in ["\n", "\r\n", "\r\r\n"] {
            text.extend_from_slice(
                format!("{value} start{end}in {value} the middle{end}end {value}{end}").as_bytes(),
            );
            let next = VALUES[(i + 1) % VALUES.len()];
            // Digits that run into digits are another number, so those stand apart.
            let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            let gap = if edge(value.chars().last()) && edge(next.chars().next()) { "/" } else { "" };
            text.extend_from_slice(
                format!("{value}{gap}{next} \"{value}\"|{next}|{value}@{next}{end}").as_bytes(),
            );
            text.extend_from_slice(format!("http://example.com/{value}?card={next} x{end}").as_bytes());
        }
    }
    // Line ends that end no line, values cut by them, and what looks like one and is none.
    for end in
        ["=\n", "=\r\n", "\\\n", "\\\r\n", "?=\n =?utf-8?Q?", "?=\n =", "==\n", "=\n\n", "@\n", "\\\\\n"]
    {
        let value = "ann.lee@example.com";
        for cut in [7, 8, 12] {
            let (first, rest) = value.split_at(cut);
            text.extend_from_slice(
                format!("{value}{end}{first}{end}{rest}{end}{value} x{end}{end}").as_bytes(),
            );
        }
    }
    text.extend(0..=255u8);
    text.push(b'\n');
    text.extend_from_slice(&b"a@".repeat(2000));
    text.push(b'\n');
    text.extend_from_slice(&b"4111".repeat(2000));
    text.extend_from_slice(b"\n\n\nno final newline ann.lee@example.com");
    text
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_same_bytes_for_any_thread_count_frame_size_and_read_size() {
    let text = adversarial();
    let expected = redact(&[], &text);
    let findings = obelus(&["scan", "--format", "jsonl", "-"], &text).stdout;
    assert!(!findings.is_empty());
    for threads in ["1", "2", "8"] {
        for frame in ["64", "1000", "67108864"] {
            for read in ["1", "7", "65536"] {
                let how = ["--threads", threads, "--frame-size", frame, "--read-size", read];
                assert_eq!(redact(&how, &text), expected, "{how:?}");
                let again = obelus(&[&["scan", "--format", "jsonl", "-"], &how[..]].concat(), &text).stdout;
                assert_eq!(again, findings, "{how:?}");
            }
        }
    }
}

#[test]
fn a_value_is_read_over_a_line_end_that_ends_no_line_and_over_no_other_border() {
    let text = b"to ann.lee@exam=\nple.com and\nann.lee@\r\nexample.com\nann.lee\\\n@example.com\n";
    assert_eq!(redact(&[], text), b"to [EMAIL_ADDRESS] and\n[EMAIL_ADDRESS]\n[EMAIL_ADDRESS]\n");
    // Neighbouring cells, rows, and a line that nothing follows.
    let table =
        b"number,note,more\n1,to ann.lee@exam=,ple.com\n2,to ann.lee@,example.com\n3,a,to ann.lee@exam=\n";
    assert_eq!(redact(&["--input-format", "csv", "--header"], table), table);
    assert_eq!(redact(&[], b"to ann.lee@exam=\n\nple.com\n"), b"to ann.lee@exam=\n\nple.com\n");
    assert_eq!(redact(&[], b"to ann.lee@exam=\n"), b"to ann.lee@exam=\n");
}

#[test]
fn gzip_members_cut_anywhere_give_the_same_text() {
    let text = adversarial();
    let expected = redact(&[], &text);
    for cut in [0, 1, 17, text.len() / 2, text.len()] {
        let members = [gzip(&text[..cut]), gzip(&text[cut..])].concat();
        let out = redact(&[], &members);
        let mut plain = Vec::new();
        MultiGzDecoder::new(&out[..]).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, expected, "cut at {cut}");
        assert_eq!(redact(&["--threads", "8", "--frame-size", "64"], &members), out, "cut at {cut}");
    }
}

#[test]
fn no_value_is_left_and_a_second_look_finds_nothing() {
    let out = redact(&[], &adversarial());
    let text = String::from_utf8_lossy(&out);
    for value in VALUES {
        let left: Vec<&str> = text.lines().filter(|l| l.contains(value)).collect();
        assert!(left.is_empty(), "{value} is still there: {left:?}");
    }
    let scan = obelus(&["scan", "--format", "jsonl", "-"], &out);
    for line in String::from_utf8(scan.stdout).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let span = row["start"].as_u64().unwrap() as usize..row["end"].as_u64().unwrap() as usize;
        // A cookie or query that is now a marker is found as such again; it must lie inside the marker.
        let found = &out[span.clone()];
        assert!(found.starts_with(b"[") && found.ends_with(b"]"), "{row}");
    }
}

#[test]
fn outside_the_edit_map_output_equals_input() {
    let directory = directory("edit-map");
    let map = directory.join("map.jsonl");
    let text = adversarial();
    let out = redact(&["--edit-map", map.to_str().unwrap()], &text);
    let (mut at_in, mut at_out) = (0, 0);
    let rows = fs::read_to_string(&map).unwrap();
    assert!(rows.lines().count() > 100);
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let get = |key: &str| row[key].as_u64().unwrap() as usize;
        assert_eq!(text[at_in..get("in_start")], out[at_out..get("out_start")]);
        (at_in, at_out) = (get("in_end"), get("out_end"));
    }
    assert_eq!(text[at_in..], out[at_out..]);
}

#[test]
fn a_line_without_end_is_cut_without_losing_a_value() {
    let mut line = Vec::new();
    while line.len() < 5 << 20 {
        for value in VALUES {
            line.extend_from_slice(b" some words between, ");
            line.extend_from_slice(value.as_bytes());
        }
    }
    let out = redact(&[], &line);
    let text = String::from_utf8_lossy(&out);
    for value in VALUES {
        assert!(!text.contains(value), "{value} is still there");
    }
    assert_eq!(redact(&["--threads", "8", "--read-size", "4096", "--frame-size", "64"], &line), out);
}

#[test]
fn an_overlong_value_is_redacted_to_its_end_and_is_not_exit_0() {
    let text = format!("Cookie: sid={}SECRET\nnext\n", "a".repeat(20_000));
    let output = obelus(&["redact", "--quiet", "-"], text.as_bytes());
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(output.stdout, b"Cookie: [HTTP_COOKIE]\nnext\n");
}

#[test]
fn damaged_truncated_and_unsupported_inputs_are_withheld() {
    let whole = gzip(&adversarial());
    let mut flipped = whole.clone();
    let crc = flipped.len() - 6;
    flipped[crc] ^= 1;
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("truncated", whole[..whole.len() - 9].to_vec()),
        ("crc", flipped),
        ("garbage", [&whole[..], b"garbage"].concat()),
        ("zstd", b"\x28\xb5\x2f\xfd....".to_vec()),
        ("zip", b"PK\x03\x04 mail ann.lee@example.com\n".to_vec()),
    ];
    for (name, bytes) in cases {
        let directory = directory(&format!("withheld-{name}"));
        let input = directory.join("in.log");
        fs::write(&input, bytes).unwrap();
        let out = directory.join("out");
        let output = obelus(&["redact", input.to_str().unwrap(), "-o", out.to_str().unwrap()], b"");
        assert_eq!(output.status.code(), Some(3), "{name}");
        assert!(!out.join("anyone/in.log").exists(), "{name}");
        let left = fs::read_dir(out.join("anyone")).map_or(0, |d| d.count());
        assert_eq!(left, 0, "{name}: nothing may be left behind");
    }
    let padded = [&whole[..], &[0; 512]].concat();
    assert_eq!(redact(&[], &padded), redact(&[], &whole), "zero padding is no garbage");
}

#[test]
fn the_others_are_written_when_one_input_is_missing() {
    let directory = directory("missing");
    let input = directory.join("good.log");
    fs::write(&input, b"from 192.0.2.17\n").unwrap();
    let out = directory.join("out");
    let missing = directory.join("ann.lee@example.com.log");
    let (input, gone, to) = (input.to_str().unwrap(), missing.to_str().unwrap(), out.to_str().unwrap());
    let output = obelus(&["redact", input, gone, "-o", to], b"");
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(fs::read(out.join("anyone/good.log")).unwrap(), b"from [IPV4_ADDRESS]\n");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("input 2") && !said.contains("ann.lee"), "{said}");
    let again = obelus(&["redact", input, "-o", to], b"");
    assert_eq!(again.status.code(), Some(2), "an output that holds something is refused");
}

#[test]
fn a_file_name_that_is_personal_data_does_not_leave() {
    let directory = directory("names");
    let input = directory.join("ann.lee@example.com.log");
    fs::write(&input, b"nothing\n").unwrap();
    let out = directory.join("out");
    let output = obelus(&["redact", input.to_str().unwrap(), "-o", out.to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(3));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("ann.lee"));
}

#[test]
fn usage_errors_are_exit_2_and_do_not_repeat_what_was_typed() {
    for arguments in [
        &["redact"][..],
        &["redact", "-", "--threads", "ann.lee@example.com"],
        &["redact", "--ann.lee@example.com", "-"],
        &["scan", "-", "--min-likelihood", "ann.lee@example.com"],
        &["scan", "-", "--format", "ann.lee@example.com"],
    ] {
        let output = obelus(arguments, b"");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("ann.lee") && !said.is_empty(), "{said}");
    }
}

#[test]
fn a_full_disk_is_exit_4_and_a_closed_pipe_141() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_obelus"))
        .args(["redact", "--quiet", "-"])
        .stdin(Stdio::piped())
        .stdout(full)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdin.take().unwrap().write_all(b"x\n"));
    assert_eq!(child.wait().unwrap().code(), Some(4));

    let mut child = Command::new(env!("CARGO_BIN_EXE_obelus"))
        .args(["redact", "--quiet", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    drop(stdin.write_all(&b"some line\n".repeat(100_000)));
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(141));
    assert!(output.stderr.is_empty());
}

#[test]
fn complete_lines_go_out_while_the_input_idles() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_obelus"))
        .args(["redact", "--quiet", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdin.write_all(b"from 192.0.2.17\npart").unwrap();
    let started = Instant::now();
    let mut line = vec![0; b"from [IPV4_ADDRESS]\n".len()];
    stdout.read_exact(&mut line).unwrap();
    assert_eq!(line, b"from [IPV4_ADDRESS]\n");
    assert!(started.elapsed() < Duration::from_secs(10), "the line waited for the end of the input");
    drop(stdin);
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).unwrap();
    assert_eq!(rest, b"part");
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_gate_closes_and_reports_hold_no_value() {
    let output = obelus(&["scan", "--format", "jsonl", "--fail-on", "likely", "-"], &adversarial());
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    for value in VALUES {
        assert!(!text.contains(value), "{value} is in the report");
    }
    assert_eq!(obelus(&["scan", "--fail-on", "likely", "-"], b"nothing here\n").status.code(), Some(0));
}

#[test]
fn findings_have_the_members_of_their_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../docs/findings.schema.json")).unwrap();
    let scan = obelus(&["scan", "--format", "jsonl", "-"], b"x\nfrom 192.0.2.17 on\n").stdout;
    let row: serde_json::Value = serde_json::from_slice(&scan).unwrap();
    let names = |v: &serde_json::Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&row), names(&schema["properties"]));
    for (key, wanted) in [("line", 2), ("column", 6), ("start", 7), ("end", 17), ("confidence", 85)] {
        assert_eq!(row[key], wanted, "{key}");
    }
    assert_eq!(row["preview"], "ddd.d.d.dd");
}

#[test]
fn documented_examples_are_tagged_and_can_be_left_out_of_a_scan_only() {
    let text = b"from 192.0.2.17 and 10.20.30.40\n";
    let rows = |arguments: &[&str]| -> Vec<bool> {
        let scan = obelus(&[&["scan", "--format", "jsonl", "-"], arguments].concat(), text).stdout;
        let row = |line: &[u8]| serde_json::from_slice::<serde_json::Value>(line).unwrap()["example"] == true;
        scan.split(|b| *b == b'\n').filter(|line| !line.is_empty()).map(row).collect()
    };
    assert_eq!(rows(&[]), [true, false]);
    assert_eq!(rows(&["--hide-examples"]), [false]);
    let gate = obelus(&["scan", "--fail-on", "possible", "--hide-examples", "-"], b"from 192.0.2.17\n");
    assert_eq!(gate.status.code(), Some(0), "what is left out does not close the gate");
    assert!(String::from_utf8(gate.stderr).unwrap().contains("1 documented examples are left out"));
    let redacted = obelus(&["redact", "-"], text).stdout;
    assert_eq!(redacted, b"from [IPV4_ADDRESS] and [IPV4_ADDRESS]\n");
}

/// Less is asked for without a change; a name that is none is said before anything is read, and not repeated.
#[test]
fn the_instructions_that_are_asked_for_are_known() {
    let run = |asked: &str, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_obelus"));
        command.args(arguments).env(obelus::cli::SIMD, asked).stdin(Stdio::null());
        command.output().unwrap()
    };
    let rules = ["rules", "explain", "call (212) 555-0142"];
    let wanted = run("", &rules).stdout;
    assert!(!wanted.is_empty());
    for asked in ["portable", "avx2", "avx512"] {
        let output = run(asked, &rules);
        assert_eq!((output.status.code(), &output.stdout), (Some(0), &wanted), "{asked}");
    }
    for arguments in [&rules[..], &["rules", "test"], &["scan", "-"], &["redact", "-"]] {
        let output = run("ann.lee@example.com", arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {said}");
        assert!(said.contains("OBELUS_SIMD") && said.contains("avx512"), "{said}");
        assert!(!said.contains("ann"), "{said}");
    }
}
