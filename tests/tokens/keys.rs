//! Key files by the command line: rotation, destruction, keysets, passphrases, commands, and what is refused.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::common;

use common::{Run, Started, directory, holds_none, nothing_left, obelus, run, text, until, wrapped};

const POLICY: &str = "schema = 1\ntitle = 'T'\nversion = '1'\n\
                      [[recipient]]\nid = 'shop'\ntitle = 'S'\n[[recipient]]\nid = 'lab'\ntitle = 'L'\n\
                      [[rule]]\nto = ['*']\ninfo_types = ['EMAIL_ADDRESS']\naction = 'hash_token'\norigin = 'house'\n";
const LINE: &str = "mail ann@example.com now\n";

/// A directory with a policy and what is done in it.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let home = Home(directory(name));
        fs::write(home.path("p.toml"), POLICY).unwrap();
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Runs the command; names that begin with `@` are files of this directory.
    fn run(&self, arguments: &str, input: &str) -> Run {
        let words: Vec<String> = arguments
            .split(' ')
            .map(|w| w.strip_prefix('@').map_or(w.to_owned(), |name| text(&self.path(name)).to_owned()))
            .collect();
        let done = run(obelus(words), input.as_bytes());
        nothing_left(arguments, &self.0);
        done
    }

    fn done(&self, arguments: &str) -> String {
        let done = self.run(arguments, "");
        assert_eq!(done.code, 0, "{arguments}: {}", done.said());
        String::from_utf8(done.stdout).unwrap()
    }

    fn refused(&self, arguments: &str, says: &str) {
        let done = self.run(arguments, LINE);
        assert_eq!((done.code, done.stdout.len()), (2, 0), "{arguments}: {}", done.said());
        assert!(done.said().contains(says), "{arguments}: {}", done.said());
    }

    /// What `shop` gets of `line`.
    fn token(&self, keys: &str, line: &str) -> String {
        let done = self.run(&format!("redact - --quiet --policy @p.toml --to shop {keys}"), line);
        assert_eq!(done.code, 0, "{keys}: {}", done.said());
        String::from_utf8(done.stdout).unwrap()
    }

    fn secret(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

/// The key ids of `list`, with their states.
fn listed(list: &str) -> Vec<(String, String)> {
    let words = |line: &str| line.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>();
    list.lines().map(words).map(|w| (w[0].clone(), w[1].clone())).collect()
}

#[test]
fn a_rotated_key_makes_new_tokens_and_knows_the_old_ones_until_it_is_destroyed() {
    let home = Home::new("keys-rotate");
    home.done("keys new --output @k");
    let old = home.token("--key-file @k", LINE);
    home.done("keys rotate --key-file @k");
    assert_eq!(mode(&home.path("k")), 0o600);
    let new = home.token("--key-file @k", LINE);
    assert_ne!(old, new);
    assert_eq!(home.token("--key-file @k", &old), old, "an old token stays");
    let list = home.done("keys list --key-file @k");
    let [(first, active), (second, primary)] = &listed(&list)[..] else { panic!("{list}") };
    assert_eq!((active.as_str(), primary.as_str()), ("active", "primary"));
    assert!(old.contains(&format!("_{first}_")) && new.contains(&format!("_{second}_")));

    home.refused(&format!("keys destroy {first} --key-file @k"), "--yes");
    home.refused(&format!("keys destroy {second} --key-file @k --yes"), "rotate first");
    home.refused("keys destroy zzzz --key-file @k --yes", first);
    assert_eq!(home.done("keys list --key-file @k"), list, "nothing was changed");
    home.done(&format!("keys destroy {first} --key-file @k --yes"));
    let states = listed(&home.done("keys list --key-file @k"));
    assert_eq!(states[0], (first.clone(), "destroyed".to_owned()));
    assert_eq!(home.token("--key-file @k", LINE), new);
    let whole = fs::read_to_string(home.path("k")).unwrap();
    assert_eq!(whole.matches("obelus-key-1:").count(), 1, "the key is gone from the file");
}

#[test]
fn who_rotate_at_once_lose_no_key() {
    let home = Home::new("keys-at-once");
    home.done("keys new --output @k");
    let key = home.path("k");
    let started: Vec<Started> = (0..6)
        .map(|_| Started::new(obelus(["keys", "rotate", "--key-file", text(&key)]), Stdio::null()))
        .collect();
    let done: Vec<Run> = started.into_iter().map(Started::finish).collect();
    let made: Vec<String> = done
        .iter()
        .filter(|d| d.code == 0)
        .map(|d| String::from_utf8_lossy(&d.stdout)["key id ".len()..][..4].to_owned())
        .collect();
    assert!(!made.is_empty());
    assert!(done.iter().all(|d| d.code == 0 || d.said().contains("somebody else changes")));
    let ids: Vec<String> = listed(&home.done("keys list --key-file @k")).into_iter().map(|l| l.0).collect();
    assert_eq!(ids.len(), made.len() + 1);
    assert!(made.iter().all(|id| ids.contains(id)));
}

#[test]
fn a_keyset_does_the_work_of_one_recipient_and_no_other() {
    let home = Home::new("keys-keyset");
    home.done("keys new --output @k");
    home.done("keys export --key-file @k --to shop --output @shop");
    assert_eq!(mode(&home.path("shop")), 0o600);
    assert_eq!(home.token("--key-file @shop", LINE), home.token("--key-file @k", LINE));
    let list = home.done("keys list --key-file @shop");
    assert!(list.starts_with("keyset of shop to tokenize") && !list.contains("reversible"), "{list}");
    for flags in ["--to lab", "--to shop,lab --output @out"] {
        home.refused(&format!("redact - --policy @p.toml --key-file @shop {flags}"), "keyset");
    }
    assert!(!home.path("out").exists());
    home.refused("scan - --key-file @shop", "root keys");
    for command in ["export --to lab --output @x", "rotate"] {
        home.refused(&format!("keys {command} --key-file @shop"), "root keys");
    }
    // A keyset to open tokens makes none.
    home.done("keys export --key-file @k --to shop --for reveal --output @reveal");
    home.refused("redact - --policy @p.toml --to shop --key-file @reveal", "no keys for an action");
    home.refused("keys export --key-file @k --to shop --for all --output @x", "tokenize");
    home.refused("keys export --key-file @k --to ../shop --output @x", "--to");
    home.refused("keys export --key-file @k --to shop --output @shop", "exist");
    let root = fs::read_to_string(home.path("k")).unwrap();
    let root = root.lines().last().unwrap().split(':').nth(2).unwrap().to_owned();
    for name in ["shop", "reveal"] {
        holds_none(name, &fs::read(home.path(name)).unwrap(), &[&root]);
    }
}

#[test]
fn a_passphrase_comes_from_a_file_or_descriptor_and_nothing_opens_without_it() {
    let home = Home::new("keys-passphrase");
    for (name, content) in [("pass", "correct horse\n"), ("wrong", "wrong horse\n"), ("none", "\n")] {
        home.secret(name, content);
    }
    let made = home.done("keys new --output @k --passphrase-file @pass");
    let sealed = fs::read_to_string(home.path("k")).unwrap();
    assert!(sealed.contains("obelus-sealed-1:argon2id:") && !sealed.contains("obelus-key-1:"));
    assert!(made.contains("fingerprint"));
    home.refused("keys list --key-file @k", "--passphrase-file");
    home.refused("keys list --key-file @k --passphrase-file @wrong", "passphrase is wrong");
    home.refused("keys list --key-file @k --passphrase-file @none", "empty");
    let one = home.token("--key-file @k --passphrase-file @pass", LINE);
    home.done("keys rotate --key-file @k --passphrase-file @pass");
    assert!(!fs::read_to_string(home.path("k")).unwrap().contains("obelus-key-1:"), "still sealed");
    assert_ne!(home.token("--key-file @k --passphrase-file @pass", LINE), one);
    home.done("keys export --key-file @k --passphrase-file @pass --to shop --output @s --output-passphrase-file @wrong");
    home.refused("keys list --key-file @s", "--passphrase-file");
    home.done("keys list --key-file @s --passphrase-file @wrong");
    let descriptor = format!("exec \"$@\" 3<{}", text(&home.path("pass")));
    let arguments = ["keys", "list", "--key-file", text(&home.path("k")), "--passphrase-file", "/dev/fd/3"]
        .map(str::to_owned);
    let done = run(wrapped(&["sh", "-c", &descriptor, "sh"], arguments), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    fs::set_permissions(home.path("pass"), fs::Permissions::from_mode(0o644)).unwrap();
    home.refused("keys list --key-file @k --passphrase-file @pass", "chmod 600");
    home.done("keys new --output @plain");
    home.refused("keys list --key-file @plain --passphrase-file @wrong", "has no passphrase");
}

#[test]
fn a_command_can_print_the_key_and_every_failure_of_it_ends_the_run() {
    let home = Home::new("keys-command");
    home.done("keys new --output @k");
    let wanted = home.token("--key-file @k", LINE);
    let policy = home.path("p.toml");
    let with = |command: &str, input: &str| {
        let flags =
            ["redact", "-", "--quiet", "--policy", text(&policy), "--to", "shop", "--key-command", command];
        run(obelus(flags), input.as_bytes())
    };
    let done = with(&format!("cat '{}'", text(&home.path("k"))), LINE);
    assert_eq!((done.code, String::from_utf8(done.stdout).unwrap()), (0, wanted));
    for command in [
        "false",
        "/nowhere/kms",
        "echo hello",
        "yes",
        "cat '",
        "",
        &format!("sh -c 'cat {}; exit 3'", text(&home.path("k"))),
        // Not a shell: the rest are arguments.
        &format!("cat {} | cat", text(&home.path("k"))),
    ] {
        let done = with(command, LINE);
        assert_eq!((done.code, done.stdout.len()), (2, 0), "{command}: {}", done.said());
    }
    // What it writes beside the key may hold the key.
    let key = fs::read_to_string(home.path("k")).unwrap();
    let key = key.lines().last().unwrap().rsplit(':').nth(1).unwrap();
    for command in ["cat {} >&2", "cat {} >&2; exit 1", "cat {}; cat {} >&2"] {
        let command = command.replace("{}", text(&home.path("k")));
        let done = with(&format!("sh -c '{command}'"), LINE);
        holds_none(&command, &[done.stdout, done.stderr].concat(), &[key]);
    }
}

#[test]
fn another_key_than_the_expected_one_ends_the_run_before_any_work() {
    let home = Home::new("keys-expect");
    let made = home.done("keys new --output @k");
    let fingerprint = made.trim().rsplit(' ').next().unwrap().to_owned();
    fs::write(home.path("in.log"), LINE).unwrap();
    let base = "redact @in.log --policy @p.toml --to shop --output @out --key-file @k --expect-key";
    home.refused(&format!("{base} aaaaaaaaaaaaa"), "--expect-key");
    assert!(!home.path("out").exists());
    let done = home.run(&format!("{base} {fingerprint}"), "");
    assert_eq!(done.code, 0, "{}", done.said());
    assert!(done.said().contains(&format!("key fingerprint {fingerprint}")), "{}", done.said());
    home.refused(&format!("redact - --expect-key {fingerprint}"), "--key-file");
    home.refused(&format!("redact - --ephemeral-key --expect-key {fingerprint}"), "--ephemeral-key");
}

#[test]
fn a_process_that_holds_keys_dumps_no_core() {
    let home = Home::new("keys-core");
    home.done("keys new --output @k");
    let (policy, key) = (home.path("p.toml"), home.path("k"));
    for keys in [&["--key-file", text(&key)][..], &["--ephemeral-key"]] {
        let flags = ["redact", "-", "--policy", text(&policy), "--to", "shop"];
        let mut started = Started::new(obelus([&flags, keys].concat()), Stdio::piped());
        // What was written says that the keys are there.
        started.send(LINE.as_bytes());
        let limits = format!("/proc/{}/limits", started.child.id());
        let core = until("the limit", || {
            let limits = fs::read_to_string(&limits).unwrap();
            let core = limits.lines().find(|l| l.starts_with("Max core file size")).unwrap().to_owned();
            core.split_whitespace().skip(4).take(2).all(|n| n == "0").then_some(core)
        });
        assert!(core.contains(" 0 "), "{core}");
        let done = started.finish();
        assert_eq!(done.code, 0, "{}", done.said());
    }
}
