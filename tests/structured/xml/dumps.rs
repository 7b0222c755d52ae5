//! Dumps of a forum and of a wiki.

use std::path::PathBuf;

use super::generate::{SEED, dumps};
use super::*;

/// Output, edit map and exit code of one dump for somebody.
struct Done {
    input: PathBuf,
    output: PathBuf,
    map: PathBuf,
    code: i32,
}

fn redact(case: &str, dump: &dumps::Dump, who: &[&str], how: &[&str]) -> Done {
    let place = directory(&format!("xml-dumps-{case}"));
    let name = Path::new(dump.file).file_name().unwrap();
    let (input, out, map) = (place.join(name), place.join("out"), place.join("map.jsonl"));
    fs::write(&input, &dump.bytes).unwrap();
    let files = [text(&input), "-o", text(&out), "--edit-map", text(&map)];
    let done = run(obelus([&["redact", "--quiet"], who, how, &files[..]].concat()), b"");
    assert!(matches!(done.code, 0 | 3), "{case}: {}", done.said());
    let recipient = fs::read_dir(&out).unwrap().next().unwrap().unwrap().path();
    Done { input, output: recipient.join(name), map, code: done.code }
}

static EVERYBODY: &[&[&str]] = &[
    &[],
    &["--policy", "builtin:anaconda-cloud", "--ephemeral-key", "--to", "internal"],
    &["--policy", "builtin:anaconda-cloud", "--to", "service-provider"],
    &["--policy", "tests/policies/every-action.toml", "--ephemeral-key"],
    &["--policy", "tests/policies/kept-containers.toml"],
    &["--policy", "tests/policies/keep-everything.toml"],
];

/// What comes out is the same document, and the same bytes outside the edit map.
#[test]
fn dumps_keep_their_shape_for_everybody() {
    for dump in dumps::all(SEED, 40) {
        for who in EVERYBODY {
            let done = redact("shape", &dump, who, &[]);
            let (before, after) = (fs::read(&done.input).unwrap(), fs::read(&done.output).unwrap());
            assert!(same_shape("dump", &before, &after), "{} for {who:?}", dump.file);
            assert_eq!(done.code, 0, "{} for {who:?}", dump.file);
            if have("python3") {
                let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/edit_map.py");
                let files = [&done.input, &done.output, &done.map];
                let checked = Command::new("python3").arg(script).args(files).output().unwrap();
                assert!(
                    checked.status.success(),
                    "{}: {}",
                    dump.file,
                    String::from_utf8_lossy(&checked.stderr)
                );
            }
        }
    }
}

#[test]
fn nobody_is_left_in_a_dump() {
    for dump in dumps::all(SEED + 1, 200) {
        let done = redact("left", &dump, &[], &[]);
        let (before, after) = (dump.bytes, fs::read_to_string(&done.output).unwrap());
        let before = String::from_utf8(before).unwrap();
        let mut looked = 0;
        for value in &dump.planted {
            // Where it is written in another way, another test looks.
            looked += usize::from(before.contains(value));
            assert!(!after.contains(value), "{}: {value}", dump.file);
        }
        assert!(looked > 100, "{}: the test looks for nothing", dump.file);
    }
}

/// How the work is cut shows nowhere.
#[test]
fn dumps_come_out_alike_however_they_are_cut() {
    let who = ["--policy", "builtin:anaconda-cloud", "--to", "service-provider"];
    for dump in dumps::all(SEED, 12) {
        let whole = redact("cut", &dump, &who, &[]);
        let scan = |how: &[&str]| {
            let flags = ["scan", "--quiet", "--format", "jsonl"];
            let done = run(obelus([&flags[..], how, &[text(&whole.input)]].concat()), b"");
            assert_eq!(done.code, 0, "{}", done.said());
            done.stdout
        };
        let found = scan(&[]);
        for [threads, frame, read] in [["1", "64", "1"], ["2", "1", "7"], ["8", "4096", "333"]] {
            let how = ["--threads", threads, "--frame-size", frame, "--read-size", read];
            let again = redact("cut-again", &dump, &who, &how);
            assert_eq!(again.code, whole.code);
            assert!(
                fs::read(&again.output).unwrap() == fs::read(&whole.output).unwrap(),
                "{}: {how:?}",
                dump.file
            );
            assert!(fs::read(&again.map).unwrap() == fs::read(&whole.map).unwrap(), "{}: {how:?}", dump.file);
            assert!(scan(&how) == found, "{}: {how:?}", dump.file);
        }
    }
}
