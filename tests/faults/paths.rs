//! Awkward paths: links, loops, pipes in directories, names that are no text, outputs in the wrong place.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{
    Run, canaries, clean, directory, files, obelus, run, skip, text, under_permissions, whole_or_absent,
    wrapped,
};
use crate::{redact_into, redacted};

/// A directory with `logs/in.log` in it.
fn with_log(name: &str) -> PathBuf {
    let directory = directory(name);
    fs::create_dir_all(directory.join("logs")).unwrap();
    fs::write(directory.join("logs/in.log"), canaries::log(1)).unwrap();
    directory
}

fn is_done(directory: &Path, relative: &str) -> bool {
    let file = directory.join("out/anyone").join(relative);
    whole_or_absent(relative, &file, &redacted(&canaries::log(1)))
}

/// Everything below a directory, with its bytes: to see that nothing was touched.
fn contents(directory: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    files(directory).into_iter().map(|f| (f.clone(), fs::read(f).ok())).collect()
}

#[test]
fn links_are_followed_but_never_round() {
    let directory = with_log("links");
    fs::create_dir_all(directory.join("elsewhere")).unwrap();
    fs::write(directory.join("elsewhere/in.log"), canaries::log(1)).unwrap();
    symlink(directory.join("elsewhere"), directory.join("logs/linked")).unwrap();
    symlink(directory.join("elsewhere/in.log"), directory.join("logs/linked.log")).unwrap();
    let done = redact_into(&directory, &["logs"], "out");
    assert_eq!(done.code, 0, "{}", done.said());
    for file in ["logs/in.log", "logs/linked/in.log", "logs/linked.log"] {
        assert!(is_done(&directory, file), "{file}");
    }
    for (link, target) in [("up", ".."), ("here", "."), ("self", "self"), ("gone", "nowhere")] {
        let directory = with_log(&format!("loop-{link}"));
        symlink(target, directory.join("logs").join(link)).unwrap();
        let done = redact_into(&directory, &["logs"], "out");
        assert_eq!(done.code, 3, "{link}: {}", done.said());
        assert!(is_done(&directory, "logs/in.log"), "{link}");
        assert_eq!(files(&directory.join("out")).len(), 1, "{link}: the same file more than once");
    }
}

#[test]
fn a_pipe_in_a_directory_is_counted_and_not_waited_for() {
    let directory = with_log("fifo");
    let fifo = directory.join("logs/pipe");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    std::os::unix::net::UnixListener::bind(directory.join("logs/socket")).unwrap();
    let done = redact_into(&directory, &["logs"], "out");
    assert_eq!(done.code, 3, "{}", done.said());
    assert!(is_done(&directory, "logs/in.log"));
    assert!(done.said().contains("not a regular file"), "{}", done.said());
}

#[test]
fn names_that_are_no_text_are_kept_and_never_said() {
    let directory = with_log("bytes-in-names");
    let names: [&[u8]; 4] = [b"in\xff\xfe.log", b"two\nlines.log", b"\x1b[31mred.log", b"-o"];
    for name in names {
        fs::write(directory.join("logs").join(OsStr::from_bytes(name)), canaries::log(1)).unwrap();
    }
    let unreadable = directory.join("logs").join(OsStr::from_bytes(b"gone\nsecond\xff"));
    symlink("nowhere", &unreadable).unwrap();
    let done = redact_into(&directory, &["logs"], "out");
    assert_eq!(done.code, 3, "{}", done.said());
    for name in names {
        let file = directory.join("out/anyone/logs").join(OsStr::from_bytes(name));
        assert!(whole_or_absent("names", &file, &redacted(&canaries::log(1))), "{file:?}");
    }
    for line in done.said().lines() {
        assert!(line.starts_with("obelus: "), "a name broke a message: {line:?}");
    }
    let rows = run(obelus(["scan", "--format", "jsonl", text(&directory.join("logs"))]), b"");
    assert_eq!(rows.code, 3, "{}", rows.said());
    for row in String::from_utf8(rows.stdout).unwrap().lines() {
        serde_json::from_str::<serde_json::Value>(row).unwrap();
    }
}

