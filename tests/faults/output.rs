//! Faults of the output: a full disk at any write, a failing sync, short writes, a reader that is gone.

use std::fs::{self, OpenOptions};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::{
    Run, Started, canaries, clean, directory, gunzip, gzip, have, holds_none, injected, obelus, run, text,
    until, was_injected, whole_or_absent,
};
use crate::redacted;

/// Many writes from few bytes.
const SMALL_FRAMES: [&str; 4] = ["--frame-size", "64", "--read-size", "100"];

/// Injects `fault` at the 1st, 2nd, … of `calls`, one run each, until a run ends before the fault; `check`
/// gets the run and its output. How often the fault came is returned. Calls are counted for each thread on its own, so
/// that with two of them it depends on who did how much.
fn sweep(
    name: &str,
    threads: &str,
    calls: &str,
    fault: &str,
    gz: bool,
    check: impl Fn(&str, &Run, &Path),
) -> usize {
    let directory = directory(name);
    let input = directory.join("in.log");
    let log = directory.join("strace");
    let map = directory.join("map.jsonl");
    let content = canaries::log(4);
    fs::write(&input, if gz { gzip(&content) } else { content }).unwrap();
    for n in 1.. {
        let out = directory.join("out");
        let _ = fs::remove_dir_all(&out);
        let _ = fs::remove_file(&map);
        let mut arguments = vec!["redact", "--quiet", "--threads", threads, text(&input), "-o", text(&out)];
        arguments.extend(SMALL_FRAMES);
        arguments.extend(["--edit-map", text(&map)]);
        let inject = format!("{calls}:{fault}:when={n}");
        let done = run(injected(&inject, None, &log, &arguments), b"");
        let what = format!("{name}: {inject}");
        holds_none(&what, &done.stderr, &canaries::values());
        let destination = out.join("anyone/in.log");
        if !was_injected(&log) && !fs::read_to_string(&log).unwrap().contains("+++ killed") {
            assert_eq!(done.code, 0, "{what}: {}", done.said());
            assert!(destination.exists(), "{what}: the last run is complete");
            return n - 1;
        }
        check(&what, &done, &destination);
        assert!(n < 500, "{what}: the faults do not come to an end");
    }
    unreachable!()
}

/// The output is absent or whole, and the exit code says that it could not be written.
fn is_output_fault(gz: bool) -> impl Fn(&str, &Run, &Path) {
    let whole = redacted(&canaries::log(4));
    move |what, done, destination| {
        assert_eq!(done.code, 4, "{what}: {}", done.said());
        clean(what, done, destination.ancestors().nth(2).unwrap());
        match fs::read(destination) {
            Ok(bytes) if gz => assert!(gunzip(&bytes) == whole, "{what}: not complete"),
            _ => drop(whole_or_absent(what, destination, &whole)),
        }
    }
}

#[test]
fn a_disk_that_is_full_at_any_write_leaves_no_part() {
    if !have("strace") {
        return;
    }
    let writes = sweep("enospc", "1", "write", "error=ENOSPC", false, is_output_fault(false));
    assert!(writes > 10, "only {writes} writes: this test is meant to meet many");
    assert!(sweep("enospc-threads", "2", "write", "error=ENOSPC", false, is_output_fault(false)) > 1);
    assert!(sweep("enospc-gz", "2", "write", "error=ENOSPC", true, is_output_fault(true)) > 1);
}

#[test]
fn a_sync_that_fails_leaves_no_part() {
    if !have("strace") {
        return;
    }
    for error in ["EIO", "ENOSPC"] {
        let fault = format!("error={error}");
        // The file and its directory.
        assert!(sweep(&format!("fsync-{error}"), "2", "fsync", &fault, false, is_output_fault(false)) >= 2);
    }
}

#[test]
fn a_directory_or_name_that_cannot_be_made_leaves_no_part() {
    if !have("strace") {
        return;
    }
    for calls in ["?mkdir,?mkdirat", "?link,?linkat,?rename,?renameat,?renameat2"] {
        let name = format!("names-{}", calls.len());
        assert!(sweep(&name, "2", calls, "error=ENOSPC", false, is_output_fault(false)) >= 1);
    }
}

