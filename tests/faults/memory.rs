//! Memory does not grow with the input: not with its length, nor with that of its lines.

use std::fs;
use std::io::{Read, Write};
use std::process::Stdio;
use std::thread::JoinHandle;

use crate::common::packed::PACKERS;
use crate::common::parallel::side_by_side;
use crate::common::{holds_none, obelus};

const MIB: u64 = 1 << 20;

/// What a run may use at most with `threads` threads.
fn bound(threads: u64) -> u64 {
    64 * MIB + threads * 16 * MIB
}

/// Values with words between, none of which runs on to the end of the line.
const UNIT: &str = "some words between ann.lee@example.com and 192.0.2.177, then 4111 1111 1111 1111; \
                    see http://example.com/a?uid=7 or call (212) 555-0142 or 00:00:5e:00:53:af \t ";
const VALUES: [&str; 6] =
    ["ann.lee@example.com", "192.0.2.177", "4111 1111 1111", "uid=7", "555-0142", "00:00:5e:00:53:af"];

/// Redacts a stream of `size` bytes made of `unit`, and fails when it takes more memory than it may; gives
/// exit code, bytes written and peak memory.
fn peak(threads: u64, unit: &[u8], size: u64) -> (i32, u64, u64) {
    peak_as("text", threads, b"", unit, size)
}

/// The same for an input of a format, which begins with `head`.
fn peak_as(format: &str, threads: u64, head: &'static [u8], unit: &[u8], size: u64) -> (i32, u64, u64) {
    peak_with(&[], format, threads, head, unit, size)
}

