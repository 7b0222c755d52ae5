//! Whatever fails: what was revealed is on record, and an output is whole or absent.

use std::fs;

use super::*;
use common::{clean, have, holds_none, injected, nothing_left, under_permissions, was_injected, wrapped};

const LINE: &[u8] = b"mail ann@example.com call 212-555-0142\n";

/// A place with a file of tokens, and the arguments that restore it below `out`.
fn ready(name: &str) -> (Place, Vec<String>) {
    let place = Place::new(name);
    let tokens = place.tokens("a.log", LINE, "support");
    fs::write(place.path("a.log"), tokens.repeat(50)).unwrap();
    let out = place.path("out");
    let arguments = place.arguments("a.log", &[ALL, &["-o", text(&out)]].concat());
    (place, arguments)
}

fn kinds(place: &Place) -> Vec<String> {
    place.records().iter().map(|r| r["record"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn without_a_log_nothing_is_revealed() {
    let Some(wrapper) = under_permissions() else { return };
    let (place, arguments) = ready("no-log");
    let log = place.path("audit.jsonl");
    let refused = |arguments: &[String], why: &str| {
        let done = run(wrapped(&wrapper, arguments), b"");
        assert!(done.code == 6 && done.said().contains(why), "{why}: {}", done.said());
        assert_eq!(common::files(&place.path("out")), Vec::<PathBuf>::new());
        clean(why, &done, &place.dir);
    };
    fs::write(&log, "").unwrap();
    fs::set_permissions(&log, fs::Permissions::from_mode(0o400)).unwrap();
    refused(&arguments, "cannot be opened");
    fs::set_permissions(&log, fs::Permissions::from_mode(0o666)).unwrap();
    refused(&arguments, "others can write");
    fs::set_permissions(&log, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&log, "not a record\n").unwrap();
    refused(&arguments, "does not end with a whole record");
    let elsewhere = |path: &str| {
        arguments
            .iter()
            .map(|a| if *a == text(&log) { path.to_owned() } else { a.clone() })
            .collect::<Vec<_>>()
    };
    refused(&elsewhere("/dev/null"), "not a file");
    refused(&elsewhere("/dev/full"), "not a file");
    refused(&elsewhere(text(&place.path("nowhere/log"))), "cannot be opened");
}

/// Every write and every sync of the log fails once: the run is refused, and the log stays one that can be added to.
#[test]
fn a_log_that_cannot_be_written_refuses_the_run() {
    if !have("strace") {
        return;
    }
    let (place, arguments) = ready("log-full");
    let (log, traced) = (place.path("audit.jsonl"), place.path("strace"));
    for call in ["write:error=ENOSPC", "fsync:error=EIO", "write:error=EDQUOT"] {
        for when in 1..=2 {
            fs::write(&log, "").unwrap();
            let _ = fs::remove_dir_all(place.path("out"));
            let inject = format!("{call}:when={when}");
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let done = run(injected(&inject, Some(&log), &traced, &arguments), b"");
            assert!(was_injected(&traced), "{inject}");
            assert_eq!(done.code, 6, "{inject}: {}", done.said());
            assert_eq!(common::files(&place.path("out")), Vec::<PathBuf>::new(), "{inject}");
            clean(&inject, &done, &place.dir);
            assert_eq!(kinds(&place).len(), when - 1, "{inject}: the record that failed is taken back");
            assert_eq!(place.verified().code, 0, "{inject}");
        }
    }
}

/// Killed at every sync: a value on disk has an intent before it, and an output with its name has an outcome too.
#[test]
fn a_run_that_is_killed_left_its_intent() {
    if !have("strace") {
        return;
    }
    let (place, arguments) = ready("killed");
    let traced = place.path("strace");
    let mut killed = 0;
    for when in 1..=9 {
        let _ = fs::remove_file(place.path("audit.jsonl"));
        let _ = fs::remove_dir_all(place.path("out"));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let inject = format!("fsync:signal=KILL:when={when}");
        let done = run(injected(&inject, None, &traced, &arguments), b"");
        killed += usize::from(done.code == 128 + 9);
        let kinds = kinds(&place);
        let files = common::files(&place.path("out"));
        let holds = |f: &PathBuf| memchr::memmem::find(&fs::read(f).unwrap(), b"ann@example.com").is_some();
        assert!(
            !files.iter().any(holds) || kinds.first().is_some_and(|k| k == "intent"),
            "{when}: {kinds:?}"
        );
        let named = place.path("out/a.log").exists();
        assert!(!named || kinds == ["intent", "outcome"], "{when}: {kinds:?}");
        assert!(!named || fs::read(place.path("out/a.log")).unwrap() == LINE.repeat(50));
        let verified = place.verified();
        let torn = String::from_utf8_lossy(&verified.stderr).contains("cut short");
        assert!(!place.path("audit.jsonl").exists() || verified.code == 0 || torn, "{when}");
    }
    assert!(killed >= 4, "the run syncs more often than it was killed: {killed}");
}

/// The output cannot be written to its end, while the log still can: nothing gets a name, and the log says that the run
/// failed.
#[test]
fn a_full_disk_leaves_no_output() {
    let (place, arguments) = ready("full");
    let tokens = fs::read(place.path("a.log")).unwrap();
    fs::write(place.path("a.log"), tokens.repeat(20)).unwrap();
    // Blocks of 512 bytes: enough for the records, and not for the output.
    let wrapper = ["sh", "-c", "ulimit -f 8; exec \"$@\"", "sh"];
    let done = run(wrapped(&wrapper, &arguments), b"");
    assert_eq!(done.code, 4, "{}", done.said());
    nothing_left("full disk", &place.dir);
    assert_eq!(common::files(&place.path("out")), Vec::<PathBuf>::new());
    assert_eq!(kinds(&place), ["intent", "outcome"]);
    let outcome = place.records().pop().unwrap();
    assert_eq!((&outcome["complete"], &outcome["exit"]), (&false.into(), &4.into()));
    holds_none("messages", &done.stderr, &["ann@example.com"]);
}
