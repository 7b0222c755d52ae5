//! How the work is cut shows nowhere.

use super::*;

const CLOUD: &[&str] = &["--policy", "builtin:anaconda-cloud", "--to", "ad-network", "--source", "customers"];

/// Threads, frame size, read size.
static WAYS: &[[&str; 3]] =
    &[["1", "64", "1"], ["2", "1", "7"], ["8", "4096", "333"], ["2", "67108864", "1048576"]];

fn with(way: &[&'static str; 3]) -> [&'static str; 6] {
    ["--threads", way[0], "--frame-size", way[1], "--read-size", way[2]]
}

fn all() -> impl Iterator<Item = Input> {
    ugly().into_iter().chain(exports())
}

/// Output, exit code, edit map and findings, whatever the way.
#[test]
fn of_every_export_and_ugly_file() {
    for input in all() {
        let large = input.bytes.len() > 1 << 19;
        let whole = redact("cut", &input, CLOUD);
        let recipient = whole.out.join("ad-network").join(whole.input.file_name().unwrap());
        let (bytes, map) = (fs::read(&recipient).ok(), fs::read(&whole.map).unwrap_or_default());
        let scan = |more: &[&str]| {
            let path = [text(&whole.input)];
            let arguments = [&["scan", "--quiet", "--format", "jsonl"], &input.how[..], more, &path].concat();
            let done = run(obelus(arguments), b"");
            (done.code, done.stdout)
        };
        let found = scan(&[]);
        for way in WAYS.iter().filter(|w| !large || w[2] != "1") {
            let flags = [CLOUD, &with(way)].concat();
            let again = redact("cut-again", &input, &flags);
            let case = format!("{} {way:?}", input.name);
            assert_eq!(again.run.code, whole.run.code, "{case}: {}", again.run.said());
            let recipient = again.out.join("ad-network").join(again.input.file_name().unwrap());
            assert!(fs::read(&recipient).ok() == bytes, "{case}: another output");
            // Of an input that failed the map says how far it came.
            let other = bytes.is_some() && fs::read(&again.map).unwrap_or_default() != map;
            assert!(!other, "{case}: another edit map");
            let again = scan(&with(way));
            assert!(again.0 == found.0 && (found.0 == 3 || again == found), "{case}: other findings");
        }
    }
}

/// The codec is the input's, and what is in it the same.
#[test]
fn gzip_in_gzip_out() {
    for input in exports() {
        let flags =
            [CLOUD, &["--input-format", if input.format[1] == "csv" { "csv" } else { "jsonl" }]].concat();
        let plain = filter(&flags, &input.bytes);
        let packed = filter(&flags, &packed(&input.bytes));
        assert_eq!((plain.code, packed.code), (0, 0), "{}: {}", input.name, packed.said());
        assert!(unpacked(&packed.stdout) == plain.stdout, "{}", input.name);
    }
}

/// Complete records leave while the input idles.
#[test]
fn a_stream_is_not_held_back() {
    for (format, head, record) in [
        ("csv", "id,cust_name\n", "7,Zorvane\n"),
        ("jsonl", "", "{\"cust_name\":\"Zorvane\"}\n"),
        ("json", "", "{\"cust_name\":\"Zorvane\"}\n"),
    ] {
        use std::io::{Read, Write};
        let mut command = obelus(["redact", "--quiet", "--input-format", format, "-"]);
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut seen = Vec::new();
        let mut awaited = head.len();
        stdin.write_all(head.as_bytes()).unwrap();
        for _ in 0..3 {
            stdin.write_all(record.as_bytes()).unwrap();
            stdin.flush().unwrap();
            awaited += record.replace("Zorvane", "[PERSON_NAME]").len();
            while seen.len() < awaited {
                let mut some = [0; 4096];
                let got = stdout.read(&mut some).unwrap();
                assert!(got > 0, "{format}: it ended early");
                seen.extend_from_slice(&some[..got]);
            }
        }
        drop(stdin);
        assert!(child.wait().unwrap().success());
        assert!(!String::from_utf8(seen).unwrap().contains("Zorvane"), "{format}");
    }
}
