//! What recipients get: each its own, by its policy, and nothing that the policy does not let out.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use common::{Run, directory, obelus, run, text};
use serde_json::Value;

use crate::common;

const CLOUD: &str = "builtin:anaconda-cloud";

fn policy_file(name: &str) -> String {
    format!("{}/tests/policies/{name}.toml", env!("CARGO_MANIFEST_DIR"))
}

fn fixtures() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let is_log = |p: &PathBuf| p.extension().is_some_and(|e| e == "log" || e == "txt");
    let mut found: Vec<_> = fs::read_dir(directory).unwrap().map(|e| e.unwrap().path()).collect();
    found.retain(is_log);
    found.sort();
    assert!(found.len() >= 4);
    found
}

fn redact(arguments: &[&str], input: &[u8]) -> Run {
    run(obelus([&["redact", "--quiet"], arguments, &["-"]].concat()), input)
}

/// The output of a run that must be complete.
fn redacted(arguments: &[&str], input: &[u8]) -> String {
    let done = redact(arguments, input);
    assert_eq!(done.code, 0, "{}", done.said());
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn key_file(directory: &Path) -> PathBuf {
    let key = directory.join("obelus.key");
    let made = run(obelus(["keys", "new", "--output", text(&key)]), b"");
    assert_eq!(made.code, 0, "{}", made.said());
    key
}

fn policy(directory: &Path, body: &str) -> PathBuf {
    let file = directory.join("p.toml");
    let head = "schema = 1\ntitle = 'T'\nversion = '1'\n[[recipient]]\nid = 'r'\ntitle = 'R'\n";
    fs::write(&file, format!("{head}{body}")).unwrap();
    file
}

#[test]
fn keeping_everything_changes_no_byte() {
    let policy = policy_file("keep-everything");
    let all_bytes: Vec<u8> = (0..=255u8).cycle().take(70_000).collect();
    // Every byte there is is no text by itself, so it is said to be one.
    assert_eq!(redact(&["--policy", &policy], &all_bytes).code, 3);
    let texts = fixtures().into_iter().map(|p| fs::read(p).unwrap()).chain([Vec::new(), b"x".to_vec()]);
    let inputs = texts.map(|text| (text, "auto")).chain([(all_bytes, "text")]);
    for (input, format) in inputs {
        for frame in ["64", "262144"] {
            let how = ["--policy", &policy, "--frame-size", frame, "--input-format", format];
            let done = redact(&how, &input);
            assert_eq!(done.code, 0, "{}", done.said());
            assert!(done.stdout == input, "a byte was changed");
        }
    }
}

#[test]
fn a_kept_value_never_shields_what_it_contains() {
    let policy = policy_file("kept-containers");
    for (line, wanted) in [
        (
            "\"GET /p?card=4111111111111111&x=1 HTTP/1.1\"",
            "\"GET /p?card=[CREDIT_CARD_NUMBER]&x=1 HTTP/1.1\"",
        ),
        ("User-Agent: Bot (ann@example.com) v1", "User-Agent: Bot ([EMAIL_ADDRESS]) v1"),
        (
            "Cookie: sid=1; mail=ann@example.com; ip=192.0.2.17",
            "Cookie: sid=1; mail=[EMAIL_ADDRESS]; ip=[IPV4_ADDRESS]",
        ),
        ("see http://example.com/?q=GB82WEST12345698765432 ok", "see http://example.com/?q=[IBAN_CODE] ok"),
    ] {
        assert_eq!(redacted(&["--policy", &policy], line.as_bytes()), wanted);
    }
}

#[test]
fn every_action_does_what_it_says() {
    let directory = directory("every-action");
    let key = key_file(&directory);
    let policy = policy_file("every-action");
    let arguments = ["--policy", &policy, "--key-file", text(&key)];
    let out = redacted(
        &arguments,
        b"a ann@example.com ANN@Example.com bob@example.com\r\nb +1 212 555 0142\n\
          c 4111 1111 1111 1111 192.0.2.17 2001:db8:1:2::3\nd ssn 536-22-8726\n\ne 00:00:5e:00:53:af",
    );
    let lines: Vec<&str> = out.split('\n').collect();
    let words: Vec<&str> = lines[0].split(' ').collect();
    assert!(words[1].starts_with("ob1h_em_") && words[1] == words[2] && words[1] != words[3], "{out}");
    assert!(lines[0].ends_with('\r'));
    assert_eq!(
        lines[1..],
        ["b +1 212 555 0142", "c 4111 11** **** 1111 192.0.0.0 2001:db8:1::", "", "e [MAC_ADDRESS]"],
        "the line with the number is dropped"
    );
    assert_eq!(redacted(&arguments, out.as_bytes()), out, "a second run changes nothing");
}

#[test]
fn a_record_that_was_not_looked_at_as_a_whole_is_dropped() {
    let policy = policy_file("every-action");
    let arguments = ["--policy", &policy, "--ephemeral-key"];
    let long = "words and words ".repeat(200_000);
    let text = format!("first\n{long} ssn 536-22-8726 {long}\nlast\n");
    for (input, wanted) in [
        (text.clone(), "first\nlast\n"),
        (text.trim_end_matches("last\n").to_owned(), "first\n"),
        (long.clone(), ""),
    ] {
        for frame in ["64", "262144", "67108864"] {
            let done = redact(&[&arguments[..], &["--frame-size", frame]].concat(), input.as_bytes());
            assert_eq!(done.code, 3, "a limit decided");
            assert_eq!(String::from_utf8_lossy(&done.stdout), wanted);
        }
    }
    let short = format!("first\n{} ssn 536-22-8726\nlast\n", &long[..900_000]);
    assert_eq!(redacted(&arguments, short.as_bytes()), "first\nlast\n");
}

#[test]
fn recipients_of_one_run_get_what_each_would_get_alone() {
    let directory = directory("several");
    let key = key_file(&directory);
    let all = ["internal", "service-provider", "analytics", "ad-network", "card-processor", "public"];
    let inputs: Vec<String> = fixtures().iter().map(|p| text(p).to_owned()).collect();
    let run_for = |to: &str, out: &Path| {
        let mut arguments =
            vec!["redact", "--quiet", "--policy", CLOUD, "--to", to, "--key-file", text(&key)];
        arguments.extend(inputs.iter().map(String::as_str));
        let done = run(obelus([&arguments[..], &["-o", text(out)]].concat()), b"");
        assert_eq!(done.code, 0, "{}", done.said());
    };
    let together = directory.join("together");
    run_for(&all.join(","), &together);
    for recipient in all {
        let alone = directory.join(format!("alone-{recipient}"));
        run_for(recipient, &alone);
        for input in fixtures() {
            let name = Path::new(recipient).join(input.file_name().unwrap());
            let same = fs::read(together.join(&name)).unwrap() == fs::read(alone.join(&name)).unwrap();
            assert!(same, "{} differs", name.display());
        }
    }
}

#[test]
fn tokens_join_across_inputs_and_runs_but_never_across_recipients_or_keys() {
    let directory = directory("join");
    let (key, other) = (key_file(&directory), directory.join("other.key"));
    assert_eq!(run(obelus(["keys", "new", "--output", text(&other)]), b"").code, 0);
    let body = "[[recipient]]\nid = 's'\ntitle = 'S'\n[[rule]]\nto = ['*']\ninfo_types = ['EMAIL_ADDRESS']\n\
                action = 'hash_token'\norigin = 'house'\n";
    let policy = policy(&directory, body);
    let token = |to: &str, key: &Path, line: &str| {
        redacted(&["--policy", text(&policy), "--to", to, "--key-file", text(key)], line.as_bytes())
    };
    let first = token("r", &key, "ann@example.com");
    assert!(first.starts_with("ob1h_em_") && first.len() == 45, "{first}");
    assert_eq!(token("r", &key, "ANN@EXAMPLE.COM"), first);
    assert_ne!(token("s", &key, "ann@example.com"), first);
    assert_ne!(token("r", &other, "ann@example.com"), first);
}

#[test]
fn a_keyed_action_needs_a_key_that_only_its_owner_can_read() {
    let directory = directory("keys");
    let out = directory.join("out");
    let input = directory.join("access.log");
    fs::write(&input, b"from 192.0.2.17\n").unwrap();
    let base = ["redact", "--policy", CLOUD, "--to", "internal", text(&input), "-o", text(&out)];
    let with = |more: &[&str]| run(obelus([&base, more].concat()), b"");
    let none = with(&[]);
    assert_eq!(none.code, 2);
    assert!(none.said().contains("obelus keys new --output"), "{}", none.said());
    let key = key_file(&directory);
    let secret = fs::read_to_string(&key).unwrap();
    let again = run(obelus(["keys", "new", "--output", text(&key)]), b"");
    assert_eq!((again.code, fs::read_to_string(&key).unwrap()), (2, secret.clone()), "never replaced");
    let mode = |bits| fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(bits)).unwrap();
    mode(0o640);
    let open = with(&["--key-file", text(&key)]);
    assert!(open.code == 2 && open.said().contains("chmod 600"), "{}", open.said());
    mode(0o600);
    for damaged in [&secret[..secret.len() - 9], "", "obelus-key-1:abcd:xyz:q"] {
        let bad = directory.join("bad.key");
        let _ = fs::remove_file(&bad);
        fs::write(&bad, damaged).unwrap();
        fs::set_permissions(&bad, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let refused = with(&["--key-file", text(&bad)]);
        assert_eq!(refused.code, 2, "{damaged:?}");
        assert!(!secret.contains(refused.said().trim()), "{}", refused.said());
    }
    assert!(!out.exists(), "nothing was touched");
    assert_eq!(with(&["--key-file", text(&key), "--ephemeral-key"]).code, 2, "one or the other");
    assert_eq!(with(&["--key-file", text(&key)]).code, 0);
    assert_eq!(fs::read(out.join("internal/access.log")).unwrap(), b"from 192.0.2.0\n");
}

#[test]
fn free_text_can_be_redacted_dropped_or_refused() {
    let directory = directory("free-text");
    let lines = b"a ann@example.com\r\n\nplain\nlast";
    for (how, code, wanted) in [
        ("redact", 0, "[REDACTED]\r\n\n[REDACTED]\n[REDACTED]"),
        ("drop", 0, ""),
        ("refuse", 6, ""),
        ("scan", 0, "a [EMAIL_ADDRESS]\r\n\nplain\nlast"),
    ] {
        let policy = policy(&directory, &format!("free_text = '{how}'\n"));
        let done = redact(&["--policy", text(&policy)], lines);
        assert_eq!((done.code, String::from_utf8_lossy(&done.stdout).as_ref()), (code, wanted), "{how}");
    }
}

#[test]
fn structured_input_is_not_treated_as_text_when_the_policy_has_field_rules() {
    let directory = directory("fields");
    let body = "[[category]]\nid = 'c'\ntitle = 'C'\ninfo_types = ['EMAIL_ADDRESS']\n\
                [[source]]\nid = 's'\ncategories = ['c']\nfields = { email = 'EMAIL_ADDRESS' }\n\
                [[source]]\nid = 'plain'\ncategories = ['c']\n";
    let policy = policy(&directory, body);
    let table = b"zzz,email\n1,ann@example.com\n";
    for (more, code) in [
        (&[][..], 3),
        (&["--source", "s"], 3),
        (&["--source", "plain"], 0),
        (&["--source", "s", "--input-format", "text"], 0),
    ] {
        let done = redact(&[&["--policy", text(&policy)], more].concat(), table);
        assert_eq!(done.code, code, "{more:?}: {}", done.said());
        assert_eq!(done.stdout.is_empty(), code == 3);
    }
    assert_eq!(
        redacted(&["--policy", text(&policy), "--source", "s"], b"x ann@example.com"),
        "x [EMAIL_ADDRESS]"
    );
}

#[test]
fn flags_narrow_the_strict_policy_only_and_the_summary_says_so() {
    let line = b"ann@example.com 192.0.2.17\n";
    let narrowed = run(obelus(["redact", "--info-types", "EMAIL_ADDRESS", "-"]), line);
    assert_eq!(narrowed.stdout, b"[EMAIL_ADDRESS] 192.0.2.17\n");
    assert!(narrowed.said().contains("restricted"), "{}", narrowed.said());
    assert_eq!(redacted(&["--min-likelihood", "very_likely"], b"v 10.1.2.3"), "v [IPV4_ADDRESS]");
    for flags in [["--info-types", "EMAIL_ADDRESS"], ["--min-likelihood", "likely"]] {
        let refused = redact(&[&flags[..], &["--policy", "builtin:strict"]].concat(), line);
        assert_eq!(refused.code, 2, "{flags:?}");
    }
    let jsonl = run(obelus(["redact", "--format", "jsonl", "--info-types", "EMAIL_ADDRESS", "-"]), line);
    let summary: Value = serde_json::from_slice(&jsonl.stderr).unwrap();
    assert_eq!(
        (&summary["restricted"], &summary["changed"]["EMAIL_ADDRESS"]),
        (&Value::Bool(true), &1.into())
    );
}

#[test]
fn names_on_the_command_line_must_be_the_policys() {
    for arguments in [
        &["--policy", CLOUD][..],
        &["--policy", CLOUD, "--to", "ad-netwrok"],
        &["--policy", CLOUD, "--to", "ad-network,ad-network"],
        &["--policy", CLOUD, "--to", "ad-network,public"],
        &["--policy", CLOUD, "--to", "ad-network", "--source", "acess-log"],
        &["--policy", CLOUD, "--to", "ad-network", "--purpose", "marketing"],
        &["--policy", "builtin:nothing"],
        &["--policy", "/does/not/exist.toml"],
        &["--to", "internal"],
        &["--info-types", "EMAIL"],
        &["--info-types", "NO_SUCH"],
        &["--input-format", "cvs"],
    ] {
        let done = redact(arguments, b"x ann@example.com\n");
        // An alias is a name too.
        let wanted = if arguments == ["--info-types", "EMAIL"] { 0 } else { 2 };
        assert_eq!(done.code, wanted, "{arguments:?}: {}", done.said());
        assert_eq!(done.stdout.is_empty(), wanted == 2);
    }
}

#[test]
fn a_purpose_opens_what_it_allows_and_no_more() {
    let line = b"card 4111 1111 1111 1111\n";
    let base = ["--policy", CLOUD, "--to", "internal", "--source", "app-log", "--ephemeral-key"];
    for (purpose, wanted) in [
        (&[][..], "card [CREDIT_CARD_NUMBER]\n"),
        (&["--purpose", "marketing"], "card [CREDIT_CARD_NUMBER]\n"),
        (&["--purpose", "operations"], "card **** **** **** 1111\n"),
    ] {
        assert_eq!(redacted(&[&base[..], purpose].concat(), line), wanted);
    }
}

#[test]
fn an_output_directory_is_replaced_as_a_whole_or_not_at_all() {
    let directory = directory("replace");
    let (input, out) = (directory.join("in.log"), directory.join("out"));
    let write = |bytes: &[u8]| fs::write(&input, bytes).unwrap();
    let go = |more: &[&str]| {
        run(obelus([&["redact", "--quiet", text(&input), "-o", text(&out)], more].concat()), b"")
    };
    let got = || fs::read_to_string(out.join("anyone/in.log")).unwrap();
    write(b"one 192.0.2.1\n");
    assert_eq!(go(&["--replace"]).code, 0, "nothing to replace is fine");
    write(b"two 192.0.2.2\n");
    assert_eq!(go(&[]).code, 2);
    assert_eq!(got(), "one [IPV4_ADDRESS]\n");
    let missing = directory.join("missing.log");
    assert_eq!(go(&["--replace", text(&missing)]).code, 3);
    assert_eq!(got(), "one [IPV4_ADDRESS]\n", "an incomplete run replaces nothing");
    assert_eq!(go(&["--replace"]).code, 0);
    assert_eq!(got(), "two [IPV4_ADDRESS]\n");
    common::nothing_left("replace", &directory);
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 2, "nothing stands beside it");
    fs::write(out.join("notes.txt"), b"mine").unwrap();
    assert_eq!(go(&["--replace"]).code, 2, "what obelus did not write is not replaced");
    assert_eq!(fs::read(out.join("notes.txt")).unwrap(), b"mine");
}

