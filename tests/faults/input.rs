//! Faults of the input: it cannot be read, or changes while it is. What is not whole is withheld.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::common::packed::PACKERS;
use crate::common::random::Random;
use crate::common::{
    Started, canaries, clean, directory, gunzip, gzip, have, holds_none, in_pieces, injected, obelus,
    partials, run, text, under_permissions, until, was_injected, whole_or_absent, wrapped,
};
use crate::{redact_into, redacted};

#[test]
fn a_read_that_fails_withholds_the_input() {
    if !have("strace") {
        return;
    }
    let directory = directory("eio");
    let input = directory.join("in.log");
    let other = directory.join("other.log");
    let log = directory.join("strace");
    fs::write(&input, canaries::log(60)).unwrap();
    fs::write(&other, canaries::log(1)).unwrap();
    let mut faults = 0;
    for n in 1.. {
        let out = directory.join("out");
        let _ = fs::remove_dir_all(&out);
        let arguments =
            ["redact", "--quiet", "--read-size", "1000", text(&input), text(&other), "-o", text(&out)];
        let inject = format!("read:error=EIO:when={n}");
        let done = run(injected(&inject, Some(&input), &log, &arguments), b"");
        clean(&inject, &done, &directory);
        let others = whole_or_absent(&inject, &out.join("anyone/other.log"), &redacted(&canaries::log(1)));
        assert!(others, "{inject}: the other input was not done");
        let is_there = whole_or_absent(&inject, &out.join("anyone/in.log"), &redacted(&canaries::log(60)));
        if !was_injected(&log) {
            assert_eq!((done.code, is_there), (0, true), "{inject}: {}", done.said());
            break;
        }
        assert_eq!((done.code, is_there), (3, false), "{inject}: {}", done.said());
        faults += 1;
    }
    assert!(faults > 10, "only {faults} reads: this test is meant to meet many");
}

#[test]
fn one_file_that_may_not_be_read_does_not_stop_the_others() {
    let Some(wrapper) = under_permissions() else { return };
    let directory = directory("eacces");
    for n in 0..10 {
        let file = directory.join(format!("logs/{n}/in.log"));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, canaries::log(1)).unwrap();
    }
    let closed = [directory.join("logs/3/in.log"), directory.join("logs/7")];
    for path in &closed {
        fs::set_permissions(path, Permissions::from_mode(0o000)).unwrap();
    }
    let out = directory.join("out");
    let done = run(wrapped(&wrapper, ["redact", text(&directory.join("logs")), "-o", text(&out)]), b"");
    // So that the next run can clear the directory whoever it runs as.
    for path in &closed {
        fs::set_permissions(path, Permissions::from_mode(0o700)).unwrap();
    }
    assert_eq!(done.code, 3, "{}", done.said());
    clean("eacces", &done, &directory);
    for n in 0..10 {
        let there = whole_or_absent(
            "eacces",
            &out.join(format!("anyone/logs/{n}/in.log")),
            &redacted(&canaries::log(1)),
        );
        assert_eq!(there, n != 3 && n != 7, "input {n}");
    }
}

/// Stops a run in the middle of a large file, does `change` to the file, and lets the run go on.
fn changed_while_read(name: &str, change: impl Fn(&Path)) {
    let directory = directory(name);
    let input = directory.join("logs/in.log");
    fs::create_dir(directory.join("logs")).unwrap();
    fs::write(&input, canaries::log(20_000)).unwrap();
    let out = directory.join("out");
    let arguments = ["redact", text(&input), "-o", text(&out)];
    let started = Started::new(obelus(arguments), Stdio::null());
    // Not the one that only tells whether the output directory can be written to.
    until("the temporary file", || partials(&out.join("anyone")).pop());
    started.signal("STOP");
    change(&input);
    assert_eq!(partials(&out).len(), 1, "{name}: the run was over before the change");
    started.signal("CONT");
    let done = started.finish();
    assert_eq!(done.code, 3, "{name}: {}", done.said());
    clean(name, &done, &directory);
    assert!(!out.join("anyone/in.log").exists(), "{name}: withheld");
}

#[test]
fn a_file_that_changes_while_it_is_read_is_withheld() {
    let open = |path: &Path| OpenOptions::new().write(true).open(path).unwrap();
    changed_while_read("truncated", |path| open(path).set_len(10_000).unwrap());
    changed_while_read("emptied", |path| open(path).set_len(0).unwrap());
    changed_while_read("grown", |path| {
        OpenOptions::new().append(true).open(path).unwrap().write_all(b"more\n").unwrap();
    });
    changed_while_read("written", |path| open(path).write_all(b"other").unwrap());
    changed_while_read("replaced", |path| {
        let new = path.with_extension("new");
        fs::copy(path, &new).unwrap();
        fs::rename(&new, path).unwrap();
    });
    // Nothing happens to the file itself: its name leads elsewhere.
    changed_while_read("led-elsewhere", |path| {
        let logs = path.parent().unwrap();
        fs::rename(logs, logs.with_extension("old")).unwrap();
        fs::create_dir(logs).unwrap();
        fs::write(path, b"other").unwrap();
    });
    changed_while_read("removed", |path| fs::remove_file(path).unwrap());
}

/// `bytes` in pieces of the sizes that `size` gives.
fn pieces(bytes: &[u8], mut size: impl FnMut() -> usize) -> Vec<Vec<u8>> {
    let mut made = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = bytes.len().min(at + size().max(1));
        made.push(bytes[at..end].to_vec());
        at = end;
    }
    made
}

