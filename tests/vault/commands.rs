//! The commands with a vault.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use obelus::vault::embedded::Embedded;
use obelus::vault::store::Store;

use crate::common::{canaries, clean, files, holds_none, obelus, run, text};
use crate::{Bench, benches, opened, tokens_in};

fn log(lines: usize) -> Vec<u8> {
    let line = |n: usize| {
        format!(
            "{n} mail user{}@example.com from 192.0.2.{} and user{}@example.org\n",
            n % 70,
            n % 50,
            n % 11
        )
    };
    (0..lines).map(line).collect::<String>().into_bytes()
}

#[test]
fn a_second_run_gives_the_same_bytes_for_any_threads_and_frames() {
    for bench in benches("again") {
        let input = log(400);
        let first = bench.redact(&["--to", "support", "--threads", "2", "--frame-size", "500", "-"], &input);
        assert_eq!(first.code, 0, "{}", first.said());
        assert_eq!(tokens_in(&first.stdout).len(), 1200);
        for more in [&["--threads", "1"][..], &["--threads", "4", "--frame-size", "97", "--read-size", "31"]]
        {
            let again = bench.redact(&[&["--to", "support", "-"], more].concat(), &input);
            assert_eq!(again.code, 0, "{}", again.said());
            assert!(again.stdout == first.stdout, "{more:?}");
        }
        let twice = bench.redact(&["--to", "support", "-"], &first.stdout);
        assert!(twice.stdout == first.stdout, "tokens of these keys stay");
        let (vault, keys) = (bench.open(), bench.keys("support"));
        let tokens: BTreeSet<&[u8]> = tokens_in(&first.stdout).into_iter().collect();
        let values: BTreeSet<String> = tokens.iter().map(|t| opened(&vault, &keys, t).unwrap()).collect();
        assert_eq!((tokens.len(), values.len()), (70 + 50 + 11, 70 + 50 + 11));
    }
}

#[test]
fn tables_and_json_get_the_tokens_of_text() {
    for bench in benches("formats") {
        let made = |format: &str, input: &str| {
            let done = bench.redact(&["--to", "support", "--input-format", format, "-"], input.as_bytes());
            assert_eq!(done.code, 0, "{}", done.said());
            tokens_in(&done.stdout).concat()
        };
        let of_text = made("text", "to ann@example.com\n");
        assert_eq!(made("csv", "email,n\nAnn@example.com,1\n"), of_text);
        assert_eq!(made("jsonl", "{\"email\":\"ann\\u0040example.com\"}\n"), of_text);
    }
}

#[test]
fn several_inputs_and_recipients_share_a_vault() {
    for bench in benches("several") {
        let logs = bench.directory.join("logs");
        fs::create_dir(&logs).unwrap();
        (0..6).for_each(|n| fs::write(logs.join(format!("{n}.log")), log(120)).unwrap());
        let out = bench.directory.join("out");
        let done = bench.redact(&["--to", "support,research", text(&logs), "-o", text(&out)], b"");
        assert_eq!(done.code, 0, "{}", done.said());
        let vault = bench.open();
        let mut seen = BTreeSet::new();
        for recipient in ["support", "research"] {
            let written = files(&out.join(recipient));
            assert_eq!(written.len(), 6);
            let contents: BTreeSet<Vec<u8>> = written.iter().map(|f| fs::read(f).unwrap()).collect();
            assert_eq!(contents.len(), 1, "the same values have the same tokens in all of them");
            let content = contents.first().unwrap();
            let tokens: BTreeSet<Vec<u8>> = tokens_in(content).into_iter().map(<[u8]>::to_vec).collect();
            assert_eq!(tokens.len(), 70 + 50 + 11);
            assert!(tokens.iter().all(|t| opened(&vault, &bench.keys(recipient), t).is_some()));
            seen.extend(tokens);
        }
        assert_eq!(seen.len(), 2 * (70 + 50 + 11), "the recipients share no token");
    }
}

#[test]
fn erase_reads_a_file_and_says_what_is_gone() {
    for bench in benches("erase-command") {
        let input = b"mail ann@example.com and bob@example.com\n";
        let first = bench.redact(&["--to", "support", "-"], input).stdout;
        let [ann, bob] = tokens_in(&first)[..] else { panic!("two tokens") };
        let done = bench.erase("ANN@example.com\nnobody@example.com\n\n");
        assert_eq!(done.code, 0, "{}", done.said());
        assert!(
            String::from_utf8_lossy(&done.stdout).starts_with("1 subjects erased, 1 tokens"),
            "{:?}",
            done.said()
        );
        assert!(done.said().contains("nothing of 1 of 2 lines"), "{}", done.said());
        holds_none("messages", &[done.stdout, done.stderr].concat(), &["ann@", "ANN@", "nobody@"]);
        let second = bench.redact(&["--to", "support", "-"], input).stdout;
        let [again, same] = tokens_in(&second)[..] else { panic!("two tokens") };
        assert_ne!(again, ann);
        assert_eq!(same, bob);
        let (vault, keys) = (bench.open(), bench.keys("support"));
        assert_eq!(opened(&vault, &keys, ann), None);
        assert_eq!(opened(&vault, &keys, again).as_deref(), Some("ann@example.com"));
    }
}

