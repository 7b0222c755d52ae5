//! What happens when the vault cannot be written: nothing that needs it leaves.

use std::fs;
use std::process::Command;

use crate::common::{Run, clean, have, injected, run, text, under_permissions, was_injected, wrapped};
use crate::{Bench, opened, tokens_in};

fn log(from: usize, lines: usize) -> Vec<u8> {
    (from..from + lines).map(|n| format!("mail user{n}@example.com now\n")).collect::<String>().into_bytes()
}

/// Every token that was written is restored by what is in the vault.
fn all_restorable(bench: &Bench, written: &[u8]) {
    let (vault, keys) = (bench.open(), bench.keys("support"));
    for token in tokens_in(written) {
        assert!(opened(&vault, &keys, token).is_some(), "a token left before its row was durable");
    }
}

fn failed(what: &str, bench: &Bench, done: &Run) {
    assert_eq!(done.code, 4, "{what}: {}", done.said());
    assert!(done.said().contains("vault"), "{what}: {}", done.said());
    clean(what, done, &bench.directory);
}

#[test]
fn a_vault_in_a_closed_directory_is_refused() {
    let Some(wrapper) = under_permissions() else { return };
    let mut bench = Bench::new("vault-closed", None);
    let closed = bench.directory.join("closed");
    fs::create_dir(&closed).unwrap();
    assert!(Command::new("chmod").arg("555").arg(&closed).status().unwrap().success());
    bench.vault = text(&closed.join("vault")).to_owned();
    let done = run(wrapped(&wrapper, bench.arguments(&["--to", "support", "-"])), &log(0, 1));
    assert_eq!(done.code, 2, "{}", done.said());
    assert!(done.stdout.is_empty() && done.said().contains("--vault"), "{}", done.said());
    assert!(Command::new("chmod").arg("755").arg(&closed).status().unwrap().success());
}

#[test]
fn a_row_that_cannot_be_synced_keeps_its_token_in() {
    if !have("strace") {
        return;
    }
    let (mut kept_in, mut n) = (0, 1);
    loop {
        let bench = Bench::new("vault-sync", None);
        assert_eq!(bench.redact(&["--to", "support", "-"], &log(0, 1)).code, 0);
        let input = bench.path("in.log");
        fs::write(&input, log(1, 1)).unwrap();
        let trace = bench.directory.join("strace");
        let arguments = bench.arguments(&["--to", "support", &input]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        // From the first sync on that a run makes, from the second on, …: of opening, of the row, of closing.
        let inject = format!("fsync,fdatasync:error=EIO:when={n}+");
        let done = run(injected(&inject, Some(bench.vault.as_ref()), &trace, &arguments), b"");
        if done.code == 0 {
            assert_eq!(tokens_in(&done.stdout).len(), 1);
            all_restorable(&bench, &done.stdout);
        } else {
            failed(&inject, &bench, &done);
            assert!(done.stdout.is_empty(), "{inject}: it left before it was durable");
            kept_in += 1;
        }
        if !was_injected(&trace) {
            break;
        }
        n += 1;
    }
    // One of them at least is that of the row.
    assert!(kept_in >= 2, "{kept_in} of {n}");
}

#[test]
fn a_disk_that_fails_at_any_call_lets_no_token_out_that_is_not_kept() {
    if !have("strace") {
        return;
    }
    let mut faults = 0;
    for fault in ["ENOSPC", "EIO"] {
        for n in 1.. {
            let bench = Bench::new("vault-full", None);
            assert_eq!(bench.redact(&["--to", "support", "-"], &log(0, 3)).code, 0);
            let input = bench.path("in.log");
            fs::write(&input, log(1, 40)).unwrap();
            let trace = bench.directory.join("strace");
            let more = ["--to", "support", "--threads", "1", "--frame-size", "300", &input];
            let arguments = bench.arguments(&more);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let inject = format!("pwrite64,write,ftruncate,fallocate,fsync,fdatasync:error={fault}:when={n}");
            let done = run(injected(&inject, Some(bench.vault.as_ref()), &trace, &arguments), b"");
            if !was_injected(&trace) {
                assert_eq!(done.code, 0, "{}", done.said());
                break;
            }
            faults += 1;
            // A failure at the very end, when all has left, may go unseen.
            if done.code != 0 {
                failed(&inject, &bench, &done);
            }
            all_restorable(&bench, &done.stdout);
            assert!(n < 200, "the faults do not come to an end");
        }
    }
    assert!(faults >= 10, "only {faults} faults");
}

#[test]
fn a_vault_over_its_size_limit_stops_the_run() {
    let bench = Bench::new("vault-limit", None);
    assert_eq!(bench.redact(&["--to", "support", "-"], &log(0, 3)).code, 0);
    let kilobytes = fs::metadata(&bench.vault).unwrap().len() / 1024 + 16;
    let (input, out) = (bench.path("in.log"), bench.directory.join("out"));
    fs::write(&input, log(0, 60_000)).unwrap();
    let mut command = Command::new("bash");
    command.args([
        "-c",
        &format!("ulimit -f {kilobytes}; exec \"$@\""),
        "bash",
        env!("CARGO_BIN_EXE_obelus"),
    ]);
    command.args(bench.arguments(&["--to", "support", &input, "-o", text(&out)]));
    let done = run(command, b"");
    failed("limit", &bench, &done);
    assert!(!out.join("support/in.log").exists());
    assert_eq!(bench.redact(&["--to", "support", "-"], &log(0, 3)).code, 0, "the vault is whole");
}
