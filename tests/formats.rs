//! What holds for every format: how the work is cut, packed and encoded shows nowhere, what was not changed stays, a scan of
//! what came out finds nothing more, and a fault lets no part of it out. The real command.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::packed::PACKERS;
use common::{Run, canaries, clean, directory, gzip, have, injected, obelus, run, text, was_injected};
use obelus::format::open::Declared;

mod common;
// The test uses a part of it.
#[allow(dead_code)]
#[path = "logs/samples.rs"]
mod samples;

/// An input that is short, and what `--input-format` calls what it is.
struct Sample {
    format: &'static str,
    bytes: Vec<u8>,
}

/// Files of other tests, by format.
static FILES: &[(&str, &str)] = &[
    ("csv", "fixtures/ugly/semicolon.csv"),
    ("csv", "fixtures/ugly/quote-line-break.csv"),
    ("json", "fixtures/ugly/array.json"),
    ("jsonl", "fixtures/testimonials.jsonl"),
    ("mbox", "tests/mail/list.mbox"),
    ("mysql-dump", "tests/sql/mariadb.sql"),
    ("pg-dump", "tests/sql/copy.sql"),
    ("sqlite-dump", "tests/sql/sqlite.sql"),
    ("tsv", "fixtures/ugly/tab.tsv"),
    ("xml", "fixtures/forum/Users.xml"),
];

/// A message with what has to be undone and written again.
const MESSAGE: &str = "From: \"Lee, Ann\" <ann@example.com>\r\nTo: bob@example.org\r\nSubject: =?utf-8?Q?Zo=C3=AB_Vane?=\r\n\
     MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\
     Content-Transfer-Encoding: quoted-printable\r\n\r\nCall 212-555-0142 or write to ann@exam=\r\nple.com.\r\n\
     --b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nYW5uQGV4YW1wbGUuY29tIGFuZCAxOTIuMC4yLjE=\r\n--b--\r\n";

/// The same of what its parts hold.
const PARTS: &str = "From: Ann Lee <ann@example.com>\nDate: x\nSubject: y\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
     Content-Type: text/plain; format=flowed; delsp=yes\n\nwrite to bob@exam \nple.org\n-- \nAnn Lee\n--b\nContent-Type: text/csv\n\
     Content-Transfer-Encoding: base64\n\nZmlyc3RfbmFtZSx4ClpvcnZhbmUsMQo=\n--b\nContent-Type: application/json\n\n{\"pin\": 1234}\n--b--\n";

const CONTACT: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zorvane Q\r\n uill\r\nN:Quill;Zorvane;;;\r\nTEL;TYPE=cell:12345\r\n\
     NOTE:write to ann@exam\r\n ple.com\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zo\u{eb} Vane\r\nEND:VCARD\r\n";

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nATTENDEE;CN=Zo\u{eb} V\r\n ane;ROLE=X:mailto:zoe@exam\r\n ple.com\r\n\
     END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDESCRIPTION:call 212-555-\r\n 0142\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

fn samples() -> Vec<Sample> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = vec![
        Sample { format: "text", bytes: canaries::log(2) },
        Sample { format: "mail", bytes: MESSAGE.into() },
        Sample { format: "mail", bytes: PARTS.into() },
        Sample { format: "vcard", bytes: CONTACT.into() },
        Sample { format: "icalendar", bytes: CALENDAR.into() },
    ];
    all.extend(
        FILES.iter().map(|(format, file)| Sample { format, bytes: fs::read(root.join(file)).unwrap() }),
    );
    all.extend(samples::SAMPLES.iter().map(|s| Sample { format: s.format, bytes: s.input.into() }));
    all
}

#[test]
fn every_format_is_looked_at() {
    let known: BTreeSet<&str> = Declared::names().into_iter().collect();
    // These two ask what it is.
    let asked = BTreeSet::from(["auto", "sql"]);
    let seen: BTreeSet<&str> = samples().iter().map(|s| s.format).collect();
    assert_eq!(seen.union(&asked).copied().collect::<BTreeSet<_>>(), known);
}