#[test]
fn an_erasure_with_keys_that_do_not_reach_all_tokens_is_not_done() {
    for bench in benches("erase-reach") {
        let input = b"mail ann@example.com\n";
        let first = bench.redact(&["--to", "support", "-"], input).stdout;
        let (key, old) = (bench.path("key"), bench.path("old-key"));
        fs::copy(&key, &old).unwrap();
        assert_eq!(run(obelus(["keys", "rotate", "--key-file", &key]), b"").code, 0);
        let second = bench.redact(&["--to", "support", "-"], input).stdout;
        let (tokens, id) = ([first, second].concat(), key_id(&old));
        let all = [fs::read(&key).unwrap(), Vec::new()].concat();
        // The newest key alone, as a keyset that was made of it holds.
        let newest: String = String::from_utf8(all.clone())
            .unwrap()
            .lines()
            .filter(|l| !l.contains(&id))
            .map(|l| format!("{l}\n"))
            .collect();
        fs::write(&key, newest).unwrap();
        let done = bench.erase("ann@example.com\n");
        assert_eq!(done.code, 3, "{}", done.said());
        assert!(
            done.said().contains(&id) && done.said().contains("keys that these keys do not reach"),
            "{}",
            done.said()
        );
        // A key that was destroyed here is said, and is no failure.
        fs::write(&key, &all).unwrap();
        assert_eq!(run(obelus(["keys", "destroy", &id, "--yes", "--key-file", &key]), b"").code, 0);
        let done = bench.erase("ann@example.com\n");
        assert_eq!(done.code, 0, "{}", done.said());
        assert!(done.said().contains(&id) && done.said().contains("destroyed"), "{}", done.said());
        fs::write(&key, &all).unwrap();
        let done = bench.erase("ann@example.com\n");
        assert_eq!(done.code, 0, "{}", done.said());
        assert!(!done.said().contains(&id), "{}", done.said());
        let (vault, keys) = (bench.open(), bench.keys("support"));
        assert!(tokens_in(&tokens).iter().all(|token| opened(&vault, &keys, token).is_none()));
    }
}

/// The id of the only key of a file.
fn key_id(path: &str) -> String {
    let listed = run(obelus(["keys", "list", "--key-file", path]), b"").stdout;
    String::from_utf8(listed).unwrap().split_whitespace().next().unwrap().to_owned()
}

#[test]
fn a_list_of_people_that_cannot_be_read_erases_nobody() {
    let utf16: Vec<u8> = "ann@example.com\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bench in benches("erase-lists") {
        let first = bench.redact(&["--to", "support", "-"], b"mail ann@example.com\n").stdout;
        let erase = |list: &[u8]| {
            let mut arguments: Vec<String> = vec!["vault".into(), "erase".into(), "--key-file".into()];
            arguments.extend([bench.path("key"), "--subject-file".into(), "-".into()]);
            arguments.extend(bench.vault_arguments());
            run(obelus(arguments), list)
        };
        for list in
            [&b""[..], b"\n \n", b"ann@example.com\rbob@example.com\r", b"bob@example.com\0\n", &utf16]
        {
            let done = erase(list);
            assert_eq!((done.code, done.stdout.len()), (2, 0), "{}", done.said());
            holds_none("messages", &done.stderr, &["ann@", "bob@"]);
        }
        // What Windows writes is a list like any other.
        let done = erase(b"\xef\xbb\xbfann@example.com\r\n");
        assert_eq!(done.code, 0, "{}", done.said());
        let (vault, keys) = (bench.open(), bench.keys("support"));
        assert!(tokens_in(&first).iter().all(|token| opened(&vault, &keys, token).is_none()));
    }
}

#[test]
fn a_database_that_forgets_when_it_crashes_is_refused() {
    for bench in benches("unlogged").into_iter().filter(|bench| !bench.is_file()) {
        assert_eq!(bench.redact(&["--to", "support", "-"], b"mail ann@example.com\n").code, 0);
        bench.sql("ALTER TABLE obelus_vault_token SET UNLOGGED");
        let done = bench.redact(&["--to", "support", "-"], b"mail bob@example.com\n");
        assert_eq!((done.code, done.stdout.len()), (2, 0), "{}", done.said());
        assert!(done.said().contains("UNLOGGED"), "{}", done.said());
    }
}