#[test]
fn a_kill_at_any_write_sync_or_name_leaves_the_output_whole_or_absent() {
    if !have("strace") {
        return;
    }
    let whole = redacted(&canaries::log(4));
    for calls in ["write", "fsync", "?link,?linkat,?rename,?renameat,?renameat2", "?unlink,?unlinkat"] {
        let name = format!("kill-{}", calls.len());
        let kills = sweep(&name, "2", calls, "signal=SIGKILL", false, |what, done, destination| {
            assert_eq!(done.code, 128 + 9, "{what}: {}", done.said());
            whole_or_absent(what, destination, &whole);
        });
        assert!(kills >= 1, "{calls}: nothing was killed");
    }
}

#[test]
fn a_file_over_its_size_limit_leaves_no_part() {
    let directory = directory("fsize");
    let input = directory.join("in.log");
    fs::write(&input, canaries::log(40)).unwrap();
    // The write that crosses the limit is a short one; the next one fails. Both ways a shell can leave the
    // signal of it.
    for prepare in ["", "trap '' XFSZ;"] {
        let out = directory.join("out");
        let _ = fs::remove_dir_all(&out);
        let script = format!("{prepare} ulimit -f 8; exec \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_obelus")]);
        command.args(["redact", "--quiet", text(&input), "-o", text(&out)]);
        let done = run(command, b"");
        assert_eq!(done.code, 4, "{prepare}: {}", done.said());
        clean(prepare, &done, &directory);
        assert!(!out.join("anyone/in.log").exists());
    }
}

#[test]
fn a_full_device_is_exit_4() {
    for input in [canaries::log(1), gzip(&canaries::log(1)), canaries::log(20_000)] {
        for command in [&["redact", "-"][..], &["scan", "-"], &["scan", "--format", "jsonl", "-"]] {
            let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
            let mut command = obelus(command);
            command.stdin(Stdio::piped()).stdout(full).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let mut stdin = child.stdin.take().unwrap();
            let input = input.clone();
            let writer = std::thread::spawn(move || drop(std::io::Write::write_all(&mut stdin, &input)));
            let output = child.wait_with_output().unwrap();
            writer.join().unwrap();
            let done = Run { code: output.status.code().unwrap(), stdout: vec![], stderr: output.stderr };
            assert_eq!(done.code, 4, "{}", done.said());
            assert!(done.said().starts_with("obelus: "), "a full device needs a message");
            clean("/dev/full", &done, Path::new("/nowhere"));
        }
    }
}