#[test]
fn what_ignore_files_name_is_read_unless_asked_and_never_exit_0() {
    let directory = directory("ignore");
    let logs = directory.join("logs");
    fs::create_dir_all(&logs).unwrap();
    fs::write(logs.join(".gitignore"), b"b.log\n").unwrap();
    fs::write(logs.join("a.log"), b"192.0.2.1\n").unwrap();
    fs::write(logs.join("b.log"), b"192.0.2.2\n").unwrap();
    let count = |more: &[&str]| {
        let done = run(obelus([&["scan", "--format", "jsonl", text(&logs)], more].concat()), b"");
        (done.code, done.stdout.iter().filter(|b| **b == b'\n').count())
    };
    assert_eq!(count(&[]), (0, 2));
    assert_eq!(count(&["--respect-ignore"]), (3, 1));
}

#[test]
fn scan_names_categories_and_fingerprints_and_reveals_on_a_terminal_only() {
    let directory = directory("scan");
    let key = key_file(&directory);
    let row = |more: &[&str], line: &str| -> Value {
        let done = run(obelus([&["scan", "--format", "jsonl", "-"], more].concat()), line.as_bytes());
        assert_eq!(done.code, 0, "{}", done.said());
        serde_json::from_slice(&done.stdout).unwrap()
    };
    let bare = row(&[], "ann@example.com");
    assert!(bare["fingerprint"].is_null() && bare["category"].is_null());
    let how = ["--policy", CLOUD, "--source", "app-log", "--key-file", text(&key)];
    let full = row(&how, "ann@example.com");
    assert_eq!(full["category"], "contact");
    assert_eq!(full["fingerprint"].as_str().unwrap().len(), 16);
    assert_eq!(full["fingerprint"], row(&how, "ANN@example.com")["fingerprint"]);
    assert_ne!(full["fingerprint"], row(&how, "bob@example.com")["fingerprint"]);
    assert_eq!(run(obelus(["scan", "--reveal", "-"]), b"ann@example.com").code, 2);
    let table = run(obelus(["scan", "-"]), b"ann@example.com bob@example.com\n");
    let shown = String::from_utf8(table.stdout).unwrap();
    assert!(shown.contains("EMAIL_ADDRESS") && shown.contains("xxx@xxxxxxx.xxx"), "{shown}");
    assert!(!shown.contains("ann@") && !shown.contains('\x1b'), "{shown}");
}

#[test]
fn rules_can_be_listed_tested_and_explained() {
    let list = run(obelus(["rules", "list"]), b"");
    assert!(String::from_utf8_lossy(&list.stdout).contains("global.email"));
    let test = run(obelus(["rules", "test"]), b"");
    assert_eq!(test.code, 0);
    assert!(String::from_utf8_lossy(&test.stdout).contains(" examples, 0 failed"));
    let explain = run(obelus(["rules", "explain", "to ann@example.com"]), b"");
    let said = String::from_utf8_lossy(&explain.stdout).into_owned();
    assert!(
        said.contains("bytes 3..18") && said.contains("global.email") && !said.contains("ann@"),
        "{said}"
    );
}

#[test]
fn the_demo_runs_and_leaves_nothing() {
    let directory = directory("demo");
    let mut command = obelus(["demo"]);
    command.env("TMPDIR", &directory);
    let done = run(command, b"");
    assert_eq!(done.code, 0, "{}", done.said());
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    for step in ["$ obelus scan logs", "$ obelus keys new", "before", "ad-network", "What is left"] {
        assert!(said.contains(step), "{step}");
    }
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 0);
}
