//! Who may not have a value does not get it, and is not told why.

use std::fs::{self, File, Permissions};
use std::process::Stdio;

use super::*;
use common::{Started, canaries, holds_none};

const LINE: &[u8] = b"mail ann@example.com call 212-555-0142 card 4111 1111 1111 1111\n";

#[test]
fn only_what_is_allowed_is_revealed() {
    let place = Place::new("allowed");
    let tokens = place.tokens("a.log", LINE, "support");
    for (allow, shown, hidden) in [
        ("email", &["ann@example.com"][..], &["555-0142", "4111"][..]),
        ("EMAIL_ADDRESS,phone", &["ann@example.com", "212-555-0142"], &["4111"]),
        ("card", &["4111 1111 1111 1111"], &["ann@", "555-0142"]),
    ] {
        let done = place.restore("a.log", &tokens, &["--allow", allow]);
        assert_eq!(done.code, 0, "{}", done.said());
        for value in shown {
            assert!(memchr::memmem::find(&done.stdout, value.as_bytes()).is_some(), "{allow}: {value}");
        }
        holds_none(allow, &done.stdout, hidden);
        assert_eq!(starts(&done.stdout), 3 - shown.len());
    }
    for (allow, why) in [
        ("emial", "neither a token domain nor an info type"),
        ("US_PASSPORT", "cannot be told from others"),
        ("", "neither a token domain"),
    ] {
        let done = place.restore("a.log", &tokens, &["--allow", allow]);
        assert!(done.code == 2 && done.said().contains(why), "{allow}: {}", done.said());
    }
}

/// Another recipient's token, one of another key, and one with any character changed: they stay, they are counted, and
/// all of them in the same words.
#[test]
fn whatever_is_wrong_with_a_token_the_answer_is_one() {
    let place = Place::new("uniform");
    place.key("other");
    let good = place.tokens("a.log", b"ann@example.com", "support");
    let mut wrong = vec![
        place.tokens("a.log", b"ann@example.com", "bank"),
        place.tokens_with("a.log", b"ann@example.com", "support", "other", &[]),
        good[..good.len() - 1].to_vec(),
        b"ob1s_".to_vec(),
        b"ob1s_zz_aaaa_".to_vec(),
        b"ob1v_em_aaaa_abcdefghijklmnopqrstuvwxyzabcdef".to_vec(),
    ];
    for at in 5..good.len() {
        let mut changed = good.clone();
        changed[at] = if changed[at] == b'a' { b'b' } else { b'a' };
        wrong.push(changed);
    }
    let mut said = Vec::new();
    for token in wrong {
        let input = [b"x ", &token[..], b" y\n"].concat();
        let done = place.restore("a.log", &input, &["--allow", "email"]);
        assert_eq!(String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&input));
        assert_eq!(done.code, 3, "{}", done.said());
        let lines: Vec<String> =
            done.said().lines().filter(|l| !l.contains("audit head")).map(str::to_owned).collect();
        said.push(lines);
    }
    assert!(said.windows(2).all(|pair| pair[0] == pair[1]), "{said:?}");
    let outcome = place.records().pop().unwrap();
    assert_eq!((outcome["not_restored"].as_u64(), outcome["exit"].as_u64()), (Some(1), Some(3)));
    // A good one beside a wrong one comes back.
    let both = [&good[..], b" ", &good[1..], b" ob1s_"].concat();
    let done = place.restore("a.log", &both, &["--allow", "email"]);
    assert_eq!((done.code, &done.stdout[..15]), (3, &b"ann@example.com"[..]));
}