/// A pipe that does not block and whose reader is slow: writes are short or would block.
#[test]
fn short_and_blocked_writes_lose_nothing() {
    let input = canaries::log(3000);
    let directory = directory("short-writes");
    let file = directory.join("in.log");
    fs::write(&file, &input).unwrap();
    let whole = redacted(&input);
    let (mut reader, writer) = std::io::pipe().unwrap();
    rustix::io::ioctl_fionbio(&writer, true).unwrap();
    let mut command = obelus(["redact", "--quiet", text(&file)]);
    command.stdout(writer).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(command);
    let mut got = Vec::new();
    let mut piece = [0; 30_011];
    loop {
        std::thread::sleep(std::time::Duration::from_millis(1));
        match reader.read(&mut piece).unwrap() {
            0 => break,
            n => got.extend_from_slice(&piece[..n]),
        }
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(got == whole, "bytes were lost or written twice");
    assert!(whole.len() > 1 << 20, "more than a pipe holds");
}

#[test]
fn interrupted_calls_are_made_again() {
    if !have("strace") {
        return;
    }
    let directory = directory("eintr");
    let log = directory.join("strace");
    for (name, content) in [("in.log", canaries::log(50)), ("in.gz", gzip(&canaries::log(50)))] {
        let input = directory.join(name);
        fs::write(&input, &content).unwrap();
        let whole = run(obelus(["redact", "--quiet", text(&input)]), b"").stdout;
        for (calls, path) in [("read", Some(&input)), ("write", None), ("fsync", None)] {
            let out = directory.join("out");
            let _ = fs::remove_dir_all(&out);
            let mut arguments = vec!["redact", "--quiet", "--threads", "2", text(&input)];
            arguments.extend(SMALL_FRAMES);
            let inject = format!("{calls}:error=EINTR:when=1+2");
            // To standard output as well; there is nothing to sync there.
            if calls != "fsync" {
                let done = run(injected(&inject, path.map(|p| p.as_path()), &log, &arguments), b"");
                assert_eq!(done.code, 0, "{name}, {inject}: {}", done.said());
                assert!(was_injected(&log), "{name}, {inject}: nothing was injected");
                assert!(done.stdout == whole, "{name}, {inject}: other bytes");
            }
            arguments.extend(["-o", text(&out)]);
            let done = run(injected(&inject, path.map(|p| p.as_path()), &log, &arguments), b"");
            assert_eq!(done.code, 0, "{name}, {inject}: {}", done.said());
            assert!(was_injected(&log), "{name}, {inject}: nothing was injected");
            assert!(whole_or_absent(&inject, &out.join("anyone").join(name), &whole));
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_141_without_a_word() {
    let plain = canaries::log(20_000);
    let packed = gzip(&plain);
    let scan = &["scan", "--format", "jsonl", "-"][..];
    for (command, input) in [(&["redact", "--quiet", "-"][..], &plain), (scan, &plain), (scan, &packed)] {
        let mut started = Started::unread(obelus(command), Stdio::piped());
        started.write(input);
        let mut stdout = started.child.stdout.take().unwrap();
        stdout.read_exact(&mut [0]).unwrap();
        drop(stdout);
        let done = started.finish();
        assert_eq!((done.code, done.said()), (141, String::new()), "{command:?}");
    }
}

/// A stream that failed must not look whole: its gzip has no valid end.
#[test]
fn a_stream_that_is_not_complete_has_no_valid_end() {
    let whole = gzip(&canaries::log(5000));
    let done = run(obelus(["redact", "--quiet", "-"]), &whole[..whole.len() - 5]);
    assert_eq!(done.code, 3, "{}", done.said());
    let read = flate2::read::MultiGzDecoder::new(&done.stdout[..]).read_to_end(&mut Vec::new());
    assert!(read.is_err() || done.stdout.is_empty(), "the end of the stream looks valid");
}

#[test]
fn a_destination_that_appears_during_the_run_is_not_replaced() {
    let directory = directory("appears");
    let out = directory.join("out");
    let mut started = Started::new(obelus(["redact", "--quiet", "-", "-o", text(&out)]), Stdio::piped());
    started.send(&canaries::log(1));
    // The directory has a file of the run's own before it has one of the output's.
    let beside = out.join("anyone");
    until("the temporary file", || {
        crate::common::partials(&out).into_iter().find(|p| p.starts_with(&beside))
    });
    let destination = beside.join("stdin");
    fs::write(&destination, b"theirs").unwrap();
    let done = started.finish();
    assert_eq!(done.code, 4, "{}", done.said());
    clean("appears", &done, &directory);
    assert_eq!(fs::read(&destination).unwrap(), b"theirs");
}

/// Two runs to one place: one writes everything, the other touches nothing.
#[test]

fn of_two_runs_to_one_place_one_is_refused() {
    let directory = directory("two-runs");
    for who in ["one", "two"] {
        for file in 0..20 {
            let path = directory.join(who).join(format!("logs/{file}.log"));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, format!("{who} 192.0.2.1\n").repeat(200)).unwrap();
        }
    }
    for round in 0..30 {
        let out = directory.join("out");
        let _ = fs::remove_dir_all(&out);
        let start = |who: &str| {
            let input = directory.join(who).join("logs");
            Started::new(obelus(["redact", "--quiet", text(&input), "-o", text(&out)]), Stdio::null())
        };
        let started = [start("one"), start("two")];
        let codes = started.map(|s| s.finish().code);
        let winner = match codes {
            [0, 2] => "one",
            [2, 0] => "two",
            _ => panic!("round {round}: exits {codes:?}"),
        };
        let wanted = format!("{winner} [IPV4_ADDRESS]\n").repeat(200);
        for file in 0..20 {
            let got = fs::read_to_string(out.join(format!("anyone/logs/{file}.log"))).unwrap();
            assert!(got == wanted, "round {round}: file {file} is not of the run that was let in");
        }
        crate::common::nothing_left("two runs", &out);
    }
}
