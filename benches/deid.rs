//! What de-identification costs: a token of every kind, and whole runs beside plain redaction.
//!
//!     cargo bench --bench deid [-- tokens | actions | runs]
//!
//! `tokens`: nanoseconds for one value, keys derived before. `actions`: the same of every action, as a policy writes it. `runs`: the command line with the shipped rules, one
//! thread; every value of the named info types is changed by one action and all others become markers, and the same
//! bytes with markers alone are the measure. `OBELUS_BENCH_MB` (32) is the size of an input, `OBELUS_BENCH_ROUNDS` (5)
//! the number of rounds.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::expect_used)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use obelus::keys::canon::Domain;
use obelus::keys::ring::Keys;
use obelus::keys::token::TokenKeys;

#[path = "deid/actions.rs"]
mod actions;
// The bench uses a part of these.
#[allow(dead_code)]
#[path = "engine/contender.rs"]
mod contender;
#[allow(dead_code)]
#[path = "corpora/mod.rs"]
mod corpora;
#[allow(dead_code)]
#[path = "../examples/fixtures/generate/mod.rs"]
mod generate;
#[allow(dead_code)]
#[path = "engine/measure.rs"]
mod measure;
#[allow(dead_code)]
#[path = "rounds/mod.rs"]
mod rounds;

use contender::Contender;
use corpora::Corpus;

/// Values of a kind, so that no branch learns one by heart.
const VALUES: usize = 512;

