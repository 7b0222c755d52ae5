//! Restore and rekey: what was made a token comes back as it was, for whom it was made and for nobody else, and
//! nothing is revealed that is not on record.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod audit;
use crate::common;
mod faults;
mod forms;
mod keys;
mod refusals;
mod surrogates;
mod values;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use common::{Run, directory, obelus, run, text};
use obelus::keys::ring::Keys;
use obelus::keys::root::RootKey;
use obelus::keys::store;
use serde_json::Value;
use zeroize::Zeroizing;

const POLICY: &str = "schema = 1\ntitle = 'T'\nversion = '1'\n\
    [[recipient]]\nid = 'support'\ntitle = 'S'\nunclassified = 'scan'\n\
    [[recipient]]\nid = 'bank'\ntitle = 'B'\nunclassified = 'scan'\n\
    [[recipient]]\nid = 'stats'\ntitle = 'C'\nunclassified = 'scan'\n\
    [[recipient]]\nid = 'vaulted'\ntitle = 'D'\nunclassified = 'scan'\n\
    [[rule]]\nto = ['stats']\ninfo_types = ['*']\norigin = 'house'\naction = 'hash_token'\n\
    [[rule]]\nto = ['vaulted']\ninfo_types = ['*']\norigin = 'house'\naction = 'vault_token'\n\
    [[rule]]\nto = ['support', 'bank']\ninfo_types = ['*']\norigin = 'house'\n\
    action = { name = 'reversible_token', restores = 'exact' }\n";

/// A directory with a policy, a key, and what restoring needs.
struct Place {
    dir: PathBuf,
}

impl Place {
    fn new(name: &str) -> Self {
        let dir = directory(&format!("restore-{name}"));
        fs::write(dir.join("policy.toml"), POLICY).unwrap();
        let place = Place { dir };
        place.key("key");
        place
    }

    /// With the same key each time for `seed`, so that what agrees by chance always does or never.
    fn seeded(name: &str, seed: u8) -> Self {
        let place = Place::new(name);
        fs::remove_file(place.path("key")).unwrap();
        let root = RootKey::from_parts("k7q2".to_owned(), Zeroizing::new([seed; 32])).unwrap();
        store::write_new(&Keys::of_root(root), &place.path("key"), None).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn key(&self, name: &str) {
        let done = run(obelus(["keys", "new", "-o", text(&self.path(name))]), b"");
        assert_eq!(done.code, 0, "{}", done.said());
    }

    /// `input` under the name `name`, as `recipient` gets it.
    fn tokens(&self, name: &str, input: &[u8], recipient: &str) -> Vec<u8> {
        self.tokens_with(name, input, recipient, "key", &[])
    }

    fn tokens_with(&self, name: &str, input: &[u8], to: &str, key: &str, more: &[&str]) -> Vec<u8> {
        let (file, policy, key) = (self.path(name), self.path("policy.toml"), self.path(key));
        fs::write(&file, input).unwrap();
        let mut arguments = vec!["redact", "--quiet", "--policy", text(&policy), "--to", to];
        arguments.extend(["--key-file", text(&key), text(&file)]);
        arguments.extend(more);
        let done = run(obelus(arguments), b"");
        assert_eq!(done.code, 0, "{name}: {}", done.said());
        done.stdout
    }

    fn arguments(&self, file: &str, more: &[&str]) -> Vec<String> {
        let at = |name: &str| text(&self.path(name)).to_owned();
        let mut arguments: Vec<String> =
            ["restore", "--to", "support", "--actor", "ann", "--reason", "ticket 7"]
                .map(str::to_owned)
                .into();
        arguments.extend(["--key-file".to_owned(), at("key"), "--audit-log".to_owned(), at("audit.jsonl")]);
        arguments.push(at(file));
        arguments.extend(more.iter().map(|m| (*m).to_owned()));
        arguments
    }

    /// Restores `input`, written to `name`, with `more` arguments, to standard output.
    fn restore(&self, name: &str, input: &[u8], more: &[&str]) -> Run {
        fs::write(self.path(name), input).unwrap();
        run(obelus(self.arguments(name, more)), b"")
    }

    /// The records of the audit log.
    fn records(&self) -> Vec<Value> {
        let log = fs::read_to_string(self.path("audit.jsonl")).unwrap_or_default();
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn verified(&self) -> Run {
        run(obelus(["audit", "verify", text(&self.path("audit.jsonl"))]), b"")
    }
}

/// `arguments` with another value behind `flag`.
fn with(mut arguments: Vec<String>, flag: &str, value: &str) -> Vec<String> {
    let at = arguments.iter().position(|a| a == flag).unwrap();
    arguments[at + 1] = value.to_owned();
    arguments
}

const ALL: &[&str] = &[
    "--allow",
    "account,address,agent,card,cookie,credential,email,iban,id,ip,mac,name,phone,text,url,us-ssn",
    "--max-count",
    "1000000",
];

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn starts(bytes: &[u8]) -> usize {
    memchr::memmem::find_iter(bytes, b"ob1s_").count()
}