fn filter(format: &str, flags: &[&str], input: &[u8]) -> Run {
    run(obelus([&["redact", "--quiet", "--input-format", format], flags, &["-"]].concat()), input)
}

/// What comes out of a sample that nothing was done to.
fn plain(sample: &Sample) -> Vec<u8> {
    let done = filter(sample.format, &[], &sample.bytes);
    assert_eq!(done.code, 0, "{}: {}", sample.format, done.said());
    assert!(done.stdout != sample.bytes, "{}: nothing was found", sample.format);
    done.stdout
}

#[test]
fn how_the_work_is_cut_shows_nowhere() {
    for sample in samples() {
        let wanted = plain(&sample);
        for [threads, frame, read] in
            [["1", "64", "65536"], ["8", "64", "1"], ["2", "300", "7"], ["8", "67108864", "100"]]
        {
            let how = ["--threads", threads, "--frame-size", frame, "--read-size", read];
            let done = filter(sample.format, &how, &sample.bytes);
            assert_eq!(done.code, 0, "{}, {how:?}: {}", sample.format, done.said());
            assert!(done.stdout == wanted, "{}, {how:?}", sample.format);
        }
    }
}

#[test]
fn every_codec_holds_every_format() {
    for sample in samples() {
        let wanted = plain(&sample);
        for packer in PACKERS {
            // Two members, cut in the middle of what is there.
            let (front, back) = sample.bytes.split_at(sample.bytes.len() / 2);
            let packed = [(packer.pack)(front), (packer.pack)(back)].concat();
            let done = filter(sample.format, &["--read-size", "50", "--frame-size", "200"], &packed);
            let what = format!("{} in {}", sample.format, packer.name);
            assert_eq!(done.code, 0, "{what}: {}", done.said());
            assert!((packer.unpack)(&done.stdout) == wanted, "{what}");
            let cut = &packed[..packed.len() * 2 / 3];
            let done = filter(sample.format, &[], cut);
            assert_eq!(done.code, 3, "{what}, two thirds of it: {}", done.said());
        }
    }
}

/// Text in UTF-16 with and without a mark. Mail is of bytes, and each of its parts says what it is written in.
#[test]
fn every_format_comes_in_other_charsets() {
    for sample in samples().into_iter().filter(|s| !matches!(s.format, "mail" | "mbox")) {
        let Ok(said) = std::str::from_utf8(&sample.bytes) else { continue };
        let wide = |said: &str| said.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        // A declaration of another charset contradicts the bytes.
        let said = said.trim_start_matches('\u{feff}').replacen(" encoding=\"utf-8\"", "", 1);
        let wanted = filter(sample.format, &[], said.as_bytes());
        assert_eq!(wanted.code, 0, "{}: {}", sample.format, wanted.said());
        let wanted = wide(std::str::from_utf8(&wanted.stdout).unwrap());
        for (mark, how) in [("", &["--charset", "utf-16le"][..]), ("\u{feff}", &[])] {
            let input = [wide(mark), wide(&said)].concat();
            for cut in [&["--read-size", "1", "--frame-size", "64"][..], &[]] {
                let done = filter(sample.format, &[how, cut].concat(), &input);
                assert_eq!(done.code, 0, "{}, {how:?}, {cut:?}: {}", sample.format, done.said());
                assert!(done.stdout == [wide(mark), wanted.clone()].concat(), "{}, {how:?}", sample.format);
            }
        }
    }
}

/// What was written for somebody below a directory, with its edit map.
struct Written {
    input: PathBuf,
    output: PathBuf,
    map: PathBuf,
}

/// Who gets everything as a marker, some as tokens and masks, and who gets all.
static EVERYBODY: &[(&str, &str)] = &[
    ("builtin:strict", "anyone"),
    ("builtin:anaconda-cloud", "internal"),
    ("tests/policies/every-action.toml", "r"),
    ("tests/policies/keep-everything.toml", "all"),
];

