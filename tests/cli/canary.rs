//! Values that are planted in contents, names and arguments show up nowhere but in the input: not in
//! messages, reports, names of files or threads, and those that detectors find not in the output either.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::process::Stdio;

use common::canaries::{self, CANARIES, Canary};
use common::parallel::side_by_side;
use common::{
    Run, Started, directory, files, have, holds_none, injected, obelus, partials, run, text,
    under_permissions, until, wrapped,
};

use self::cases::{CASES, Case, log, nonsense};
use crate::common;

mod cases;

/// Those that a detector must find in a name by themselves.
const FOUND_ALONE: &[&str] = &["email", "card", "ipv4", "ipv6", "phone", "phone-e164", "ssn", "iban", "mac"];

fn is_found_alone(canary: &Canary) -> bool {
    FOUND_ALONE.contains(&canary.name) || {
        let rows = run(obelus(["scan", "--format", "jsonl", "-"]), canary.value.as_bytes());
        !rows.stdout.is_empty()
    }
}

fn has_place_for_canary(case: &Case) -> bool {
    case.files.iter().any(|(path, _)| path.contains("{}")) || case.arguments.iter().any(|a| a.contains("{}"))
}

/// Makes the case's files and runs it with `canary` in its places.
fn run_case(case: &Case, directory: &Path, canary: &str) -> Run {
    let _ = fs::remove_dir_all(directory);
    fs::create_dir_all(directory).unwrap();
    for (path, content) in case.files {
        let path = directory.join(path.replace("{}", canary));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content()).unwrap();
    }
    let argument = |a: &&str| a.replace("{}", canary).replace("{dir}", text(directory));
    run(obelus(case.arguments.iter().map(argument)), b"")
}

/// Names and bytes of everything below `path`, one after the other.
fn everything(path: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for file in files(path) {
        all.extend_from_slice(file.as_os_str().as_bytes());
        all.push(b'\n');
        let bytes = fs::read(&file).unwrap();
        let is_packed = bytes.starts_with(b"\x1f\x8b");
        all.extend(if is_packed { common::gunzip(&bytes) } else { bytes });
    }
    all
}

#[test]
fn no_way_to_run_says_or_writes_a_canary() {
    side_by_side(CASES, |case| {
        let directory = directory("canary-case");
        if !has_place_for_canary(case) {
            let done = run_case(case, &directory, "");
            assert_eq!(done.code, case.code, "{}: {}", case.name, done.said());
            examine(case.name, &directory, &done, &canaries::found_values());
            return;
        }
        for canary in CANARIES.iter().filter(|c| !c.value.contains('/')) {
            let what = format!("{}, {}", case.name, canary.name);
            let done = run_case(case, &directory, canary.value);
            // A name that no detector finds leaves with its file, and that is no fault.
            let is_of_name = case.name.starts_with("file name") || case.name.starts_with("directory name");
            if is_of_name && !is_found_alone(canary) {
                assert_eq!(done.code, 0, "{what}: {}", done.said());
                examine(&what, &directory, &done, &[]);
            } else {
                assert_eq!(done.code, case.code, "{what}: {}", done.said());
                examine(&what, &directory, &done, &canaries::found_values());
            }
        }
    });
}

/// Looks for any canary in what was said, and for `gone` in what was written or reported.
fn examine(what: &str, directory: &Path, done: &Run, gone: &[&str]) {
    common::clean(what, done, directory);
    holds_none(&format!("{what}: standard output"), &done.stdout, gone);
    if !what.starts_with("output") {
        holds_none(&format!("{what}: the output"), &everything(&directory.join("out")), gone);
    }
    let report = fs::read(directory.join("report")).unwrap_or_default();
    holds_none(&format!("{what}: the report"), &report, &canaries::values());
}

/// A directory whose names hold every canary that can be in one, beside a file that is in order.
fn named_after_canaries(directory: &Path) -> OsString {
    for (n, canary) in CANARIES.iter().enumerate().filter(|(_, c)| is_found_alone(c)) {
        let path = directory.join("logs").join(n.to_string()).join(canary.value);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("in.log"), log()).unwrap();
        fs::write(path.with_extension("log"), log()).unwrap();
    }
    fs::write(directory.join("logs/in.log"), log()).unwrap();
    directory.join("logs").into_os_string()
}

#[test]
fn a_file_that_may_not_be_read_is_not_named() {
    let Some(wrapper) = under_permissions() else { return };
    let directory = directory("canary-closed");
    let logs = named_after_canaries(&directory);
    let closed: Vec<_> =
        files(&directory).into_iter().filter(|f| f != &directory.join("logs/in.log")).collect();
    for file in &closed {
        assert!(std::process::Command::new("chmod").arg("000").arg(file).status().unwrap().success());
    }
    let out = directory.join("out");
    let redact = run(wrapped(&wrapper, ["redact".into(), logs.clone(), "-o".into(), out.into()]), b"");
    let scan = run(wrapped(&wrapper, ["scan".into(), logs]), b"");
    for done in [redact, scan] {
        assert_eq!(done.code, 3, "{}", done.said());
        examine("closed", &directory, &done, &canaries::found_values());
    }
}