/// The actions of `runs`: what they are called, the info types they are for, and how a policy writes them.
const ACTIONS: &[(&str, &str, &str)] = &[
    ("hash_token", r#"["*"]"#, r#""hash_token""#),
    ("hash_token, email alone", r#"["EMAIL_ADDRESS"]"#, r#""hash_token""#),
    ("hash_token, IP alone", r#"["IP_ADDRESS"]"#, r#""hash_token""#),
    ("fixed", r#"["*"]"#, r#"{ name = "fixed", text = "withheld" }"#),
    ("mask, email and IP", r#"["EMAIL_ADDRESS", "IP_ADDRESS"]"#, r#"{ name = "mask", keep_last = 2 }"#),
    ("ip_truncate", r#"["IP_ADDRESS"]"#, r#""ip_truncate""#),
    ("ip_pseudonym", r#"["IP_ADDRESS"]"#, r#""ip_pseudonym""#),
    ("reversible_token, email", r#"["EMAIL_ADDRESS"]"#, r#""reversible_token""#),
    ("email_token", r#"["EMAIL_ADDRESS"]"#, r#""email_token""#),
    ("format_preserving, card", r#"["CREDIT_CARD_NUMBER"]"#, r#""format_preserving""#),
    ("surrogate, email", r#"["EMAIL_ADDRESS"]"#, r#""surrogate""#),
];

/// Does one thing with one value.
type Make<'a> = Box<dyn Fn(&[u8], &mut Vec<u8>) + 'a>;

fn main() {
    let modes: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let is_wanted = |mode: &str| modes.is_empty() || modes.iter().any(|m| m == mode);
    if is_wanted("tokens") {
        tokens();
    }
    if is_wanted("actions") {
        let keys = Arc::new(Keys::generate().unwrap().token_keys("bench").unwrap());
        print(&actions::things(&keys));
    }
    if is_wanted("runs") {
        runs();
    }
}

/// What is measured, with its values.
type Thing<'a> = (&'static str, Vec<Vec<u8>>, Make<'a>);

/// Every kind of token.
fn things(keys: &TokenKeys) -> Vec<Thing<'_>> {
    let values =
        |make: &dyn Fn(usize) -> String| (0..VALUES).map(|i| make(i).into_bytes()).collect::<Vec<_>>();
    let emails = values(&|i| format!("rose.{i:04}@example.com"));
    let mixed = values(&|i| format!("Rose.{i:04}@Bücher.example"));
    let phones = values(&|i| format!("+1 (212) 555-{i:04}"));
    let addresses = values(&|i| format!("192.0.2.{}", i % 256));
    let names = values(&|i| format!("Rose  Tester {i:04}"));
    let cards = values(&|i| format!("41111111111{i:04}"));
    let hash = |domain| -> Make<'_> { Box::new(move |v, out| keys.hash_token(domain, v, out).unwrap()) };
    let sealed = |values: &[Vec<u8>]| -> Vec<Vec<u8>> {
        let sealed = |v: &Vec<u8>| {
            let mut out = Vec::new();
            keys.reversible_token(Domain::Email, v, &mut out).unwrap();
            out
        };
        values.iter().map(sealed).collect()
    };
    let pseudonym = |v: &[u8], out: &mut Vec<u8>| {
        let ip = std::str::from_utf8(v).unwrap().parse().unwrap();
        out.extend_from_slice(keys.ip_pseudonym(ip).unwrap().to_string().as_bytes());
    };
    let ff1 = |v: &[u8], out: &mut Vec<u8>| {
        let mut digits: Vec<u16> = v.iter().map(|b| u16::from(b - b'0')).collect();
        keys.ff1(Domain::Card, 10).unwrap().encrypt(b"card", &mut digits).unwrap();
        out.extend(digits.iter().map(|d| b'0' + *d as u8));
    };
    let tokens = sealed(&emails);
    vec![
        ("hash token, email", emails.clone(), hash(Domain::Email)),
        ("hash token, email not in ASCII", mixed, hash(Domain::Email)),
        ("hash token, IPv4 address", addresses.clone(), hash(Domain::Ip)),
        ("hash token, telephone number", phones, hash(Domain::Phone)),
        ("hash token, name", names, hash(Domain::Name)),
        ("hash token, card", cards.clone(), hash(Domain::Card)),
        (
            "reversible token, email",
            emails.clone(),
            Box::new(|v, out| keys.reversible_token(Domain::Email, v, out).unwrap()),
        ),
        ("opening it", tokens.clone(), Box::new(|v, out| out.extend_from_slice(&keys.open(v).unwrap().1))),
        (
            "vault token (code known)",
            emails,
            Box::new(|_, out| keys.vault_token(Domain::Email, &[7; 16], out).unwrap()),
        ),
        ("knowing a token again", tokens, Box::new(|v, _| assert!(black_box(keys.is_ours(v)).is_some()))),
        ("FF1, 15 digits", cards, Box::new(ff1)),
        ("pseudonym, IPv4 address", addresses, Box::new(pseudonym)),
        ("pseudonym, IPv6 address", values(&|i| format!("2001:db8::{i:x}")), Box::new(pseudonym)),
    ]
}

/// Measures things, in turn, and prints a table.
fn print(things: &[Thing<'_>]) {
    let rounds_wanted = rounds::setting("OBELUS_BENCH_ROUNDS", 5).max(1) as usize;
    let times = 40;
    let measure = |thing: usize| {
        let (_, values, make) = &things[thing];
        let mut out = Vec::with_capacity(256);
        let start = Instant::now();
        for _ in 0..times {
            for value in values {
                out.clear();
                make(black_box(value), &mut out);
                black_box(&out);
            }
        }
        start.elapsed().as_nanos() as f64 / (times * values.len()) as f64
    };
    for thing in 0..things.len() {
        measure(thing);
    }
    let spreads = rounds::interleaved(rounds_wanted, things.len(), measure);
    println!("\n{rounds_wanted} rounds, ns per value");
    println!("| {:<32} | {:>7} | {:>7} | {:>7} |\n|---|--:|--:|--:|", "", "median", "least", "most");
    for ((name, _, _), s) in things.iter().zip(&spreads) {
        println!("| {name:<32} | {:>7.0} | {:>7.0} | {:>7.0} |", s.median, s.least, s.most);
    }
}

fn tokens() {
    let root = Keys::generate().unwrap();
    let keys = root.token_keys("bench").unwrap();
    print(&things(&keys));
    // What a recipient costs before its first token, and with the first of every domain.
    let start = Instant::now();
    (0..1000).for_each(|i| drop(black_box(root.token_keys(&format!("r{i}")).unwrap())));
    println!(
        "\nderiving for one recipient: {:.1} us before its first token",
        start.elapsed().as_micros() as f64 / 1e3
    );
}

/// A policy whose only recipient gets every value of `info_types` through `action`.
fn policy(directory: &Path, number: usize, info_types: &str, action: &str) -> PathBuf {
    let path = directory.join(format!("action-{number}.toml"));
    let text = format!(
        "schema = 1\ntitle = \"Bench\"\nversion = \"1\"\n\n[[recipient]]\nid = \"r\"\ntitle = \"R\"\nunclassified = \"scan\"\n\n\
         [[rule]]\nto = [\"r\"]\ninfo_types = {info_types}\naction = {action}\norigin = \"house\"\n"
    );
    std::fs::write(&path, text).unwrap();
    path
}

fn runs() {
    let bytes = rounds::setting("OBELUS_BENCH_MB", 32) * 1_000_000;
    let rounds = rounds::setting("OBELUS_BENCH_ROUNDS", 5).max(1) as usize;
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("deid");
    std::fs::create_dir_all(&directory).unwrap();
    let (obelus, key) = (env!("CARGO_BIN_EXE_obelus"), directory.join("key"));
    let _ = std::fs::remove_file(&key);
    let made = Command::new(obelus).args(["keys", "new", "--output"]).arg(&key).output().unwrap();
    assert!(made.status.success(), "no key was made");
    let key = key.to_str().unwrap();
    for (corpus, format) in [(Corpus::Logs, "text"), (Corpus::Csv, "text"), (Corpus::Csv, "csv")] {
        let input = corpus.file(bytes).unwrap();
        let common = ["redact", "--quiet", "--threads", "1", "--input-format", format];
        let mut contenders = vec![Contender::new("markers", obelus, &common)];
        for (number, (name, info_types, action)) in ACTIONS.iter().enumerate() {
            let policy = policy(&directory, number, info_types, action);
            let how = ["--policy", policy.to_str().unwrap(), "--to", "r", "--key-file", key];
            contenders.push(Contender::new(name, obelus, &[&common[..], &how].concat()));
        }
        let measured = measure::measure(&contenders, &input, rounds);
        measured.print(&format!("{} as {format}", corpus.name()));
        measured.print_ratios();
    }
}