#[test]
fn the_size_of_reads_is_not_visible() {
    let plain = canaries::log(3);
    let whole = redacted(&plain);
    let members = [gzip(&plain[..700]), gzip(&plain[700..])].concat();
    for packer in PACKERS {
        let two = [(packer.pack)(&plain[..700]), (packer.pack)(&plain[700..])].concat();
        for fixed in [1, 5, 1000] {
            let done =
                Started::new(obelus(["redact", "--quiet", "-"]), in_pieces(pieces(&two, || fixed))).finish();
            assert_eq!(done.code, 0, "{} by {fixed}: {}", packer.name, done.said());
            assert!((packer.unpack)(&done.stdout) == whole, "{} by {fixed}: other bytes", packer.name);
        }
    }
    for (name, input) in [("plain", &plain), ("gzip", &members)] {
        for fixed in [1, 2, 3, 5, 1000, 30_000] {
            compare(&format!("{name} by {fixed}"), pieces(input, || fixed), &whole);
        }
        for seed in 0..20 {
            let mut random = Random::new(seed);
            compare(&format!("{name}, seed {seed}"), pieces(input, || random.below(60)), &whole);
        }
        for first in 1..20 {
            let mut sizes = [first].into_iter();
            let cut = pieces(input, || sizes.next().unwrap_or(20_000));
            compare(&format!("{name}, first {first}"), cut, &whole);
        }
    }
}

fn compare(what: &str, pieces: Vec<Vec<u8>>, whole: &[u8]) {
    let done = Started::new(obelus(["redact", "--quiet", "-"]), in_pieces(pieces)).finish();
    assert_eq!(done.code, 0, "{what}: {}", done.said());
    let got = if done.stdout.starts_with(b"\x1f\x8b") { gunzip(&done.stdout) } else { done.stdout };
    assert!(got == whole, "{what}: other bytes: {:?}", String::from_utf8_lossy(&got));
}

/// What obelus cannot read is refused however slowly its first bytes come, and inside gzip too.
#[test]
fn what_cannot_be_read_is_refused_for_any_size_of_reads() {
    let secret = "mail canary.q7x1@example.com now\n".repeat(400);
    let little: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = secret.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let zstd = [b"\x28\xb5\x2f\xfd", secret.as_bytes()].concat();
    let sqlite = [b"SQLite format 3\0", secret.as_bytes()].concat();
    let truncated = gzip(secret.as_bytes());
    let truncated = truncated[..truncated.len() - 1].to_vec();
    let mut cases = vec![("truncated", truncated)];
    for (name, bytes) in [
        ("utf-16 with other text", [&little, secret.as_bytes()].concat()),
        ("utf-16be with a mark of the other", [b"\xff\xfe", &big[..]].concat()),
        ("zstd", zstd),
        ("sqlite", sqlite),
    ] {
        cases.push((name, bytes.clone()));
        cases.push((name, gzip(&bytes)));
    }
    cases.push(("gzip in gzip", gzip(&gzip(secret.as_bytes()))));
    for (name, bytes) in cases {
        for first in [1, 2, 3, 7, 30_000] {
            let mut sizes = [first].into_iter();
            let cut = pieces(&bytes, || sizes.next().unwrap_or(4000));
            let done = Started::new(obelus(["redact", "--quiet", "-"]), in_pieces(cut)).finish();
            assert_eq!(done.code, 3, "{name}, first {first}: {}", done.said());
            clean(name, &done, Path::new("/nowhere"));
            let written = if name == "truncated" { vec![] } else { done.stdout };
            assert!(written.is_empty(), "{name}, first {first}: {}", written.escape_ascii());
        }
    }
}

/// Sizes around those of reads and frames, and all bytes: what is no value comes out as it went in.
#[test]
fn inputs_of_any_size_and_of_any_bytes_are_examined() {
    let directory = directory("sizes");
    let logs = directory.join("logs");
    fs::create_dir_all(&logs).unwrap();
    let mut wanted: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let sizes = [0, 1, 2, 4095, 4096, 4097, 65_535, 65_536, 65_537, 262_143, 262_144, 262_145];
    for size in sizes {
        // The value stands at the very end, across the border.
        let mut bytes = b"quiet words\n".repeat(size / 12 + 1);
        bytes.truncate(size);
        let mut expected = bytes.clone();
        if size > 4000 {
            bytes.splice(size - 14.., *b"   192.0.2.177");
            expected.splice(size - 14.., *b"   [IPV4_ADDRESS]");
        }
        fs::write(logs.join(format!("{size}.log")), bytes).unwrap();
        wanted.push((format!("{size}.log").into(), expected));
    }
    let bytes: Vec<u8> = (0..=255).collect();
    for (name, before, after) in [
        ("nul", &b"\0\0\0"[..], &b"\0\0"[..]),
        ("all", &bytes, &bytes),
        ("invalid", b"\xff\xed\xa0\x80\xc0\xaf ", b" \xf5\x80\xe2\x82"),
        ("lines", b"\r\n\r\r\n\n\r\xe2\x80\xa8", b"\r"),
    ] {
        fs::write(logs.join(name), [before, b"\n192.0.2.177\n", after].concat()).unwrap();
        wanted.push((name.into(), [before, b"\n[IPV4_ADDRESS]\n", after].concat()));
    }
    let done = redact_into(&directory, &["logs"], "out");
    assert_eq!(done.code, 0, "{}", done.said());
    for (name, bytes) in wanted {
        let file = directory.join("out/anyone/logs").join(&name);
        assert!(whole_or_absent(text(&name), &file, &bytes), "{}", name.display());
    }
    holds_none("sizes", &done.stderr, &["192.0.2.177"]);
}