fn write(number: usize, sample: &Sample, (policy, recipient): (&str, &str)) -> Written {
    let place = directory(&format!("formats-{}-{number}-{recipient}", sample.format));
    let (input, out, map) = (place.join("in.dat"), place.join("out"), place.join("map.jsonl"));
    fs::write(&input, &sample.bytes).unwrap();
    let who = ["--policy", policy, "--to", recipient, "--ephemeral-key", "--input-format", sample.format];
    let files = [text(&input), "-o", text(&out), "--edit-map", text(&map)];
    let done = run(obelus([&["redact", "--quiet"], &who[..], &files].concat()), b"");
    assert_eq!(done.code, 0, "{} for {recipient}: {}", sample.format, done.said());
    Written { input, output: out.join(recipient).join("in.dat"), map }
}

fn rows(bytes: &[u8]) -> Vec<serde_json::Value> {
    std::str::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// An independent program compares input and output, and a scan finds only what was written.
#[test]
fn what_was_not_changed_stays_and_nothing_more_is_found() {
    for (number, sample) in samples().iter().enumerate() {
        for who in EVERYBODY {
            let written = write(number, sample, *who);
            let what = format!("{} for {}", sample.format, who.1);
            if have("python3") {
                let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/edit_map.py");
                let files = [&written.input, &written.output, &written.map];
                let checked = Command::new("python3").arg(script).args(files).output().unwrap();
                assert!(checked.status.success(), "{what}: {}", String::from_utf8_lossy(&checked.stderr));
            }
            let edits = rows(&fs::read(&written.map).unwrap());
            assert_eq!(edits.is_empty(), who.1 == "all", "{what}");
            if who.1 == "anyone" {
                let scan = ["scan", "--quiet", "--format", "jsonl", "--input-format", sample.format];
                let found = run(obelus([&scan[..], &[text(&written.output)]].concat()), b"");
                assert!(matches!(found.code, 0 | 1), "{what}: {}", found.said());
                let at = |row: &serde_json::Value, key: &str| row[key].as_u64().unwrap();
                for row in rows(&found.stdout) {
                    let is_inside = |e: &serde_json::Value| {
                        at(e, "out_start") <= at(&row, "start") && at(&row, "end") <= at(e, "out_end")
                    };
                    assert!(edits.iter().any(is_inside), "{what}: {row}");
                }
            }
        }
    }
}

/// A read that fails, a disk that is full and a compressed input that ends too early.
#[test]
fn a_fault_lets_no_part_out() {
    if !have("strace") {
        return;
    }
    for (number, sample) in samples().iter().enumerate() {
        let place = directory(&format!("formats-faults-{}-{number}", sample.format));
        let (input, out, log) = (place.join("in.dat"), place.join("out"), place.join("strace"));
        let cut = place.join("cut.gz");
        fs::write(&input, &sample.bytes).unwrap();
        let packed = gzip(&sample.bytes);
        fs::write(&cut, &packed[..packed.len() - 4]).unwrap();
        let how = ["redact", "--quiet", "--threads", "1", "--frame-size", "64", "--read-size", "64"];
        let how = [&how[..], &["--input-format", sample.format, "-o", text(&out)]].concat();
        for (fault, path, code) in [
            ("read:error=EIO:when=2", Some(&input), 3),
            ("write:error=ENOSPC:when=1", None, 4),
            ("write:error=ENOSPC:when=2", None, 4),
            ("fsync:error=EIO:when=1", None, 4),
        ] {
            let _ = fs::remove_dir_all(&out);
            let arguments = [&how[..], &[text(&input)]].concat();
            let done = run(injected(fault, path.map(PathBuf::as_path), &log, &arguments), b"");
            let what = format!("{}, {fault}", sample.format);
            if was_injected(&log) {
                assert_eq!(done.code, code, "{what}: {}", done.said());
                assert!(!out.join("anyone/in.dat").exists(), "{what}: a part came out");
            } else {
                assert_eq!(done.code, 0, "{what}: {}", done.said());
            }
            clean(&what, &done, &place);
        }
        let _ = fs::remove_dir_all(&out);
        let done = run(obelus([&how[..], &[text(&cut)]].concat()), b"");
        assert_eq!(done.code, 3, "{}: {}", sample.format, done.said());
        assert!(!out.join("anyone/cut.gz").exists(), "{}", sample.format);
    }
}