#[test]
fn more_than_the_limit_reveals_nothing() {
    let place = Place::new("limit");
    let tokens = place.tokens("a.log", LINE, "support").repeat(3);
    let out = place.path("out");
    let count = |n| ["--max-count", n, "--allow", "email,phone", "-o", text(&out)];
    fs::write(place.path("a.log"), &tokens).unwrap();
    let done = run(obelus(place.arguments("a.log", &count("5"))), b"");
    assert!(done.code == 6 && done.said().contains("--max-count"), "{}", done.said());
    assert_eq!(common::files(&out), Vec::<PathBuf>::new());
    let records = place.records();
    assert_eq!(
        (records.len(), &records[0]["record"], &records[0]["why"]),
        (1, &"refused".into(), &"max_count".into())
    );
    assert_eq!((&records[0]["to_reveal"]["email"], &records[0]["actor"]), (&3.into(), &"ann".into()));
    let done = run(obelus(place.arguments("a.log", &count("6"))), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    assert_eq!(place.verified().code, 0);
}

#[test]
fn values_go_where_nobody_else_can_look() {
    let place = Place::new("where");
    let tokens = place.tokens("a.log", LINE, "support");
    fs::write(place.path("a.log"), &tokens).unwrap();
    let open = place.path("open");
    fs::create_dir(&open).unwrap();
    for bits in [0o755, 0o710, 0o701, 0o720] {
        fs::set_permissions(&open, Permissions::from_mode(bits)).unwrap();
        let done = run(obelus(place.arguments("a.log", &[ALL, &["-o", text(&open)]].concat())), b"");
        assert!(done.code == 2 && done.said().contains("others can look"), "{}", done.said());
    }
    for (bits, code) in [(0o644, 2), (0o640, 2), (0o600, 0)] {
        let file = File::create(place.path("stdout")).unwrap();
        file.set_permissions(Permissions::from_mode(bits)).unwrap();
        let mut command = obelus(place.arguments("a.log", ALL));
        let status = command.stdout(Stdio::from(file)).stderr(Stdio::null()).status().unwrap();
        let written = fs::read(place.path("stdout")).unwrap();
        assert_eq!((status.code(), &written[..]), (Some(code), if code == 0 { LINE } else { b"" }));
    }
    let done = run(
        obelus(place.arguments("a.log", &["-o", text(&place.path("out")), "--allow", "email", "-"])),
        b"",
    );
    assert!(done.code == 2 && done.said().contains("read once"), "{}", done.said());
    let pipe = place.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let done =
        run(obelus(place.arguments("pipe", &["-o", text(&place.path("out")), "--allow", "email"])), b"");
    assert!(done.code == 2 && done.said().contains("read once"), "{}", done.said());
    let inside = with(place.arguments("a.log", ALL), "--audit-log", text(&place.path("out/log")));
    let done =
        run(obelus([&inside[..], &["-o".to_owned(), text(&place.path("out")).to_owned()]].concat()), b"");
    assert!(done.code == 2 && done.said().contains("may not stand in the output"), "{}", done.said());
    let input = with(place.arguments("a.log", ALL), "--audit-log", text(&place.path("a.log")));
    assert_eq!(run(obelus(input), b"").code, 6, "tokens are no audit records");
    assert!(!place.path("out").exists());
}

/// `script` runs a command on a terminal of its own.
#[test]
fn a_terminal_shows_values_only_when_that_was_asked_for() {
    if !common::have("script") {
        return;
    }
    let place = Place::new("terminal");
    let tokens = place.tokens("a.log", LINE, "support");
    fs::write(place.path("a.log"), &tokens).unwrap();
    for (more, code) in [(&[][..], 2), (&["--to-terminal"], 0)] {
        let arguments = place.arguments("a.log", &[ALL, more].concat());
        let quoted: Vec<String> = arguments.iter().map(|a| format!("'{a}'")).collect();
        let line = format!("{} {}", env!("CARGO_BIN_EXE_obelus"), quoted.join(" "));
        let mut command = std::process::Command::new("script");
        command.args(["-qec", &line, "/dev/null"]);
        let done = Started::new(command, Stdio::null()).finish();
        let shown = memchr::memmem::find(&done.stdout, b"ann@example.com").is_some();
        assert_eq!((done.code, shown), (code, code == 0), "{}", String::from_utf8_lossy(&done.stdout));
    }
}

#[test]
fn a_request_says_who_asks_and_why() {
    let place = Place::new("who");
    let tokens = place.tokens("a.log", LINE, "support");
    let without = |flag: &str| {
        fs::write(place.path("a.log"), &tokens).unwrap();
        let mut arguments = place.arguments("a.log", ALL);
        let at = arguments.iter().position(|a| a == flag).unwrap();
        arguments.drain(at..at + 2);
        run(obelus(arguments), b"")
    };
    for flag in ["--actor", "--reason", "--audit-log", "--allow", "--to", "--key-file"] {
        let done = without(flag);
        let named = if flag == "--key-file" { "no key is named" } else { flag };
        assert!(done.code == 2 && done.said().contains(named) && done.stdout.is_empty(), "{}", done.said());
    }
    for actor in ["", " ", "a\nb", &"a".repeat(1025)] {
        let done = run(obelus(with(place.arguments("a.log", ALL), "--actor", actor)), b"");
        assert!(done.code == 2 && done.said().contains("--actor"), "{}", done.said());
    }
    assert!(!place.path("audit.jsonl").exists());
}

/// Neither values nor tokens nor keys stand in a log, a message or a name.
#[test]
fn the_log_and_the_messages_hold_no_values() {
    let place = Place::new("canary");
    // Where findings overlap, the marker is written, and a marker does not come back.
    let input: Vec<u8> = canaries::log(2)
        .split_inclusive(|b| *b == b'\n')
        .filter(|line| memchr::memmem::find(line, b"svc:").is_none())
        .flatten()
        .copied()
        .collect();
    let tokens = place.tokens("a.log", &input, "support");
    let out = place.path("out");
    fs::write(place.path("a.log"), &tokens).unwrap();
    let done = run(obelus(place.arguments("a.log", &[ALL, &["-o", text(&out)]].concat())), b"");
    assert_eq!((done.code, fs::read(out.join("a.log")).unwrap()), (0, input), "{}", done.said());
    let key = fs::read_to_string(place.path("key")).unwrap();
    let secret = key.lines().last().unwrap().split(':').nth(2).unwrap().to_owned();
    let mut never = canaries::values();
    never.extend([secret.as_str(), "ob1s_"]);
    holds_none("messages", &done.stderr, &never);
    holds_none("audit log", &fs::read(place.path("audit.jsonl")).unwrap(), &never);
    assert_eq!(mode(&place.path("audit.jsonl")), 0o600);
}
