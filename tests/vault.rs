//! The vault: one value, one token; durable before it leaves; gone when its subject is erased. The same tests run on a
//! file and, where `tests/with-postgres` has started a server, on a database.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "vault/commands.rs"]
mod commands;
mod common;
#[path = "vault/faults.rs"]
mod faults;
#[path = "vault/kills.rs"]
mod kills;
#[path = "vault/store.rs"]
mod store;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::{Run, directory, obelus, run, text};
use obelus::vault::Vault;
use obelus::vault::place::Place;
use obelus::vault::seal::VaultKeys;

const POLICY: &str = r#"
schema = 1
title = "Vault"
version = "1"
[[recipient]]
id = "support"
title = "Support"
[[recipient]]
id = "research"
title = "Research"
[[rule]]
to = ["support", "research"]
info_types = ["EMAIL_ADDRESS", "IP_ADDRESS"]
action = "vault_token"
origin = "house"
"#;

/// What a test works with: a directory of its own with a policy and a key, and an empty vault.
struct Bench {
    directory: PathBuf,
    /// A path or a URL.
    vault: String,
}

/// One bench for each kind of store that can be tested here.
fn benches(name: &str) -> Vec<Bench> {
    let mut made = vec![Bench::new(&format!("vault-{name}"), None)];
    if let Some(server) = database_server() {
        made.push(Bench::new(&format!("vault-{name}-postgres"), Some(&server)));
    }
    made
}

/// The URL of a server for tests, up to the name of the database.
fn database_server() -> Option<String> {
    let server = std::env::var("OBELUS_TEST_POSTGRES").ok();
    if server.is_none() || !cfg!(feature = "postgres") {
        use std::io::Write;
        let said = b"SKIPPED: a vault in PostgreSQL is tested by tests/with-postgres (full tier)\n";
        std::io::stderr().write_all(said).unwrap();
        return None;
    }
    server
}

impl Bench {
    fn new(name: &str, server: Option<&str>) -> Self {
        let directory = directory(name);
        fs::write(directory.join("policy.toml"), POLICY).unwrap();
        let key = directory.join("key");
        assert_eq!(run(obelus(["keys", "new", "-o", text(&key)]), b"").code, 0);
        let vault = match server {
            None => text(&directory.join("vault")).to_owned(),
            Some(server) => {
                let database = name.replace('-', "_");
                for what in ["DROP DATABASE IF EXISTS", "CREATE DATABASE"] {
                    let sql = format!("{what} {database}");
                    let mut psql = std::process::Command::new("psql");
                    psql.args(["-qX", "-d", &server.replace("DATABASE", "postgres"), "-c", &sql]);
                    psql.env("PGPASSFILE", std::env::var_os("OBELUS_TEST_POSTGRES_PASSFILE").unwrap());
                    assert!(psql.status().unwrap().success());
                }
                server.replace("DATABASE", &database)
            }
        };
        Bench { directory, vault }
    }

    /// Runs a statement in the database.
    fn sql(&self, statement: &str) {
        let mut psql = std::process::Command::new("psql");
        psql.args(["-qX", "-d", &self.vault, "-c", statement]);
        psql.env("PGPASSFILE", std::env::var_os("OBELUS_TEST_POSTGRES_PASSFILE").unwrap());
        assert!(psql.status().unwrap().success());
    }

    fn is_file(&self) -> bool {
        !self.vault.starts_with("postgres://")
    }

    fn open(&self) -> Vault {
        self.try_open(true).unwrap()
    }

    fn try_open(&self, may_create: bool) -> obelus::error::Result<Vault> {
        let password = password_file();
        let password_file = (!self.is_file()).then_some(password.as_path());
        Place { vault: Path::new(&self.vault), password_file }.open(may_create)
    }

    fn keys(&self, recipient: &str) -> Arc<VaultKeys> {
        let keys = obelus::keys::store::read(&self.directory.join("key"), None).unwrap();
        Arc::new(VaultKeys::new(Arc::new(keys.token_keys(recipient).unwrap())))
    }

    fn path(&self, name: &str) -> String {
        text(&self.directory.join(name)).to_owned()
    }

    /// `redact` with policy, key and vault, and `more`.
    fn arguments(&self, more: &[&str]) -> Vec<String> {
        let mut made: Vec<String> = vec!["redact".into(), "--quiet".into()];
        made.extend(["--policy".into(), self.path("policy.toml"), "--key-file".into(), self.path("key")]);
        made.extend(self.vault_arguments());
        made.extend(more.iter().map(|s| (*s).to_owned()));
        made
    }

    fn vault_arguments(&self) -> Vec<String> {
        let mut made = vec!["--vault".into(), self.vault.clone()];
        if !self.is_file() {
            made.extend(["--vault-password-file".into(), text(&password_file()).to_owned()]);
        }
        made
    }

    fn redact(&self, more: &[&str], input: &[u8]) -> Run {
        run(obelus(self.arguments(more)), input)
    }

    /// `vault erase` of `lines`.
    fn erase(&self, lines: &str) -> Run {
        let key = self.path("key");
        let mut arguments: Vec<String> = vec!["vault".into(), "erase".into()];
        arguments.extend(["--key-file".into(), key, "--subject-file".into(), "-".into()]);
        arguments.extend(self.vault_arguments());
        run(obelus(arguments), lines.as_bytes())
    }
}

fn password_file() -> PathBuf {
    std::env::var_os("OBELUS_TEST_POSTGRES_PASSWORD_FILE").map(PathBuf::from).unwrap_or_default()
}

/// The token of an email address, as a frame of its own would get it, and made durable.
fn token(vault: &Vault, keys: &Arc<VaultKeys>, value: &str, subject: Option<&str>) -> Vec<u8> {
    let frame = vault.frame();
    let write = || {
        let mut out = Vec::new();
        let domain = obelus::keys::canon::Domain::Email;
        let subject =
            subject.map(|s| obelus::subject::canonical(obelus::keys::canon::Domain::Id, s.as_bytes()));
        frame.token(keys, domain, value.as_bytes(), subject.as_deref(), &mut out).unwrap();
        out
    };
    let mut out = write();
    while frame.settle().unwrap() {
        out = write();
    }
    vault.before_emit(frame.waits()).unwrap();
    out
}

/// What a token stands for.
fn opened(vault: &Vault, keys: &VaultKeys, token: &[u8]) -> Option<String> {
    let (_, value) = vault.open_token(keys, token).unwrap()?;
    Some(String::from_utf8(value.to_vec()).unwrap())
}

/// Every word that has the form of a vault token.
fn tokens_in(bytes: &[u8]) -> Vec<&[u8]> {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    bytes.split(|b| !is_word(b)).filter(|word| word.starts_with(b"ob1v_")).collect()
}