#[test]
fn what_is_erased_is_in_no_free_page_of_the_file() {
    let bench = Bench::new("vault-free-pages", None);
    let written = bench.redact(&["--to", "support", "-"], &log(400)).stdout;
    let rows = |wanted: &dyn Fn(&str) -> bool| {
        let (vault, keys) = (bench.open(), bench.keys("support"));
        let tokens: BTreeSet<&[u8]> = tokens_in(&written).into_iter().collect();
        let wanted = |t: &&&[u8]| opened(&vault, &keys, t).is_some_and(|value| wanted(&value));
        let tokens: Vec<&[u8]> = tokens.iter().filter(wanted).copied().collect();
        drop(vault);
        let store = Embedded::open(bench.vault.as_ref(), false).unwrap();
        let row = |token: &&[u8]| {
            let code =
                data_encoding::BASE32_NOPAD.decode(token[13..39].to_ascii_uppercase().as_slice()).unwrap();
            let row = store.row(&code.try_into().unwrap()).unwrap().unwrap();
            [row.wrapped, row.sealed]
        };
        tokens.iter().flat_map(row).collect::<Vec<Vec<u8>>>()
    };
    let erased = rows(&|value| value.ends_with("@example.com"));
    let kept = rows(&|value| value.ends_with("@example.org"));
    assert_eq!((erased.len(), kept.len()), (140, 22));
    let found =
        |bytes: &[u8], of: &[Vec<u8>]| of.iter().filter(|b| memchr::memmem::find(bytes, b).is_some()).count();
    let before = fs::read(&bench.vault).unwrap();
    assert_eq!((found(&before, &erased), found(&before, &kept)), (140, 22));
    let lines: String = (0..70).map(|n| format!("user{n}@example.com\n")).collect();
    assert_eq!(bench.erase(&lines).code, 0);
    let after = fs::read(&bench.vault).unwrap();
    assert_eq!((found(&after, &erased), found(&after, &kept)), (0, 22));
    assert_eq!(fs::metadata(&bench.vault).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(bench.open().subjects().unwrap(), 61);
}

#[test]
fn list_and_stats_count() {
    for bench in benches("stats") {
        bench.redact(&["--to", "support", "-"], b"ann@example.com 192.0.2.7 bob@example.com\n");
        let said = |what: &str, more: &[&str]| {
            let mut arguments: Vec<String> = vec!["vault".into(), what.into()];
            arguments.extend(bench.vault_arguments());
            arguments.extend(more.iter().map(|s| (*s).to_owned()));
            let done = run(obelus(arguments), b"");
            assert_eq!(done.code, 0, "{}", done.said());
            String::from_utf8(done.stdout).unwrap()
        };
        let list = said("list", &[]);
        assert!(
            list.contains("support key ") && list.contains(": email 2\n") && list.contains(": ip 1\n"),
            "{list}"
        );
        assert!(said("stats", &[]).starts_with("3 tokens of 3 subjects for 1 recipients"));
        let row: serde_json::Value = serde_json::from_str(&said("stats", &["--format", "jsonl"])).unwrap();
        assert_eq!((row["tokens"].as_u64(), row["subjects"].as_u64()), (Some(3), Some(3)));
    }
}

/// A run that must be refused before anything is read.
fn refused(what: &str, done: &crate::Run, said: &str) {
    assert_eq!(done.code, 2, "{what}: {}", done.said());
    assert!(done.said().contains(said), "{what}: {}", done.said());
    assert!(done.stdout.is_empty(), "{what}");
}

#[test]
fn what_cannot_be_a_vault_is_refused() {
    let bench = Bench::new("vault-refused", None);
    let input = b"ann@example.com\n";
    let redact = || bench.redact(&["--to", "support", "-"], input);
    fs::write(&bench.vault, b"").unwrap();
    fs::set_permissions(&bench.vault, fs::Permissions::from_mode(0o640)).unwrap();
    refused("others can read it", &redact(), "chmod 600");
    fs::set_permissions(&bench.vault, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(redact().code, 0, "an empty file is one that was killed while it was made");
    fs::write(&bench.vault, b"something else that stands here").unwrap();
    refused("no vault", &redact(), "no vault");
    assert_eq!(fs::read(&bench.vault).unwrap(), b"something else that stands here");
    fs::remove_file(&bench.vault).unwrap();
    fs::create_dir(&bench.vault).unwrap();
    refused("a directory", &redact(), "--vault");
    let arguments =
        ["redact", "--policy", &bench.path("policy.toml"), "--to", "support", "-"].map(str::to_owned);
    let with =
        |more: &[&str]| run(obelus(arguments.iter().map(String::as_str).chain(more.iter().copied())), input);
    refused("no vault", &with(&["--key-file", &bench.path("key")]), "--vault");
    refused("no key", &with(&["--vault", &bench.path("v")]), "key");
    refused("a key for once", &with(&["--vault", &bench.path("v"), "--ephemeral-key"]), "--ephemeral-key");
    assert!(!bench.directory.join("v").exists());
    let url = "postgres://u:canaryq7x2@localhost/d";
    let done = with(&["--key-file", &bench.path("key"), "--vault", url]);
    refused(
        "a password in the URL",
        &done,
        if cfg!(feature = "postgres") { "password" } else { "without PostgreSQL" },
    );
    holds_none("the message", &done.stderr, &["canary"]);
    let out = bench.path("out");
    let inside = format!("{out}/vault");
    let in_log = bench.path("in.log");
    fs::write(&in_log, input).unwrap();
    let arguments = [
        "redact",
        "--policy",
        &bench.path("policy.toml"),
        "--to",
        "support",
        "--key-file",
        &bench.path("key"),
    ];
    let done =
        run(obelus(arguments.iter().copied().chain([&in_log[..], "-o", &out, "--vault", &inside])), b"");
    refused("below the output", &done, "output directory");
}

#[test]
fn a_missing_vault_is_not_made_to_be_counted_or_erased() {
    let bench = Bench::new("vault-missing", None);
    for what in ["list", "stats"] {
        let done = run(obelus(["vault", what, "--vault", &bench.vault]), b"");
        refused(what, &done, "--vault");
    }
    refused("erase", &bench.erase("x\n"), "--vault");
    assert!(!std::path::Path::new(&bench.vault).exists());
}

#[test]
fn a_second_run_with_the_same_file_is_refused() {
    let bench = Bench::new("vault-in-use", None);
    let vault = bench.open();
    let done = bench.redact(&["--to", "support", "-"], b"ann@example.com\n");
    refused("in use", &done, "another run is using this vault");
    drop(vault);
    assert_eq!(bench.redact(&["--to", "support", "-"], b"ann@example.com\n").code, 0);
}

#[test]
fn a_vault_at_rest_holds_no_value_and_no_key() {
    let bench = Bench::new("vault-canary", None);
    let policy = crate::POLICY.replace("[\"EMAIL_ADDRESS\", \"IP_ADDRESS\"]", "[\"*\"]");
    fs::write(bench.path("policy.toml"), policy).unwrap();
    let log = bench.path("in.log");
    fs::write(&log, canaries::log(3)).unwrap();
    let out = bench.path("out");
    let done = bench.redact(&["--to", "support", &log, "-o", &out], b"");
    assert_eq!(done.code, 0, "{}", done.said());
    clean("redact", &done, &bench.directory);
    let file = fs::read(&bench.vault).unwrap();
    let written = fs::read(format!("{out}/support/in.log")).unwrap();
    assert!(tokens_in(&written).len() >= 30, "{}", String::from_utf8_lossy(&written));
    holds_none("the output", &written, &canaries::found_values());
    holds_none("the vault", &file, &canaries::found_values());
    // Neither as written nor in canonical form.
    let canonical =
        ["canary.q7x1", "5105105105105100", "2125550177", "442079460977", "536228726", "00005e0053c4"];
    holds_none("the vault", &file, &canonical);
    let key = fs::read_to_string(bench.path("key")).unwrap();
    let secret = key.lines().last().unwrap().split(':').nth(2).unwrap().to_owned();
    let root = data_encoding::BASE32_NOPAD.decode(secret.to_ascii_uppercase().as_bytes()).unwrap();
    holds_none("the vault", &file, &[&root[..16], &root[16..], secret.as_bytes()]);
}

#[test]
fn a_keyset_of_one_recipient_uses_its_part_and_no_other() {
    let bench = Bench::new("vault-keyset", None);
    let keyset = bench.path("keyset");
    let export = ["keys", "export", "--key-file", &bench.path("key"), "--to", "support", "--reversible"];
    let done = run(obelus(export.iter().copied().chain(["-o", &keyset])), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    let input = b"mail ann@example.com\n";
    let with_root = bench.redact(&["--to", "support", "-"], input).stdout;
    let policy = bench.path("policy.toml");
    let with_keyset = |to: &str| {
        let arguments =
            ["redact", "--policy", &policy, "--to", to, "--key-file", &keyset, "--vault", &bench.vault, "-"];
        run(obelus(arguments), input)
    };
    let done = with_keyset("support");
    assert!(done.code == 0 && done.stdout == with_root, "{}", done.said());
    refused("another recipient", &with_keyset("research"), "support");
}