#[test]
fn a_full_disk_at_any_write_says_nothing() {
    if !have("strace") {
        return;
    }
    let directory = directory("canary-full");
    let logs = named_after_canaries(&directory).into_vec();
    let logs = String::from_utf8(logs).unwrap();
    let (trace, out, map) = (directory.join("strace"), directory.join("out"), directory.join("report"));
    for call in ["write", "fsync", "?mkdir,?mkdirat", "?link,?linkat,?rename,?renameat2"] {
        for n in 1..4 {
            let _ = fs::remove_dir_all(&out);
            let _ = fs::remove_file(&map);
            let arguments = ["redact", &logs, "-o", text(&out), "--edit-map", text(&map)];
            let inject = format!("{call}:error=ENOSPC:when={n}");
            let done = run(injected(&inject, None, &trace, &arguments), b"");
            // Messages are writes as well, and losing one is no failure of the output: names withhold inputs.
            assert!([3, 4].contains(&done.code), "{inject}: {} {}", done.code, done.said());
            examine(&inject, &directory, &done, &canaries::found_values());
        }
    }
}

/// The names of a process's threads.
fn thread_names(pid: u32) -> Vec<u8> {
    let mut names = Vec::new();
    for task in fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten() {
        names.extend(fs::read(task.path().join("comm")).unwrap_or_default());
    }
    names
}

/// Looks at a run that waits in the middle of its input: its temporary names, threads and what it wrote.
#[test]
fn a_run_in_the_middle_shows_no_canary() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let directory = directory("canary-middle");
        let (out, map) = (directory.join("out"), directory.join("report"));
        // A name that no detector finds is the output's name in the end, but not that of anything before.
        let name = CANARIES.iter().find(|c| !c.is_found).unwrap().value;
        let input = directory.join(name);
        assert!(std::process::Command::new("mkfifo").arg(&input).status().unwrap().success());
        let arguments = ["redact", text(&input), "-o", text(&out), "--edit-map", text(&map)];
        let started = Started::new(obelus(arguments), Stdio::null());
        let mut writer = fs::OpenOptions::new().write(true).open(&input).unwrap();
        writer.write_all(&canaries::log(2000)).unwrap();
        until("the first output", || {
            partials(&out).pop().filter(|p| fs::metadata(p).is_ok_and(|m| m.len() > 0))
        });
        let threads = thread_names(started.child.id());
        assert!(threads.iter().filter(|b| **b == b'\n').count() > 2, "the threads were not seen");
        // The system cuts the name of a thread after 15 bytes.
        let starts: Vec<&str> = canaries::values().iter().map(|v| &v[..v.len().min(10)]).collect();
        holds_none("threads", &threads, &starts);
        for file in files(&out) {
            holds_none("temporary names", file.as_os_str().as_bytes(), &canaries::values());
        }
        holds_none("temporary files", &everything(&out), &canaries::found_values());
        started.signal(signal);
        let done = started.finish();
        assert_eq!(done.code, code, "{}", done.said());
        examine(signal, &directory, &done, &canaries::found_values());
    }
}

#[test]
fn a_reader_that_goes_away_is_told_nothing() {
    for command in [&["redact", "-"][..], &["scan", "--format", "jsonl", "-"]] {
        let mut started = Started::unread(obelus(command), Stdio::piped());
        drop(started.child.stdout.take());
        started.write(&canaries::log(5000));
        let done = started.finish();
        assert_eq!(done.code, 141, "{}", done.said());
        examine("closed pipe", Path::new("/nowhere"), &done, &[]);
    }
}

#[test]
fn a_key_file_is_never_repeated() {
    let directory = directory("canary-key");
    let (key, input) = (directory.join("k"), directory.join("in.log"));
    fs::write(&input, log()).unwrap();
    let made = run(obelus(["keys", "new", "--output", text(&key)]), b"");
    assert_eq!(made.code, 0, "{}", made.said());
    let whole = fs::read_to_string(&key).unwrap();
    let secret = whole.trim().rsplit(':').nth(1).unwrap().to_owned();
    holds_none("keys new", &made.stdout, &[&secret]);
    let damaged = whole.replace(&secret, &secret.replace(&secret[..4], "aaaa"));
    let out = directory.join("out");
    for (what, content, code) in [
        ("whole", whole.clone(), 0),
        ("damaged", damaged, 2),
        ("two keys", whole.repeat(2), 2),
        ("no key", String::from_utf8_lossy(&nonsense()).into_owned(), 2),
    ] {
        let _ = fs::remove_dir_all(&out);
        fs::write(&key, content).unwrap();
        let how = ["--policy", "builtin:anaconda-cloud", "--to", "internal", "--key-file", text(&key)];
        let done = run(obelus([&["redact", text(&input), "-o", text(&out)], &how[..]].concat()), b"");
        assert_eq!(done.code, code, "{what}: {}", done.said());
        common::clean(what, &done, &directory);
        for (name, bytes) in [("stderr", &done.stderr), ("output", &everything(&out))] {
            holds_none(&format!("{what}: {name}"), bytes, &[&secret[4..20]]);
        }
    }
}