/// The same with more flags.
fn peak_with(
    flags: &[&str],
    format: &str,
    threads: u64,
    head: &'static [u8],
    unit: &[u8],
    size: u64,
) -> (i32, u64, u64) {
    let threads_text = threads.to_string();
    let how = ["redact", "--quiet", "-", "--input-format", format, "--threads", &threads_text];
    let mut command = obelus([&how, flags].concat());
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut stdin = child.stdin.take().unwrap();
    let block = unit.repeat((1 << 20) / unit.len() + 1);
    let writer = std::thread::spawn(move || {
        if stdin.write_all(head).is_err() {
            return;
        }
        let mut left = size;
        while left > 0 {
            let count = left.min(block.len() as u64);
            if stdin.write_all(&block[..count as usize]).is_err() {
                return;
            }
            left -= count;
        }
    });
    let reader = examine(child.stdout.take().unwrap());
    let mut most = 0;
    let code = loop {
        if let Some(now) = high_water(&status) {
            most = most.max(now);
        }
        if most > bound(threads) {
            // At once: what grows without bound may also never end.
            child.kill().unwrap();
            panic!("{} MiB with {threads} threads", most / MIB);
        }
        if let Some(status) = child.try_wait().unwrap() {
            break status.code().unwrap();
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    };
    writer.join().unwrap();
    (code, reader.join().unwrap(), most)
}

/// Reads everything, looks for values in it and counts it.
fn examine(mut stdout: impl Read + Send + 'static) -> JoinHandle<u64> {
    std::thread::spawn(move || {
        let mut total = 0;
        let mut buffer = vec![0; 1 << 20];
        let mut kept = 0;
        loop {
            let got = stdout.read(&mut buffer[kept..]).unwrap();
            if got == 0 {
                return total;
            }
            total += got as u64;
            holds_none("the stream", &buffer[..kept + got], &VALUES);
            // The end is looked at again with what follows it.
            let end = kept + got;
            kept = end.min(64);
            buffer.copy_within(end - kept..end, 0);
        }
    })
}

/// The most memory the process has had so far.
fn high_water(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

fn one_line(threads: u64, size: u64) {
    let (code, written, most) = peak(threads, UNIT.as_bytes(), size);
    assert_eq!(code, 0);
    assert!(written > size / 3, "only {written} bytes were written");
    assert!(most > MIB, "the memory was not measured");
}

#[test]
fn a_line_of_64_mb_needs_no_more_memory_than_any_other() {
    one_line(1, 64 * MIB);
    one_line(8, 64 * MIB);
}

#[test]
#[ignore = "full tier"]
fn a_line_of_4_gb_needs_no_more_memory_than_any_other() {
    // Over 2^32, so that every offset is too.
    one_line(2, 4200 * MIB);
}

#[test]
fn many_lines_need_no_more_memory_than_few() {
    let line = format!("{UNIT}\n");
    let (code, written, most) = peak(2, line.as_bytes(), 96 * MIB);
    assert_eq!(code, 0);
    assert!(written > 32 * MIB && most > MIB);
}

/// A format: its name, what an input of it begins with, and a record.
const FORMATS: [(&str, &[u8], &str); 8] = [
    (
        "mysql-dump",
        b"CREATE TABLE t (`id` int, `email` text, `ip` text, `note` text);\n",
        "INSERT INTO `t` VALUES (7,'ann.lee@example.com','192.0.2.177','it\\'s 4111 1111 1111 1111'),(8,'','',NULL);\n",
    ),
    ("text", b"", UNIT),
    (
        "mbox",
        b"",
        "From - Sat Jan  3 01:05:34 2026\nFrom: Ann Lee <ann.lee@example.com>\nX-Originating-IP: [192.0.2.177]\n\nit is 4111 1111 1111 1111\n\n",
    ),
    (
        "access-log",
        b"",
        "192.0.2.177 - ann.lee@example.com [01/Jan/2026:10:00:00 +0000] \"GET /a?uid=7 HTTP/1.1\" 200 99 \"-\" \"-\"\n",
    ),
    (
        "html",
        b"<html>\n",
        "<tr><td>192.0.2.177</td><td class=\"email\">ann.lee@example.com</td><!-- 4111 1111 1111 1111 --></tr>\n",
    ),
    (
        "csv",
        b"id,email,ip,note\n",
        "7,ann.lee@example.com,192.0.2.177,\"said \"\"4111 1111 1111 1111\"\"\"\n",
    ),
    (
        "jsonl",
        b"",
        "{\"id\":7,\"user\":{\"email\":\"ann.lee@example.com\"},\"ip\":\"192.0.2.177\",\"note\":\"caf\\u00e9\"}\n",
    ),
    (
        "xml",
        b"<list>\n",
        "<row id='7' email=\"ann.lee@example.com\"><ip>192.0.2.177</ip><note>said <b>4111 1111 1111 1111</b> &amp; left</note></row>\n",
    ),
];

/// Each of these takes `times` MiB or so, with one thread and with eight.
fn every_format(times: u64) {
    for (format, head, record) in FORMATS {
        let record = if format == "text" { format!("{record}\n") } else { record.to_owned() };
        for threads in [1, 8] {
            let size = (times * MIB / record.len() as u64) * record.len() as u64;
            let (code, written, most) = peak_as(format, threads, head, record.as_bytes(), size);
            // Nobody ends the document.
            assert_eq!(code, if format == "xml" { 3 } else { 0 }, "{format}");
            assert!(written > size / 3 && most > MIB, "{format}, {threads} threads: {written} bytes, {most}");
        }
    }
}

#[test]
#[ignore = "full tier"]
fn no_format_needs_more_memory_for_more_records() {
    every_format(256);
}

/// Rows of one statement of so many MiB, of which the end is missing so that the run says exit 3.
fn one_statement(times: u64) {
    for (format, head, row) in [
        (
            "mysql-dump",
            &b"INSERT INTO t (id,email,note) VALUES\n(1,'x','y')"[..],
            ",\n(7,'ann.lee@example.com','it\\'s 192.0.2.177')",
        ),
        (
            "pg-dump",
            b"COPY t (id, email, note) FROM stdin;\n",
            "7\tann.lee@example.com\tit\\ns 192.0.2.177\n",
        ),
    ] {
        for threads in [1, 8] {
            let size = (times * MIB / row.len() as u64) * row.len() as u64;
            let (code, written, most) = peak_as(format, threads, head, row.as_bytes(), size);
            assert_eq!(code, 3, "{format}");
            assert!(written > size / 3 && most > MIB, "{format}, {threads} threads: {written} bytes, {most}");
        }
    }
}

#[test]
fn a_statement_of_64_mb_needs_no_more_memory_than_its_rows() {
    one_statement(64);
}

#[test]
#[ignore = "full tier"]
fn a_statement_of_2_gb_needs_no_more_memory_than_its_rows() {
    one_statement(2100);
}

/// A line of 32 MB in every codec, with a window as large as may be.
#[test]
fn compressed_input_needs_no_more_memory_than_any_other() {
    let line = UNIT.repeat((32 * MIB) as usize / UNIT.len());
    side_by_side(PACKERS, |packer| {
        let mut packed = (packer.pack)(line.as_bytes());
        if packer.name == "zstd" {
            let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 19).unwrap();
            encoder.window_log(23).unwrap();
            encoder.write_all(line.as_bytes()).unwrap();
            packed = encoder.finish().unwrap();
        }
        for threads in [1, 8] {
            let size = packed.len() as u64;
            let (code, written, most) =
                peak_with(&["--max-inflation", "1000000"], "text", threads, b"", &packed, size);
            assert_eq!(code, 0, "{}", packer.name);
            assert!(written > 0 && most > MIB, "{}: {written} bytes, {most}", packer.name);
        }
    });
}

/// A stream of zstd that says so many MiB of one line.
fn one_packed_line(times: u64) {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    let block = UNIT.repeat((1 << 20) / UNIT.len());
    for _ in 0..times {
        encoder.write_all(block.as_bytes()).unwrap();
    }
    let packed = encoder.finish().unwrap();
    for threads in [1, 8] {
        let size = packed.len() as u64;
        let (code, _, most) = peak_with(&["--max-inflation", "1000000"], "text", threads, b"", &packed, size);
        assert!(code == 0 && most > MIB, "exit {code}, {most}");
    }
}

#[test]
#[ignore = "full tier"]
fn a_packed_line_of_10_gb_needs_no_more_memory_than_any_other() {
    one_packed_line(10_240);
}

/// What is longer than a record may be is withheld, and not held.
#[test]
fn a_value_without_an_end_is_withheld_and_needs_no_memory() {
    for (format, head) in [
        ("xml", &b"<list><row note='"[..]),
        ("xml", b"<list><row>"),
        ("xml", b"<list><row><![CDATA["),
        ("xml", b"<list><!--"),
        ("mbox", b"From - Sat Jan  3 01:05:34 2026\nSubject: x\n\n"),
        ("mail", b"Subject: x\nContent-Transfer-Encoding: base64\n\n"),
        ("json", b"{\"note\":\""),
        ("jsonl", b"{\"note\":\""),
        ("csv", b"id,note\n7,\""),
        ("mysql-dump", b"INSERT INTO t VALUES ('"),
        ("mysql-dump", b"INSERT INTO t VALUES (0x"),
        ("pg-dump", b"COPY t (note) FROM stdin;\n"),
        ("sqlite-dump", b"INSERT INTO t VALUES('"),
    ] {
        for threads in [1, 8] {
            let (code, written, most) = peak_as(format, threads, head, UNIT.as_bytes(), 1 << 30);
            assert_eq!(code, 3, "{format}");
            assert!(written < MIB && most > MIB, "{format}, {threads} threads: {written} bytes, {most}");
        }
    }
}

/// Whoever reads the output may be slow; what is read ahead stays bounded.
#[test]
fn a_reader_that_stalls_does_not_let_memory_grow() {
    let mut command = obelus(["redact", "--quiet", "-", "--threads", "2"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut stdin = child.stdin.take().unwrap();
    let block = format!("{UNIT}\n").repeat(6000);
    let writer = std::thread::spawn(move || {
        let mut written = 0;
        while written < 100 && stdin.write_all(block.as_bytes()).is_ok() {
            written += 1;
        }
        written
    });
    // Long enough to take in everything if nothing holds it back.
    std::thread::sleep(std::time::Duration::from_millis(2500));
    let most = high_water(&status).unwrap();
    assert!(!writer.is_finished(), "the input was read to its end");
    assert!(most <= bound(2), "{} MiB", most / MIB);
    child.kill().unwrap();
    child.wait().unwrap();
    writer.join().unwrap();
}