/// Runs redact on `logs` of `directory` into `out`; nothing there may be touched.
fn is_refused(what: &str, directory: &Path, input: &str, out: &Path) -> Run {
    let before = contents(directory);
    let done = run(obelus(["redact", text(&directory.join(input)), "-o", text(out)]), b"");
    assert_eq!(done.code, 2, "{what}: {}", done.said());
    clean(what, &done, directory);
    assert!(contents(directory) == before, "{what}: something was touched");
    done
}

#[test]
fn an_output_in_the_wrong_place_is_refused_before_anything_is_touched() {
    let directory = with_log("wrong-place");
    let at = |name: &str| directory.join(name);
    fs::write(at("file"), b"theirs").unwrap();
    fs::create_dir_all(at("full")).unwrap();
    fs::write(at("full/theirs"), b"theirs").unwrap();
    fs::create_dir_all(at("empty")).unwrap();
    symlink(at("empty"), at("link")).unwrap();
    symlink(at("nowhere"), at("dangling")).unwrap();
    fs::hard_link(at("file"), at("hard")).unwrap();
    for out in
        ["file", "full", "link", "dangling", "hard", "logs", "logs/in.log", "logs/new", "logs/../logs/x"]
    {
        is_refused(out, &directory, "logs", &at(out));
    }
    // The input itself, a way round to it, and the directory it is in.
    symlink(at("logs"), at("round")).unwrap();
    is_refused("itself", &directory, "logs/in.log", &at("logs/in.log"));
    is_refused("round", &directory, "logs", &at("round/new"));
    is_refused("above", &directory, "logs/in.log", &at("logs"));
    assert!(!at("nowhere").exists());
}

#[test]
fn an_edit_map_never_replaces_anything() {
    let directory = with_log("map-in-the-way");
    let input = directory.join("logs/in.log");
    let map = directory.join("map");
    for target in [None, Some(input.as_path()), Some(Path::new("nowhere"))] {
        let _ = fs::remove_file(&map);
        match target {
            None => fs::write(&map, b"theirs").unwrap(),
            Some(target) => symlink(target, &map).unwrap(),
        }
        let before = contents(&directory);
        let out = directory.join("out");
        let arguments = ["redact", text(&input), "-o", text(&out), "--edit-map", text(&map)];
        let done = run(obelus(arguments), b"");
        assert_eq!(done.code, 2, "{}", done.said());
        clean("map", &done, &directory);
        assert!(contents(&directory) == before, "something was touched");
    }
}

#[test]
fn an_output_that_cannot_be_written_leaves_no_part() {
    let Some(wrapper) = under_permissions() else { return };
    let directory = with_log("read-only");
    let closed = directory.join("closed");
    fs::create_dir_all(closed.join("empty")).unwrap();
    for path in [closed.join("empty"), closed.clone()] {
        fs::set_permissions(path, Permissions::from_mode(0o500)).unwrap();
    }
    for out in ["closed/empty", "closed/new"] {
        let input = directory.join("logs");
        let out = directory.join(out);
        let done = run(wrapped(&wrapper, ["redact", text(&input), "-o", text(&out)]), b"");
        // 2 when it is noticed before anything is read, 4 when it is noticed at the first output.
        assert_eq!(done.code, 2, "{}", done.said());
        clean("read-only", &done, &directory);
        assert_eq!(files(&closed), Vec::<PathBuf>::new());
    }
    for path in [closed.clone(), closed.join("empty")] {
        fs::set_permissions(path, Permissions::from_mode(0o700)).unwrap();
    }
}

#[test]
fn an_output_on_another_file_system_is_written_like_any() {
    let directory = with_log("other-file-system");
    let memory = Path::new("/dev/shm");
    let is_other = fs::metadata(memory).is_ok_and(|m| m.dev() != fs::metadata(&directory).unwrap().dev());
    if !is_other {
        return skip("/dev/shm on a file system of its own");
    }
    let out = memory.join(format!("obelus-test-{}", std::process::id()));
    let done = run(obelus(["redact", text(&directory.join("logs")), "-o", text(&out)]), b"");
    let got = contents(&out);
    let left = crate::common::partials(&out);
    fs::remove_dir_all(&out).unwrap();
    assert_eq!(done.code, 0, "{}", done.said());
    assert_eq!(got, [(out.join("anyone/logs/in.log"), Some(redacted(&canaries::log(1))))]);
    assert_eq!(left, Vec::<PathBuf>::new());
}
